"""HTML tables: which of them carry data, and the grid of those that do."""

from __future__ import annotations

from collections.abc import Iterator

from bs4 import Tag

from ..model import Block, GridCell, Issue
from .controls import is_hidden, pictured
from .furniture import SECTION_WORDS
from .limits import MAX_SPAN, MAX_TABLE_CELLS
from .normalise import cell_text
from .tree import attribute, holds_table, parts, tags

BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre section summary table tbody td tfoot th "
    "thead tr ul".split()
)
_PROSE = 350  # characters in one cell beyond which it is a page, not a cell


def own_rows(table: Tag) -> list[Tag]:
    """The table's rows as shown, not those of tables inside it. A <tr> lost between wrappers is still found."""
    rows: list[Tag] = []
    last: list[Tag] = []  # of a <tfoot>, wherever it is written
    stack = tags(table)[::-1]
    while stack:
        node = stack.pop()
        if node.name == "tr":
            (last if node.parent is not None and node.parent.name == "tfoot" else rows).append(node)
        elif node.name not in {"table", "td", "th"}:
            stack.extend(reversed(tags(node)))
    return [*rows, *last]


def own_cells(row: Tag) -> list[Tag]:
    """The cells of one row; Word and WPS wrap some of them in <o:p> or <span>."""
    cells: list[Tag] = []
    stack = tags(row)[::-1]
    while stack:
        node = stack.pop()
        if node.name in {"td", "th"}:
            if not is_hidden(node):  # a browser closes the gap a hidden cell leaves
                cells.append(node)
        elif node.name not in {"table", "tr"}:
            stack.extend(reversed(tags(node)))
    return cells


def stray_text(table: Tag) -> str:
    """Text that stands inside the table but in none of its cells; browsers show it above the table."""
    texts: list[str] = []
    stack = parts(table)[::-1]
    while stack:
        part = stack.pop()
        if not isinstance(part, Tag):
            texts.append(part)
        elif part.name not in {"td", "th", "table", "caption"}:
            stack.extend(reversed(parts(part)))
    return squeeze(" ".join(text for text in texts if text.strip()))


def pieces(node: Tag) -> Iterator[str]:
    """The text below a node in order, with a line break at <br> and at both ends of every block element.

    The mark of a footnote is set apart from the number it stands at: 12<sup>1</sup> is 12（1）.
    """
    stack: list[tuple[Tag | str, bool]] = [(node, False)]
    last = ""
    notes: set[int] = set()
    while stack:
        part, leaving = stack.pop()
        if not isinstance(part, Tag):
            yield part
            last = part.rstrip() or last
            continue
        if part.name == "sup" and (id(part) in notes if leaving else last[-1:].isdigit()):
            notes.add(id(part))
            yield "）" if leaving else "（"
        block = part.name in BLOCK_TAGS and part is not node
        if block or (part.name == "br" and not leaving):
            yield "\n"
        if not leaving:
            stack.append((part, True))
            stack.extend((child, False) for child in reversed(parts(part)))


def source_text(node: Tag) -> str:
    """Like ``pieces`` joined, but line breaks of the HTML source, which mean a space, never look like <br>."""
    return "".join(p if p == "\n" else squeeze(p) for p in pieces(node))


def squeeze(text: str) -> str:
    """A text node's own line breaks, which browsers show as a space."""
    if "\n" not in text and "\r" not in text and "\t" not in text:
        return text
    return " ".join(text.replace("\r", "\n").replace("\t", "\n").split("\n")) if text.strip() else " "


def is_layout(table: Tag, rows: list[Tag]) -> bool:
    """Whether a table only arranges the page: tables inside it, one column, or a cell that holds whole paragraphs."""
    if holds_table(table):
        return True
    widest = 0
    for row in rows:
        cells = own_cells(row)
        widest = max(widest, len(cells))
        if any(_is_page(cell, len(cells)) for cell in cells):
            return True
    return widest < 2


def _is_page(cell: Tag, beside: int) -> bool:
    """Whether a cell, one of ``beside`` in its row, holds paragraphs. A long note in a data row does not count."""
    text = source_text(cell)
    if len(text) < 80:
        return False
    headings = sum(1 for word in SECTION_WORDS if word.search(text))
    return (headings >= 3 and "\n" in text.strip()) or len(cell_text(text)) > (
        _PROSE if beside < 3 else 5 * _PROSE
    )


def is_data_row(row: Tag) -> bool:
    """A row of a mixed table that belongs to a grid: several cells, none of them a page."""
    cells = own_cells(row)
    return len(cells) >= 2 and not any(_is_page(cell, len(cells)) for cell in cells)


def grid(rows: list[Tag]) -> tuple[Block, list[Issue]]:
    """The rows as a table block. Spans are clamped to the table, overlaps give way to the cell that came first."""
    taken: set[tuple[int, int]] = set()
    cells: list[GridCell] = []
    issues: list[Issue] = []
    for r, row in enumerate(rows):
        column = 0
        for node in own_cells(row):
            while (r, column) in taken:
                column += 1
            height = min(_span(attribute(node, "rowspan"), len(rows) - r), len(rows) - r)
            width = _span(attribute(node, "colspan"), 1)
            free = 1
            while free < width and (r, column + free) not in taken:
                free += 1
            if len(taken) + height * free > MAX_TABLE_CELLS:
                issues.append(Issue("table.too-large", f"only the first {r} of {len(rows)} rows were read"))
                return Block(kind="table", cells=tuple(cells)), issues
            taken.update((r + dr, column + dc) for dr in range(height) for dc in range(free))
            text = cell_text(source_text(node)) or pictured(node)
            cells.append(GridCell(r, column, text, height, free))
            column += free
    return Block(kind="table", cells=tuple(cells)), issues


def _span(value: str, whole: int) -> int:
    """A span attribute as a number from 1 to MAX_SPAN; 0 means "to the end" (HTML), rubbish means 1."""
    digits = (value or "1").strip().strip("\"'").removesuffix("px")[:6]
    if not digits.isascii() or not digits.isdigit():
        return 1
    return min(int(digits) or whole, MAX_SPAN)
