"""One spelling for what a reader takes as the same: width, case, traditional characters, PDF radicals, spaces.

``units(text)`` is the alphabet of search: one unit per Chinese character, punctuation mark, run of letters or number.
Whitespace and quotation marks are no units, so a phrase is found across a line break and around “quotes”.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import NamedTuple

# Invisible characters that web pages and PDFs leave inside words; U+E000 is what stands for a run in ``words``.
_INVISIBLE = frozenset("\0\ue000\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f")
QUOTES = "\"'“”‘’「」『』《》〈〉`"
_UNIT = re.compile(rf"[0-9]+(?:[.,][0-9]+)*|[a-z]+|[^\s{re.escape(QUOTES)}]")


class Unit(NamedTuple):
    """A character, number or run of letters, folded; ``start``/``end`` span the original text."""

    text: str
    start: int
    end: int


class Folding(dict[int, str]):
    """Folds one character; each is worked out once, then ``str.translate`` looks it up."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char in _INVISIBLE:
            folded = ""
        else:
            plain = unicodedata.normalize("NFKC", char).lower()
            folded = "".join(variants().get(c, c) for c in plain)
        self[code] = folded
        return folded


_FOLDING = Folding()


@cache
def variants() -> dict[str, str]:
    """Traditional character or radical → simplified character."""
    table: dict[str, str] = {}
    text = files(__package__).joinpath("data/traditional.txt").read_text("utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            table.update((pair[0], pair[1]) for pair in line.split() if len(pair) == 2)
    return table


def fold(text: str) -> str:
    """The folded text; its length can differ from the original's (see ``fold_spans``)."""
    return text.translate(_FOLDING)


def fold_spans(text: str) -> tuple[str, list[int] | None]:
    """The folded text, and for each of its characters the index in ``text`` it came from (None: the same index)."""
    folded = text.translate(_FOLDING)
    if len(folded) == len(text) and all(len(_FOLDING[ord(c)]) == 1 for c in set(text)):
        return folded, None
    origin: list[int] = []
    for index, char in enumerate(text):
        origin.extend([index] * len(_FOLDING[ord(char)]))
    return folded, origin


def original_span(origin: list[int] | None, start: int, end: int) -> tuple[int, int]:
    """A span of folded text as a span of the text it came from."""
    return (start, end) if origin is None else (origin[start], origin[end - 1] + 1)


def units(text: str) -> list[Unit]:
    """The units of ``text`` in order. Numbers lose their thousands commas: 1,234 and １２３４ are one unit."""
    folded, origin = fold_spans(text)
    return [
        Unit(_number(m.group()), *original_span(origin, m.start(), m.end())) for m in _UNIT.finditer(folded)
    ]


def _number(unit: str) -> str:
    return unit.replace(",", "") if len(unit) > 1 and unit[0].isdigit() else unit


class UnitText:
    """A text prepared for finding sequences of units in it."""

    def __init__(self, text: str) -> None:
        self._units = units(text)
        self._joined = "\0" + "\0".join(u.text for u in self._units) + "\0"
        self._at: dict[int, int] | None = None

    def __contains__(self, sequence: tuple[str, ...]) -> bool:
        return bool(sequence) and "\0" + "\0".join(sequence) + "\0" in self._joined

    def spans(self, sequence: tuple[str, ...]) -> list[tuple[int, int]]:
        """Where the sequence stands in the original text."""
        if not sequence:
            return []
        wanted = "\0" + "\0".join(sequence) + "\0"
        found = []
        at = self._joined.find(wanted)
        while at >= 0:
            first = self._index(at)
            found.append((self._units[first].start, self._units[first + len(sequence) - 1].end))
            at = self._joined.find(wanted, at + 1)
        return found

    def _index(self, offset: int) -> int:
        if self._at is None:
            self._at = {}
            place = 0
            for number, unit in enumerate(self._units):
                self._at[place] = number
                place += len(unit.text) + 1
        return self._at[offset]
