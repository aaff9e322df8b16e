"""Options that several commands share, each written once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

F = TypeVar("F", bound=Callable[..., Any])


def index_option(function: F) -> F:
    return click.option(
        "--index",
        "index_dir",
        default="index",
        envvar="GONGKAI_INDEX",
        show_default=True,
        type=click.Path(path_type=Path, file_okay=False),
        help="Folder of the library. 索引目录",
    )(function)


def engine_option(function: F) -> F:
    return click.option(
        "--engine",
        type=click.Choice(["whoosh", "tantivy"]),
        envvar="GONGKAI_ENGINE",
        help="Search engine; tantivy needs the extra of that name. 检索引擎  [default: whoosh]",
    )(function)


def filter_options(function: F) -> F:
    for option in reversed(
        (
            click.option("--year", help="2024 or 2022..2024. 年份"),
            click.option("--organ", help="Part of the organ's name. 机构"),
            click.option("--topic", help="Topic id or Chinese name. 标签"),
            click.option("--stance", help="DONE, PROBLEM, PLAN, FRAME. 语态"),
        )
    ):
        function = option(function)
    return function


def format_options(function: F) -> F:
    function = click.option("--csv", "as_csv", is_flag=True, help="CSV to stdout.")(function)
    return click.option("--json", "as_json", is_flag=True, help="JSON to stdout.")(function)


def output_format(as_json: bool, as_csv: bool) -> str:
    if as_json and as_csv:
        context = click.get_current_context()
        typed = [
            name
            for name in ("json", "csv")
            if context.get_parameter_source(f"as_{name}") is ParameterSource.COMMANDLINE
        ]
        if len(typed) == 1:  # the other one is only a default of gongkai.toml or the environment
            return typed[0]
        raise click.UsageError("--json and --csv exclude each other / 只能选一种格式")
    return "json" if as_json else "csv" if as_csv else ""
