"""Plain text and Markdown → Document: a line is a block, complete pipe tables are tables, wrapped prose is rejoined."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..errors import DamagedError, LimitError, UnsupportedError
from ..model import Block, Document, GridCell, Issue, Page
from .columns import unfold
from .decode import decode
from .document import sha256
from .limits import MAX_LINES, MAX_TABLE_CELLS, MAX_TEXT_BYTES
from .markdown import has_picture, plain, without_wrapping
from .normalise import cell_text, is_page_mark, normalise, one_line
from .pipes import mend, plain_bars
from .prose import rejoin
from .woven import unwoven

_HEADING = re.compile(r"(#{1,6})\s{0,9}([^#\s].*)")
_TAGGED = re.compile(r"<h([1-6])(?:\s[^<>]{0,400})?>(.{0,300}?)</h[1-6]>", re.IGNORECASE)
_RULE_CELL = re.compile(r"\s*:?-{2,}:?\s*")
_FRAME = re.compile(r"\+[-=:+]{2,}\+|\|?[-=:+| ]{5,}\|?")  # lines drawn between rows
_UNDERLINE = re.compile("={3,}|-{3,}|\\*{3,}|_{3,}")
_GAP = re.compile(r"\S {4,}\S")
_QUOTE = re.compile(r"(?:>\s?){1,5}")
_BULLET = re.compile(r"[-*+•●◆■]\s+(?=[\u4e00-\u9fff]|[^\s|-].{0,200}[\u4e00-\u9fff])")
_TABLE_START = re.compile(r"<table\b", re.IGNORECASE)
_TABLE_END = re.compile(r"</table\s*>", re.IGNORECASE)
_LONGEST_ROW = 20_000  # characters; a cell that holds a page is some thousands
_PIPE = re.compile(r"(?<!\\)\|")


def read_text(page: Page) -> Document:
    """The Document of a text or Markdown file."""
    if len(page.content) > MAX_TEXT_BYTES:
        raise LimitError(page.source, f"the text is {len(page.content) / 1e6:.0f} MB; the limit is 20 MB")
    raw, issues = decode(page.content, page.content_type)
    if raw.count("\ufffd") > max(20, len(raw) // 20):
        raise UnsupportedError(page.source, "is neither text nor any other kind of report file (binary data)")
    text, meta = without_wrapping(normalise(unfold(raw)))
    if not text.strip():
        raise DamagedError(page.source, "holds no text (空文件)")
    if text.count("\n") > MAX_LINES:
        raise LimitError(page.source, f"has {text.count(chr(10))} lines; the limit is {MAX_LINES}")
    builder = _Builder()
    for is_table, part in _split_tables(text):
        builder.html_table(part, page.source) if is_table else builder.lines(
            mend(unwoven([plain_bars(line) for line in part.split("\n")]))
        )
    markdown = any(b.kind != "text" for b in builder.blocks)
    return Document(
        source=page.source,
        sha256=sha256(page),
        media_type="text/markdown" if markdown else "text/plain",
        blocks=tuple(builder.blocks),
        meta=meta,
        url=page.url,
        issues=(*issues, *builder.issues),
    )


def _split_tables(text: str) -> list[tuple[bool, str]]:
    """OCR tools write tables as HTML into Markdown: cut the text into (is an HTML table, part)."""
    parts: list[tuple[bool, str]] = []
    position = 0
    while start := _TABLE_START.search(text, position):
        end = _end_of_table(text, start.start())
        if end is None:
            break
        parts.append((False, text[position : start.start()]))
        parts.append((True, text[start.start() : end]))
        position = end
    parts.append((False, text[position:]))
    return parts


def _end_of_table(text: str, start: int) -> int | None:
    """Where the table that begins at ``start`` ends, tables inside it included; None if it never does."""
    depth, position = 0, start
    while end := _TABLE_END.search(text, position):
        depth += len(_TABLE_START.findall(text, position, end.start())) - 1
        position = end.end()
        if depth <= 0:
            return position
    return None


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
            rows, used = _pipe_rows(lines, index)
            if not rows:
                rows = _tab_rows(lines, index)
                used = len(rows)
            if rows:
                self._flush()
                self._pipe_table(rows, lines[index : index + used])
                index += used
                marked = False
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
        if has_picture(line):
            self.issues.append(Issue("text.image", f"picture not read: {line[:80]}"))
        if _UNDERLINE.fullmatch(line) or _FRAME.fullmatch(line):
            self._prose.append("")
            return
        line = _QUOTE.sub("", line, count=1) if line.startswith(">") else line
        line = _BULLET.sub("", line, count=1) if _BULLET.match(line) else line
        if heading := _HEADING.fullmatch(line):
            self._heading(len(heading.group(1)), heading.group(2).rstrip("# "))
            return
        if tagged := _TAGGED.search(line):
            self._heading(int(tagged.group(1)), tagged.group(2))
            line = line[: tagged.start()] + "\n" + line[tagged.end() :]
        for part in plain(line).split("\n"):
            if text := one_line(part):
                # A tab-indented line is a cell of a pasted table, one with wide gaps a row of one: a break keeps it whole.
                apart = raw.startswith("\t") or _GAP.search(raw)
                self._prose.extend(["", text, ""] if apart else [text])

    def _heading(self, level: int, words: str) -> None:
        self._flush()
        if text := one_line(plain(words)):
            self.blocks.append(Block(kind="heading", text=text, level=level))

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
            GridCell(r, c, cell_text(plain(text))) for r, row in enumerate(kept) for c, text in enumerate(row)
        )
        if any(cell.text for cell in cells):
            self.blocks.append(Block(kind="table", cells=cells))


def _pipe_rows(lines: Sequence[str], index: int) -> tuple[list[list[str]], int]:
    """The rows of the complete pipe table that starts here and how many lines they take; none if none does."""
    rows: list[list[str]] = []
    used = 0
    bare = spaced = False
    for offset in range(len(lines) - index):
        stripped = lines[index + offset].strip()
        if rows and (not stripped or (stripped[0] == "+" and _FRAME.fullmatch(stripped))):
            continue  # a blank or drawn line between two rows
        cells = _PIPE.split(stripped) if len(stripped) <= _LONGEST_ROW else []
        if not rows:
            bare = not _is_closed(stripped, cells)
        if bare:  # rows without outer pipes: the line of dashes tells how many cells there are
            wanted = len(rows[0]) if rows else _dashes(lines, index)
            if len(rows) == 1 and wanted == _dashes(lines, index + offset - 1):
                cells = [c for c in cells if c.strip()]
            if not cells or len(cells) != wanted:
                break
        elif _is_closed(stripped, cells):
            cells = cells[1:-1]
        elif stripped.startswith("|") or not rows or len(cells) != len(rows[0]):
            break
        if len(rows) == 1:
            spaced = used < offset
        if used < offset and (not spaced or len(cells) != len(rows[0])):
            break  # what stands behind a blank is another table, unless blanks part all rows
        rows.append([c.strip() for c in cells])
        used = offset + 1
    return rows, used


def _is_closed(stripped: str, cells: Sequence[str]) -> bool:
    """Whether a row has its outer pipes and two cells at least."""
    return (
        5 <= len(stripped) <= _LONGEST_ROW and stripped[0] == "|" and stripped[-1] == "|" and len(cells) >= 4
    )


def _dashes(lines: Sequence[str], index: int) -> int:
    """How many cells the line of dashes below has; 0 without one. It may have outer pipes where the rows have none."""
    below = lines[index + 1].strip() if index + 1 < len(lines) else ""
    cells = [c for c in _PIPE.split(below) if c.strip()]
    return len(cells) if len(cells) >= 2 and _is_rule(cells) else 0


def _tab_rows(lines: Sequence[str], index: int) -> list[list[str]]:
    """Rows pasted from a spreadsheet or browser: cells between tabs, several rows or one with many cells."""
    rows: list[list[str]] = []
    while index < len(lines) and "。" not in lines[index]:
        # The first row must have words on both sides of a tab; a later one may end in empty cells.
        if "\t" not in (lines[index] if rows else lines[index].strip()):
            break
        rows.append([c.strip() for c in lines[index].rstrip("\n").split("\t")])
        index += 1
    filled = max((sum(1 for c in row if c) for row in rows), default=0)
    return rows if filled >= 4 or (len(rows) >= 2 and filled >= 2) else []


def _is_rule(row: list[str]) -> bool:
    return all(_RULE_CELL.fullmatch(c) for c in row)
