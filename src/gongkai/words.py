"""Chinese words: jieba with a domain dictionary, the same for the index, the query and the tagger.

The tokenizer is private to gongkai: its dictionary is never changed by, and never changes, the host program's
``jieba``; nothing is written to the shared temporary folder. jieba's new-word guessing (HMM) is off: it is slow, and
it cuts the same name differently from sentence to sentence, which an index cannot bear.
"""

from __future__ import annotations

import re
import warnings
from functools import cache
from importlib.resources import files
from math import log
from typing import TYPE_CHECKING, NamedTuple

from .fold import fold_spans, original_span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# What jieba must not see: it cuts runs of ASCII differently from its faster twins, and joins 3.1 with +86 or %.
_RUN = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[a-z]+|[\u3400-\u9fff\uf900-\ufaff]+|[^\s]")
_LONGEST_WORD = 16


class Token(NamedTuple):
    """A word of the index: folded text, span in the original text, ordinal position.

    Several tokens share a position where a long word (行政复议) stands over its first leaf (行政).
    """

    text: str
    start: int
    end: int
    pos: int


@cache
def domain_words() -> frozenset[str]:
    """The domain dictionary: terms of the field that must stay one word."""
    lines = files(__package__).joinpath("data/dictionary.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def _dictionary() -> tuple[Mapping[str, int], float]:
    """(word → frequency, log of the sum), from jieba's dictionary and ours. Prefixes of words stand with 0."""
    with warnings.catch_warnings():
        # jieba imports pkg_resources and has invalid escapes: warnings that no user of gongkai can act on.
        warnings.simplefilter("ignore")
        import jieba
    frequencies, total = jieba.Tokenizer.gen_pfdict(jieba.Tokenizer().get_dict_file())
    for word in domain_words():
        # As frequent as needed to win against any way of cutting it that jieba's own dictionary offers.
        wanted = max(_suggested(word, frequencies, total), 3)
        if frequencies.get(word, 0) < wanted:
            total += wanted - frequencies.get(word, 0)
            frequencies[word] = wanted
        for end in range(1, len(word)):
            frequencies.setdefault(word[:end], 0)
    return frequencies, log(total)


def _suggested(word: str, frequencies: Mapping[str, int], total: int) -> int:
    logtotal = log(total)
    pieces = _best_cut(word, frequencies, logtotal, whole=False)
    chance = sum(log(frequencies.get(piece) or 1) - logtotal for piece in pieces)
    # e**(chance + logtotal), one more; kept below the commonest words so that it does not break its neighbours.
    return min(int(2.718281828459045 ** (chance + logtotal)) + 1, 100_000)


def _best_cut(text: str, frequencies: Mapping[str, int], logtotal: float, *, whole: bool) -> list[str]:
    """The likeliest way to cut ``text`` into dictionary words; with ``whole`` False never the text itself.

    This is jieba's own dynamic programme over its own dictionary (Tokenizer.calc), for runs of Chinese only.
    """
    size = len(text)
    best: list[tuple[float, int]] = [(0.0, size)] * (size + 1)
    for start in range(size - 1, -1, -1):
        choice = (log(frequencies.get(text[start]) or 1) - logtotal + best[start + 1][0], start + 1)
        end = start + 2
        while end <= size and (count := frequencies.get(text[start:end])) is not None:
            if count and (whole or end - start < size):
                choice = max(choice, (log(count) - logtotal + best[end][0], end))
            end += 1
        best[start] = choice
    pieces = []
    at = 0
    while at < size:
        pieces.append(text[at : best[at][1]])
        at = best[at][1]
    return pieces


def _cut(folded: str) -> Iterator[tuple[str, int]]:
    """(word, start) over folded text; punctuation marks stand alone, whitespace is left out."""
    frequencies, logtotal = _dictionary()
    for run in _RUN.finditer(folded):
        text, at = run.group(), run.start()
        if len(text) == 1 or text[0].isascii():
            yield text, at
            continue
        for word in _best_cut(text, frequencies, logtotal, whole=True):
            yield word, at
            at += len(word)


def segment(text: str) -> list[str]:
    """Cut ``text`` into words, folded (width, case, traditional characters); punctuation is kept, spaces are not."""
    return [word for word, _ in _cut(fold_spans(text)[0])]


class _Part(NamedTuple):
    text: str
    start: int  # in the word
    pos: int  # counted in leaves


@cache
def _parts(word: str) -> tuple[tuple[_Part, ...], int]:
    """A word, its leaves and the words between, and how many leaves it has.

    复议 is a leaf of 行政复议; 政府信息 and 信息公开 stand over leaves of 政府信息公开. A word whose pieces are all
    single characters has no leaves but itself.
    """
    frequencies, logtotal = _dictionary()
    leaves = _leaves(word, frequencies, logtotal)
    parts = [_Part(word, 0, 0)]
    starts = [sum(map(len, leaves[:n])) for n in range(len(leaves) + 1)]
    for first in range(len(leaves)):
        for last in range(first + 1, len(leaves) + 1):
            text = word[starts[first] : starts[last]]
            if text != word and (last == first + 1 or frequencies.get(text)):
                parts.append(_Part(text, starts[first], first))
    return tuple(parts), len(leaves)


def _leaves(word: str, frequencies: Mapping[str, int], logtotal: float) -> list[str]:
    if len(word) < 3 or word[0].isascii() or len(word) > _LONGEST_WORD:
        return [word]
    pieces = _best_cut(word, frequencies, logtotal, whole=False)
    if all(len(piece) == 1 for piece in pieces):
        return [word]
    return [leaf for piece in pieces for leaf in _leaves(piece, frequencies, logtotal)]


def tokens(text: str) -> list[Token]:
    """The words of ``text`` for an index: leaves at ordinal positions, long words over their first leaf.

    Digits and single characters are words; punctuation is not, but takes a position, so that no phrase crosses it.
    """
    folded, origin = fold_spans(text)
    found: list[Token] = []
    position = 0
    for word, at in _cut(folded):
        if not word[0].isalnum():
            position += 1
            continue
        parts, leaves = _parts(word)
        for part in parts:
            span = original_span(origin, at + part.start, at + part.start + len(part.text))
            found.append(Token(part.text.replace(",", ""), *span, position + part.pos))
        position += leaves
    return found
