"""What several commands do alike: open the library, read an input, say what is wrong, print rows."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import GongkaiError, QueryError, ReadError
from .habits import is_quiet, is_verbose
from .language import is_chinese, spoken

if TYPE_CHECKING:
    from ..library import Library
    from ..model import Figure, Report


def complain(error: GongkaiError) -> None:
    """An error in one line on stderr, in the language of the user; with --verbose where it came from."""
    line = f"gongkai: {spoken(str(error))}"
    if isinstance(error, QueryError):
        place = f"第{error.position + 1}个字符"
        line += f"（{place}）" if is_chinese() else f" (at character {error.position + 1} / {place})"
        line += f"; {error.suggestion}" if error.suggestion else ""
    click.echo(line, err=True)
    if is_verbose():
        click.echo("".join(traceback.format_exception(error)), err=True)


def tell(line: str) -> None:
    """A note on stderr; --quiet is without."""
    if not is_quiet():
        click.echo(spoken(line), err=True)


def detail(line: str) -> None:
    """A note on stderr for --verbose."""
    if is_verbose():
        click.echo(line, err=True)


@contextmanager
def open_library(index_dir: Path, *, create: bool = False, engine: str | None = None) -> Iterator[Library]:
    from ..library import Library

    if not create and not index_dir.is_dir():
        raise ReadError(str(index_dir), "no library here; run `gongkai index PATH` first / 请先建立索引")
    detail(f"library 索引: {index_dir.absolute()}")
    with Library(index_dir, engine) as library:
        yield library


def read_input(name: str, *, tags: bool = True) -> Report:
    """The report in a file, or on standard input for ``-``."""
    from ..pipeline import read

    if name == "-":
        return read(sys.stdin.buffer.read(), name="<stdin>", tags=tags)
    return read(name, tags=tags)


def each_report(
    names: Iterable[str], failures: list[str], *, tags: bool = True
) -> Iterator[tuple[str, Report]]:
    """Read each input; one that cannot be read is told on stderr and noted, and the rest goes on."""
    for name in names:
        detail(f"reading 读取: {name}")
        try:
            yield name, read_input(name, tags=tags)
        except ReadError as error:
            complain(error)
            failures.append(name)


def emit(rows: Iterable[dict[str, Any]], form: str) -> None:
    from ..export import write_rows

    if reconfigure := getattr(sys.stdout, "reconfigure", None):
        reconfigure(newline="")  # rows end as their format says, on Windows too
    write_rows(rows, sys.stdout, form)


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def figure_value(figure: Figure) -> str:
    """``12``, ``≥360``, ``<100``, ``≈30`` or ``3…5``: the value of a figure in one short string."""
    low, high = (None if v is None else f"{v:f}" for v in (figure.low, figure.high))
    if figure.qualifier == "at_least":
        return f"≥{low}"
    if figure.qualifier == "below":
        return f"<{high}"
    if low == high:
        return f"≈{low}" if figure.qualifier == "approx" else str(low)
    return f"{low}…{high}"
