"""Report ↔ plain JSON values, without loss. Decimals are strings (``"38E+4"`` never loses a digit), dates ISO."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from .model import Report


def report_to_dict(report: Report) -> dict[str, Any]:
    """The report as dicts, lists, strings, numbers and None, keys in the order of the model's fields."""
    plain: dict[str, Any] = _plain(report)
    return plain


def report_from_dict(plain: dict[str, Any]) -> Report:
    """The report that ``report_to_dict`` made the dict from. Raises KeyError, TypeError or ValueError if it did not."""
    report: Report = _builder(Report)(plain)
    return report


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return {field: _plain(getattr(value, field)) for field in _fields(value.__class__)}


@cache
def _fields(kind: Any) -> tuple[str, ...]:
    return tuple(f.name for f in dataclasses.fields(kind))


@cache
def _builder(kind: Any) -> Callable[[Any], Any]:
    """How to make a value of the annotated type from its plain form."""
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        inner = _builder(next(a for a in args if a is not type(None)))
        return lambda plain: None if plain is None else inner(plain)
    if origin is tuple:
        item = _builder(args[0])
        return lambda plain: tuple(item(p) for p in plain)
    if origin is dict:
        item = _builder(args[1])
        return lambda plain: {key: item(p) for key, p in plain.items()}
    if kind is Decimal:
        return Decimal
    if kind in (date, datetime):
        parse: Callable[[Any], Any] = kind.fromisoformat
        return parse
    if dataclasses.is_dataclass(kind):
        return _record_builder(kind)
    if origin is Literal or kind in (str, int, float, bool):
        return lambda plain: plain
    raise TypeError(f"no plain form for {kind}")


def _record_builder(kind: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    fields = [(f.name, _builder(hints[f.name])) for f in dataclasses.fields(kind)]

    def build(plain: dict[str, Any]) -> Any:
        # A field that an older gongkai did not know keeps its default; an unknown one is an error.
        unknown = plain.keys() - hints.keys()
        if unknown:
            raise ValueError(f"{kind.__name__} has no field {', '.join(sorted(unknown))}")
        return kind(**{name: make(plain[name]) for name, make in fields if name in plain})

    return build
