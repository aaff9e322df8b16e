"""The identities of table 3 as a proof of where values stand.

R3.BAL (stated in the form's corner): new + carried in = total + carried out, per column.
R3.SUM: total = sum of the leaf rows, per column. R3.COL: row total = sum of the six applicant columns.
Together they are a two-dimensional parity code: one cell out of place breaks a row and a column. They are blind to two
leaf rows or two applicant columns that change places, so they confirm what labels and order say and never replace them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from gongkai.parse.tables.cells import FILLERS, interpret, squeeze

FRAME = ("r_new", "r_carry_in", "r_total", "r_carry_out")
ZERO = Decimal(0)
Values = Sequence[str]


def numbers(values: Values) -> list[Decimal] | None:
    """The values of a row; a blank, dash or 无 counts as nothing, other words make it unusable."""
    out: list[Decimal] = []
    for text in values:
        value, state, _ = interpret(text)
        if state == "note" and squeeze(text) not in FILLERS:
            return None
        out.append(value or ZERO)
    return out


def row_adds_up(values: Values) -> bool:
    """R3.COL for one row."""
    row = numbers(values)
    return row is not None and len(row) == 7 and sum(row[:6]) == row[6]


def column_holds(table: Mapping[str, Values], leaves: Iterable[str], column: int) -> bool | None:
    """R3.BAL and R3.SUM in one column; None where a row is missing or unreadable: an incomplete table proves nothing."""
    frame: list[Decimal] = []
    body = ZERO
    for row in (*FRAME, *leaves):
        parsed = numbers(table[row][column : column + 1]) if row in table else None
        if parsed is None:
            return None
        if row in FRAME:
            frame += parsed
        else:
            body += parsed[0]
    new, carried, total, forward = frame
    return new + carried == total + forward and body == total


def table_holds(table: Mapping[str, Values], leaves: Sequence[str]) -> bool:
    """R3.BAL and R3.SUM in every column."""
    return all(column_holds(table, leaves, column) for column in range(7))


def agreed(candidates: Sequence[Sequence[Decimal | None]]) -> list[Decimal | None]:
    """Cell by cell the value that all candidates have, else None: only what every possibility says is proved."""
    if not candidates:
        return []
    return [cells[0] if len(set(cells)) == 1 else None for cells in zip(*candidates, strict=True)]
