"""Text laid out by spaces, as `pdftotext -layout` writes it: pages side by side unfolded, table rows gathered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median
from typing import Any

from .normalise import is_page_mark
from .pdfloose import loose_rows
from .pdftable import line_text
from .sheets import in_reading_order

# Prose has single spaces; cells of a table ("3件      5件") are far apart.
_PROSE = re.compile(r"[\u4e00-\u9fff](?:[\u4e00-\u9fff，。；、：“”《》（）\d%.]| (?! )){11}")
_ROW = re.compile(
    r"[\u4e00-\u9fff]{2}.{0,80}?(?:\s{2,}[\d,.]{1,12}){4,}\s*$"
)  # a label and the values of its row
_NUMBERS = re.compile(r"(?:(?:^|\s{2,})[\d,.]{1,12}){5,}\s*$")
_DIGIT_END = re.compile(r"\d\s*$")
_LETTER = re.compile(r"[\u4e00-\u9fff]")
_TAIL = re.compile(r"(?:(?<=\s)|^)\d[\d,.]{0,11}(?:\s+\d[\d,.]{0,11}){4,}\s*$")
_WORD = re.compile(r"\S+")
_APART = re.compile(r"\s{2,}")
_LONGEST_TABLE = 150  # lines
_LONGEST_LINE = 1000  # columns; a sheet has some two hundred
_GAP = 2  # columns of space that part the two pages
_CLEAR = 0.95  # share of the lines in which the gutter is empty
_BLANKS = 3  # lines empty on one page alone that are a blank line of it
_TRIES = 5  # gutters looked at, the clearest and widest first
_FEWEST = 4  # lines of prose or table rows that make a page


def unfold(text: str) -> str:
    """The text page by page, each half on its own and table rows whole; other text comes back as it is."""
    if "   " not in text:
        return text
    sheets = _sheets(text.replace("\r\n", "\n"))
    gutters = [_gutter(lines) for lines in sheets]
    found = sorted(g for g in gutters if g)
    usual = found[len(found) // 2] if found else 0
    pages: list[list[list[str]]] = []
    for lines, gutter in zip(sheets, gutters, strict=True):
        cut = gutter or (usual if usual and _clear(lines, usual) >= _CLEAR and _speaks(lines, usual) else 0)
        pages.append(_halves(lines, cut) if cut else [lines])
    return "\n".join(line for half in in_reading_order(pages, "\n".join) for line in _gathered(half))


def _sheets(text: str) -> list[list[str]]:
    """The lines of each sheet: cut at form feeds, and behind a line of two page marks (- 1 -      - 2 -)."""
    out: list[list[str]] = []
    for sheet in text.split("\f"):
        out.append([])
        for line in sheet.split("\n"):
            out[-1].append(line)
            marks = _APART.split(line.strip()) if len(line) < _LONGEST_LINE else []
            if len(marks) == 2 and all(map(is_page_mark, marks)):
                out.append([])
    return [lines for lines in out if lines]


def _halves(lines: Sequence[str], cut: int) -> list[list[str]]:
    """The two pages. A line or two of prose are not parted by lines that only the other page prints on."""
    both = [(line[:cut].rstrip(), line[cut:].rstrip()) for line in lines]
    halves: list[list[str]] = []
    for side in (0, 1):
        half: list[str] = []
        gap = 0  # lines since the last one of prose on this page
        for pair in both:
            gap = 0 if pair[side] else gap + 1
            if not (0 < gap < _BLANKS and pair[1 - side] and _is_prose(half)):
                half.append(pair[side])
        halves.append(half)
    return halves


def _is_prose(half: Sequence[str]) -> bool:
    return bool(half and _PROSE.search(half[-1]) and not _ROW.search(half[-1]))


def _gathered(lines: Sequence[str]) -> Sequence[str]:
    """The lines with each table row whole whose label is printed above, beside and below its numbers."""
    numbers = [i for i, line in enumerate(lines) if len(line) <= 500 and _NUMBERS.search(line)]
    if len(numbers) < 2 or numbers[-1] - numbers[0] > _LONGEST_TABLE:
        return lines
    alone = [i for i in numbers if not _LETTER.search(lines[i])]
    between = [
        i for i in range(numbers[0], numbers[-1]) if lines[i].strip() and not _DIGIT_END.search(lines[i])
    ]
    if len(alone) < 2 and len(between) < 2:
        return lines  # every row is whole already
    first, last = max(numbers[0] - 10, 0), min(numbers[-1] + 5, len(lines))
    shifts = _in_columns(lines[first:last])
    chars: list[list[dict[str, Any]]] = []
    height = 0
    for line, shift in zip(
        lines[first:last], shifts, strict=True
    ):  # as if a character were ten points wide and high
        place = {"top": height, "bottom": height + 10, "size": 14.0}
        chars.append(
            [
                {"text": c, "x0": (x := 10 * at + shift.get(at, 0)), "x1": x + 10, **place}
                for at, c in enumerate(line)
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


def _in_columns(lines: Sequence[str]) -> list[dict[int, int]]:
    """For each line the points by which the characters of its numbers have to move to stand in their columns.

    A long label pushes the numbers behind it to the right; a row that ends in as many numbers as most has one for each
    column all the same.
    """
    tails: dict[int, list[tuple[int, int]]] = {}
    for index, line in enumerate(lines):
        found = _TAIL.search(line) if len(line) <= _LONGEST_LINE else None
        places = [m.span() for m in _WORD.finditer(line, found.start())] if found else []
        if len(places) >= 5:
            tails[index] = places
    counts = [len(places) for places in tails.values()]
    usual = max(set(counts), key=counts.count, default=0)
    tails = {index: places for index, places in tails.items() if len(places) == usual}
    middles = [
        int(median(5 * (places[i][0] + places[i][1]) for places in tails.values())) for i in range(usual)
    ]
    return [
        {
            at: middle - 5 * (start + end)
            for (start, end), middle in zip(tails.get(index, ()), middles, strict=False)
            for at in range(start, end)
        }
        for index in range(len(lines))
    ]


def _gutter(lines: Sequence[str]) -> int:
    """The column where the right page begins, 0 if the sheet has but one.

    Each side must be a page by itself: lines of prose, or table rows with their labels. A table cut between two of its
    columns has labels on the left alone.
    """
    longest = max((len(line) for line in lines if len(line) <= _LONGEST_LINE), default=0)
    empty = [0] * (
        longest + 2
    )  # column → lines in which it and the one before it are empty, or that end before
    reach = [0] * (longest + 2)  # column → lines that go on behind it
    for line in lines:
        if len(line) > _LONGEST_LINE:
            return 0
        reach[len(line)] += 1
        for gap in _APART.finditer(line):
            empty[gap.start() + _GAP] += 1
            empty[gap.end() + 1] -= 1
    runs: dict[tuple[int, int], int] = {}  # (lines in the way, column where it ends) → width
    clear, behind = 0, sum(reach)
    for column in range(int(0.75 * longest)):
        clear += empty[column]
        behind -= reach[column]
        blocked = behind - clear
        if column >= 0.25 * longest and behind >= _FEWEST and blocked <= (1 - _CLEAR) * behind:
            runs[blocked, column] = runs.pop((blocked, column - 1), 0) + 1
    likely = sorted(runs, key=lambda run: (run[0], -runs[run]))[:_TRIES]
    return next((column for _, column in likely if _two_pages(lines, column)), 0)


def _two_pages(lines: Sequence[str], column: int) -> bool:
    return all(
        sum(1 for half in side if _PROSE.search(half) or _ROW.search(half)) >= _FEWEST
        for side in ([line[:column] for line in lines], [line[column:] for line in lines])
    )


def _speaks(lines: Sequence[str], column: int) -> bool:
    """Whether words stand on the right that no table's column of values has."""
    return any(_PROSE.search(line[column:]) or _ROW.search(line[column:]) for line in lines)


def _clear(lines: Sequence[str], column: int) -> float:
    """Share of the lines with anything on the right in which the columns before ``column`` are empty."""
    reaching = [line for line in lines if len(line) > column]
    empty = sum(1 for line in reaching if not line[column - _GAP : column].strip())
    return empty / len(reaching) if reaching else 1.0
