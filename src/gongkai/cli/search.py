"""``gongkai search``: passages that match a query, grouped by report."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import QueryError
from .options import engine_option, filter_options, format_options, index_option, output_format
from .shared import complain, emit, open_library, print_json, tell

if TYPE_CHECKING:
    from ..library import Library
    from ..search import Hit, Results

_PAGE = 10
_FACET_LINES = 8


@click.command("search")
@click.argument("query")
@index_option
@engine_option
@filter_options
@click.option(
    "--limit", type=click.IntRange(1), help="Passages at most; with --csv and --json: all.  [default: 10]"
)
@click.option(
    "--page", default=1, show_default=True, type=click.IntRange(1), help="Page of --limit passages. 页"
)
@click.option("--offset", type=click.IntRange(0), help="Passages to leave out, instead of --page.")
@click.option(
    "--per-report", default=3, show_default=True, type=click.IntRange(1), help="Passages of one report."
)
@click.option(
    "--sort",
    default="relevance",
    show_default=True,
    type=click.Choice(["relevance", "year", "value"]),
    help="value: of the figure or cell asked for. 排序",
)
@click.option("--facets", is_flag=True, help="Count by year, organ, topic, stance, section. 分面统计")
@format_options
def search_command(
    query: str,
    index_dir: Path,
    engine: str | None,
    limit: int | None,
    page: int,
    offset: int | None,
    per_report: int,
    as_json: bool,
    as_csv: bool,
    **asked: Any,
) -> None:
    """Find passages; QUERY or - for many, one a line. 全文检索

    words, "phrases", OR, NOT, prefix*, 年份:2022..2024, 机构:税务, 标签:政策解读, 部分:五, 单位:条 数值:>1000,
    格:t3.r_new.c_total>100. See docs/search.md.
    """
    form = output_format(as_json, as_csv)
    whole = bool(form) and limit is None and offset is None and page == 1
    limit = limit or _PAGE
    asked |= {
        "limit": None if whole else limit,
        "offset": (page - 1) * limit if offset is None else offset,
        "per_report": None if whole else per_report,
    }
    with open_library(index_dir, engine=engine) as library:
        batch = _Batch(library, asked, many=query == "-")
        queries = _lines() if query == "-" else [query]
        if form == "json" and asked["facets"]:
            print_json([_document(results) for results in batch.answers(queries)])
        elif form:
            emit(batch.rows(queries), form)
        else:
            for results in batch.answers(queries):
                print_results(results, asked["limit"], named=query == "-")
    if batch.failed:
        sys.exit(2)
    if not batch.found:
        sys.exit(1)


def _lines() -> Iterator[str]:
    for line in sys.stdin:
        if line.strip():
            yield line.strip()


class _Batch:
    """Queries answered one after another; of many, one that cannot be understood does not stop the rest."""

    def __init__(self, library: Library, asked: dict[str, Any], *, many: bool) -> None:
        self._library = library
        self._asked = asked
        self._many = many
        self.failed = False
        self.found = False

    def answers(self, queries: Sequence[str] | Iterator[str]) -> Iterator[Results]:
        """The answer to each query; what is wrong, or would be found instead, is told on stderr."""
        for query in queries:
            try:
                results = self._library.find(query, **self._asked)
            except QueryError as error:
                if not self._many:
                    raise
                click.echo(query, err=True)
                complain(error)
                self.failed = True
                continue
            self.found = self.found or bool(results.groups)
            if not results.groups:
                tell_offers(results)
            yield results

    def rows(self, queries: Sequence[str] | Iterator[str]) -> Iterator[dict[str, Any]]:
        """All hits as flat rows; of many queries, the query first."""
        for query in queries:
            for hit in self._hits(query):
                yield {"query": query, **hit_row(hit)} if self._many else hit_row(hit)

    def _hits(self, query: str) -> Iterator[Hit]:
        """The hits of one query; all of them one by one, as there may be a million."""
        whole = self._asked["limit"] is None
        if not whole:
            for results in self.answers([query]):
                yield from results.hits
            return
        given = {name: self._asked[name] for name in ("sort", "year", "organ", "topic", "stance")}
        try:
            hits = self._library.hits(query, **given)
            first = next(hits, None)
        except QueryError:
            first = None
        if first is None:  # say why
            list(self.answers([query]))
            return
        self.found = True
        yield first
        yield from hits


def hit_row(hit: Hit) -> dict[str, Any]:
    """One hit as a flat row."""
    row = dataclasses.asdict(hit)
    row["highlights"] = [list(span) for span in hit.highlights]
    row["matched"] = list(hit.matched)
    row["topics"] = list(hit.topics)
    return row


def _document(results: Results) -> dict[str, Any]:
    return {
        "query": results.query,
        "reports": results.reports,
        "passages": results.passages,
        "facets": results.facets,
        "hits": [hit_row(hit) for hit in results.hits],
    }


def tell_offers(results: Results) -> None:
    """That nothing was found, and what would be."""
    if results.reports:
        tell(f"no more: {results.passages} passages in all / 没有更多")
        return
    tell(f"nothing found for {results.query!r} / 没有找到{results.query!r}")
    for offer in results.offers:
        tell(f"  try 试试: {offer.query}   ({offer.reason}; {offer.reports} reports 份报告)")


def print_results(results: Results, limit: int | None, *, named: bool) -> None:
    """An answer for people: each report with its passages, highlighted, and why they matched; the counts on stderr."""
    if named:
        click.echo(click.style(f"== {results.query}", bold=True))
    for number, group in enumerate(results.groups, 1):
        click.echo(
            f"{number}. {click.style(group.title or group.hits[0].source, bold=True)}  [{group.report_id}]"
        )
        shown = f" · {len(group.hits)}/{group.passages}" if group.passages > len(group.hits) else ""
        click.echo(f"   {group.organ} · {group.year or '?'}{shown}")
        for hit in group.hits:
            _print_hit(hit)
    for name, counts in results.facets.items():
        most = [f"{value or '?'} {count}" for value, count in list(counts.items())[:_FACET_LINES]]
        rest = len(counts) - len(most)
        click.echo(f"{name}: {', '.join(most)}" + (f", … {rest} more" if rest > 0 else ""))
    if results.groups:
        last = results.offset + len(results.hits)
        span = f"{results.offset + 1}–{last}"
        counted = f"{results.passages} passages in {results.reports} reports"
        more = f"; more: --page {results.offset // (limit or 1) + 2}" if last < results.passages else ""
        tell(f"{span} of {counted} / 共{results.reports}份报告、{results.passages}处{more}")


def _print_hit(hit: Hit) -> None:
    labels = " ".join((*hit.topics, hit.stance)).strip()
    click.echo(f"   {hit.section or '–'}" + (f" · {labels}" if labels else ""))
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
