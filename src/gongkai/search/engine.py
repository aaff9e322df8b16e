"""What a search engine must be able to do, so that one can be exchanged for another.

Engines agree on what matches (``tests/test_engines.py`` holds every one to the same table and to the same brute-force
answer); they may differ in how they rank. A query is about the slots of reports: its passages, and one for what stands
outside them. A word that stands only in the organ's name and year lets a slot match, but does not make a hit of it
alone; a query that asks for nothing but organ, year or table cells is answered with reports.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from .query import And, CellTest, FigureTest, Node, Not, Or, Organ, Years

# For a test on figures: report id → passages; for one on table cells: report id → nothing more. Told by the store.
Resolver = Callable[[FigureTest | CellTest], Mapping[str, Collection[int]]]

FACETS = ("year", "organ", "topic", "stance", "section")


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
    def head(self) -> str:
        """The name and year by which every slot of the report can be found."""
        return head(self.organ, self.year)


def head(organ: str, year: int | None) -> str:
    """Name and year in one text."""
    return f"{organ} {year or ''}年"


class Match(NamedTuple):
    """A report that matches."""

    report_id: str
    score: float


class Found(Protocol):
    """The answer to one query on the state of the index at that moment."""

    @property
    def reports(self) -> int:
        """How many reports match."""

    @property
    def passages(self) -> int:
        """How many slots match in all."""

    def page(self, offset: int, limit: int | None, sort: str = "relevance") -> list[Match]:
        """Reports ``offset`` to ``offset + limit`` (None: to the end) by "relevance" or "year" (newest first).

        The order is stable: pages of the same query on the same index neither overlap nor leave a gap.
        """

    def passages_of(self, matches: Sequence[Match]) -> list[tuple[int | None, ...]]:
        """All passages that match of each report of a page, best first (None: what stands outside the passages)."""

    def facets(self) -> dict[str, dict[str, int]]:
        """For each of ``FACETS``: value → how many slots of the answer have it, the most frequent first."""


class SearchEngine(Protocol):
    """Changes are seen by ``search`` after ``commit``. Raises LibraryError where the index cannot be used."""

    def begin(self, wait: float) -> None:
        """Take the writer's lock. Raises LibraryError if another process holds it for more than ``wait`` seconds."""

    def add(self, report_id: str, entries: Sequence[Entry]) -> None:
        """Put a report's entries in place of those it had at the last commit."""

    def delete(self, report_id: str) -> None:
        """Take a report's entries out."""

    def commit(self) -> None:
        """Make all changes since ``begin`` visible, at once, and give the lock back."""

    def search(self, query: Node, resolve: Resolver) -> Found:
        """What matches."""

    def vocabulary(self, prefix: str = "") -> Collection[str]:
        """The words of the index that begin with ``prefix``."""

    def close(self) -> None:
        """Give up changes that were not committed and close files."""


def about_passages(node: Node) -> bool:
    """Whether a query asks for passages; else it asks for reports."""
    if isinstance(node, (And, Or)):
        return any(about_passages(part) for part in node.parts)
    if isinstance(node, Not):
        return about_passages(node.part)
    return not isinstance(node, (Years, Organ, CellTest))
