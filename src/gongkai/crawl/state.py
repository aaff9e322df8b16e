"""What the crawl remembers, in one SQLite file: runs, hosts, tasks, visits, documents.

A response, what it led to and what was found in it are one transaction. Scrapy's JOBDIR keeps requests in flight in
memory and loses them on a kill; here a task is pending until the transaction that settles it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from gongkai.errors import CrawlError

from .archive import Place
from .task import Found, Task
from .urls import host_of, origin_of

_SCHEMA = """
CREATE TABLE IF NOT EXISTS run(id INTEGER PRIMARY KEY, started TEXT, finished TEXT, settings TEXT, status TEXT);
CREATE TABLE IF NOT EXISTS host(run INT, host TEXT, robots TEXT, delay REAL DEFAULT 0, stopped TEXT DEFAULT '',
  reason TEXT DEFAULT '', plain INT DEFAULT 0, requests INT DEFAULT 0, refused INT DEFAULT 0, failed INT DEFAULT 0,
  last_at TEXT DEFAULT '', PRIMARY KEY(run, host)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS robots(run INT, origin TEXT, state TEXT, visit INT, PRIMARY KEY(run, origin)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS note(run INT, host TEXT, text TEXT, PRIMARY KEY(run, host, text)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS task(id INTEGER PRIMARY KEY, run INT, key TEXT, host TEXT, role TEXT, priority INT,
  state TEXT DEFAULT 'pending', reason TEXT DEFAULT '', detail TEXT DEFAULT '', attempts INT DEFAULT 0, data TEXT,
  UNIQUE(run, key));
CREATE INDEX IF NOT EXISTS task_next ON task(run, host, state, priority, id);
CREATE TABLE IF NOT EXISTS visit(id INTEGER PRIMARY KEY, run INT, key TEXT, url TEXT, at TEXT, status INT, sha256 TEXT,
  etag TEXT, modified TEXT, file TEXT, offset INT, length INT, payload INT);
CREATE INDEX IF NOT EXISTS visit_key ON visit(key, id);
CREATE TABLE IF NOT EXISTS document(run INT, url TEXT, entry TEXT, final_url TEXT, page_url TEXT, relation TEXT,
  organ TEXT, year INT, title TEXT, date TEXT, sha256 TEXT, text_hash TEXT, kind TEXT, size INT, cause TEXT, at TEXT,
  task TEXT, looked INT DEFAULT 0, PRIMARY KEY(run, url, entry)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS related(run INT, url TEXT, data TEXT, PRIMARY KEY(run, url)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS change(run INT, url TEXT, entry TEXT, organ TEXT, year INT, title TEXT, at TEXT,
  old_sha256 TEXT, new_sha256 TEXT, old_at TEXT, PRIMARY KEY(run, url, entry)) WITHOUT ROWID;
"""
_PRIORITY = {"robots": 0, "file": 1, "article": 2, "data": 3, "walk": 4, "feed": 5, "sitemap": 6}


def now(hours_ago: float = 0) -> str:
    """The time in UTC as WARC writes it."""
    return (datetime.now(UTC) - timedelta(hours=hours_ago)).strftime("%Y-%m-%dT%H:%M:%SZ")


class State:
    """The state of one corpus. Raises CrawlError if another crawl holds it or the file is damaged."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=1.0)
            self.db.row_factory = sqlite3.Row
            self.db.execute("PRAGMA locking_mode=EXCLUSIVE")
            self.db.execute("PRAGMA journal_mode=WAL")
            self.db.execute("PRAGMA synchronous=NORMAL")
            self.db.executescript(_SCHEMA)
            self.db.execute("BEGIN IMMEDIATE")
            self.db.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise CrawlError(
                f"{path}: another crawl is at work on this corpus ({error}) / 另一个抓取正在进行"
            ) from None
        except sqlite3.DatabaseError as error:
            raise CrawlError(f"{path}: is no state of a crawl ({error})") from None
        self.run = 0

    def close(self) -> None:
        self.db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.db.execute("BEGIN")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def begin(self, settings: dict[str, Any]) -> bool:
        """Starts a run, or goes on with the one that was cut off under the same settings. True if it goes on."""
        text = json.dumps(settings, ensure_ascii=False, sort_keys=True)
        last = self.one("SELECT * FROM run ORDER BY id DESC LIMIT 1")
        if last is not None and last["status"] == "open":
            if last["settings"] == text:
                self.run = last["id"]
                return True
            self.db.execute("UPDATE run SET status='partial', finished=? WHERE id=?", (now(), last["id"]))
        cursor = self.db.execute(
            "INSERT INTO run(started, settings, status) VALUES(?, ?, 'open')", (now(), text)
        )
        self.run = int(cursor.lastrowid or 0)
        return False

    def end(self, status: str) -> None:
        """Closes the run as ``complete`` or ``partial``; an ``open`` one is gone on with next time."""
        self.db.execute("UPDATE run SET status=?, finished=? WHERE id=?", (status, now(), self.run))

    def one(self, sql: str, values: Iterable[Any] = ()) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self.db.execute(sql, tuple(values)).fetchone()
        return row

    def all(self, sql: str, values: Iterable[Any] = ()) -> list[sqlite3.Row]:
        return self.db.execute(sql, tuple(values)).fetchall()

    # tasks

    def add(self, task: Task) -> bool:
        """Puts a task into the queue; False if this run knows it already."""
        host = host_of(task.url)
        self.db.execute("INSERT OR IGNORE INTO host(run, host) VALUES(?, ?)", (self.run, host))
        cursor = self.db.execute(
            "INSERT OR IGNORE INTO task(run, key, host, role, priority, data) VALUES(?, ?, ?, ?, ?, ?)",
            (self.run, task.key, host, task.role, _PRIORITY[task.role], task.to_json()),
        )
        return cursor.rowcount > 0

    def add_failed(self, task: Task, reason: str, detail: str) -> None:
        """Notes a task that is not going to be tried."""
        self.db.execute(
            "INSERT OR IGNORE INTO task(run, key, host, role, priority, data, state, reason, detail)"
            " VALUES(?, ?, ?, ?, 9, ?, 'failed', ?, ?)",
            (self.run, task.key, host_of(task.url), task.role, task.to_json(), reason, detail),
        )

    def next_task(self, host: str) -> tuple[int, Task, int] | None:
        """(id, task, attempts) of the next pending task of a host."""
        row = self.one(
            "SELECT id, data, attempts FROM task WHERE run=? AND host=? AND state='pending' ORDER BY priority, id LIMIT 1",
            (self.run, host),
        )
        return (row["id"], Task.from_json(row["data"]), row["attempts"]) if row else None

    def waiting_hosts(self) -> list[str]:
        """Hosts that have something pending and are not stopped."""
        return [
            row["host"]
            for row in self.all(
                "SELECT host FROM host WHERE run=? AND stopped='' AND EXISTS"
                " (SELECT 1 FROM task WHERE task.run=host.run AND task.host=host.host AND state='pending')",
                (self.run,),
            )
        ]

    def last_resort(self, host: str) -> Task | None:
        """The sitemap of a start host on which no report was seen, once a run."""
        row = self.one(
            "SELECT data FROM task WHERE run=? AND host=? AND role='walk' AND json_extract(data, '$.depth')=0 LIMIT 1",
            (self.run, host),
        )
        seen = self.one(
            "SELECT 1 FROM task WHERE run=? AND host=? AND role IN ('article', 'file', 'sitemap', 'data') LIMIT 1",
            (self.run, host),
        ) or self.one("SELECT 1 FROM document WHERE run=? AND url LIKE ? LIMIT 1", (self.run, f"%//{host}/%"))
        if row is None or seen is not None:
            return None
        start = Task.from_json(row["data"])
        url = f"{origin_of(start.url)}/sitemap.xml"
        return Task(url, "sitemap", source=start.source, organ=start.organ, depth=1, context={"probe": True})

    def settle(self, task_id: int, state: str, reason: str = "", detail: str = "") -> None:
        self.db.execute(
            "UPDATE task SET state=?, reason=?, detail=? WHERE id=?", (state, reason, detail[:500], task_id)
        )

    def retry(self, task_id: int) -> None:
        self.db.execute("UPDATE task SET attempts=attempts+1 WHERE id=?", (task_id,))

    def stop_host(self, host: str, reason: str, text: str) -> None:
        """Leaves a host alone for the rest of the run; what is pending there fails for that reason."""
        self.db.execute(
            "UPDATE host SET stopped=?, reason=? WHERE run=? AND host=?", (text, reason, self.run, host)
        )
        self.db.execute(
            "UPDATE task SET state='failed', reason=?, detail=? WHERE run=? AND host=? AND state='pending'",
            (reason, text[:500], self.run, host),
        )

    # hosts

    def host(self, host: str) -> sqlite3.Row:
        self.db.execute("INSERT OR IGNORE INTO host(run, host) VALUES(?, ?)", (self.run, host))
        row = self.one("SELECT * FROM host WHERE run=? AND host=?", (self.run, host))
        assert row is not None
        return row

    def set_host(self, host: str, **values: Any) -> None:
        self.db.execute("INSERT OR IGNORE INTO host(run, host) VALUES(?, ?)", (self.run, host))
        names = ", ".join(f"{name}=?" for name in values)
        self.db.execute(f"UPDATE host SET {names} WHERE run=? AND host=?", (*values.values(), self.run, host))

    def forget_old_robots(self, before: str) -> None:
        """Lets robots.txt be asked again where the answer is older than ``before`` (ISO 8601)."""
        old = self.all(
            "SELECT robots.origin FROM robots JOIN visit ON visit.id=robots.visit WHERE robots.run=? AND visit.at<?",
            (self.run, before),
        )
        for row in old:
            self.db.execute("DELETE FROM robots WHERE run=? AND origin=?", (self.run, row["origin"]))
            self.db.execute(
                "DELETE FROM task WHERE run=? AND role='robots' AND json_extract(data, '$.url')=?",
                (self.run, f"{row['origin']}/robots.txt"),
            )

    def note(self, host: str, text: str) -> None:
        """Something about a host that the user should know."""
        self.db.execute("INSERT OR IGNORE INTO note VALUES(?, ?, ?)", (self.run, host, text))

    # visits

    def last_visit(self, key: str) -> sqlite3.Row | None:
        """The last good visit to the same request in any run."""
        return self.one(
            "SELECT * FROM visit WHERE key=? AND status IN (200, 203) ORDER BY id DESC LIMIT 1", (key,)
        )

    def payload(self, visit: sqlite3.Row) -> sqlite3.Row | None:
        """The visit whose record holds the body of ``visit`` (itself, or the one it repeats)."""
        return self.one("SELECT * FROM visit WHERE id=?", (visit["payload"] or visit["id"],))

    @staticmethod
    def place(visit: sqlite3.Row) -> Place:
        """Where the WARC record of a visit stands."""
        return Place(visit["file"], visit["offset"], visit["length"])

    def add_visit(
        self,
        key: str,
        url: str,
        at: str,
        status: int,
        digest: str,
        headers: dict[str, str],
        place: Place,
        payload: int,
    ) -> int:
        cursor = self.db.execute(
            "INSERT INTO visit(run, key, url, at, status, sha256, etag, modified, file, offset, length, payload)"
            " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self.run, key, url, at, status, digest, headers.get("etag", ""), headers.get("last-modified", ""),
                place.file, place.offset, place.length, payload or None,
            ),
        )  # fmt: skip
        return int(cursor.lastrowid or 0)

    def committed_end(self) -> tuple[str, int]:
        """(file, offset) up to which the WARC is known."""
        row = self.one("SELECT file, offset + length AS last FROM visit ORDER BY id DESC LIMIT 1")
        return (row["file"], row["last"]) if row else ("", 0)

    # documents

    def add_document(self, task: Task, found: Found, digest: str, at: str) -> None:
        self.db.execute(
            "INSERT OR REPLACE INTO document VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
            (
                self.run, task.first_url or task.url, found.entry, found.url, found.page_url, found.relation,
                found.organ, found.year, found.title, found.date, digest, found.text_hash, found.kind,
                len(found.content), found.cause, at, task.to_json(),
            ),
        )  # fmt: skip
