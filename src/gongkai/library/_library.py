"""``Library``: the one door to stored reports, for the command line and for programs alike."""

from __future__ import annotations

import dataclasses
import os
import sqlite3
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, Unpack

from ..errors import LibraryError
from ..fold import fold
from ..model import Finding, Report
from . import rows, searching, store
from .derived import ENGINES, DerivedIndex
from .rows import Filters, Rows
from .store import Source, guarded

if TYPE_CHECKING:
    from ..search.hit import Group, Hit, Results
    from ..search.query import Node

T = TypeVar("T")

_DATABASE = "library.sqlite"


class Library:
    """Enriched reports in a folder: SQLite holds them, a search index derived from it finds them.

    Each report is one transaction. The search index is told afterwards; what it has not heard of stands in the
    database, so a process killed at any moment leaves nothing that the next writer does not put right. A missing,
    damaged or foreign index is built anew from the database. ``engine`` is "whoosh" or "tantivy"; by default what
    ``GONGKAI_ENGINE`` says, else Whoosh. Raises LibraryError if the folder or the engine cannot be used.
    """

    def __init__(self, path: str | Path, engine: str | None = None) -> None:
        self.path = Path(path)
        engine = engine or os.environ.get("GONGKAI_ENGINE") or ENGINES[0]
        if engine not in ENGINES:
            raise LibraryError(
                f"{engine!r} is no search engine; there are {', '.join(ENGINES)} / 没有这个检索引擎"
            )
        if find_spec(engine) is None:
            raise LibraryError(
                f"the engine {engine} is not installed; pip install 'gongkai[{engine}]' / 没有安装该引擎"
            )
        self._database = self.path / _DATABASE
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(f"{path}: no library can be made here: {error.strerror}") from error
        with guarded(self._database):
            self._connection = store.connect(self._database)
            self._connection.create_function("fold", 1, lambda text: fold(text or ""), deterministic=True)
            self._identity = self._meta("identity", uuid.uuid4().hex)
            rows.make_views(self._connection)
        self._index = DerivedIndex(self.path, engine, self._identity, self._transaction)
        self._batching = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the files. Closing twice does no harm."""
        self._index.close()
        self._connection.close()

    # -- writing

    @contextmanager
    def batch(self, wait: float = 1.0) -> Iterator[Self]:
        """Many changes with one commit of the search index at the end, also when the block is left by an error.

        Raises LibraryError if another process is still writing to this library after ``wait`` seconds.
        """
        if self._batching:
            yield self
            return
        engine = self._index.open()
        engine.begin(wait)
        self._batching = True
        try:
            self._catch_up()
            yield self
        finally:
            self._batching = False
            self._index.commit(self._connection)

    def add(self, report: Report, path: str | Path | None = None) -> None:
        """Store a report in place of any with its id. ``path`` names the file it was read from: a report that this
        file held before is taken out, unless another file holds it too."""
        with self.batch():
            with self._transaction() as connection:
                store.insert(connection, report)
                changed = [report.id]
                if path is not None:
                    changed += self._unlink(str(path), keep=report.id)
                    row = (str(path), report.sha256, report.id, "")
                    connection.execute("INSERT OR REPLACE INTO sources VALUES (?,?,?,?)", row)
            self._tell(changed)

    def remove(self, report_id: str) -> None:
        """Take a report out, and what is known of its files. Raises KeyError if there is none."""
        with self.batch():
            with self._transaction() as connection:
                if not store.delete(connection, report_id):
                    raise KeyError(report_id)
                connection.execute("DELETE FROM sources WHERE report_id = ?", (report_id,))
            self._tell([report_id])

    def forget(self, path: str | Path) -> None:
        """Take out what is known of a file, and its report unless another file holds it too."""
        with self.batch():
            with self._transaction():
                gone = self._unlink(str(path), keep=None)
            self._tell(gone)

    def note_failure(self, path: str | Path, cause: str, sha256: str = "") -> None:
        """Note that a file could not be read. The report it held before, if any, stays."""
        with self._transaction() as connection:
            connection.execute(
                "INSERT INTO sources VALUES (?,?,NULL,?) ON CONFLICT (path) DO UPDATE SET error = excluded.error",
                (str(path), sha256, cause or "unknown"),
            )

    def note_findings(self, found: Iterable[tuple[str, Iterable[Finding]]]) -> None:
        """Store what a check of many reports found of each (by report id) in place of the findings stored with it.
        ``rows("findings")`` tells them until the report is added anew; ``get`` tells the report as it was added."""
        with self._transaction() as connection:
            for report_id, findings in found:
                store.put_findings(connection, report_id, findings)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with guarded(self._database):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise

    def _unlink(self, path: str, keep: str | None) -> list[str]:
        """Forget a file inside a transaction; the ids of reports that no file holds any more and that are gone."""
        known = self.source(path)
        self._connection.execute("DELETE FROM sources WHERE path = ?", (path,))
        if known is None or known.report_id is None or known.report_id == keep:
            return []
        count = "SELECT count(*) FROM sources WHERE report_id = ?"
        if self._connection.execute(count, (known.report_id,)).fetchone()[0]:
            return []
        store.delete(self._connection, known.report_id)
        return [known.report_id]

    # -- reading

    def get(self, report_id: str) -> Report:
        """The report with that id, equal to the one that was added. Raises KeyError."""
        with guarded(self._database):
            try:
                return store.load(self._connection, report_id)
            except (ValueError, TypeError) as error:
                raise LibraryError(f"{self._database}: report {report_id} is damaged: {error}") from error

    def rows(self, kind: str, *, query: str | None = None, **filters: Unpack[Filters]) -> Rows:
        """Flat rows of ``reports``, ``passages``, ``figures``, ``tags``, ``cells`` or ``findings``.

        ``year`` is a year or a range (2022..2024), ``organ`` a part of a name, ``topic`` and ``stance`` an id or a
        Chinese name, ``query`` what ``search`` understands; they filter passages, figures and tags by their passage,
        other kinds by any passage of the report. Columns: docs/data-dictionary.md. Raises ValueError for another
        kind, QueryError for a bad filter or query.
        """
        among = None
        if query is not None:
            node = searching.narrowed(query, filters)
            among = self._answered(lambda search: search.places(), node)
        with guarded(self._database):
            found = rows.select(self._connection, kind, among, **filters)
        return Rows(found.columns, self._guarded_rows(found), kind)

    def hits(self, query: str, *, sort: str = "relevance", **filters: Unpack[Filters]) -> Iterator[Hit]:
        """Every passage that matches, one after another: the best report first, all its passages together.

        ``sort`` as in ``find``. Raises QueryError if the query cannot be understood.
        """
        search = self._answered(lambda search: search, searching.narrowed(query, filters))
        return self._guarded_hits(search.groups(0, None, sort, None))

    def _guarded_hits(self, groups: Iterator[Group]) -> Iterator[Hit]:
        with guarded(self._database):
            for group in groups:
                yield from group.hits

    def metrics(self, *names: str, query: str | None = None, **filters: Unpack[Filters]) -> Rows:
        """A row for each report and metric (all, or those named by id or Chinese name), with its evidence.

        Filters as in ``rows``. Raises QueryError for an unknown name.
        """
        from .measured import measured

        return measured(list(self.rows("reports", query=query, **filters)), self.get, names)

    def _guarded_rows(self, found: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        with guarded(self._database):
            yield from found

    def search(self, query: str, limit: int = 10, **filters: Unpack[Filters]) -> list[Hit]:
        """The best passages for a query (docs/search.md), narrowed by the same filters as ``rows``.

        At most ``PER_REPORT`` of one report while others have some. Raises QueryError (message, position, suggestion)
        if the query cannot be understood.
        """
        return self.find(query, limit=limit, **filters).hits

    def find(
        self,
        query: str,
        *,
        limit: int | None = 10,
        offset: int = 0,
        sort: str = "relevance",
        per_report: int | None = searching.PER_REPORT,
        facets: bool = False,
        **filters: Unpack[Filters],
    ) -> Results:
        """One page of an answer: hits ``offset`` to ``offset + limit`` (None: all), those of one report together.

        Reports come with their best ``per_report`` passages (None: all of them) as long as other reports have some.
        ``sort`` is "relevance", "year" or "value" (of the figures or cells the query tests). ``facets`` counts the
        whole answer by year, organ, topic, stance and section. Where nothing is found, ``offers`` holds what would be.
        Raises QueryError if the query cannot be understood, ValueError for another ``sort``.
        """
        from ..search.hit import Results
        from ..search.offers import offers

        if sort not in searching.SORTS:
            raise ValueError(f"{sort!r} is none of {', '.join(searching.SORTS)}")

        def answer(search: searching.Search) -> Results:
            groups = tuple(search.groups(offset, limit, sort, per_report))
            found = search.found
            return Results(
                query=query,
                reports=found.reports,
                passages=found.passages,
                offset=offset,
                groups=groups,
                facets=found.facets() if facets else {},
            )

        results = self._answered(answer, searching.narrowed(query, filters))
        if results.reports:
            return results

        def count(other: str) -> int:
            return self._answered(lambda search: search.found.reports, searching.narrowed(other, filters))

        return dataclasses.replace(results, offers=offers(query, count, self._index.open().vocabulary))

    def _answered(self, answer: Callable[[searching.Search], T], query: Node) -> T:
        """``answer`` of the search; a damaged index is made anew once."""

        def once() -> T:
            engine = self._index.open()  # an index made anew now is filled by the next line
            self._catch_up_if_free()
            with guarded(self._database):
                return answer(searching.Search(self._connection, engine, query))

        try:
            return once()
        except LibraryError:
            if self._batching:
                raise
            self._index.recover()
            return once()

    def copy(self, path: str | Path) -> None:
        """Write a copy of the database as it is now, without what is half done. Raises LibraryError if it is there."""
        with guarded(Path(path)):
            self._connection.execute("VACUUM INTO ?", (str(path),))

    def source(self, path: str | Path) -> Source | None:
        """What is known of a file, or None."""
        with guarded(self._database):
            row = self._connection.execute("SELECT * FROM sources WHERE path = ?", (str(path),)).fetchone()
        return Source(*row) if row else None

    def sources(self) -> dict[str, Source]:
        """What is known of each file ever indexed, by path."""
        with guarded(self._database):
            found = self._connection.execute("SELECT * FROM sources ORDER BY path").fetchall()
        return {row[0]: Source(*row) for row in found}

    def stats(self) -> dict[str, int]:
        """How many reports, organs, passages, figures, tags, cells, findings and sources there are."""
        counts = {kind: f"SELECT count(*) FROM {kind}" for kind in rows.COLUMNS}
        counts["organs"] = "SELECT count(DISTINCT organ) FROM reports"
        counts["sources"] = "SELECT count(*) FROM sources"
        with guarded(self._database):
            return {name: self._connection.execute(sql).fetchone()[0] for name, sql in counts.items()}

    def _meta(self, key: str, default: str) -> str:
        self._connection.execute("INSERT OR IGNORE INTO meta VALUES (?, ?)", (key, default))
        value: str = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()[0]
        return value

    # -- keeping the search index in step

    def _pending(self) -> list[str]:
        return self._index.pending(self._connection)

    def _catch_up(self) -> None:
        """Tell the engine, which is open for writing, what an earlier process could not."""
        with guarded(self._database):
            self._tell(self._pending())

    def _catch_up_if_free(self) -> None:
        """Before a search; another process that is writing will do it itself."""
        if self._batching or not self._pending():
            return
        try:
            with self.batch(wait=0):
                pass
        except LibraryError:
            return  # the reader answers from the last committed state

    def _tell(self, report_ids: list[str]) -> None:
        with guarded(self._database):
            for report_id in report_ids:
                self._index.tell(self._connection, report_id)
