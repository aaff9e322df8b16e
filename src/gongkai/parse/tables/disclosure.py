"""Table 2, 主动公开政府信息情况: rows under the clause and the column heads printed above them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from gongkai.model import Cell, Issue
from gongkai.parse.tables.cells import interpret, is_noted, is_value, make, squeeze
from gongkai.parse.tables.labels import bare, entries, form, match
from gongkai.parse.tables.rows import Row

_CLAUSE = re.compile(r"第二十条\D{0,3}第?[(]?([一五六八九])[)]?项")
_CLAUSES = {"一": "a1", "五": "a5", "六": "a6", "八": "a8", "九": "a9"}
_HOME = {
    "rule": "a1", "normdoc": "a1", "permit": "a5", "other_service": "a5",
    "penalty": "a6", "coercion": "a6", "fee": "a8", "procure": "a9",
}  # fmt: skip
_STRANGER = "?"  # a row label that the form does not have
_ENDED = ("失效", "废止")  # a note with these words speaks of repealed documents


def cell_ids(era: str) -> tuple[str, ...]:
    """Every cell of the era's table 2, in the form's order."""
    return tuple(
        f"t2.{part['id']}.{row[0]}.{column[0]}"
        for part in form()[f"t2_{era}"]
        for row in part["rows"]
        for column in part["cols"]
    )


@dataclass
class _State:
    """What stands above the row being read."""

    clause: str = ""
    columns: list[str] = field(default_factory=list)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    block: int = -1
    cells: dict[str, Cell] = field(default_factory=dict)
    short: list[tuple[str, tuple[str, ...], Row]] = field(default_factory=list)
    stray: list[str] = field(default_factory=list)
    heads: dict[str, tuple[str, ...]] = field(default_factory=dict)
    body: bool = False  # a data row was read under these heads
    events: list[tuple[str, tuple[str, ...], Row]] = field(
        default_factory=list
    )  # loose labels and loose values
    labels_first: bool | None = None  # how loose labels and values take turns in this table
    issues: list[Issue] = field(default_factory=list)


def read(rows: Sequence[Row]) -> tuple[dict[str, Cell], dict[str, tuple[str, ...]], list[Issue]]:
    """The cells found, the column heads seen per clause, and what could not be placed."""
    state = _State()
    for row in _rejoined(rows):
        _take(row, state)
    _settle_loose(state)
    _settle_short(state)
    _drop_slid(state)
    return state.cells, state.heads, state.issues


def _rejoined(rows: Sequence[Row]) -> list[Row]:
    """Text rows with a label cut over two lines put together, wherever the values stand."""
    out: list[Row] = []
    for row in rows:
        upper = out[-1] if out else None
        if upper and not (row.grid or upper.grid or (row.values and upper.values)):
            words = "".join((*upper.labels, *row.labels))
            pieces = [*upper.labels, *row.labels]
            whole = match("t2_rows", words)
            if (
                whole
                and len(pieces) == 2
                and match("t2_rows", pieces[1]) is None
                and _is_cut(pieces[0], whole)
            ):
                out[-1] = replace(upper, labels=(words,), values=upper.values or row.values, loose=False)
                continue
        out.append(row)
    return out


def _is_cut(text: str, row: str) -> bool:
    """Whether the text is the beginning of that row's label and no whole label itself."""
    keys = next(e.keys + e.exact for e in entries("t2_rows") if e.id == row)
    return bare(text) not in keys and any(key.startswith(bare(text)) for key in keys)


def _take(row: Row, state: _State) -> None:
    texts = [c.text for c in row.cells if c.row == row.number] if row.grid else list(row.labels)
    clause = _CLAUSE.search(squeeze("".join(texts))[:40])
    if clause:
        _new_clause(_CLAUSES[clause.group(1)], state)
        if row.loose:
            state.stray.extend(row.values)  # values torn out of their rows stand under the clause
    heads = _heads(row)
    if heads:
        _take_heads(row, heads, state)
        return
    label = next((m for t in texts if (m := match("t2_rows", t))), None)
    if label:
        _take_row(row, label, state)
    elif row.values and not clause:
        _take_stranger(row, texts, state)


def _new_clause(clause: str, state: _State) -> None:
    _settle_loose(state)
    state.clause, state.columns, state.places, state.body = clause, [], {}, False


def _heads(row: Row) -> list[tuple[str, int, int]]:
    if row.grid:
        cells = [c for c in row.cells if c.row == row.number]
        found = [(match("t2_cols", c.text), c.col, c.col + c.colspan) for c in cells]
        return [(m, a, b) for m, a, b in found if m]
    text = bare(" ".join(row.labels))
    text = text[4:] if text.startswith("信息内容") else text
    one = match("t2_cols", text) if text else None
    parts = [m for t in " ".join(row.labels).split() if (m := match("t2_cols", t))]
    if len(parts) > 1:
        return [(p, -1, -1) for p in parts]
    return [(one, -1, -1)] if one else []


def _take_heads(row: Row, heads: list[tuple[str, int, int]], state: _State) -> None:
    if state.body or state.events:  # heads again without a clause line: the next part of the table
        _settle_loose(state)
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


def _take_row(row: Row, label: str, state: _State) -> None:
    home = _HOME[label]
    if row.loose or not (row.grid or row.values):
        state.events.append((label, (), row))
        if row.values:
            state.events.append(("", row.values, row))
        return
    if state.clause and state.clause != home:
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
        _put(f"t2.{home}.{label}.{column}", text, state, row)


def _repeated(row: Row, home: str, label: str, state: _State) -> dict[str, str]:
    """A merged cell spelled out by a converter: one head, and the same value in each of its columns."""
    filled = _row_values(row)
    if len(filled) not in (2, 3) or len(set(filled)) != 1:
        return {}
    message = f"t2.{home}.{label}: one value printed {len(filled)} times"
    state.issues.append(Issue("table.repeated-value", message, row.place))
    return {state.columns[0]: filled[0]}


def _settle_loose(state: _State) -> None:
    """Labels and values on lines of their own: they must take turns all through the clause, labels first or last."""
    events, state.events = state.events, []
    labels = [e for e in events if e[0]]
    values = [e for e in events if not e[0]]
    for _, _, row in (e for e in labels if e[0] == _STRANGER):
        state.issues.append(
            Issue("table.unknown-row", f"t2: row {row.labels[0]!r} is not of the form", row.place)
        )
    turns = all(bool(a[0]) != bool(b[0]) for a, b in pairwise(events))
    known = [e for e in labels if e[0] != _STRANGER]
    if not known:
        return
    home = _HOME[known[0][0]]
    if any(_HOME[label] != home for label, _, _ in known):
        turns = False
    if state.columns:
        state.heads.setdefault(home, tuple(state.columns))
    if state.labels_first is None:
        state.labels_first = bool(events[0][0])
    if not turns or len(labels) != len(values) or bool(events[0][0]) != state.labels_first:
        for label, _, row in known:
            message = f"t2.{home}.{label}: its values cannot be told from its neighbours'"
            state.issues.append(Issue("table.unplaced-values", message, row.place))
        return
    for (label, _, row), (_, texts, _) in zip(labels, values, strict=True):
        if label == _STRANGER:
            continue
        if len(texts) != len(state.columns):
            state.short.append((label, texts, row))
            continue
        for column, text in zip(state.columns, texts, strict=True):
            _put(f"t2.{home}.{label}.{column}", text, state, row)


def _row_values(row: Row) -> tuple[str, ...]:
    if not row.grid:
        return row.values
    return tuple(c.text for c in row.cells if c.row == row.number and (is_value(c.text) or is_noted(c.text)))


def _grid_values(row: Row, label: str, state: _State) -> dict[str, str]:
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
    if state.columns and len(texts) == len(state.columns) and filled_texts and not state.places:
        return dict(zip(state.columns, texts, strict=True))
    return {}


def _put(cell_id: str, text: str, state: _State, row: Row, proof: str = "") -> None:
    known = state.cells.get(cell_id)
    cell = make(cell_id, text, proof)
    if known and (known.value, known.state) != (cell.value, cell.state):
        state.issues.append(
            Issue("table.doubled-row", f"{cell_id}: printed twice, the first is kept", row.place)
        )
        return
    if cell.state == "note":
        state.issues.append(Issue("table.words-in-cell", f"{cell_id}: {cell.raw!r} is no number", row.place))
    state.cells[cell_id] = cell


def _take_stranger(row: Row, texts: Sequence[str], state: _State) -> None:
    words = [t for t in texts if not is_value(t) and not is_noted(t)]
    if words and row.loose and state.columns and len(bare(words[0])) <= 30:
        state.events += [(_STRANGER, (), row), ("", row.values, row)]
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


def _settle_short(state: _State) -> None:
    """Rows with fewer values than heads. One case can be told: the missing column's values were torn out of the
    table, one per row, and a note among them says that they count documents that ended."""
    by_clause: dict[str, list[tuple[str, tuple[str, ...], Row]]] = {}
    for label, values, row in state.short:
        by_clause.setdefault(_HOME[label], []).append((label, values, row))
    for clause, short in by_clause.items():
        heads = state.heads.get(clause, ())
        torn = (
            clause == "a1"
            and set(heads) == {"made", "repealed", "valid"}
            and _are_repealed(state.stray, short)
        )
        for label, values, row in short:
            if torn and len(values) == 2:
                kept = [h for h in heads if h != "repealed"]
                for column, text in zip(kept, values, strict=True):
                    _put(f"t2.a1.{label}.{column}", text, state, row, "notes")
                message = f"t2.a1.{label}: column repealed was torn out of the row ({'; '.join(state.stray)})"
                state.issues.append(Issue("table.torn-column", message, row.place))
            else:
                message = f"t2.{clause}.{label}: {len(values)} values under {len(heads)} column heads"
                state.issues.append(Issue("table.unplaced-values", message, row.place))


def _drop_slid(state: _State) -> None:
    """A row with its last cell blank, where the clause's other row has it filled, may have lost a cell before it."""
    for clause, heads in state.heads.items():
        labels = [row for row, home in _HOME.items() if home == clause and len(heads) > 1]
        printed = {
            label: cells
            for label in labels
            if len(cells := [c for h in heads if (c := state.cells.get(f"t2.{clause}.{label}.{h}"))]) > 1
        }
        slid = [
            label
            for label, cells in printed.items()
            if cells[-1].state == "blank"
            and all(c.state != "blank" for c in cells[:-1])
            and any(c.value for c in cells)
        ]
        if len(slid) < len(printed) or len(printed) == 1:
            for label in slid:
                for cell in printed[label]:
                    del state.cells[cell.id]
                message = f"t2.{clause}.{label}: its last cell is blank: its values may have slid"
                state.issues.append(Issue("table.shifted-row", message, f"t2 {label}"))


def _are_repealed(stray: Sequence[str], short: Sequence[tuple[str, tuple[str, ...], Row]]) -> bool:
    notes = [interpret(text)[2] for text in stray]
    return len(stray) == len(short) and any(word in note for note in notes for word in _ENDED)
