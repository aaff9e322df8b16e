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
from ..fold import QUOTES, Folding

BREAK = "\n"  # between texts
RUN_END = "\x1f"  # ends a run of digits or letters, so that 1 23 is not 12 3
_FENCE = "\0"  # around a run in written text
_BETWEEN = "\ue001"  # between texts not yet folded
# Spaces and line breaks inside Chinese text are layout: a word is found over a line break.
_GAP = re.compile(r"(?<=[\u2e80-\u9fff,;:]) +(?=[\u2e80-\u9fff,;:])")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9])")
_RUN = re.compile(r"([0-9]+(?:\.[0-9]+)*|[a-z]+)")


class Terms(NamedTuple):
    """The terms of one passage; ``pairs`` in the order of the text, the others without repetition."""

    words: set[str]
    pairs: list[str]
    seams: set[str]


class Inside(NamedTuple):
    """What a word gives, wherever it stands: the words in it, and the pairs across its seams."""

    words: tuple[str, ...]
    seams: tuple[str, ...]


class _Plain(Folding):
    """Folds; quotation marks go, all space is one kind, texts are parted by line breaks."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char == _BETWEEN:
            self[code] = BREAK
        elif char in QUOTES:
            self[code] = ""
        elif char.isspace():
            self[code] = " "
        else:
            folded = super().__missing__(code)
            self[code] = " " if folded.isspace() else "" if folded in QUOTES else folded
        return self[code]


_PLAIN = _Plain()


class _Table(dict[str, Inside]):
    """What each word of ``words.cut`` gives; worked out when it is first met."""

    def __missing__(self, word: str) -> Inside:
        if word.isspace() or not word[0].isalnum():
            found = Inside((), ())
        elif word[0].isascii():
            found = Inside((word,), ())
        else:
            leaves = pairwise(words.leaves(word))
            seams = tuple(a[-1] + b[0] for a, b in leaves if len(a) > 1 and len(b) > 1)
            found = Inside(tuple(part.text for part in words.parts(word)[0]), seams)
        self[word] = found
        return found


INSIDE = _Table()


def plain_and_written(texts: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """Texts made ready: what lies between runs of digits and letters, those runs, and each text as ``written``."""
    joined = _BETWEEN.join(texts)
    if joined.count(_BETWEEN) >= len(texts) > 0:
        joined = _BETWEEN.join(text.replace(_BETWEEN, "") for text in texts)
    plain = _THOUSANDS.sub("", _GAP.sub("", joined.translate(_PLAIN)))
    pieces = _RUN.split(plain)
    lines = _FENCE.join(pieces).replace(" ", "").split(BREAK)
    return pieces[::2], pieces[1::2], lines


def analyse(texts: Sequence[str]) -> Iterator[Terms]:
    """The terms of each text. All are cut in one call, which is much faster than one by one."""
    plain, runs, lines = plain_and_written(texts)
    cut = words.cut_between(plain, runs)
    cut.append(BREAK)
    at = 0
    for line in lines:
        end = cut.index(BREAK, at)
        yield _terms(cut[at:end], line)
        at = end + 1


def _terms(cut: list[str], line: str) -> Terms:
    given = [INSIDE[word] for word in cut]
    found = {word for inside in given for word in inside.words}
    pairs = pairs_of(_units(line))
    seams = [seam for inside in given if inside.seams for seam in inside.seams]
    only = {term for term in seams if seams.count(term) == pairs.count(term)} if seams else set()
    return Terms(found, pairs, only)


def _units(line: str) -> Sequence[str]:
    """The units of a text that is ``written``."""
    if _FENCE not in line:
        return line
    units: list[str] = []
    for n, piece in enumerate(line.split(_FENCE)):
        units += [piece + RUN_END] if n % 2 else piece
    return units


def pairs_of(units: Sequence[str]) -> list[str]:
    """Each unit joined to its follower, and the last one alone."""
    return [*map(add, units, units[1:]), *units[-1:]]


def query_units(sequence: Iterable[str]) -> list[str]:
    """Units as they stand in pairs."""
    return [unit + RUN_END if unit[0].isascii() and unit[0].isalnum() else unit for unit in sequence]


def written(text: str) -> str:
    """A text as its units in a row, runs of digits and letters fenced: a sequence of units is a substring of it."""
    return "".join(plain_and_written([text])[2])


def sequence_written(sequence: Iterable[str]) -> str:
    """A sequence of units as it stands in ``written`` text."""
    fenced = (
        f"{_FENCE}{unit}{_FENCE}" if unit[0].isascii() and unit[0].isalnum() else unit for unit in sequence
    )
    return "".join(fenced)
