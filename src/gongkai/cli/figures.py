"""``gongkai figures``: every quantity in any Chinese text."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Sequence
from typing import Any

import click

from ..model import Figure
from .options import format_options, output_format
from .shared import emit, figure_value


@click.command("figures")
@click.argument("file", default="-")
@format_options
def figures_command(file: str, as_json: bool, as_csv: bool) -> None:
    """Find the figures in any Chinese text. 抽取数量表达"""
    from ..figures import find_figures

    form = output_format(as_json, as_csv)
    text = _plain_text(file)
    rows = [figure_row(figure) for figure in find_figures(text)]
    if form:
        emit(rows, form)
    else:
        print_figures(rows)
    if not rows:
        sys.exit(1)


def _plain_text(name: str) -> str:
    """The text of a UTF-8 or GB18030 file as it stands, so that spans point into it."""
    from ..readers import load
    from ..readers.decode import decode

    content = sys.stdin.buffer.read() if name == "-" else load(name).content
    return decode(content)[0]


def figure_row(figure: Figure) -> dict[str, Any]:
    """One figure as a flat row."""
    row = dataclasses.asdict(figure)
    del row["passage"]
    return row


def print_figures(rows: Sequence[dict[str, Any]]) -> None:
    """Figures, one a line: span, mention, value, unit, qualifier, kind, noun."""
    for row in rows:
        figure = Figure(**row)
        click.echo(
            f"{figure.start:>6}–{figure.end:<6} {figure.text}\t{figure_value(figure)}\t{figure.unit or '·'}"
            f"\t{figure.qualifier}\t{figure.kind}\t{figure.verb}{' ' if figure.verb else ''}{figure.noun}"
        )
