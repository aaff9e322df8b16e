"""Layouts of PDFs linearised row by row: what narrow columns leave of table 3 and table 4 (pdftotext, pdfplumber, pypdf).

A page is set as a printer would: every column has a width in characters, a text longer than that is wrapped, cells are
centred in their rows, heads of groups beside all their rows. Then the lines are written down as the tools do.
"""

from __future__ import annotations

from collections.abc import Callable

from golden.grids import Grid, Tables
from golden.markup import AFTER, BEFORE, HEADS

Piece = tuple[int, int, str]  # half lines from the top, column, text
Printed = list[tuple[list[Piece], int]]  # the pieces of a row and its height in half lines


def wrapped(text: str, width: float) -> list[str]:
    """The lines of one cell; digits take half a character, and a number too wide for its column is cut as well."""
    text = text.strip()
    if text.isascii():
        return [text[i : i + int(2 * width)] for i in range(0, len(text), int(2 * width))] or [""]
    return [text[i : i + int(width)] for i in range(0, len(text), int(width))]


def pieces(grid: Grid, widths: tuple[float, ...], place: str = "middle") -> list[list[Piece]]:
    """The lines of every row's own and spanning cells, at the height where they are printed."""
    cells: list[tuple[int, int, int, list[str]]] = []  # row, rows, column, lines
    taken: set[tuple[int, int]] = set()
    heights = [2] * len(grid)
    for r, row in enumerate(grid):
        column = 0
        for text, high, wide in row:
            while (r, column) in taken:
                column += 1
            taken.update((r + i, column + j) for i in range(high) for j in range(wide))
            lines = wrapped(text, sum(widths[column : column + wide]) or 4)
            cells.append((r, high, column, lines))
            if high == 1:
                heights[r] = max(heights[r], 2 * len(lines))
            column += wide
    for r, high, _, lines in cells:
        lack = 2 * len(lines) - sum(heights[r : r + high])
        heights[r + high - 1] += max(lack, 0)
    tops = [sum(heights[:r]) for r in range(len(grid) + 1)]
    out: list[Piece] = []
    for r, high, column, lines in cells:
        room = tops[r + high] - tops[r] - 2 * len(lines)
        start = tops[r] + {"top": 0, "middle": room // 2, "bottom": room}[place]
        out += [(start + 2 * n, column, line) for n, line in enumerate(lines)]
    return [[p for p in out if tops[r] <= p[0] < tops[r + 1]] for r in range(len(grid))]


def by_height(grid: Grid, widths: tuple[float, ...], place: str, gap: str) -> list[str]:
    """Like pdfplumber and pdftotext -layout: everything at one height is a line, from left to right."""
    found: dict[int, list[tuple[int, str]]] = {}
    for row in pieces(grid, widths, place):
        for height, column, text in row:
            found.setdefault(height, []).append((column, text))
    return [gap.join(text for _, text in sorted(found[height])) for height in sorted(found) if found[height]]


def by_cell(grid: Grid, widths: tuple[float, ...]) -> list[str]:
    """Like pypdf and pdftotext -raw: cell after cell, a line end where a cell is wrapped, a row's last cells on one line."""
    out: list[str] = []
    column_of: dict[tuple[int, int], bool] = {}
    for r, row in enumerate(grid):
        column, line = 0, ""
        for text, high, wide in row:
            while column_of.get((r, column)):
                column += 1
            column_of.update({(r + i, column + j): True for i in range(high) for j in range(wide)})
            lines = wrapped(text, sum(widths[column : column + wide]) or 4)
            column += wide
            if len(lines) > 1 or high > 1:
                out += [line] if line else []
                out += lines[:-1]
                line = lines[-1] if high == 1 and not text.isascii() else ""
                out += [] if line else [lines[-1]]
            else:
                line = f"{line} {lines[0]}".strip()
        out += [line] if line else []
    return [line for line in out if line]


def cut(lines: list[str], every: int, mark: str, head: list[str]) -> list[str]:
    """Pages: a mark at the end of each, the table's heads again on the next."""
    out: list[str] = []
    for n, line in enumerate(lines):
        if n and n % every == 0:
            out += [mark.format(n // every), *head] if mark else head
        out.append(line)
    return out


LABELS = {"wide": (4, 4, 15), "narrow": (3, 3, 7), "tower": (1, 3, 9), "thin": (2, 3, 4)}


def layout(
    name: str,
    place: str = "middle",
    gap: str = " ",
    value: float = 4,
    pages: int = 0,
    mark: str = "",
    again: bool = False,
    cells: bool = False,
) -> Callable[[Tables, int], str]:
    """A report with its labels in columns of those widths and its values in columns of ``value`` characters."""

    def lay(tables: Tables, year: int) -> str:
        bodies = []
        for number, grid in enumerate((tables.t2, tables.t3, tables.t4)):
            widths = ((8, 9, 9, 9), (*LABELS[name], *[value] * 7), (2,) * 15)[number]
            body = by_cell(grid, widths) if cells else by_height(grid, widths, place, gap)
            if number == 1 and pages:
                first = by_height(grid[:3], widths, place, gap) if again else []
                body = cut(body, pages, mark, first)
            bodies.append(body)
        out = [line.format(year=year) for line in BEFORE]
        for head, body in zip(HEADS, bodies, strict=True):
            out += [head, *body]
        return "\n".join([*out, *AFTER]) + "\n"

    return lay


NARROW: dict[str, Callable[[Tables, int], str]] = {
    "narrow centred": layout("narrow"),
    "narrow at the top": layout("narrow", place="top", value=5),
    "narrow at the bottom": layout("narrow", place="bottom", value=5),
    "narrow, far apart": layout("narrow", gap="     ", value=5),
    "narrow, cell by cell": layout("narrow", cells=True),
    "wide centred": layout("wide", value=4),
    "wide, cell by cell": layout("wide", cells=True, value=5),
    "tower centred": layout("tower", value=5),
    "thin centred": layout("thin", value=4),
    "thin, cell by cell": layout("thin", cells=True),
    "narrow over pages": layout("narrow", value=5, pages=21, mark="— {} —"),
    "narrow over pages, heads again": layout("narrow", value=5, pages=26, again=True),
    "thin over pages, bare marks": layout("thin", pages=33, mark="{}"),
}
TORN = {  # numbers of more than three digits are cut as well
    "totals torn": layout("wide", value=1.5),
    "totals torn, at the top": layout("narrow", place="top", value=1.5),
    "totals torn, at the bottom": layout("narrow", place="bottom", value=1.5),
}
