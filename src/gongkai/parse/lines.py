"""The report's text, line by line: paragraphs and table rows in reading order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from gongkai.model import Block, Document, GridCell
from gongkai.parse.headings import sections_of, top_number
from gongkai.parse.wording import wording

_NUMBER = re.compile(r"[一二三四五六七八九十]{1,2}[、.．]")
_LONGEST_ROW = 20_000  # characters


@dataclass(frozen=True, slots=True)
class Line:
    """One line of Report.text. Table rows keep their cells."""

    text: str
    start: int
    block: int
    level: int = 0  # heading level the source gave, else 0
    page: int | None = None
    table: bool = False
    cells: tuple[GridCell, ...] = field(default=())  # cells covering this row, left to right
    row: int = 0

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def build(document: Document) -> tuple[str, list[Line]]:
    """Report.text and its lines. Lines are joined by newlines, empty ones are left out."""
    lines: list[Line] = []
    offset = 0
    for index, block in enumerate(_whole_headings(document.blocks)):
        for text, cells, row, table in _pieces(block):
            level = (block.level or 1) if block.kind == "heading" else 0
            lines.append(Line(text, offset, index, level, block.page, table, cells, row))
            offset += len(text) + 1
    return "\n".join(line.text for line in lines), lines


def _whole_headings(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with section headings put together that a line end or a cell border cut in two."""
    out: list[Block] = []
    for block in blocks:
        if out and block.kind != "table" and out[-1].kind != "table" and _cut(out[-1].text, block.text):
            out[-1] = replace(out[-1], text=out[-1].text.strip() + block.text.strip())
        else:
            out.append(block)
    return out


def _cut(above: str, below: str) -> bool:
    """Whether two lines are one heading: 一、| 总体情况, or 三、收到和处理政府信息公开 | 申请情况."""
    above, below = above.strip(), below.strip()
    if _NUMBER.fullmatch(above):
        return len(below) <= 40 and bool(sections_of(above + below))
    ends = wording("heading.tail").search
    tail = (
        len(below) <= 14 and len(above) <= 40 and not above[-1:].isdigit() and ends(below) and not ends(above)
    )
    return bool(tail and top_number(above) and not top_number(below) and sections_of(above + below))


def _pieces(block: Block) -> list[tuple[str, tuple[GridCell, ...], int, bool]]:
    if block.kind != "table":
        out: list[tuple[str, tuple[GridCell, ...], int, bool]] = []
        for text in block.text.split("\n"):
            clean = text.strip()
            if not clean:
                continue
            cells = _pipes(clean)
            if cells is None:
                out.append((clean, (), 0, False))
            elif cells:
                out.append((_joined(cells), cells, 0, True))
        return out
    pieces = []
    for number, row in enumerate(block.grid()):
        seen: dict[int, GridCell] = {}
        for cell in row:
            if cell is not None:
                seen.setdefault(id(cell), cell)
        cells = tuple(seen.values())
        text = _joined(tuple(c for c in cells if c.row == number))
        if text.strip() or cells:
            pieces.append((text, cells, number, True))
    return pieces


def _joined(cells: tuple[GridCell, ...]) -> str:
    return "\t".join(" ".join(c.text.split()) for c in cells)


def _pipes(text: str) -> tuple[GridCell, ...] | None:
    """The cells of a pipe row left as text; () for its rule of dashes; None if it is no pipe row."""
    if not text.startswith("|") or text.count("|") < 2 or len(text) > _LONGEST_ROW:
        return None
    parts = text[1:-1].split("|") if text.endswith("|") else text[1:].split("|")
    if all(set(p.strip()) <= set(":-") and p.strip() for p in parts):
        return ()
    return tuple(GridCell(0, i, p.strip()) for i, p in enumerate(parts))
