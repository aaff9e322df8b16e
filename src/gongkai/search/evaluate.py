"""A query tree on one segment of sheets: which slots match, as bits. Exact: nothing is left to be checked later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..fold import fold, units
from .analysis import pairs_of, query_units, sequence_written, written
from .engine import Resolver, head
from .highlight import pieces
from .query import And, CellTest, FigureTest, Label, Node, Not, Or, Organ, Phrase, Prefix, Word, Years
from .sheets import SLOTS, Masks, Segment

_FIRST_YEAR, _LAST_YEAR = 1900, 2200  # a range of years becomes a list of years


@dataclass(slots=True)
class Term:
    """A word of the query on one segment: what scoring needs to know."""

    text: str
    body: Masks  # slots whose text holds it
    exact: Masks  # those in which it is a word of its own
    head: Masks  # sheets of reports whose organ or year holds it


@dataclass(slots=True)
class Held:
    """Slots for which a part of the query holds; ``body``: by a word of their text; ``free``: no word is asked for.

    What is in neither holds by the organ's name alone.
    """

    holds: Masks
    body: Masks
    free: Masks = field(default_factory=dict)

    def accepted(self) -> Masks:
        """The slots that are hits."""
        if self.holds is self.body or self.holds is self.free:
            return self.holds
        return both(self.holds, either(self.body, self.free))


def both(first: Masks, second: Masks) -> Masks:
    """The bits set in both."""
    if len(second) < len(first):
        first, second = second, first
    return {n: bits for n, mask in first.items() if n in second and (bits := mask & second[n])}


def either(first: Masks, second: Masks) -> Masks:
    """The bits set in one or the other; may be one of the arguments itself."""
    if not first or not second:
        return first or second
    merged = dict(first)
    for n, mask in second.items():
        merged[n] = merged.get(n, 0) | mask
    return merged


def without(first: Masks, second: Masks) -> Masks:
    """The bits set in the first only."""
    if not second:
        return first
    return {n: bits for n, mask in first.items() if (bits := mask & ~second.get(n, 0))}


class Evaluator:
    """One query on one segment. ``terms`` are its words in the order met, the same on every segment."""

    def __init__(self, segment: Segment, resolve: Resolver) -> None:
        self._segment = segment
        self._resolve = resolve
        self.terms: list[Term] = []

    def held(self, node: Node, *, scored: bool = True) -> Held:
        """Where ``node`` holds; words below a NOT are not ``scored``."""
        if isinstance(node, And):
            return self._all(node, scored)
        if isinstance(node, Or):
            return _any([self.held(part, scored=scored) for part in node.parts])
        if isinstance(node, Not):
            left = without(self._segment.everything(), self.held(node.part, scored=False).holds)
            return Held(left, {}, left)
        if isinstance(node, Prefix):
            return self._word(self._prefix(node), scored)
        if isinstance(node, (Word, Phrase)):
            found = [self._word(self._term(piece, node), scored) for piece in pieces(node)]
            return found[0] if len(found) == 1 else _together(found)
        holds = self._test(node)
        return Held(holds, {}, holds)

    def _all(self, node: And, scored: bool) -> Held:
        wanted = [part for part in node.parts if not isinstance(part, Not)]
        if not wanted:
            return _together([self.held(part) for part in node.parts])
        held = _together([self.held(part, scored=scored) for part in wanted])
        for part in node.parts:
            if isinstance(part, Not):
                out = self.held(part.part, scored=False).holds
                held = Held(*(without(m, out) for m in (held.holds, held.body, held.free)))
        return held

    def _word(self, term: Term, scored: bool) -> Held:
        if scored:
            self.terms.append(term)
        holds = either(term.body, term.head)
        return Held(holds, holds if not term.head else term.body)

    # -- words

    def _term(self, sequence: tuple[str, ...], node: Word | Phrase) -> Term:
        text = "".join(sequence)
        exact = self._segment.postings("words", text)
        body = self._sequence(sequence, exact, whole=isinstance(node, Word))
        return Term(text, body, exact, self._head(sequence))

    def _sequence(self, sequence: tuple[str, ...], exact: Masks, *, whole: bool) -> Masks:
        if len(sequence) == 1:
            unit = sequence[0]
            return (
                exact
                if unit.isascii() and unit.isalnum()
                else self._segment.expanded("pairs", query_units(sequence)[0])
            )
        pairs = pairs_of(query_units(sequence))[:-1]
        near = self._common("pairs", pairs)
        if len(pairs) == 1:
            return without(near, self._segment.postings("seams", pairs[0])) if whole else near
        left = without(near, exact)
        return either(exact, self._segment.written_in(left, sequence_written(sequence))) if left else exact

    def _common(self, field: str, terms: list[str]) -> Masks:
        found = sorted((self._segment.postings(field, term) for term in dict.fromkeys(terms)), key=len)
        common = found[0]
        for other in found[1:]:
            common = both(common, other)
        return common

    def _prefix(self, node: Prefix) -> Term:
        start = fold(node.text)
        found = self._segment.expanded("words", start)
        return Term(start, found, found, {})

    def _head(self, sequence: tuple[str, ...]) -> Masks:
        if len(sequence) == 1:
            return self._segment.expanded("head", query_units(sequence)[0])
        near = self._common("head", pairs_of(query_units(sequence))[:-1])
        if len(sequence) == 2:
            return near
        wanted, years = sequence_written(sequence), self._segment.column("published")
        organ_of, names = self._segment.organs
        heads = {(organ_of[n], years[n]): head(names[organ_of[n]], years[n]) for n in near}
        right = {key for key, text in heads.items() if wanted in written(text)}
        return {n: mask for n, mask in near.items() if (organ_of[n], years[n]) in right}

    # -- conditions

    def _test(self, node: Node) -> Masks:
        if isinstance(node, Organ):
            return self._head(tuple(unit.text for unit in units(node.text)))
        if isinstance(node, Years):
            span = range(max(node.low or 0, _FIRST_YEAR), min(node.high or _LAST_YEAR, _LAST_YEAR) + 1)
            return self._one_of("year", map(str, span))
        if isinstance(node, Label):
            return self._one_of(node.field, node.values)
        assert isinstance(node, (FigureTest, CellTest))
        return self._told(node)

    def _one_of(self, field: str, values: Iterable[str]) -> Masks:
        return _union(self._segment.postings(field, value) for value in values)

    def _told(self, test: FigureTest | CellTest) -> Masks:
        first, found = self._segment.column("first"), {}
        for report_id, passages in self._resolve(test).items():
            sheet = self._segment.sheet_of(report_id)
            if sheet is None:
                continue
            if isinstance(test, CellTest):
                found[sheet] = self._segment.full(sheet)
                while sheet + 1 < self._segment.count and first[sheet + 1]:
                    sheet += 1
                    found[sheet] = self._segment.full(sheet)
            for passage in passages:
                at = sheet + (passage + 1) // SLOTS
                found[at] = found.get(at, 0) | 1 << (passage + 1) % SLOTS
        return found


def _together(parts: list[Held]) -> Held:
    """All parts hold: a slot counts by its text as soon as one part does."""
    parts = sorted(parts, key=lambda part: len(part.holds))
    holds = parts[0].holds
    for part in parts[1:]:
        holds = both(holds, part.holds)
    if any(part.holds is part.body for part in parts):
        return Held(holds, holds)
    if all(part.holds is part.free for part in parts):
        return Held(holds, {}, holds)
    body, free = parts[0].body, parts[0].free
    for part in parts[1:]:
        body, free = either(body, part.body), both(free, part.free)
    return Held(holds, both(holds, body), without(free, body))


def _any(parts: list[Held]) -> Held:
    """One part holds."""
    holds = _union(part.holds for part in parts)
    if all(part.holds is part.body for part in parts):
        return Held(holds, holds)
    if all(part.holds is part.free for part in parts):
        return Held(holds, {}, holds)
    return Held(holds, _union(part.body for part in parts), _union(part.free for part in parts))


def _union(parts: Iterable[Masks]) -> Masks:
    found: Masks = {}
    for part in parts:
        found = either(found, part)
    return found
