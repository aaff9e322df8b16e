"""``gongkai index``: files and folders into the library."""

from __future__ import annotations

import dataclasses
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from ..errors import ReadError
from .habits import is_quiet
from .options import engine_option, index_option
from .shared import open_library, print_json, tell

if TYPE_CHECKING:
    from ..ingest import IndexSummary
    from ..library import Library

T = TypeVar("T")


@click.command("index")
@click.argument("paths", nargs=-1, required=True)
@index_option
@engine_option
@click.option("--prune", is_flag=True, help="Drop reports whose files are gone. 清除已不存在的文件")
@click.option("--json", "as_json", is_flag=True, help="The summary as JSON.")
def index_command(
    paths: tuple[str, ...], index_dir: Path, engine: str | None, prune: bool, as_json: bool
) -> None:
    """Read reports under PATHS into the library. 建立索引"""
    from ..ingest import index

    for path in paths:
        if not Path(path).exists():
            raise ReadError(path, "no such file or folder / 文件不存在")
    with open_library(index_dir, create=True, engine=engine) as library:
        summary = index(paths, library, prune=prune, progress=_progress)
        print_index_summary(summary, library, as_json)
    if summary.failures:
        sys.exit(2)


def _progress(items: Iterable[T], length: int) -> Iterator[T]:
    if is_quiet():
        yield from items
        return
    with click.progressbar(items, length=length, label="indexing 索引", file=sys.stderr) as bar:
        yield from bar


def print_index_summary(summary: IndexSummary, library: Library, as_json: bool) -> None:
    """The one-screen end of ``gongkai index``; with ``as_json`` the same as one document on stdout."""
    if as_json:
        print_json({**dataclasses.asdict(summary), "read": summary.read, "library": library.stats()})
        return
    echo = tell
    echo(
        f"reports 报告: {summary.read} read ({summary.added} new, {summary.replaced} changed), "
        f"{summary.unchanged} unchanged, {summary.pruned} pruned"
    )
    echo(
        f"figures 数量: {summary.figures}   tags 标签: {summary.tags}   "
        f"findings 问题: {summary.findings}   reading issues 读取提示: {summary.issues}"
    )
    if summary.skipped:
        causes = Counter(cause for _, cause in summary.skipped)
        echo("skipped 跳过: " + "; ".join(f"{count} × {cause}" for cause, count in causes.items()))
    if summary.failures:
        echo(f"could not be read 无法读取: {len(summary.failures)}")
        for source, cause in summary.failures:
            echo(f"  {source}: {cause}")
