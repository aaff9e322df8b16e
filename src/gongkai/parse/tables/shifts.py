"""Rows of table 3 with too few, too many or blank cells: kept or repaired where the identities prove it, else dropped.

A converter that loses a cell moves the rest of the row and leaves a blank at its end; the row then looks like one that
an office left blank. Only the sums tell the two apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import product

from gongkai.parse.tables.cells import interpret, squeeze
from gongkai.parse.tables.proof import FRAME, ZERO, agreed, column_holds, numbers, row_adds_up, table_holds

Row = tuple[str, ...]
_MOST = 2  # rows repaired together; more would let the sums bend to anything


def shifted_rows(table: Mapping[str, Row], leaves: Sequence[str]) -> list[str]:
    """The rows whose blanks may hide a shift that nothing disproves."""
    doubted = [row for row, values in table.items() if _is_open(values)]
    if not doubted:
        return []
    filled = {row: n for row, v in table.items() if (n := numbers(v)) is not None and any(n)}
    without = [row for row in filled if not squeeze(table[row][6])]
    slid = [row for row in without if _total_slid(table[row])]
    if slid and len(slid) == len(without) == len(filled):
        return slid  # a whole column is lost, or only 其他 applied: nothing tells which
    unfilled_totals = len(without) > len(filled) / 2
    holds = [column_holds(table, leaves, column) for column in range(7)]
    return [row for row in doubted if not _is_confirmed(table[row], holds, unfilled_totals)]


def _is_open(values: Row) -> bool:
    """A row with blanks, not all of them, or with two numbers run together."""
    states = [interpret(v)[1] for v in values]
    return "blank" in states and any(s in ("number", "note") for s in states)


def _total_slid(values: Row) -> bool:
    """The sixth value is at least the sum of the five before it, as if it were the total, moved to the left."""
    row = numbers(values)
    return row is not None and row[5] > 0 and row[5] >= sum(row[:5])


def _is_confirmed(values: Row, holds: Sequence[bool | None], unfilled_totals: bool) -> bool:
    row = numbers(values)
    if row is None:
        return False  # two numbers in one cell and a blank elsewhere
    if not any(row) or row_adds_up(values):
        return True
    broken = [c for c in range(7) if not holds[c] and (row[c] or c == 6)]
    if squeeze(values[6]):
        return len(broken) <= 1  # one wrong cell breaks one column, a shift more
    if unfilled_totals and not _total_slid(values):
        return True  # this office leaves its totals blank
    return not [c for c in broken if c != 6]


def repair(
    table: Mapping[str, Row], possible: Mapping[str, Sequence[Row]], leaves: Sequence[str]
) -> dict[str, list[Decimal | None]]:
    """Values of the rows that are printed in several ways or with six to eight values, None where the sums do not tell.

    ``possible`` has for each such row what is printed of it. The table must be whole but for these rows.
    """
    if not possible or len(possible) > _MOST:
        return {}
    names = list(possible)
    fillings = [[f for values in possible[name] for f in _fillings(values)] for name in names]
    right: list[list[Decimal]] = []
    for choice in product(*fillings):
        whole = {**table, **{n: tuple(map(str, row)) for n, row in zip(names, choice, strict=True)}}
        if table_holds(whole, leaves):
            right.append([value for row in choice for value in row])
    told = agreed(right)
    return {name: told[7 * i : 7 * i + 7] for i, name in enumerate(names)} if told else {}


def without_totals(
    table: Mapping[str, Row], possible: Mapping[str, Sequence[Row]], leaves: Sequence[str]
) -> dict[str, Row]:
    """Rows of six values in a table whose office leaves its rows' totals blank, if the six columns then add up.

    The frame's rows must have their seven: had another column been lost, the totals would stand in its neighbour's
    place and could not add up to the frame's.
    """
    rows = {row: v[0] for row, v in possible.items() if len(v) == 1 and len(v[0]) == 6}
    if len(rows) <= _MOST or any(row not in table for row in FRAME):
        return {}
    whole = {**table, **{row: (*values, "") for row, values in rows.items()}}
    holds = all(column_holds(whole, leaves, column) for column in range(6))
    told = any(any(numbers(values) or ()) for values in rows.values())
    return {row: whole[row] for row in rows} if holds and told else {}


def _fillings(values: Row) -> list[list[Decimal]]:
    """Every row of seven that adds up and could have lost or gained one value to become this one."""
    row = numbers(values)
    if row is None:
        return []
    found: list[list[Decimal]] = []
    if len(row) == 7:
        found = [row]
    elif len(row) == 8:
        found = [row[:k] + row[k + 1 :] for k in range(8)]
    elif len(row) == 6:
        found = [[*row[:k], row[5] - sum(row[:5]), *row[k:]] for k in range(6)] + [[*row, sum(row, ZERO)]]
    unique = {tuple(r): r for r in found if min(r) >= 0 and sum(r[:6]) == r[6]}
    return list(unique.values())
