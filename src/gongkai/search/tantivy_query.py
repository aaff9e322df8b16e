"""A query tree as a tantivy query, and its answer by report. Exact, like ``evaluate``: nothing is left to be checked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
_OVER = 3  # hits asked for, as a multiple of the reports wanted: several can be of one report


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
        text = "".join(sequence)
        if len(sequence) == 1:
            run = text.isascii() and text.isalnum()
            return self._term("words", text) if run else self._expanded("pairs", query_units(sequence)[0])
        if len(sequence) > 2 or not whole:
            return self._sequence("pairs", sequence)  # so long a piece is hardly ever one of other words
        pair = pairs_of(query_units(sequence))[0]
        counts = [
            self._searcher.doc_freq(f, t) for f, t in (("pairs", pair), ("seams", pair), ("words", text))
        ]
        word = self._term("words", text)
        if counts[0] == counts[1] + counts[2]:  # nowhere a mere piece of other words
            return word
        written = self._term("pairs", pair)
        written = _must([written], [self._term("seams", pair)]) if counts[1] else written
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
            if not self._searcher.doc_freq("head", pairs_of(query_units(sequence))[0]):
                return None
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
    """The numbers of all reports with a slot that matches."""
    count = searcher.search(query, 1).count
    if not count:
        return []
    addresses = [address for _, address in searcher.search(query, count, count=False).hits]
    return list(dict.fromkeys(searcher.fast_field_values("number", addresses)))


class TantivyAnswer:
    """The answer to one query. ``Found`` of the engine protocol."""

    def __init__(self, schema: Any, searcher: Any, query: Any) -> None:
        self._schema = schema
        self._searcher = searcher
        self._query = query
        self._numbers: dict[str, int] = {}  # of the reports of pages asked for

    @property
    def reports(self) -> int:
        """How many reports match."""
        return len(_numbers(self._searcher, self._query))

    @property
    def passages(self) -> int:
        """How many slots match."""
        return int(self._searcher.search(self._query, 1).count)

    def page(self, offset: int, limit: int | None, sort: str = "relevance") -> list[Match]:
        """Reports by their best passage or by year; tantivy keeps equal ones in the order of its documents."""
        order = {"order_by_field": "year"} if sort == "year" else {}
        wanted = self.passages if limit is None else offset + limit
        asked = max(wanted * _OVER, 1)
        while True:
            hits = self._searcher.search(self._query, asked, count=False, **order).hits
            first = self._first(hits)
            if len(first) >= wanted or len(hits) < asked:
                break
            asked *= 8
        chosen = list(first.items())[offset:] if limit is None else list(first.items())[offset:wanted]
        page = []
        for number, (score, address) in chosen:
            report_id = self._searcher.doc(address).get_first("report")
            self._numbers[report_id] = number
            page.append(Match(report_id, 0.0 if order else score))
        return page

    def _first(self, hits: Sequence[tuple[float, Any]]) -> dict[int, tuple[float, Any]]:
        """Report number → its first hit."""
        first: dict[int, tuple[float, Any]] = {}
        if hits:
            numbers = self._searcher.fast_field_values("number", [address for _, address in hits])
            for number, hit in zip(numbers, hits, strict=True):
                if number not in first:
                    first[number] = hit
        return first

    def passages_of(self, matches: Sequence[Match]) -> list[tuple[int | None, ...]]:
        """All passages that match of each report of a page, best first."""
        if not matches:
            return []
        numbers = [self._numbers[match.report_id] for match in matches]
        among = _unscored(Query.term_set_query(self._schema, "number", numbers))
        query = _must([self._query, among])
        hits = self._searcher.search(query, max(1, self._searcher.search(query, 1).count), count=False).hits
        addresses = [address for _, address in hits]
        slots: dict[int, list[int | None]] = {}
        of, at = (self._searcher.fast_field_values(name, addresses) for name in ("number", "slot"))
        for number, slot in zip(of, at, strict=True):
            slots.setdefault(number, []).append(slot - 1 if slot else None)
        return [tuple(slots[number]) for number in numbers]

    def facets(self) -> dict[str, dict[str, int]]:
        """Passages by each of ``FACETS``, the most frequent first."""
        wanted = {name: {"terms": {"field": name, "size": 65_000}} for name in FACETS}
        found = self._searcher.aggregate(self._query, wanted)
        counted: dict[str, dict[str, int]] = {}
        for name in FACETS:
            pairs = [(str(b["key"] or ""), b["doc_count"]) for b in found[name]["buckets"]]
            counted[name] = dict(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))
        return counted
