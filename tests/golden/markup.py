"""Layouts of web pages: the tables of one report as HTML source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from golden.grids import Cell, Grid, Tables, squared

BEFORE = (
    "云岭市档案局{year}年政府信息公开工作年度报告",
    "一、总体情况",
    "{year}年，我局公开信息12条，举办培训2次。",
)
HEADS = (
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
)
AFTER = ("五、存在的主要问题及改进情况", "人手不足，将加强培训。", "六、其他需要报告的事项", "无。")


def page(year: int, bodies: Sequence[str]) -> str:
    paragraphs = [f"<p>{line.format(year=year)}</p>" for line in BEFORE]
    for head, body in zip(HEADS, bodies, strict=True):
        paragraphs += [f"<p>{head}</p>", body]
    paragraphs += [f"<p>{line}</p>" for line in AFTER]
    return "<html><body><div class='content'>" + "\n".join(paragraphs) + "</div></body></html>"


def td(cell: Cell, inner: Callable[[str], str] = escape, tag: str = "td") -> str:
    text, high, wide = cell
    spans = (f" rowspan='{high}'" if high > 1 else "") + (f" colspan={wide}" if wide > 1 else "")
    return f"<{tag}{spans}>{inner(text)}</{tag}>"


def table(grid: Grid, inner: Callable[[str], str] = escape) -> str:
    rows = ("<tr>" + "".join(td(c, inner) for c in row) + "</tr>" for row in grid)
    return "<table border=1><tbody>" + "\n".join(rows) + "</tbody></table>"


def _three(lay: Callable[[Grid], str]) -> Callable[[Tables, int], str]:
    return lambda t, year: page(year, [lay(t.t2), lay(t.t3), lay(t.t4)])


def word_cell(text: str) -> str:
    """Word's own markup: a paragraph in the cell, digits over several spans, a blank as an empty o:p."""
    if not text:
        return "<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>"
    if text.isascii() and len(text) > 1:
        half = len(text) // 2
        text = f"<span lang=EN-US>{text[:half]}</span><span\n lang=EN-US>{text[half:]}</span>"
    elif len(text) > 14:
        text = f"<span>{text[:8]}</span><span>{text[8:]}</span>"
    return f"<p class=MsoNormal align=center>{text}<span lang=EN-US><o:p></o:p></span></p>"


def in_pieces(text: str) -> str:
    """Words broken by hand to fit a narrow column."""
    if any(c.isdigit() for c in text) or len(text) < 4 or len(text) > 8:
        return escape(text)
    return f"{text[:2]}<br>{text[2:]}"


def spaced(text: str) -> str:
    return f"&nbsp;\n  {escape(text)}&nbsp; "


def nested(tables: Tables, year: int) -> str:
    def wrap(grid: Grid) -> str:
        return f"<table width=100%><tr><td><table><tr><td>{table(grid)}</td></tr></table></td></tr></table>"

    return _three(wrap)(tables, year)


def in_one_cell(tables: Tables, year: int) -> str:
    inner = page(year, [table(tables.t2), table(tables.t3), table(tables.t4)])
    body = inner.removeprefix("<html><body>").removesuffix("</body></html>")
    return f"<html><body><table><tr><td>索引号</td><td>A-1</td></tr><tr><td colspan=2>{body}</td></tr></table></body></html>"


def one_table(tables: Tables, year: int) -> str:
    """The whole report is one table of ten columns; headings and prose are rows of it."""
    rows = [[(line.format(year=year), 1, 15)] for line in BEFORE]
    for head, grid in zip(HEADS, (tables.t2, tables.t3, tables.t4), strict=True):
        rows += [[(head, 1, 15)], *grid]
    rows += [[(line, 1, 15)] for line in AFTER]
    return f"<html><body>{table(rows)}</body></html>"


def headed_inside(tables: Tables, year: int) -> str:
    """The section heading is the first row of its table."""

    def body(grid: Grid, head: str) -> str:
        return table([[(head, 1, max(sum(c[2] for c in row) for row in grid))], *grid])

    grids = (tables.t2, tables.t3, tables.t4)
    return page(year, [body(g, h) for g, h in zip(grids, HEADS, strict=True)])


def rows_apart(tables: Tables, year: int) -> str:
    """Every row a table of its own: nothing stands under its head any more."""
    return _three(lambda grid: "".join(table([[(t, 1, 1) for t, _, _ in row]]) for row in grid))(tables, year)


def split(tables: Tables, year: int) -> str:
    """Table 3 in two, the head printed again; row heads that spanned begin anew."""
    flat = squared(tables.t3, repeat=True)
    first = next((i for i, row in enumerate(tables.t3) if len(row) == 8), 3)
    middle = first + 11
    pieces = [flat[:middle], flat[:first] + flat[middle:]]
    three = "<p>（续表）</p>".join(table([[(t, 1, 1) for t in row] for row in piece]) for piece in pieces)
    return page(year, [table(tables.t2), three, table(tables.t4)])


def upright_head(tables: Tables, year: int) -> str:
    def tower(text: str) -> str:
        if text.startswith(("三、", "（三）", "（四）")) and len(text) < 10:
            return "<br>".join(text)
        return escape(text)

    return _three(lambda grid: table(grid, tower))(tables, year)


def without_spans(repeat: bool) -> Callable[[Tables, int], str]:
    return _three(lambda grid: table([[(t, 1, 1) for t in row] for row in squared(grid, repeat)]))


def with_thead(tables: Tables, year: int) -> str:
    def lay(grid: Grid) -> str:
        heads = 0 if "新收" in grid[0][0][0] else next(i for i, r in enumerate(grid) if len(r) > 7 or i == 2)
        top = "".join("<tr>" + "".join(td(c, tag="th") for c in row) + "</tr>" for row in grid[:heads])
        rest = "".join("<tr>" + "".join(td(c) for c in row) + "</tr>" for row in grid[heads:])
        return f"<table><thead>{top}</thead><tbody>{rest}</tbody></table>"

    return _three(lay)(tables, year)


def as_divs(tables: Tables, year: int) -> str:
    """A table made of blocks: each cell its own line."""

    def lay(grid: Grid) -> str:
        return "".join(
            f"<div class=row>{''.join(f'<div>{escape(t)}</div>' for t, _, _ in row)}</div>" for row in grid
        )

    return _three(lay)(tables, year)


def wide_cells(tables: Tables, year: int) -> str:
    """A designer's grid: every cell spans two columns."""
    return _three(lambda grid: table([[(t, h, 2 * w) for t, h, w in row] for row in grid]))(tables, year)


def spare_column(tables: Tables, year: int) -> str:
    """An empty column at the right edge."""
    return _three(lambda grid: table([[*row, ("", 1, 1)] for row in grid]))(tables, year)


HTML: dict[str, Callable[[Tables, int], str]] = {
    "html": _three(table),
    "html word": _three(lambda grid: table(grid, word_cell)),
    "html broken labels": _three(lambda grid: table(grid, in_pieces)),
    "html spaces": _three(lambda grid: table(grid, spaced)),
    "html nested": nested,
    "html one cell": in_one_cell,
    "html one table": one_table,
    "html heading inside": headed_inside,
    "html rows apart": rows_apart,
    "html split": split,
    "html upright": upright_head,
    "html no spans": without_spans(False),
    "html spelled out": without_spans(True),
    "html thead": with_thead,
    "html divs": as_divs,
    "html wide cells": wide_cells,
    "html spare column": spare_column,
}
