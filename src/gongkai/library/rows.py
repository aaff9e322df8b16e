"""Flat rows for export: one table a kind, with stable columns (docs/data-dictionary.md)."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from ..fold import fold
from ..search.fields import stance_ids, topic_ids, years

_ABOUT = {"report_id": "r.id", "organ": "r.organ", "year": "r.year"}
_FROM = {"source": "r.source", "url": "r.url"}
_PASSAGE = {"section": "p.section", "passage": "p.n"}
# The reports in order; what a report holds is looked up by key, and so comes in order too. Nothing else is sorted: the
# first row is there at once, and a million rows need no more memory than one.
_REPORTS = (
    "(SELECT id, organ, year, title, era, published, period, media_type, issues, sha256, source, url"
    " FROM reports ORDER BY organ, year, id LIMIT -1) r"
)


def _each(table: str, alias: str = "x") -> str:
    return f"{_REPORTS} CROSS JOIN {table} {alias} ON {alias}.report_id = r.id"


_MAIN_TOPIC = (
    "CASE instr(p.topics, '|') WHEN 0 THEN p.topics ELSE substr(p.topics, 1, instr(p.topics, '|') - 1) END"
)


def _same(*names: str) -> dict[str, str]:
    return {name: f"x.{name}" for name in names}


def _count(table: str, where: str = "1") -> str:
    return f"(SELECT count(*) FROM {table} y WHERE y.report_id = r.id AND {where})"


# kind → (columns: SQL, FROM clause)
_KINDS: dict[str, tuple[dict[str, str], str]] = {
    "reports": (
        {
            **_ABOUT,
            "title": "r.title",
            "era": "r.era",
            "published": "r.published",
            "period": "r.period",
            "media_type": "r.media_type",
            "passages": _count("passages"),
            "figures": _count("figures"),
            "tags": _count("tags"),
            "cells": _count("cells", "y.state = 'number'"),
            "fails": _count("findings", "y.verdict = 'FAIL'"),
            "uncertain": _count("findings", "y.verdict = 'UNCERTAIN'"),
            "issues": "r.issues",
            "sha256": "r.sha256",
            **_FROM,
        },
        _REPORTS,
    ),
    "passages": (
        {
            **_ABOUT,
            **_PASSAGE,
            **{name: f"p.{name}" for name in ("heading", "start", "end", "text", "topics", "stance")},
            "stance_score": "p.stance_score",
            **_FROM,
        },
        _each("passages", "p"),
    ),
    "figures": (
        {
            **_ABOUT,
            **_PASSAGE,
            **_same("start", "end", "text", "low", "high", "qualifier", "unit", "kind", "noun", "verb"),
            "topics": "p.topics",
            "stance": "p.stance",
            "context": "p.text",
            **_FROM,
            "topic": _MAIN_TOPIC,
        },
        _each("figures") + " LEFT JOIN passages p ON p.report_id = x.report_id AND p.n = x.passage",
    ),
    "tags": (
        {
            **_ABOUT,
            **_PASSAGE,
            "start": "p.start",
            "end": "p.end",
            "rank": "x.rank",
            "topic": "x.topic",
            "score": "x.score",
            "stance": "p.stance",
            "stance_score": "p.stance_score",
            "evidence": "x.evidence",
            "text": "p.text",
            **_FROM,
        },
        _each("passages", "p") + " LEFT JOIN tags x ON x.report_id = p.report_id AND x.passage = p.n",
    ),
    "cells": (
        {
            **_ABOUT,
            "section": "CASE WHEN x.tab IN ('t2', 't3', 't4') THEN replace(x.tab, 't', 's') ELSE '' END",
            "table": "x.tab",
            **_same("cell", "value", "raw", "state", "note", "proof"),
            **_FROM,
        },
        _each("cells"),
    ),
    "findings": (
        {
            **_ABOUT,
            **_same(
                "id", "rule", "verdict", "severity", "message", "message_en", "cells", "expected", "spans"
            ),
            **_FROM,
        },
        _each("findings"),
    ),
}
COLUMNS: dict[str, tuple[str, ...]] = {kind: tuple(columns) for kind, (columns, _) in _KINDS.items()}
_OF_PASSAGE = frozenset({"passages", "figures", "tags"})


def _decimal(value: str) -> Decimal:
    return Decimal(value)


def _words(value: str) -> list[str]:
    return value.split("|") if value else []


_CONVERT: dict[str, dict[str, Callable[[Any], Any]]] = {
    "passages": {"topics": _words},
    "figures": {"low": _decimal, "high": _decimal, "topics": _words},
    "tags": {"evidence": _words},
    "cells": {"value": _decimal},
    "findings": {"cells": _words, "expected": json.loads, "spans": json.loads},
}


class Filters(TypedDict, total=False):
    """What narrows rows and searches: a year or a range (2022..2024), a part of the organ's name, and a topic or
    stance as id or Chinese name."""

    year: int | str | None
    organ: str | None
    topic: str | None
    stance: str | None


class Rows(Iterator[dict[str, Any]]):
    """Rows as dicts, one at a time. ``columns`` is known even when there are none; ``kind`` says what they mean."""

    def __init__(self, columns: tuple[str, ...], rows: Iterator[dict[str, Any]], kind: str = "") -> None:
        self.columns = columns
        self.kind = kind
        self._rows = rows

    def __next__(self) -> dict[str, Any]:
        return next(self._rows)


def select(
    connection: sqlite3.Connection,
    kind: str,
    among: Iterable[tuple[str, int | None]] | None = None,
    **filters: Unpack[Filters],
) -> Rows:
    """The rows of a kind, in the order of organ, year, report and place in the report.

    ``among`` keeps what a search found, as (report, passage): rows of these passages, or for other kinds of these
    reports. Raises ValueError for an unknown kind, QueryError for a filter that says nothing.
    """
    if kind not in _KINDS:
        raise ValueError(f"{kind!r} is none of {', '.join(_KINDS)}")
    conditions, values = _conditions(kind, filters)
    if among is not None:
        conditions.append(_among(connection, kind, among))
    cursor = connection.execute(f"{_statement(kind)} WHERE {' AND '.join(conditions) or '1'}", values)
    return Rows(COLUMNS[kind], _dicts(cursor, COLUMNS[kind], _CONVERT.get(kind, {})), kind)


def _statement(kind: str, numbers: str = "{}") -> str:
    columns, tables = _KINDS[kind]
    decimals = {name for name, made in _CONVERT.get(kind, {}).items() if made is _decimal}
    listed = ", ".join(
        f'{numbers.format(sql) if name in decimals else sql} AS "{name}"' for name, sql in columns.items()
    )
    return f"SELECT {listed} FROM {tables}"


def make_views(connection: sqlite3.Connection) -> None:
    """``v_reports``, ``v_figures`` …: the rows of each kind for those who read the database themselves (docs/sqlite.md).

    Their numbers are numbers, so that they compare and add up; the tables keep the exact digits as text.
    """
    known = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'view'"))
    wanted = {
        f"v_{kind}": f"CREATE VIEW v_{kind} AS {_statement(kind, 'CAST({} AS NUMERIC)')}" for kind in _KINDS
    }
    if all(known.get(name) == sql for name, sql in wanted.items()):
        return
    drops = "".join(f"DROP VIEW IF EXISTS {name}; " for name in wanted)
    try:
        connection.executescript(f"BEGIN IMMEDIATE; {drops} {'; '.join(wanted.values())}; COMMIT;")
    except sqlite3.OperationalError as error:  # someone is writing: whoever opens the library next makes them
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if "locked" not in str(error):
            raise


def _among(connection: sqlite3.Connection, kind: str, found: Iterable[tuple[str, int | None]]) -> str:
    """What was found as a table of its own, for as long as the connection lasts; the condition to be in it."""
    name = f'temp."found {uuid.uuid4().hex}"'
    connection.execute(f"CREATE TABLE {name} (report_id TEXT NOT NULL, n INTEGER)")
    connection.executemany(f"INSERT INTO {name} VALUES (?, ?)", found)
    connection.execute(f'CREATE INDEX {name[:-1]} key" ON {name.removeprefix("temp.")} (report_id, n)')
    same = " AND w.n = p.n" if kind in _OF_PASSAGE else ""
    return f"EXISTS (SELECT 1 FROM {name} w WHERE w.report_id = r.id{same})"


def _dicts(
    cursor: sqlite3.Cursor, names: tuple[str, ...], convert: dict[str, Callable[[Any], Any]]
) -> Iterator[dict[str, Any]]:
    for values in cursor:
        row = dict(zip(names, values, strict=True))
        for name, made in convert.items():
            if row[name] is not None:
                row[name] = made(row[name])
        yield row


def _conditions(kind: str, filters: Filters) -> tuple[list[str], list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []
    if (year := filters.get("year")) is not None:
        span = years(str(year))
        for bound, compare in ((span.low, ">="), (span.high, "<=")):
            if bound is not None:
                conditions.append(f"r.year {compare} ?")
                values.append(bound)
    if (organ := filters.get("organ")) is not None:
        conditions.append("instr(fold(r.organ), ?) > 0")
        values.append(fold(organ))
    if (topic := filters.get("topic")) is not None:
        wanted = topic_ids(topic)
        column = "x.topic" if kind == "tags" else None
        conditions.append(_labelled(kind, "tags", "topic", "passage", len(wanted), column))
        values += wanted
    if (stance := filters.get("stance")) is not None:
        wanted = stance_ids(stance)
        conditions.append(_labelled(kind, "passages", "stance", "n", len(wanted), "p.stance"))
        values += wanted
    return conditions, values


def _labelled(kind: str, table: str, name: str, passage: str, count: int, column: str | None) -> str:
    """Rows of a passage are filtered by its own labels; other kinds by those of any passage of the report."""
    marks = ",".join("?" * count)
    if kind in _OF_PASSAGE and column:
        return f"{column} IN ({marks})"
    same = f" AND z.{passage} = p.n" if kind in _OF_PASSAGE else ""
    return f"EXISTS (SELECT 1 FROM {table} z WHERE z.report_id = r.id{same} AND z.{name} IN ({marks}))"
