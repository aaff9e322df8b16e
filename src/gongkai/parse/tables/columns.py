"""Which column is which applicant in table 3, from the header the source prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from gongkai.parse.tables.cells import is_value, squeeze
from gongkai.parse.tables.labels import bare, form, match
from gongkai.parse.tables.rows import Row

STANDARD = tuple(c["id"] for c in form()["t3"]["cols"])
_SUBTOTALS = ("小计", "法人小计", "组织小计")  # local columns that the form does not have


@dataclass(frozen=True, slots=True)
class Header:
    """What a header tells: positions in a grid, the order of the seven, or that an odd column is there."""

    places: dict[str, int] | None = None  # column id → grid column, when all seven are found
    order: tuple[str, ...] = STANDARD
    spans: tuple[int, ...] = ()  # how many grid columns each of the seven takes, beside ``places``
    width: int = 0
    trusted: bool = True  # False: the header contradicts the form and values cannot be placed by order
    strange: frozenset[int] = frozenset()  # grid columns with a head that the form does not have, as 小计
    whole: bool = True  # all seven heads were seen: seven cells may be counted, blank ones too


def grid_header(rows: Sequence[Row]) -> Header | None:
    """The header of a grid block from its rows above the first data row, or None if it has no whole one."""
    places: dict[str, int] = {}
    strange: set[int] = set()
    spans: dict[str, int] = {}
    width = max((c.col + c.colspan for row in rows for c in row.cells), default=0)
    for row in rows:
        if _is_data(row):
            break
        for cell in row.cells:
            column = match("t3_cols", cell.text)
            if bare(cell.text) in _SUBTOTALS:
                strange.add(cell.col)
            if column is None or (column in places and places[column] != cell.col):
                continue
            places[column], spans[column] = cell.col, cell.colspan
    if len(places) == 7 and len(set(places.values())) == 7:  # two heads in one column: the rows are adrift
        order = tuple(sorted(places, key=lambda c: places[c]))
        return Header(places, order, tuple(spans[c] for c in STANDARD), width, strange=frozenset(strange))
    return None


def stream_header(rows: Sequence[Row]) -> Header:
    """The order of the columns from header words without positions: a second header row stands under its group."""
    seen: list[str] = []
    odd = False
    for text in _head_words(rows):
        column = match("t3_cols", text)
        if bare(text) in _SUBTOTALS:
            odd = True
        if column and column not in seen:
            seen.append(column)
    if odd:
        return Header(trusted=False)
    middle = [c for c in seen if c in STANDARD[1:6]]
    outer = [c for c in seen if c in ("c_person", "c_total")]
    if len(middle) == 5 and len(outer) == 2:
        order = (outer[0], *middle, outer[1])
        return Header(order=order, trusted=outer[0] == "c_person")
    in_order = [c for c in STANDARD if c in middle] == middle  # a torn header: what is left must agree
    return Header(trusted=in_order or not middle, whole=False)


def _head_words(rows: Sequence[Row]) -> list[str]:
    """The words above the first data row; those of one grid by their columns, as heads may stand at unlike heights."""
    words: list[str] = []
    for block, run in groupby(takewhile(lambda row: not _is_data(row), rows), lambda row: row.block):
        if block >= 0:
            own = [c for row in run for c in row.cells if squeeze(c.text) and c.row == row.number]
            words += [c.text for c in sorted(own, key=lambda c: c.col)]
            continue
        for row in run:
            text = " ".join(row.labels)
            words += [text] if match("t3_cols", text) else text.split()
    return words


def _is_data(row: Row) -> bool:
    return sum(is_value(v) for v in row.values) >= 5 or any(
        match("t3_rows", t) == "r_new" for t in row.labels
    )
