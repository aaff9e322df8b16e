"""The command line: parse arguments, call one public function, render. Data to stdout, all else to stderr.

Exit codes: 0 = fine; 1 = nothing found, or findings where that matters; 2 = bad usage or unreadable input.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click

from . import __version__
from .errors import GongkaiError, QueryError, ReadError
from .options import filter_options, format_options, index_option, output_format

if TYPE_CHECKING:
    from .library import Library
    from .model import Report

T = TypeVar("T")

KINDS = ("reports", "passages", "figures", "tags", "cells", "findings")


class _Program(click.Group):
    """Turns our errors into one line on stderr and exit code 2, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except GongkaiError as error:
            _complain(error)
            ctx.exit(2)
        except BrokenPipeError:
            raise  # the reader of our output has left; click ends the program in silence
        except OSError as error:
            click.echo(f"gongkai: {error.filename or 'file'}: {error.strerror or error}", err=True)
            ctx.exit(2)


def _complain(error: GongkaiError) -> None:
    line = f"gongkai: {error}"
    if isinstance(error, QueryError):
        line += f" (at character {error.position + 1} / 第{error.position + 1}个字符)"
        line += f"; {error.suggestion}" if error.suggestion else ""
    click.echo(line, err=True)


@contextmanager
def _open_library(index_dir: Path, *, create: bool = False) -> Iterator[Library]:
    from .library import Library

    if not create and not index_dir.is_dir():
        raise ReadError(str(index_dir), "no library here; run `gongkai index PATH` first / 请先建立索引")
    with Library(index_dir) as library:
        yield library


def _read_input(name: str) -> Report:
    """The report in a file, or on standard input for ``-``."""
    from .pipeline import read

    if name == "-":
        return read(sys.stdin.buffer.read(), name="<stdin>")
    return read(name)


def _each_report(names: Iterable[str], failures: list[str]) -> Iterator[tuple[str, Report]]:
    """Read each input; one that cannot be read is told on stderr and noted, and the rest goes on."""
    for name in names:
        try:
            yield name, _read_input(name)
        except ReadError as error:
            _complain(error)
            failures.append(name)


def _emit(rows: Iterable[dict[str, Any]], form: str) -> None:
    from .export import write_rows

    write_rows(rows, sys.stdout, form)


@click.group(cls=_Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="gongkai")
def cli() -> None:
    """Read, tag, measure, check and search 政府信息公开工作年度报告."""


@cli.command("index")
@click.argument("paths", nargs=-1, required=True)
@index_option
@click.option("--prune", is_flag=True, help="Drop reports whose files are gone. 清除已不存在的文件")
@click.option("--json", "as_json", is_flag=True, help="The summary as JSON.")
def index_command(paths: tuple[str, ...], index_dir: Path, prune: bool, as_json: bool) -> None:
    """Read reports under PATHS into the library. 建立索引"""
    from .ingest import index
    from .render import print_index_summary

    for path in paths:
        if not Path(path).exists():
            raise ReadError(path, "no such file or folder / 文件不存在")
    with _open_library(index_dir, create=True) as library:
        summary = index(paths, library, prune=prune, progress=_progress)
        print_index_summary(summary, library, as_json)
    if summary.failures:
        sys.exit(2)


def _progress(items: Iterable[T], length: int) -> Iterator[T]:
    with click.progressbar(items, length=length, label="indexing 索引", file=sys.stderr) as bar:
        yield from bar


@cli.command("search")
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
    from .render import hit_row, print_hits

    form = output_format(as_json, as_csv)
    with _open_library(index_dir) as library:
        hits = library.search(query, limit=limit, year=year, organ=organ, topic=topic, stance=stance)
    if form:
        _emit((hit_row(hit) for hit in hits), form)
    else:
        print_hits(hits)
    if not hits:
        click.echo(f"nothing found for {query!r} / 没有找到", err=True)
        sys.exit(1)


@cli.command("export")
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
    from .export import write_file

    form = "json" if as_json else "csv"
    with _open_library(index_dir) as library:
        rows = library.rows(kind, year=year, organ=organ, topic=topic, stance=stance)
        if output is None:
            _emit(rows, form)
        else:
            count = write_file(rows, output, form)
            click.echo(f"{count} rows → {output}", err=True)


@cli.command("tag")
@click.argument("files", nargs=-1, required=True)
@format_options
def tag_command(files: tuple[str, ...], as_json: bool, as_csv: bool) -> None:
    """Tag newly published reports, no index needed: FILES or - for stdin. 标注"""
    from .render import print_tagged, tag_rows

    form = output_format(as_json, as_csv)
    failures: list[str] = []
    reports = _each_report(files, failures)
    if form:
        _emit((row for _, report in reports for row in tag_rows(report)), form)
    else:
        for _, report in reports:
            print_tagged(report)
    if failures:
        sys.exit(2)


@cli.command("figures")
@click.argument("file", default="-")
@format_options
def figures_command(file: str, as_json: bool, as_csv: bool) -> None:
    """Find the figures in any Chinese text. 抽取数量表达"""
    from .figures import find_figures
    from .render import figure_row, print_figures

    form = output_format(as_json, as_csv)
    text = _plain_text(file)
    rows = [figure_row(figure) for figure in find_figures(text)]
    if form:
        _emit(rows, form)
    else:
        print_figures(rows)
    if not rows:
        sys.exit(1)


def _plain_text(name: str) -> str:
    """The text of a UTF-8 or GB18030 file as it stands, so that spans point into it."""
    from .readers import load
    from .readers.decode import decode

    content = sys.stdin.buffer.read() if name == "-" else load(name).content
    return decode(content)[0]


@cli.command("read")
@click.argument("files", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="The whole report as one JSON document.")
def read_command(files: tuple[str, ...], as_json: bool) -> None:
    """Read FILES and show what was understood. 读取"""
    from .render import print_report

    failures: list[str] = []
    for _, report in _each_report(files, failures):
        print_report(report, as_json)
    if failures:
        sys.exit(2)


@cli.command("show")
@click.argument("report_id")
@index_option
@click.option("--json", "as_json", is_flag=True, help="The whole report as one JSON document.")
def show_command(report_id: str, index_dir: Path, as_json: bool) -> None:
    """Show one report of the library. 显示"""
    from .render import print_report

    with _open_library(index_dir) as library:
        try:
            report = library.get(report_id)
        except KeyError:
            click.echo(f"gongkai: no report {report_id} in {index_dir} / 没有这份报告", err=True)
            sys.exit(1)
    print_report(report, as_json)


@cli.command("check")
@click.argument("files", nargs=-1, required=True)
@click.option("--all", "show_all", is_flag=True, help="Also what passed. 包括通过的规则")
@format_options
def check_command(files: tuple[str, ...], show_all: bool, as_json: bool, as_csv: bool) -> None:
    """Check reports before they are published. 核查: which cell is wrong, and what it should be."""
    from .render import finding_row, print_findings

    form = output_format(as_json, as_csv)
    failures: list[str] = []
    rows: list[dict[str, Any]] = []
    failed = False
    for name, report in _each_report(files, failures):
        shown = [f for f in report.findings if show_all or f.verdict in ("FAIL", "UNCERTAIN")]
        failed = failed or any(f.verdict == "FAIL" for f in shown)
        if form:
            rows.extend(finding_row(name, report, finding) for finding in shown)
        else:
            print_findings(name, report, shown)
    if form:
        _emit(rows, form)
    if failures:
        sys.exit(2)
    if failed:
        sys.exit(1)


@cli.command("rules")
@format_options
def rules_command(as_json: bool, as_csv: bool) -> None:
    """List the rules that check applies. 规则"""
    from .checks import rules
    from .render import print_rules, rule_row

    form = output_format(as_json, as_csv)
    if form:
        _emit((rule_row(rule) for rule in rules()), form)
    else:
        print_rules(rules())


@cli.command("evaluate")
@click.argument("file", type=click.Path(exists=True, path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="JSON instead of a table.")
def evaluate_command(file: Path, as_json: bool) -> None:
    """Score the tagger on a labelled FILE (jsonl). 评测"""
    from .render import print_scores
    from .tagging import evaluate

    print_scores(evaluate(file), as_json)


@cli.command("train")
@click.option("--labelled", default="corpora/labelled", show_default=True, type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Model folder.")
def train_command(labelled: Path, out: Path) -> None:
    """Train the topic and stance model from labelled passages. 训练"""
    from .tagging import train

    click.echo(str(train(labelled, out)))


def main() -> None:
    """Entry point of ``gongkai``."""
    for stream in (sys.stdout, sys.stderr):
        _survive_encoding(stream)
    color = False if os.environ.get("NO_COLOR") else None
    cli(color=color)


def _survive_encoding(stream: IO[str]) -> None:
    # A terminal that cannot show a character shows "?" instead of ending the program; a pipe always gets UTF-8.
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace") if stream.isatty() else reconfigure(encoding="utf-8")
