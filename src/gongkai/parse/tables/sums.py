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
    """Whether the row ends in a blank and its sums do not hold: a cell may have been lost and the rest moved.

    The blank may be but the last total, left out: then putting it in must be the only way to make the sums hold.
    """
    row = numbers(values)
    if row is None or len(row) != 15 or squeeze(values[14]) or not any(row) or _holds(row):
        return False
    if not any(squeeze(values[at + 4]) for at in (0, 5, 10)):
        return False  # this office leaves all totals out
    return any(way[:14] != row[:14] for way in _ways(row[:14]))


def solve(values: Sequence[str]) -> list[Decimal | None]:
    """Fourteen or sixteen values as fifteen: cell by cell what all ways agree on in which every sum holds; [] if none."""
    return agreed(_ways(numbers(values) or []))


def _ways(row: list[Decimal]) -> list[list[Decimal]]:
    """Every fifteen values, one put in or one left out, whose sums hold."""
    ways: list[list[Decimal]] = []
    if len(row) == 16:
        ways = [row[:k] + row[k + 1 :] for k in range(16)]
    elif len(row) == 14:
        ways = [_filled(row, k) for k in range(15)]
    return [way for way in ways if min(way) >= 0 and _holds(way)]


def _holds(row: Sequence[Decimal]) -> bool:
    return all(sum(row[at : at + 4]) == row[at + 4] for at in (0, 5, 10))


def _filled(row: list[Decimal], at: int) -> list[Decimal]:
    """The row with the value put in that makes its group add up."""
    whole = [*row[:at], ZERO, *row[at:]]
    first = at - at % 5
    parts = sum(whole[first : first + 4], ZERO)
    whole[at] = parts if at % 5 == 4 else whole[first + 4] - parts
    return whole
