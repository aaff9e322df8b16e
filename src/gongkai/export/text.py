"""Rows → CSV, JSON or JSON Lines. A spreadsheet that opens the CSV runs nothing of what a report says."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import IO, Any

TEXT_FORMATS = ("csv", "json", "jsonl")

# What a spreadsheet may take for a formula: = + - @ (the full-width forms in Chinese and Japanese ones), also behind
# blanks and invisible characters, which some strip; and a tab or line break, behind which some start a new cell. An
# apostrophe is marked too, so that a leading apostrophe in the file is always ours and `undefuse` can take it away.
_FORMULA = re.compile(r"['\t\r\n]|[\s\x00-\x1f\x7f\ufeff\u200b-\u200f\u2060]*[=+\-@＝＋－＠]")


def defuse(text: str) -> str:
    """The text as a CSV cell that no spreadsheet runs: with ``'`` in front if it looks like a formula or begins with
    an apostrophe. Other texts stay. ``undefuse`` is the exact inverse."""
    return f"'{text}" if _FORMULA.match(text) else text


def undefuse(cell: str) -> str:
    """The text that ``defuse`` was given: one leading apostrophe less, if there is one."""
    return cell[1:] if cell.startswith("'") else cell


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
            out.write(to_json(row) + "\n")
            count += 1
        return count
    raise ValueError(f"format {form!r} is none of {', '.join(TEXT_FORMATS)}")


def _write_csv(rows: Iterable[dict[str, Any]], out: IO[str], columns: Sequence[str]) -> int:
    writer = csv.writer(out)
    if columns:
        writer.writerow(columns)
    count = 0
    known = set(columns)
    for count, row in enumerate(rows, 1):
        if not columns:
            columns = tuple(row)
            known = set(columns)
            writer.writerow(columns)
        check_keys(row, known, count)
        writer.writerow([_cell(row.get(column)) for column in columns])
    return count


def check_keys(row: dict[str, Any], known: set[str], number: int) -> None:
    """Raises ValueError if a row holds what no column would show."""
    if unknown := row.keys() - known:
        raise ValueError(f"row {number} has columns the header lacks: {', '.join(sorted(unknown))}")


def _cell(value: Any) -> str:
    """A value as the text of a CSV cell."""
    if value is None:
        return ""
    if isinstance(value, str):
        return (
            f"'{value}" if _FORMULA.match(value) else value
        )  # as defuse, without the call: millions of cells
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, (bool, int, float)):
        return str(value)
    return defuse(flat(value))


def flat(value: Any) -> str:
    """What is no plain value as one text: words joined by ``|`` (as JSON if one of them holds a ``|`` or could be
    taken for JSON), what is deeper as JSON."""
    if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
        joined = "|".join(value)
        if (
            joined.count("|") == max(0, len(value) - 1)
            and not joined.startswith("[")
            and value not in ([""], ("",))
        ):
            return joined
        return to_json(list(value))
    return to_json(value) if isinstance(value, (dict, list, tuple)) else str(value)


def _write_json(rows: Iterable[dict[str, Any]], out: IO[str]) -> int:
    count = 0
    out.write("[")
    for count, row in enumerate(rows, 1):
        out.write((",\n " if count > 1 else "\n ") + to_json(row))
    out.write("\n]\n" if count else "]\n")
    return count


def to_json(value: Any) -> str:
    """One line of JSON; a Decimal is a string of its digits."""
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
