"""Rows → CSV, JSON or JSON Lines. A spreadsheet that opens the CSV runs nothing of what a report says."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

FORMATS = ("csv", "json", "jsonl")

# A text that begins so is taken for a formula by a spreadsheet (the full-width forms by Chinese and Japanese ones).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_rows(
    rows: Iterable[dict[str, Any]], out: IO[str], form: str = "csv", *, columns: Sequence[str] = ()
) -> int:
    """Write rows as ``csv``, ``json`` (one array) or ``jsonl`` and return how many there were.

    ``columns`` orders the CSV and gives an empty one its header; without it the rows' own ``columns`` attribute or the
    first row's keys do. Decimals are written as digits in CSV and as strings in JSON, so that no digit is lost.
    """
    if form == "csv":
        return _write_csv(rows, out, columns or getattr(rows, "columns", ()))
    if form == "json":
        return _write_json(rows, out)
    if form == "jsonl":
        count = 0
        for row in rows:
            out.write(_json(row) + "\n")
            count += 1
        return count
    raise ValueError(f"format {form!r} is none of {', '.join(FORMATS)}")


def write_file(rows: Iterable[dict[str, Any]], path: str | Path, form: str = "csv") -> int:
    """Write rows to a file, whole or not at all; a CSV file begins with a BOM, so that Excel reads it as UTF-8."""
    path = Path(path)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8-sig" if form == "csv" else "utf-8", newline="") as out:
            count = write_rows(rows, out, form)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return count


def _write_csv(rows: Iterable[dict[str, Any]], out: IO[str], columns: Sequence[str]) -> int:
    writer = csv.writer(out)
    if columns:
        writer.writerow(columns)
    count = 0
    for count, row in enumerate(rows, 1):
        if not columns:
            columns = tuple(row)
            writer.writerow(columns)
        if unknown := row.keys() - set(columns):
            raise ValueError(f"row {count} has columns the header lacks: {', '.join(sorted(unknown))}")
        writer.writerow([_cell(row.get(column)) for column in columns])
    return count


def _cell(value: Any) -> str:
    """A value as the text of a CSV cell. Lists of words are joined by ``|``; what is deeper becomes JSON."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, (bool, int, float)):
        return str(value)
    if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
        value = "|".join(value)
    elif not isinstance(value, str):
        value = _json(value)
    return f"'{value}" if value.startswith(_FORMULA) else str(value)


def _write_json(rows: Iterable[dict[str, Any]], out: IO[str]) -> int:
    count = 0
    out.write("[")
    for count, row in enumerate(rows, 1):
        out.write((",\n " if count > 1 else "\n ") + _json(row))
    out.write("\n]\n" if count else "]\n")
    return count


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
