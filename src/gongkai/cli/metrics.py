"""``gongkai metrics``: named measures of every report, each with its evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .options import filter_options, format_options, index_option, output_format
from .shared import emit, open_library
from .table import print_table


@click.command("metrics")
@click.argument("names", nargs=-1)
@index_option
@filter_options
@click.option("--known", is_flag=True, help="Leave out what is not known. 只列有值的")
@click.option("--list", "listed", is_flag=True, help="Show what is measured, and how. 列出全部指标")
@format_options
def metrics_command(
    names: tuple[str, ...],
    index_dir: Path,
    year: str | None,
    organ: str | None,
    topic: str | None,
    stance: str | None,
    known: bool,
    listed: bool,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Measure every report: 政策解读数, 公众号推送数, 予以公开率 … (all NAMES, or those given). 指标

    Each value says which rule chose it, and quotes its evidence. Unknown is empty, never 0.
    """
    form = output_format(as_json, as_csv)
    if listed:
        rows = [_about(one) for one in _measures()]
        emit(rows, form) if form else print_table(rows, ("metric", "name", "unit", "from"))
        return
    with open_library(index_dir) as library:
        found = library.metrics(*names, year=year, organ=organ, topic=topic, stance=stance)
        kept = (row for row in found if not known or row["value"] is not None)
        if form:
            from ..library import Rows

            emit(Rows(found.columns, kept, found.kind), form)
        else:
            print_table(map(_short, kept), ("organ", "year", "name", "value", "unit", "rule", "evidence"))


def _measures() -> Any:
    from ..measures import measures

    return measures()


def _about(one: Any) -> dict[str, str]:
    formula = " + ".join(one.numerator)
    if one.denominator:
        formula = f"({formula}) / ({' + '.join(one.denominator)})"
    about = {"metric": one.id, "name": one.zh, "unit": one.unit, "from": formula or "prose 正文"}
    return about | {"meaning": one.en, "note": one.note}


def _short(row: dict[str, Any]) -> dict[str, Any]:
    from ..comparison import shown

    evidence = " ".join(row["evidence"].split())
    if len(evidence) > 50 and row["text"]:
        at = max(0, evidence.find(row["text"]) - 25)
        evidence = ("…" if at else "") + evidence[at : at + 48] + "…"
    return row | {"value": shown(row), "evidence": evidence[:60] + ("…" if len(evidence) > 60 else "")}
