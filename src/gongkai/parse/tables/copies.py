"""Documents with two reports in them: a comparison of two years, beside each other or one table after the other.

Each copy of a table has its year printed near it, or the document's head names the two years in order. The copy of the
report's own year is read; where two copies differ and nothing tells their years apart, none is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gongkai.model import GridCell, Issue
from gongkai.parse.lines import Line
from gongkai.parse.tables.cells import is_filled
from gongkai.parse.tables.labels import bare, match
from gongkai.parse.tables.regions import Regions, find_regions, prints_of

_YEAR = re.compile(
    r"(?<!\d)(20[0-3]\d)\s?(?:年|(?=\s?(?:vs|VS|[-—~至和与]\s?20[0-3]\d)))|(?<=vs )(20[0-3]\d)(?!\d)"
)
_COMPARED = re.compile(r"对比|比对|比较|对照|(?<![A-Za-z])vs(?![A-Za-z])", re.IGNORECASE)
_CAPTION = 40  # a longer line is prose that mentions years
_HEAD_LINES = 30  # where a comparison says what it compares
_FIRST_LABELS = (("t3_rows", "r_new"), ("t2_rows", "rule"), ("t4_groups", "g_review"))
_SIDES = 6  # rows with the same label twice, before a page counts as two beside each other


@dataclass(frozen=True, slots=True)
class Source:
    """The lines to read the tables from, and where they stand in them."""

    lines: Sequence[Line]
    regions: Regions
    issues: tuple[Issue, ...] = ()


def source_of(lines: Sequence[Line], year: int | None) -> Source:
    """The one report's tables among the lines, whatever stands beside or below them."""
    left, right = sides(lines)
    if left is not None and right is not None:
        years = _years_in_order(lines)
        return _chosen([left, right], years, year)
    ranges = prints_of(lines)
    if len(ranges["t3"]) != 2:
        return Source(lines, find_regions(lines))
    if all(len(e) < 2 or _texts(lines, e[0]) == _texts(lines, e[1]) for e in ranges.values()):
        once = _copy(lines, ranges, 0)
        return Source(once, find_regions(once))
    years = _captions(lines, ranges["t3"]) or _years_in_order(lines)
    if not years and not any(_COMPARED.search(line.text) for line in lines[:_HEAD_LINES]):
        told = Issue("table.second-table", "a second table 3 follows; the first is read", "t3")
        return Source(lines, find_regions(lines), (told,))
    copies = [_copy(lines, ranges, n) for n in (0, 1)]
    return _chosen(copies, years, year)


def _chosen(copies: Sequence[Sequence[Line]], years: Sequence[int], year: int | None) -> Source:
    if len(set(years)) != 2:
        message = "two reports in one document, and nothing says which year is which: no table is read"
        return Source(copies[0], Regions(), (Issue("table.two-reports", message),))
    wanted = year if year is not None and year in years else max(years)
    at = list(years).index(wanted)
    message = f"two reports in one document, {years[0]} and {years[1]}: the tables of {wanted} are read"
    return Source(copies[at], find_regions(copies[at]), (Issue("table.two-reports", message),))


def _years_in_order(lines: Sequence[Line]) -> list[int]:
    """The two years of a comparison, as a caption or title names them; [] if none does."""
    for line in lines[: max(_HEAD_LINES, len(lines) // 2)]:
        found = list(dict.fromkeys(int(a or b) for a, b in _YEAR.findall(line.text)))
        if len(found) == 2 and len(line.text) <= 2 * _CAPTION and not set("，。；") & set(line.text):
            return found
    return []


def _captions(lines: Sequence[Line], ranges: Sequence[tuple[int, int]]) -> list[int]:
    """The year printed nearest above each copy, after the copy before it."""
    years: list[int] = []
    floor = 0
    for start, end in ranges:
        above = [line.text for line in lines[floor:start] if len(line.text) <= _CAPTION]
        found = [set(map(int, re.findall(r"(?<!\d)(20[0-3]\d)\s?年", text))) for text in reversed(above)]
        year = next((f for f in found if f), set())
        if len(year) != 1:
            return []
        years += year
        floor = end
    return years if len(set(years)) == 2 else []


def _texts(lines: Sequence[Line], extent: tuple[int, int]) -> list[str]:
    rows = [line.text for line in lines[slice(*extent)]]
    return [text for text in rows if any(is_filled(token) for token in text.split())]


def _copy(lines: Sequence[Line], ranges: dict[str, list[tuple[int, int]]], number: int) -> list[Line]:
    """The lines without the other copy of each table."""
    gone: set[int] = set()
    for extents in ranges.values():
        if len(extents) == 2:
            gone.update(range(*extents[1 - number]))
    return [line for n, line in enumerate(lines) if n not in gone]


def sides(lines: Sequence[Line]) -> tuple[list[Line] | None, list[Line] | None]:
    """Left and right column where two reports are printed beside each other, else (None, None)."""
    cuts = _second_labels(lines)
    cut = [_grid_halves(line, cuts) if line.table else _halves(line) for line in lines]
    doubled = sum(1 for halves in cut if halves and _is_row(halves[0].text))
    if doubled < _SIDES:
        return None, None
    out: tuple[list[Line], list[Line]] = ([], [])
    for line, halves in zip(lines, cut, strict=True):
        for side in (0, 1):
            out[side].append(halves[side] if halves else line)
    return out


def _is_row(text: str) -> bool:
    words = [t for t in text.split() if not is_filled(t)]
    return len(words) < len(text.split()) and any(match(k, " ".join(words)) for k in ("t3_rows", "t2_rows"))


def _halves(line: Line) -> tuple[Line, Line] | None:
    """A line that says the same words twice, each with its own values, as two lines."""
    tokens = line.text.split()
    half = len(tokens) // 2
    if len(tokens) < 2 or len(tokens) % 2:
        return None
    left, right = tokens[:half], tokens[half:]
    if [is_filled(t) for t in left] != [is_filled(t) for t in right]:
        return None
    same = all(bare(a) == bare(b) for a, b in zip(left, right, strict=True) if not is_filled(a))
    if not same or (all(map(is_filled, tokens)) and half < 5):
        return None
    return replace(line, text=" ".join(left)), replace(line, text=" ".join(right))


def _grid_halves(line: Line, cuts: dict[int, int]) -> tuple[Line, Line] | None:
    """The row of a grid whose rows carry their labels twice, cut at the second label's column."""
    cut = cuts.get(line.block)
    if cut is None:
        return None
    left = tuple(c for c in line.cells if c.col < cut)
    right = tuple(replace(c, col=c.col - cut) for c in line.cells if c.col >= cut)
    return _narrowed(line, left), _narrowed(line, right)


def _narrowed(line: Line, cells: tuple[GridCell, ...]) -> Line:
    return replace(line, cells=cells, text=" ".join(c.text for c in cells if c.row == line.row))


def _second_labels(lines: Sequence[Line]) -> dict[int, int]:
    """Block → the column where its rows begin anew: where a row's own label is printed a second time."""
    found: dict[int, int] = {}
    for line in lines:
        for kind, first in _FIRST_LABELS if line.table else ():
            columns = [c.col for c in line.cells if match(kind, c.text) == first and c.row == line.row]
            if len(columns) == 2 and columns[1] - columns[0] >= 4:
                found[line.block] = columns[1]
    return found
