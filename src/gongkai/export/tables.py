"""The tables of an export by name: what the library holds, and what is made of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from ..errors import ExportError
from ..library import COLUMNS, Filters, Rows
from ..panel import wide
from .columns import columns_of, typed
from .files import write_file, write_whole
from .package import Written
from .xlsx import write_book

if TYPE_CHECKING:
    from ..library import Library

ALL = (*COLUMNS, "metrics", "wide")  # what `gongkai export all` writes


def table(
    library: Library, kind: str, *, query: str | None = None, states: bool = False, **filters: Unpack[Filters]
) -> Rows:
    """The rows of one kind, narrowed by ``query`` and the filters of ``Library.rows``; ``states`` is for ``wide``.

    Raises ExportError for hits without a query, QueryError for a query or filter that cannot be understood.
    """
    if kind == "hits":
        if query is None:
            raise ExportError(
                "hits need a query: gongkai export hits --query 政策解读 / 请给出检索式 --query"
            )
        return _rows(kind, _hits(library, query, **filters))
    if kind == "metrics":
        return library.metrics(query=query, **filters)
    if kind == "wide":
        return wide(library, query=query, states=states, **filters)
    return library.rows(kind, query=query, **filters)


def write_table(rows: Rows, path: Path, form: str) -> Written:
    """Write one table to a file. Raises as ``write_file`` does."""
    count = write_file(rows, path, form)
    return Written(rows.kind, path, form, typed(rows.columns, rows.kind), count)


def write_tables(tables: Iterable[Rows], folder: Path, form: str) -> Iterator[Written]:
    """Write each table to a file of its own in the folder, which is made if it is missing; told one by one."""
    folder.mkdir(parents=True, exist_ok=True)
    for rows in tables:
        yield write_table(rows, folder / f"{rows.kind}.{form}", form)


def write_workbook(tables: Sequence[Rows], path: Path) -> list[Written]:
    """Write all tables to one Excel workbook, a sheet each."""
    counts = write_whole(path, lambda part: write_book([(rows.kind, rows) for rows in tables], part))
    return [
        Written(rows.kind, path, "xlsx", typed(rows.columns, rows.kind), count)
        for rows, count in zip(tables, counts, strict=True)
    ]


def _rows(kind: str, rows: Iterator[dict[str, Any]]) -> Rows:
    return Rows(tuple(column.name for column in columns_of(kind)), rows, kind)


def _hits(library: Library, query: str, **filters: Unpack[Filters]) -> Iterator[dict[str, Any]]:
    for hit in library.hits(query, **filters):
        yield dataclasses.asdict(hit)
