"""The search index as something derived: opened if it belongs to the database, made anew if it does not, kept in step."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import words
from ..errors import LibraryError
from . import searching

if TYPE_CHECKING:
    from ..search.engine import SearchEngine

ENGINES = ("whoosh", "tantivy")
_MARKER = "gongkai.json"
_LAYOUT = 5  # raised when the engine's fields or the words in them change

Transaction = Callable[[], AbstractContextManager[sqlite3.Connection]]


class DerivedIndex:
    """One engine over one database. ``identity`` names the database; a marker beside the index names it too.

    The database numbers its changes; ``heard:ENGINE`` in its table ``meta`` is the number up to which the index has
    been told of them. It is raised after the index has committed: a kill between the two leaves changes to be told
    again, which does no harm. A new index has heard of nothing.
    """

    def __init__(self, folder: Path, engine: str, identity: str, transaction: Transaction) -> None:
        self._folder = folder / engine
        self._name = engine
        self._identity = identity
        self._transaction = transaction
        self._engine: SearchEngine | None = None
        self._told: set[str] = set()  # reports the engine was told of since its last commit

    def open(self) -> SearchEngine:
        """The engine, opened on first use. Raises LibraryError if no index can be read or made."""
        if self._engine is None:
            if not self._is_ours():
                return self._rebuild(force=False)
            try:
                self._engine = self._make()
            except LibraryError:
                return self._rebuild(force=True)
        return self._engine

    def _make(self) -> SearchEngine:
        if self._name == "tantivy":
            from ..search.tantivy_engine import TantivyEngine

            return TantivyEngine(self._folder)
        from ..search.whoosh_engine import WhooshEngine

        return WhooshEngine(self._folder)

    def close(self) -> None:
        """Close the engine; what it was told since its last commit is given up."""
        if self._engine is not None:
            self._engine.close()
            self._engine = None
        self._told.clear()

    def recover(self) -> None:
        """A new index in place of one that cannot be read. Raises LibraryError if another process is writing to it."""
        try:
            self.open().begin(wait=0)
        except LibraryError as error:
            if "another process" in str(error):
                raise
        self.close()
        self._rebuild(force=True)

    # -- in step with the database

    def pending(self, connection: sqlite3.Connection) -> list[str]:
        """Reports changed since the index last heard."""
        heard = "SELECT coalesce(max(CAST(value AS INTEGER)), 0) FROM meta WHERE key = ?"
        sql = f"SELECT report_id FROM changes WHERE n > ({heard}) ORDER BY n"
        return [row[0] for row in connection.execute(sql, (self._heard,))]

    @property
    def _heard(self) -> str:
        return f"heard:{self._name}"

    def tell(self, connection: sqlite3.Connection, report_id: str) -> None:
        """Tell the engine, which is open for writing, what is known of a report now."""
        engine = self.open()
        if report_id in self._told:  # a writer cannot take back what it added since its last commit
            self.commit(connection)
            engine.begin(wait=1.0)
        self._told.add(report_id)
        known = searching.entries(connection, report_id)
        if known:
            engine.add(report_id, known)
        else:
            engine.delete(report_id)

    def commit(self, connection: sqlite3.Connection) -> None:
        """Make what the engine was told visible, and note how far it has heard."""
        self.open().commit()
        told, self._told = self._told, set()
        if not told:
            return
        with self._transaction():
            # Another engine's writer may have changed the database meanwhile: never past what this one was not told.
            unheard = [report_id for report_id in self.pending(connection) if report_id not in told]
            upto = "SELECT coalesce(max(n), 0) FROM changes"
            if unheard:
                upto = "SELECT n - 1 FROM changes WHERE report_id = ?"
            number = connection.execute(upto, unheard[:1]).fetchone()[0]
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (self._heard, str(number)))

    # -- a new index

    def _marker(self) -> dict[str, Any]:
        return {"library": self._identity, "layout": _LAYOUT, "dictionary": words.dictionary_hash()}

    def _is_ours(self) -> bool:
        try:
            found = json.loads((self._folder / _MARKER).read_text("utf-8"))
        except (OSError, ValueError):
            return False
        return bool(found == self._marker())

    def _rebuild(self, *, force: bool) -> SearchEngine:
        try:
            # The transaction keeps a second process, which finds the same, from doing it at the same time.
            with self._transaction() as connection:
                if force or not self._is_ours():
                    shutil.rmtree(self._folder, ignore_errors=True)
                    self._make().close()
                    connection.execute("DELETE FROM meta WHERE key = ?", (self._heard,))
                    part = self._folder / f"{_MARKER}.{os.getpid()}"
                    part.write_text(json.dumps(self._marker()), "utf-8")
                    part.replace(self._folder / _MARKER)
            self._engine = self._make()
        except OSError as error:
            cause = f"the search index cannot be written: {error.strerror}"
            raise LibraryError(f"{self._folder}: {cause}") from error
        return self._engine
