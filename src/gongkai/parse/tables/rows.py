"""One shape for every layout: a row is its label texts and its value texts, with columns where the source has them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.model import GridCell
from gongkai.parse.lines import Line
from gongkai.parse.tables.cells import is_filled, is_noted, is_value, misread_as, squeeze
from gongkai.parse.tables.labels import enumerator, match, row_in

_UNIT_APART = re.compile(r"(?<=\d) ((?:[万亿]?元|[件个项])(?= |$))")  # 1179494 万元
_GLUED = re.compile(r"(.*[\u4e00-\u9fff）])(\d[\d,]*(?:\.\d+)?)")
_PROSE = 60  # a longer line is a paragraph; only a row's own label can be long


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row. ``labels`` holds the words, ``values`` the filled cells, both left to right."""

    labels: tuple[str, ...]
    values: tuple[str, ...]
    place: str
    line: int  # index of the line it was read from
    cells: tuple[GridCell, ...] = ()  # grid rows only
    number: int = 0  # the row in its grid
    block: int = -1
    loose: bool = False  # values gathered from several lines: their count alone is no proof

    @property
    def grid(self) -> bool:
        return bool(self.cells)


def rows_of(lines: Sequence[Line], first: int, last: int) -> list[Row]:
    """The rows of lines[first:last]; one-cell lines are gathered under the label above them."""
    rows: list[Row] = []
    gathered: list[str] = []
    head: tuple[str, int] | None = None
    for index in range(first, last):
        line = lines[index]
        single = _single(line)
        if single is not None:
            gathered.append(single)
            head = head or ("", index)
            continue
        if gathered and _is_note(line):
            gathered[-1] += line.text  # 22 and （其中修订16件） on two lines are one cell
            continue
        if gathered and head:
            rows.append(_gathered(head, gathered))
        elif head:
            rows.append(Row((head[0],), (), f"line {head[1] + 1}", head[1]))
        gathered, head = [], None
        beside = [] if line.table else _side_by_side(line, index)
        if beside:
            rows.extend(beside)
            continue
        row = _grid_row(line, index) if line.table else _text_row(line, index)
        if row.values or row.grid:
            rows.append(row)
        elif row.labels:
            head = (row.labels[0], index)
    if gathered and head:
        rows.append(_gathered(head, gathered))
    elif head:
        rows.append(Row((head[0],), (), f"line {head[1] + 1}", head[1]))
    return rows


def _is_note(line: Line) -> bool:
    text = squeeze(line.text)
    if line.table or len(text) > 30 or enumerator(text):
        return False
    return text.startswith("(") and text.endswith(")")


def _side_by_side(line: Line, index: int) -> list[Row]:
    """Rows of tables printed beside each other, or beside prose, on one line: each a label and seven values."""
    groups: list[tuple[list[str], list[str]]] = []
    for token in line.text.split():
        if is_value(token) and groups:
            groups[-1][1].append(token)
        elif not groups or groups[-1][1]:
            groups.append(([token], []))
        else:
            groups[-1][0].append(token)
    rows = [(" ".join(words), values) for words, values in groups if len(values) == 7]
    if len(groups) < 2 or not rows or any(len(values) > 3 for _, values in groups if len(values) != 7):
        return []
    if len(rows) < len(groups) and not all(row_in(words) for words, _ in rows):
        return []  # something else stands on the line: only labels of the form are sure
    place = f"line {index + 1}"
    return [Row((words,), tuple(values), place, index) for words, values in rows]


def _gathered(head: tuple[str, int], values: list[str]) -> Row:
    labels = (head[0],) if head[0] else ()
    return Row(labels, tuple(values), f"line {head[1] + 1}", head[1], loose=True)


def _single(line: Line) -> str | None:
    """The value of a line that holds one value and nothing else, or None."""
    if line.table:
        filled = [c.text for c in line.cells if squeeze(c.text)]
        if len(line.cells) != 1 or len(filled) != 1:
            return None
        return filled[0] if is_value(filled[0]) or is_noted(filled[0]) else None
    text = line.text
    if _is_cell(text):
        return text if len(text.split()) == 1 or not all(is_value(t) for t in text.split()) else None
    return None


def _grid_row(line: Line, index: int) -> Row:
    labels = [c.text for c in line.cells if squeeze(c.text) and not is_value(c.text) and not is_noted(c.text)]
    values = [c.text for c in line.cells if squeeze(c.text) and (is_value(c.text) or is_noted(c.text))]
    place = f"page {line.page} row {line.row + 1}" if line.page else f"table row {line.row + 1}"
    return Row(tuple(labels), tuple(values), place, index, line.cells, line.row, line.block)


def _is_cell(token: str) -> bool:
    if misread_as(token) is not None:
        return True
    return is_filled(token) or (is_noted(token) and squeeze(token).endswith(")"))


def _cut(tokens: list[str]) -> list[str]:
    """The words of a line, a number printed right behind a label of the form (行政事业性收费0) set apart from it."""
    at = next((n for n, t in enumerate(tokens) if is_filled(t)), len(tokens)) - 1
    glued = _GLUED.fullmatch(tokens[at]) if at >= 0 else None
    if not glued or not any(match(kind, "".join(tokens[:at]) + glued[1]) for kind in ("t2_rows", "t3_rows")):
        return tokens
    return [*tokens[:at], glued[1], glued[2], *tokens[at + 1 :]]


def _text_row(line: Line, index: int) -> Row:
    """A text line as ``label n n n``, ``n n n label`` or only a label."""
    place = f"line {index + 1}"
    tokens = _cut(_UNIT_APART.sub(r"\1", line.text).split())
    tail = len(tokens)
    while tail > 0 and _is_cell(tokens[tail - 1]):
        tail -= 1
    if tail < len(tokens):
        label = " ".join(tokens[:tail])
        return Row((label,) if label else (), tuple(tokens[tail:]), place, index)
    front = 0
    while front < len(tokens) and _is_cell(tokens[front]):
        front += 1
    if front >= 2 and len(line.text) <= _PROSE * 2:
        return Row((" ".join(tokens[front:]),), tuple(tokens[:front]), place, index)
    return Row((line.text,), (), place, index)
