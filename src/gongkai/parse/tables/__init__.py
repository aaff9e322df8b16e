"""Statutory tables 2, 3 and 4: found in the lines, read by their labels, proved where labels are lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gongkai.model import Cell, Era, Issue
from gongkai.parse.lines import Line
from gongkai.parse.tables import disclosure, misread, review, stat, third
from gongkai.parse.tables.cells import absent
from gongkai.parse.tables.copies import source_of
from gongkai.parse.tables.regions import find_regions
from gongkai.parse.tables.rows import rows_of

__all__ = ["TablesRead", "find_regions", "read_tables"]


@dataclass
class TablesRead:
    """The three tables with every cell of the era, and what was noticed on the way."""

    tables: dict[str, dict[str, Cell]]
    era: Era | None
    issues: list[Issue] = field(default_factory=list)


def read_tables(lines: Sequence[Line], year: int | None) -> TablesRead:
    """Read the statutory tables of a report. ``year`` helps only where no table tells the form."""
    source = source_of(lines, year)
    lines, regions = source.lines, source.regions
    issues = list(source.issues)
    found2, heads, told = disclosure.read(rows_of(lines, *regions.t2))
    issues.extend(told)
    found2 = misread.without_fractions(found2, issues)
    era = _era(heads, year)
    tables = {"t2": _table2(found2, heads, era, issues)}
    form_era = "2019" if era == "2019" else "2021"
    tables["t3"], split = third.read(rows_of(lines, *regions.t3), form_era, issues)
    if era is None and split is not None:
        era = "2021" if split else "2019"
    found4, told = review.read(rows_of(lines, *regions.t4))
    issues.extend(told)
    if not found4 and regions.t4[1]:
        found4 = review.read_zeros(lines[regions.t4[0] :])
    misread.settle4(found4, review.IDS, issues)
    tables["t4"] = {i: found4.get(i) or absent(i) for i in review.IDS}
    if not any(c.state != "absent" for t in tables.values() for c in t.values()):
        sheet, cells = stat.read(lines, issues)
        if sheet:
            era = era if year else ("2014stat" if sheet == "st" else "2008")
            return TablesRead({"t2": {}, "t3": {}, "t4": {}, sheet: cells}, era, issues)
        issues.append(Issue("table.none", "no statutory table was found"))
        if year is not None and year < 2019:
            return TablesRead({"t2": {}, "t3": {}, "t4": {}}, era, issues)
    for name, table in tables.items():
        lost = [i for i, c in table.items() if c.state == "absent"]
        if lost:
            issues.append(
                Issue(
                    "table.absent-cells", f"{name}: {len(lost)} cells not found: {', '.join(lost[:8])}", name
                )
            )
    return TablesRead(tables, era, issues)


def _era(heads: dict[str, tuple[str, ...]], year: int | None) -> Era | None:
    seen = {clause: set(columns) for clause, columns in heads.items()}
    rest = set().union(*(c for k, c in seen.items() if k != "a1")) if seen else set()
    if "items_prev" in rest or "items_delta" in rest or "a9" in seen:
        return "2019"
    if "amount_wan" in rest or "decided" in rest or "valid" in seen.get("a1", ()):
        return "2021"
    if "published_all" in seen.get("a1", ()):
        return "2019"
    if year is None:
        return None
    return "2021" if year >= 2021 else "2019" if year >= 2019 else "2014stat" if year >= 2014 else "2008"


def _table2(
    found: dict[str, Cell], heads: dict[str, tuple[str, ...]], era: Era | None, issues: list[Issue]
) -> dict[str, Cell]:
    ids = list(disclosure.cell_ids("2019" if era == "2019" else "2021"))
    extra = [i for i in found if i not in ids]
    if extra:
        issues.append(Issue("table.hybrid", f"t2 mixes two forms: {', '.join(extra)}", "t2"))
    return {i: found.get(i) or absent(i) for i in [*ids, *extra]}
