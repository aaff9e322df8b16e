"""The measures, read from ``data/metrics.json`` once."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from ..errors import QueryError
from ..wording import Wordings

wording = Wordings(
    "measure_words.json"
)  # carriers, areas, other years, plans …: what matters to every measure


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure. ``numerator`` (and ``denominator``) make it a formula of cells, else ``noun`` finds it in prose."""

    id: str
    zh: str
    en: str
    unit: str
    note: str = ""
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    eras: tuple[str, ...] = ()  # of tables in which the cells mean this; () = all
    noun: re.Pattern[str] | None = None  # what is counted, before the figure or right behind it
    units: tuple[str, ...] = ()  # as written behind the number; "" = none
    channel: str = ""  # id of `channels`: nearest carrier named before the figure
    barred: tuple[str, ...] = ()  # carriers whose figures it never means
    stock: bool = False  # a level at the year's end, such as followers; else what happened in the year
    context: re.Pattern[str] | None = None  # must stand in the sentence
    banned: re.Pattern[str] | None = None  # must not stand in the sentence, before the figure
    kinds: re.Pattern[str] | None = None  # words that make it a count of one kind only: 图文解读
    excluded: re.Pattern[str] | None = None  # in the clause, before the figure
    none: re.Pattern[str] | None = None  # words that say there was none: 未收取信息处理费
    matches: tuple[tuple[str, str], ...] = field(default=())  # (text, the figure it must find)
    misses: tuple[str, ...] = ()

    @property
    def of_cells(self) -> bool:
        """Whether it is computed from table cells."""
        return bool(self.numerator)


@cache
def measures() -> tuple[Measure, ...]:
    """All measures in order."""
    text = files("gongkai").joinpath("data/metrics.json").read_text("utf-8")
    return tuple(_measure(entry) for entry in json.loads(text)["measures"])


def measure(name: str) -> Measure:
    """The measure with that id or Chinese name. Raises QueryError with the nearest name."""
    from difflib import get_close_matches

    for one in measures():
        if name in (one.id, one.zh):
            return one
    known = [text for one in measures() for text in (one.id, one.zh)]
    near = get_close_matches(name, known, 1, 0.3)
    hint = f"did you mean {near[0]}?" if near else ""
    raise QueryError(f"no metric {name!r}; `gongkai metrics --list` shows all / 没有这个指标", 0, hint)


def _measure(entry: Mapping[str, Any]) -> Measure:
    values: dict[str, Any] = {}
    for name, value in entry.items():
        if name in ("noun", "context", "banned", "kinds", "excluded", "none"):
            values[name] = re.compile(value)
        elif name == "matches":
            values[name] = tuple((text, figure) for text, figure in value)
        else:
            values[name] = tuple(value) if isinstance(value, list) else value
    return Measure(**values)
