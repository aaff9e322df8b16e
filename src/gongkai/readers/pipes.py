"""Pipe tables broken by a converter after every cell or pipe, put together again before Markdown is read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .limits import MAX_TABLE_CELLS

_HEADING = re.compile(r"[#\s]*[一二三四五六七]、.{4,40}(?:情况|事项)[。：:]?$")
_RULE = re.compile(r":?-{2,}:?")
_VALUE = re.compile(r"[-+]?\d[\d,.]*|[-—/]")
_MIN_LINES = 6  # fewer pieces may be prose with a stray pipe
_MAX_WIDTH = 20
_LONGEST = 150  # a longer line without a pipe is a paragraph


def plain_bars(line: str) -> str:
    """A row written with full-width bars, as models do beside Chinese, with plain ones."""
    return line.replace("｜", "|") if line.count("｜") + line.count("|") >= 2 else line


def mend(lines: Sequence[str]) -> list[str]:
    """The lines with every run of broken cells as whole rows; where no width fits, as one cell a line."""
    out: list[str] = []
    index = 0
    while index < len(lines):
        end = _run(lines, index)
        pieces = [line.strip() for line in lines[index:end] if line.strip()]
        if len(pieces) >= _MIN_LINES:
            out += ["", *_rows(pieces), ""]
            index = end
        else:
            out.append(lines[index])
            index += 1
    return out


def _run(lines: Sequence[str], start: int) -> int:
    """The end of the run of broken cells that begins here; ``start`` if none does."""
    if not _is_piece(lines[start].strip()):
        return start
    end = index = start
    while index < len(lines):
        text = lines[index].strip()
        if _is_piece(text):
            end = index + 1
        elif text and not _is_bare_cell(lines, index):
            break
        index += 1
    return end


def _is_piece(text: str) -> bool:
    return text.count("|") == 1 and (text.startswith("|") or text.endswith("|")) and len(text) <= _LONGEST


def _is_bare_cell(lines: Sequence[str], index: int) -> bool:
    """A line without a pipe between two pipes that stand alone or end and begin their lines."""
    text = lines[index].strip()
    if "|" in text or len(text) > _LONGEST or _HEADING.match(text):
        return False
    before = next((s for i in range(index - 1, -1, -1) if (s := lines[i].strip())), "")
    after = next((s for i in range(index + 1, len(lines)) if (s := lines[i].strip())), "")
    return before.endswith("|") and after.startswith("|")


def _rows(pieces: Sequence[str]) -> list[str]:
    cells = [cell.strip() for cell in " ".join(pieces).split("|")]
    if len(cells) > MAX_TABLE_CELLS:
        return list(pieces)
    rows = _chunks(cells)
    if rows is None:
        return [line for cell in cells if cell and not _RULE.fullmatch(cell) for line in (cell, "")]
    return ["| " + " | ".join(row) + " |" for row in rows]


def _chunks(cells: list[str]) -> list[list[str]] | None:
    """The cells in rows of one width, or None. A rule of dashes tells it; else words must stand before values."""
    rules = [i for i, cell in enumerate(cells) if _RULE.fullmatch(cell)]
    told = 0
    while told < len(rules) and rules[told] == rules[0] + told:
        told += 1
    for between in (1, 0):  # whether a row's closing and the next one's opening pipe are both printed
        found = []
        for width in [told] if told > 1 else range(2, _MAX_WIDTH + 1):
            for first in (0, 1):  # whether the first row has its opening pipe
                rows = _cut(cells[first:], width, between)
                if rows and (first == 0 or not cells[0]) and all(_in_order(row) for row in rows):
                    found.append(rows)
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _cut(cells: list[str], width: int, between: int) -> list[list[str]] | None:
    step = width + between
    rows = []
    for start in range(0, len(cells), step):
        chunk = cells[start : start + step]
        if between and any(chunk[width:]):
            return None
        if len(chunk) < width:
            if any(chunk):
                return None
            break
        rows.append(chunk[:width])
    return rows


def _in_order(row: Sequence[str]) -> bool:
    """Whether no word stands after a value."""
    values = [i for i, cell in enumerate(row) if _VALUE.fullmatch(cell)]
    return not values or all(not cell or _VALUE.fullmatch(cell[:1]) for cell in row[values[0] :])
