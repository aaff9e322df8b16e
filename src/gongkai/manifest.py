"""What a crawl noted about a file it collected: ``manifest.jsonl`` beside ``reports/``, ``attachments/``, ``versions/``."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from .model import Page

_BESIDE = frozenset({"attachments", "versions"})


@dataclass(frozen=True, slots=True)
class Note:
    """One line of a manifest, as far as reading a report needs it."""

    url: str
    relation: str
    fetched_at: str


def noted(path: Path) -> Note | None:
    """The note on a file of a crawled corpus; None for any other file."""
    folder = path.resolve().parent
    notes = _notes(folder.parent / "manifest.jsonl", _stamp(folder.parent / "manifest.jsonl"))
    if notes is None:
        return None
    known = notes.get(f"{folder.name}/{path.name}")
    return known or (Note("", folder.name, "") if folder.name in _BESIDE else None)


def with_note(page: Page, note: Note | None) -> Page:
    """The page with the address and time it was fetched at."""
    if note is None or not note.url.startswith(("http://", "https://")):
        return page
    return replace(page, url=note.url, fetched_at=datetime.fromisoformat(note.fetched_at))


def _stamp(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


@lru_cache(maxsize=4)
def _notes(path: Path, stamp: float) -> dict[str, Note] | None:
    """Notes by relative path, None if there is no manifest of a crawl. ``stamp`` makes a changed file a new one."""
    if not stamp:
        return None
    rows = entries(path)
    try:
        return {
            str(row["path"]): Note(
                str(row["final_url"] or row["url"]), str(row["relation"]), str(row["fetched_at"])
            )
            for row in rows
        } or None
    except KeyError:
        return None  # some other manifest.jsonl


def entries(path: Path) -> list[dict[str, Any]]:
    """The lines of a manifest; none where there is no manifest, or another kind of file of that name."""
    try:
        with path.open(encoding="utf-8") as lines:  # not splitlines: a title may hold U+2028
            rows = [json.loads(line) for line in lines if line.strip()]
    except (OSError, ValueError):
        return []
    return rows if all(isinstance(row, dict) for row in rows) else []
