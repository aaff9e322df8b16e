"""Table 2, 主动公开政府信息情况: rows under the clause and the column heads printed above them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from gongkai.model import Cell, Issue
from gongkai.parse.tables.cells import is_noted, is_value, squeeze
from gongkai.parse.tables.clauses import (
    HOME,
    MAYBE,
    STRANGER,
    State,
    columns_of,
    drop_slid,
    put,
    settle_loose,
    settle_short,
)
from gongkai.parse.tables.labels import bare, entries, form, match, plain
from gongkai.parse.tables.rows import Row

_CLAUSE = re.compile(r"第二十条\D{0,3}第?[(]?([一五六八九])[)]?项")
_TAILS = ("量", "数量", "数", "件数")  # what a line's end cuts off a column head
_CLAUSES = {"一": "a1", "五": "a5", "六": "a6", "八": "a8", "九": "a9"}


def cell_ids(era: str) -> tuple[str, ...]:
    """Every cell of the era's table 2, in the form's order."""
    return tuple(
        f"t2.{part['id']}.{row[0]}.{column[0]}"
        for part in form()[f"t2_{era}"]
        for row in part["rows"]
        for column in part["cols"]
    )


def read(rows: Sequence[Row]) -> tuple[dict[str, Cell], dict[str, tuple[str, ...]], list[Issue]]:
    """The cells found, the column heads seen per clause, and what could not be placed."""
    state = State()
    for row in _rejoined(rows):
        _take(row, state)
    settle_loose(state)
    settle_short(state)
    drop_slid(state)
    return state.cells, state.heads, state.issues


def _rejoined(rows: Sequence[Row]) -> list[Row]:
    """Text rows with a label cut over several lines put together, wherever the values stand."""
    out: list[Row] = []
    for row in rows:
        upper = out[-1] if out else None
        if upper and not (row.grid or upper.grid or (row.values and upper.values)) and _goes_on(upper, row):
            words = "".join((*upper.labels, *row.labels))
            out[-1] = replace(upper, labels=(words,), values=upper.values or row.values, loose=False)
        else:
            out.append(row)
    return out


def _goes_on(upper: Row, row: Row) -> bool:
    """Whether the row's words are the rest of the label above: the two make a label of the form, or close its note."""
    if len(upper.labels) != 1 or len(row.labels) != 1:
        return False
    whole = match("t2_rows", upper.labels[0] + row.labels[0])
    if not whole or match("t2_rows", row.labels[0]):
        return False
    note = plain(upper.labels[0])
    return _is_cut(upper.labels[0], whole) or note.count("(") > note.count(")")


def _is_cut(text: str, row: str) -> bool:
    """Whether the text is the beginning of that row's label and no whole label itself."""
    keys = next(e.keys + e.exact for e in entries("t2_rows") if e.id == row)
    return bare(text) not in keys and any(key.startswith(bare(text)) for key in keys)


def _take(row: Row, state: State) -> None:
    texts = [c.text for c in row.cells if c.row == row.number] if row.grid else list(row.labels)
    clause = _CLAUSE.search(plain("".join(texts))[:40])
    if clause:
        _new_clause(_CLAUSES[clause.group(1)], state)
        if row.loose:
            state.stray.extend(row.values)  # values torn out of their rows stand under the clause
    if not row.grid and not row.values and all(bare(t) in _TAILS for text in texts for t in text.split()):
        return
    heads = _heads(row)
    if heads:
        _take_heads(row, heads, state)
        return
    label = next((m for t in texts if (m := match("t2_rows", t))), None)
    if label:
        _take_row(row, label, state)
    elif row.values and not clause:
        _take_stranger(row, texts, state)
    elif state.columns and not (clause or row.grid) and len(bare("".join(texts))) <= 30:
        state.events.append((MAYBE, (), row))


def _new_clause(clause: str, state: State) -> None:
    settle_loose(state)
    state.clause, state.columns, state.places, state.body = clause, [], {}, False


def _heads(row: Row) -> list[tuple[str, int, int]]:
    if row.grid:
        cells = [c for c in row.cells if c.row == row.number]
        found = [(match("t2_cols", c.text), c.col, c.col + c.colspan) for c in cells]
        return [(m, a, b) for m, a, b in found if m]
    tokens = [t for t in " ".join(row.labels).split() if bare(t) not in _TAILS]
    text = bare("".join(tokens)).removeprefix("信息内容")
    one = match("t2_cols", text) if text else None
    parts = [m for t in tokens if (m := match("t2_cols", t))]
    glued = _glued(text)
    if len(glued) > len(parts):
        parts = glued
    if len(parts) > 1:
        return [(p, -1, -1) for p in parts]
    return [(one, -1, -1)] if one else []


def _glued(text: str) -> list[str]:
    """Heads run together without a space, if the text is nothing but heads."""
    found: list[str] = []
    while text:
        fits = [(len(k), e.id) for e in entries("t2_cols") for k in (*e.keys, *e.exact) if text.startswith(k)]
        if not fits:
            return []
        size, column = max(fits)
        found.append(column)
        text = text[size:]
    return found


def _take_heads(row: Row, heads: list[tuple[str, int, int]], state: State) -> None:
    if state.body or state.events:  # heads again without a clause line: the next part of the table
        settle_loose(state)
        state.columns, state.places, state.body, state.clause = [], {}, False, ""
    for column, start, end in heads:
        if column in state.columns:
            state.issues.append(Issue("table.doubled-column", f"t2: column {column} twice", row.place))
            continue
        state.columns.append(column)
        if row.grid:
            state.places[column] = (start, end)
    state.block = row.block
    if row.loose and row.values:
        state.events.append(("", row.values, row))


def _take_row(row: Row, label: str, state: State) -> None:
    home = HOME[label]
    if row.loose or not (row.grid or row.values):
        state.events.append((label, (), row))
        if row.values:
            state.events.append(("", row.values, row))
        return
    if (state.clause and state.clause != home) or not columns_of(home).issuperset(state.columns):
        state.columns, state.places = [], {}
    state.clause = home
    if row.grid:
        values = _grid_values(row, label, state)
    else:
        values = (
            dict(zip(state.columns, row.values, strict=True)) if len(row.values) == len(state.columns) else {}
        )
    if not values and len(state.columns) == 1:
        values = _repeated(row, home, label, state)
    if state.columns:
        state.heads.setdefault(home, tuple(state.columns))
    if not values:
        filled = _row_values(row)
        if filled:
            state.short.append((label, filled, row))
            state.body = True
        return
    state.body = True
    for column, text in values.items():
        put(f"t2.{home}.{label}.{column}", text, state, row)


def _repeated(row: Row, home: str, label: str, state: State) -> dict[str, str]:
    """A merged cell spelled out by a converter: one head, and the same value in each of its columns."""
    filled = _row_values(row)
    if len(filled) not in (2, 3) or len(set(filled)) != 1:
        return {}
    message = f"t2.{home}.{label}: one value printed {len(filled)} times"
    state.issues.append(Issue("table.repeated-value", message, row.place))
    return {state.columns[0]: filled[0]}


def _row_values(row: Row) -> tuple[str, ...]:
    if not row.grid:
        return row.values
    return tuple(c.text for c in row.cells if c.row == row.number and (is_value(c.text) or is_noted(c.text)))


def _grid_values(row: Row, label: str, state: State) -> dict[str, str]:
    cells = [c for c in row.cells if c.row == row.number]
    at = next(i for i, c in enumerate(cells) if match("t2_rows", c.text) == label)
    right = cells[at + 1 :]
    if state.places and row.block == state.block:
        placed = {}
        for column, (start, end) in state.places.items():
            under = [c for c in right if start <= c.col < end or c.col <= start < c.col + c.colspan]
            filled = [c for c in under if squeeze(c.text)] or under[:1]
            if len(filled) == 1:
                placed[column] = filled[0]
        used = {id(c) for c in placed.values()}
        loose = [c for c in right if squeeze(c.text) and id(c) not in used]
        if len(placed) == len(state.columns) == len(used) and not loose:
            return {column: cell.text for column, cell in placed.items()}
    texts = [c.text for c in right]
    filled_texts = [t for t in texts if squeeze(t)]
    if state.columns and len(filled_texts) == len(state.columns):
        return dict(zip(state.columns, filled_texts, strict=True))
    adrift = (
        not state.places or row.block != state.block
    )  # no positions: as many cells as heads, blank ones too
    if state.columns and len(texts) == len(state.columns) and adrift:
        return dict(zip(state.columns, texts, strict=True))
    return {}


def _take_stranger(row: Row, texts: Sequence[str], state: State) -> None:
    words = [t for t in texts if not is_value(t) and not is_noted(t)]
    if words and row.loose and state.columns and len(bare(words[0])) <= 30:
        state.events += [(STRANGER, (), row), ("", row.values, row)]
        return
    if not words and not row.grid and state.columns:
        state.events.append(("", row.values, row))
        return
    if not words and (len(row.values) == 1 or row.loose):
        state.stray.extend(row.values)
    elif words and bare(words[0]) == "信息内容":
        state.issues.append(Issue("table.lost-head", "t2: column heads replaced by values", row.place))
    elif words and len(bare(words[0])) <= 30:
        state.issues.append(Issue("table.unknown-row", f"t2: row {words[0]!r} is not of the form", row.place))
