"""Layouts of PDFs linearised column by column: what pdfminer and pdftotext without -layout leave of a table.

Such text has the words of a page in one run and its numbers in runs of one column each, cut by the page breaks.
"""

from __future__ import annotations

from itertools import pairwise

from golden.grids import Grid, Tables, data_from, labels, values
from golden.markup import AFTER, BEFORE, HEADS
from golden.plain import cells


def heads3(grid: Grid) -> list[str]:
    """The words of table 3 above its first row; 其他 and 总计 stand last."""
    return [c[0] for row in grid[: data_from(grid)] for c in row]


def by_columns(grid: Grid, cuts: tuple[int, ...]) -> list[str]:
    """Every page's labels, then its numbers column by column. ``cuts``: rows before each page break."""
    rows = grid[data_from(grid) :]
    edges = [0, *cuts, len(rows)]
    out: list[str] = []
    for first, last in pairwise(edges):
        page = rows[first:last]
        out += [w for row in page for w in labels(row)]
        out += heads3(grid) if not first else []
        out += [values(row)[column] for column in range(7) for row in page]
    return out


def columnwise(tables: Tables, year: int, cuts: tuple[int, ...]) -> str:
    """A report whose table 3 stands column by column, an empty line after every line as pdfminer writes them."""
    bodies = [cells(tables.t2), by_columns(tables.t3, cuts), cells(tables.t4)]
    out = [line.format(year=year) for line in BEFORE]
    for head, body in zip(HEADS, bodies, strict=True):
        out += [head, *body]
    return "\n\n".join([*out, *AFTER]) + "\n"
