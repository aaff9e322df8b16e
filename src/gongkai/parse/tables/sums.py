"""R4.SUM as a proof: in each of table 4's three groups the fifth value is the sum of the four before it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from gongkai.parse.tables.cells import squeeze
from gongkai.parse.tables.proof import ZERO, agreed, numbers


def agree(values: Sequence[str]) -> bool:
    """Whether the sums of all three groups hold."""
    row = numbers(values)
    return row is not None and len(row) == 15 and all(sum(row[n : n + 4]) == row[n + 4] for n in (0, 5, 10))


def has_slid(values: Sequence[str]) -> bool:
    """Whether the row ends in a blank and its sums do not hold: a cell may have been lost and the rest moved."""
    row = numbers(values)
    if row is None or len(row) != 15 or squeeze(values[14]) or not any(row):
        return False
    holds = all(sum(row[at : at + 4]) == row[at + 4] for at in (0, 5, 10))
    empty_totals = all(not squeeze(values[at + 4]) for at in (0, 5, 10) if any(row[at : at + 4]))
    return not holds and not empty_totals


def solve(values: Sequence[str]) -> list[Decimal | None]:
    """Fourteen or sixteen values as fifteen: cell by cell what all ways agree on in which every sum holds; [] if none."""
    row = numbers(values)
    if row is None:
        return []
    ways: list[list[Decimal]] = []
    if len(row) == 16:
        ways = [row[:k] + row[k + 1 :] for k in range(16)]
    elif len(row) == 14:
        ways = [_filled(row, k) for k in range(15)]
    right = [w for w in ways if min(w) >= 0 and all(sum(w[at : at + 4]) == w[at + 4] for at in (0, 5, 10))]
    return agreed(right)


def _filled(row: list[Decimal], at: int) -> list[Decimal]:
    """The row with the value put in that makes its group add up."""
    whole = [*row[:at], ZERO, *row[at:]]
    first = at - at % 5
    parts = sum(whole[first : first + 4], ZERO)
    whole[at] = parts if at % 5 == 4 else whole[first + 4] - parts
    return whole
