"""Grids with two statutory tables, or the two halves of one, beside each other: cut apart before anything is read.

Two years' copies of one table beside each other (``copies``) stay as they are: their labels are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from gongkai.model import Block, GridCell
from gongkai.parse.tables.cells import is_noted, is_value, squeeze
from gongkai.parse.tables.labels import enumerator, match

_FEWEST = 3  # rows with labels that make a table, or half of one
_FEWEST_VALUES = 3  # columns of values between two columns of labels
_MOST_CELLS = 4000  # a larger grid is no pair of these tables


def apart(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, each grid that holds two tables side by side as two grids, the left one first."""
    return [part for block in blocks for part in (_parts(block) if block.kind == "table" else (block,))]


def _parts(block: Block) -> Sequence[Block]:
    if not 2 * _FEWEST * _FEWEST_VALUES < len(block.cells) <= _MOST_CELLS:
        return (block,)
    cut = _cut(block.cells)
    if not cut or any(_crosses(cell, cut) for cell in block.cells):
        return (block,)
    left = [
        c if c.col + c.colspan <= cut else replace(c, colspan=cut - c.col) for c in block.cells if c.col < cut
    ]
    right = [replace(c, col=c.col - cut) for c in block.cells if c.col >= cut]
    return [replace(block, cells=_filled(cells)) for cells in (left, right)]


def _crosses(cell: GridCell, cut: int) -> bool:
    return cell.col < cut < cell.col + cell.colspan and (
        is_value(cell.text) or bool(match("t3_rows", cell.text))
    )


def _filled(cells: Sequence[GridCell]) -> tuple[GridCell, ...]:
    """The cells without the empty rows that fill up the shorter table."""
    last = max((c.row for c in cells if squeeze(c.text)), default=-1)
    return tuple(replace(c, rowspan=min(c.rowspan, last + 1 - c.row)) for c in cells if c.row <= last)


def _cut(cells: Sequence[GridCell]) -> int:
    """The column where the right table begins, 0 if there is none."""
    labels: dict[int, set[str]] = {}
    values: dict[int, int] = {}
    for cell in cells:
        if is_value(cell.text) or is_noted(cell.text):
            values[cell.col] = values.get(cell.col, 0) + 1
        elif label := _row_label(cell.text):
            labels.setdefault(cell.col, set()).add(label)
    columns = sorted(col for col, found in labels.items() if len(found) >= _FEWEST)
    begins = [c.col for c in cells if match("t4_groups", c.text) == "g_review" and c.col]
    last = [b for b in begins if columns and b - columns[-1] > _FEWEST_VALUES]
    for left, right in pairwise([*columns, *last[:1]]):
        between = [col for col in range(left + 1, right) if values.get(col)]
        if len(between) < _FEWEST_VALUES:
            continue
        cut = max(between) + 1
        sides = [
            set().union(*(f for c, f in labels.items() if (c < cut) is first)) for first in (True, False)
        ]
        return 0 if sides[0] & sides[1] else cut  # the same labels: a copy of the same table
    return 0


def _row_label(text: str) -> str:
    """The row of table 2 or 3 that the text names; 其他 and 总计 without a number are column heads as well."""
    row = match("t3_rows", text)
    if row and (enumerator(text) or row not in ("r_total", "r_ot_other", "r_ot_all")):
        return row
    return match("t2_rows", text) or ""
