"""The crawler's rules, read from ``data/crawl_rules.json`` and compiled once."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

_SPACE = re.compile(r"[\s\u200b\u3000\xa0]+")


@cache
def load() -> dict[str, Any]:
    """The file as it stands."""
    data: dict[str, Any] = json.loads(
        files("gongkai").joinpath("data", "crawl_rules.json").read_text("utf-8")
    )
    return data


@cache
def pattern(group: str, name: str) -> re.Pattern[str]:
    """The compiled pattern ``group.name``."""
    return re.compile(load()[group][name]["pattern"])


@cache
def relations() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(kind, pattern) of everything that has a report's words in its title and is not the report."""
    return tuple((kind, re.compile(rule["pattern"])) for kind, rule in load()["relations"].items())


@cache
def guards() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(name, pattern) of the scripts that guard a site."""
    return tuple((rule["zh"], re.compile(rule["pattern"])) for rule in load()["page"]["guards"].values())


@cache
def sections() -> tuple[re.Pattern[str], ...]:
    """One pattern for each of the six things every report speaks of."""
    return tuple(re.compile(text) for text in load()["page"]["sections"])


@cache
def extensions() -> frozenset[str]:
    """File name extensions of documents."""
    return frozenset(load()["attachments"]["extensions"])


def squeeze(text: str) -> str:
    """The text without white space of any kind."""
    return _SPACE.sub("", text)
