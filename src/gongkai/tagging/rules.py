"""Boundary rules that are rules, not matters of degree: ``data/tagging_rules.json``, applied after the model."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from .decide import MOST_TOPICS
from .masking import mask
from .scores import Answer


@dataclass(frozen=True, slots=True)
class Rule:
    """If ``pattern`` is found (and ``unless`` is not) in the masked passage, topics and stance change as told."""

    id: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    add: tuple[str, ...]
    drop: tuple[str, ...]
    only: tuple[str, ...] | None  # these and no others
    stance: str | None
    subtag: str | None
    match: tuple[str, ...]
    no_match: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ruled:
    """The answer after the rules, and which rules spoke."""

    answer: Answer
    rules: tuple[str, ...]
    subtags: tuple[str, ...]


@cache
def rules() -> tuple[Rule, ...]:
    """The shipped rules, in the order in which they apply."""
    raw = json.loads(files("gongkai.data").joinpath("tagging_rules.json").read_text("utf-8"))
    return tuple(
        Rule(
            id=entry["id"],
            pattern=re.compile(entry["pattern"]),
            unless=re.compile(entry["unless"]) if "unless" in entry else None,
            add=tuple(entry.get("add", ())),
            drop=tuple(entry.get("drop", ())),
            only=tuple(entry["only"]) if "only" in entry else None,
            stance=entry.get("stance"),
            subtag=entry.get("subtag"),
            match=tuple(entry["match"]),
            no_match=tuple(entry["no_match"]),
        )
        for entry in raw["rules"]
    )


def fires(rule: Rule, masked: str) -> bool:
    """Whether a rule speaks about a masked passage."""
    return bool(rule.pattern.search(masked)) and not (rule.unless and rule.unless.search(masked))


def apply_rules(passage: str, answer: Answer) -> Ruled:
    """The answer of the model, corrected by the rules."""
    masked = mask(passage).text
    topics, stance = list(answer[0]), answer[1]
    spoke: list[str] = []
    subtags: list[str] = []
    for rule in rules():
        if not fires(rule, masked):
            continue
        spoke.append(rule.id)
        topics = list(rule.only) if rule.only is not None else topics
        topics = [t for t in topics if t not in rule.drop]
        topics += [t for t in rule.add if t not in topics]
        stance = rule.stance or stance
        if rule.subtag:
            subtags.append(rule.subtag)
    if stance == "FRAME":
        topics = []
    return Ruled((tuple(topics[:MOST_TOPICS]), stance), tuple(spoke), tuple(subtags))
