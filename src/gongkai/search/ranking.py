"""BM25F over sheets: what of a report is found where, and how much it weighs.

A term weighs by its rarity and by how many passages of the report hold it, more if it is a word of its own there, and
by ``_HEAD`` if the organ's name or the year holds it: of the reports of one organ, the year asked for comes first.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import log

from .engine import FACETS, Match
from .evaluate import Term
from .sheets import Masks, Segment

_K1, _B = 1.2, 0.6
_HEAD = 1.5
_PIECE, _WORD = (
    0.4,
    1.0,
)  # of a passage that holds the term as a piece of other words, or as a word of its own


class Part:
    """What matches in one segment: the slots, and the words by which."""

    def __init__(self, segment: Segment, masks: Masks, terms: Sequence[Term]) -> None:
        self.segment = segment
        self.masks = masks
        self.terms = terms


class SheetAnswer:
    """The answer to one query over all segments. ``Found`` of the engine protocol."""

    def __init__(self, parts: Sequence[Part], sheets: int, units: int) -> None:
        self._parts = parts
        self._idf = [_rarity(sheets, [p.terms[n].body for p in parts]) for n in range(_terms(parts))]
        self._head_idf = [_rarity(sheets, [p.terms[n].head for p in parts]) for n in range(_terms(parts))]
        self._mean = units / sheets if sheets else 1.0
        self._places: dict[str, tuple[int, int]] = {}  # report → part and first sheet, of the pages asked for
        self._scores = [self._scored(part) for part in parts]  # first sheet of a report → score

    @property
    def reports(self) -> int:
        """How many reports match."""
        return sum(map(len, self._scores))

    @property
    def passages(self) -> int:
        """How many slots match."""
        return sum(mask.bit_count() for part in self._parts for mask in part.masks.values())

    def _scored(self, part: Part) -> dict[int, float]:
        slope = _K1 * _B / (self._mean or 1.0)
        norms = part.segment.norms(_K1 * (1 - _B), slope)
        scores = dict.fromkeys(part.masks, 0.0)
        for term, idf, head_idf in zip(part.terms, self._idf, self._head_idf, strict=True):
            for sheet, count in _counts(term, scores):
                scores[sheet] += idf * count / (count + norms[sheet])
            for sheet in term.head.keys() & scores.keys():
                scores[sheet] += _HEAD * head_idf
        return _by_report(part.segment, scores)

    # -- pages

    def page(self, offset: int, limit: int | None, sort: str = "relevance") -> list[Match]:
        """Reports in a stable order: equal ones by year, newest first, then by id."""
        entries = [
            (score, n, sheet) for n, scores in enumerate(self._scores) for sheet, score in scores.items()
        ]
        if sort == "relevance" and limit is not None and offset + limit < len(entries):
            # Only what can reach the page is compared in full.
            lowest = heapq.nlargest(offset + limit, (entry[0] for entry in entries))[-1]
            entries = [entry for entry in entries if entry[0] >= lowest]
        keyed = sorted(self._keyed(entries, sort))
        end = None if limit is None else offset + limit
        self._places.update((report_id, entry[1:]) for *_, report_id, entry in keyed[offset:end])
        return [Match(report_id, entry[0]) for *_, report_id, entry in keyed[offset:end]]

    def _keyed(
        self, entries: Sequence[tuple[float, int, int]], sort: str
    ) -> Iterator[tuple[float, float, str, tuple[float, int, int]]]:
        for entry in entries:
            score, n, sheet = entry
            segment = self._parts[n].segment
            report_id, year = segment.text("id", sheet), segment.column("published")[sheet]
            relevance = -round(score, 6)
            order = (-year, relevance) if sort == "year" else (relevance, -year)
            yield *order, report_id, entry

    def passages_of(self, matches: Sequence[Match]) -> list[tuple[int | None, ...]]:
        """All passages that match of each report of a page, best first."""
        return [self._passages(*self._places[match.report_id]) for match in matches]

    def _passages(self, n: int, first: int) -> tuple[int | None, ...]:
        part = self._parts[n]
        starts, found = part.segment.column("first"), []
        sheet = first
        while sheet == first or (sheet < part.segment.count and starts[sheet]):
            mask = part.masks.get(sheet, 0)
            while mask:
                bit = mask & -mask
                slot = starts[sheet] + bit.bit_length() - 1
                found.append((-self._weight(part, sheet, bit), slot))
                mask ^= bit
            sheet += 1
        found.sort()
        return tuple(slot - 1 if slot else None for _, slot in found)

    def _weight(self, part: Part, sheet: int, bit: int) -> float:
        weight = 0.0
        for term, idf in zip(part.terms, self._idf, strict=True):
            if term.body.get(sheet, 0) & bit:
                weight += idf * (_WORD if term.exact.get(sheet, 0) & bit else _PIECE)
        return weight

    # -- facets

    def facets(self) -> dict[str, dict[str, int]]:
        """Slots by each of ``FACETS``, the most frequent first."""
        counted: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
        for part in self._parts:
            years: Counter[int] = Counter()
            organs: Counter[int] = Counter()
            published = part.segment.column("published")
            organ_of, names = part.segment.organs
            for sheet, mask in part.masks.items():
                count = mask.bit_count()
                years[published[sheet]] += count
                organs[organ_of[sheet]] += count
            counted["year"].update({str(year or ""): count for year, count in years.items()})
            counted["organ"].update({names[n]: count for n, count in organs.items()})
            for field in ("topic", "stance", "section"):
                for label, masks in part.segment.labels(field):
                    shared = masks.keys() & part.masks.keys()
                    count = sum((part.masks[sheet] & masks[sheet]).bit_count() for sheet in shared)
                    counted[field][label] += count
        return {name: _sorted(counts) for name, counts in counted.items()}


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return {name: n for name, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if n}


def _counts(term: Term, sheets: Mapping[int, object]) -> list[tuple[int, float]]:
    """How often a term stands in each of the sheets that hold it: passages, those with a mere piece for less."""
    body, exact = term.body, term.exact
    shared = body.keys() & sheets.keys()
    if exact is body:
        return [(sheet, body[sheet].bit_count()) for sheet in shared]
    return [
        (sheet, _PIECE * body[sheet].bit_count() + (_WORD - _PIECE) * exact.get(sheet, 0).bit_count())
        for sheet in shared
    ]


def _terms(parts: Sequence[Part]) -> int:
    return len(parts[0].terms) if parts else 0


def _rarity(sheets: int, found: Sequence[Masks]) -> float:
    count = sum(map(len, found))
    return log(1 + (sheets - count + 0.5) / (count + 0.5)) if count else 0.0


def _by_report(segment: Segment, scores: dict[int, float]) -> dict[int, float]:
    """Scores of sheets added up under the first sheet of their report."""
    first = segment.column("first")
    summed: dict[int, float] = {}
    for sheet, score in scores.items():
        start = sheet
        while first[start]:
            start -= 1
        summed[start] = summed.get(start, 0.0) + score
    return summed
