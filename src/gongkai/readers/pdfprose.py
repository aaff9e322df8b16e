"""Lines of PDF pages → paragraphs. Indents, line ends and sizes tell more than punctuation does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ..model import Block
from .prose import glue, is_list_start, is_tabular

_HEADING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])[^，。；]{2,40}$"
)
_TAIL = re.compile(r"(?:情况|事项|措施|概述|建议|方面|安排|打算|问题)$")
_MARGIN = 0.09  # share of the page height in which heads, feet and page numbers stand


@dataclass(slots=True)
class Line:
    """One printed line and its place, or a table (``block``) and its place."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    page: int
    height: float
    sheet: int  # two sheets to a page when it is printed two-up
    block: Block | None

    @property
    def marginal(self) -> bool:
        """Whether it stands in the head or foot of its page."""
        return self.bottom < _MARGIN * self.height or self.top > (1 - _MARGIN) * self.height


def paragraphs(lines: Sequence[Line]) -> list[Block]:
    """Blocks in reading order; a paragraph keeps the page it began on."""
    prose = [
        line for line in lines if line.block is None and len(line.text) >= 12 and not is_tabular(line.text)
    ]
    indented = _margins(prose)[2]
    margins = {
        sheet: _margins([p for p in prose if p.sheet == sheet] or prose) for sheet in {p.sheet for p in lines}
    }
    out: list[Block] = []
    last: Line | None = None
    for line in lines:
        if line.block is not None:
            out.append(line.block)
            last = None
            continue
        if last is not None and _continues(last, line, margins, indented):
            out[-1] = Block(kind="text", text=glue(out[-1].text, line.text), page=out[-1].page)
        else:
            out.append(Block(kind="text", text=line.text, page=line.page))
        last = line
    return out


def _margins(prose: Sequence[Line]) -> tuple[float, float, bool]:
    """The text's left and right edge, and whether its paragraphs open with an indent."""
    if not prose:
        return 0.0, float("inf"), False
    starts = Counter(round(line.x0 / 4) for line in prose)
    common = [4.0 * x for x, count in starts.items() if count >= max(2, len(prose) // 12)]
    left = min(common, default=min(line.x0 for line in prose))
    ends = sorted(line.x1 for line in prose)
    right = ends[int(len(ends) * 0.6)]
    indents = sum(1 for line in prose if line.x0 > left + 1.2 * line.size)
    return left, right, indents >= max(2, len(prose) // 15)


def _continues(
    line: Line, after: Line, margins: dict[int, tuple[float, float, bool]], indented: bool
) -> bool:
    """Whether ``after`` goes on with the paragraph of ``line``."""
    size = line.size or 10.0
    left, right = margins[after.sheet][0], margins[line.sheet][1]
    if abs(after.size - size) > 0.15 * size or is_tabular(line.text) or is_tabular(after.text):
        return False
    if after.sheet == line.sheet and after.top - line.bottom > 2.2 * size:
        return False
    full = line.x1 >= right - 2.1 * size
    if not full or after.x0 > left + 1.2 * size:
        return False
    if _HEADING.match(line.text):
        return not _TAIL.search(line.text) and len(after.text) <= 8
    ended = line.text.endswith(("。", "：", "！", "？", ":"))
    if is_list_start(after.text) and (ended or not indented):
        return False
    return indented or not ended
