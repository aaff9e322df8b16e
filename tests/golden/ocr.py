"""Markdown as OCR and conversion tools write it: MinerU, marker, docling, MarkItDown, PaddleOCR, olmOCR, dots.ocr."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from golden.grids import Grid, Tables, squared
from golden.markup import AFTER, BEFORE, HEADS, table
from golden.plain import pipe

Bodies = Sequence[str]


def _document(year: int, bodies: Bodies, head: str = "{}", before: str = "", after: str = "") -> str:
    title, first, prose = (line.format(year=year) for line in BEFORE)
    parts = [before, head.format(title), head.format(first), prose]
    for name, body in zip(HEADS, bodies, strict=True):
        parts += [head.format(name), body]
    parts += [head.format(AFTER[0]), AFTER[1], head.format(AFTER[2]), AFTER[3], after]
    return "\n\n".join(part for part in parts if part)


def _three(t: Tables, lay: Callable[[Grid], str]) -> list[str]:
    return [lay(t.t2), lay(t.t3), lay(t.t4)]


def _pipes(rows: Sequence[Sequence[str]], rule: bool = True) -> str:
    lines = [pipe(row) for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]] if rule else lines)


def mineru(t: Tables, year: int) -> str:
    """One-line HTML tables under # headings, numbers of the prose as formulas, seals as pictures."""
    text = _document(
        year,
        _three(t, lambda g: f"<html><body>{table(g)}</body></html>".replace("\n", "")),
        "# {}",
        after="![](images/3f2a.jpg)",
    )
    return re.sub(r"信息(\d+)条", r"信息 $\1$ 条", text)


def mineru_pages(t: Tables, year: int) -> str:
    """Table 3 over two pages: two tables, the second without a head; row heads that spanned begin anew."""
    cut = _data_from(t.t3) + 9
    first, second = _cut(t.t3, cut)
    return _document(year, [table(t.t2), table(first) + "\n\n" + table(second), table(t.t4)], "# {}")


def header_again(t: Tables, year: int) -> str:
    """The second page's table opens with the heads again, and a page mark stands between."""
    flat, cut, body = squared(t.t3, True), _data_from(t.t3) + 9, _data_from(t.t3)
    three = f"{_pipes(flat[:cut])}\n\n- 3 -\n\n{_pipes([*flat[:body], *flat[cut:]])}"
    return _document(year, [_pipes(squared(t.t2, True)), three, _pipes(squared(t.t4, True))], "## {}")


def docling(t: Tables, year: int) -> str:
    """Merged cells spelled out, columns padded, pictures as comments, bullets before list items."""

    def lay(grid: Grid) -> str:
        flat = squared(grid, True)
        width = [max(len(row[c]) for row in flat) for c in range(len(flat[0]))]
        return _pipes([[cell.ljust(w) for cell, w in zip(row, width, strict=True)] for row in flat])

    return _document(year, _three(t, lay), "## {}", "<!-- image -->", "<!-- image -->")


def marker(t: Tables, year: int) -> str:
    """Anchors of pages, <br> inside cells, bold heads, merged cells in their first place."""

    def lay(grid: Grid) -> str:
        flat = squared(grid, False)
        return _pipes([[_broken(cell) for cell in row] for row in flat])

    return _document(
        year, _three(t, lay), '<span id="page-1-0"></span># **{}**', after="![](_page_3_Picture_1.jpeg)"
    )


def _broken(text: str) -> str:
    if text.strip()[:1].isdigit() and "." not in text[1:2]:
        return text
    return "<br>".join(text[i : i + 6] for i in range(0, len(text), 6))


def markitdown(t: Tables, year: int) -> str:
    """Word through HTML: the first row is the header whatever it holds, short rows end early, no rule of dashes lost."""
    return _document(year, _three(t, lambda g: _pipes([[c[0] for c in row] for row in g])), "**{}**")


def paddle(t: Tables, year: int) -> str:
    """Centred HTML tables, headings with styles."""

    def lay(grid: Grid) -> str:
        inner = table(grid).replace(
            "<table border=1>", "<table border=1 style='margin: auto; word-wrap: break-word;'>"
        )
        inner = inner.replace("<td", "<td style='text-align: center; word-wrap: break-word;'")
        return f'<div style="text-align: center;"><html><body>{inner}</body></html></div>'

    picture = '<div style="text-align: center;"><img src="imgs/img_in_seal_box_1.jpg" alt="Image" width="18%" /></div>'
    return _document(year, _three(t, lay), "## {}", after=picture)


def olmocr(t: Tables, year: int) -> str:
    """Front matter, then plain paragraphs and HTML tables over many lines with <th>."""

    def lay(grid: Grid) -> str:
        heads = 2 if len(grid[0]) < 7 else 1
        rows = [
            "  <tr>\n" + "".join(f"    <{tag}{_spans(c)}>{c[0]}</{tag}>\n" for c in row) + "  </tr>\n"
            for n, row in enumerate(grid)
            for tag in ("th" if n < heads else "td",)
        ]
        return "<table>\n" + "".join(rows) + "</table>"

    front = (
        "---\nprimary_language: zh\nis_rotation_valid: True\nrotation_correction: 0\nis_table: False\n---\n"
    )
    return front + _document(year, _three(t, lay))


def _spans(cell: tuple[str, int, int]) -> str:
    return (f' rowspan="{cell[1]}"' if cell[1] > 1 else "") + (f' colspan="{cell[2]}"' if cell[2] > 1 else "")


def without_rule(t: Tables, year: int) -> str:
    return _document(year, _three(t, lambda g: _pipes(squared(g, True), rule=False)), "# {}")


def rule_everywhere(t: Tables, year: int) -> str:
    """A rule of dashes after every row."""

    def lay(grid: Grid) -> str:
        flat = squared(grid, False)
        return "\n".join(line for row in flat for line in (pipe(row), "|" + ":---:|" * len(row)))

    return _document(year, _three(t, lay))


def wide_pipes(t: Tables, year: int) -> str:
    """Full-width bars, as some models write beside Chinese."""
    return _document(year, _three(t, lambda g: _pipes(squared(g, False)).replace("|", "｜")))


def escaped(t: Tables, year: int) -> str:
    """Every dot, bracket and bar escaped, numbers in bold or as formulas."""

    def cell(text: str) -> str:
        if re.fullmatch(r"\d+", text):
            return f"**{text}**" if len(text) % 2 else f"${text}$"
        return re.sub(r"([.()\[\]*_-])", r"\\\1", text)

    return _document(
        year, _three(t, lambda g: _pipes([[cell(c) for c in row] for row in squared(g, False)])), "## {}"
    )


def formulas(t: Tables, year: int) -> str:
    r"""Numbers as \( 12 \), fee heads with \text{}."""

    def cell(text: str) -> str:
        return rf"\( {text} \)" if re.fullmatch(r"[\d.]+", text) else text

    return _document(
        year, _three(t, lambda g: table([[(cell(c), h, w) for c, h, w in row] for row in g])), "# {}"
    )


def torn_row(t: Tables, year: int) -> str:
    """A page ends inside a row: its label's beginning is a row without values, the rest has them."""
    flat, cut = squared(t.t3, True), _data_from(t.t3) + 12
    row = flat[cut]
    upper = [*row[:2], row[2][:5], *[""] * 7]
    lower = ["", "", row[2][5:], *row[3:]]
    three = f"{_pipes([*flat[:cut], upper])}\n\n{_pipes([lower, *flat[cut + 1 :]], rule=False)}"
    return _document(year, [_pipes(squared(t.t2, True)), three, _pipes(squared(t.t4, True))])


def torn_row_below(t: Tables, year: int) -> str:
    """The same, the values above and the rest of the label alone below."""
    flat, cut = squared(t.t3, False), _data_from(t.t3) + 12
    row = flat[cut]
    upper = [*row[:2], row[2][:6], *row[3:]]
    lower = ["", "", row[2][6:], *[""] * 7]
    three = _pipes([*flat[:cut], upper, lower, *flat[cut + 1 :]])
    return _document(year, [_pipes(squared(t.t2, True)), three, _pipes(squared(t.t4, True))])


def captions(t: Tables, year: int) -> str:
    """Rows of a table and its unit as lines above, footnotes below."""
    lays = _three(t, lambda g: "（单位：件）\n\n" + _pipes(squared(g, True)) + "\n\n注：表中数据含上年结转。")
    return _document(year, lays, "### {}")


def spans_in_pipes(t: Tables, year: int) -> str:
    """Extended Markdown: || for a cell that spans columns, ^^ below one that spans rows."""

    def lay(grid: Grid) -> str:
        flat = squared(grid, True)
        rows = []
        for r, row in enumerate(flat):
            rows.append(["^^" if r and len(c) > 8 and flat[r - 1][i] == c else c for i, c in enumerate(row)])
        return _pipes(rows)

    return _document(year, _three(t, lay))


def _data_from(grid: Grid) -> int:
    return next(i for i, row in enumerate(grid) if len(row) == 8)


def _cut(grid: Grid, at: int) -> tuple[Grid, Grid]:
    flat = squared(grid, True)
    return grid[:at], [[(text, 1, 1) for text in row] for row in flat[at:]]


OCR: dict[str, Callable[[Tables, int], str]] = {
    "mineru": mineru,
    "mineru, two pages": mineru_pages,
    "head again": header_again,
    "docling": docling,
    "marker": marker,
    "markitdown": markitdown,
    "paddle": paddle,
    "olmocr": olmocr,
    "no rule": without_rule,
    "rules everywhere": rule_everywhere,
    "wide pipes": wide_pipes,
    "escaped": escaped,
    "formulas": formulas,
    "torn row": torn_row,
    "torn row, values above": torn_row_below,
    "captions": captions,
    "carets": spans_in_pipes,
}
