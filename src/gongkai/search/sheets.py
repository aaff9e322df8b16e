"""How the index lies in Whoosh: sheets of 64 slots, and posting lists that are read and written whole.

A Whoosh document is a *sheet*: up to 64 slots of one report, slot 0 of the first sheet for what stands outside the
passages, then one a passage. A posting says in which slots of a sheet a term stands, as the bits of one 64-bit number,
so that AND, OR and NOT within a passage are operations on integers. Storage, segments, term dictionary, columns, locks
and the table of contents are Whoosh's own. What is not is its way of handling postings one Python object at a time:
``SheetCodec`` keeps each list as two arrays, and ``SheetWriter`` (``sheet_writer``) fills them without Whoosh's pool.
"""

from __future__ import annotations

import struct
import sys
import warnings
import zlib
from array import array
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from whoosh import columns, fields, formats
    from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter

SLOTS = 64  # of a sheet
FIELDS = ("words", "pairs", "seams", "head", "topic", "stance", "section", "year", "report")
COLUMNS: dict[str, Any] = {
    "id": columns.VarBytesColumn(),
    "organ": columns.RefBytesColumn(),
    "published": columns.NumericColumn("H"),  # the report's year, 0 if unknown
    "first": columns.NumericColumn("H"),  # the slot of the report that the sheet begins with
    "slots": columns.NumericColumn("B"),
    "size": columns.NumericColumn("I"),  # units of text
    "text": columns.VarBytesColumn(),  # `written`, a line a slot
}
_COMPRESS_FROM = 256
_INFO = struct.Struct("!BfIBBfII")
_EXTENT = struct.Struct("!qi")

if TYPE_CHECKING:
    Postings = tuple[array[int], array[int]]  # sheets, and the mask of each

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


def encode(sheets: array[int], masks: array[int]) -> bytes:
    """A posting list as bytes."""
    plain = sheets.tobytes() + masks.tobytes()
    return b"z" + zlib.compress(plain, 1) if len(plain) > _COMPRESS_FROM else b"p" + plain


def decode(data: bytes, count: int) -> Postings:
    """Sheets and masks of a posting list of ``count`` postings."""
    plain = zlib.decompress(data[1:]) if data[:1] == b"z" else data[1:]
    sheets, masks = array("H"), array("Q")
    sheets.frombytes(plain[: 2 * count])
    masks.frombytes(plain[2 * count :])
    return sheets, masks


class SheetCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's codec with posting lists as arrays, for ``Segment`` to read."""

    def field_writer(self, storage: Any, segment: Any) -> SheetFieldWriter:
        """Writes the term dictionary and the posting lists of a segment."""
        return SheetFieldWriter(self, storage, segment)


class SheetFieldWriter(W3FieldWriter):  # type: ignore[misc]
    """Writes terms in order, each with its list in one piece."""

    def write(self, number: int, name: str, terms: Mapping[str, Postings]) -> None:
        """All terms of one field; ``number`` is its place in ``FIELDS``."""
        self._fieldmap[name] = number
        key = struct.pack("!H", number)
        add, post = self._tindex.add, self._postfile
        offset = post.tell()
        for term in sorted(terms):  # code points sort as UTF-8 does
            sheets, masks = terms[term]
            data = encode(sheets, masks)
            post.write(data)
            count = len(sheets)
            info = _INFO.pack(0, count, count, 0, 0, 1.0, sheets[0], sheets[-1])
            add(key + term.encode(), info + _EXTENT.pack(offset, len(data)))
            offset += len(data)


def postings_at(terms: Any, info: bytes) -> Postings:
    """The list a term's entry in the dictionary points at."""
    offset, length = _EXTENT.unpack_from(info, _INFO.size)
    return decode(terms._postfile.get(offset, length), _INFO.unpack_from(info)[2])


class Segment:
    """A committed segment, open for reading. Sheets of deleted reports never show."""

    def __init__(self, storage: Any, segment: Any) -> None:
        codec = SheetCodec()
        self.count = segment.doc_count_all()
        self.deleted = frozenset(segment.deleted_docs())
        self._terms = codec.terms_reader(storage, segment)
        self._perdoc = codec.per_document_reader(storage, segment)
        self._arrays: dict[str, Any] = {}
        self._sheet_of: dict[str, int] | None = None

    def close(self) -> None:
        """Close the files."""
        self._terms.close()
        self._perdoc.close()

    def postings(self, field: str, term: str) -> Masks:
        """The slots of a term, by sheet."""
        try:
            info = self._terms._tindex[self._terms._keycoder(field, term.encode())]
        except KeyError:
            return {}
        masks = dict(zip(*postings_at(self._terms, info), strict=True))
        for sheet in self.deleted:
            masks.pop(sheet, None)
        return masks

    def beginning(self, field: str, prefix: str) -> Iterator[str]:
        """The terms of a field that begin with ``prefix``, in order."""
        start = prefix.encode()
        for name, term in self._terms.terms_from(field, start):
            if name != field or not term.startswith(start):
                return
            yield term.decode()

    def column(self, name: str) -> Any:
        """A column by sheet number; numbers are loaded whole."""
        if name not in self._arrays:
            reader = self._perdoc.column_reader(name, COLUMNS[name])
            numbers = isinstance(COLUMNS[name], columns.NumericColumn)
            self._arrays[name] = self._numbers(reader) if numbers else reader
        return self._arrays[name]

    def _numbers(self, reader: Any) -> array[int]:
        """A column of numbers at once; Whoosh's own ``load`` unpacks them one by one."""
        numbers: array[int] = array(reader._typecode)
        numbers.frombytes(reader._dbfile.get(reader._basepos, reader._count * reader._fixedlen))
        if sys.byteorder == "little":
            numbers.byteswap()
        numbers.extend([0] * (self.count - len(numbers)))  # Whoosh leaves out defaults at the end
        return numbers

    @cached_property
    def size(self) -> int:
        """Units of text in all."""
        return int(sum(self.column("size")))

    def text(self, column: str, sheet: int) -> str:
        """A value of a column of bytes."""
        return bytes(self.column(column)[sheet]).decode()

    def full(self, sheet: int) -> int:
        """All slots of a sheet."""
        slots: int = self.column("slots")[sheet]
        return (1 << slots) - 1

    def everything(self) -> Masks:
        """All slots of all sheets."""
        slots = self.column("slots")
        return {n: (1 << slots[n]) - 1 for n in range(self.count) if n not in self.deleted}

    def sheet_of(self, report_id: str) -> int | None:
        """The first sheet of a report."""
        if self._sheet_of is None:
            ids, first = self.column("id"), self.column("first")
            known = ((bytes(ids[n]).decode(), n) for n in range(self.count) if not first[n])
            self._sheet_of = {key: n for key, n in known if n not in self.deleted}
        return self._sheet_of.get(report_id)
