"""What the columns of an export mean and hold: ``data/columns.json``, the one source of every description."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Type = Literal["string", "integer", "number", "decimal", "boolean", "date", "list", "json"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what it holds, and what that means."""

    name: str
    type: Type
    content: str = ""


@cache
def _tables() -> Mapping[str, Any]:
    loaded: dict[str, Any] = json.loads(files("gongkai").joinpath("data/columns.json").read_text("utf-8"))
    return loaded


def kinds() -> tuple[str, ...]:
    """The kinds of rows whose columns are described."""
    return tuple(_tables())


def about(kind: str) -> str:
    """One sentence on a kind of rows: what one row is."""
    text: str = _tables()[kind]["content"]
    return text


@cache
def columns_of(kind: str) -> tuple[Column, ...]:
    """The columns of a kind, in order; none for a kind that is not described."""
    if kind not in _tables():
        return ()
    return tuple(Column(**column) for column in _tables()[kind]["columns"]) + (
        _cells() if kind == "wide" else ()
    )


def _cells() -> tuple[Column, ...]:
    """The columns of the statutory tables, described by the form's own words."""
    from ..checks.cells import place_zh
    from ..panel import all_cells

    return tuple(Column(cell, "number", place_zh(cell)) for cell in all_cells())


def typed(names: Iterable[str], kind: str = "", first: Mapping[str, Any] | None = None) -> list[Column]:
    """A column for each name: as described, or else after the value in the ``first`` row."""
    known = {column.name: column for column in columns_of(kind)}
    return [known.get(name) or Column(name, type_of((first or {}).get(name))) for name in names]


def type_of(value: Any) -> Type:
    """The type of a column that no one described."""
    plain: tuple[tuple[type | tuple[type, ...], Type], ...] = (
        (bool, "boolean"),
        (int, "integer"),
        (float, "number"),
        (Decimal, "decimal"),
        (date, "date"),
        (dict, "json"),
    )
    for python, name in plain:
        if isinstance(value, python):
            return name
    if isinstance(value, (list, tuple)):
        return "list" if all(isinstance(item, str) for item in value) else "json"
    return "string"
