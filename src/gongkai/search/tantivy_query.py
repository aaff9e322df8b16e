"""A query tree as a tantivy query, and its answer by report. Exact, like ``evaluate``: nothing is left to be checked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tantivy import FieldType, Occur, Query

from ..fold import fold, units
from .analysis import pairs_of, query_units
from .engine import FACETS, Match, Resolver
from .highlight import pieces
from .query import And, CellTest, FigureTest, Label, Node, Not, Or, Organ, Phrase, Prefix, Word, Years

_WORD, _PIECE, _HEAD = 2.0, 0.5, 3.0
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_ALL = 10_000_000  # more hits than any library has


@dataclass(frozen=True, slots=True)
class Held:
    """Slots for which a part of the query holds; ``body``: by a word of their text; ``free``: no word is asked for."""

    holds: Any
    body: Any = None
    free: Any = None

    def accepted(self) -> Any:
        """The slots that are hits."""
        if self.holds is self.body or self.holds is self.free:
            return self.holds
        return _must([self.holds, _should([part for part in (self.body, self.free) if part is not None])])


def _must(parts: Sequence[Any], excluded: Sequence[Any] = ()) -> Any:
    if len(parts) == 1 and not excluded:
        return parts[0]
    return Query.boolean_query([(Occur.Must, p) for p in parts] + [(Occur.MustNot, p) for p in excluded])


def _should(parts: Sequence[Any]) -> Any:
    if len(parts) == 1:
        return parts[0]
    return Query.boolean_query([(Occur.Should, part) for part in parts]) if parts else Query.empty_query()


def _unscored(query: Any) -> Any:
    return Query.const_score_query(query, 0.0)


class Translator:
    """Query tree → tantivy query, with the help of the searcher where a part needs an answer of its own."""

    def __init__(self, schema: Any, searcher: Any, resolve: Resolver) -> None:
        self._schema = schema
        self._searcher = searcher
        self._resolve = resolve

    def held(self, node: Node) -> Held:
        """Where ``node`` holds."""
        if isinstance(node, And):
            return self._all(node)
        if isinstance(node, Or):
            return _any([self.held(part) for part in node.parts])
        if isinstance(node, Not):
            left = _unscored(_must([Query.all_query()], [self.held(node.part).holds]))
            return Held(left, None, left)
        if isinstance(node, Prefix):
            found = self._expanded("words", fold(node.text))
            return Held(found, found)
        if isinstance(node, (Word, Phrase)):
            return _together([self._word(piece, whole=isinstance(node, Word)) for piece in pieces(node)])
        test = _unscored(self._test(node))
        return Held(test, None, test)

    def _all(self, node: And) -> Held:
        wanted = [self.held(part) for part in node.parts if not isinstance(part, Not)]
        excluded = [self.held(part.part).holds for part in node.parts if isinstance(part, Not)]
        if not wanted:
            left = _unscored(_must([Query.all_query()], excluded))
            return Held(left, None, left)
        return _together(wanted, excluded)

    # -- words

    def _word(self, sequence: tuple[str, ...], *, whole: bool) -> Held:
        body = self._body(sequence, whole=whole)
        head = self._head(sequence)
        return Held(body, body) if head is None else Held(_should([body, head]), body)

    def _term(self, field: str, term: str) -> Any:
        return Query.term_query(self._schema, field, term, "freq" if field == "words" else "basic")

    def _body(self, sequence: tuple[str, ...], *, whole: bool) -> Any:
        word = self._term("words", "".join(sequence))
        if len(sequence) == 1:
            unit = sequence[0]
            run = unit.isascii() and unit.isalnum()
            return word if run else self._expanded("pairs", query_units(sequence)[0])
        written = self._sequence("pairs", sequence)
        if whole and len(sequence) == 2:
            written = _must([written], [self._term("seams", pairs_of(query_units(sequence))[0])])
        scored = (Occur.Should, Query.boost_query(word, _WORD))
        return Query.boolean_query([(Occur.Must, Query.boost_query(written, _PIECE)), scored])

    def _sequence(self, field: str, sequence: tuple[str, ...]) -> Any:
        """Units side by side: every second pair says it all."""
        pairs = pairs_of(query_units(sequence))[:-1]
        if len(pairs) == 1:
            return self._term(field, pairs[0])
        needed = sorted({*range(0, len(pairs), 2), len(pairs) - 1})
        return Query.phrase_query(self._schema, field, [(n, pairs[n]) for n in needed])

    def _expanded(self, field: str, prefix: str) -> Any:
        terms = [term for term, _ in self._searcher.terms_with_prefix(field, prefix)]
        return Query.term_set_query(self._schema, field, terms) if terms else Query.empty_query()

    def _head(self, sequence: tuple[str, ...]) -> Any:
        """The slots of reports whose organ or year holds the sequence; None if there are none."""
        if len(sequence) > 1:
            query = self._sequence("head", sequence)
        else:
            query = self._expanded("head", query_units(sequence)[0])
        numbers = _numbers(self._searcher, query)
        if not numbers:
            return None
        return Query.const_score_query(Query.term_set_query(self._schema, "number", numbers), _HEAD)

    # -- conditions

    def _test(self, node: Node) -> Any:
        if isinstance(node, Organ):
            return self._head(tuple(unit.text for unit in units(node.text))) or Query.empty_query()
        if isinstance(node, Years):
            low, high = max(node.low or 0, _FIRST_YEAR), min(node.high or _LAST_YEAR, _LAST_YEAR)
            return Query.range_query(self._schema, "year", FieldType.Integer, low, high)
        if isinstance(node, Label):
            return Query.term_set_query(self._schema, node.field, list(node.values))
        told = self._resolve(node) if isinstance(node, (FigureTest, CellTest)) else {}
        if isinstance(node, CellTest):
            return self._among("report", told)
        return self._among("key", [f"{key}:{n + 1}" for key, found in told.items() for n in found])

    def _among(self, field: str, terms: Collection[str]) -> Any:
        return Query.term_set_query(self._schema, field, list(terms)) if terms else Query.empty_query()


def _together(parts: list[Held], excluded: Sequence[Any] = ()) -> Held:
    """All parts hold: a slot counts by its text as soon as one part does."""
    holds = parts[0].holds if len(parts) == 1 and not excluded else _must([p.holds for p in parts], excluded)
    if any(part.holds is part.body for part in parts):
        return Held(holds, holds)
    if all(part.holds is part.free for part in parts):
        return Held(holds, None, holds)
    body = [part.body for part in parts if part.body is not None]
    free = [part.free for part in parts]
    return Held(holds, _should(body) if body else None, None if None in free else _must(free))


def _any(parts: list[Held]) -> Held:
    """One part holds."""
    holds = _should([part.holds for part in parts])
    if all(part.holds is part.body for part in parts):
        return Held(holds, holds)
    if all(part.holds is part.free for part in parts):
        return Held(holds, None, holds)
    body = [part.body for part in parts if part.body is not None]
    free = [part.free for part in parts if part.free is not None]
    return Held(holds, _should(body) if body else None, _should(free) if free else None)


def _numbers(searcher: Any, query: Any) -> list[int]:
    addresses = [address for _, address in searcher.search(query, _ALL, count=False).hits]
    return list(dict.fromkeys(searcher.fast_field_values("number", addresses))) if addresses else []


class TantivyAnswer:
    """The answer to one query. ``Found`` of the engine protocol."""

    def __init__(self, schema: Any, searcher: Any, query: Any) -> None:
        self._schema = schema
        self._searcher = searcher
        self._query = query

    @property
    def reports(self) -> int:
        """How many reports match."""
        return len(_numbers(self._searcher, self._query))

    @property
    def passages(self) -> int:
        """How many slots match."""
        return int(self._searcher.search(self._query, 1).count)

    def page(self, offset: int, limit: int | None, sort: str = "relevance") -> list[Match]:
        """Reports by their best passage; tantivy keeps equal ones in the order of its documents."""
        if sort == "year":
            return self._by_year(offset, limit)
        wanted = _ALL if limit is None else offset + limit
        asked = min(max(wanted * 4, 40), _ALL)
        while True:
            groups, count = self._grouped(asked)
            if len(groups) >= wanted or count < asked:
                break
            asked *= 8
        end = None if limit is None else offset + limit
        page = dict(list(groups.items())[offset:end])
        if count == asked and page:  # there may be more passages of these reports
            among = _unscored(Query.term_set_query(self._schema, "number", list(page)))
            found, _ = self._grouped(_ALL, _must([self._query, among]))
            page = {number: found[number] for number in page}
        return [self._match(hits) for hits in page.values()]

    def _grouped(self, limit: int, query: Any = None) -> tuple[dict[int, list[tuple[float, Any]]], int]:
        """Report number → hits, in order of the best; and how many hits there were."""
        hits = self._searcher.search(query or self._query, limit, count=False).hits
        groups: dict[int, list[tuple[float, Any]]] = {}
        if hits:
            numbers = self._searcher.fast_field_values("number", [address for _, address in hits])
            for number, hit in zip(numbers, hits, strict=True):
                groups.setdefault(number, []).append(hit)
        return groups, len(hits)

    def _by_year(self, offset: int, limit: int | None) -> list[Match]:
        groups, _ = self._grouped(_ALL)
        first = [hits[0][1] for hits in groups.values()]
        years = self._searcher.fast_field_values("year", first) if first else []
        ordered = sorted(zip(groups.values(), years, strict=True), key=lambda pair: -pair[1])
        end = None if limit is None else offset + limit
        return [self._match(hits) for hits, _ in ordered[offset:end]]

    def _match(self, hits: Iterable[tuple[float, Any]]) -> Match:
        found = list(hits)
        slots = self._searcher.fast_field_values("slot", [address for _, address in found])
        report_id = self._searcher.doc(found[0][1]).get_first("report")
        return Match(report_id, float(found[0][0]), tuple(slot - 1 if slot else None for slot in slots))

    def facets(self) -> dict[str, dict[str, int]]:
        """Passages by each of ``FACETS``, the most frequent first."""
        wanted = {name: {"terms": {"field": name, "size": 65_000}} for name in FACETS}
        found = self._searcher.aggregate(self._query, wanted)
        counted: dict[str, dict[str, int]] = {}
        for name in FACETS:
            pairs = [(str(b["key"] or ""), b["doc_count"]) for b in found[name]["buckets"]]
            counted[name] = dict(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))
        return counted
