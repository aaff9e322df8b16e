"""The search index as something derived: opened if it belongs to the database, made anew if it does not."""

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

if TYPE_CHECKING:
    from ..search.engine import SearchEngine

_MARKER = "gongkai.json"
_LAYOUT = 2  # raised when the engine's fields or the words in them change

Transaction = Callable[[], AbstractContextManager[sqlite3.Connection]]


class DerivedIndex:
    """The engine over one database. ``identity`` names the database; a marker beside the index names it too.

    A new index is empty, and every report is noted as pending in the transaction that makes it.
    """

    def __init__(self, folder: Path, identity: str, transaction: Transaction) -> None:
        self._folder = folder
        self._identity = identity
        self._transaction = transaction
        self._engine: SearchEngine | None = None

    def open(self) -> SearchEngine:
        """The engine, opened on first use. Raises LibraryError if no index can be read or made."""
        if self._engine is None:
            from ..search.whoosh_engine import WhooshEngine

            if not self._is_ours():
                return self._rebuild(force=False)
            try:
                self._engine = WhooshEngine(self._folder)
            except LibraryError:
                return self._rebuild(force=True)
        return self._engine

    def close(self) -> None:
        """Close the engine; what it was told since its last commit is given up."""
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    def recover(self) -> None:
        """A new index in place of one that cannot be read. Raises LibraryError if another process is writing to it."""
        self.open().begin(wait=0)
        self.close()
        self._rebuild(force=True)

    def _marker(self) -> dict[str, Any]:
        return {
            "library": self._identity,
            "layout": _LAYOUT,
            "dictionary": words.dictionary_hash(),
        }

    def _is_ours(self) -> bool:
        try:
            found = json.loads((self._folder / _MARKER).read_text("utf-8"))
        except (OSError, ValueError):
            return False
        return bool(found == self._marker())

    def _rebuild(self, *, force: bool) -> SearchEngine:
        from ..search.whoosh_engine import WhooshEngine

        try:
            # The transaction keeps a second process, which finds the same, from doing it at the same time.
            with self._transaction() as connection:
                if force or not self._is_ours():
                    shutil.rmtree(self._folder, ignore_errors=True)
                    WhooshEngine(self._folder).close()
                    connection.execute("INSERT OR IGNORE INTO pending SELECT id FROM reports")
                    part = self._folder / f"{_MARKER}.{os.getpid()}"
                    part.write_text(json.dumps(self._marker()), "utf-8")
                    part.replace(self._folder / _MARKER)
            self._engine = WhooshEngine(self._folder)
        except OSError as error:
            cause = f"the search index cannot be written: {error.strerror}"
            raise LibraryError(f"{self._folder}: {cause}") from error
        return self._engine
