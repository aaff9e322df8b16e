"""``gongkai rules`` and ``gongkai dismiss``: what check goes by, and what a person set aside."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .options import format_options, index_option, output_format
from .shared import emit, open_library, tell

if TYPE_CHECKING:
    from ..checks import Rule


@click.command("rules")
@format_options
def rules_command(as_json: bool, as_csv: bool) -> None:
    """List the rules that check applies. 规则"""
    from ..checks import rules

    form = output_format(as_json, as_csv)
    if form:
        emit((rule_row(rule) for rule in rules()), form)
    else:
        print_rules(rules())


def rule_row(rule: Rule) -> dict[str, Any]:
    """One rule as a flat row."""
    return dataclasses.asdict(rule)


def print_rules(rules: Iterable[Rule]) -> None:
    """The rules, one a line."""
    for rule in rules:
        click.echo(f"{rule.id}\t{rule.level}\t{rule.severity}\t{rule.zh}\t{rule.en}\t{rule.source}")


@click.command("dismiss")
@click.argument("ids", nargs=-1)
@click.option("--reason", help="Why it is no error: kept in the log. 理由")
@click.option("--by", default="", help="Who decided. 决定人")
@click.option("--undo", is_flag=True, help="Take the dismissal back. 撤销排除")
@click.option("--list", "listed", is_flag=True, help="List what is dismissed. 列出已排除的问题")
@index_option
@click.option(
    "--dismissals",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="GONGKAI_DISMISSALS",
    help="The log [default: dismissals.jsonl beside the library].",
)
def dismiss_command(
    ids: tuple[str, ...],
    reason: str | None,
    by: str,
    undo: bool,
    listed: bool,
    index_dir: Path,
    dismissals: Path | None,
) -> None:
    """Set findings aside for good, with a reason. 排除问题

    IDS stand in brackets in the output of check. A finding stays dismissed until what it rests on changes.
    """
    from ..checks import Dismissals
    from .check import beside

    log = Dismissals(dismissals or beside(index_dir))
    if listed:
        for one in log.standing.values():
            click.echo("\t".join((one.id, one.at, one.by, one.reason, one.about)))
        sys.exit(0 if len(log) else 1)
    if not ids or (not undo and not reason):
        raise click.UsageError("give IDS and --reason (or --undo) / 请给出编号和理由")
    about = {} if undo else _about(index_dir)
    for finding_id in ids:
        if undo:
            log.undo(finding_id, by=by)
        else:
            if finding_id not in about:
                click.echo(
                    f"gongkai: {finding_id}: not found in the library; noted all the same / 索引中没有",
                    err=True,
                )
            log.dismiss(finding_id, reason or "", by=by, about=about.get(finding_id, ""))
    tell(f"{log.path}: {len(log)} dismissed / 已排除{len(log)}个")


def _about(index_dir: Path) -> dict[str, str]:
    """Finding id → whose it is and what it says, for the log."""
    from ..supervision import check_library

    if not index_dir.is_dir():
        return {}
    with open_library(index_dir) as library:
        done = check_library(library)
    return {f.id: f"{one.organ} {one.year} {f.rule}: {f.message}" for one in done for f in one.findings}
