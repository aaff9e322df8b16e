"""The default engine: Whoosh, with the layout of ``sheets`` and the matching of ``evaluate``.

Field and codec types are pickled by reference into the index, a local cache that is rebuilt at will.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from whoosh import index
    from whoosh.writing import LockError

from ..errors import LibraryError
from ..fold import units
from .analysis import pairs_of, query_units
from .engine import Entry, Resolver, about_passages
from .evaluate import Evaluator
from .query import Node
from .ranking import Part, SheetAnswer
from .sheets import FIELDS, SLOTS, Segment, schema


class WhooshEngine:
    """A Whoosh index in a folder, made when it is missing. Raises LibraryError if it cannot be opened."""

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            exists = index.exists_in(str(folder))
            self._index = index.open_dir(str(folder)) if exists else index.create_in(str(folder), schema())
            same = tuple(sorted(self._index.schema.names())) == tuple(sorted(FIELDS))
        except Exception as error:  # Whoosh unpickles its files: a damaged one can raise anything
            raise LibraryError(f"{folder}: the search index cannot be opened: {error}") from error
        if not same:
            raise LibraryError(f"{folder}: the search index has another layout")
        self._folder = folder
        self._writer: Any = None  # a SheetWriter; it needs numpy, which a reader does not wait for
        self._changed = False
        self._generation = -1
        self._segments: dict[str, Segment] = {}

    # -- writing

    def begin(self, wait: float) -> None:
        """Take the writer's lock. Raises LibraryError if another process holds it for more than ``wait`` seconds."""
        if self._writer is not None:
            return
        from .sheet_writer import SheetWriter

        try:
            self._writer = SheetWriter(self._index, timeout=wait)
        except LockError:
            raise LibraryError(
                f"{self._folder.parent}: another process is writing to this library; try again when it has finished"
                " / 另一个进程正在写入"
            ) from None
        self._changed = False
        self._refresh()

    def add(self, report_id: str, entries: Sequence[Entry]) -> None:
        """Put a report's entries in place of those it had at the last commit."""
        self.delete(report_id)
        slots = _by_slot(entries)
        for first in range(0, len(slots), SLOTS):
            self._add_sheet(report_id, first, slots[first : first + SLOTS])

    def _add_sheet(self, report_id: str, first: int, slots: Sequence[Entry | None]) -> None:
        from .sheet_writer import Sheet

        terms: dict[str, defaultdict[str, int]] = {
            name: defaultdict(int) for name in ("topic", "stance", "section")
        }
        known = [(1 << n, entry) for n, entry in enumerate(slots) if entry is not None]
        for bit, entry in known:
            for topic in entry.topics:
                terms["topic"][topic] |= bit
            terms["stance"][entry.stance] |= bit
            terms["section"][entry.section] |= bit
        about, full = known[0][1], sum(bit for bit, _ in known)
        head = pairs_of(query_units(unit.text for unit in units(about.head)))
        whole = {"head": head, "year": (str(about.year or ""),), "report": (report_id,)}
        texts = [entry.text if entry else "" for entry in slots]
        values = {
            "id": report_id.encode(),
            "organ": about.organ.encode(),
            "published": about.year or 0,
            "first": first,
            "slots": full,
            "size": sum(map(len, texts)),
        }
        fields = {**terms, **{name: dict.fromkeys(found, full) for name, found in whole.items()}}
        self._writer.add_sheet(Sheet(values, fields, texts))

    def delete(self, report_id: str) -> None:
        """Take out the entries a report had at the last commit."""
        self._changed = True
        for stored in self._writer.segments:
            for sheet in self._segments[stored.segment_id()].postings("report", report_id):
                stored.delete_document(sheet)

    def commit(self) -> None:
        """Make all changes visible at once and give the lock back."""
        writer, self._writer = self._writer, None
        if self._changed:
            writer.commit()
        else:
            writer.cancel()

    def close(self) -> None:
        """Give up changes that were not committed and close files."""
        if self._writer is not None:
            self._writer.cancel()
            self._writer = None
        self._drop_segments()
        self._index.close()

    # -- reading

    def search(self, query: Node, resolve: Resolver) -> SheetAnswer:
        """What matches, in all segments of the last commit."""
        self._refresh()
        try:
            parts = [self._part(segment, query, resolve) for segment in self._segments.values()]
            sheets = sum(segment.count for segment in self._segments.values())
            text = sum(segment.size for segment in self._segments.values())
            return SheetAnswer(parts, sheets, text)
        except LibraryError:
            raise
        except (OSError, ValueError, KeyError, IndexError, EOFError) as error:
            raise self._damaged(error) from error

    def _part(self, segment: Segment, query: Node, resolve: Resolver) -> Part:
        evaluator = Evaluator(segment, resolve)
        masks = evaluator.held(query).accepted()
        if not about_passages(query):
            first = segment.column("first")
            masks = {sheet: 1 for sheet, mask in masks.items() if mask & 1 and not first[sheet]}
        return Part(segment, masks, evaluator.terms)

    def vocabulary(self, prefix: str = "") -> Collection[str]:
        """The words of the index that begin with ``prefix``."""
        self._refresh()
        return {term for segment in self._segments.values() for term in segment.beginning("words", prefix)}

    def _refresh(self) -> None:
        """Open what was committed since the last look; a segment file can be gone if a writer was faster."""
        for attempt in range(5):
            try:
                if self._index.latest_generation() == self._generation:
                    return
                self._open_latest()
                return
            except FileNotFoundError as error:
                if attempt == 4:
                    raise self._damaged(error) from error
            except Exception as error:  # damaged files can make Whoosh raise anything
                raise self._damaged(error) from error

    def _open_latest(self) -> None:
        toc: Any = self._index._read_toc()
        opened = {}
        for stored in toc.segments:
            name = stored.segment_id()
            known = self._segments.pop(name, None)
            if known is None or known.deleted != frozenset(stored.deleted_docs()):
                if known is not None:
                    known.close()
                known = Segment(self._index.storage, stored)
            opened[name] = known
        self._drop_segments()
        self._segments, self._generation = opened, toc.generation

    def _drop_segments(self) -> None:
        for segment in self._segments.values():
            segment.close()
        self._segments, self._generation = {}, -1

    def _damaged(self, error: Exception) -> LibraryError:
        self._drop_segments()
        return LibraryError(f"{self._folder}: the search index is damaged: {error}")


def _by_slot(entries: Sequence[Entry]) -> list[Entry | None]:
    """Entries at their slots: 0 for what stands outside the passages, n + 1 for passage n."""
    slots: dict[int, Entry] = {0 if entry.passage is None else entry.passage + 1: entry for entry in entries}
    return [slots.get(n) for n in range(max(slots, default=-1) + 1)]
