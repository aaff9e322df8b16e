"""Plain text and Markdown → Document: a line is a block, complete pipe tables are tables, wrapped prose is rejoined."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..errors import DamagedError, LimitError, UnsupportedError
from ..model import Block, Document, GridCell, Issue, Page
from .decode import decode
from .document import sha256
from .limits import MAX_TABLE_CELLS, MAX_TEXT_BYTES
from .normalise import cell_text, is_page_mark, normalise, one_line
from .pipes import mend
from .prose import rejoin

_HEADING = re.compile(r"(#{1,6})\s{0,9}(\S.*)")
_RULE_CELL = re.compile(r"\s*:?-{2,}:?\s*")
_TABLE_START = re.compile(r"<table\b", re.IGNORECASE)
_TABLE_END = re.compile(r"</table\s*>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)([^*_]{1,300})(\1)")
_PICTURE = re.compile(r"!\[[^\]]{0,200}\]\([^)]{0,500}\)")


def read_text(page: Page) -> Document:
    """The Document of a text or Markdown file."""
    if len(page.content) > MAX_TEXT_BYTES:
        raise LimitError(page.source, f"the text is {len(page.content) / 1e6:.0f} MB; the limit is 20 MB")
    raw, issues = decode(page.content, page.content_type)
    if raw.count("\ufffd") > max(20, len(raw) // 20):
        raise UnsupportedError(page.source, "is neither text nor any other kind of report file (binary data)")
    text = normalise(raw)
    if not text.strip():
        raise DamagedError(page.source, "holds no text (空文件)")
    builder = _Builder()
    for is_table, part in _split_tables(text):
        builder.html_table(part, page.source) if is_table else builder.lines(mend(part.split("\n")))
    markdown = any(b.kind != "text" for b in builder.blocks)
    return Document(
        source=page.source,
        sha256=sha256(page),
        media_type="text/markdown" if markdown else "text/plain",
        blocks=tuple(builder.blocks),
        url=page.url,
        issues=(*issues, *builder.issues),
    )


def _split_tables(text: str) -> list[tuple[bool, str]]:
    """OCR tools write tables as HTML into Markdown: cut the text into (is an HTML table, part)."""
    parts: list[tuple[bool, str]] = []
    position = 0
    while start := _TABLE_START.search(text, position):
        end = _TABLE_END.search(text, start.start())
        if end is None:
            break
        parts.append((False, text[position : start.start()]))
        parts.append((True, text[start.start() : end.end()]))
        position = end.end()
    parts.append((False, text[position:]))
    return parts


class _Builder:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.issues: list[Issue] = []
        self._prose: list[str] = []

    def html_table(self, part: str, source: str) -> None:
        from .html import Walker
        from .tree import parse_tree

        walker = Walker()
        walker.walk(parse_tree(part, source))
        self.blocks.extend(walker.blocks)
        self.issues.extend(walker.issues)

    def lines(self, lines: Sequence[str]) -> None:
        index = 0
        marked = False  # the last line was a page mark: a blank beside it breaks no paragraph
        while index < len(lines):
            line = lines[index].strip()
            if rows := _pipe_rows(lines, index):
                self._flush()
                self._pipe_table(rows, lines[index : index + len(rows)])
                index += len(rows)
                marked = False
                continue
            if rows := _tab_rows(lines, index):
                self._flush()
                self._pipe_table(rows, lines[index : index + len(rows)])
                index += len(rows)
                continue
            index += 1
            if is_page_mark(line):
                marked = True
            elif not line:
                if not marked:
                    self._prose.append("")
            else:
                self._line(line, lines[index - 1])
                marked = False
        self._flush()

    def _line(self, line: str, raw: str) -> None:
        if _PICTURE.search(line):
            self.issues.append(Issue("text.image", f"picture not read: {line[:80]}"))
            line = _PICTURE.sub("", line).strip()
        if line in {
            "<html>",
            "</html>",
            "<body>",
            "</body>",
            "<html><body>",
            "</body></html>",
            "```",
            "---",
            "***",
            "",
        }:
            self._prose.append("")
            return
        if heading := _HEADING.fullmatch(line):
            self._flush()
            text = one_line(_plain(heading.group(2).rstrip("# ")))
            if text:
                self.blocks.append(Block(kind="heading", text=text, level=len(heading.group(1))))
            return
        for part in _BREAK.split(line):
            text = one_line(_plain(part))
            if text:
                # A tab-indented line is a cell of a pasted table: a break on both sides keeps it whole.
                self._prose.extend(["", text, ""] if raw.startswith("\t") else [text])

    def _flush(self) -> None:
        self.blocks.extend(Block(kind="text", text=line) for line in rejoin(self._prose))
        self._prose.clear()

    def _pipe_table(self, rows: list[list[str]], raw: Sequence[str]) -> None:
        kept = [row for row in rows if not _is_rule(row)]
        if sum(map(len, kept)) > MAX_TABLE_CELLS:
            self.issues.append(
                Issue("table.too-large", f"a pipe table of {len(kept)} rows was kept as lines")
            )
            self.blocks.extend(Block(kind="text", text=one_line(line)) for line in raw if line.strip())
            return
        cells = tuple(
            GridCell(r, c, cell_text(_plain(_BREAK.sub("\n", text))))
            for r, row in enumerate(kept)
            for c, text in enumerate(row)
        )
        if any(cell.text for cell in cells):
            self.blocks.append(Block(kind="table", cells=cells))


def _pipe_rows(lines: Sequence[str], index: int) -> list[list[str]]:
    """The rows of the complete pipe table that starts here, [] if none does."""
    rows: list[list[str]] = []
    for line in lines[index:]:
        stripped = line.strip()
        if (
            len(stripped) < 5
            or not (stripped.startswith("|") and stripped.endswith("|"))
            or stripped.count("|") < 3
        ):
            bare = [c.strip() for c in stripped.split("|")]
            # Without outer pipes a row counts only inside a table or before a rule line.
            if not rows or stripped.startswith("|") or len(bare) != len(rows[0]):
                break
            rows.append(bare)
            continue
        rows.append([c.strip() for c in stripped[1:-1].split("|")])
    return rows


def _tab_rows(lines: Sequence[str], index: int) -> list[list[str]]:
    """Rows pasted from a spreadsheet or browser: cells between tabs, several rows or one with many cells."""
    rows: list[list[str]] = []
    for line in lines[index:]:
        if "\t" not in line.strip() or "。" in line:
            break
        rows.append([c.strip() for c in line.rstrip("\n").split("\t")])
    filled = max((sum(1 for c in row if c) for row in rows), default=0)
    return rows if filled >= 4 or (len(rows) >= 2 and filled >= 2) else []


def _is_rule(row: list[str]) -> bool:
    return all(_RULE_CELL.fullmatch(c) for c in row)


def _plain(text: str) -> str:
    """Markdown without its bold marks and escapes."""
    return (
        _EMPHASIS.sub(r"\2", text)
        .replace("\\.", ".")
        .replace("\\-", "-")
        .replace("\\|", "|")
        .replace("\\*", "*")
    )
