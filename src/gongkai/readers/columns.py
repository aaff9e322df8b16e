"""Text laid out by spaces, as `pdftotext -layout` writes it: pages side by side unfolded, table rows gathered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from .pdfloose import loose_rows
from .pdftable import line_text

# Prose has single spaces; cells of a table ("3件      5件") are far apart.
_PROSE = re.compile(r"[\u4e00-\u9fff](?:[\u4e00-\u9fff，。；、：“”《》（）\d%.]| (?! )){11}")
_NUMBERS = re.compile(r"(?:(?:^|\s{2,})[\d,.]{1,12}){5,}\s*$")
_LETTER = re.compile(r"[\u4e00-\u9fff]")
_LONGEST_TABLE = 150  # lines
_GAP = 2  # columns of space that part the two pages
_CLEAR = 0.95  # share of the lines in which the gutter is empty


def unfold(text: str) -> str:
    """The text page by page, each half on its own and table rows whole; other text comes back as it is."""
    if "   " not in text:
        return text
    sheets = [sheet.split("\n") for sheet in text.replace("\r\n", "\n").split("\f")]
    gutters = [_gutter(lines) for lines in sheets]
    found = sorted(g for g in gutters if g)
    usual = found[len(found) // 2] if found else 0
    out: list[str] = []
    for lines, gutter in zip(sheets, gutters, strict=True):
        cut = gutter or (usual if usual and _clear(lines, usual) >= _CLEAR else 0)
        halves = [[line[:cut].rstrip() for line in lines], [line[cut:] for line in lines]] if cut else [lines]
        for half in halves:
            out += _gathered(half)
    return "\n".join(out)


def _gathered(lines: Sequence[str]) -> Sequence[str]:
    """The lines with each table row whole whose label is printed above, beside and below its numbers."""
    numbers = [i for i, line in enumerate(lines) if len(line) <= 500 and _NUMBERS.search(line)]
    alone = [i for i in numbers if not _LETTER.search(lines[i])]
    if len(alone) < 2 or numbers[-1] - numbers[0] > _LONGEST_TABLE:
        return lines
    first, last = max(numbers[0] - 10, 0), min(numbers[-1] + 5, len(lines))
    chars: list[list[dict[str, Any]]] = []
    height = 0
    for line in lines[first:last]:  # as if a character were ten points wide and high
        place = {"top": height, "bottom": height + 10, "size": 14.0}
        chars.append(
            [
                {"text": c, "x0": 10 * x, "x1": 10 * x + 10, **place}
                for x, c in enumerate(line)
                if not c.isspace()
            ]
        )
        height += 10 if line.strip() else 8
    rows, used = loose_rows([c for line in chars for c in line])
    out = list(lines[:first])
    for printed, text in zip(chars, lines[first:last], strict=True):
        while rows and printed and rows[0].top <= printed[0]["top"]:
            out.append(rows.pop(0).text)
        rest = [c for c in printed if id(c) not in used]
        if rest or not printed:
            out.append(text if len(rest) == len(printed) else line_text(rest))
    return [*out, *(row.text for row in rows), *lines[last:]]


def _gutter(lines: Sequence[str]) -> int:
    """The column where the right page begins, 0 if the sheet has but one: prose must stand on both sides."""
    longest = max(map(len, lines), default=0)
    both = [line for line in lines if re.search(r"\S {3,}\S", line)]
    if len(both) < 6:
        return 0
    starts: dict[int, int] = {}
    for line in lines:
        for gap in re.finditer(r"(?:^|\S) {3,}(?=\S)", line):
            starts[gap.end()] = starts.get(gap.end(), 0) + 1
    likely = sorted((c for c in starts if 0.3 * longest <= c <= 0.7 * longest), key=lambda c: -starts[c])[:5]
    for column in likely:
        left = sum(1 for line in lines if _PROSE.search(line[: column - 1]))
        right = sum(1 for line in lines if _PROSE.search(line[column:]))
        if left >= 5 and right >= 5 and starts[column] >= 5 and _clear(lines, column) >= _CLEAR:
            return column
    return 0


def _clear(lines: Sequence[str], column: int) -> float:
    """Share of the lines with anything on the right in which the columns before ``column`` are empty."""
    reaching = [line for line in lines if len(line) > column]
    empty = sum(1 for line in reaching if not line[column - _GAP : column].strip())
    return empty / len(reaching) if reaching else 1.0
