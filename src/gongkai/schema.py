"""The JSON Schema of ``gongkai read FILE --json``, derived from the model so that the two cannot part.

``python -m gongkai.schema > docs/report.schema.json`` renews the published copy.
"""

from __future__ import annotations

import dataclasses
import json
import types
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from .model import Report

_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    Decimal: {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
}


def report_schema() -> dict[str, Any]:
    """The schema (draft 2020-12) of one report as ``serial.report_to_dict`` writes it."""
    definitions: dict[str, Any] = {}
    root = _schema(Report, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "gongkai report",
        "description": "One 政府信息公开工作年度报告, read, tagged, measured and checked.",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def _schema(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if kind in _PLAIN:
        return _PLAIN[kind]
    origin, args = get_origin(kind), get_args(kind)
    if origin is Literal:
        return {"enum": list(args)}
    if origin in (Union, types.UnionType):
        return {"anyOf": [{"type": "null"} if a is type(None) else _schema(a, definitions) for a in args]}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(args[1], definitions)}
    if origin is tuple:
        return {"type": "array", "items": _schema(args[0], definitions)}
    return _record(kind, definitions)


def _record(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    if kind.__name__ not in definitions:
        hints = get_type_hints(kind)
        names = [f.name for f in dataclasses.fields(kind)]
        definitions[kind.__name__] = {
            "type": "object",
            "properties": {name: _schema(hints[name], definitions) for name in names},
            "required": names,
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{kind.__name__}"}


if __name__ == "__main__":
    print(json.dumps(report_schema(), ensure_ascii=False, indent=1))
