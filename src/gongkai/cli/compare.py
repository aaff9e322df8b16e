"""``gongkai compare`` and ``gongkai trend``: measures side by side, as a table, rows, a page or a picture."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from .options import format_options, index_option, output_format
from .shared import emit, open_library, tell
from .table import print_table

F = TypeVar("F", bound=Callable[..., Any])
_FILE = click.Path(path_type=Path, dir_okay=False)


def _shared_options(function: F) -> F:
    """The library, the years, the charts and the forms of output."""
    for option in (
        format_options,
        click.option("--png", type=_FILE, help="Chart for a paper (.svg too). 图片"),
        click.option("--html", type=_FILE, help="Chart and evidence as one page, no network. 网页图表"),
        click.option("--years", help="2024 or 2022..2024. 年份"),
        index_option,
    ):
        function = option(function)
    return function


@click.command("compare")
@click.argument("organs", nargs=-1, required=True)
@click.option("--metric", "metrics", multiple=True, help="Metric id or Chinese name; again for more. 指标")
@_shared_options
def compare_command(
    organs: tuple[str, ...],
    index_dir: Path,
    years: str | None,
    metrics: tuple[str, ...],
    html: Path | None,
    png: Path | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Compare ORGANS (parts of names): metrics in rows, organs in columns. 机构比较

    – is not known, never 0; ≥ < ≈ as the report says; * a check failed on the cells.
    """
    from ..comparison import compare, shown

    form = output_format(as_json, as_csv)
    with open_library(index_dir) as library:
        rows = compare(library, organs, years=years, metrics=metrics)
    _give(rows, form, html, png)
    if not form:
        columns = list(dict.fromkeys(row["organ"] for row in rows))
        lines: dict[Any, dict[str, Any]] = {}
        for row in rows:
            line = lines.setdefault(
                (row["metric"], row["year"]),
                {"metric": row["name"], "unit": row["unit"], "year": row["year"]},
            )
            line[row["organ"]] = shown(row)
        ordered = sorted(lines, key=lambda key: list(dict.fromkeys(k[0] for k in lines)).index(key[0]))
        print_table(
            [dict.fromkeys(columns, "") | lines[key] for key in ordered], ["metric", "unit", "year", *columns]
        )


@click.command("trend")
@click.argument("metric")
@click.option("--organ", "organs", multiple=True, help="Part of an organ's name; again for more. 机构")
@_shared_options
def trend_command(
    metric: str,
    index_dir: Path,
    organs: tuple[str, ...],
    years: str | None,
    html: Path | None,
    png: Path | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Show a METRIC over the years: organs in rows, years in columns. 指标趋势

    – is not known, never 0; ≥ < ≈ as the report says; * a check failed on the cells.
    """
    from ..comparison import shown, trend

    form = output_format(as_json, as_csv)
    with open_library(index_dir) as library:
        rows = trend(library, metric, organs=organs, years=years)
    _give(rows, form, html, png)
    if not form:
        columns = [str(year) for year in sorted({row["year"] for row in rows})]
        lines: dict[str, dict[str, Any]] = {}
        for row in rows:
            line = lines.setdefault(row["organ"], {"organ": row["organ"]} | dict.fromkeys(columns, ""))
            line[str(row["year"])] = shown(row)
        if rows:
            click.echo(click.style(f"{rows[0]['name']}（{rows[0]['unit']}）", bold=True))
        print_table(lines.values(), ["organ", *columns])


def _give(rows: list[dict[str, Any]], form: str, html: Path | None, png: Path | None) -> None:
    """Rows to standard output, charts to files."""
    if form:
        from ..library import Rows
        from ..library.measured import COLUMNS

        emit(Rows(COLUMNS, iter(rows), "metrics"), form)
    for path, name in ((html, "write_html"), (png, "write_picture")):
        if path is None:
            continue
        from .. import charts

        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always", UserWarning)
            getattr(charts, name)(rows, path)
        for warning in told:
            click.echo(f"gongkai: {path}: {warning.message}", err=True)
        tell(f"→ {path}")
