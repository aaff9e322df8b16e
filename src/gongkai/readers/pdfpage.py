"""One PDF page made ready: upright, its rules level, cut at the gutter, without watermark and double strikes."""

from __future__ import annotations

import math
import re
from collections import Counter
from statistics import median
from typing import Any

from .normalise import is_page_mark
from .pdftable import line_text, lines_of

_PROSE = re.compile(r"[\u4e00-\u9fff][，。；、\u4e00-\u9fff]{9}")
_LONE_NUMBER = re.compile(r"(?<!\S)\d[\d,.]*(?!\S)")
_MARGIN = 0.09  # share of the page height in which page numbers stand
_MARK = 8.0  # character sizes; a page number is no wider
_THICK = 4.0  # points; a thinner filled box is a rule


def upright(page: Any) -> Any:
    """The page as its text stands upright, whatever its own idea of rotation is."""
    angles = Counter(angle_of(char) for char in page.chars if char["text"].strip())
    if not angles or not (turn := angles.most_common(1)[0][0]) or turn % 90:
        return page
    page.close()
    page.page_obj.attrs["Rotate"] = page.page_obj.rotate = (page.rotation + turn) % 360
    return type(page)(page.pdf, page.page_obj, page.page_number)


def angle_of(char: Any) -> int:
    """The direction of writing in whole degrees, counter-clockwise from left to right."""
    a, b = char["matrix"][:2]
    return round(math.degrees(math.atan2(b, a))) % 360


def straighten(page: Any) -> None:
    """Rules that rounding tilts by a hair are level: pdfplumber takes a line for level only if its ends agree exactly."""
    for line in page.lines:
        if line["x1"] - line["x0"] < 0.5:
            line["x1"] = line["x0"]
        elif line["bottom"] - line["top"] < 0.5:
            line["bottom"] = line["top"]


class Cuts:
    """Sheets with two pages or columns side by side, cut at the gutter; one clear sheet speaks for all of its size."""

    def __init__(self) -> None:
        self._known: set[tuple[int, int]] = set()

    def halves(self, page: Any) -> list[Any]:
        """The two pages of a landscape sheet or columns of a printed page, or the page itself."""
        wide, size = page.width > page.height, (round(page.width), round(page.height))
        cut = _gutter(page) if len(page.chars) >= 100 or size in self._known else None
        if cut is None:
            return [page]
        left = sum(1 for c in page.chars if c["x1"] < cut) / max(len(page.chars), 1)
        if 0.2 <= left <= 0.8 and (wide or _two_columns(page, cut)):
            self._known.add(size)
        elif not wide or (size not in self._known and not 0.01 <= left <= 0.99):
            return [page]
        x0, top, x1, bottom = page.bbox
        return [page.crop((x0, top, cut, bottom)), page.crop((cut, top, x1, bottom))]


def _gutter(page: Any) -> float | None:
    """Where near the middle nothing is printed from head to foot (page numbers in the margins aside)."""
    middle, reach = page.width / 2, 0.06 * page.width
    inside = (0.07 * page.height, 0.93 * page.height)
    spans = [
        (o["x0"], o["x1"])
        for o in (*page.chars, *page.lines, *page.rects)
        if o["x1"] - o["x0"] < 0.95 * page.width and inside[0] < o["top"] < inside[1]
    ]
    tries = (middle + d * reach / 3 for d in (0, 1, -1, 2, -2, 3, -3))
    return next((x for x in tries if not any(a - 4 < x < b + 4 for a, b in spans)), None)


def _two_columns(page: Any, cut: float) -> bool:
    """Whether both sides of the cut are full lines of prose, as in a gazette; a table without rules is not."""
    for side in ([c for c in page.chars if c["x1"] < cut], [c for c in page.chars if c["x0"] > cut]):
        full = [line for line in lines_of(side) if line[-1]["x1"] - line[0]["x0"] > 0.34 * page.width]
        if sum(1 for line in full if _PROSE.search(line_text(line))) < 6:
            return False
    return True


def without_stripes(page: Any) -> Any:
    """The page less the shading of every other row: its edges are no rules, the rows between have none.

    Cells told by nothing but their filling (white on a dark sheet) stay: there every row of numbers lies on one.
    """
    fills = [r for r in page.rects if _is_filling(r) and r["height"] < 0.3 * page.height]
    if len(fills) < 6:
        return page
    rows = [line for line in lines_of(page.chars) if len(_LONE_NUMBER.findall(line_text(line))) >= 3]
    lying = sum(1 for line in rows if _on_filling(line, fills))
    if not 0.2 * len(rows) < lying < 0.8 * len(rows):
        return page
    return page.filter(lambda o: o["object_type"] != "rect" or not _is_filling(o))


def _is_filling(rect: Any) -> bool:
    return bool(rect["fill"] and not rect["stroke"] and min(rect["width"], rect["height"]) > _THICK)


def _on_filling(line: list[Any], fills: list[Any]) -> bool:
    x, y = (line[-1]["x0"] + line[-1]["x1"]) / 2, (line[-1]["top"] + line[-1]["bottom"]) / 2
    return any(f["x0"] <= x <= f["x1"] and f["top"] <= y <= f["bottom"] for f in fills)


def without_watermark(chars: list[Any]) -> list[Any]:
    """The characters less those that run across the page or stand large and pale behind the text."""
    usual = median(c["size"] for c in chars) if chars else 0.0
    return [c for c in chars if not angle_of(c) % 90 and not (c["size"] > 2.2 * usual and _pale(c))]


def without_page_marks(chars: list[Any], height: float) -> list[Any]:
    """The characters less page numbers between dashes in the margins, which may stand inside a table's last row."""
    margin = [c for c in chars if c["bottom"] < _MARGIN * height or c["top"] > (1 - _MARGIN) * height]
    marks = [
        line
        for line in lines_of(margin)
        if is_page_mark(text := line_text(line))
        and not text[:1].isdigit()
        and line[-1]["x1"] - line[0]["x0"] < _MARK * line[0]["size"]
    ]
    gone = {id(c) for line in marks for c in line}
    return [c for c in chars if id(c) not in gone] if gone else chars


def _pale(char: Any) -> bool:
    """Whether the character is printed in a light colour."""
    colour = char.get("non_stroking_color")
    parts = colour if isinstance(colour, (tuple, list)) else (colour,)
    if not parts or not all(isinstance(part, (int, float)) for part in parts):
        return False
    return bool(max(parts) < 0.45 if len(parts) == 4 else min(parts) > 0.55)


def single(chars: list[Any]) -> list[Any]:
    """Without the second strike of imitated bold: the same character within a point of itself."""
    seen: set[tuple[str, int, int]] = set()
    out = []
    for char in chars:
        x, y = round(char["x0"]), round(char["top"])
        if char["text"].strip() and any(
            (char["text"], x + d, y + e) in seen for d in (-1, 0, 1) for e in (-1, 0, 1)
        ):
            continue
        seen.add((char["text"], x, y))
        out.append(char)
    return out
