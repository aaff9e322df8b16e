"""Text of a sheet printed two-up, as `pdftotext -layout` writes it: cut at the gutter, the left page before the right."""

from __future__ import annotations

import re
from collections.abc import Sequence

_PROSE = re.compile(r"[\u4e00-\u9fff](?:[\u4e00-\u9fff，。；、：“”《》（）\d %.]){11}")
_GAP = 2  # columns of space that part the two pages
_CLEAR = 0.95  # share of the lines in which the gutter is empty


def unfold(text: str) -> str:
    """The text page by page, each half on its own; text that is not two-up comes back as it is."""
    if "   " not in text:
        return text
    sheets = [sheet.split("\n") for sheet in text.replace("\r\n", "\n").split("\f")]
    gutters = [_gutter(lines) for lines in sheets]
    found = sorted(g for g in gutters if g)
    if not found:
        return text
    usual = found[len(found) // 2]
    out: list[str] = []
    for lines, gutter in zip(sheets, gutters, strict=True):
        cut = gutter or (usual if _clear(lines, usual) >= _CLEAR else 0)
        out += (
            [line[:cut].rstrip() for line in lines] + [line[cut:].strip() for line in lines] if cut else lines
        )
    return "\n".join(out)


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
