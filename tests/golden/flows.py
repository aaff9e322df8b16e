"""Layouts of PDFs linearised column by column: what pdfminer and pdftotext without -layout leave of table 3.

Such text has a page's labels in one run and its numbers, a line each, in runs of one column each, cut by the page
breaks; two columns close together may be written row by row, and the heads tear the first row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from golden.grids import Grid, Tables, data_from, labels, values
from golden.markup import AFTER, BEFORE, HEADS
from golden.plain import cells


@dataclass(frozen=True)
class Page:
    """The rows of table 3 on one page."""

    heads: list[str]
    labels: list[list[str]]
    values: list[list[str]]


Flow = Callable[[Page], list[str]]


def pages_of(grid: Grid, cuts: Sequence[int]) -> list[Page]:
    rows = grid[data_from(grid) :]
    out = []
    for first, last in pairwise([0, *cuts, len(rows)]):
        heads = [] if first else [c[0] for row in grid[: data_from(grid)] for c in row]
        page = rows[first:last]
        out.append(Page(heads, [labels(r) for r in page], [values(r) for r in page]))
    return out


def _words(page: Page) -> list[str]:
    return [*(w for row in page.labels for w in row), *page.heads]


def by_columns(page: Page) -> list[str]:
    """pdfminer: all labels, the heads, then column after column."""
    return [*_words(page), *(row[c] for c in range(7) for row in page.values)]


def close_columns(page: Page) -> list[str]:
    """pdfminer: the last two columns stand close together and come row by row."""
    single = [row[c] for c in range(5) for row in page.values]
    return [*_words(page), *single, *(v for row in page.values for v in row[5:])]


def pairs_in_bands(page: Page) -> list[str]:
    """pdfminer: two pairs of close columns, in bands of rows written column by column."""
    out = [row[c] for c in range(2) for row in page.values]
    for first, last in pairwise(sorted({0, len(page.values) // 3, len(page.values)})):
        out += [row[c] for c in (2, 3) for row in page.values[first:last]]
    out += [row[4] for row in page.values]
    return [*_words(page), *out, *(v for row in page.values for v in row[5:])]


def by_rows(page: Page) -> list[str]:
    """pdftotext: the rows in order, their labels elsewhere; the first row's numbers among the heads."""
    rows = [list(row) for row in page.values]
    if page.heads:
        rows[0][2:5] = [rows[0][4], rows[0][2], rows[0][3]]
    words = [w for row in page.labels for w in row]
    return [*words[:1], *page.heads, *(v for row in rows for v in row), *words[1:]]


def one_apart(page: Page) -> list[str]:
    """pdftotext: the same, and one row's first number stands apart, beside a tall label."""
    rows = [list(row) for row in page.values]
    apart = rows[-2].pop(0) if len(rows) > 3 else ""
    words = [w for row in page.labels for w in row]
    tail = [words[-1], apart, "信息公开申请"] if apart else words[-1:]
    return [*words[:-1], *page.heads, *(v for row in rows for v in row), *tail]


FLOWS: dict[str, Flow] = {
    "by columns": by_columns,
    "close columns": close_columns,
    "pairs in bands": pairs_in_bands,
    "by rows": by_rows,
    "one apart": one_apart,
}


def torn(tables: Tables, year: int, flow: Flow, cuts: Sequence[int] = (), apart: int | None = None) -> str:
    """A report whose table 3 is linearised so. ``apart``: the page on which a number stands apart, others by rows."""
    pages = pages_of(tables.t3, cuts)
    third = [line for n, page in enumerate(pages) for line in (by_rows if n == apart else flow)(page)]
    out = [line.format(year=year) for line in BEFORE]
    for head, body in zip(HEADS, (cells(tables.t2), third, cells(tables.t4)), strict=True):
        out += [head, *body]
    return "\n\n".join([*out, *AFTER]) + "\n"
