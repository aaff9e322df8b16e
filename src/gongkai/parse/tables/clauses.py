"""What is known while table 2 is read, and how labels and values that stand apart find each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from gongkai.model import Cell, Issue
from gongkai.parse.tables.cells import interpret, make
from gongkai.parse.tables.labels import form, match
from gongkai.parse.tables.orders import certain
from gongkai.parse.tables.rows import Row

HOME = {
    "rule": "a1", "normdoc": "a1", "permit": "a5", "other_service": "a5",
    "penalty": "a6", "coercion": "a6", "fee": "a8", "procure": "a9",
}  # fmt: skip
STRANGER = "?"  # a row label that the form does not have
MAYBE = "~"  # a line that may be one


def columns_of(clause: str) -> frozenset[str]:
    """The columns that either form has under the clause: heads of another clause never apply."""
    parts = [p for era in ("2019", "2021") for p in form()[f"t2_{era}"] if p["id"] == clause]
    return frozenset(column for part in parts for column, _ in part["cols"])


Event = tuple[str, tuple[str, ...], Row]  # a label ("" for none) or the values of a line


@dataclass
class State:
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
    events: list[Event] = field(default_factory=list)  # loose labels and loose values
    doubled: set[str] = field(default_factory=set)  # cells printed twice and not the same
    labels_first: bool | None = None  # how loose labels and values take turns in this table
    issues: list[Issue] = field(default_factory=list)


def settle_loose(state: State) -> None:
    """Labels and values on lines of their own: they must take turns all through the clause, labels first or last."""
    events, state.events = state.events, []
    if state.labels_first is None and any(e[0] in HOME for e in events):
        state.labels_first = bool(events[0][0])
    pairs = _pairs(events, state.labels_first) or _pairs(
        [e for e in events if e[0] != MAYBE], state.labels_first
    )
    known = [e for e in events if e[0] in HOME]
    if not known:
        return
    homes = {HOME[label] for label, _, _ in known}
    home = homes.pop()
    if homes or not columns_of(home).issuperset(state.columns):
        pairs = []
    elif state.columns:
        state.heads.setdefault(home, tuple(state.columns))
    uneven = any(len(texts) != len(state.columns) for (label, _, _), (_, texts, _) in pairs if label in HOME)
    if (uneven or not pairs) and not homes and _put_certain(events, home, state):
        return
    if not pairs:
        for label, _, row in known:
            message = f"t2.{home}.{label}: its values cannot be told from its neighbours'"
            state.issues.append(Issue("table.unplaced-values", message, row.place))
    for (label, _, row), (_, texts, _) in pairs:
        if label not in HOME:
            unknown = f"t2: row {row.labels[0]!r} is not of the form"
            state.issues.append(Issue("table.unknown-row", unknown, row.place))
        elif len(texts) != len(state.columns):
            state.short.append((label, texts, row))
        else:
            for column, text in zip(state.columns, texts, strict=True):
                put(f"t2.{home}.{label}.{column}", text, state, row)


def _put_certain(events: Sequence[Event], home: str, state: State) -> bool:
    """All labels of the clause in order and as many values as it has cells: keep those that any order of printing gives."""
    labels = [label for label, _, _ in events if label]
    parts = [p for era in ("2021", "2019") for p in form()[f"t2_{era}"] if p["id"] == home]
    shapes = [([r for r, _ in p["rows"]], [c for c, _ in p["cols"]]) for p in parts]
    if (labels, state.columns) not in shapes:
        return False
    values = [text for label, texts, _ in events if not label for text in texts]
    cells = certain(values, len(labels), len(state.columns))
    rows = {label: row for label, _, row in events if label}
    for number, text in enumerate(cells):
        label, column = labels[number // len(state.columns)], state.columns[number % len(state.columns)]
        if text is not None:
            put(f"t2.{home}.{label}.{column}", text, state, rows[label], "order")
    if cells:
        message = f"t2.{home}: labels and values stand apart; {len(cells) - cells.count(None)} of {len(cells)} cells certain"
        state.issues.append(Issue("table.ordered-row", message, rows[labels[0]].place))
    return bool(cells)


def _pairs(events: Sequence[Event], labels_first: bool | None) -> list[tuple[Event, Event]]:
    """Each label with its values, or [] if they do not take strict turns in the table's own order."""
    labels = [e for e in events if e[0]]
    values = [e for e in events if not e[0]]
    turns = all(bool(a[0]) != bool(b[0]) for a, b in pairwise(events))
    if not turns or len(labels) != len(values) or not events or bool(events[0][0]) != labels_first:
        return []
    return list(zip(labels, values, strict=True))


def put(cell_id: str, text: str, state: State, row: Row, proof: str = "") -> None:
    """Keep the cell; two prints of one cell that differ cancel each other."""
    known = state.cells.get(cell_id)
    cell = make(cell_id, text, proof)
    if cell_id in state.doubled or (known and (known.value, known.state) != (cell.value, cell.state)):
        state.issues.append(Issue("table.doubled-row", f"{cell_id}: printed twice, not the same", row.place))
        state.doubled.add(cell_id)
        state.cells.pop(cell_id, None)
        return
    if cell.state == "note":
        state.issues.append(Issue("table.words-in-cell", f"{cell_id}: {cell.raw!r} is no number", row.place))
    state.cells[cell_id] = cell


def settle_short(state: State) -> None:
    """Rows with fewer values than heads stay open but where the torn-out column names itself."""
    by_clause: dict[str, list[Event]] = {}
    for label, values, row in state.short:
        by_clause.setdefault(HOME[label], []).append((label, values, row))
    for clause, short in by_clause.items():
        heads = state.heads.get(clause, ())
        torn = _torn_column(heads, state.stray, short)
        for label, values, row in short:
            if torn:
                kept = [h for h in heads if h != torn]
                for column, text in zip(kept, values, strict=True):
                    put(f"t2.{clause}.{label}.{column}", text, state, row, "notes")
                message = (
                    f"t2.{clause}.{label}: column {torn} was torn out of the row ({'; '.join(state.stray)})"
                )
                state.issues.append(Issue("table.torn-column", message, row.place))
            else:
                message = f"t2.{clause}.{label}: {len(values)} values under {len(heads)} column heads"
                state.issues.append(Issue("table.unplaced-values", message, row.place))


def _torn_column(heads: Sequence[str], stray: Sequence[str], short: Sequence[Event]) -> str | None:
    """The one column that a converter tore out of every row because its cells hold two lines, a number and a note.

    A column is torn as a whole: as many stray cells as short rows, each with a note, each row short by one. Which
    column it is only a note can say: a count that includes lapsed documents is no count of made or valid ones
    (labels.json, t2_notes). Notes that fit several columns say nothing; notes that disagree prove nothing.
    """
    notes = [interpret(text)[2] for text in stray]
    if len(stray) != len(short) or not all(notes) or any(len(v) != len(heads) - 1 for _, v, _ in short):
        return None
    named = {column for note in notes if (column := match("t2_notes", note))}
    column = named.pop() if len(named) == 1 else None
    return column if column in heads else None


def drop_slid(state: State) -> None:
    """A row with its last cell blank, in a table that has no other blank, may have lost a cell before it."""
    blanks = {i.rpartition(".")[0] for i, cell in state.cells.items() if cell.state == "blank"}
    if len(blanks) > 1:
        return  # this office leaves cells blank
    for clause, heads in state.heads.items():
        labels = [row for row, home in HOME.items() if home == clause and len(heads) > 1]
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
