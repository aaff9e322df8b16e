"""PDF with ruled tables that run over page breaks, as a word processor prints them."""

from __future__ import annotations

import io
from typing import Any

from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from .grids import Grid, placed, width
from .source import Source
from .story import pieces

FONT = "STSong-Light"
LEFT, RIGHT, TOP, BOTTOM = 70.0, A4[0] - 70.0, A4[1] - 72.0, 72.0
SIZE, LEADING, INSET = 9.0, 11.5, 2.5
# Shares of the line that the columns of a table with that many columns take.
SHARES = {4: [32, 22, 22, 22], 10: [7, 10, 25, *[8] * 7], 15: [1] * 15}


def build(source: Source) -> bytes:
    """The report as a PDF."""
    rl_config.invariant = 1  # no clock in the file, and no zlib: the same source gives the same bytes
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    page = _Pages(source)
    for line in source.options.get("title_lines", [source.title]):
        page.line(line, size=18, centre=True)
    page.gap(8)
    for kind, words, grid in pieces(source):
        if kind == "table":
            page.table(grid)
        else:
            page.paragraph(words, size=12.5 if kind == "heading" else 11.5)
    return page.finish()


class _Pages:
    """A pen that moves down the page and turns it when it is full."""

    def __init__(self, source: Source) -> None:
        self.out = io.BytesIO()
        self.canvas = Canvas(self.out, pagesize=A4, invariant=1, pageCompression=0)
        self.canvas.setTitle(source.title)
        self.canvas.setAuthor(source.organ)
        self.pad: float = source.options.get("row_pad", 2.5)  # above and below the words of a cell
        self.scale: float = source.options.get("scale", 1.0)
        self.number = 1
        self.y = TOP

    def finish(self) -> bytes:
        self._foot()
        self.canvas.save()
        return self.out.getvalue()

    def _foot(self) -> None:
        self.canvas.setFont(FONT, 9)
        self.canvas.drawCentredString(A4[0] / 2, 40, f"- {self.number} -")

    def turn(self) -> None:
        self._foot()
        self.canvas.showPage()
        self.number += 1
        self.y = TOP

    def gap(self, height: float) -> None:
        self.y -= height

    def line(self, text: str, *, size: float, centre: bool = False, indent: float = 0) -> None:
        if self.y - size * 1.7 < BOTTOM:
            self.turn()
        self.y -= size * 1.7
        self.canvas.setFont(FONT, size)
        if centre:
            self.canvas.drawCentredString(A4[0] / 2, self.y, text)
        else:
            self.canvas.drawString(LEFT + indent, self.y, text)

    def paragraph(self, text: str, *, size: float) -> None:
        size *= self.scale
        for i, line in enumerate(wrap("　　" + text, RIGHT - LEFT, size)):
            self.line(line.strip("　"), size=size, indent=0 if i else 2 * size)

    def table(self, grid: Grid) -> None:
        shares = SHARES[width(grid)]
        unit = (RIGHT - LEFT) / sum(shares)
        edges = [LEFT + unit * sum(shares[:i]) for i in range(len(shares) + 1)]
        heights = _heights(grid, edges, self.pad)
        self.gap(6)
        start = 0
        while start < len(heights):
            end, room = start, self.y - BOTTOM
            while end < len(heights) and sum(heights[start : end + 1]) <= room:
                end += 1
            if end > start:
                self._rows(grid, edges, heights, start, end)
            if end < len(heights):
                self.turn()
            start = end
        self.gap(6)

    def _rows(self, grid: Grid, edges: list[float], heights: list[float], start: int, end: int) -> None:
        top = self.y
        for r, c, box in placed(grid):
            last = r + box.rows
            if last <= start or r >= end:
                continue
            upper = top - sum(heights[start : max(r, start)])
            lower = top - sum(heights[start : min(last, end)])
            x0, x1 = edges[c], edges[c + box.cols]
            self.canvas.rect(x0, lower, x1 - x0, upper - lower)
            hidden = sum(heights[r:start])  # what an earlier page already showed of this cell
            self._words(box.text, x0, x1, upper, sum(heights[r:last]), hidden, upper - lower)
        self.y = top - sum(heights[start:end])

    def _words(
        self, text: str, x0: float, x1: float, upper: float, full: float, hidden: float, shown: float
    ) -> None:
        """Centre the text in the whole cell; draw the lines that fall into the part on this page."""
        lines = wrap(text, x1 - x0 - 2 * INSET, SIZE)
        above = (full - len(lines) * LEADING) / 2
        self.canvas.setFont(FONT, SIZE)
        for i, line in enumerate(lines):
            middle = above + (i + 0.5) * LEADING
            if hidden <= middle < hidden + shown:
                base = upper - (middle - hidden) - SIZE * 0.35
                self.canvas.drawCentredString((x0 + x1) / 2, base, line)


def _heights(grid: Grid, edges: list[float], pad: float) -> list[float]:
    heights = [LEADING + 2 * pad] * len(grid)
    for r, c, box in placed(grid):
        if box.rows == 1:
            lines = len(wrap(box.text, edges[c + box.cols] - edges[c] - 2 * INSET, SIZE))
            heights[r] = max(heights[r], lines * LEADING + 2 * pad)
    return heights


def wrap(text: str, room: float, size: float) -> list[str]:
    """Break a line where it is full; a number is never broken, closing marks never begin a line."""
    lines, line = [], ""
    for word in _words_of(text):
        fits = pdfmetrics.stringWidth(line + word, FONT, size) <= room
        if line and not fits and word not in "，。；：、）》”！？":
            lines.append(line)
            line = ""
        line += word
    return [*lines, line] if line else lines


def _words_of(text: str) -> list[str]:
    words: list[Any] = []
    for char in text:
        glued = words and char.isascii() and words[-1][-1].isascii() and not (char + words[-1][-1]).isspace()
        if glued and char != " ":
            words[-1] += char
        else:
            words.append(char)
    return words
