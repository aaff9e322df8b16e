"""Ruled tables of a PDF page: cell boxes → a grid with spans, every character in exactly one cell."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import Any

from ..model import Block, GridCell
from .normalise import break_between, normalise

Box = tuple[float, float, float, float]
_SNAP = 3.0  # points within which two rules are one
_SMALL = 0.85  # share of a number's size below which a raised character is a mark at it
_PADDING = 13.0  # left and right inside a cell together; Word's is 10.8


def edges(values: Sequence[float]) -> list[float]:
    """Coordinates with those closer than a rule's width taken as one."""
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > _SNAP:
            out.append(value)
    return out


def _at(lines: list[float], value: float) -> int:
    """Index of the edge the value snaps to."""
    index = bisect_right(lines, value + _SNAP) - 1
    return max(index, 0)


def is_table(boxes: Sequence[Box]) -> bool:
    """More than a frame: at least two columns and, with them, more than two cells."""
    if len(boxes) < 3:
        return False
    return max(sum(1 for b in boxes if b[1] <= y <= b[3]) for y in {(b[1] + b[3]) / 2 for b in boxes}) >= 2


def on_uprights(boxes: Sequence[Box], uprights: Sequence[Any]) -> list[Box]:
    """The boxes with their sides on the table's own rules: pdfplumber takes rules of other tables nearby for the same."""
    top, bottom = min(b[1] for b in boxes), max(b[3] for b in boxes)
    own = sorted({e["x0"] for e in uprights if e["top"] < bottom - 1 and e["bottom"] > top + 1})

    def nearest(x: float) -> float:
        at = bisect_right(own, x)
        return min(
            (v for v in own[max(at - 1, 0) : at + 1] if abs(v - x) < _SNAP),
            key=lambda v: abs(v - x),
            default=x,
        )

    return [(nearest(b[0]), b[1], nearest(b[2]), b[3]) for b in boxes]


def cuts_glyphs(boxes: Sequence[Box], chars: Sequence[Any]) -> bool:
    """Whether the uprights of the boxes run through characters: they are then of something else than these words."""
    left, right = min(b[0] for b in boxes), max(b[2] for b in boxes)
    inside = cut = 0
    chars = sorted(chars, key=_middle)
    for box in boxes:
        for char in _inside(chars, box):
            inside += 1
            deep = 0.15 * (char["x1"] - char["x0"])
            over = (char["x0"] < box[0] - deep and box[0] > left + _SNAP) or (
                char["x1"] > box[2] + deep and box[2] < right - _SNAP
            )
            cut += over and bool(char["text"].strip())
    return cut >= max(4, 0.02 * inside)


def lines_of(chars: Sequence[Any]) -> list[list[Any]]:
    """Characters as text lines: those whose middles lie within half a character height of each other."""
    lines: list[list[Any]] = []
    middle = 0.0
    for char in sorted(chars, key=lambda c: c["top"] + c["bottom"]):
        centre = (char["top"] + char["bottom"]) / 2
        if lines and abs(centre - middle) <= 0.5 * max(char["size"], 4.0):
            lines[-1].append(char)
        else:
            lines.append([char])
            middle = centre
    for line in lines:
        line.sort(key=lambda c: c["x0"])
    return lines


def line_text(line: Sequence[Any], between_digits: float = 0.3) -> str:
    """A line's characters with spaces where the print shows a gap: wide between Chinese, narrow between others."""
    parts: list[str] = []
    last: Any = None
    base: Any = None  # the number at which the mark of a footnote is being read
    gap_of_words = (
        0.9 if any(char["text"] in "，。；：" for char in line) else 0.4
    )  # justified prose has gaps too
    for char in line:
        text = char["text"]
        if text.strip() and last is not None and _is_raised(char, base or last):
            if base is None:
                base = last
                parts.append("（")
            parts.append(text)
            continue
        if base is not None and text.strip():
            parts.append("）")
            base = None
        if last is not None and text.strip() and parts[-1].strip():
            gap = char["x0"] - last["x1"]
            wide = not (text.isascii() and last["text"].isascii())
            allowed = gap_of_words if wide and not _number_edge(last["text"], text) else 0.3
            if text.isdigit() and last["text"].isdigit():
                allowed = between_digits
            if gap > allowed * max(char["size"], 4.0):
                parts.append(" ")
        parts.append(text)
        last = char if text.strip() else last
    if base is not None:
        parts.append("）")
    return " ".join(normalise("".join(parts)).split())


def _is_raised(char: Any, base: Any) -> bool:
    """Whether a small character stands raised behind a digit: 12¹ is 12（1）, the mark of a footnote."""
    if not base["text"].isdigit() or char["size"] > _SMALL * base["size"]:
        return False
    return bool(char["bottom"] < base["bottom"] - 0.1 * base["size"])


def _number_edge(left: str, right: str) -> bool:
    return left.isdigit() or right.isdigit()


def table_block(boxes: Sequence[Box], chars: Sequence[Any], page: int) -> Block:
    """The grid of one table. Characters between the rules' gaps get a cell of their own: none is lost."""
    xs = edges([v for b in boxes for v in (b[0], b[2])])
    ys = edges([v for b in boxes for v in (b[1], b[3])])
    places: dict[tuple[int, int], tuple[int, int, Box]] = {}
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for box in sorted(boxes, key=lambda b: (b[1], b[0])):
        row, col = _at(ys, box[1]), _at(xs, box[0])
        height, width = max(1, _at(ys, box[3]) - row), max(1, _at(xs, box[2]) - col)
        spots = [(row + r, col + c) for r in range(height) for c in range(width)]
        if any(spot in owner for spot in spots):
            continue  # a rule drawn twice
        places[row, col] = (height, width, box)
        owner.update((spot, (row, col)) for spot in spots)
    content = _content(chars, xs, ys, places, owner)
    cells = [
        GridCell(row, col, _cell(content.get((row, col), ()), box), height, width)
        for (row, col), (height, width, box) in sorted(places.items())
    ]
    return Block(kind="table", cells=tuple(_without_hollow_rows(cells)), page=page)


def _content(
    chars: Sequence[Any],
    xs: list[float],
    ys: list[float],
    places: dict[tuple[int, int], tuple[int, int, Box]],
    owner: dict[tuple[int, int], tuple[int, int]],
) -> dict[tuple[int, int], list[Any]]:
    """The characters of every cell; where no cell is drawn around one, ``places`` gets a cell for it."""
    content: dict[tuple[int, int], list[Any]] = {}
    for char in chars:
        if not char["text"].strip():
            continue
        row = min(max(bisect_right(ys, (char["top"] + char["bottom"]) / 2) - 1, 0), len(ys) - 2)
        col = min(max(bisect_right(xs, (char["x0"] + char["x1"]) / 2) - 1, 0), len(xs) - 2)
        spot = owner.get((row, col), (row, col))
        if spot not in places:
            places[spot] = (1, 1, (xs[col], ys[row], xs[col + 1], ys[row + 1]))
        content.setdefault(spot, []).append(char)
    return content


def _without_hollow_rows(cells: list[GridCell]) -> list[GridCell]:
    """The cells less rows that only a tall cell runs through: cells drawn apart leave such rows above and below them.

    A row that says anything of its own stays: its empty cells are blanks.
    """
    tall = [c for c in cells if c.rowspan > 1 and c.text]
    for row in sorted({r for c in tall for r in range(c.row, c.row + c.rowspan)}, reverse=True):
        if any(c.text and c.rowspan == 1 for c in cells if c.row == row):
            continue
        cells = [
            replace(c, row=c.row - (c.row > row), rowspan=c.rowspan - (c.row <= row < c.row + c.rowspan))
            for c in cells
            if c.row != row or c.rowspan > 1
        ]
    return cells


def split_bands(boxes: Sequence[Box], chars: Sequence[Any]) -> list[Box]:
    """Boxes with those cut up that hold several printed rows because the rules between the rows are missing.

    Rows are told by numbers: two columns or more with several lines of nothing but numbers, at the same heights.
    """
    out = list(boxes)
    chars = sorted(chars, key=_middle)
    for top, bottom in sorted({(b[1], b[3]) for b in boxes}):
        band = [b for b in boxes if abs(b[1] - top) < _SNAP and abs(b[3] - bottom) < _SNAP]
        inside = [lines_of(_inside(chars, box)) for box in band]
        heights = [_number_heights(lines) for lines in inside]
        several = [h for h in heights if len(h) >= 2]
        if len(several) < 2 or any(
            _filled(lines, b) for lines, h, b in zip(inside, heights, band, strict=True) if h
        ):
            continue
        levels = max(several, key=len)
        if any(min(abs(y - level) for level in levels) > 4 for h in heights for y in h):
            continue
        cuts = [top, *((a + b) / 2 for a, b in pairwise(levels)), bottom]
        out = [b for b in out if b not in band]
        out += [(b[0], a, b[2], z) for b in band for a, z in pairwise(cuts)]
    return out


def _filled(lines: Sequence[Sequence[Any]], box: Box) -> bool:
    """Whether a line fills its cell, so that the next may be the rest of the same number."""
    spans = ((max(c["x1"] for c in ln) - min(c["x0"] for c in ln), ln[0]["size"]) for ln in lines)
    return any(_is_full(box, width, size) for width, size in spans)


def _is_full(box: Box, width: float, size: float) -> bool:
    return box[2] - box[0] - width < _PADDING + 0.6 * size


def _middle(char: Any) -> float:
    return float(char["top"] + char["bottom"]) / 2


def _inside(chars: Sequence[Any], box: Box) -> list[Any]:
    """Those of the characters, which are in the order of their heights, that stand in the box."""
    first = bisect_left(chars, box[1], key=_middle)
    last = bisect_right(chars, box[3], key=_middle)
    return [c for c in chars[first:last] if box[0] <= (c["x0"] + c["x1"]) / 2 <= box[2]]


def _number_heights(lines: Sequence[Sequence[Any]]) -> list[float]:
    """Middle heights of the lines, if every line is a number."""
    texts = [line_text(line) for line in lines]
    if not texts or not all(t.replace(".", "").isdigit() and t.isascii() for t in texts):
        return []
    return [(line[0]["top"] + line[0]["bottom"]) / 2 for line in lines]


def _cell(chars: Sequence[Any], box: Box) -> str:
    """A cell's text. A number cut by the cell's right edge is joined; two numbers one above the other are not."""
    out = ""
    width = size = bottom = 0.0
    for line in lines_of(chars):
        text = line_text(line, between_digits=0.45)  # one cell holds one number, spaced as it may be
        if not text:
            continue
        if out:
            joint = break_between(out, text)
            # A number is cut only if one more digit would not have fitted between the cell's paddings, and goes on
            # in the very next line.
            cut = _is_full(box, width, size) and line[0]["top"] - bottom < size
            out += ("" if joint == "\n" and cut else joint) + text
        else:
            out = text
        width = max(c["x1"] for c in line) - min(c["x0"] for c in line)
        size = median(c["size"] for c in line)
        bottom = line[0]["bottom"]
    return out
