"""Every report of a library checked together: what a supervisor of five hundred organs asks for."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .checks import Checked, check_batch
from .checks.organs import folded_name
from .manifest import entries
from .model import Candidate

if TYPE_CHECKING:
    from .library import Library
    from .model import Report


def check_library(
    library: Library, *, expected: Iterable[str] = (), year: int | None = None, today: date | None = None
) -> list[Checked]:
    """Every rule over every report of the library, worst report first; reports that are missing too.

    One organ's reports are held at a time. ``expected`` names organs that must have a report on ``year`` (by default
    the latest year seen). What the crawler noted beside a report (its address, the date in the list, when it was
    fetched, an earlier version) is used where the files still lie where they were indexed. What was found of each
    report is stored with it: ``rows("findings")`` then tells what only many reports show. Raises LibraryError.
    """
    done = check_batch(_by_organ(library), expected=expected, year=year, today=today)
    library.note_findings((one.report_id, one.findings) for one in done if one.report_id)
    return done


def _by_organ(library: Library) -> Iterator[Report]:
    """The reports of the library, those of one organ together, oldest first."""
    known = [
        (folded_name(row["organ"]), row["year"] or 0, row["report_id"]) for row in library.rows("reports")
    ]
    paths = {source.report_id: path for path, source in library.sources().items() if source.report_id}
    collections: dict[Path, dict[str, dict[str, Any]]] = {}
    for _, _, report_id in sorted(known):
        report = library.get(report_id)
        folder = Path(paths.get(report_id, report.source)).parent.parent
        if folder not in collections:
            collections[folder] = _collected(folder)
        yield _with_provenance(report, collections[folder].get(report.sha256, {}))


def _collected(folder: Path) -> dict[str, dict[str, Any]]:
    """What a crawl noted of the files below ``folder`` (manifest.jsonl, and summary.json for replaced versions), by
    sha256. Notes that cannot be read are taken as absent: the reports themselves are in the library."""
    notes: dict[str, dict[str, Any]] = {}
    for entry in _changes(folder / "summary.json"):
        notes[str(entry.get("old_sha256"))] = {"url": entry.get("url"), "replaced": True}
    for row in entries(folder / "manifest.jsonl"):
        notes[str(row.get("sha256"))] = row
    return notes


def _changes(path: Path) -> list[dict[str, Any]]:
    try:
        found = json.loads(path.read_text("utf-8"))["changed_after_publication"]
    except (OSError, ValueError, TypeError, KeyError):
        return []
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def _with_provenance(report: Report, note: dict[str, Any]) -> Report:
    """The report with what the crawler knew of it, as candidates that say where they come from."""
    if not note:
        return report
    added = [
        Candidate("published", str(note[key])[:10], origin)
        for key, origin in (("column_date", "list"), ("fetched_at", "seen"))
        if _is_day(str(note.get(key) or "")[:10])
    ]
    if note.get("replaced"):
        added.append(Candidate("version", "replaced", "crawl"))
    url = report.url or note.get("url") or None
    return dataclasses.replace(report, url=url, candidates=(*report.candidates, *added))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
