"""``gongkai crawl``: collect reports from government sites, WARC files and folders."""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .shared import print_json, tell

if TYPE_CHECKING:
    from ..crawl.run import Run
    from ..crawl.summary import Summary


@click.command("crawl")
@click.argument("sources", nargs=-1)
@click.option("--into", required=True, type=click.Path(path_type=Path), help="Folder of the corpus. 存放目录")
@click.option("--years", help="2020..2025 or 2024, by the titles' year. 年份")
@click.option("--organ", "organs", multiple=True, help="Only organs whose name holds this. 只要这些机关")
@click.option(
    "--delay", type=click.FloatRange(0, 3600), help="Seconds between requests to one host (default 2–5). 间隔"
)
@click.option("--warc", "warcs", multiple=True, help="Import a WARC file made by others. 导入 WARC")
@click.option(
    "--allow-host", "allow_hosts", multiple=True, help="Also ask this host (not *.gov.cn). 允许的站点"
)
@click.option(
    "--allow-private", is_flag=True, help="Let private and loopback addresses in (tests). 允许内网地址"
)
@click.option(
    "--insecure-host", "insecure_hosts", multiple=True, help="Do not verify this host's certificate; noted."
)
@click.option(
    "--contact", envvar="GONGKAI_CONTACT", default="", help="Mail or URL for the User-Agent. 联系方式"
)
@click.option(
    "--timeout",
    default=30.0,
    show_default=True,
    type=click.FloatRange(1, 600),
    help="Seconds a page may take.",
)
@click.option(
    "--max-size", default=50, show_default=True, type=click.IntRange(1, 190), help="MB a file may have."
)
@click.option(
    "--max-pages", default=100_000, show_default=True, type=click.IntRange(1), help="Requests in all."
)
@click.option(
    "--max-minutes", default=720.0, show_default=True, type=click.FloatRange(0.01), help="Minutes in all."
)
@click.option("--json", "as_json", is_flag=True, help="The summary as one JSON document.")
def crawl_command(
    sources: tuple[str, ...],
    into: Path,
    years: str | None,
    organs: tuple[str, ...],
    delay: float | None,
    warcs: tuple[str, ...],
    allow_hosts: tuple[str, ...],
    allow_private: bool,
    insecure_hosts: tuple[str, ...],
    contact: str,
    timeout: float,
    max_size: int,
    max_pages: int,
    max_minutes: float,
    as_json: bool,
) -> None:
    """Collect reports: SOURCES are URLs, a SOURCES.yml, folders of saved pages. 抓取年报

    Run it again to go on after an interruption, or to see what changed.
    """
    from ..crawl.collect import crawl
    from ..crawl.options import Options, parse_delay, parse_years
    from ..crawl.walk import Wanted

    options = Options(
        wanted=replace(parse_years(years) if years else Wanted(), organs=organs),
        delay=parse_delay(delay),
        allow_hosts=allow_hosts,
        allow_private=allow_private,
        insecure_hosts=insecure_hosts,
        contact=contact,
        timeout=timeout,
        max_size=max_size * 1024 * 1024,
        max_pages=max_pages,
        max_minutes=max_minutes,
    )
    if not contact and any("://" in source for source in sources):
        tell(
            "no --contact given: the User-Agent names the makers of gongkai only / 请用 --contact 给出联系方式"
        )
    tell(f"crawling 抓取: {', '.join([*sources, *warcs][:5])} → {into}")
    summary = crawl(sources, into, options, warcs=warcs, progress=_Progress())
    if as_json:
        print_json(summary.as_dict())
    print_crawl(summary)
    sys.exit(summary.exit_code)


class _Progress:
    """A line on stderr now and then: every 5 seconds on a terminal, every 30 elsewhere."""

    def __init__(self) -> None:
        self._last = time.monotonic()
        self._every = 5.0 if sys.stderr.isatty() else 30.0

    def __call__(self, run: Run) -> None:
        if time.monotonic() - self._last >= self._every:
            self._last = time.monotonic()
            counts = run.counts
            tell(
                f"crawling 抓取: {counts.fetched} fetched, {counts.documents} reports, {counts.failed} failed"
            )


def print_crawl(summary: Summary) -> None:
    """The one-screen end of ``gongkai crawl`` on stderr."""
    counts = summary.counts
    state = "PARTIAL 未完成" if summary.partial else "complete 完成"
    tell(
        f"crawl 抓取 {state}: {counts['reports']} reports 报告 ({counts['new']} new, {counts['changed']} changed, "
        f"{counts['unchanged']} unchanged, {counts['gone']} gone), {counts['fetched']} requests → {summary.into}"
    )
    for line in summary.why_partial[:20]:
        tell(f"  ! {line}")
    for host in summary.hosts:
        for note in host["notes"] if not host["stopped"] else []:
            tell(f"  {host['host']}: {note}")
    for note in summary.notes[:20]:
        tell(f"  {note}")
    print_coverage(summary)
    for change in summary.changes:
        if change["this_run"]:
            tell(f"  changed after publication 发布后改动: {change['title']} {change['url']}")


def print_coverage(summary: Summary) -> None:
    """Organ × year: ✓ or the reason of the hole."""
    years = sorted({cell.year for cell in summary.coverage if cell.year})
    organs = sorted({cell.organ for cell in summary.coverage})
    cells = {(cell.organ, cell.year): cell for cell in summary.coverage}
    if not organs:
        return
    tell("coverage 覆盖: " + " ".join(map(str, years)))
    for organ in organs[:200]:
        marks = [_mark(cells.get((organ, year))) for year in years] or [_mark(cells.get((organ, None)))]
        alone = cells.get((organ, None))
        if alone is not None and years and not any((organ, year) in cells for year in years):
            marks = [alone.reason]
        tell(f"  {organ}: " + " ".join(marks))
    reasons = Counter(cell.reason for cell in summary.holes)
    if reasons:
        tell("holes 缺口: " + ", ".join(f"{count} × {reason}" for reason, count in sorted(reasons.items())))


def _mark(cell: object) -> str:
    if cell is None:
        return "·"
    return "✓" if getattr(cell, "found", False) else str(getattr(cell, "reason", ""))
