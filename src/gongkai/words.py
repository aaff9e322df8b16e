"""Chinese words: jieba's dictionary and ours, the same for the index, the query and the tagger.

The words are cut by rjieba (jieba's algorithm and dictionary in Rust) or, where that cannot be loaded, by jieba itself;
both give the same words (``tests/test_words.py`` proves it). The dictionary is private to gongkai: it is never changed
by, and never changes, the host program's ``jieba``; nothing is written to the shared temporary folder. jieba's new-word
guessing (HMM) is off: it is slow, and it cuts the same name differently from sentence to sentence, which an index
cannot bear.
"""

from __future__ import annotations

import hashlib
import re
import warnings
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple, Protocol

from .fold import fold_spans, original_span

# What the cutters must not see: they cut runs of ASCII differently, and join 3.1 with +86 or %.
_RUN = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[a-z]+")
_PLACEHOLDER = "\ue000"
_LONGEST_WORD = 16
_ALGORITHM = "2"  # raised when the same dictionary would give other words than before


class Token(NamedTuple):
    """A word of the index: folded text, span in the original text, ordinal position.

    Several tokens share a position where a long word (行政复议) stands over its first leaf (行政).
    """

    text: str
    start: int
    end: int
    pos: int


class Cutter(Protocol):
    """A dictionary and its way of cutting Chinese text by it."""

    def cut(self, text: str) -> list[str]:
        """The likeliest words whose concatenation is ``text``."""

    def has_word(self, word: str) -> bool:
        """Whether the dictionary holds the word."""

    def suggest_freq(self, word: str) -> int:
        """A frequency that makes ``word`` win against any other way of cutting it."""

    def add_word(self, word: str, frequency: int) -> None:
        """Put a word into the dictionary."""


class RustCutter:
    """rjieba, loaded in 0.2 s. Raises ImportError where there is no wheel for the platform."""

    def __init__(self) -> None:
        import rjieba

        self._jieba = rjieba.Jieba()
        self.has_word = self._jieba.has_word
        self.suggest_freq = self._jieba.suggest_freq

    def cut(self, text: str) -> list[str]:
        """The likeliest words whose concatenation is ``text``."""
        found: list[str] = self._jieba.cut(text, hmm=False)
        return found

    def add_word(self, word: str, frequency: int) -> None:
        """Put a word into the dictionary."""
        self._jieba.add_word(word, frequency, None)


class PythonCutter:
    """jieba: the reference, for platforms without rjieba; about 25 times slower."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            # jieba imports pkg_resources and has invalid escapes: warnings that no user of gongkai can act on.
            warnings.simplefilter("ignore")
            import jieba
        self._jieba = jieba.Tokenizer()
        # What Tokenizer.initialize does, without its cache file in the temporary folder all users share.
        self._jieba.FREQ, self._jieba.total = self._jieba.gen_pfdict(self._jieba.get_dict_file())
        self._jieba.initialized = True

    def cut(self, text: str) -> list[str]:
        """The likeliest words whose concatenation is ``text``."""
        return list(self._jieba.cut(text, HMM=False))

    def has_word(self, word: str) -> bool:
        """Whether the dictionary holds the word."""
        return bool(self._jieba.FREQ.get(word))

    def suggest_freq(self, word: str) -> int:
        """A frequency that makes ``word`` win against any other way of cutting it."""
        return int(self._jieba.suggest_freq(word))

    def add_word(self, word: str, frequency: int) -> None:
        """Put a word into the dictionary."""
        self._jieba.add_word(word, frequency)


@cache
def domain_words() -> frozenset[str]:
    """The domain dictionary: terms of the field that must stay one word."""
    lines = files(__package__).joinpath("data/dictionary.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def dictionary_hash() -> str:
    """Names the words an index is made of: another dictionary, table of variants or algorithm, another hash."""
    listed = "\n".join(sorted(domain_words()))
    folding = files(__package__).joinpath("data/traditional.txt").read_text("utf-8")
    return hashlib.sha256(f"{_ALGORITHM}\0{listed}\0{folding}".encode()).hexdigest()[:16]


def load(cutter: Cutter) -> Cutter:
    """The cutter with the domain dictionary in it."""
    for word in sorted(domain_words()):
        if cutter.cut(word) != [word]:
            cutter.add_word(word, max(cutter.suggest_freq(word), 3))
    return cutter


@cache
def _cutter() -> Cutter:
    try:
        return load(RustCutter())
    except ImportError:
        return load(PythonCutter())


def cut(folded: str) -> list[str]:
    """The words of folded text, punctuation and spaces included: ``"".join(cut(text)) == text``."""
    return cut_between(_RUN.split(folded), _RUN.findall(folded))


def cut_between(plain: Sequence[str], runs: Sequence[str]) -> list[str]:
    """The words of folded text given in pieces: what lies before, between and after ``runs`` of ASCII."""
    pieces = _cutter().cut(_PLACEHOLDER.join(plain))
    if not runs:
        return pieces
    following = iter(runs)
    return [next(following) if piece == _PLACEHOLDER else piece for piece in pieces]


def segment(text: str) -> list[str]:
    """Cut ``text`` into words, folded (width, case, traditional characters); punctuation is kept, spaces are not."""
    return [word for word in cut(fold_spans(text)[0]) if not word.isspace()]


class Part(NamedTuple):
    """A word inside a word: its text, where it begins (characters), and at which leaf."""

    text: str
    start: int
    pos: int


@cache
def parts(word: str) -> tuple[tuple[Part, ...], int]:
    """A word, its leaves and the words between, and how many leaves it has.

    复议 is a leaf of 行政复议; 政府信息 and 信息公开 stand over leaves of 政府信息公开. A word whose pieces are all
    single characters has no leaves but itself.
    """
    pieces = leaves(word)
    found = [Part(word, 0, 0)]
    starts = [sum(map(len, pieces[:n])) for n in range(len(pieces) + 1)]
    for first in range(len(pieces)):
        for last in range(first + 1, len(pieces) + 1):
            text = word[starts[first] : starts[last]]
            if text != word and (last == first + 1 or _cutter().has_word(text)):
                found.append(Part(text, starts[first], first))
    return tuple(found), len(pieces)


def leaves(word: str) -> list[str]:
    """The shortest words a word is made of; the word itself where it is made of none."""
    if len(word) < 3 or word[0].isascii() or len(word) > _LONGEST_WORD:
        return [word]
    pieces = _fewest_pieces(word)
    if all(len(piece) == 1 for piece in pieces):
        return [word]
    return [leaf for piece in pieces for leaf in leaves(piece)]


def _fewest_pieces(word: str) -> list[str]:
    """``word`` as shorter dictionary words: as few single characters, then as few pieces as can be, long ones first.

    Only what is in the dictionary counts, not how frequent it is: so it is the same whichever cutter is loaded.
    """
    has = _cutter().has_word
    size = len(word)
    best: list[tuple[int, int, list[str]]] = [(0, 0, [])] * (size + 1)
    for start in range(size - 1, -1, -1):
        ways = []
        for end in range(size, start, -1):
            piece = word[start:end]
            if len(piece) < size and (len(piece) == 1 or has(piece)):
                singles, count, after = best[end]
                ways.append((singles + (len(piece) == 1), count + 1, [piece, *after]))
        best[start] = min(ways, key=lambda way: way[:2])
    return best[0][2]


def tokens(text: str) -> list[Token]:
    """The words of ``text`` for an index: leaves at ordinal positions, long words over their first leaf.

    Digits and single characters are words; punctuation is not, but takes a position, so that no phrase crosses it.
    """
    folded, origin = fold_spans(text)
    found: list[Token] = []
    position = at = 0
    for word in cut(folded):
        if word[0].isalnum():
            inside, count = parts(word)
            for part in inside:
                span = original_span(origin, at + part.start, at + part.start + len(part.text))
                found.append(Token(part.text.replace(",", ""), *span, position + part.pos))
            position += count
        elif not word.isspace():
            position += 1
        at += len(word)
    return found
