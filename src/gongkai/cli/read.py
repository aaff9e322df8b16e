"""``gongkai read`` and ``gongkai show``: one report, from a file or from the library."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .check import print_findings
from .options import index_option
from .shared import each_report, open_library, print_json

if TYPE_CHECKING:
    from ..model import Report


@click.command("read")
@click.argument("files", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="The whole report as one JSON document.")
def read_command(files: tuple[str, ...], as_json: bool) -> None:
    """Read FILES and show what was understood. 读取"""

    failures: list[str] = []
    for _, report in each_report(files, failures):
        print_report(report, as_json)
    if failures:
        sys.exit(2)


@click.command("show")
@click.argument("report_id")
@index_option
@click.option("--json", "as_json", is_flag=True, help="The whole report as one JSON document.")
def show_command(report_id: str, index_dir: Path, as_json: bool) -> None:
    """Show one report of the library. 显示"""

    with open_library(index_dir) as library:
        try:
            report = library.get(report_id)
        except KeyError:
            click.echo(f"gongkai: no report {report_id} in {index_dir} / 没有这份报告", err=True)
            sys.exit(1)
    print_report(report, as_json)


def print_report(report: Report, as_json: bool) -> None:
    """One report: the whole of it as JSON, or what was understood in a screenful."""
    if as_json:
        from ..serial import report_to_dict

        print_json(report_to_dict(report))
        return
    click.echo(click.style(report.title or report.source, bold=True))
    click.echo(f"id {report.id} · organ 机构 {report.organ or '?'} · year 年份 {report.year or '?'}")
    click.echo(
        f"form 格式 {report.era or '?'} · published 发布 {report.published or '?'} · {report.media_type}"
    )
    click.echo("sections 部分: " + ", ".join(f"{s.id} {s.heading}".strip() for s in report.sections))
    for name, table in report.tables.items():
        states = Counter(cell.state for cell in table.values())
        proved = sum(bool(cell.proof) for cell in table.values())
        counted = ", ".join(f"{count} {state}" for state, count in states.items())
        click.echo(f"table 表 {name}: {counted}" + (f" ({proved} proved by sums)" if proved else ""))
    topics = Counter(topic for tagging in report.tags for topic in tagging.topics)
    click.echo("topics 标签: " + ", ".join(f"{topic} {count}" for topic, count in topics.most_common()))
    click.echo(f"passages 段落: {len(report.passages)} · figures 数量: {len(report.figures)}")
    for issue in report.issues:
        click.echo(click.style(f"! {issue.code} {issue.place}: {issue.message}", fg="yellow"))
    print_findings(f for f in report.findings if f.verdict in ("FAIL", "UNCERTAIN"))
