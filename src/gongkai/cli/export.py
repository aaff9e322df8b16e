"""``gongkai export``: tidy rows of one kind."""

from __future__ import annotations

from pathlib import Path

import click

from .options import filter_options, index_option
from .shared import emit, open_library

KINDS = ("reports", "passages", "figures", "tags", "cells", "findings")


@click.command("export")
@click.argument("kind", type=click.Choice(KINDS))
@index_option
@filter_options
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of CSV.")
def export_command(
    kind: str,
    index_dir: Path,
    year: str | None,
    organ: str | None,
    topic: str | None,
    stance: str | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """Export rows as tidy CSV (a file gets a UTF-8 BOM for Excel). 导出"""
    from ..export import write_file

    form = "json" if as_json else "csv"
    with open_library(index_dir) as library:
        rows = library.rows(kind, year=year, organ=organ, topic=topic, stance=stance)
        if output is None:
            emit(rows, form)
        else:
            count = write_file(rows, output, form)
            click.echo(f"{count} rows → {output}", err=True)
