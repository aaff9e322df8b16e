"""The coverage table: organ × year, found or why not."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from .finish import Document
from .state import State
from .urls import host_of
from .walk import Wanted

# The strongest reason wins where several requests for one hole failed.
_ORDER = ("guard", "robots", "limit", "refused", "unreadable", "error", "not_found")
_LONGEST = 60  # years

K = TypeVar("K")
Why = tuple[str, str, str]  # reason, detail, address


@dataclass(frozen=True, slots=True)
class Cell:
    """One organ and year; ``year`` is None where no year is known at all."""

    organ: str
    year: int | None
    found: bool
    reason: str = ""
    detail: str = ""
    url: str = ""


def coverage(
    state: State, found: Sequence[Document], wanted: Wanted, expected: Mapping[str, tuple[str, ...]]
) -> list[Cell]:
    """Cells for every organ met or expected and every year wanted (or met, where no years are given).

    ``expected``: organ of a source → its start addresses. A host that could not be looked at, and of which no organ is
    known, has a row under its own name.
    """
    have = {(d.organ, d.year): d for d in found if d.role == "report" and not d.cause}
    failed, lists = _failures(state)
    for document in found:
        if document.role in ("report", "pictures") and document.cause:
            failed[document.organ, document.year] = ("unreadable", document.cause, document.url)
    hosts = _hosts_of(found, failed, expected)
    organs = {organ for organ, _ in [*have, *failed] if organ} | set(expected)
    known = {host for names in hosts.values() for host in names}
    organs |= {host for host in lists if host not in known}
    out = []
    for organ in sorted(organs):
        for year in _span(wanted, [*have, *failed]):
            if (organ, year) in have:
                out.append(Cell(organ, year, True, url=have[organ, year].url))
                continue
            why = failed.get((organ, year)) or _of_lists(hosts.get(organ, {organ}), lists)
            out.append(Cell(organ, year, False, *(why or ("not_found", "no list names it / 列表中没有", ""))))
    return out


def _failures(state: State) -> tuple[dict[tuple[str, int | None], Why], dict[str, Why]]:
    """What was looked for and not obtained: reports by (organ, year), and lists on the way by host."""
    reports: dict[tuple[str, int | None], Why] = {}
    lists: dict[str, Why] = {}
    for row in state.all(
        "SELECT reason, detail, data FROM task WHERE run=? AND state='failed' ORDER BY id", (state.run,)
    ):
        task = json.loads(row["data"])
        if row["reason"] not in _ORDER:
            continue
        why = (row["reason"], row["detail"], task["first_url"] or task["url"])
        if task["role"] in ("article", "file") and task["relation"] == "report" and task["year"]:
            _keep(reports, (task["organ"] or host_of(task["url"]), task["year"]), why)
        elif task["role"] in ("article", "walk", "data", "robots") and row["reason"] != "refused":
            _keep(lists, host_of(task["first_url"] or task["url"]), why)
    for row in state.all("SELECT * FROM host WHERE run=? AND stopped!=''", (state.run,)):
        _keep(lists, row["host"], (row["reason"], row["stopped"], f"//{row['host']}/"))
    return reports, lists


def _keep(table: dict[K, Why], key: K, why: Why) -> None:
    old = table.get(key)
    if old is None or _ORDER.index(why[0]) < _ORDER.index(old[0]):
        table[key] = why


def _hosts_of(
    found: Sequence[Document],
    failed: Mapping[tuple[str, int | None], Why],
    expected: Mapping[str, tuple[str, ...]],
) -> dict[str, set[str]]:
    """The hosts on which an organ's reports stand or are expected."""
    out: dict[str, set[str]] = defaultdict(set)
    for document in found:
        out[document.organ].add(host_of(document.url))
        out[document.organ].add(host_of(document.page_url))
    for (organ, _), (_, _, url) in failed.items():
        out[organ].add(host_of(url))
    for organ, urls in expected.items():
        out[organ].update(map(host_of, urls))
    return out


def _of_lists(hosts: set[str], lists: Mapping[str, Why]) -> Why | None:
    """Why an organ's year may be missing: a list or a whole host could not be looked at."""
    whys = [lists[host] for host in hosts if host in lists]
    return min(whys, key=lambda why: _ORDER.index(why[0]), default=None)


def _span(wanted: Wanted, keys: Sequence[tuple[str, int | None]]) -> list[int | None]:
    met = [year for _, year in keys if year]
    first = wanted.first or min(met, default=None) or wanted.last
    last = wanted.last or max(met, default=None) or wanted.first
    if first is None or last is None:
        return [None]
    return list(range(first, min(last, first + _LONGEST) + 1))
