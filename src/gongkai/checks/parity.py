"""Table 3 as a two-dimensional parity code: sums over rows and columns that pin a wrong cell and its right value.

A cell stands in the sum of its row (R3.COL) and of its column (R3.SUM, R3.BAL, or both). When exactly one cell is
wrong, the sums that fail are those it stands in, all by the same amount: that pattern names the cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from gongkai.checks.cells import COLUMNS, GROUPS, OUTCOMES, PARTS, knowledge, leaves, lenient, rows
from gongkai.checks.findings import cell_of
from gongkai.model import Issue, Report

# What the reader of a table says when its rows or columns may not be where they seem (parse/tables).
_DOUBTS = frozenset(
    f"table.{what}"
    for what in (
        *("unknown-row", "lost-label", "unplaced-values", "doubled-row", "unproved-row", "ordered-row"),
        *("unknown-head", "torn-column", "too-large"),
    )
)
_GRAVE = frozenset(("table.lost-label", "table.unplaced-values", "table.unknown-head", "table.too-large"))


class Sum(NamedTuple):
    """One identity: the sum of ``plus`` must equal the sum of ``minus``; ``total`` is the printed result in it."""

    rule: str
    plus: tuple[str, ...]
    minus: tuple[str, ...]
    total: str


@dataclass(slots=True)
class Reckoning:
    """What the identities of one table say."""

    failed: dict[Sum, Decimal] = field(default_factory=dict)  # the amount by which plus exceeds minus
    held: list[Sum] = field(default_factory=list)
    blocked: dict[Sum, tuple[str, ...]] = field(default_factory=dict)  # cells that cannot be read
    missing: dict[str, Decimal] = field(default_factory=dict)  # empty totals → computed value
    missing_in: dict[str, str] = field(default_factory=dict)  # empty total → the rule that computes it
    empty: list[str] = field(default_factory=list)  # empty places that stand for 0


def era_of(report: Report) -> str:
    """ "2019" or "2021", by the rows table 3 has."""
    return "2019" if "t3.r_ot_all.c_total" in report.tables.get("t3", {}) else "2021"


def table3_sums(era: str) -> list[Sum]:
    """The 25 + 7 + 7 identities of table 3 (23 + 7 + 7 in the 2019 form)."""
    rule = "R3.SUM19" if era == "2019" else "R3.SUM21"
    # Columns of applicants first, then rows, then the column of totals: an empty total is computed from the one before.
    down = [
        Sum(rule, tuple(f"t3.{row}.{c}" for row in leaves(era)), (f"t3.r_total.{c}",), f"t3.r_total.{c}")
        for c in COLUMNS
    ]
    across = [
        Sum("R3.COL", tuple(f"t3.{row}.{c}" for c in PARTS), (f"t3.{row}.c_total",), f"t3.{row}.c_total")
        for row in rows(era)
    ]
    sums = [*down[:-1], *across, down[-1]]
    for c in COLUMNS:
        given = (f"t3.r_new.{c}", f"t3.r_carry_in.{c}")
        total = f"t3.r_total.{c}"
        sums.append(Sum("R3.BAL", given, (total, f"t3.r_carry_out.{c}"), total))
    return sums


def table4_sums() -> list[Sum]:
    """The three identities of table 4."""
    return [
        Sum("R4.SUM", tuple(f"t4.{g}.{o}" for o in OUTCOMES), (f"t4.{g}.total",), f"t4.{g}.total")
        for g in GROUPS
    ]


def reckon(report: Report, sums: list[Sum]) -> Reckoning:
    """Every identity with empty places read as 0; an empty total is computed, and used in the sums that follow."""
    told = Reckoning()
    filled: dict[str, Decimal] = {}
    cells = dict.fromkeys(cell for one in sums for cell in (*one.plus, *one.minus))
    for cell in cells:
        if knowledge(cell_of(report, cell)) == "empty":
            told.empty.append(cell)
    values = {cell: lenient(report, cell) for cell in cells}
    for one in sums:
        unread = tuple(cell for cell in (*one.plus, *one.minus) if values[cell] is None)
        if not unread and one.rule != "R3.BAL" and one.total not in told.empty and values[one.total]:
            # Only the total was filled in: there is nothing to add up.
            unread = one.plus if all(c in told.empty and c not in filled for c in one.plus) else ()
        if unread:
            told.blocked[one] = unread
            continue
        plus = sum((filled.get(cell, values[cell] or Decimal(0)) for cell in one.plus), Decimal(0))
        minus = sum((filled.get(cell, values[cell] or Decimal(0)) for cell in one.minus), Decimal(0))
        is_total_empty = one.rule != "R3.BAL" and one.total in told.empty and one.total not in filled
        if plus == minus:
            told.held.append(one)
        elif is_total_empty:
            filled[one.total] = told.missing[one.total] = plus
            told.missing_in[one.total] = one.rule
        else:
            told.failed[one] = plus - minus
    return told


def explanations(report: Report, told: Reckoning) -> dict[str, Decimal]:
    """Each single cell whose change would make every failed sum hold and break none → its right value."""
    if not told.failed:
        return {}
    assessed = {*told.failed, *told.held}
    found: dict[str, Decimal] = {}
    first = next(iter(told.failed))
    for cell in (*first.plus, *first.minus):
        touched = {one for one in assessed if cell in one.plus or cell in one.minus}
        if touched != set(told.failed) or cell in told.missing:
            continue
        changes = {-by if cell in one.plus else by for one, by in told.failed.items()}
        value = lenient(report, cell)
        if len(changes) == 1 and value is not None:
            right = value + changes.pop()
            if right >= 0 and right == right.to_integral_value():
                found[cell] = right
    return found


def deduced(report: Report, told: Reckoning) -> dict[str, Decimal]:
    """Unread cells that are alone in all their sums, where the sums agree on what is left for them."""
    found: dict[str, Decimal] = {}
    for cell in {cell for unread in told.blocked.values() for cell in unread}:
        sums = [one for one, unread in told.blocked.items() if cell in unread]
        if any(len(told.blocked[one]) > 1 for one in sums):
            continue
        left = set()
        for one in sums:
            plus, minus = (
                sum((lenient(report, c) or Decimal(0) for c in side), Decimal(0))
                for side in (one.plus, one.minus)
            )
            left.add(minus - plus if cell in one.plus else plus - minus)
        if len(left) == 1 and len(sums) > 1 and min(left) >= 0:
            found[cell] = left.pop()
    return found


def residuals(told: Reckoning) -> Mapping[str, list[tuple[Sum, Decimal]]]:
    """Failed sums by rule."""
    by_rule: dict[str, list[tuple[Sum, Decimal]]] = {}
    for one, by in told.failed.items():
        by_rule.setdefault(one.rule, []).append((one, by))
    return by_rule


def is_reading_doubtful(report: Report, table: str = "t3") -> bool:
    """Whether the reader of a table reported rows it could not place: then sums may fail by its own doing."""
    return any(issue.code in _DOUBTS and table in _about(issue) for issue in report.issues)


def is_cell_doubtful(report: Report, cell_id: str) -> bool:
    """Whether the reader could have put a wrong number into this one cell, though all others prove right."""
    cell = cell_of(report, cell_id)
    table, row, _ = cell_id.split(".")
    return (cell is not None and bool(cell.proof)) or any(
        issue.code in _DOUBTS
        and table in _about(issue)
        and (issue.code in _GRAVE or re.search(rf"\b{row}\b", f"{issue.place} {issue.message}"))
        for issue in report.issues
    )


def _about(issue: Issue) -> str:
    return f"{issue.place} {issue.message}"[:40]
