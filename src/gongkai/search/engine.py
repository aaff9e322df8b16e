"""What a search engine must be able to do, so that Whoosh can be exchanged.

An engine answers with *candidates*: every entry that matches the query, best first, and perhaps some that do not (it
may treat a phrase as the pairs of characters in it). The library checks each candidate against its text.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from .query import CellTest, FigureTest, Node

# Keys of the passages or reports for which a test on figures or table cells holds, told by the store.
Resolver = Callable[[FigureTest | CellTest], Collection[str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One searchable text: a passage, or (``passage`` None) a report's title and table labels."""

    report_id: str
    passage: int | None
    text: str
    organ: str
    year: int | None
    section: str = ""
    topics: tuple[str, ...] = ()
    stance: str = ""

    @property
    def key(self) -> str:
        """Names the entry in the engine: ``report:passage``, or ``report:`` outside the passages."""
        return f"{self.report_id}:{'' if self.passage is None else self.passage}"


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate."""

    key: str
    score: float


class SearchEngine(Protocol):
    """Changes are seen by ``search`` after ``commit``. Raises LibraryError where the index cannot be used."""

    def begin(self, wait: float) -> None:
        """Take the writer's lock. Raises LibraryError if another process holds it for more than ``wait`` seconds."""

    def add(self, report_id: str, entries: Iterable[Entry]) -> None:
        """Put a report's entries in place of those it had."""

    def delete(self, report_id: str) -> None:
        """Take a report's entries out."""

    def commit(self) -> None:
        """Make all changes since ``begin`` visible, at once, and give the lock back."""

    def search(self, query: Node, resolve: Resolver) -> Iterator[Match]:
        """Candidates, best first."""

    def close(self) -> None:
        """Give up changes that were not committed and close files."""
