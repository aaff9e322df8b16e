"""Text → the terms of the index: one analyzer for every engine.

A passage has three kinds of terms. ``words``: its words, their leaves and the words between (行政复议, 行政, 复议).
``pairs``: every unit (character, number, run of letters, punctuation mark) joined to the one after it, in order; the
last one stands alone, so that every unit begins a pair. Whatever is written in a passage is found by its pairs, however
its words were cut. ``seams``: the pairs that stand in it only across the seam between two words inside a longer one:
民政 in 人民政府 is no word anyone looks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import add
from typing import NamedTuple

from .. import words
from ..fold import QUOTES, fold

# Spaces and line breaks inside Chinese text are layout: a word is found over a line break.
_GAP = re.compile(r"(?<=[\u2e80-\u9fff,;:]) (?=[\u2e80-\u9fff,;:])")
_BREAK = "\n"
_QUOTED = dict.fromkeys(map(ord, QUOTES))
_RUNS = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[a-z]+")
_RUN_END = "\x1f"  # ends a run of digits or letters, so that 1 23 is not 12 3


class Terms(NamedTuple):
    """The terms of one passage; ``pairs`` in the order of the text, the others without repetition."""

    words: set[str]
    pairs: list[str]
    seams: set[str]


class _Inside(NamedTuple):
    """What a word gives, wherever it stands: the words in it, and the pairs across its seams."""

    words: tuple[str, ...]
    seams: tuple[str, ...]


class _Table(dict[str, _Inside]):
    """Word → what is inside; each is worked out once."""

    def __missing__(self, word: str) -> _Inside:
        if word.isspace() or not word[0].isalnum():
            inside = _Inside((), ())
        elif word[0].isascii():
            inside = _Inside((word.replace(",", ""),), ())
        else:
            leaves = pairwise(words.leaves(word))
            seams = tuple(a[-1] + b[0] for a, b in leaves if len(a) > 1 and len(b) > 1)
            inside = _Inside(tuple(part.text for part in words.parts(word)[0]), seams)
        self[word] = inside
        return inside


_INSIDE = _Table()


def analyse(texts: Iterable[str]) -> Iterator[Terms]:
    """The terms of each text. All are cut in one call, which is much faster than one by one."""
    plain = [_GAP.sub("", " ".join(fold(text).translate(_QUOTED).split())) for text in texts]
    cut = words.cut(_BREAK.join(plain))
    at = 0
    for text in plain:
        try:
            end = cut.index(_BREAK, at)
        except ValueError:
            end = len(cut)
        yield _terms(cut[at:end], text)
        at = end + 1


def _terms(cut: list[str], text: str) -> Terms:
    found: set[str] = set()
    seams: list[str] = []
    for word in set(cut):
        inside = _INSIDE[word]
        found.update(inside.words)
        if inside.seams:
            seams += inside.seams * cut.count(word)
    pairs = pairs_of(_units(cut) if _RUNS.search(text) else text.replace(" ", ""))
    only = {term for term in seams if seams.count(term) == pairs.count(term)} if seams else set()
    return Terms(found, pairs, only)


def _units(cut: list[str]) -> list[str]:
    units: list[str] = []
    for word in cut:
        if word[0].isascii() and word[0].isalnum():
            units.append(word.replace(",", "") + _RUN_END)
        elif not word.isspace():
            units += word
    return units


def pairs_of(units: Sequence[str]) -> list[str]:
    """Each unit joined to its follower, and the last one alone."""
    return [*map(add, units, units[1:]), *units[-1:]]


def query_units(sequence: Iterable[str]) -> list[str]:
    """Units as they stand in pairs."""
    return [unit + _RUN_END if unit[0].isascii() and unit[0].isalnum() else unit for unit in sequence]


def written(text: str) -> str:
    """A text as its units in a row, runs of digits and letters fenced: a sequence of units is a substring of it."""
    plain = fold(text).translate(_QUOTED)
    return "".join(_RUNS.sub(_fenced, plain).split())


def sequence_written(sequence: Iterable[str]) -> str:
    """A sequence of units as it stands in ``written`` text."""
    return "".join(f"\0{unit}\0" if unit[0].isascii() and unit[0].isalnum() else unit for unit in sequence)


def _fenced(run: re.Match[str]) -> str:
    text = run.group()
    return "\0" + text.replace(",", "") + "\0"
