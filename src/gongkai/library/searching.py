"""Searching a library: the query's tests on figures and cells, and an engine's matches made into hits."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any

from ..errors import QueryError
from ..search.engine import Entry, Found, Match, SearchEngine
from ..search.fields import stance_ids, topic_ids, years
from ..search.hit import Group, Hit
from ..search.query import And, CellTest, FigureTest, Label, Node, Or, Organ, all_of, parse_query
from .rows import Filters

PER_REPORT = 3  # hits of one report, as long as other reports have some
SORTS = ("relevance", "year", "value")
_Listed = tuple[Match, tuple[int | None, ...]]
_AT_ONCE = 500  # parameters of one SQL statement

_PASSAGES = """SELECT p.report_id, p.n, p.text, r.organ, r.year, p.section, p.topics, p.stance, r.title, r.source, r.url
FROM passages p JOIN reports r ON r.id = p.report_id WHERE p.report_id = ?"""
_REPORT = """SELECT id, NULL, rest, organ, year, '', '', '', title, source, url FROM reports WHERE id = ?"""


@dataclass(frozen=True, slots=True)
class Proof:
    """Why a test on figures or cells holds for an entry: shown words, and spans in the entry's text."""

    reason: str
    spans: tuple[tuple[int, int], ...] = ()


def entries(connection: sqlite3.Connection, report_id: str) -> list[Entry]:
    """What the engine is told of a report: first what stands outside its passages, then each passage."""
    rows = connection.execute(_REPORT, (report_id,)).fetchall()
    rows += connection.execute(f"{_PASSAGES} ORDER BY p.n", (report_id,)).fetchall()
    return [_entry(row) for row in rows]


def _entry(row: tuple[Any, ...]) -> Entry:
    report_id, number, text, organ, year, section, topics, stance = row[:8]
    return Entry(
        report_id, number, text, organ, year, section, tuple(topics.split("|")) if topics else (), stance
    )


def narrowed(query: str, filters: Filters | None = None) -> Node:
    """The tree of a query and filters together. Raises QueryError."""
    given = filters or {}
    nodes: list[Node] = [parse_query(query)]
    if (year := given.get("year")) is not None:
        nodes.append(years(str(year)))
    if (organ := given.get("organ")) is not None:
        nodes.append(Organ(organ))
    if (topic := given.get("topic")) is not None:
        nodes.append(Label("topic", topic_ids(topic)))
    if (stance := given.get("stance")) is not None:
        nodes.append(Label("stance", stance_ids(stance)))
    return all_of(nodes)


class Search:
    """One query on one library."""

    def __init__(self, connection: sqlite3.Connection, engine: SearchEngine, query: Node) -> None:
        self._connection = connection
        self._query = query
        self._told: dict[FigureTest | CellTest, Mapping[str, Collection[int]]] = {}
        self._check_cells(query)
        self._vocabulary = cache(engine.vocabulary)
        self.found: Found = engine.search(query, self._resolve)

    def groups(self, offset: int, limit: int | None, sort: str, per_report: int | None) -> Iterator[Group]:
        """Hits ``offset`` to ``offset + limit``, those of one report together.

        The order is that of the reports, each with its best ``per_report`` passages; when all reports have had theirs,
        the rest. With None each report comes with all of its passages.
        """
        wanted = None if limit is None else offset + limit
        matches = self.found.page(
            0, None if sort == "value" else wanted, "relevance" if sort == "value" else sort
        )
        listed = list(zip(matches, self.found.passages_of(matches), strict=True))
        if sort == "value":
            listed = self._by_value(listed)
        order = [(n, passage) for n, (_, passages) in enumerate(listed) for passage in passages[:per_report]]
        if per_report is not None:
            order += [
                (n, passage) for n, (_, passages) in enumerate(listed) for passage in passages[per_report:]
            ]
        for n, of_match in groupby(order[offset:wanted], key=itemgetter(0)):
            match, passages = listed[n]
            hits = tuple(self._hits(match, [passage for _, passage in of_match]))
            if hits:  # none: taken out since the index was written
                first = hits[0]
                about = (first.report_id, first.title, first.organ, first.year)
                yield Group(*about, round(match.score, 4), len(passages), hits)

    def places(self) -> list[tuple[str, int | None]]:
        """Report and passage of every hit."""
        matches = self.found.page(0, None)
        found = zip(matches, self.found.passages_of(matches), strict=True)
        return [(match.report_id, n) for match, passages in found for n in passages]

    def _hits(self, match: Match, passages: Sequence[int | None]) -> Iterator[Hit]:
        from ..search.highlight import explain, snippet

        for row in self._rows(match.report_id, passages):
            entry = _entry(row)
            spans, matched = explain(self._query, entry, self._proof, self._vocabulary)
            text, shown = entry.text, tuple(spans)
            if entry.passage is None:
                text, shown = snippet(entry.text, spans)
            yield Hit(
                report_id=entry.report_id,
                title=row[8],
                organ=entry.organ,
                year=entry.year,
                section=entry.section,
                passage=entry.passage,
                text=text,
                highlights=shown,
                score=round(match.score, 4),
                matched=tuple(matched),
                topics=entry.topics,
                stance=entry.stance,
                source=row[9],
                url=row[10],
            )

    def _rows(self, report_id: str, passages: Sequence[int | None]) -> list[tuple[Any, ...]]:
        numbers = [n for n in passages if n is not None]
        found: dict[int | None, tuple[Any, ...]] = {}
        for first in range(0, len(numbers), _AT_ONCE):
            some = numbers[first : first + _AT_ONCE]
            sql = f"{_PASSAGES} AND p.n IN ({','.join('?' * len(some))})"
            found.update({row[1]: row for row in self._connection.execute(sql, (report_id, *some))})
        if None in passages:
            found[None] = self._connection.execute(_REPORT, (report_id,)).fetchone()
        return [row for n in passages if (row := found.get(n))]

    # -- tests on figures and cells

    def _resolve(self, test: FigureTest | CellTest) -> Mapping[str, Collection[int]]:
        if test not in self._told:
            told: dict[str, list[int]] = {}
            if isinstance(test, CellTest):
                sql = f"SELECT report_id FROM cells WHERE cell = ? AND number {test.op} ?"
                told = {row[0]: [] for row in self._connection.execute(sql, (test.cell, float(test.value)))}
            else:
                for report_id, passage, _ in self._figures(test):
                    told.setdefault(report_id, []).append(passage)
            self._told[test] = told
        return self._told[test]

    def _figures(self, test: FigureTest) -> sqlite3.Cursor:
        """(report, passage, number) of each figure that passes."""
        conditions, values = figure_conditions(test)
        where = " AND ".join(["f.passage IS NOT NULL", *conditions])
        return self._connection.execute(
            f"SELECT report_id, passage, least FROM figures f WHERE {where}", values
        )

    def _proof(self, test: FigureTest | CellTest, entry: Entry) -> Proof | None:
        """Why a test holds for an entry, read when the entry is shown."""
        if isinstance(test, CellTest):
            sql = f"SELECT raw FROM cells WHERE report_id = ? AND cell = ? AND number {test.op} ?"
            row = self._connection.execute(sql, (entry.report_id, test.cell, float(test.value))).fetchone()
            return Proof(f"{test.cell} = {row[0]}") if row else None
        conditions, values = figure_conditions(test)
        sql = (
            "SELECT f.text, f.start - p.start, f.end - p.start FROM figures f"
            " JOIN passages p ON p.report_id = f.report_id AND p.n = f.passage WHERE "
            + " AND ".join(["f.report_id = ?", "f.passage = ?", *conditions])
        )
        rows = self._connection.execute(
            f"{sql} ORDER BY f.n", (entry.report_id, entry.passage, *values)
        ).fetchall()
        if not rows:
            return None
        return Proof(f"数值 {'、'.join(row[0] for row in rows)}", tuple((row[1], row[2]) for row in rows))

    def _check_cells(self, node: Node) -> None:
        for test in _tests(node):
            if isinstance(test, CellTest) and not self._resolve(test):
                self._must_exist(test)

    def _must_exist(self, test: CellTest) -> None:
        known = [row[0] for row in self._connection.execute("SELECT DISTINCT cell FROM cells")]
        if known and test.cell not in known:
            near = get_close_matches(test.cell, known, 1, 0.3)
            suggestion = f"格:{near[0]}{test.op}{test.value:f}" if near else ""
            raise QueryError(f"no report has a cell {test.cell} / 没有这个单元格", test.position, suggestion)

    # -- the order by figures

    def _by_value(self, listed: list[_Listed]) -> list[_Listed]:
        """Reports and passages by the largest number that passes the query's test on figures or cells, highest first."""
        values, worst = self._values, float("-inf")
        ordered = []
        for match, passages in listed:

            def number(passage: int | None, report_id: str = match.report_id) -> float:
                return values.get((report_id, passage), values.get((report_id, None), worst))

            best = sorted(passages, key=lambda passage: -number(passage))
            ordered.append((-number(best[0]), match.report_id, (match, tuple(best))))
        return [item for *_, item in sorted(ordered, key=lambda entry: entry[:2])]

    @cached_property
    def _values(self) -> dict[tuple[str, int | None], float]:
        tests = list(_tests(self._query))
        if not tests:
            raise QueryError(
                "sorting by value needs a figure or a cell in the query / 按数值排序需要数值条件",
                0,
                "单位:条 数值:>0",
            )
        values: dict[tuple[str, int | None], float] = {}
        test = tests[0]
        if isinstance(test, CellTest):
            sql = f"SELECT report_id, number FROM cells WHERE cell = ? AND number {test.op} ?"
            found = self._connection.execute(sql, (test.cell, float(test.value)))
            return {(report_id, None): number for report_id, number in found}
        for report_id, passage, number in self._figures(test):
            key = (report_id, passage)
            values[key] = max(values.get(key, float("-inf")), number)
        return values


def _tests(node: Node) -> Iterator[FigureTest | CellTest]:
    """The tests on figures and cells that a hit must or may pass; not what NOT excludes."""
    if isinstance(node, (And, Or)):
        for part in node.parts:
            yield from _tests(part)
    elif isinstance(node, (FigureTest, CellTest)):
        yield node


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
