"""The tables of an export by name: what the library holds, and what is made of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Unpack

from ..errors import ExportError
from ..library import COLUMNS, Filters, Rows
from .columns import columns_of

if TYPE_CHECKING:
    from ..library import Library

KINDS = (*COLUMNS, "metrics", "hits")


def table(library: Library, kind: str, *, query: str | None = None, **filters: Unpack[Filters]) -> Rows:
    """The rows of one kind, narrowed by ``query`` and the filters of ``Library.rows``.

    Raises ExportError for hits without a query, QueryError for a query or filter that cannot be understood.
    """
    if kind == "hits":
        if query is None:
            raise ExportError(
                "hits need a query: gongkai export hits --query 政策解读 / 请给出检索式 --query"
            )
        return _rows(kind, _hits(library, query, **filters))
    if kind == "metrics":
        if query is not None:
            raise ExportError("metrics take filters, but no query / 指标不支持检索式")
        return library.metrics(**filters)
    return library.rows(kind, query=query, **filters)


def _rows(kind: str, rows: Iterator[dict[str, Any]]) -> Rows:
    return Rows(tuple(column.name for column in columns_of(kind)), rows, kind)


def _hits(library: Library, query: str, **filters: Unpack[Filters]) -> Iterator[dict[str, Any]]:
    for hit in library.hits(query, **filters):
        yield dataclasses.asdict(hit)
