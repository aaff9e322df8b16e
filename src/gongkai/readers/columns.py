"""Text laid out by spaces, as `pdftotext -layout` writes it: pages side by side unfolded."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .normalise import is_page_mark
from .sheets import in_reading_order

# Prose has single spaces; cells of a table ("3件      5件") are far apart.
_PROSE = re.compile(r"[\u4e00-\u9fff](?:[\u4e00-\u9fff，。；、：“”《》（）\d%.]| (?! )){11}")
_ROW = re.compile(
    r"[\u4e00-\u9fff]{2}.{0,80}?(?:\s{2,}[\d,.]{1,12}){4,}\s*$"
)  # a label and the values of its row
_LAST_VALUES = re.compile(
    r"\s*(?:[\d,.]{1,12}\s+){0,3}[\d,.]{1,12}(?:\s*$|\s{2,}[^\d\s])"
)  # of a row cut in two
_APART = re.compile(r"\s{2,}")
_LONGEST_LINE = 1000  # columns; a sheet has some two hundred
_GAP = 2  # columns of space that part the two pages
_CLEAR = 0.95  # share of the lines in which the gutter is empty
_BLANKS = 3  # lines empty on one page alone that are a blank line of it
_TRIES = 5  # gutters looked at, the clearest and widest first
_FEWEST = 4  # lines of prose or table rows that make a page


def unfold(text: str) -> str:
    """The text page by page, each half on its own; other text comes back as it is."""
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
    return "\n".join(line for half in in_reading_order(pages, "\n".join) for line in half)


def _sheets(text: str) -> list[list[str]]:
    """The lines of each sheet: cut at form feeds, and behind a line of two page marks (- 1 -      - 2 -)."""
    out: list[list[str]] = []
    for sheet in text.split("\f"):
        out.append([])
        for line in sheet.split("\n"):
            out[-1].append(line.rstrip())
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
    """Whether both sides are pages, and no table's row is cut: that leaves its last values at the right's beginning."""
    cut = [
        found.group().rstrip()[-1].isdigit()
        for line in lines
        if line[:column].rstrip()[-1:].isdigit() and (found := _LAST_VALUES.match(line[column:]))
    ]
    parted = [line for line in lines if not line[column - _GAP : column].strip()]
    return (
        all(cut)
        and len(cut) < _FEWEST
        and all(
            sum(1 for half in side if _PROSE.search(half) or _ROW.search(half)) >= _FEWEST
            for side in ([line[:column] for line in parted], [line[column:] for line in parted])
        )
    )


def _speaks(lines: Sequence[str], column: int) -> bool:
    """Whether words stand on the right that no table's column of values has."""
    return any(_PROSE.search(line[column:]) or _ROW.search(line[column:]) for line in lines)


def _clear(lines: Sequence[str], column: int) -> float:
    """Share of the lines with anything on the right in which the columns before ``column`` are empty."""
    reaching = [line for line in lines if len(line) > column]
    empty = sum(1 for line in reaching if not line[column - _GAP : column].strip())
    return empty / len(reaching) if reaching else 1.0
