"""``gongkai export``: tidy rows of one kind, or of all."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .options import filter_options, index_option
from .shared import emit, open_library, tell

if TYPE_CHECKING:
    from ..export.package import Written
    from ..library import Library

KINDS = (
    "reports",
    "passages",
    "figures",
    "tags",
    "cells",
    "findings",
    "metrics",
    "wide",
    "hits",
    "all",
    "datasette",
)
FORMATS = ("csv", "jsonl", "json", "xlsx", "parquet")
_TEXT = FORMATS[:3]


@click.command("export")
@click.argument("kind", type=click.Choice(KINDS))
@index_option
@filter_options
@click.option("--query", help="Only what a search finds (docs/search.md). 检索式")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="File to write, or folder. 输出文件或目录"
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="Format; default: what the file's name asks for, else csv. 格式",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--states", is_flag=True, help="wide: a column <cell>__state for each cell. 单元格状态列")
@click.option("--datapackage", is_flag=True, help="Write datapackage.json beside the file. 附数据包说明")
def export_command(
    kind: str,
    index_dir: Path,
    output: Path | None,
    form: str | None,
    as_json: bool,
    datapackage: bool,
    **narrowed: Any,
) -> None:
    """Export rows as tidy CSV, JSON, JSON Lines, Excel or Parquet. 导出

    `wide` is one row an organ and year with every table cell as a column. `all` writes every table: to one Excel
    workbook (-o book.xlsx), or to a folder with a datapackage.json. `datasette` writes a folder that Datasette opens.
    A CSV file gets a UTF-8 BOM for Excel; standard output is plain UTF-8. Columns: docs/data-dictionary.md.
    """
    from ..export import form_of

    if as_json and form not in (None, "json"):
        raise click.UsageError("--json and --format exclude each other / 只能选一种格式")
    to_stdout = output is None or str(output) == "-"
    chosen = "json" if as_json else form or (form_of(output) if output else "") or "csv"
    if to_stdout and (kind in ("all", "datasette") or chosen not in _TEXT):
        raise click.UsageError("this needs a file or folder: -o PATH / 请用 -o 指定输出位置")
    if to_stdout and datapackage:
        raise click.UsageError("--datapackage needs a file: -o FILE / 请用 -o 指定文件")
    with open_library(index_dir) as library:
        if output is None or to_stdout:
            from ..export.tables import table

            emit(table(library, kind, **narrowed), chosen)
        elif kind == "datasette":
            _datasette(library, output, narrowed)
        elif kind == "all":
            _all(library, output, chosen, narrowed, datapackage)
        else:
            _one(library, kind, output, chosen, narrowed, datapackage)


def _one(
    library: Library, kind: str, path: Path, form: str, narrowed: dict[str, Any], datapackage: bool
) -> None:
    from ..export.tables import table, write_table

    if path.is_dir():
        raise click.UsageError(f"{path} is a folder; one table needs a file / 请指定文件")
    with _warnings_told(path):
        written = write_table(table(library, kind, **narrowed), path, form)
    _tell(written)
    if datapackage:
        _package([written], path.parent, narrowed)


def _all(library: Library, path: Path, form: str, narrowed: dict[str, Any], datapackage: bool) -> None:
    from ..export.tables import ALL, table, write_tables, write_workbook

    kinds = (*ALL, "hits") if narrowed["query"] else ALL
    tables = (table(library, kind, **narrowed) for kind in kinds)
    if form == "xlsx" and path.suffix.lower() == ".xlsx":
        with _warnings_told(path):
            written = write_workbook(list(tables), path)
        for one in written:
            _tell(one)
        if datapackage:
            _package(written, path.parent, narrowed)
        return
    if path.suffix and not path.is_dir():
        raise click.UsageError(
            f"{path}: all tables go to a folder or to one .xlsx file / 请指定目录或 .xlsx 文件"
        )
    done = []
    with _warnings_told(path):
        for one in write_tables(tables, path, form):
            _tell(one)
            done.append(one)
    _package(done, path, narrowed)


def _datasette(library: Library, folder: Path, narrowed: dict[str, Any]) -> None:
    from ..export.datasette import write_datasette

    if narrowed["query"] or narrowed["states"]:
        raise click.UsageError("datasette takes no --query and no --states / 不支持这些选项")
    filters = {name: narrowed[name] for name in ("year", "organ", "topic", "stance")}
    path = write_datasette(library, folder, **filters)
    tell(f"{path} and metadata.json; open with: datasette {folder}")


def _package(written: list[Written], folder: Path, narrowed: dict[str, Any]) -> None:
    from ..export.package import write_package

    tell(f"→ {write_package(written, folder, narrowed)}")


def _tell(written: Written) -> None:
    tell(f"{written.rows} rows → {written.path}")


@contextmanager
def _warnings_told(path: Path) -> Iterator[None]:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", UserWarning)
        yield
    for warning in told:
        click.echo(f"gongkai: {path}: {warning.message}", err=True)
