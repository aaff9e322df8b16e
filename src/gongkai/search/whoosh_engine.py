"""Whoosh behind the SearchEngine protocol; the only file that imports it.

No analyzer lives in the index: entries arrive as words and pairs of characters. ``words`` serves ranking (a hit on a
whole word weighs more), ``pairs`` serves recall: any sequence of characters is found by the pairs it is made of, however
jieba cut the sentence. Field types are pickled by reference into the index, a local cache that is rebuilt at will.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from whoosh import fields, formats, index, matching, query, scoring
    from whoosh.reading import TermNotFound
    from whoosh.system import pack_uint
    from whoosh.writing import LockError

from .. import words
from ..errors import LibraryError
from ..fold import fold, units
from .engine import Entry, Match, Resolver
from .highlight import pieces
from .query import And, CellTest, FigureTest, Label, Node, Not, Or, Organ, Phrase, Prefix, Word, Years

_FIRST_PAGE = 100
_WORD_BOOST, _PAIR_BOOST, _HEAD_BOOST = 2.0, 0.4, 0.2
_TEST_BOOST = 0.001  # conditions say what may be found, not what is good
_OLDEST, _NEWEST = 1990, 2100  # a range of years becomes a list of years


class Bag(fields.FieldType):  # type: ignore[misc]
    """Terms with their frequencies, given ready-made; no positions, nothing stored."""

    def __init__(self) -> None:
        super().__init__(formats.Frequency(), None, scorable=True)

    def index(self, value: Iterable[str], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """(term, frequency, weight, encoded frequency) of each term."""
        for text, count in Counter(value).items():
            yield text.encode(), count, float(count), pack_uint(count)


class _AnyOf(query.Query):  # type: ignore[misc]
    """Entries with any of many terms in a field, all alike; Whoosh's own Or is slow beyond a handful."""

    boost = 1.0

    def __init__(self, fieldname: str, values: Iterable[str]) -> None:
        self.fieldname = fieldname
        self.values = frozenset(values)

    def __hash__(self) -> int:
        return hash((self.fieldname, self.values))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _AnyOf) and (self.fieldname, self.values) == (other.fieldname, other.values)

    def is_leaf(self) -> bool:
        return True

    def estimate_size(self, ixreader: Any) -> int:
        return int(ixreader.doc_count_all())

    def estimate_min_size(self, ixreader: Any) -> int:
        return 0

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        reader = searcher.reader()
        found: set[int] = set()
        for value in self.values:
            try:
                found.update(reader.postings(self.fieldname, value).all_ids())
            except TermNotFound:
                continue
        numbers = sorted(number for number in found if not reader.is_deleted(number))
        if not numbers:
            return matching.NullMatcher()
        return matching.ListMatcher(numbers, [_TEST_BOOST] * len(numbers))


def _schema() -> Any:
    return fields.Schema(
        key=fields.ID(stored=True),
        report=fields.ID,
        kind=fields.ID,
        words=Bag(),
        pairs=Bag(),
        head=Bag(),
        year=fields.ID,
        section=fields.ID,
        topic=Bag(),
        stance=fields.ID,
    )


def _pairs(text: str) -> list[str]:
    """Each unit joined to its follower; the last one stands alone, so that every unit begins a term."""
    sequence = [unit.text for unit in units(text)]
    return [a + b for a, b in zip(sequence, [*sequence[1:], ""], strict=True)]


class WhooshEngine:
    """A Whoosh index in a folder, made when it is missing. Raises LibraryError if it cannot be opened."""

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            exists = index.exists_in(str(folder))
            self._index = index.open_dir(str(folder)) if exists else index.create_in(str(folder), _schema())
            same = set(self._index.schema.names()) == set(_schema().names())
        except Exception as error:  # Whoosh unpickles its files: a damaged one can raise anything
            raise LibraryError(f"{folder}: the search index cannot be opened: {error}") from error
        if not same:
            raise LibraryError(f"{folder}: the search index has another layout")
        self._folder = folder
        self._writer: Any = None
        self._searcher: Any = None
        self._changed = False

    def begin(self, wait: float) -> None:
        """Take the writer's lock. Raises LibraryError if another process holds it for more than ``wait`` seconds."""
        if self._writer is not None:
            return
        try:
            self._writer = self._index.writer(timeout=wait, limitmb=64, compound=False)
        except LockError:
            raise LibraryError(
                f"{self._folder.parent}: another process is writing to this library; try again when it has finished"
                " / 另一个进程正在写入"
            ) from None
        self._changed = False

    def add(self, report_id: str, entries: Iterable[Entry]) -> None:
        """Put a report's entries in place of those it had at the last commit."""
        self.delete(report_id)
        for entry in entries:
            year = str(entry.year or "")
            self._writer.add_document(
                key=entry.key,
                report=report_id,
                kind="report" if entry.passage is None else "passage",
                words=[token.text for token in words.tokens(entry.text)],
                pairs=_pairs(entry.text),
                head=_pairs(f"{entry.organ} {year}年"),
                year=year,
                section=entry.section,
                topic=entry.topics,
                stance=entry.stance,
            )

    def delete(self, report_id: str) -> None:
        """Take out the entries a report had at the last commit."""
        self._changed = True
        self._writer.delete_by_term("report", report_id)

    def commit(self) -> None:
        """Make all changes visible at once and give the lock back."""
        writer, self._writer = self._writer, None
        if self._changed:
            writer.commit()
            self._renew()
        else:
            writer.cancel()

    def close(self) -> None:
        """Give up changes that were not committed and close files."""
        if self._writer is not None:
            self._writer.cancel()
            self._writer = None
        self._renew()
        self._index.close()

    def _renew(self) -> None:
        if self._searcher is not None:
            self._searcher.close()
            self._searcher = None

    def search(self, node: Node, resolve: Resolver) -> Iterator[Match]:
        """Candidates, best first; passages only if the query is about passages, else reports."""
        parts = [_Translator(resolve).query(node)]
        if not _about_passages(node):
            parts.append(query.Term("kind", "report"))
        translated = query.And(parts).normalize()
        seen, limit = 0, _FIRST_PAGE
        while True:
            page = self._page(translated, limit)
            yield from page[seen:]
            if len(page) < limit:
                return
            seen, limit = limit, limit * 8

    def _page(self, translated: Any, limit: int) -> list[Match]:
        try:
            if self._searcher is None or not self._searcher.up_to_date():
                self._renew()
                self._searcher = self._index.searcher(weighting=scoring.BM25F())
            results = self._searcher.search(translated, limit=limit)
            return [Match(hit["key"], float(hit.score or 0.0)) for hit in results]
        except Exception as error:  # damaged files can make Whoosh raise anything
            self._renew()
            raise LibraryError(f"{self._folder}: the search index is damaged: {error}") from error


def _about_passages(node: Node) -> bool:
    if isinstance(node, (And, Or)):
        return any(_about_passages(part) for part in node.parts)
    if isinstance(node, Not):
        return _about_passages(node.part)
    return not isinstance(node, (Years, Organ, CellTest))


class _Translator:
    """Query tree → Whoosh query. What it matches is a superset of what the tree means."""

    def __init__(self, resolve: Resolver) -> None:
        self._resolve = resolve

    def query(self, node: Node) -> Any:
        if isinstance(node, And):
            return query.And([self.query(part) for part in node.parts])
        if isinstance(node, Or):
            return query.Or([self.query(part) for part in node.parts])
        if isinstance(node, Not):
            # Leaving out a superset would leave out too much: then the library's own check does it.
            return query.Not(self.query(node.part)) if _exact(node.part) else query.Every()
        if isinstance(node, Prefix):
            return _prefix(node)
        if isinstance(node, (Word, Phrase)):
            return query.And([_sequence(piece) for piece in pieces(node)])
        return self._test(node)

    def _test(self, node: Node) -> Any:
        if isinstance(node, Organ):
            return _all_pairs("head", tuple(unit.text for unit in units(node.text)))
        if isinstance(node, Years):
            span = range(node.low or _OLDEST, (node.high or _NEWEST) + 1)[:_NEWEST]
            return _any_of("year", [str(year) for year in span if _OLDEST <= year <= _NEWEST])
        if isinstance(node, Label):
            return _any_of(node.field, node.values)
        assert isinstance(node, (FigureTest, CellTest))
        return _any_of("key" if isinstance(node, FigureTest) else "report", self._resolve(node))


def _exact(node: Node) -> bool:
    if isinstance(node, (And, Or)):
        return all(_exact(part) for part in node.parts)
    if isinstance(node, (Word, Phrase)):
        cut = pieces(node)
        return len(cut) == 1 and len(cut[0]) <= 2
    return isinstance(node, (Years, Label, FigureTest, CellTest))


def _any_of(field: str, values: Collection[str]) -> Any:
    return _AnyOf(field, values) if values else query.NullQuery


def _sequence(sequence: tuple[str, ...]) -> Any:
    ways = [
        query.Term("words", "".join(sequence), boost=_WORD_BOOST),
        _all_pairs("pairs", sequence, boost=_PAIR_BOOST),
        _all_pairs("head", sequence, boost=_HEAD_BOOST),
    ]
    return query.Or(ways)


def _all_pairs(field: str, sequence: tuple[str, ...], boost: float = 1.0) -> Any:
    if len(sequence) == 1:
        return query.Prefix(field, sequence[0], boost=boost)
    pairs = [a + b for a, b in pairwise(sequence)]
    return query.And([query.Term(field, pair, boost=boost) for pair in pairs]) if pairs else query.NullQuery


def _prefix(node: Prefix) -> Any:
    return query.Prefix("words", fold(node.text))
