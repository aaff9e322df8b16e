"""The fast engine: tantivy behind the same protocol, with the same terms. Needs the extra ``tantivy``.

A document is a slot of a report. ``words`` and ``pairs`` hold the terms of ``analysis`` parted by spaces; a phrase is
pairs at their positions. The organ's name and year stand with slot 0 alone: a word in them is looked up there first.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import tantivy

from ..errors import LibraryError
from ..fold import units
from .analysis import analyse, pairs_of, query_units
from .engine import Entry, Resolver, about_passages
from .query import Node
from .tantivy_query import TantivyAnswer, Translator

_MEMORY = 128_000_000
_RETRY = 0.05  # seconds between looks at the writer's lock


def schema() -> Any:
    """The fields."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("report", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    for name in ("number", "slot", "year"):
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in ("organ", "topic", "stance", "section"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("seams", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("pairs", tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("head", tokenizer_name="whitespace", index_option="position")
    return builder.build()


class TantivyEngine:
    """A tantivy index in a folder, made when it is missing. Raises LibraryError if it cannot be opened."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        self._folder = folder
        self._threads = threads
        self._schema = schema()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(self._schema, path=str(folder))
        except (ValueError, OSError) as error:
            raise LibraryError(f"{folder}: the search index cannot be opened: {error}") from error
        self._writer: Any = None
        self._changed = False
        self._meta = os.fspath(folder / "meta.json")
        self._added: set[str] = set()  # reports, since begin
        self._seen = 0  # when meta.json changed last

    # -- writing

    def begin(self, wait: float) -> None:
        """Take the writer's lock. Raises LibraryError if another process holds it for more than ``wait`` seconds."""
        if self._writer is not None:
            return
        until = time.monotonic() + wait
        while True:
            try:
                self._writer = self._index.writer(_MEMORY, self._threads)
                break
            except ValueError as error:
                if "LockBusy" not in str(error):
                    raise self._damaged(error) from error
                if time.monotonic() >= until:
                    raise LibraryError(
                        f"{self._folder.parent}: another process is writing to this library; try again when it has"
                        " finished / 另一个进程正在写入"
                    ) from None
                time.sleep(_RETRY)
        self._changed = False
        self._added.clear()

    def add(self, report_id: str, entries: Sequence[Entry]) -> None:
        """Put a report's entries in place of those it had."""
        self.delete(report_id)
        self._changed = True
        self._added.add(report_id)
        number = int.from_bytes(hashlib.sha256(report_id.encode()).digest()[:7], "big")
        for entry, terms in zip(entries, analyse([entry.text for entry in entries]), strict=True):
            slot = 0 if entry.passage is None else entry.passage + 1
            values: dict[str, Any] = {
                "report": report_id,
                "key": f"{report_id}:{slot}",
                "number": number,
                "slot": slot,
                "year": entry.year or 0,
                "organ": entry.organ,
                "section": entry.section,
                "stance": entry.stance,
                "words": " ".join(terms.words),
                "pairs": " ".join(terms.pairs),
            }
            if entry.topics:
                values["topic"] = list(entry.topics)
            if terms.seams:
                values["seams"] = " ".join(terms.seams)
            if not slot:
                values["head"] = " ".join(pairs_of(query_units(unit.text for unit in units(entry.head))))
            self._writer.add_document(tantivy.Document(**values))

    def delete(self, report_id: str) -> None:
        """Take a report's entries out. Only of reports that are there: tantivy looks for every one at commit."""
        if report_id in self._added or self._current().doc_freq("report", report_id):
            self._changed = True
            self._writer.delete_documents_by_term("report", report_id)

    def commit(self) -> None:
        """Make all changes visible at once and give the lock back."""
        writer, self._writer = self._writer, None
        try:
            if self._changed:
                writer.commit()
                writer.wait_merging_threads()
        except (ValueError, OSError) as error:
            raise self._damaged(error) from error
        finally:
            del writer  # the lock goes with it
        self._seen = 0

    def close(self) -> None:
        """Give up changes that were not committed and close files."""
        self._writer = None

    # -- reading

    def search(self, query: Node, resolve: Resolver) -> TantivyAnswer:
        """What matches in the last commit."""
        try:
            searcher = self._current()
            accepted = Translator(self._schema, searcher, resolve).held(query).accepted()
            if not about_passages(query):
                slot = tantivy.Query.term_query(self._schema, "slot", 0)
                first = tantivy.Query.const_score_query(slot, 0.0)
                accepted = tantivy.Query.boolean_query([(tantivy.Occur.Must, q) for q in (accepted, first)])
            return TantivyAnswer(self._schema, searcher, accepted)
        except (ValueError, OSError) as error:
            raise self._damaged(error) from error

    def vocabulary(self, prefix: str = "") -> Collection[str]:
        """The words of the index that begin with ``prefix``."""
        return {term for term, _ in self._current().terms_with_prefix("words", prefix)}

    def _current(self) -> Any:
        """A searcher on the last commit; looking for a new one costs more than most queries."""
        changed = os.stat(self._meta).st_mtime_ns
        if changed != self._seen:
            self._index.reload()
            self._seen = changed
        return self._index.searcher()

    def _damaged(self, error: Exception) -> LibraryError:
        return LibraryError(f"{self._folder}: the search index is damaged: {error}")
