"""Many texts → posting lists at once, with numpy: what ``analysis.analyse`` says of each text, for an index.

A batch of reports is folded, cut and looked up in a few calls; then words and pairs are numbers, and sorting them
brings all places of a term together. Equal to ``analyse`` by test (``tests/test_engines.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import words
from .analysis import BREAK, INSIDE, RUN_END, plain_and_written
from .sheets import FIELDS, Listed

_UNIT_BITS, _TEXT_BITS = 20, 24  # two units and the number of a text fit into one 64-bit number
_PAIRED = ("pairs", "seams")
_Numbers = NDArray[np.uint64]
_Sheets = NDArray[np.uint16]


class _Lists:
    """Lists of numbers, one for each token, kept in one row so that numpy can look up many at once."""

    def __init__(self) -> None:
        self._flat: list[int] = []
        self._ends: list[int] = [0]
        self._arrays: tuple[NDArray[np.int64], _Numbers] | None = None

    def append(self, numbers: Iterable[int]) -> None:
        """The list of the next token."""
        self._flat.extend(numbers)
        self._ends.append(len(self._flat))
        self._arrays = None

    def of(self, tokens: NDArray[np.int64]) -> tuple[_Numbers, NDArray[np.int64]]:
        """The lists of ``tokens`` in a row, and for each number which of ``tokens`` it came from."""
        if self._arrays is None:
            self._arrays = (np.array(self._ends, np.int64), np.array(self._flat, np.uint64))
        ends, flat = self._arrays
        starts = ends[tokens]
        counts = ends[tokens + 1] - starts
        owner = np.repeat(np.arange(len(tokens), dtype=np.int64), counts)
        first = np.cumsum(counts) - counts
        return flat[np.arange(len(owner), dtype=np.int64) - first[owner] + starts[owner]], owner


class Vocabulary(dict[str, int]):
    """Token → number. What a token gives (words, units, seams) is worked out when it is first met."""

    def __init__(self) -> None:
        super().__init__()
        self.words: dict[str, int] = {}
        self.units: dict[str, int] = {"": 0}
        self.words_of, self.units_of, self.seams_of = _Lists(), _Lists(), _Lists()
        self[BREAK]

    def __missing__(self, token: str) -> int:
        number = self[token] = len(self)
        found = INSIDE[token]
        self.words_of.append(_number(self.words, word) for word in found.words)
        if token.isspace():
            units: Sequence[str] = ()
        elif token[0].isascii() and token[0].isalnum():
            units = (token.replace(",", "") + RUN_END,)
        else:
            units = token
        self.units_of.append(self._unit(unit) for unit in units)
        self.seams_of.append(self.pair(seam[0], seam[1]) for seam in found.seams)
        return number

    def pair(self, first: str, second: str) -> int:
        """Two units as one number."""
        return self._unit(first) << _UNIT_BITS | self._unit(second)

    def _unit(self, text: str) -> int:
        known = self.units.get(text)
        if known is None:
            # A text made of a million different numbers must not disturb the others: what is too much is not numbered.
            known = len(self.units) if len(self.units) < 1 << _UNIT_BITS else 0
            if known:
                self.units[text] = known
        return known

    @property
    def full(self) -> bool:
        """Whether units are about to need more bits than they have."""
        return len(self.units) > (1 << _UNIT_BITS) - 100_000


def _number(table: dict[str, int], text: str) -> int:
    return table.setdefault(text, len(table))


class Inverter:
    """Collects the postings of one segment, and gives them back as lists."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._found: dict[str, list[tuple[_Numbers, _Sheets, _Numbers]]] = {name: [] for name in FIELDS}
        self._single: dict[str, tuple[list[int], list[int], list[int]]] = {
            name: ([], [], []) for name in FIELDS
        }
        self._terms: dict[str, dict[str, int]] = {name: {} for name in FIELDS}
        self.postings = 0

    def put(self, field: str, term: str, masks: Mapping[int, int]) -> None:
        """Take in one term of any field: its slots by sheet."""
        terms, sheets, bits = self._single[field]
        terms += [self._number(field, term)] * len(masks)
        sheets += masks.keys()
        bits += masks.values()
        self.postings += len(masks)

    def add(self, texts: Sequence[str], sheets: Sequence[int], slots: Sequence[int]) -> list[str]:
        """Take in texts, each at a slot of a sheet, sheets in rising order; the texts as ``written``."""
        plain, runs, lines = plain_and_written(texts)
        tokens = self._tokens(words.cut_between(plain, runs))
        text_of = np.cumsum(tokens == 0)
        place = np.array(sheets, np.uint16), np.left_shift(np.uint64(1), np.array(slots, np.uint64))
        vocabulary = self._vocabulary
        found, owner = vocabulary.words_of.of(tokens)
        self._keep("words", _unique(found, text_of[owner])[0], *place)
        units, owner = vocabulary.units_of.of(tokens)
        pairs, counts = _unique(_pairs(units, text_of[owner]), text_of[owner])
        self._keep("pairs", pairs, *place)
        seams, owner = vocabulary.seams_of.of(tokens)
        seams, seam_counts = _unique(seams, text_of[owner])
        at = np.searchsorted(pairs, seams)
        self._keep("seams", seams[counts[at] == seam_counts], *place)
        return lines

    def _tokens(self, cut: Sequence[str]) -> NDArray[np.int64]:
        vocabulary = self._vocabulary
        return np.array([vocabulary[token] for token in cut], np.int64)

    def _keep(self, field: str, places: _Numbers, sheets: _Sheets, bits: _Numbers) -> None:
        """``places`` are term and text in one number, in order; texts of one sheet become the bits of one posting."""
        if not len(places):
            return
        terms = places >> np.uint64(_TEXT_BITS)
        texts = (places & np.uint64((1 << _TEXT_BITS) - 1)).astype(np.int64)
        of = sheets[texts]
        starts = np.flatnonzero(_new(terms) | _new(of))
        self._found[field].append((terms[starts], of[starts], np.bitwise_or.reduceat(bits[texts], starts)))
        self.postings += len(starts)

    def finish(self, field: str) -> Iterator[Listed]:
        """Each term of a field with its list, in no particular order."""
        found = self._found.pop(field)
        singles = self._single.pop(field)
        found.append(
            (
                np.array(singles[0], np.uint64),
                np.array(singles[1], np.uint16),
                np.array(singles[2], np.uint64),
            )
        )
        terms, sheets, masks = (np.concatenate([part[n] for part in found]) for n in range(3))
        order = np.argsort(terms, kind="stable")
        terms, sheets, masks = terms[order], sheets[order], masks[order]
        starts = np.flatnonzero(_new(terms))
        one = (masks & (masks - np.uint64(1))) == 0
        slots = np.log2(masks[one].astype(np.float64)).astype(np.uint8)  # exact: these are powers of two
        rows = (sheets[one].tobytes(), slots.tobytes(), sheets[~one].tobytes(), masks[~one].tobytes())
        ones = [*np.concatenate(([0], np.cumsum(one)))[starts].tolist(), int(one.sum())]
        more = [*np.concatenate(([0], np.cumsum(~one)))[starts].tolist(), int((~one).sum())]
        names = self._names(field, terms[starts].tolist())
        for name, (a, b), (c, d) in zip(names, pairwise(ones), pairwise(more), strict=True):
            data = rows[0][2 * a : 2 * b] + rows[1][a:b]
            if d > c:
                data += rows[2][2 * c : 2 * d] + rows[3][8 * c : 8 * d]
            yield Listed(name.encode(), b - a, d - c, data)

    # -- terms as numbers

    def _number(self, field: str, term: str) -> int:
        if field in _PAIRED:
            size = 1 + (term.find(RUN_END) if term[0].isascii() and term[0].isalnum() else 0)
            return self._vocabulary.pair(term[:size], term[size:])
        return _number(self._vocabulary.words if field == "words" else self._terms[field], term)

    def _names(self, field: str, numbers: Sequence[int]) -> Iterator[str]:
        if field in _PAIRED:
            units = list(self._vocabulary.units)
            low = (1 << _UNIT_BITS) - 1
            return (units[number >> _UNIT_BITS] + units[number & low] for number in numbers)
        known = list(self._vocabulary.words if field == "words" else self._terms[field])
        return (known[number] for number in numbers)


def _new(numbers: NDArray[Any]) -> NDArray[np.bool_]:
    """Where a number differs from the one before it."""
    new = np.ones(len(numbers), bool)
    new[1:] = numbers[1:] != numbers[:-1]
    return new


def _pairs(units: _Numbers, text_of: NDArray[np.int64]) -> _Numbers:
    """Each unit joined to the next of the same text; the last of a text stands alone."""
    following = np.zeros_like(units)
    same = text_of[1:] == text_of[:-1]
    following[:-1][same] = units[1:][same]
    return units << np.uint64(_UNIT_BITS) | following


def _unique(terms: _Numbers, texts: NDArray[np.int64]) -> tuple[_Numbers, NDArray[np.int64]]:
    """Term and text in one number, in order, each once, and how often it occurred."""
    places = terms << np.uint64(_TEXT_BITS) | texts.astype(np.uint64)
    places.sort()
    starts = np.flatnonzero(_new(places))
    return places[starts], np.diff(np.append(starts, len(places)))
