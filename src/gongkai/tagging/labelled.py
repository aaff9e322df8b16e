"""Labelled passages: one JSON object a line, checked as they are read."""

from __future__ import annotations

import json
from collections.abc import Iterator
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
    return [parse_labelled(raw, place) for place, raw in read_lines(path)]


def read_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(file:line, object) for each line of a JSON Lines file that is not blank. Raises ReadError."""
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(str(path), f"cannot be read ({error})") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            place = f"{path}:{number}"
            try:
                raw = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise ReadError(place, f"not JSON ({error})") from error
            if not isinstance(raw, dict):
                raise ReadError(place, "not a JSON object")
            yield place, raw


def parse_labelled(raw: dict[str, Any], place: str) -> Labelled:
    """One labelled passage. Raises ReadError, naming ``place``, if a field is missing or a label unknown."""
    try:
        topics = tuple(str(topic) for topic in raw["topics"])
        stance, text = str(raw["stance"]), str(raw["text"])
        organ, year = str(raw.get("organ", "")), raw.get("year")
        context = Context(str(raw.get("section") or ""), str(raw.get("heading") or ""))
    except (KeyError, TypeError) as error:
        raise ReadError(place, f"not a labelled passage ({error!r})") from error
    unknown = [t for t in topics if t not in taxonomy().topic_ids]
    if stance not in taxonomy().stance_ids:
        unknown.append(stance)
    if unknown:
        raise ReadError(place, f"unknown label {', '.join(unknown)}")
    if len(topics) > 3 or len(set(topics)) != len(topics):
        raise ReadError(place, "a passage has at most three different topics")
    return Labelled(organ, text, topics, stance, context, year if isinstance(year, int) else None)
