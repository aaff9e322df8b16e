"""What a search answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that matches. ``highlights`` are spans of ``text``; ``matched`` says why, in the query's words."""

    report_id: str
    title: str
    organ: str
    year: int | None
    section: str  # "" for what stands outside the passages: title, table labels
    passage: int | None  # index into Report.passages, None outside the passages
    text: str
    highlights: tuple[tuple[int, int], ...]
    score: float  # of the report; 0 where the query asks for no word
    matched: tuple[str, ...]
    topics: tuple[str, ...]
    stance: str
    source: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """A report that matches: its best passages, and how many match in all."""

    report_id: str
    title: str
    organ: str
    year: int | None
    score: float
    passages: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A query that finds something where the one asked found nothing: what was changed, and how many reports it finds."""

    query: str
    reason: str
    reports: int


@dataclass(frozen=True, slots=True)
class Results:
    """One page of an answer. ``reports`` and ``passages`` count the whole answer; ``facets`` too, if asked for."""

    query: str
    reports: int
    passages: int
    offset: int
    groups: tuple[Group, ...]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    offers: tuple[Offer, ...] = ()

    @property
    def hits(self) -> list[Hit]:
        """The passages of the page in order."""
        return [hit for group in self.groups for hit in group.hits]
