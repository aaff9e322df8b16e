"""Flat rows for export: one table a kind, with stable columns (docs/data-dictionary.md)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from ..fold import fold
from ..search.fields import stance_ids, topic_ids, years

_ABOUT = {"report_id": "r.id", "organ": "r.organ", "year": "r.year"}
_FROM = {"source": "r.source", "url": "r.url"}
_PASSAGE = {"section": "p.section", "passage": "p.n"}
_WITH_PASSAGE = (
    "JOIN reports r ON r.id = x.report_id LEFT JOIN passages p ON p.report_id = r.id AND p.n = x.passage"
)
_WITH_REPORT = "JOIN reports r ON r.id = x.report_id"


def _same(*names: str) -> dict[str, str]:
    return {name: f"x.{name}" for name in names}


def _count(table: str, where: str = "1") -> str:
    return f"(SELECT count(*) FROM {table} y WHERE y.report_id = r.id AND {where})"


# kind → (columns: SQL, FROM clause, ORDER BY)
_KINDS: dict[str, tuple[dict[str, str], str, str]] = {
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
        "reports r",
        "r.id",
    ),
    "passages": (
        {
            **_ABOUT,
            **_PASSAGE,
            **{name: f"p.{name}" for name in ("heading", "start", "end", "text", "topics", "stance")},
            "stance_score": "p.stance_score",
            **_FROM,
        },
        "passages p JOIN reports r ON r.id = p.report_id",
        "p.n",
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
        },
        f"figures x {_WITH_PASSAGE}",
        "x.n",
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
        "passages p JOIN reports r ON r.id = p.report_id"
        " LEFT JOIN tags x ON x.report_id = p.report_id AND x.passage = p.n",
        "p.n, x.rank",
    ),
    "cells": (
        {
            **_ABOUT,
            "section": "replace(x.tab, 't', 's')",
            "table": "x.tab",
            **_same("cell", "value", "raw", "state", "note", "proof"),
            **_FROM,
        },
        f"cells x {_WITH_REPORT}",
        "x.n",
    ),
    "findings": (
        {
            **_ABOUT,
            **_same(
                "id", "rule", "verdict", "severity", "message", "message_en", "cells", "expected", "spans"
            ),
            **_FROM,
        },
        f"findings x {_WITH_REPORT}",
        "x.n",
    ),
}
COLUMNS: dict[str, tuple[str, ...]] = {kind: tuple(columns) for kind, (columns, _, _) in _KINDS.items()}
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


class Rows(Iterator[dict[str, Any]]):
    """Rows as dicts, one at a time. ``columns`` is known even when there are none."""

    def __init__(self, columns: tuple[str, ...], rows: Iterator[dict[str, Any]]) -> None:
        self.columns = columns
        self._rows = rows

    def __next__(self) -> dict[str, Any]:
        return next(self._rows)


def select(
    connection: sqlite3.Connection,
    kind: str,
    *,
    year: int | str | None = None,
    organ: str | None = None,
    topic: str | None = None,
    stance: str | None = None,
) -> Rows:
    """The rows of a kind. Raises ValueError for an unknown kind, QueryError for a filter that says nothing."""
    if kind not in _KINDS:
        raise ValueError(f"{kind!r} is none of {', '.join(_KINDS)}")
    columns, tables, order = _KINDS[kind]
    conditions, values = _conditions(kind, year, organ, topic, stance)
    listed = ", ".join(f'{sql} AS "{name}"' for name, sql in columns.items())
    where = " AND ".join(conditions) or "1"
    statement = f"SELECT {listed} FROM {tables} WHERE {where} ORDER BY r.organ, r.year, r.id, {order}"
    cursor = connection.execute(statement, values)
    return Rows(COLUMNS[kind], _dicts(cursor, COLUMNS[kind], _CONVERT.get(kind, {})))


def _dicts(
    cursor: sqlite3.Cursor, names: tuple[str, ...], convert: dict[str, Callable[[Any], Any]]
) -> Iterator[dict[str, Any]]:
    for values in cursor:
        row = dict(zip(names, values, strict=True))
        for name, made in convert.items():
            if row[name] is not None:
                row[name] = made(row[name])
        yield row


def _conditions(
    kind: str, year: int | str | None, organ: str | None, topic: str | None, stance: str | None
) -> tuple[list[str], list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []
    if year is not None:
        span = years(str(year))
        for bound, compare in ((span.low, ">="), (span.high, "<=")):
            if bound is not None:
                conditions.append(f"r.year {compare} ?")
                values.append(bound)
    if organ is not None:
        conditions.append("instr(fold(r.organ), ?) > 0")
        values.append(fold(organ))
    if topic is not None:
        wanted = topic_ids(topic)
        column = "x.topic" if kind == "tags" else None
        conditions.append(_labelled(kind, "tags", "topic", "passage", len(wanted), column))
        values += wanted
    if stance is not None:
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
