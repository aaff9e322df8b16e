"""Unlabelled rows of table 3 that are more or fewer than the rows missing between two labels.

Many orders may satisfy the sums, above all where rows of zeros stand side by side. Only a cell that has the same value
in every order is proved; the rest stays open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from math import comb

from gongkai.parse.tables.proof import FRAME, agreed, column_holds, numbers
from gongkai.parse.tables.requests import Item, fits

_MOST_ORDERS = 400


@dataclass(frozen=True, slots=True)
class Gap:
    """Data rows without labels between two labelled rows, and the rows of the form that are missing there."""

    items: tuple[Item, ...]
    missing: tuple[str, ...]
    whole: bool  # the rows stand in order and each of them could be read


def settle(
    table: Mapping[str, tuple[str, ...]], gap: Gap, leaves: Sequence[str]
) -> dict[str, list[Decimal | None]]:
    """The missing rows' values as far as they are the same in every order that the sums allow."""
    lost_rows = len(gap.items) < len(gap.missing)
    if lost_rows and any(row in FRAME for row in gap.missing):
        return {}  # without the frame nothing says what a row that is not printed holds
    columns: list[list[list[Decimal | None]]] = [[] for _ in range(7)]
    nothing = dict.fromkeys(gap.missing, ("0",) * 7)
    for order in _orders(gap):
        whole = {**table, **nothing, **order}
        for column in range(7):
            if column_holds(whole, leaves, column):
                columns[column].append([_number(order, row, column) for row in gap.missing])
    if not all(columns):
        return {}
    told = [agreed(found) for found in columns]
    return {row: [told[column][n] for column in range(7)] for n, row in enumerate(gap.missing)}


def _number(order: Mapping[str, tuple[str, ...]], row: str, column: int) -> Decimal | None:
    """The row's value; None if it holds words or this order takes the row for not printed: nothing is made up."""
    parsed = numbers(order[row][column : column + 1]) if row in order else None
    return parsed[0] if parsed else None


def _orders(gap: Gap) -> Iterator[dict[str, tuple[str, ...]]]:
    """Every way to give the printed rows to the places in their order."""
    items, missing = gap.items, gap.missing
    few, many = sorted((len(items), len(missing)))
    if comb(many, few) > _MOST_ORDERS:
        return
    for chosen in combinations(range(many), few):
        if len(items) <= len(missing):
            pairs = dict(zip((missing[i] for i in chosen), items, strict=True))
        else:
            pairs = dict(zip(missing, (items[i] for i in chosen), strict=True))
        if all(fits(item, row) and item.row in (None, row) for row, item in pairs.items()):
            yield {row: item.values for row, item in pairs.items() if item.values}
