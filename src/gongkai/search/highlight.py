"""Whether an entry matches a query, where, and why, told from its text alone.

Engines answer from their indexes; this is what their answers are explained by, and tested against.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from typing import Protocol

from .. import words
from ..fold import UnitText, fold, fold_spans, original_span, units
from .engine import Entry
from .query import And, CellTest, FigureTest, Label, Node, Not, Or, Organ, Phrase, Prefix, Word, Years

Spans = tuple[tuple[int, int], ...]
_SNIPPET = 240
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})年")


class Proof(Protocol):
    """Why a test on figures or cells holds for an entry: shown words, and spans in the entry's text."""

    @property
    def reason(self) -> str:
        """In the query's words."""

    @property
    def spans(self) -> Spans:
        """Spans of the entry's text."""


Proofs = Callable[[FigureTest | CellTest, Entry], Proof | None]
Vocabulary = Callable[[str], Collection[str]]


class _Match(IntEnum):
    """How a part of a query holds. A word found only in the organ's name does not make a passage a hit by itself."""

    NO = 0
    HEAD = 1
    FREE = 2
    BODY = 3


@dataclass
class Verdict:
    """The outcome of checking one entry."""

    spans: list[tuple[int, int]] = field(default_factory=list)
    matched: list[str] = field(default_factory=list)


@cache
def pieces(node: Word | Phrase) -> tuple[tuple[str, ...], ...]:
    """The sequences of units that must occur: one for a phrase, one a word for an unquoted chunk.

    Punctuation in an unquoted chunk separates; a year (2024年) is one sequence.
    """
    if isinstance(node, Phrase):
        return (tuple(unit.text for unit in units(node.text)),)
    plain = fold(node.text)
    sequences: list[tuple[str, ...]] = []
    at = 0
    for year in _YEAR.finditer(plain):
        sequences += [*_cut(plain[at : year.start()]), (year[1], "年")]
        at = year.end()
    sequences += _cut(plain[at:])
    return tuple(dict.fromkeys(sequences))


def _cut(plain: str) -> list[tuple[str, ...]]:
    short = len(plain) <= 2 or plain in words.domain_words()  # no need to load the dictionary
    cut = [plain] if short else [word for word in words.segment(plain) if word[0].isalnum()]
    sequences = (tuple(u.text for u in units(word) if u.text[0].isalnum()) for word in cut)
    return [sequence for sequence in sequences if sequence]


def matches(node: Node, entry: Entry, proofs: Proofs) -> bool:
    """Whether ``entry`` is a hit. Does not know seams (``analysis``): an engine may leave out a piece across one."""
    return _Checker(entry, proofs).match(node) >= _Match.FREE


def explain(
    node: Node, entry: Entry, proofs: Proofs, vocabulary: Vocabulary
) -> tuple[list[tuple[int, int]], list[str]]:
    """Where (spans of the text) and by what a hit matches. ``vocabulary``: the index's words that begin so."""
    checker = _Checker(entry, proofs, vocabulary)
    checker.match(node)
    return _merged(checker.verdict.spans), list(dict.fromkeys(checker.verdict.matched))


class _Checker:
    def __init__(self, entry: Entry, proofs: Proofs, vocabulary: Vocabulary | None = None) -> None:
        self._entry = entry
        self._proofs = proofs
        self._vocabulary = vocabulary
        self._text = UnitText(entry.text)
        self._head = UnitText(entry.head)
        self.verdict = Verdict()

    def match(self, node: Node) -> _Match:
        if isinstance(node, And):
            return _together([self.match(part) for part in node.parts])
        if isinstance(node, Or):
            return max(self.match(part) for part in node.parts)
        if isinstance(node, Not):
            probe = _Checker(self._entry, self._proofs)  # what is excluded is no reason and not highlighted
            return _Match.NO if probe.match(node.part) else _Match.FREE
        if isinstance(node, Prefix):
            return self._prefix(node)
        if isinstance(node, (Word, Phrase)):
            return _together([self._sequence(piece) for piece in pieces(node)])
        return self._test(node)

    def _sequence(self, sequence: tuple[str, ...]) -> _Match:
        spans = self._text.spans(sequence)
        if spans or sequence in self._head:
            self.verdict.matched.append("".join(sequence))
            self.verdict.spans += spans
        return _Match.BODY if spans else _Match.HEAD if sequence in self._head else _Match.NO

    def _prefix(self, node: Prefix) -> _Match:
        start, text = fold(node.text), self._entry.text
        if self._vocabulary is not None:  # a hit is shown: the text need not be cut again
            found = list(_beginning(text, start, self._vocabulary(start)))
        else:
            found = [(t.text, t.start, t.end) for t in words.tokens(text) if t.text.startswith(start)]
        self.verdict.spans += [(begin, end) for _, begin, end in found]
        self.verdict.matched += [word for word, *_ in found[:3]]
        return _Match.BODY if found else _Match.NO

    def _test(self, node: Node) -> _Match:
        entry = self._entry
        reason = ""
        if isinstance(node, Organ):
            inside = tuple(u.text for u in units(node.text)) in self._head
            reason = f"机构 {entry.organ}" if inside else ""
        elif isinstance(node, Years):
            year = entry.year
            inside = year is not None and (node.low or year) <= year <= (node.high or year)
            reason = f"年份 {year}" if inside else ""
        elif isinstance(node, Label):
            own = {"topic": entry.topics, "stance": (entry.stance,), "section": (entry.section,)}[node.field]
            name = {"topic": "标签", "stance": "语态", "section": "部分"}[node.field]
            held = [value for value in own if value in node.values]
            reason = f"{name} {' '.join(held)}" if held else ""
        elif isinstance(node, (FigureTest, CellTest)):
            proof = self._proofs(node, entry)
            if proof is not None:
                reason = proof.reason
                self.verdict.spans += proof.spans
        if reason:
            self.verdict.matched.append(reason)
        return _Match.FREE if reason else _Match.NO


def _beginning(text: str, start: str, known: Collection[str]) -> Iterator[tuple[str, int, int]]:
    """The longest of ``known`` words at each place where ``start`` stands, with its span."""
    folded, origin = fold_spans(text)
    sizes = sorted({len(word) for word in known}, reverse=True)
    at = folded.find(start)
    while at >= 0:
        word = next((w for size in sizes if (w := folded[at : at + size]) in known), "")
        if word and not (word.isascii() and _in_run(folded, at, at + len(word))):
            yield word, *original_span(origin, at, at + len(word))
        at = folded.find(start, at + max(1, len(word)))


def _in_run(text: str, start: int, end: int) -> bool:
    """Whether a run of letters or digits goes on before or after a span."""
    around = text[max(0, start - 1) : start] + text[end : end + 1]
    return any(char.isascii() and char.isalnum() for char in around)


def _together(parts: list[_Match]) -> _Match:
    """A conjunction: all must hold, and one of its words must stand in the text."""
    if not parts or _Match.NO in parts:
        return _Match.NO
    return next(way for way in (_Match.BODY, _Match.HEAD, _Match.FREE) if way in parts)


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def snippet(text: str, spans: list[tuple[int, int]]) -> tuple[str, Spans]:
    """The line of a long text that holds its first highlight, with the highlights in it; else its first line."""
    first = spans[0] if spans else (0, 0)
    start = max(text.rfind("\n", 0, first[0]) + 1, first[0] - _SNIPPET // 2)
    line_end = text.find("\n", first[1])
    end = min(line_end if line_end >= 0 else len(text), max(start + _SNIPPET, first[1]))
    return text[start:end], tuple((a - start, b - start) for a, b in spans if start <= a and b <= end)
