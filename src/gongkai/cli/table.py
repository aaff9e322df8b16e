"""Rows as a table for people: columns line up in a terminal, Chinese included."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import click

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_NUMBER = re.compile(r"[<≥≈]?-?\d[\d.,]*(…\d[\d.,]*)?\*?|–|")


def print_table(rows: Iterable[dict[str, Any]], columns: Sequence[str]) -> None:
    """Print some columns of the rows; numbers stand to the right."""
    from wcwidth import wcswidth

    lines = [[_text(row.get(column)) for column in columns] for row in rows]
    right = [bool(lines) and all(_NUMBER.fullmatch(line[n]) for line in lines) for n in range(len(columns))]
    lines.insert(0, list(columns))
    widths = [max(wcswidth(line[n]) for line in lines) for n in range(len(columns))]
    for number, line in enumerate(lines):
        cells = []
        for text, width, to_right in zip(line, widths, right, strict=True):
            blank = " " * (width - wcswidth(text))
            cells.append(blank + text if to_right else text + blank)
        shown = "  ".join(cells).rstrip()
        click.echo(click.style(shown, bold=True) if number == 0 else shown)


def _text(value: Any) -> str:
    return "" if value is None else _UNSEEN.sub(" ", str(value))
