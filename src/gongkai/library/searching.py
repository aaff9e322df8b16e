"""Searching a library: the query's tests on figures and cells, and candidates of the engine made into hits."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from ..errors import QueryError
from ..search.engine import Entry, Match, SearchEngine
from ..search.hit import Hit
from ..search.query import CellTest, FigureTest, Node

PER_REPORT = 3  # hits of one report, as long as other reports have some
_LOOKAHEAD = 10  # candidates looked at, as a multiple of the limit, before one report may fill the page

_PASSAGE = """SELECT p.report_id, p.n, p.text, p.section, p.topics, p.stance, r.organ, r.year, r.title, r.source, r.url
FROM passages p JOIN reports r ON r.id = p.report_id WHERE p.report_id = ? AND p.n = ?"""
_REPORT = """SELECT id, NULL, rest, '', '', '', organ, year, title, source, url FROM reports WHERE id = ?"""


def entries(connection: sqlite3.Connection, report_id: str) -> Iterator[Entry]:
    """What the engine is told of a report: first what stands outside its passages, then each passage."""
    sql = "SELECT p.n FROM passages p WHERE p.report_id = ? ORDER BY p.n"
    numbers = [None, *(row[0] for row in connection.execute(sql, (report_id,)))]
    for number in numbers:
        row = _row(connection, report_id, number)
        if row is not None:
            yield _entry(row)


def _row(connection: sqlite3.Connection, report_id: str, passage: int | None) -> tuple[Any, ...] | None:
    if passage is None:
        found = connection.execute(_REPORT, (report_id,))
    else:
        found = connection.execute(_PASSAGE, (report_id, passage))
    row: tuple[Any, ...] | None = found.fetchone()
    return row


def _entry(row: tuple[Any, ...]) -> Entry:
    report_id, number, text, section, topics, stance, organ, year = row[:8]
    return Entry(report_id, number, text, organ, year, section, _split(topics), stance)


def _split(joined: str) -> tuple[str, ...]:
    return tuple(joined.split("|")) if joined else ()


class Search:
    """One query on one library."""

    def __init__(self, connection: sqlite3.Connection, engine: SearchEngine, query: Node) -> None:
        self._connection = connection
        self._engine = engine
        self._query = query
        self._proofs: dict[FigureTest | CellTest, Mapping[str, Any]] = {}

    def hits(self, limit: int) -> list[Hit]:
        """The best hits, at most ``PER_REPORT`` of one report while others have some."""
        chosen: list[Hit] = []
        spare: list[Hit] = []
        counts: Counter[str] = Counter()
        for hit in self._all():
            counts[hit.report_id] += 1
            (chosen if counts[hit.report_id] <= PER_REPORT else spare).append(hit)
            if len(chosen) == limit or len(chosen) + len(spare) >= limit * _LOOKAHEAD:
                break
        return sorted(chosen + spare[: limit - len(chosen)], key=lambda hit: -hit.score)

    def _all(self) -> Iterator[Hit]:
        for match in self._engine.search(self._query, self._keys):
            hit = self._hit(match)
            if hit is not None:
                yield hit

    def _hit(self, match: Match) -> Hit | None:
        from ..search.highlight import check, snippet

        report_id, _, number = match.key.partition(":")
        row = _row(self._connection, report_id, int(number) if number else None)
        if row is None:  # taken out since the index was written
            return None
        entry = _entry(row)
        verdict = check(self._query, entry, self._proof)
        if verdict is None:
            return None
        text, spans = entry.text, tuple(verdict.spans)
        if entry.passage is None:
            text, spans = snippet(entry.text, verdict.spans)
        title, source, url = row[8:]
        return Hit(
            report_id=report_id,
            title=title,
            organ=entry.organ,
            year=entry.year,
            section=entry.section,
            passage=entry.passage,
            text=text,
            highlights=spans,
            score=round(match.score, 4),
            matched=tuple(verdict.matched),
            topics=entry.topics,
            stance=entry.stance,
            source=source,
            url=url,
        )

    def _keys(self, test: FigureTest | CellTest) -> Collection[str]:
        return self._proof(test).keys()

    def _proof(self, test: FigureTest | CellTest) -> Mapping[str, Any]:
        if test not in self._proofs:
            found = self._figures(test) if isinstance(test, FigureTest) else self._cells(test)
            self._proofs[test] = found
        return self._proofs[test]

    def _figures(self, test: FigureTest) -> Mapping[str, Any]:
        from ..search.highlight import Proof

        conditions, values = figure_conditions(test)
        sql = (
            "SELECT f.report_id, f.passage, f.text, f.start - p.start, f.end - p.start FROM figures f"
            " JOIN passages p ON p.report_id = f.report_id AND p.n = f.passage"
            f" WHERE {' AND '.join(conditions)} ORDER BY f.report_id, f.n"
        )
        found: dict[str, Proof] = {}
        for report_id, passage, text, start, end in self._connection.execute(sql, values):
            key = f"{report_id}:{passage}"
            before = found.get(key, Proof(""))
            reason = f"{before.reason}、{text}" if before.reason else f"数值 {text}"
            found[key] = Proof(reason, (*before.spans, (start, end)))
        return found

    def _cells(self, test: CellTest) -> Mapping[str, Any]:
        from ..search.highlight import Proof

        sql = f"SELECT report_id, raw FROM cells WHERE cell = ? AND number {test.op} ?"
        found = self._connection.execute(sql, (test.cell, float(test.value)))
        proofs = {report_id: Proof(f"{test.cell} = {raw}") for report_id, raw in found}
        if not proofs:
            self._must_exist(test)
        return proofs

    def _must_exist(self, test: CellTest) -> None:
        known = [row[0] for row in self._connection.execute("SELECT DISTINCT cell FROM cells")]
        if known and test.cell not in known:
            near = get_close_matches(test.cell, known, 1, 0.3)
            suggestion = f"格:{near[0]}{test.op}{test.value:f}" if near else ""
            raise QueryError(f"no report has a cell {test.cell} / 没有这个单元格", test.position, suggestion)


def figure_conditions(test: FigureTest) -> tuple[list[str], list[Any]]:
    """The SQL for one figure. A range may overlap; 360余 is above 360, and 近百 is below 100."""
    conditions: list[str] = []
    values: list[Any] = []
    if test.unit is not None:
        conditions.append("fold(f.unit) = ?")
        values.append(test.unit)
    if test.low is not None:
        bound, included = test.low
        edge = "1" if included else "f.qualifier = 'at_least'"
        conditions.append(f"(f.most > ? OR (f.most = ? AND {edge}))")
        values += [float(bound)] * 2
    if test.high is not None:
        bound, included = test.high
        edge = "1" if included else "f.qualifier = 'below'"
        conditions.append(f"(f.least < ? OR (f.least = ? AND {edge}))")
        values += [float(bound)] * 2
    return conditions, values
