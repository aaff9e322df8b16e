"""How the index lies in Whoosh: sheets of 64 slots, and posting lists that are read and written whole.

A Whoosh document is a *sheet*: up to 64 slots of one report, slot 0 of the first sheet for what stands outside the
passages, then one a passage. A posting says in which slots of a sheet a term stands, as the bits of one 64-bit number,
so that AND, OR and NOT within a passage are operations on integers. Storage, segments, columns, locks and the table of
contents are Whoosh's own. What is not is its way of handling postings one Python object at a time: ``SheetCodec``
keeps the terms of a segment and their lists as arrays, which ``SheetWriter`` (``sheet_writer``) fills and ``Segment``
reads.
"""

from __future__ import annotations

import mmap
import sys
import warnings
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from whoosh import columns, fields, formats
    from whoosh.codec.whoosh3 import W3Codec

SLOTS = 64  # of a sheet
FIELDS = ("words", "pairs", "seams", "head", "topic", "stance", "section", "year", "report")
COLUMNS: dict[str, Any] = {
    "id": columns.VarBytesColumn(),
    "organ": columns.RefBytesColumn(),
    "published": columns.NumericColumn("H"),  # the report's year, 0 if unknown
    "first": columns.NumericColumn("I"),  # the slot of the report that the sheet begins with
    "slots": columns.NumericColumn("Q"),  # those that hold a text
    "size": columns.NumericColumn("I"),  # characters of text
    "text": columns.VarBytesColumn(),  # `written`, a line a slot
}
_BITS = [1 << slot for slot in range(SLOTS)]

Masks = dict[int, int]  # sheet → bits of its slots


class Slots(fields.FieldType):  # type: ignore[misc]
    """A field whose postings are written by ``SheetWriter``; nothing is analysed, scored or stored by Whoosh."""

    def __init__(self) -> None:
        super().__init__(formats.Existence(), None)

    def index(self, value: Any, **_: Any) -> Iterator[Any]:
        """Nothing: ``SheetWriter.add_sheet`` takes the terms."""
        return iter(())


def schema() -> Any:
    """The fields, all of one kind. Columns need no place in it."""
    return fields.Schema(**{name: Slots() for name in FIELDS})


class Listed(NamedTuple):
    """A term and its posting list in bytes.

    First the sheets (16-bit) of which it has one slot, then those slots (8-bit); then the sheets of which it has more,
    then their masks (64-bit).
    """

    term: bytes
    ones: int
    more: int
    data: bytes


def decode(data: bytes, ones: int, more: int) -> Masks:
    """A posting list as slots by sheet."""
    at = 2 * ones
    sheets = array("H", data[:at])
    masks = dict(zip(sheets, map(_BITS.__getitem__, data[at : at + ones]), strict=True))
    if more:
        at += ones
        masks.update(
            zip(array("H", data[at : at + 2 * more]), array("Q", data[at + 2 * more :]), strict=True)
        )
    return masks


class SheetCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's codec with terms and posting lists as arrays."""

    def field_writer(self, storage: Any, segment: Any) -> TermsWriter:
        """Writes the terms and posting lists of a segment."""
        return TermsWriter(storage, segment)

    def terms_reader(self, storage: Any, segment: Any) -> Terms:
        """Reads them."""
        return Terms(storage, segment)


class TermsWriter:
    """The terms of each field in order, each with its list in one piece."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self._terms = segment.create_file(storage, W3Codec.TERMS_EXT)
        self._lists = segment.create_file(storage, W3Codec.POSTS_EXT)
        self._names: list[bytes] = []
        self._ones, self._more = array("I"), array("I")
        self._bounds = array("I", [0])
        self.is_closed = False

    def write(self, listed: Iterable[Listed]) -> None:
        """All terms of the next of ``FIELDS``."""
        found = sorted(listed)
        self._names += [item.term for item in found]
        self._ones.extend([item.ones for item in found])
        self._more.extend([item.more for item in found])
        self._lists.write(b"".join([item.data for item in found]))
        self._bounds.append(len(self._names))

    def close(self) -> None:
        """Write the terms and close both files."""
        self._bounds.extend([len(self._names)] * (len(FIELDS) + 1 - len(self._bounds)))
        ends = array("I", accumulate(map(len, self._names), initial=0))
        for part in (array("I", [len(self._names)]), self._bounds, ends, self._ones, self._more):
            self._terms.write(part.tobytes())
        self._terms.write(b"".join(self._names))
        self._terms.close()
        self._lists.close()
        self.is_closed = True


class Terms:
    """The terms of a segment, in memory; their lists are read when asked for. Raises ValueError if damaged."""

    def __init__(self, storage: Any, segment: Any) -> None:
        name = segment.make_filename(W3Codec.TERMS_EXT)
        with storage.open_file(name) as file:
            data: bytes = file.read(storage.file_length(name))
        counts = [1, len(FIELDS) + 1]
        found: list[array[int]] = []
        at = 0
        for n in range(5):
            numbers = array("I", data[at : at + 4 * counts[n]])
            at += 4 * counts[n]
            found.append(numbers)
            if n == 0:
                counts += [numbers[0] + 1, numbers[0], numbers[0]]
        _, self._bounds, self._ends, self._ones, self._more = found
        self._names = data[at:]
        if len(self._more) != found[0][0] or len(self._names) != self._ends[-1]:
            raise ValueError(f"{name} is not whole")
        sizes = (3 * one + 10 * more for one, more in zip(self._ones, self._more, strict=True))
        self._places = array("Q", accumulate(sizes, initial=0))
        self._lists = segment.open_file(storage, W3Codec.POSTS_EXT)

    def close(self) -> None:
        """Close the file of lists."""
        self._lists.close()

    def _name(self, number: int) -> bytes:
        return self._names[self._ends[number] : self._ends[number + 1]]

    def _find(self, field: str, term: bytes) -> tuple[int, int]:
        """The number of the first term of the field not before ``term``, and that after the field's last."""
        place = FIELDS.index(field)
        low, high = self._bounds[place], self._bounds[place + 1]
        return bisect_left(range(high), term, low, high, key=self._name), high

    def beginning(self, field: str, prefix: str) -> Iterator[tuple[str, int]]:
        """The terms of a field that begin with ``prefix``, in order, with their numbers."""
        start = prefix.encode()
        number, high = self._find(field, start)
        while number < high and (name := self._name(number)).startswith(start):
            yield name.decode(), number
            number += 1

    def masks(self, field: str, term: str) -> Masks:
        """The posting list of a term, empty if there is none."""
        name = term.encode()
        number, high = self._find(field, name)
        return self.masks_of(number) if number < high and self._name(number) == name else {}

    def masks_of(self, number: int) -> Masks:
        """The posting list of a term by its number."""
        start, end = self._places[number], self._places[number + 1]
        return decode(self._lists.get(start, end - start), self._ones[number], self._more[number])


class Segment:
    """A committed segment, open for reading. Sheets of deleted reports never show."""

    def __init__(self, storage: Any, segment: Any) -> None:
        codec = SheetCodec()
        self.count = segment.doc_count_all()
        self.deleted = frozenset(segment.deleted_docs())
        self._terms = codec.terms_reader(storage, segment)
        self._perdoc = codec.per_document_reader(storage, segment)
        self._arrays: dict[str, Any] = {}
        self._labels: dict[str, list[tuple[str, Masks]]] = {}
        self._sheet_of: dict[str, int] | None = None
        self._norms: tuple[tuple[float, float], list[float]] | None = None

    def close(self) -> None:
        """Close the files."""
        if "_text" in self.__dict__:
            self._text.close()
        self._terms.close()
        self._perdoc.close()

    def postings(self, field: str, term: str) -> Masks:
        """The slots of a term, by sheet."""
        return self._live(self._terms.masks(field, term))

    def _live(self, masks: Masks) -> Masks:
        for sheet in self.deleted:
            masks.pop(sheet, None)
        return masks

    def beginning(self, field: str, prefix: str) -> Iterator[str]:
        """The terms of a field that begin with ``prefix``, in order."""
        return (term for term, _ in self._terms.beginning(field, prefix))

    def labels(self, field: str) -> list[tuple[str, Masks]]:
        """The terms of a field that has few, with their slots; kept."""
        if field not in self._labels:
            found = self._terms.beginning(field, "")
            self._labels[field] = [(term, self._live(self._terms.masks_of(n))) for term, n in found]
        return self._labels[field]

    def expanded(self, field: str, prefix: str) -> Masks:
        """The slots of all terms of a field that begin with ``prefix``."""
        lists = [self._terms.masks_of(number) for _, number in self._terms.beginning(field, prefix)]
        if len(lists) < 2:
            return self._live(lists[0] if lists else {})
        row = [0] * self.count  # a list takes many small additions faster than a dictionary
        for masks in lists:
            for sheet, mask in masks.items():
                row[sheet] |= mask
        return self._live({sheet: mask for sheet, mask in enumerate(row) if mask})

    def written_in(self, masks: Masks, wanted: str) -> Masks:
        """The slots among ``masks`` in whose text ``wanted`` stands (both as ``analysis.written``)."""
        needle, column = wanted.encode(), self.column("text")
        find, starts, lengths = self._text.find, column._offsets, column._lengths
        found: Masks = {}
        for sheet in masks:
            start = starts[sheet]
            end = start + lengths[sheet]
            at = find(needle, start, end)
            if at < 0:
                continue
            bits, slot, counted = 0, 0, start
            while at >= 0:
                slot += self._text[counted:at].count(b"\n")
                bits |= _BITS[slot]
                counted = at
                line_end = find(b"\n", at, end)
                at = find(needle, line_end, end) if line_end >= 0 else -1
            if bits & masks[sheet]:
                found[sheet] = bits & masks[sheet]
        return found

    @cached_property
    def _text(self) -> mmap.mmap:
        file = self.column("text")._dbfile.file
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def column(self, name: str) -> Any:
        """A column by sheet number; numbers are loaded whole."""
        if name not in self._arrays:
            reader = self._perdoc.column_reader(name, COLUMNS[name])
            if isinstance(COLUMNS[name], columns.NumericColumn):
                reader = self._numbers(reader, reader._count, reader._fixedlen)
            self._arrays[name] = reader
        return self._arrays[name]

    @cached_property
    def organs(self) -> tuple[array[int], list[str]]:
        """For each sheet the number of its organ, and the organs."""
        reader = self.column("organ")
        return self._numbers(reader, self.count, reader._itemsize), [
            name.decode() for name in reader._uniques
        ]

    def _numbers(self, reader: Any, count: int, size: int) -> array[int]:
        """A column of numbers at once; Whoosh's own ``load`` unpacks them one by one."""
        numbers: array[int] = array(reader._typecode)
        numbers.frombytes(reader._dbfile.get(reader._basepos, count * size))
        if sys.byteorder == "little":
            numbers.byteswap()
        numbers.extend([0] * (self.count - len(numbers)))  # Whoosh leaves out defaults at the end
        return numbers

    @cached_property
    def size(self) -> int:
        """Characters of text in all."""
        return int(sum(self.column("size")))

    def norms(self, fixed: float, slope: float) -> list[float]:
        """``fixed + slope * size`` of each sheet: how much its length weighs against it."""
        if self._norms is None or self._norms[0] != (fixed, slope):
            self._norms = (fixed, slope), [fixed + slope * size for size in self.column("size")]
        return self._norms[1]

    def text(self, column: str, sheet: int) -> str:
        """A value of a column of bytes."""
        return bytes(self.column(column)[sheet]).decode()

    def full(self, sheet: int) -> int:
        """All slots of a sheet."""
        slots: int = self.column("slots")[sheet]
        return slots

    def everything(self) -> Masks:
        """All slots of all sheets."""
        slots = self.column("slots")
        return {n: slots[n] for n in range(self.count) if n not in self.deleted}

    def sheet_of(self, report_id: str) -> int | None:
        """The first sheet of a report."""
        if self._sheet_of is None:
            ids, first = self.column("id"), self.column("first")
            known = ((bytes(ids[n]).decode(), n) for n in range(self.count) if not first[n])
            self._sheet_of = {key: n for key, n in known if n not in self.deleted}
        return self._sheet_of.get(report_id)
