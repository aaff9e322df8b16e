"""Table 3 from its printed rows to its cells: rows by label, then held against the identities, then repaired by them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from gongkai.model import Cell, Issue
from gongkai.parse.tables import jumbled, misread, requests
from gongkai.parse.tables.align import Aligned, align
from gongkai.parse.tables.cells import absent, is_value, make, squeeze
from gongkai.parse.tables.columns import STANDARD
from gongkai.parse.tables.mending import mended
from gongkai.parse.tables.proof import FRAME, column_holds, numbers, row_adds_up
from gongkai.parse.tables.requests import OTHER_ROWS, ROWS_2019, ROWS_2021, Item
from gongkai.parse.tables.rows import Row
from gongkai.parse.tables.shifts import repair, shifted_rows, without_totals
from gongkai.parse.tables.weave import weave

_CLIPPED = 3  # totals short of digits, before the page's edge is to blame and not the office
_TOLD = 4  # rows that add up to something, before the text is taken for row by row
_MOST_OF = 0.8  # of the rows: where one-cell lines give fewer, a label above seven of them is no proof
_ONE_ROW = 8  # values of one row, and one too many


def read(rows: Sequence[Row], form_era: str, issues: list[Issue]) -> tuple[dict[str, Cell], bool | None]:
    """The cells of the form, and whether 其他处理 is printed as three rows (None if nothing was read)."""
    items = mended(requests.items_of(rows, issues))
    expected = requests.form_rows(form_era, items)
    merged = sum(i.values is not None for i in items) <= len(ROWS_2019) and expected == ROWS_2021
    merged = merged and not any(i.row in OTHER_ROWS for i in items)
    if merged and "r_ot_all" in weave(items, ROWS_2019).values():
        expected = ROWS_2019  # （六）其他处 | 理: the label of the one row is cut
    if "r_ot_all" not in expected:  # the head of three rows, beside a row whose own label is lost
        items = [replace(i, row=None, words="") if i.row == "r_ot_all" else i for i in items]
    aligned = align(items, expected, issues)
    leaves = [row for row in expected if row not in FRAME]
    told = misread.settle3(aligned.rows, leaves)
    _repair(aligned, items, leaves, issues)
    _withdraw(aligned, items, rows, leaves, issues)
    if any(row not in aligned.rows and row not in aligned.solved for row in expected):
        expected = _tile(aligned, rows, expected, issues)
    issues.extend(_unequal(aligned, leaves))
    ids = list(ROWS_2021 if form_era == "2021" else ROWS_2019)
    if form_era == "2021" and expected == ROWS_2019:
        ids.insert(ids.index("r_total"), "r_ot_all")
        message = "t3: one row 其他处理 stands for its three rows"
        issues.append(Issue("table.merged-row", message, "t3 r_ot_all"))
    ids.extend(row for row in aligned.rows if row not in ids)
    cells = {c.id: c for row in ids for c in _cells(row, aligned)}
    for row in _clipped(aligned):
        cells[f"t3.{row}.c_total"] = absent(f"t3.{row}.c_total")
        message = f"t3.{row}: only the first digits of its total are left, as in other rows"
        issues.append(Issue("table.clipped-total", message, f"t3 {row}"))
    told.mark(cells, issues)
    issues.extend(
        Issue("table.words-in-cell", f"{c.id}: {c.raw!r} is no number", c.id)
        for c in cells.values()
        if c.state == "note"
    )
    return cells, "r_ot_other" in {*aligned.rows, *aligned.solved} if aligned.rows or aligned.solved else None


def _clipped(aligned: Aligned) -> list[str]:
    """Rows whose total is but the first digits of their sum, if there are several: the page's edge cut the column."""
    found = []
    for row, values in aligned.rows.items():
        parsed = numbers(values)
        total = str(sum(parsed[:6])) if parsed else ""
        printed = squeeze(values[6])
        if printed and printed != total and total.startswith(printed):
            found.append(row)
    return found if len(found) >= _CLIPPED else []


def _repair(aligned: Aligned, items: Sequence[Item], leaves: Sequence[str], issues: list[Issue]) -> None:
    """Take out rows that may have slid, and put them and others in doubt back as far as the sums prove their cells."""
    doubted = dict(aligned.doubled)
    for row in shifted_rows(aligned.rows, leaves):
        values = aligned.rows.pop(row)
        doubted[row] = [tuple(t for v in values for t in v.split() if is_value(t))]
        message = f"t3.{row}: blank cells and the sums say that its values have slid"
        issues.append(Issue("table.shifted-row", message, f"t3 {row}"))
    for item in items:
        if item.lost and item.row and item.partial and item.row not in aligned.rows:
            doubted.setdefault(item.row, []).append(item.partial)
    for row, filled in without_totals(aligned.rows, doubted, leaves).items():
        aligned.rows[row], aligned.proved[row] = filled, "identities"
        message = f"t3.{row}: six values and no total; the columns add up so"
        issues.append(Issue("table.proved-row", message, f"t3 {row}"))
    for row, values_solved in repair(aligned.rows, doubted, leaves).items():
        aligned.solved[row] = values_solved
        message = f"t3.{row}: the places of its values are proved by the identities"
        issues.append(Issue("table.repaired-row", message, f"t3 {row}"))


def _tile(
    aligned: Aligned, rows: Sequence[Row], expected: tuple[str, ...], issues: list[Issue]
) -> tuple[str, ...]:
    """Read the numbers of a torn text again, without their labels, if all sums of the table prove their places.

    Returns the rows of the form: the number of values may tell which it is.
    """
    form = jumbled.form_of(rows, expected)
    solved = jumbled.solve(rows, form)
    if not solved:
        return expected
    aligned.rows.clear()
    aligned.solved = solved
    message = (
        "t3: the text's order is torn; its numbers are placed by the identities R3.COL, R3.SUM and R3.BAL"
    )
    issues.append(Issue("table.proved-table", message, "t3"))
    return form


def _withdraw(
    aligned: Aligned, items: Sequence[Item], rows: Sequence[Row], leaves: Sequence[str], issues: list[Issue]
) -> None:
    """Leave open the unproved rows of a text whose order is torn: its one-cell lines stand in runs that are no rows.

    A PDF's columns written one after the other also put seven values below some label: their count proves nothing.
    """
    apart = sum(len(row.values) * (1 if row.loose or len(row.values) < 3 else -1) for row in rows) > 0
    few = apart and len(aligned.rows) < _MOST_OF * (len(leaves) + len(FRAME))
    if _is_rowwise(aligned) and not few:
        return
    loose = {row.place for row in rows if row.loose}
    runs = _torn_runs(items, loose)
    if any(column_holds(aligned.rows, leaves, place) for place in range(len(STANDARD))):
        return
    adrift = jumbled.below_other_labels(rows)
    gathered = {item.row for item in items if item.place in loose}
    below = {item.row for item in items if item.place in adrift}
    for row in [r for r in aligned.rows if r not in aligned.proved]:
        beside = max(runs, default=0) > _ONE_ROW and row in gathered and not _is_told(aligned.rows[row])
        if len(runs) < 2 and not few and not beside and row not in below:
            continue
        del aligned.rows[row]
        message = f"t3.{row}: one-cell lines were lost beside it and no column adds up"
        issues.append(Issue("table.unplaced-values", message, f"t3 {row}"))


def _is_rowwise(aligned: Aligned) -> bool:
    """Whether every row that is not zero adds up, and there are some: runs of a column hardly do."""
    rows = [v for v in aligned.rows.values() if any(numbers(v) or ("words",))]
    return len(rows) >= _TOLD and all(map(_is_told, rows))


def _torn_runs(items: Sequence[Item], loose: set[str]) -> list[int]:
    """How many values each run of one-cell lines has that is no row and no rows of seven that add up."""
    runs: dict[str, int] = {}
    for place in loose:
        own = [i for i in items if i.place == place and len(i.partial) != 1]  # one number may be the page's
        sevens = [i.values for i in own if i.weak and i.values]
        if any(i.lost for i in own) or not all(map(row_adds_up, sevens)):
            runs[place] = sum(len(i.values or i.partial) for i in own)
    return list(runs.values())


def _is_told(values: Sequence[str]) -> bool:
    """A row that adds up to something: seven values of a column hardly do."""
    return row_adds_up(values) and any(numbers(values) or ())


def _unequal(aligned: Aligned, leaves: Sequence[str]) -> list[Issue]:
    """Sums that do not hold as printed: the report's slip, or something that was lost on the way."""
    out = [
        Issue("table.row-sum", f"t3.{row}: the total is not the sum of the columns (R3.COL)", f"t3 {row}")
        for row, values in aligned.rows.items()
        if squeeze(values[6]) and not row_adds_up(values)
    ]
    for place, column in enumerate(STANDARD):
        if column_holds(aligned.rows, leaves, place) is False:
            message = f"t3 {column}: the rows do not add up (R3.SUM, R3.BAL)"
            out.append(Issue("table.column-sum", message, f"t3 {column}"))
    return out


def _cells(row: str, aligned: Aligned) -> list[Cell]:
    values = aligned.rows.get(row)
    names = [f"t3.{row}.{column}" for column in STANDARD]
    if values:
        proof = aligned.proved.get(row, "")
        return [make(name, text, proof) for name, text in zip(names, values, strict=True)]
    solved = aligned.solved.get(row, [None] * 7)
    return [_solved(name, value) for name, value in zip(names, solved, strict=True)]


def _solved(name: str, value: Decimal | None) -> Cell:
    return absent(name) if value is None else make(name, str(value), "identities")
