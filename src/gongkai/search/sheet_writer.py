"""Writing sheets: batches of them are inverted at once, and a segment is written whenever memory is full."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from whoosh.writing import SegmentWriter

from .inverting import Inverter, Vocabulary
from .sheets import COLUMNS, FIELDS, SheetCodec

_BATCH = 20_000  # texts inverted at once
_POSTINGS_IN_MEMORY = 10_000_000  # about 200 MB; then a segment is written
_SHEETS_IN_SEGMENT = 60_000  # sheet numbers are 16-bit
_SMALL = 512  # segments with fewer sheets are merged …
_MANY_SMALL = 8  # … when there are more than these


@dataclass(frozen=True, slots=True)
class Sheet:
    """Up to 64 slots of a report: column values, the slots of each term of the small fields, and the slots' texts."""

    values: Mapping[str, Any]
    terms: Mapping[str, Mapping[str, int]]
    texts: Sequence[str]


class SheetWriter(SegmentWriter):  # type: ignore[misc]
    """A Whoosh writer for sheets. All become visible at once by ``commit``."""

    def __init__(self, index: Any, timeout: float) -> None:
        super().__init__(index, timeout=timeout, codec=SheetCodec(), compound=False)
        self._finished: list[Any] = []
        self._waiting: list[Sheet] = []
        self._texts = 0
        self._vocabulary = Vocabulary()
        self._clear()

    def _clear(self) -> None:
        if self._vocabulary.full:
            self._vocabulary = Vocabulary()
        self._inverter = Inverter(self._vocabulary)

    def add_sheet(self, sheet: Sheet) -> None:
        """Take a sheet in; it waits for enough others to be worth a batch."""
        self._waiting.append(sheet)
        self._texts += len(sheet.texts)
        if self._texts >= _BATCH:
            self._take_batch()

    def _take_batch(self) -> None:
        batch, self._waiting, self._texts = self._waiting, [], 0
        if not batch:
            return
        first, self._added = self.docnum, True
        texts = [text for sheet in batch for text in sheet.texts]
        sheets = [first + n for n, sheet in enumerate(batch) for _ in sheet.texts]
        slots = [slot for sheet in batch for slot in range(len(sheet.texts))]
        lines = iter(self._inverter.add(texts, sheets, slots))
        for sheet in batch:
            text = "\n".join(next(lines) for _ in sheet.texts).encode()
            self._add(sheet, text)
        full = self._inverter.postings > _POSTINGS_IN_MEMORY or self._vocabulary.full
        if full or self.docnum > _SHEETS_IN_SEGMENT - _BATCH:
            self._next_segment()

    def _add(self, sheet: Sheet, text: bytes) -> None:
        number = self._add_columns({**sheet.values, "text": text})
        for field, masks in sheet.terms.items():
            for term, mask in masks.items():
                self._inverter.put(field, term, {number: mask})

    def _add_columns(self, values: Mapping[str, Any]) -> int:
        number: int = self.docnum
        self.perdocwriter.start_doc(number)
        for name, value in values.items():
            self.perdocwriter.add_column_value(name, COLUMNS[name], value)
        self.perdocwriter.finish_doc()
        self._added = True
        self.docnum += 1
        return number

    def _next_segment(self) -> None:
        self._finished.append(self._finalize_segment())
        self.newsegment = self.codec.new_segment(self.storage, self.indexname)
        self.perdocwriter = self.codec.per_document_writer(self.storage, self.newsegment)
        self.fieldwriter = self.codec.field_writer(self.storage, self.newsegment)
        self.docnum = self.docbase
        self._added = False
        self._clear()

    # -- what Whoosh's writer calls

    def commit(self, mergetype: Any = None, optimize: Any = None, merge: Any = None) -> None:
        """Write what is waiting and make all changes visible at once."""
        self._take_batch()
        super().commit(mergetype, optimize, merge)

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        for name in FIELDS:
            self.fieldwriter.write(self._inverter.finish(name))
        self.fieldwriter.close()

    def _merge_segments(self, mergetype: Any, optimize: Any, merge: Any) -> list[Any]:
        """The old segments that stay, and the new ones. Small and worn ones are taken in when there are many."""
        stay: list[Any] = []
        small: list[Any] = []
        for segment in self.segments:
            live = segment.doc_count_all() - segment.deleted_count()
            worn = segment.deleted_count() * 2 > segment.doc_count_all()
            (small if live < _SMALL or worn else stay).append(segment)
        if len(small) > _MANY_SMALL:
            for segment in small:
                self._take_in(segment)
        else:
            stay += small
        return [*stay, *self._finished]

    def _take_in(self, segment: Any) -> None:
        """Copy what is not deleted of a segment into this writer."""
        kept = [n for n in range(segment.doc_count_all()) if not segment.is_deleted(n)]
        if self._added and self.docnum + len(kept) > _SHEETS_IN_SEGMENT:
            self._next_segment()
        perdoc = self.codec.per_document_reader(self.storage, segment)
        readers = {name: perdoc.column_reader(name, column) for name, column in COLUMNS.items()}
        moved = {sheet: self._add_columns({n: r[sheet] for n, r in readers.items()}) for sheet in kept}
        perdoc.close()
        terms = self.codec.terms_reader(self.storage, segment)
        for field in FIELDS:
            for term, number in terms.beginning(field, ""):
                masks = terms.masks_of(number)
                self._inverter.put(field, term, {moved[s]: m for s, m in masks.items() if s in moved})
        terms.close()
