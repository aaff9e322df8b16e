"""A Frictionless data package beside an export: what each file and column is, and checksums to prove it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .. import __version__
from .columns import Column, about, kinds

_MEDIA = {
    "csv": "text/csv",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
_TYPES = {"decimal": "number", "list": "string", "json": "string"}
_NESTED = {"list": "array", "json": "any"}
_DEFUSED = (
    "Texts that a spreadsheet could take for a formula, or that begin with an apostrophe, have an apostrophe in front: "
    "take one leading apostrophe away to get the text back. Lists are joined by |."
)


@dataclass(frozen=True, slots=True)
class Written:
    """A table that was written: where, in which format, and with which columns."""

    kind: str
    path: Path
    form: str
    columns: Sequence[Column]
    rows: int


def write_package(files: Iterable[Written], folder: Path, filters: Mapping[str, Any]) -> Path:
    """Write ``datapackage.json`` into the folder and return its path.

    Tables of an earlier ``datapackage.json`` stay in it as long as their files are there.
    """
    path = folder / "datapackage.json"
    resources = [_resource(file) for file in files]
    new = {resource["name"] for resource in resources}
    kept = [r for r in _earlier(path) if r.get("name") not in new and _is_there(folder, r.get("path"))]
    package = {
        "name": "gongkai-export",
        "title": "政府信息公开工作年度报告: tables made by gongkai",
        "profile": "data-package",
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "gongkai": {
            "version": __version__,
            "filters": {k: v for k, v in filters.items() if v not in (None, False)},
        },
        "resources": kept + resources,
    }
    path.write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return path


def _earlier(path: Path) -> list[dict[str, Any]]:
    try:
        resources = json.loads(path.read_text("utf-8"))["resources"]
        return [resource for resource in resources if isinstance(resource, dict)]
    except (OSError, ValueError, LookupError, TypeError):
        return []


def _is_there(folder: Path, name: Any) -> bool:
    return isinstance(name, str) and Path(name).name == name and (folder / name).is_file()


def _resource(file: Written) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "name": file.kind,
        "path": file.path.name,
        "profile": "tabular-data-resource",
        "description": about(file.kind) if file.kind in kinds() else "",
        "format": file.form,
        "mediatype": _MEDIA[file.form],
        "bytes": file.path.stat().st_size,
        "hash": f"sha256:{_sha256(file.path)}",
        "rows": file.rows,
    }
    if file.form == "csv":
        resource |= {
            "encoding": "utf-8",
            "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"'},
        }
        resource["description"] += f" {_DEFUSED}"
    elif file.form == "xlsx":
        resource["dialect"] = {"sheet": file.kind}
    resource["schema"] = {
        "fields": [_field(column, file.form) for column in file.columns],
        "missingValues": [""],
    }
    return resource


def _field(column: Column, form: str) -> dict[str, Any]:
    kind = _TYPES.get(column.type, column.type)
    if form in ("json", "jsonl"):
        kind = _NESTED.get(column.type, kind)
    elif form == "parquet" and column.type == "list":
        kind = "array"
    field = {"name": column.name, "type": kind, "description": column.content}
    return field | (
        {"trueValues": ["True"], "falseValues": ["False"]} if kind == "boolean" and form == "csv" else {}
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
