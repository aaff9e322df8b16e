"""The body of a Word document as blocks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ..errors import LimitError
from ..model import Block, GridCell, Issue
from .limits import MAX_SPAN, MAX_TABLE_CELLS
from .normalise import cell_text, is_page_mark, one_line
from .numbering import Numbering, _attr, _int

_SKIPPED = frozenset(
    {
        "del",
        "moveFrom",
        "instrText",
        "delText",
        "Fallback",
        "pPr",
        "rPr",
        "sdtPr",
        "txbxContent",
        "pict",
        "rt",
    }
)
_DEPTH = 40  # tables in tables, boxes in boxes
_PROSE = 350


def local(node: Any) -> str:
    """The tag without its namespace; "" for comments and the like."""
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


class Styles:
    """Paragraph styles: heading level and list membership, inherited through basedOn."""

    def __init__(self, tree: Any | None) -> None:
        self._nodes: dict[str, Any] = {}
        if tree is not None:
            self._nodes = {_attr(node, "styleId"): node for node in tree.iter("{*}style")}

    def chain(self, style: str) -> list[Any]:
        """The style and those it is based on, nearest first; loops end."""
        found: list[Any] = []
        seen: set[str] = set()
        while style in self._nodes and style not in seen:
            seen.add(style)
            node = self._nodes[style]
            found.append(node)
            base = node.find("{*}basedOn")
            style = _attr(base, "val") if base is not None else ""
        return found

    def level(self, style: str) -> int:
        """1–9 for a heading style, else 0."""
        for node in self.chain(style):
            name = node.find("{*}name")
            match = re.fullmatch(
                r"(?:heading|标题)\s?([1-9])", _attr(name, "val") if name is not None else "", re.I
            )
            if match:
                return int(match.group(1))
            outline = node.find("{*}pPr/{*}outlineLvl")
            if outline is not None and _int(outline, "val") < 9:
                return _int(outline, "val") + 1
        return 0

    def list_of(self, style: str) -> Any | None:
        """The style's numPr, if it numbers its paragraphs."""
        for node in self.chain(style):
            found = node.find("{*}pPr/{*}numPr")
            if found is not None:
                return found
        return None


class Body:
    """Walks block-level elements; ``blocks`` and ``issues`` grow in reading order."""

    def __init__(
        self,
        numbering: Numbering,
        styles: Styles,
        source: str,
        foreign: Callable[[str], list[Block]] = lambda _: [],
    ) -> None:
        """``foreign`` gives the blocks of an embedded document by its relation's id, none where it is not read."""
        self._foreign = foreign
        self.blocks: list[Block] = []
        self.issues: list[Issue] = []
        self._numbering = numbering
        self._styles = styles
        self._source = source
        self._depth = 0

    def walk(self, container: Any) -> None:
        """Append the blocks of a body, cell, text box or content control."""
        self._depth += 1
        if self._depth > _DEPTH:
            raise LimitError(self._source, f"tables or boxes are nested more than {_DEPTH} deep")
        for child in container:
            name = local(child)
            if name == "p":
                self._paragraph(child)
            elif name == "tbl":
                self._table(child)
            elif name in {"sdt", "sdtContent", "ins", "smartTag", "customXml", "moveTo"}:
                self.walk(child)
            elif name == "altChunk":
                self._chunk(child)
        self._depth -= 1

    def _chunk(self, node: Any) -> None:
        blocks = self._foreign(_attr(node, "id"))
        self.blocks.extend(blocks)
        if not blocks:
            self.issues.append(Issue("docx.alt-chunk", "an embedded foreign document was not read"))

    def _paragraph(self, node: Any) -> None:
        text, level = self._text(node)
        for part in text.split("\n"):
            line = one_line(part)
            if line and not is_page_mark(line):
                kind = "heading" if level else "text"
                self.blocks.append(Block(kind=kind, text=line, level=level))  # type: ignore[arg-type]
        for box in boxes(node):
            self.walk(box)

    def _text(self, node: Any) -> tuple[str, int]:
        """A paragraph's text with its list number, and its heading level."""
        text = run_text(node)
        style = node.find("{*}pPr/{*}pStyle")
        style_id = _attr(style, "val") if style is not None else ""
        outline = node.find("{*}pPr/{*}outlineLvl")
        level = self._styles.level(style_id)
        if outline is not None:
            level = _int(outline, "val") + 1 if _int(outline, "val") < 9 else 0
        own = node.find("{*}pPr/{*}numPr")
        inherited = self._styles.list_of(style_id)
        num_id = next((n for n in (_child(own, "numId"), _child(inherited, "numId")) if n is not None), None)
        depth = next((n for n in (_child(own, "ilvl"), _child(inherited, "ilvl")) if n is not None), "0")
        if num_id not in {None, "0", ""} and text.strip():
            mark = self._numbering.mark(num_id or "", int(depth) if depth.isdigit() else 0)
            text = mark + text.lstrip()
        return text, level

    def _table(self, table: Any) -> None:
        rows = [row for row in descend(table, "tr") if row.find("{*}trPr/{*}del") is None]
        if self._is_layout(rows):
            for row in rows:
                for cell in descend(row, "tc"):
                    self.walk(cell)
            return
        block = self._grid(rows)
        if any(cell.text for cell in block.cells):
            self.blocks.append(block)

    def _is_layout(self, rows: list[Any]) -> bool:
        widest = 0
        for row in rows:
            cells = descend(row, "tc")
            widest = max(widest, len(cells))
            for cell in cells:
                if next(cell.iter("{*}tbl"), None) is not None or len(one_line(run_text(cell))) > _PROSE:
                    return True
        return widest < 2

    def _grid(self, rows: list[Any]) -> Block:
        cells: list[GridCell] = []
        above: dict[int, int] = {}  # column → index of the cell a vMerge continues
        for r, row in enumerate(rows):
            before = row.find("{*}trPr/{*}gridBefore")
            column = min(_int(before, "val"), MAX_SPAN) if before is not None else 0
            for node in descend(row, "tc"):
                span = node.find("{*}tcPr/{*}gridSpan")
                width = min(max(_int(span, "val"), 1), MAX_SPAN) if span is not None else 1
                merge, across = node.find("{*}tcPr/{*}vMerge"), node.find("{*}tcPr/{*}hMerge")
                if across is not None and _attr(across, "val") != "restart" and cells and cells[-1].row == r:
                    cells[-1] = _grown(cells[-1], 0, width)
                elif merge is not None and _attr(merge, "val") != "restart" and column in above:
                    index = above[column]
                    cells[index] = _grown(cells[index], r - cells[index].row - cells[index].rowspan + 1, 0)
                else:
                    if merge is not None:
                        above[column] = len(cells)
                    else:
                        above.pop(column, None)
                    cells.append(GridCell(r, column, cell_text(self._cell(node)), 1, width))
                column += width
            if sum(c.rowspan * c.colspan for c in cells) > MAX_TABLE_CELLS:
                self.issues.append(
                    Issue("table.too-large", f"only the first {r + 1} of {len(rows)} rows were read")
                )
                break
        return Block(kind="table", cells=tuple(cells))

    def _cell(self, node: Any) -> str:
        text = "\n".join(self._text(p)[0] for p in _paragraphs(node))
        return (
            text if text.strip() or not _has_picture(node) else "[图]"
        )  # what it shows is not read: no blank


def _grown(cell: GridCell, rows: int, columns: int) -> GridCell:
    return GridCell(cell.row, cell.col, cell.text, cell.rowspan + max(rows, 0), cell.colspan + columns)


def _paragraphs(node: Any) -> list[Any]:
    """The paragraphs of a cell, those in its text boxes too, without the copies for old programs."""
    found: list[Any] = []
    stack = [node]
    while stack:
        child = stack.pop()
        if local(child) == "p":
            found.append(child)
        if local(child) != "Fallback":
            stack.extend(reversed(child))
    return found


def _has_picture(node: Any) -> bool:
    return any(local(child) in {"drawing", "pict", "object"} for child in node.iter())


def _child(node: Any | None, name: str) -> str | None:
    found = node.find("{*}" + name) if node is not None else None
    return _attr(found, "val") if found is not None else None


def descend(node: Any, wanted: str) -> list[Any]:
    """Rows of a table or cells of a row, also inside content controls, never those of an inner table."""
    found: list[Any] = []
    stack = list(reversed(node))
    while stack:
        child = stack.pop()
        name = local(child)
        if name == wanted:
            found.append(child)
        elif name in {"sdt", "sdtContent", "ins", "customXml", "smartTag", "moveTo"}:
            stack.extend(reversed(child))
    return found


def run_text(node: Any) -> str:
    """The visible text below a paragraph or cell: deleted text, field codes and text boxes left out."""
    parts: list[str] = []
    stack = [node]
    while stack:
        child = stack.pop()
        name = local(child)
        if name == "t":
            text = child.text or ""
            note = _is_raised(child) and "".join(parts[-2:]).rstrip()[-1:].isdigit()
            parts.append(f"（{text}）" if note and text.strip() else text)
        elif name in {"br", "cr"}:
            parts.append("\n")
        elif name in {"tab", "ptab"} and local(child.getparent()) == "r":
            parts.append(" ")
        elif name in {"noBreakHyphen", "softHyphen"}:
            parts.append("-" if name == "noBreakHyphen" else "")
        elif name not in _SKIPPED and not (name == "r" and _is_hidden(child)):
            if name == "p" and child is not node:
                parts.append("\n")
            stack.extend(reversed(child))
    return "".join(parts)


def _is_hidden(run: Any) -> bool:
    """Whether the run is struck out or shown only on request (隐藏文字)."""
    return any(_is_on(run, mark) for mark in ("vanish", "strike", "dstrike"))


def _is_on(run: Any, mark: str) -> bool:
    found = run.find("{*}rPr/{*}" + mark)
    return found is not None and _attr(found, "val") not in {"0", "false", "off"}


def _is_raised(text: Any) -> bool:
    """Whether a run's text is raised: the mark of a footnote is no digit of the number it stands at."""
    run = text.getparent()
    place, height = run.find("{*}rPr/{*}vertAlign"), run.find("{*}rPr/{*}position")
    above = _attr(height, "val") if height is not None else ""
    return (place is not None and _attr(place, "val") == "superscript") or (
        above.isdigit() and int(above) > 0
    )


def boxes(node: Any) -> list[Any]:
    """Outermost text boxes anchored in a paragraph; the copy for old programs (mc:Fallback) is skipped."""
    found: list[Any] = []
    stack = list(reversed(node))
    while stack:
        child = stack.pop()
        name = local(child)
        if name == "txbxContent":
            found.append(child)
        elif name != "Fallback":
            stack.extend(reversed(child))
    return found
