"""The rules as data: what each demands, where it comes from, and an example that keeps and one that breaks it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from gongkai.model import Severity

Level = Literal["stated", "implied", "practice"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``level``: printed in the form (stated), follows from it (implied), or a habit of supervisors.

    ``good`` and ``bad`` are small made-up reports (cells, section texts, …) that keep and break the rule.
    """

    id: str
    source: str
    level: Level
    severity: Severity
    zh: str
    en: str
    good: Mapping[str, Any]
    bad: Mapping[str, Any]


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule that ``check_report`` and ``check_pair`` apply, in the order of the data file."""
    text = files("gongkai.data").joinpath("rules.json").read_text("utf-8")
    return tuple(Rule(**entry) for entry in json.loads(text)["rules"])


@cache
def rule(rule_id: str) -> Rule:
    """The rule with that id. Raises KeyError for an unknown one."""
    for known in rules():
        if known.id == rule_id:
            return known
    raise KeyError(rule_id)
