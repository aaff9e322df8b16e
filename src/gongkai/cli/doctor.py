"""``gongkai doctor``: is everything in order, what is missing, where things lie."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .options import index_option
from .shared import print_json

if TYPE_CHECKING:
    from ..health import Check

_MARK = {"ok": ("✓", "green"), "missing": ("–", "yellow"), "broken": ("✗", "red")}
_GROUPS = {
    "program": "program 程序",
    "libraries": "libraries 依赖库",
    "tools": "optional readers 可选工具",
    "data": "data files 数据文件",
    "library": "library 索引",
    "corpora": "corpora 语料",
}


@click.command("doctor")
@index_option
@click.option(
    "--corpora",
    default="corpora",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the corpora. 语料目录",
)
@click.option("--json", "as_json", is_flag=True, help="JSON to stdout.")
def doctor_command(index_dir: Path, corpora: Path, as_json: bool) -> None:
    """Say what is installed, what is missing and where things lie. 体检

    Exit code 1: something is broken. What is only optional and missing (–) does not count.
    """
    from ..health import doctor

    checks = doctor(index_dir, corpora)
    is_well = not any(check.state == "broken" for check in checks)
    if as_json:
        print_json({"ok": is_well, "checks": [dataclasses.asdict(check) for check in checks]})
    else:
        print_checks(checks)
    sys.exit(0 if is_well else 1)


def print_checks(checks: Sequence[Check]) -> None:
    """What was looked at, group by group, one line each."""
    group = ""
    for check in checks:
        if check.group != group:
            group = check.group
            click.echo(click.style(_GROUPS[group], bold=True))
        mark, color = _MARK[check.state]
        hint = f" → {check.hint}" if check.hint and check.state != "ok" else ""
        click.echo(f"  {click.style(mark, fg=color)} {check.name}: {check.detail}{hint}")
