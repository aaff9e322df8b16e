"""The identities of table 3 as a proof of an alignment.

R3.BAL (stated in the form's corner): new + carried in = total + carried out, per column.
R3.SUM: total = sum of the leaf rows, per column. R3.COL: row total = sum of the six applicant columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from gongkai.parse.tables.cells import interpret

_FRAME = ("r_new", "r_carry_in", "r_total", "r_carry_out")


def numbers(values: Sequence[str]) -> list[Decimal] | None:
    """The seven values of a row; a blank or dash counts as nothing, words make it unusable."""
    out: list[Decimal] = []
    for text in values:
        value, state, _ = interpret(text)
        if state == "note":
            return None
        out.append(value or Decimal(0))
    return out


def row_adds_up(values: Sequence[str]) -> bool:
    """R3.COL for one row."""
    row = numbers(values)
    return row is not None and len(row) == 7 and sum(row[:6]) == row[6]


def table_holds(table: Mapping[str, Sequence[str]], leaves: Iterable[str]) -> bool:
    """R3.BAL and R3.SUM in every column. False when any row is missing: an incomplete table proves nothing."""
    needed = [*leaves, *_FRAME]
    if any(row not in table for row in needed):
        return False
    parsed: dict[str, list[Decimal]] = {}
    for row in needed:
        values = numbers(table[row])
        if values is None or len(values) != 7:
            return False
        parsed[row] = values
    for column in range(7):
        new, carried, total, forward = (parsed[row][column] for row in _FRAME)
        if new + carried != total + forward:
            return False
        if sum(parsed[row][column] for row in leaves) != total:
            return False
    return True
