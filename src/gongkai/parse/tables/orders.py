"""Values of a small table printed after all its labels: placed where every order of printing gives the same cell.

No tool prints a cell before the one above it or the one left of it. Among the orders that are left the first and the
last value stand firm, equal values do too, and in a table of one column all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_MOST_CELLS = 6  # 2 rows × 3 columns can be printed in five orders


def certain(values: Sequence[str], rows: int, columns: int) -> list[str | None]:
    """Row by row the text of each cell if all orders agree on it, else None; [] where the values are not as many."""
    if len(values) != rows * columns or len(values) > _MOST_CELLS:
        return []
    tables = [[values[place] for place in order] for order in _orders(rows, columns)]
    return [texts[0] if len(set(texts)) == 1 else None for texts in zip(*tables, strict=True)]


def _orders(rows: int, columns: int) -> Iterator[list[int]]:
    """Cell by cell, row after row, the place in the text at which it is printed."""

    def grow(filled: tuple[int, ...], order: dict[int, int]) -> Iterator[list[int]]:
        if len(order) == rows * columns:
            yield [order[cell] for cell in range(rows * columns)]
        for row in range(rows):
            if filled[row] < columns and (row == 0 or filled[row] < filled[row - 1]):
                grown = (*filled[:row], filled[row] + 1, *filled[row + 1 :])
                yield from grow(grown, {**order, row * columns + filled[row]: len(order)})

    return grow((0,) * rows, {})
