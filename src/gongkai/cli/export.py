"""``gongkai export``: tidy rows of one kind."""

from __future__ import annotations

import warnings
from pathlib import Path

import click

from .options import filter_options, index_option
from .shared import emit, open_library, tell

KINDS = ("reports", "passages", "figures", "tags", "cells", "findings", "metrics", "hits")
FORMATS = ("csv", "jsonl", "json", "xlsx", "parquet")
_TEXT = FORMATS[:3]


@click.command("export")
@click.argument("kind", type=click.Choice(KINDS))
@index_option
@filter_options
@click.option("--query", help="Only what a search finds (docs/search.md). 检索式")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file. 输出文件"
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="Format; default: what the file's name asks for, else csv. 格式",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def export_command(
    kind: str,
    index_dir: Path,
    year: str | None,
    organ: str | None,
    topic: str | None,
    stance: str | None,
    query: str | None,
    output: Path | None,
    form: str | None,
    as_json: bool,
) -> None:
    """Export rows as tidy CSV, JSON, JSON Lines, Excel or Parquet. 导出

    A CSV file gets a UTF-8 BOM for Excel; standard output is plain UTF-8. Columns: docs/data-dictionary.md.
    """
    from ..export import form_of, write_file
    from ..export.tables import table

    if as_json and form not in (None, "json"):
        raise click.UsageError("--json and --format exclude each other / 只能选一种格式")
    chosen = "json" if as_json else form or (form_of(output) if output else "") or "csv"
    if chosen not in _TEXT and output is None:
        raise click.UsageError(f"{chosen} needs a file: -o FILE.{chosen} / 请用 -o 指定文件")
    with open_library(index_dir) as library:
        rows = table(library, kind, query=query, year=year, organ=organ, topic=topic, stance=stance)
        if output is None:
            emit(rows, chosen)
        else:
            with warnings.catch_warnings(record=True) as told:
                warnings.simplefilter("always", UserWarning)
                count = write_file(rows, output, chosen)
            for warning in told:
                click.echo(f"gongkai: {output}: {warning.message}", err=True)
            tell(f"{count} rows → {output}")
