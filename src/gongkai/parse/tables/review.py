"""Table 4, 行政复议、行政诉讼: fifteen values under two or three header rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gongkai.model import Cell, Issue
from gongkai.parse.lines import Line
from gongkai.parse.tables import sums
from gongkai.parse.tables.cells import is_noted, is_value, make, squeeze
from gongkai.parse.tables.labels import form, match
from gongkai.parse.tables.rows import Row

GROUPS: tuple[str, ...] = tuple(g["id"] for g in form()["t4"]["groups"])
ITEMS: tuple[str, ...] = tuple(c["id"] for c in form()["t4"]["cols"])
IDS: tuple[str, ...] = tuple(f"t4.{g}.{c}" for g in GROUPS for c in ITEMS)


def read(rows: Sequence[Row]) -> tuple[dict[str, Cell], list[Issue]]:
    """The cells found and what could not be placed."""
    issues: list[Issue] = []
    empty: dict[str, Cell] = {}
    upright = _upright(rows)
    if len(upright) == 15:
        return upright, issues
    for index, row in enumerate(rows):
        placed = _grid_row(rows[:index], row) if row.grid else None
        if placed and not any(map(squeeze, placed.values())):
            empty = {i: make(i, "") for i in IDS}  # left blank, or the rest of a row that the page's end cut
            continue
        if placed and not sums.has_slid(list(placed.values())):
            return {i: make(i, placed[i]) for i in IDS}, issues
        values = list(placed.values()) if placed else _run(rows, index)
        head = [*rows[:index], replace(row, values=())] if row.labels else rows[:index]
        if len(values) == 15 and not any(map(squeeze, values)):
            if _order(head):  # else no head above it says what it leaves out
                empty = {i: make(i, "") for i in IDS}
            continue
        if len(values) == 15 and not sums.has_slid(values):
            return _by_order(head, values, issues), issues
        if len(values) >= 5:
            message = f"t4: {sum(bool(squeeze(v)) for v in values)} values where the form has 15"
            issues.append(Issue("table.unplaced-values", message, row.place))
            solved = _solved(head, values, issues)
            if solved:
                return solved, issues
    return empty, issues


def read_zeros(lines: Sequence[Line]) -> dict[str, Cell]:
    """Fifteen zeros on lines of their own, wherever a torn text has them: in every order they say the same."""
    tokens = [line.text.split() for line in lines if not line.table]
    values = [t for line in tokens if all(map(is_value, line)) for t in line]
    return {i: make(i, v, "order") for i, v in zip(IDS, values, strict=False)} if values == ["0"] * 15 else {}


def _solved(head: Sequence[Row], values: Sequence[str], issues: list[Issue]) -> dict[str, Cell]:
    """One value too few or too many: the cells that every way to put it right agrees on, if the sums allow one."""
    order = _order(head)
    told = sums.solve([v for v in values if squeeze(v)]) if order is not False else []
    cells = {i: make(i, str(v), "identities") for i, v in zip(IDS, told, strict=False) if v is not None}
    if cells:
        message = f"t4: {len(cells)} cells placed by the sums of its groups (R4.SUM)"
        issues.append(Issue("table.repaired-row", message, "t4"))
    return cells


def _upright(rows: Sequence[Row]) -> dict[str, Cell]:
    """The table turned: one row a group, its five results beside it under whole heads."""
    heads = [m for row in rows for w in _words(row) if (m := match("t4_cols", w))]
    if heads != list(ITEMS):
        return {}
    found: dict[str, Cell] = {}
    for row in rows:
        words = [w for t in row.labels for w in (t, *t.split()[-1:])]  # 行政诉讼 未经复议直接起诉
        group = next((g for w in words if (g := match("t4_groups", w)) in GROUPS), None)
        own = [c.text for c in row.cells if c.row == row.number] if row.grid else []
        values = own[-5:] if row.grid and len(row.values) <= 5 else row.values
        if group and len(row.values) and len(values) == 5 and f"t4.{group}.total" not in found:
            found.update({(i := f"t4.{group}.{c}"): make(i, v) for c, v in zip(ITEMS, values, strict=True)})
    return found


def _run(rows: Sequence[Row], index: int) -> list[str]:
    """The values of a row; rows of five or ten that stand one below the other are one row cut up."""
    values: list[str] = []
    for row in rows[index:]:
        own = _own_values(row)
        if (values and (row.labels or len(own) % 5)) or not own:
            break
        values += own
        if len(own) % 5 or len(values) >= 15:
            break
    return values


def _own_values(row: Row) -> list[str]:
    if not row.grid:
        return list(row.values)
    own = [c.text for c in row.cells if c.row == row.number]
    filled = [t for t in own if squeeze(t)]
    if any(not (is_value(t) or is_noted(t)) for t in filled):
        return []
    return own if len(own) == 15 else filled


def _grid_row(head: Sequence[Row], row: Row) -> dict[str, str] | None:
    """The values under whole header stacks: group above, result below, in every column."""
    own = [c for c in row.cells if c.row == row.number]
    if any(squeeze(c.text) and not (is_value(c.text) or is_noted(c.text)) for c in own):
        return None
    placed: dict[str, str] = {}
    for cell in own:
        group = item = under = None
        for above in head:
            if above.block != row.block:
                continue
            for top in above.cells:
                if top.col <= cell.col < top.col + top.colspan:
                    group = match("t4_groups", top.text) or group
                    if found := match("t4_cols", top.text):
                        item, under = found, (top.col, top.colspan)
        if group in GROUPS and item and (cell.col, cell.colspan) == under:
            if f"t4.{group}.{item}" in placed:
                return None
            placed[f"t4.{group}.{item}"] = cell.text
        elif squeeze(cell.text):
            return None
    return placed if len(placed) == 15 else None


def _order(head: Sequence[Row]) -> bool | None:
    """Whether the header read in order is the form's: None if it is torn, False if it says otherwise."""
    words = _rejoined([w for row in head for w in _words(row)])
    items = [m for w in words if (m := match("t4_cols", w))]
    groups = [m for w in words if (m := match("t4_groups", w)) in GROUPS]
    joined = squeeze("".join(words))
    direct, after = joined.find("未经复议直接起诉"), joined.rfind("复议后起诉")
    ordered = groups in (["g_review", *GROUPS[1:]], list(GROUPS[1:])) or 0 <= direct < after
    if "g_review" in groups and groups.index("g_review") != 0:
        ordered = False
    if 0 <= after < direct:
        ordered = False
    if ordered and items == list(ITEMS) * 3:
        return True
    if any(_contradicts(_words(row)) for row in head if not row.grid):
        return False
    torn = groups == sorted(groups, key=GROUPS.index) and not 0 <= after < direct
    other = len(items) == 15 and items != list(ITEMS) * 3
    return False if other or (groups and not ordered and not torn) else None


def _contradicts(words: Sequence[str]) -> bool:
    """Whether a line with a piece of every result's head has them in another order than the form: 结果 其他 结果 尚未.

    A wrapped 总计 stands on a line of its own, so a group has four or five pieces.
    """
    heads = [c["label"] for c in form()["t4"]["cols"]]
    pieces = [w.replace("其它", "其他").replace("合计", "总计") for w in words if not match("t4_groups", w)]
    groups = {4: 1, 5: 1, 8: 2, 10: 2, 12: 3, 15: 3}.get(len(pieces))
    if groups is None or not all(any(piece in head for head in heads) for piece in pieces):
        return False
    runs, at = 1, -1
    for piece in pieces:
        later = next((n for n in range(at + 1, len(heads)) if piece in heads[n]), None)
        if later is None:
            runs, later = runs + 1, next(n for n, head in enumerate(heads) if piece in head)
        at = later
    return runs > groups


def _by_order(head: Sequence[Row], values: Sequence[str], issues: list[Issue]) -> dict[str, Cell]:
    """Fifteen values in the form's order, if the header read in order says so or the sums agree."""
    order = _order(head)
    if order:
        return {i: make(i, text) for i, text in zip(IDS, values, strict=True)}
    if order is False:
        issues.append(Issue("table.unknown-head", "t4: the header does not stand in the form's order"))
        return {}
    if sums.agree(values):
        issues.append(
            Issue("table.proved-row", "t4: header torn; placed by the sums of its three groups (R4.SUM)")
        )
        return {i: make(i, text, "identities") for i, text in zip(IDS, values, strict=True)}
    issues.append(Issue("table.unproved-row", "t4: header torn and its sums prove nothing"))
    return {}


def _words(row: Row) -> list[str]:
    if row.grid:
        own = [c.text for c in row.cells if c.row == row.number and squeeze(c.text)]
        return [w for text in own for w in _heads_in(text)]
    text = " ".join(row.labels)
    return [text] if match("t4_cols", text) or match("t4_groups", text) else text.split()


def _heads_in(text: str) -> list[str]:
    """The heads of one cell: several where the uprights between them are missing."""
    parts = text.split()
    return parts if len(parts) > 1 and all(match("t4_cols", part) for part in parts) else [text]


def _rejoined(words: Sequence[str]) -> list[str]:
    """结果 and 维持 on two lines are one label."""
    out: list[str] = []
    index = 0
    while index < len(words):
        pair = "".join(words[index : index + 2])
        if index + 1 < len(words) and match("t4_cols", pair):
            out.append(pair)
            index += 2
        else:
            out.append(words[index])
            index += 1
    return out
