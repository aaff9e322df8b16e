"""The report's text, line by line: paragraphs and table rows in reading order."""

from __future__ import annotations

from dataclasses import dataclass, field

from gongkai.model import Block, Document, GridCell


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
    for index, block in enumerate(document.blocks):
        for text, cells, row, table in _pieces(block):
            level = (block.level or 1) if block.kind == "heading" else 0
            lines.append(Line(text, offset, index, level, block.page, table, cells, row))
            offset += len(text) + 1
    return "\n".join(line.text for line in lines), lines


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
    if text.count("|") < 2 or not text.startswith("|"):
        return None
    parts = text[1:-1].split("|") if text.endswith("|") else text[1:].split("|")
    if all(set(p.strip()) <= set(":-") and p.strip() for p in parts):
        return ()
    return tuple(GridCell(0, i, p.strip()) for i, p in enumerate(parts))
