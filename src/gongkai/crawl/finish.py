"""The end of a run: what is new, changed, unchanged or gone; which document is the report; the manifest."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .files import document_path
from .state import State

_BEST_FIRST = (
    "docx",
    "html",
    "pdf",
    "doc",
    "text",
    "ofd",
    "rtf",
    "zip",
    "rar",
    "image",
    "binary",
    "xls",
    "xlsx",
)
_NEVER_REPORTS = frozenset({"xls", "xlsx", "image", "binary"})


@dataclass
class Document:
    """The latest sight of one document."""

    row: dict[str, Any]
    status: str = "new"  # new, changed, unchanged, gone, unchecked
    role: str = "report"  # report, copy, or the relation
    urls: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.row[name]
        except KeyError:
            raise AttributeError(name) from None


def documents(state: State) -> list[Document]:
    """Every document of the corpus as last seen, with its status in this run; one report for equal contents."""
    out = []
    rows = state.all(
        "SELECT * FROM document d WHERE run=(SELECT max(run) FROM document e WHERE e.url=d.url AND e.entry=d.entry)"
        " ORDER BY at, url, entry"
    )
    gone = {
        row["url"]
        for row in state.all(
            "SELECT json_extract(data, '$.url') AS url FROM task WHERE run=? AND state='failed' AND reason='not_found'",
            (state.run,),
        )
    } | {
        row["url"]
        for row in state.all(
            "SELECT json_extract(data, '$.first_url') AS url FROM task"
            " WHERE run=? AND state='failed' AND reason='not_found' AND json_extract(data, '$.hops')>0",
            (state.run,),
        )
    }
    for row in rows:
        document = Document(dict(row), role=row["relation"], urls=[row["url"]])
        document.status = _status(state, row, gone)
        out.append(document)
    _choose(out)
    return _merge(out)


def _status(state: State, row: Any, gone: set[str]) -> str:
    if row["run"] != state.run:
        return "gone" if row["url"] in gone else "unchecked"
    before = state.one(
        "SELECT * FROM document WHERE url=? AND entry=? AND run<? ORDER BY run DESC LIMIT 1",
        (row["url"], row["entry"], state.run),
    )
    if before is None:
        return "new"
    if before["sha256"] == row["sha256"] or (row["text_hash"] and before["text_hash"] == row["text_hash"]):
        return "unchanged"
    state.db.execute(
        "INSERT OR REPLACE INTO change VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            state.run, row["url"], row["entry"], row["organ"], row["year"], row["title"], row["at"],
            before["sha256"], row["sha256"], before["at"],
        ),
    )  # fmt: skip
    return "changed"


def _choose(found: list[Document]) -> None:
    """Of the attachments of one page that name no organ or year of their own, the best kind is the report."""
    groups: dict[tuple[Any, ...], list[Document]] = defaultdict(list)
    for document in found:
        if document.role == "report" and document.kind in _NEVER_REPORTS:
            document.role = "attachment"
        if document.role == "report" and document.page_url and json.loads(document.task)["role"] == "file":
            groups[document.page_url, document.organ, document.year].append(document)
    for group in groups.values():
        group.sort(key=lambda d: (bool(d.cause), _rank(d.kind)))
        for other in group[1:]:
            other.role = "copy"


def _rank(kind: str) -> int:
    return _BEST_FIRST.index(kind) if kind in _BEST_FIRST else len(_BEST_FIRST)


def _merge(found: list[Document]) -> list[Document]:
    """Equal contents are one document with several addresses."""
    out: dict[tuple[Any, ...], Document] = {}
    for document in sorted(found, key=lambda d: (d.role != "report", d.status in ("gone", "unchecked"))):
        keys: list[tuple[Any, ...]] = [("sha", document.sha256)]
        if document.text_hash and document.organ:
            keys.append(("text", document.organ, document.year, document.text_hash))
        same = next((out[key] for key in keys if key in out), None)
        if same is not None:
            same.urls += [url for url in document.urls if url not in same.urls]
            continue
        for key in keys:
            out[key] = document
    return list({id(d): d for d in out.values()}.values())


def arrange(state: State, folder: Path, found: list[Document]) -> None:
    """Puts every file where its role says: reports/, attachments/, and versions/ for a report that was changed.

    A page whose furniture alone changed leaves no version; every byte of it stays in the WARC.
    """
    wanted: dict[str, str] = {}
    changed = {row["old_sha256"][:20] for row in state.all("SELECT old_sha256 FROM change")}
    for document in found:
        place = path_of(folder, document)
        wanted[place.name] = place.parent.name
    for name in ("reports", "attachments", "versions"):
        for path in (folder / name).glob("[0-9a-f]*.*"):
            target = folder / wanted.get(path.name, "versions") / path.name
            if path.name not in wanted and path.stem not in changed:
                path.unlink()
            elif path != target:
                target.parent.mkdir(exist_ok=True)
                os.replace(path, target)


def path_of(folder: Path, document: Document) -> Path:
    return document_path(folder, document.role, document.sha256, document.kind)


def manifest(folder: Path, found: list[Document]) -> None:
    """manifest.jsonl: a line a document, sorted, replaced as a whole."""
    lines = [json.dumps(manifest_row(folder, d), ensure_ascii=False) for d in found]
    partial = folder / ".manifest.jsonl"
    partial.write_text("".join(line + "\n" for line in sorted(lines)), "utf-8")
    os.replace(partial, folder / "manifest.jsonl")


def manifest_row(folder: Path, document: Document) -> dict[str, Any]:
    """What is known of one document, in the order a reader asks for it."""
    return {
        "path": path_of(folder, document).relative_to(folder).as_posix(),
        "organ": document.organ,
        "year": document.year,
        "title": document.title,
        "relation": document.role,
        "url": document.url,
        "final_url": document.final_url,
        "urls": document.urls,
        "parent_url": document.page_url,
        "entry": document.entry,
        "column_date": document.date,
        "kind": document.kind,
        "size": document.size,
        "sha256": document.sha256,
        "fetched_at": document.at,
        "status": document.status,
        "unreadable": document.cause,
    }
