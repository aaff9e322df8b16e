"""The coverage table: organ × year, found or why not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from .finish import Document
from .state import State
from .urls import host_of
from .walk import Years

# The strongest reason wins where several requests for one hole failed.
_ORDER = ("guard", "robots", "limit", "refused", "unreadable", "error", "not_found")


@dataclass(frozen=True, slots=True)
class Cell:
    """One organ and year."""

    organ: str
    year: int | None
    found: bool
    reason: str = ""
    detail: str = ""
    url: str = ""


def coverage(
    state: State, found: list[Document], years: Years, expected: dict[str, tuple[str, ...]]
) -> list[Cell]:
    """Cells for every organ met or expected and every year wanted (or met, where no years are given).

    ``expected``: organ of a source → its start addresses.
    """
    have = {(d.organ, d.year): d for d in found if d.role == "report" and not d.cause}
    failed = _failures(state)
    bad = {(d.organ, d.year): d for d in found if d.role in ("report", "pictures") and d.cause}
    organs = {o for o, _ in [*have, *failed, *bad] if o} | set(expected)
    stopped = {
        r["host"]: r for r in state.all("SELECT * FROM host WHERE run=? AND stopped!=''", (state.run,))
    }
    cells = [_cell(organ, year, have, failed, bad, expected, stopped)
             for organ in sorted(organs) for year in _span(years, have, failed, bad)]  # fmt: skip
    return cells + _hosts(state, organs, stopped, expected)


def _cell(
    organ: str,
    year: int,
    have: Any,
    failed: Any,
    bad: Any,
    expected: dict[str, tuple[str, ...]],
    stopped: Any,
) -> Cell:
    key = (organ, year)
    if key in have:
        return Cell(organ, year, True, url=have[key].url)
    if key in bad:
        return Cell(organ, year, False, "unreadable", bad[key].cause, bad[key].url)
    if key in failed:
        return Cell(organ, year, False, *failed[key])
    for url in expected.get(organ, ()):
        row = stopped.get(host_of(url))
        if row is not None:
            return Cell(organ, year, False, row["reason"], row["stopped"], url)
    start = failed.get((organ, None))
    if start:
        return Cell(organ, year, False, *start)
    return Cell(organ, year, False, "not_found", "no list names it / 列表中没有")


def _failures(state: State) -> dict[tuple[str, int | None], tuple[str, str, str]]:
    """(organ, year) → (reason, detail, url) of what was looked for and not obtained."""
    out: dict[tuple[str, int | None], tuple[str, str, str]] = {}
    for row in state.all(
        "SELECT reason, detail, data FROM task WHERE run=? AND state='failed'", (state.run,)
    ):
        task = json.loads(row["data"])
        if task["role"] not in ("article", "file", "walk") or row["reason"] not in _ORDER:
            continue
        if task["role"] == "file" and task["relation"] != "report":
            continue
        if task["role"] == "walk" and task["depth"] > 0:
            continue
        key = (task["organ"] or host_of(task["url"]), task["year"] if task["role"] != "walk" else None)
        old = out.get(key)
        if old is None or _ORDER.index(row["reason"]) < _ORDER.index(old[0]):
            out[key] = (row["reason"], row["detail"], task["first_url"] or task["url"])
    return out


def _span(years: Years, *tables: Any) -> list[int]:
    met = [year for table in tables for _, year in table if year]
    first = years.first or min(met, default=None) or years.last
    last = years.last or max(met, default=None) or years.first
    if first is None or last is None:
        return []
    return list(range(first, min(last, first + 60) + 1))


def _hosts(state: State, organs: set[str], stopped: Any, expected: dict[str, tuple[str, ...]]) -> list[Cell]:
    """A row for a host that was left alone and of which no organ is known: the hole must be seen."""
    named = {host_of(url) for urls in expected.values() for url in urls} | organs
    return [
        Cell(host, None, False, row["reason"], row["stopped"], f"//{host}/")
        for host, row in stopped.items()
        if host not in named
    ]
