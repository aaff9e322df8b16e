"""Labelled passages: one JSON object a line, checked as they are read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import ReadError
from .features import Context
from .labels import taxonomy


@dataclass(frozen=True, slots=True)
class Labelled:
    """A passage with its right answer. ``topics`` are main first."""

    organ: str
    text: str
    topics: tuple[str, ...]
    stance: str
    context: Context
    year: int | None = None


def read_labelled(path: Path) -> list[Labelled]:
    """The passages of a file. Raises ReadError, with the line number, on an unknown label or a broken line."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(str(path), f"cannot be read ({error})") from error
    return [_parse(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()]


def _parse(line: str, place: str) -> Labelled:
    try:
        raw: dict[str, Any] = json.loads(line)
        topics = tuple(str(topic) for topic in raw["topics"])
        stance, text = str(raw["stance"]), str(raw["text"])
        organ, year = str(raw.get("organ", "")), raw.get("year")
        context = Context(str(raw.get("section") or ""), str(raw.get("heading") or ""))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReadError(place, f"not a labelled passage ({error!r})") from error
    unknown = [t for t in topics if t not in taxonomy().topic_ids]
    if stance not in taxonomy().stance_ids:
        unknown.append(stance)
    if unknown:
        raise ReadError(place, f"unknown label {', '.join(unknown)}")
    if len(topics) > 3 or len(set(topics)) != len(topics):
        raise ReadError(place, "a passage has at most three different topics")
    return Labelled(organ, text, topics, stance, context, year if isinstance(year, int) else None)
