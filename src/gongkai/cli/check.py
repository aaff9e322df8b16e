"""``gongkai check``, ``gongkai dismiss`` and ``gongkai rules``: what is wrong, by which rule, and what was set aside."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import ReadError
from .language import is_chinese
from .options import index_option
from .shared import each_report, emit, open_library, print_json, tell

if TYPE_CHECKING:
    from ..checks import Checked, Dismissals
    from ..model import Finding

_MARK = {"FAIL": "✗", "UNCERTAIN": "?", "PASS": "✓", "NOT_ASSESSABLE": "–"}
_COLOR = {"FAIL": "red", "UNCERTAIN": "yellow", "PASS": "green", "NOT_ASSESSABLE": None}
_SHOWN = ("FAIL", "UNCERTAIN", "NOT_ASSESSABLE")
_SEVERITIES = ("info", "warn", "error")
_CELLS = 8  # right values spelt out for one finding


@click.command("check")
@click.argument("paths", nargs=-1)
@click.option(
    "--all", "whole", is_flag=True, help="Check every report of the library, not PATHS. 核查索引中的全部报告"
)
@index_option
@click.option("--year", type=click.IntRange(2008, 2100), help="With --all: show this report year. 只看某年度")
@click.option("--organ", help="With --all: show organs whose name holds this. 只看某机关")
@click.option(
    "--organs",
    "list_file",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="With --all: organs that must report, one a line. 应报告的机关名单",
)
@click.option("--rule", "patterns", multiple=True, help="Only these rules, e.g. 'R3.*'. 只用这些规则")
@click.option(
    "--level",
    "levels",
    multiple=True,
    type=click.Choice(("stated", "implied", "practice")),
    help="Only rules of this level. 规则层级",
)
@click.option(
    "--severity",
    type=click.Choice(_SEVERITIES),
    default="info",
    show_default=True,
    help="From this severity up. 严重程度",
)
@click.option("--passed", is_flag=True, help="Also what passed and what was dismissed. 包括通过和已排除的")
@click.option(
    "--dismissals",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="GONGKAI_DISMISSALS",
    help="The log of dismissed findings [default: dismissals.jsonl beside the library].",
)
@click.option("--json", "form", flag_value="json", help="JSON to stdout.")
@click.option("--csv", "form", flag_value="csv", help="CSV to stdout.")
@click.option("--sarif", "form", flag_value="sarif", help="SARIF 2.1.0 to stdout.")
@click.option(
    "--html",
    "page",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write one HTML page. 生成网页报告",
)
def check_command(
    paths: tuple[str, ...],
    whole: bool,
    index_dir: Path,
    year: int | None,
    organ: str | None,
    list_file: Path | None,
    patterns: tuple[str, ...],
    levels: tuple[str, ...],
    severity: str,
    passed: bool,
    dismissals: Path | None,
    form: str | None,
    page: Path | None,
) -> None:
    """Check reports: which cell is wrong, what it should be, and why. 核查

    PATHS are files or folders (reports of one organ are also compared with each other); --all checks the library.
    Exit code 1: something is wrong and not dismissed.
    """
    from ..checks import Dismissals

    if whole == bool(paths):
        raise click.UsageError("give PATHS or --all, not both / 请给出文件，或用 --all 核查全部")
    if not whole and (year or organ or list_file):
        raise click.UsageError("--year, --organ and --organs go with --all / 只能与 --all 同用")
    log = Dismissals(dismissals or beside(index_dir))
    failures: list[str] = []
    done = _library(index_dir, year, organ, list_file) if whole else _files(paths, failures)
    done = [_narrowed(one, patterns, levels, severity, log, passed) for one in done]
    _show(done, log, form, page, is_batch=whole)
    if failures:
        sys.exit(2)
    if any(f.verdict == "FAIL" and not log.reason(f) for one in done for f in one.findings):
        sys.exit(1)


def beside(index_dir: Path) -> Path:
    """Where dismissals lie by default: beside the library, which may be deleted at any time."""
    from ..checks.dismissals import FILE

    return index_dir.absolute().parent / FILE


def _files(paths: tuple[str, ...], failures: list[str]) -> list[Checked]:
    from ..checks import check_batch, organ_key
    from ..ingest import NOT_DOCUMENTS, looks_like_report, walk

    is_named = set(paths)
    names = [path for path in paths if path == "-"]
    for file, named in walk(path for path in paths if path != "-"):
        if named or file.suffix.lower() not in NOT_DOCUMENTS:
            names.append(str(file))
    reports = []
    for name, report in each_report(names, failures, tags=False):
        if name in is_named or looks_like_report(report):
            reports.append(dataclasses.replace(report, source=name))
        else:
            click.echo(f"gongkai: {name}: skipped, not a yearly report / 不是年度报告", err=True)
    return check_batch(sorted(reports, key=lambda r: (organ_key(r), r.year or 0)), is_collection=False)


def _library(index_dir: Path, year: int | None, organ: str | None, list_file: Path | None) -> list[Checked]:
    from ..supervision import check_library

    expected = _names(list_file) if list_file else []
    with open_library(index_dir) as library:
        done = check_library(library, expected=expected, year=year)
    return [c for c in done if (not year or c.year == year) and (not organ or organ in c.organ)]


def _names(path: Path) -> list[str]:
    """Organs, one a line; of a CSV line the first field; # begins a comment."""
    try:
        content = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise ReadError(str(path), "not UTF-8 text / 不是UTF-8文本") from error
    names = (line.split(",")[0].strip().strip('"') for line in lines)
    return [name for name in names if name and not name.startswith("#")]


def _narrowed(
    one: Checked,
    patterns: tuple[str, ...],
    levels: tuple[str, ...],
    severity: str,
    log: Dismissals,
    passed: bool,
) -> Checked:
    from ..checks.rules import rule

    least = _SEVERITIES.index(severity)
    kept = (
        f
        for f in one.findings
        if (passed or (f.verdict in _SHOWN and not log.reason(f)))
        and (not patterns or any(fnmatchcase(f.rule, pattern) for pattern in patterns))
        and (not levels or rule(f.rule).level in levels)
        and _SEVERITIES.index(f.severity) >= least
    )
    return dataclasses.replace(one, findings=tuple(kept))


def _show(
    done: list[Checked], log: Dismissals, form: str | None, page: Path | None, *, is_batch: bool
) -> None:
    from .. import __version__

    if page:
        from ..checks.page import to_page

        page.write_text(to_page(done, log, __version__), "utf-8")
        tell(f"{page}: {len(done)} reports")
    if form == "sarif":
        from ..checks.sarif import to_sarif

        print_json(to_sarif(done, log, __version__))
    elif form:
        emit((finding_row(one, finding, log) for one in done for finding in one.findings), form)
    else:
        for one in done:
            if one.findings or not is_batch:
                print_checked(one, log)
    if is_batch:
        tell(_summary(done, log))


def _summary(done: Sequence[Checked], log: Dismissals) -> str:
    open_ = [[f for f in one.findings if not log.reason(f)] for one in done if one.report_id]
    wrong = sum(any(f.verdict == "FAIL" for f in findings) for findings in open_)
    doubt = sum(any(f.verdict == "UNCERTAIN" for f in findings) for findings in open_)
    read = sum(bool(one.report_id) for one in done)
    return (
        f"checked 核查 {read} reports: {wrong} with errors 有错误, {doubt} to look at 需核对, "
        f"{len(done) - read} not seen 未收集到; dismissed 已排除 {len(log)}"
    )


def finding_row(one: Checked, finding: Finding, log: Dismissals) -> dict[str, Any]:
    """One finding as a flat row."""
    from ..checks.places import places

    return {
        "source": one.source,
        "organ": one.organ,
        "year": one.year,
        "id": finding.id,
        "rule": finding.rule,
        "verdict": finding.verdict,
        "severity": finding.severity,
        "message": finding.message,
        "message_en": finding.message_en,
        "cells": list(finding.cells),
        "expected": dict(finding.expected),
        "places": [dataclasses.asdict(place) for place in places(finding, one.printed)],
        "spans": [{"start": s.start, "end": s.end, "text": s.text} for s in finding.spans],
        "report_id": one.report_id,
        "dismissed": log.reason(finding),
    }


def print_checked(one: Checked, log: Dismissals) -> None:
    """The findings about one report for people."""
    from ..checks.places import grouped

    failed = len(grouped(f for f in one.findings if f.verdict == "FAIL" and not log.reason(f)))
    shown = len(grouped(one.findings))
    state = f"{failed} wrong, {shown} shown" if shown else "nothing wrong found 未发现问题"
    head = " · ".join(str(part) for part in (one.source, one.organ, one.year) if part)
    click.echo(click.style(f"{head}: {state}", bold=True))
    print_findings(one.findings, log)


def print_findings(findings: Iterable[Finding], log: Dismissals | None = None) -> None:
    """Findings for people, each with its message, the right values where known, and the words quoted. Findings of
    several rules about one wrong cell are one."""
    from ..checks.places import grouped

    for group in grouped(findings):
        finding = group[0]
        rules = " ".join(f.rule for f in group)
        mark = click.style(f"{_MARK[finding.verdict]} {rules}", fg=_COLOR[finding.verdict])
        click.echo(f"  {mark} [{' '.join(f.id for f in group)}] {finding.message}")
        if finding.message_en and not is_chinese():
            click.echo(click.style(f"      {finding.message_en}", dim=True))
        for cell, value in list(finding.expected.items())[:_CELLS]:
            click.echo(f"      {cell} → {value}")
        if len(finding.expected) > _CELLS:
            click.echo(f"      … {len(finding.expected) - _CELLS} more")
        for span in finding.spans:
            click.echo(f"      “{' '.join(span.text.split())}” ({span.start}–{span.end})")
        if log is not None and (reason := log.reason(finding)):
            click.echo(click.style(f"      dismissed 已排除: {reason}", dim=True))
