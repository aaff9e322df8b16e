"""The SQLite side: tables, and one report into or out of them. The caller holds the transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from ..errors import LibraryError
from ..model import Finding, Report
from ..serial import report_from_dict, report_to_dict
from .rest import rest_text

SCHEMA_VERSION = 2

# `changes` numbers each report's last change, in the transaction that made it; how far each search index has heard of
# them stands in `meta`.
_SCHEMA = """
CREATE TABLE reports (
  id TEXT PRIMARY KEY, source TEXT NOT NULL, sha256 TEXT NOT NULL, title TEXT NOT NULL, organ TEXT NOT NULL,
  year INTEGER, era TEXT, published TEXT, period TEXT NOT NULL, media_type TEXT NOT NULL, url TEXT,
  issues INTEGER NOT NULL, rest TEXT NOT NULL, document TEXT NOT NULL);
CREATE TABLE passages (
  report_id TEXT NOT NULL REFERENCES reports ON DELETE CASCADE, n INTEGER NOT NULL, section TEXT NOT NULL,
  heading TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, text TEXT NOT NULL, topics TEXT NOT NULL,
  stance TEXT NOT NULL, stance_score REAL, PRIMARY KEY (report_id, n)) WITHOUT ROWID;
CREATE TABLE figures (
  report_id TEXT NOT NULL REFERENCES reports ON DELETE CASCADE, n INTEGER NOT NULL, passage INTEGER,
  start INTEGER NOT NULL, end INTEGER NOT NULL, text TEXT NOT NULL, low TEXT, high TEXT, qualifier TEXT NOT NULL,
  unit TEXT NOT NULL, kind TEXT NOT NULL, noun TEXT NOT NULL, verb TEXT NOT NULL, least REAL, most REAL,
  PRIMARY KEY (report_id, n)) WITHOUT ROWID;
CREATE INDEX figures_value ON figures (unit, least, most);
CREATE TABLE tags (
  report_id TEXT NOT NULL REFERENCES reports ON DELETE CASCADE, passage INTEGER NOT NULL, rank INTEGER NOT NULL,
  topic TEXT NOT NULL, score REAL, evidence TEXT NOT NULL, PRIMARY KEY (report_id, passage, rank)) WITHOUT ROWID;
CREATE TABLE cells (
  report_id TEXT NOT NULL REFERENCES reports ON DELETE CASCADE, n INTEGER NOT NULL, tab TEXT NOT NULL,
  cell TEXT NOT NULL, value TEXT, raw TEXT NOT NULL, state TEXT NOT NULL, note TEXT NOT NULL, proof TEXT NOT NULL,
  number REAL, PRIMARY KEY (report_id, n)) WITHOUT ROWID;
CREATE INDEX cells_value ON cells (cell, number);
CREATE TABLE findings (
  report_id TEXT NOT NULL REFERENCES reports ON DELETE CASCADE, n INTEGER NOT NULL, id TEXT NOT NULL,
  rule TEXT NOT NULL, verdict TEXT NOT NULL, severity TEXT NOT NULL, message TEXT NOT NULL, message_en TEXT NOT NULL,
  cells TEXT NOT NULL, expected TEXT NOT NULL, spans TEXT NOT NULL, PRIMARY KEY (report_id, n)) WITHOUT ROWID;
CREATE TABLE sources (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, report_id TEXT, error TEXT NOT NULL);
CREATE INDEX sources_report ON sources (report_id);
CREATE TABLE changes (report_id TEXT PRIMARY KEY, n INTEGER NOT NULL);
CREATE UNIQUE INDEX changes_n ON changes (n);
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of one file: ``report_id`` is its last good report; ``error`` is "" if it could be read."""

    path: str
    sha256: str
    report_id: str | None
    error: str

    @property
    def status(self) -> str:
        """``"ok"`` or ``"failed"``."""
        return "failed" if self.error else "ok"


@contextmanager
def guarded(path: Path) -> Iterator[None]:
    """SQLite's errors as LibraryError with the file's name."""
    try:
        yield
    except sqlite3.Error as error:
        if "locked" in str(error):
            raise LibraryError(
                f"{path}: another process is writing to this library / 另一个进程正在写入"
            ) from error
        hint = "delete the folder and run `gongkai index` again / 请删除索引目录后重建"
        raise LibraryError(f"{path}: the library cannot be used: {error}; {hint}") from error


def connect(path: Path) -> sqlite3.Connection:
    """Open the database, making it if it is missing. Raises sqlite3.Error or LibraryError (other version)."""
    connection = sqlite3.connect(path, timeout=10, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")  # readers never wait for a writer
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            connection.executescript(f"BEGIN IMMEDIATE; {_schema_script()} COMMIT;")
        elif version != SCHEMA_VERSION:
            raise LibraryError(
                f"{path}: made by another version of gongkai; delete the folder and index again"
            )
    except BaseException:
        connection.close()
        raise
    return connection


def _schema_script() -> str:
    # Two processes may find the new file empty at once: the second must not stumble over the first one's tables.
    schema = _SCHEMA.replace("CREATE TABLE ", "CREATE TABLE IF NOT EXISTS ")
    schema = schema.replace("CREATE INDEX ", "CREATE INDEX IF NOT EXISTS ")
    schema = schema.replace("CREATE UNIQUE INDEX ", "CREATE UNIQUE INDEX IF NOT EXISTS ")
    return f"{schema} PRAGMA user_version = {SCHEMA_VERSION};"


def insert(connection: sqlite3.Connection, report: Report) -> None:
    """Put a report in place of the one with its id, and note that the search index must hear of it."""
    delete(connection, report.id)
    document = json.dumps(report_to_dict(report), ensure_ascii=False, separators=(",", ":"))
    published = report.published.isoformat() if report.published else None
    connection.execute(
        "INSERT INTO reports VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            *(report.id, report.source, report.sha256, report.title, report.organ, report.year, report.era),
            *(published, report.period, report.media_type, report.url, len(report.issues)),
            *(rest_text(report), document),
        ),
    )
    _insert_passages(connection, report)
    _insert_figures(connection, report)
    _insert_cells(connection, report)
    put_findings(connection, report.id, report.findings)


def delete(connection: sqlite3.Connection, report_id: str) -> bool:
    """Take a report out; whether there was one."""
    gone = connection.execute("DELETE FROM reports WHERE id = ?", (report_id,)).rowcount > 0
    connection.execute(
        "INSERT OR REPLACE INTO changes VALUES (?, 1 + (SELECT coalesce(max(n), 0) FROM changes))",
        (report_id,),
    )
    return gone


def load(connection: sqlite3.Connection, report_id: str) -> Report:
    """The report with that id, equal to the one that was added. Raises KeyError."""
    row = connection.execute("SELECT document FROM reports WHERE id = ?", (report_id,)).fetchone()
    if row is None:
        raise KeyError(report_id)
    return report_from_dict(json.loads(row[0]))


def _insert_passages(connection: sqlite3.Connection, report: Report) -> None:
    tagging_of = {tagging.passage: tagging for tagging in report.tags}
    passages, tags = [], []
    for passage in report.passages:
        tagging = tagging_of.get(passage.index)
        topics = tagging.topics if tagging else ()
        stance = tagging.stance if tagging else ""
        score = tagging.scores.get(stance) if tagging else None
        passages.append(
            (
                *(report.id, passage.index, passage.section, passage.heading, passage.start, passage.end),
                *(passage.text, "|".join(topics), stance, score),
            )
        )
        for rank, topic in enumerate(topics, 1):
            assert tagging is not None
            evidence = "|".join(dict.fromkeys(e.text for e in tagging.evidence if e.label == topic))
            tags.append((report.id, passage.index, rank, topic, tagging.scores.get(topic), evidence))
    connection.executemany("INSERT INTO passages VALUES (?,?,?,?,?,?,?,?,?,?)", passages)
    connection.executemany("INSERT INTO tags VALUES (?,?,?,?,?,?)", tags)


def _insert_figures(connection: sqlite3.Connection, report: Report) -> None:
    rows = []
    for n, f in enumerate(report.figures):
        least = f.low if f.low is not None else f.high
        most = f.high if f.high is not None else f.low
        rows.append(
            (
                *(report.id, n, f.passage, f.start, f.end, f.text, _text(f.low), _text(f.high), f.qualifier),
                *(f.unit, f.kind, f.noun, f.verb, _real(least), _real(most)),
            )
        )
    connection.executemany(f"INSERT INTO figures VALUES ({','.join('?' * 15)})", rows)


def _insert_cells(connection: sqlite3.Connection, report: Report) -> None:
    cells = [(table, cell) for table, of_table in report.tables.items() for cell in of_table.values()]
    rows = [
        (
            *(report.id, n, table, cell.id, _text(cell.value), cell.raw, cell.state, cell.note, cell.proof),
            _real(cell.value),
        )
        for n, (table, cell) in enumerate(cells)
    ]
    connection.executemany("INSERT INTO cells VALUES (?,?,?,?,?,?,?,?,?,?)", rows)


def put_findings(connection: sqlite3.Connection, report_id: str, findings: Iterable[Finding]) -> None:
    """Put findings in place of those stored with a report; nothing happens if there is no such report."""
    if not connection.execute("SELECT 1 FROM reports WHERE id = ?", (report_id,)).fetchone():
        return
    connection.execute("DELETE FROM findings WHERE report_id = ?", (report_id,))
    rows = [
        (
            *(report_id, n, f.id, f.rule, f.verdict, f.severity, f.message, f.message_en, "|".join(f.cells)),
            json.dumps({cell: str(value) for cell, value in f.expected.items()}, ensure_ascii=False),
            json.dumps([[s.start, s.end, s.text] for s in f.spans], ensure_ascii=False),
        )
        for n, f in enumerate(findings)
    ]
    connection.executemany("INSERT INTO findings VALUES (?,?,?,?,?,?,?,?,?,?,?)", rows)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _real(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
