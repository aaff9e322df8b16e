"""The labels: 15 topics, one sub-tag and 4 stances, read from ``data/taxonomy.json``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Label:
    """A topic, sub-tag or stance: its id, its names, and the words a user may type for it."""

    id: str
    zh: str
    en: str
    definition: str
    aliases: tuple[str, ...]
    parent: str = ""  # the topic a sub-tag belongs to


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All labels, in the order in which they are printed."""

    topics: tuple[Label, ...]
    subtags: tuple[Label, ...]
    stances: tuple[Label, ...]

    @property
    def topic_ids(self) -> tuple[str, ...]:
        return tuple(label.id for label in self.topics)

    @property
    def stance_ids(self) -> tuple[str, ...]:
        return tuple(label.id for label in self.stances)

    def find(self, name: str) -> Label | None:
        """The label a user means by an id (any case), a Chinese or English name, or an alias; else None."""
        wanted = name.strip().casefold()
        for label in (*self.topics, *self.subtags, *self.stances):
            names = (label.id, label.zh, label.en, *label.aliases)
            if wanted in (each.casefold() for each in names):
                return label
        return None


def _label(entry: dict[str, object]) -> Label:
    aliases = entry["aliases"]
    assert isinstance(aliases, list)
    return Label(
        id=str(entry["id"]),
        zh=str(entry["zh"]),
        en=str(entry["en"]),
        definition=str(entry["definition"]),
        aliases=tuple(str(alias) for alias in aliases),
        parent=str(entry.get("parent", "")),
    )


@cache
def taxonomy() -> Taxonomy:
    """The taxonomy shipped with the package."""
    raw = json.loads(files("gongkai.data").joinpath("taxonomy.json").read_text("utf-8"))
    return Taxonomy(
        topics=tuple(map(_label, raw["topics"])),
        subtags=tuple(map(_label, raw["subtags"])),
        stances=tuple(map(_label, raw["stances"])),
    )
