"""The tables drawn on PDF pages cell by cell, in the ways browsers and word processors draw them."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

from golden.grids import Grid, Tables

FONT = "STSong-Light"
Box = tuple[float, float, float, float]  # left, bottom, width, height


@dataclass(frozen=True)
class Style:
    """How cells look. ``gap`` points stay free around each; ``open_sides`` leaves out the table's outer uprights."""

    rules: bool = True
    stripes: bool = False  # every other row shaded
    filled: bool = False  # cells told by their white filling on a dark sheet only
    gap: float = 0.0
    pad: float = 3.0
    size: float = 8.0
    left: bool = False  # text begins at the cell's left edge, else it stands in the middle
    tracking: float = 0.0  # points between the characters
    break_rows: bool = False  # a row may be cut by the page's end, and has no rule there
    browser: bool = False  # a browser's head and foot on every page
    height: float = 842.0
    widths: tuple[float, ...] = (62, 52, 120, 40, 40, 40, 40, 40, 40, 46)


STYLES: dict[str, Style] = {
    "ruled": Style(),
    "striped": Style(rules=False, stripes=True),
    "striped and ruled": Style(stripes=True),
    "cells drawn apart": Style(gap=4.0, pad=4.0),
    "cells told by filling": Style(rules=False, filled=True, gap=1.0, pad=4.0),
    "without rules, to the left": Style(rules=False, left=True, pad=4.0),
    "digits spaced": Style(tracking=2.6, size=7.0),
    "rows cut by pages": Style(break_rows=True, height=420.0),
    "by a browser": Style(browser=True, height=500.0, rules=False, pad=5.0),
    "wider than the paper": Style(widths=(62, 52, 112, 44, 44, 44, 44, 44, 44, 46)),
    "narrow": Style(widths=(34, 34, 74, 34, 34, 34, 34, 34, 34, 40), size=7.0, pad=1.5),
}


def print_pdf(tables: Tables, style: Style) -> bytes:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    sheet = _Sheet(Canvas(out, pagesize=(595, style.height)), style)
    sheet.lines(
        "云岭市档案局2024年政府信息公开工作年度报告", "一、总体情况", "全年公开信息12条，举办培训2次。"
    )
    sheet.lines("二、主动公开政府信息情况")
    sheet.table(tables.t2, _even(style, 4))
    sheet.lines("三、收到和处理政府信息公开申请情况")
    sheet.table(tables.t3, style.widths)
    sheet.lines("四、政府信息公开行政复议、行政诉讼情况")
    sheet.table(tables.t4, _even(style, 15))
    sheet.lines("五、存在的主要问题及改进情况", "人手不足，将加强培训。", "六、其他需要报告的事项", "无。")
    sheet.close()
    return out.getvalue()


def _even(style: Style, count: int) -> tuple[float, ...]:
    return (sum(style.widths) / count,) * count


class _Sheet:
    def __init__(self, canvas: object, style: Style) -> None:
        self.canvas: object = canvas
        self.style = style
        self.pages = 0
        self.said: set[int] = set()  # rows whose text was printed on the page before
        self._open()

    def _call(self, name: str, *values: object, **named: object) -> None:
        method: Callable[..., object] = getattr(self.canvas, name)
        method(*values, **named)

    def _open(self) -> None:
        self.pages += 1
        self.y = self.style.height - 40
        if self.style.browser:
            self._text(30, self.style.height - 15, "2025/1/20 09:12 年度报告", 6, 0)
            self._text(30, 10, f"https://www.yunling.example/art/2025/1/20/art_1_1.html {self.pages}/3", 6, 0)

    def close(self) -> None:
        self._call("showPage")
        self._call("save")

    def _turn(self) -> None:
        self._call("showPage")
        self._open()

    def _text(self, x: float, y: float, text: str, size: float, tracking: float) -> None:
        self._call("setFillGray", 0)
        self._call("setFont", FONT, size)
        self._call("drawString", x, y, text, charSpace=tracking)

    def lines(self, *texts: str) -> None:
        for text in texts:
            if self.y < 70:
                self._turn()
            self._text(40, self.y - 12, text, 11, 0)
            self.y -= 22

    def table(self, grid: Grid, widths: tuple[float, ...]) -> None:
        """Cells where a browser would put them; a row as tall as its tallest cell of one row."""
        cells = _placed(grid)
        heights = [self._row_height(cells, row, widths) for row in range(len(grid))]
        row = 0
        while row < len(grid):
            fits, used = row, 0.0
            while fits < len(grid) and self.y - used - heights[fits] > 45:
                used += heights[fits]
                fits += 1
            room = self.y - used - 45
            cut = fits < len(grid) and self.style.break_rows and 0.3 * heights[fits] < room < heights[fits]
            self._part(cells, widths, heights, row, fits, room if cut else 0.0)
            row = fits
            if row < len(grid):
                rest = heights[fits] - room if cut else 0.0
                heights = [*heights[:fits], rest, *heights[fits + 1 :]] if cut else heights
                self._turn()
                self.said = {fits} if cut else set()
            else:
                self.y -= used + 8

    def _row_height(
        self, cells: list[tuple[int, int, str, int, int]], row: int, widths: tuple[float, ...]
    ) -> float:
        lines = [
            len(self._wrapped(text, sum(widths[c : c + w])))
            for r, c, text, h, w in cells
            if r <= row < r + h and (h == 1 or text.startswith("（本列"))
        ]
        return (max(lines, default=1) + 0.3) * self.style.size * 1.3 + 2 * self.style.pad

    def _wrapped(self, text: str, width: float) -> list[str]:
        room = width - 2 * self.style.pad - self.style.gap
        size = self.style.size
        out, used = [""], 0.0
        for char in text:
            wide = (0.5 if char.isascii() else 1.0) * size + self.style.tracking
            if used + wide > room + 0.01 and out[-1] and not char.isascii():
                out.append("")
                used = 0.0
            out[-1] += char
            used += wide
        return out

    def _part(self, cells: list[tuple[int, int, str, int, int]], widths: tuple[float, ...], heights: list[float],
              first: int, last: int, cut: float) -> None:  # fmt: skip
        """Rows first … last - 1, and ``cut`` points of the row after them."""
        tops = [self.y]
        for row in range(first, last):
            tops.append(tops[-1] - heights[row])
        if cut:
            tops.append(tops[-1] - cut)
        for row, col, text, height, width in cells:
            a, b = max(row, first), min(row + height, last + bool(cut))
            if a >= b:
                continue
            left = 80 + sum(widths[:col])
            box = (left, tops[b - first], sum(widths[col : col + width]), tops[a - first] - tops[b - first])
            goes_on, came_from = bool(cut) and b == last + 1, a in self.said
            self._cell(box, row % 2 == 1, goes_on, came_from)
            if row >= first and not (came_from and row in self.said):
                self._words(box, text)
        self.said = set()

    def _cell(self, box: Box, odd: bool, goes_on: bool, came_from: bool) -> None:
        x, y, w, h = box
        x, y, w, h = x + self.style.gap / 2, y + self.style.gap / 2, w - self.style.gap, h - self.style.gap
        if self.style.filled:
            self._call("setFillGray", 0.97)
            self._call("rect", x, y, w, h, stroke=0, fill=1)
        if self.style.stripes and odd:
            self._call("setFillGray", 0.9)
            self._call("rect", x, y, w, h, stroke=0, fill=1)
        if self.style.rules:
            self._call("setLineWidth", 0.5)
            for x0, y0, x1, y1, drawn in (
                (x, y, x, y + h, True),
                (x + w, y, x + w, y + h, True),
                (x, y, x + w, y, not goes_on),
                (x, y + h, x + w, y + h, not came_from),
            ):
                if drawn:
                    self._call("line", x0, y0, x1, y1)

    def _words(self, box: Box, text: str) -> None:
        x, y, w, h = box
        lines = self._wrapped(text, w)
        step = self.style.size * 1.3
        top = y + h / 2 + step * len(lines) / 2 - self.style.size
        for n, line in enumerate(lines):
            wide = sum((0.5 if c.isascii() else 1.0) * self.style.size + self.style.tracking for c in line)
            at = x + self.style.pad if self.style.left else x + (w - wide) / 2
            self._text(at, top - n * step, line, self.style.size, self.style.tracking)


def _placed(grid: Grid) -> list[tuple[int, int, str, int, int]]:
    """Every cell as (row, column, text, rowspan, colspan)."""
    taken: set[tuple[int, int]] = set()
    out = []
    for row, line in enumerate(grid):
        col = 0
        for text, height, width in line:
            while (row, col) in taken:
                col += 1
            taken |= {(row + r, col + c) for r in range(height) for c in range(width)}
            out.append((row, col, text, height, width))
            col += width
    return out
