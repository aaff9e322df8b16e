"""What one crawl did, as one document."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from .coverage import Cell
from .finish import Document, manifest_row, path_of
from .state import State

_STATUSES = ("new", "changed", "unchanged", "gone", "unchecked")
_INCOMPLETE = frozenset({"guard", "error", "limit", "refused"})


@dataclass
class Summary:
    """The result of ``crawl``; ``as_dict`` is what ``--json`` prints."""

    into: str
    run: dict[str, Any]
    partial: bool
    why_partial: list[str]
    counts: dict[str, int]
    reports: list[dict[str, Any]]
    others: list[dict[str, Any]]
    coverage: list[Cell]
    hosts: list[dict[str, Any]]
    failures: list[dict[str, Any]]
    changes: list[dict[str, Any]]
    related: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # about no host: files of a folder that were left out

    @property
    def holes(self) -> list[Cell]:
        return [cell for cell in self.coverage if not cell.found]

    @property
    def exit_code(self) -> int:
        """0: everything that may be had was had; 1: partial, seen but not obtained, or nothing found."""
        seen = [cell for cell in self.holes if cell.reason != "not_found" or cell.url]
        return 1 if self.partial or seen or self.failures or not self.reports else 0

    def as_dict(self) -> dict[str, Any]:
        counts = {name: self.counts.get(name, 0) for name in _STATUSES}
        return {
            "into": self.into,
            "run": self.run,
            "partial": self.partial,
            "why_partial": self.why_partial,
            "exit_code": self.exit_code,
            **counts,
            "counts": self.counts,
            "reports": self.reports,
            "attachments": self.others,
            "relations": self.related,
            "coverage": [asdict(cell) for cell in self.coverage],
            "holes": [asdict(cell) for cell in self.holes],
            "hosts": self.hosts,
            "failures": self.failures,
            "notes": self.notes,
            "changed_after_publication": self.changes,
        }


def summarise(
    state: State, folder: Path, found: list[Document], cells: list[Cell], run: dict[str, Any]
) -> Summary:
    """The summary of the run the state is at."""
    reports = [d for d in found if d.role == "report" and not d.cause]
    failures = _failures(state)
    hosts = _hosts(state)
    why = _why(state, hosts, failures, str(run.pop("stopped", "")))
    counts = Counter(d.status for d in reports)
    fetched = state.one("SELECT count(*) AS n FROM visit WHERE run=?", (state.run,))
    return Summary(
        into=str(folder),
        run=run,
        partial=bool(why),
        why_partial=why,
        counts={
            **{name: counts.get(name, 0) for name in _STATUSES},
            "reports": len(reports),
            "fetched": fetched["n"] if fetched else 0,
            "failed": len(failures),
            "holes": sum(not cell.found for cell in cells),
        },
        reports=[_row(folder, d) for d in reports],
        others=[_row(folder, d) for d in found if d.role != "report" or d.cause],
        coverage=cells,
        hosts=hosts,
        failures=failures,
        changes=_changes(state, folder),
        notes=[r["text"] for r in state.all("SELECT text FROM note WHERE run=? AND host=''", (state.run,))],
        related=[
            json.loads(r["data"]) for r in state.all("SELECT data FROM related WHERE run=?", (state.run,))
        ],
    )


def _row(folder: Path, document: Document) -> dict[str, Any]:
    row = manifest_row(folder, document)
    row["path"] = str(path_of(folder, document))
    return row


def _failures(state: State) -> list[dict[str, Any]]:
    out = []
    for row in state.all(
        "SELECT * FROM task WHERE run=? AND state='failed' AND reason NOT IN ('', 'filtered') ORDER BY id",
        (state.run,),
    ):
        task = json.loads(row["data"])
        if row["reason"] == "refused" and task["role"] not in ("article", "file") and task["depth"] > 0:
            continue  # a link out of scope on the way is no loss
        out.append(
            {
                "url": task["first_url"] or task["url"],
                "final_url": task["url"],
                "role": task["role"],
                "organ": task["organ"],
                "year": task["year"],
                "title": task["title"],
                "reason": row["reason"],
                "detail": row["detail"],
                "parent_url": task["parent"],
            }
        )
    return out


def _hosts(state: State) -> list[dict[str, Any]]:
    out = []
    for row in state.all("SELECT * FROM host WHERE run=? AND host!='' ORDER BY host", (state.run,)):
        notes = [
            n["text"]
            for n in state.all("SELECT text FROM note WHERE run=? AND host=?", (state.run, row["host"]))
        ]
        robots = state.all(
            "SELECT state FROM robots WHERE run=? AND (origin='http://'||? OR origin='https://'||?)",
            (state.run, row["host"], row["host"]),
        )
        forbidden = state.one(
            "SELECT count(*) AS n FROM task WHERE run=? AND host=? AND state='failed' AND reason='robots'",
            (state.run, row["host"]),
        )
        if forbidden and forbidden["n"]:
            notes.append(f"robots.txt forbids {forbidden['n']} addresses that were looked for / robots 禁止")
        if robots and robots[-1]["state"] == "closed":
            notes.append("robots.txt could not be read (5xx): nothing was asked (RFC 9309 2.3.1.4)")
        if not row["requests"] and not row["stopped"] and not notes and not (forbidden and forbidden["n"]):
            continue
        out.append(
            {
                "host": row["host"],
                "requests": row["requests"],
                "robots": robots[-1]["state"] if robots else "",
                "forbidden_by_robots": forbidden["n"] if forbidden else 0,
                "crawl_delay": row["delay"] or None,
                "stopped": bool(row["stopped"]),
                "reason": row["reason"],
                "notes": ([row["stopped"]] if row["stopped"] else []) + notes,
            }
        )
    return out


def _why(
    state: State, hosts: list[dict[str, Any]], failures: list[dict[str, Any]], stopped: str
) -> list[str]:
    """Why a run is partial: what could be fetched and was not."""
    out = [stopped] if stopped else []
    waiting = state.one("SELECT count(*) AS n FROM task WHERE run=? AND state='pending'", (state.run,))
    if waiting and waiting["n"]:
        out.append(f"{waiting['n']} requests are still to be made; the same command goes on with them")
    out += [f"{h['host']}: {h['notes'][0]}" for h in hosts if h["stopped"]]
    other = Counter(f["reason"] for f in failures if f["reason"] in _INCOMPLETE)
    out += [f"{count} requests failed: {reason}" for reason, count in sorted(other.items())]
    return out


def _changes(state: State, folder: Path) -> list[dict[str, Any]]:
    """The log of all runs: a report that changed after publication is a finding."""
    out = []
    for row in state.all("SELECT * FROM change ORDER BY run, url"):
        entry = dict(row)
        for version in ("old", "new"):
            digest = entry[f"{version}_sha256"]
            files = [p for place in ("reports", "versions", "attachments")
                     for p in (folder / place).glob(f"{digest[:20]}.*")]  # fmt: skip
            entry[f"{version}_path"] = str(files[0]) if files else ""
        entry["this_run"] = entry["run"] == state.run
        out.append(entry)
    return out


def write_tables(summary: Summary, folder: Path) -> None:
    """coverage.csv and summary.json beside the corpus."""
    with (folder / "coverage.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["organ", "year", "found", "reason", "detail", "url"])
        for cell in summary.coverage:
            values = [cell.organ, cell.year, cell.found, cell.reason, cell.detail, cell.url]
            writer.writerow([_plain(v) for v in values])
    text = json.dumps(summary.as_dict(), ensure_ascii=False, indent=1, default=str)
    (folder / "summary.json").write_text(text + "\n", "utf-8")


def _plain(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula gets an apostrophe."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value
