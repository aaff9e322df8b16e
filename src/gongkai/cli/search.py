"""``gongkai search``: passages that match a query."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .options import filter_options, format_options, index_option, output_format
from .shared import emit, open_library

if TYPE_CHECKING:
    from ..search import Hit


@click.command("search")
@click.argument("query")
@index_option
@filter_options
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 10_000), help="Hits at most.")
@format_options
def search_command(
    query: str,
    index_dir: Path,
    year: str | None,
    organ: str | None,
    topic: str | None,
    stance: str | None,
    limit: int,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Find passages. 全文检索: words, "phrases", OR, NOT, 年份:2022..2024, 机构:, 标签:, 数值:>1000."""

    form = output_format(as_json, as_csv)
    with open_library(index_dir) as library:
        hits = library.search(query, limit=limit, year=year, organ=organ, topic=topic, stance=stance)
    if form:
        emit((hit_row(hit) for hit in hits), form)
    else:
        print_hits(hits)
    if not hits:
        click.echo(f"nothing found for {query!r} / 没有找到", err=True)
        sys.exit(1)


def hit_row(hit: Hit) -> dict[str, Any]:
    """One hit as a flat row."""
    row = dataclasses.asdict(hit)
    row["highlights"] = [list(span) for span in hit.highlights]
    row["matched"] = list(hit.matched)
    row["topics"] = list(hit.topics)
    return row


def print_hits(hits: Iterable[Hit]) -> None:
    """Hits for people: title, organ, year, passage with highlights, why it matched."""
    for number, hit in enumerate(hits, 1):
        click.echo(f"{number}. {click.style(hit.title or hit.source, bold=True)}  [{hit.report_id}]")
        topics = " ".join(hit.topics)
        place = f"   {hit.organ} · {hit.year or '?'} · {hit.section or '–'}"
        click.echo(place + (f" · {topics} {hit.stance}" if topics or hit.stance else ""))
        click.echo("   " + _highlighted(hit.text, hit.highlights))
        click.echo(click.style(f"   matched 命中: {', '.join(hit.matched)}", dim=True))


def _highlighted(text: str, spans: Sequence[tuple[int, int]]) -> str:
    # Without colour the marks must still be seen: 【…】 is kept when the output is not a terminal.
    parts: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if start < at:
            continue
        parts += [text[at:start], click.style(f"【{text[start:end]}】", fg="yellow")]
        at = end
    return "".join([*parts, text[at:]]).replace("\n", " ")
