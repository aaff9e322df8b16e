"""HTML → Document: the body found by score, layout tables flattened, data tables as grids, everything else as lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bs4 import Tag

from ..errors import LimitError
from ..model import Block, Document, Issue, Page
from .body import find_body, strip_machinery
from .controls import is_hidden
from .decode import decode
from .document import sha256
from .embedded import FEWEST_SECTIONS, embedded_report, sections_in
from .furniture import is_furniture, labelled
from .hollow import missing_parts, refuse_empty
from .htmltable import (
    BLOCK_TAGS,
    grid,
    is_data_row,
    is_layout,
    own_cells,
    own_rows,
    squeeze,
    stray_text,
)
from .limits import MAX_HTML_BYTES
from .normalise import is_page_mark, one_line
from .tree import attribute, below, full_text, holds_table, parse_tree, parts, tags
from .twice import without_copy

_MOST_TITLES = 3  # of this one report: in the head, the path, above the text
_PRE = frozenset({"pre", "textarea", "xmp", "plaintext"})


def read_html(
    page: Page, content: bytes | None = None, content_type: str | None = None, *, hollow: bool = False
) -> Document:
    """The Document of an HTML page. ``content`` overrides the page's bytes (the HTML part of an MHTML file).

    A page without a report raises UnsupportedError or DamagedError with the reason, unless ``hollow`` ones are wanted.
    """
    raw = page.content if content is None else content
    if len(raw) > MAX_HTML_BYTES:
        raise LimitError(page.source, f"the HTML is {len(raw) / 1e6:.0f} MB; the limit is 20 MB")
    text, issues = decode(raw, content_type or page.content_type)
    root = parse_tree(text, page.source)
    meta = _metas(root)
    heading = next(below(root, "title"), None)
    title = one_line(full_text(heading)) if heading is not None else ""
    kept, where = embedded_report(root)
    body, walker = _walked(root)
    outside = Walker(skip=body)
    if body is not root:
        outside.walk(root)
    meta += around(outside.blocks)
    if kept and sections_in("\n".join(b.text for b in walker.blocks)) < FEWEST_SECTIONS:
        body, walker = _walked(parse_tree(kept, page.source))
        issues = (*issues, Issue("html.embedded", f"the text was taken from {where}, which a script shows"))
    if not hollow:
        refuse_empty(page.source, root, text, walker.blocks, title)
    blocks, told = without_copy([b for b in walker.blocks if b.kind == "table" or not _drop(b.text)])
    return Document(
        source=page.source,
        sha256=sha256(page),
        media_type="text/html",
        blocks=tuple(blocks),
        title=title,
        meta=tuple(meta),
        url=page.url,
        issues=(*issues, *walker.issues, *missing_parts(body, walker.blocks), *told),
    )


def _walked(root: Tag) -> tuple[Tag, Walker]:
    """The element that holds the report, and its blocks."""
    strip_machinery(root)
    body = find_body(root)
    walker = Walker()
    walker.walk(body)
    return body, walker


class Walker:
    """Turns a tree into blocks without recursion: inline nodes join, <br> and block elements separate."""

    def __init__(self, skip: Tag | None = None) -> None:
        self.blocks: list[Block] = []
        self.issues: list[Issue] = []
        self._skip = skip
        self._line: list[str] = []
        self._level = 0
        self._pre = 0
        self._counters: list[int | None] = []  # open lists: next number of an <ol>, None for <ul>

    def walk(self, root: Tag) -> None:
        """Append the blocks of everything below ``root``."""
        stack: list[tuple[Tag | str, bool]] = [(root, False)]
        while stack:
            node, leaving = stack.pop()
            if not isinstance(node, Tag):
                self._text(node)
            elif leaving:
                self._leave(node)
            elif node is self._skip:
                self._flush()
            else:
                stack.append((node, True))
                if self._enter(node):
                    stack.extend((part, False) for part in reversed(parts(node)))
        self._flush()

    def _enter(self, node: Tag) -> bool:
        """Handle a start tag; False when its inside is done with."""
        tag = node.name
        if tag == "table":
            self._flush()
            return self._table(node)
        if tag == "br":
            if self._level:
                self._line.append("\n" if any(p.strip() for p in self._line) else "")
            else:
                self._flush()
        elif tag in BLOCK_TAGS:
            self._flush()
            self._open(node, tag)
        self._pre += tag in _PRE
        return True

    def _open(self, node: Tag, tag: str) -> None:
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self._level = int(tag[1])
        elif tag in {"ol", "ul"}:
            self._counters.append(_start(node) if tag == "ol" else None)
        elif tag == "li" and self._counters and self._counters[-1] is not None:
            self._line.append(f"{self._counters[-1]}.")
            self._counters[-1] += 1

    def _leave(self, node: Tag) -> None:
        tag = node.name
        if tag in BLOCK_TAGS:
            self._flush()
            if len(tag) == 2 and tag[0] == "h":
                self._level = 0
            elif tag in {"ol", "ul"} and self._counters:
                self._counters.pop()
        self._pre -= tag in _PRE

    def _text(self, text: str) -> None:
        if not self._pre:
            self._line.append(squeeze(text))
            return
        first, *rest = text.replace("\r\n", "\n").split("\n")
        self._line.append(first)
        for line in rest:
            self._flush()
            self._line.append(line)

    def _flush(self) -> None:
        text = one_line("".join(self._line))
        self._line.clear()
        if text and not re.fullmatch(r"\d{1,3}\.", text):
            kind = "heading" if self._level else "text"
            self.blocks.append(Block(kind=kind, text=text, level=self._level))  # type: ignore[arg-type]

    def _table(self, table: Tag) -> bool:
        """Emit a data table (False: done) or walk into a layout table (True)."""
        rows = [row for row in own_rows(table) if not is_hidden(row)]
        if not is_layout(table, rows):
            for child in tags(table):
                if child.name == "caption":
                    self.walk(child)
            self._line.append(stray_text(table))
            self._flush()
            self._grid(rows)
            return False
        if not holds_table(table) and sum(map(is_data_row, rows)) >= 2:
            self._mixed(rows)
            return False
        return True

    def _grid(self, rows: list[Tag]) -> None:
        block, issues = grid(rows)
        self.issues.extend(issues)
        if any(cell.text for cell in block.cells):
            self.blocks.append(block)

    def _mixed(self, rows: list[Tag]) -> None:
        """A whole report in one table: full-width rows are paragraphs, runs of many-celled rows are tables."""
        run: list[Tag] = []
        for row in rows:
            if is_data_row(row) or (run and _short(row)):
                run.append(row)
                continue
            if run:
                self._grid(run)
                run = []
            for cell in own_cells(row):
                self.walk(cell)
        if run:
            self._grid(run)


def _short(row: Tag) -> bool:
    """A one-cell row inside a grid: a band such as 第二十条第（一）项, unless it is a section heading."""
    text = one_line(full_text(row))
    return len(text) <= 30 and not re.match("[一二三四五六七八九十]{1,2}、", text)


def _start(node: Tag) -> int:
    value = (attribute(node, "start") or "1").strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 5 else 1


def _drop(text: str) -> bool:
    return is_furniture(text) or is_page_mark(text)


def _metas(root: Tag) -> list[tuple[str, str]]:
    pairs = (
        (attribute(m, "name") or attribute(m, "property"), attribute(m, "content"))
        for m in below(root, "meta")
    )
    return [(one_line(name), one_line(content)) for name, content in pairs if name and content.strip()]


def around(blocks: Sequence[Block]) -> list[tuple[str, str]]:
    """What stands outside the body and still says who published what when."""
    found: list[tuple[str, str]] = []
    for block in blocks:
        if block.kind == "heading" and block.level <= 2 and len(block.text) <= 120:
            found.append(("page:h1" if block.level == 1 else "page:h2", block.text))
        elif (
            block.kind == "text"
            and re.search("信息公开.{0,20}(?:报告|年报)", block.text)
            and len(block.text) <= 80
        ):
            found.append(("page:title", block.text))
        found.extend(labelled(block.text))
        if block.kind == "table":
            for row in block.grid():
                found.extend(labelled(" ".join(dict.fromkeys(c.text for c in row if c))))
    unique = list(dict.fromkeys(found))
    titles = [pair for pair in unique if pair[0] == "page:title"]
    if len(titles) > _MOST_TITLES:  # a list of other years' or organs' reports
        unique = [pair for pair in unique if pair[0] != "page:title"]
    return unique[:60]
