"""What a search answers."""

from __future__ import annotations

from dataclasses import dataclass


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
    score: float
    matched: tuple[str, ...]
    topics: tuple[str, ...]
    stance: str
    source: str
    url: str | None
