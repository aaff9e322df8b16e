"""The statistics sheets of 2014–2018 (政府信息公开情况统计表) and before, by soft labels: one value a row.

Several labels occur in two blocks (被依法纠错数 under 复议 and under 诉讼): the block above decides, and without one the
row stays open. The sheet of 2008–2013 is one province's example; its row numbers are the ids.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache

from gongkai.model import Cell, Issue
from gongkai.parse.lines import Line
from gongkai.parse.tables.cells import absent, is_noted, is_value, make, squeeze
from gongkai.parse.tables.labels import bare, form, plain
from gongkai.parse.tables.rows import Row, rows_of

_UNITS = frozenset("条 件 次 篇 个 人 人次 万元 元 份 场 场次 场（次） 条（次） 件次".split())
_NOTE = re.compile(r"(?<=.)[(](?!\d)[^()]*[)]?$")
_CODE = re.compile(r"^\d{2}$")  # the column 代码 of the older sheets
_FEWEST = 12  # rows that make a sheet; prose has fewer labels with a number behind
_LIKE, _APART = 0.86, 0.06


@dataclass(frozen=True, slots=True)
class _Entry:
    id: str
    name: str
    block: str  # the letter or number of its level-1 row


def read(lines: Sequence[Line], issues: list[Issue]) -> tuple[str, dict[str, Cell]]:
    """The sheet's name ("st" or "st08") and its cells; ("", {}) where no sheet is."""
    rows = list(_labelled(rows_of(lines, 0, len(lines))))
    best = max((_cells(rows, sheet) for sheet in ("st", "st08")), key=lambda found: len(found[1]))
    sheet, cells, told = best
    if len(cells) < _FEWEST:
        return "", {}
    issues.extend(told)
    lost = [e.id for e in entries(sheet) if e.id not in cells]
    if lost:
        message = f"{sheet}: {len(lost)} rows not found: {', '.join(lost[:8])}"
        issues.append(Issue("table.absent-cells", message, sheet))
    return sheet, {e.id: cells.get(e.id) or absent(e.id) for e in entries(sheet)}


@cache
def entries(sheet: str) -> tuple[_Entry, ...]:
    """The rows of a sheet that hold a value."""
    if sheet == "st":
        rows = [r for r in form()["stat_table_2014"]["rows"] if r["unit"]]
        return tuple(_Entry(r["id"], _name(r["label"]), r["id"][3]) for r in rows)
    out: list[_Entry] = []
    for code, label, _ in form()["stat_table_2008_example"]["rows"]:
        if "-" not in code:
            out.append(_Entry(f"st08.{code}", _name(label), ""))
        else:  # 25-30: (5)-(10) 免予公开范围1-6
            first = int(code[:2])
            out += [_Entry(f"st08.{first + n}", f"免予公开范围{n + 1}数", "") for n in range(6)]
    return tuple(out)


def _name(label: str) -> str:
    """A label for comparison: without number, note and 其中."""
    return bare(_NOTE.sub("", plain(label))).removeprefix("其中")


def _labelled(rows: Sequence[Row]) -> Iterator[tuple[str, str | None, Row]]:
    """(label, value, row) of every row that may be one of a sheet; the value None where a row ends without one."""
    above = ""
    coded = any("代码" in plain(t) and len(t) <= 12 for row in rows for t in row.labels)
    for row in rows:
        words = [
            w
            for t in row.labels
            for w in ([t] if row.grid else t.split())
            if plain(w) not in _UNITS and not _CODE.match(squeeze(w))
        ]
        label = "".join(words)
        value = _value(row, coded)
        if not label and value is not None:
            label = above
        elif above and value is not None and not _any(label) and _any(above + label):
            label = above + label
        if label and not (value is None and not row.grid):
            yield label, value, row
        above = label if value is None and len(label) <= 80 else ""


def _value(row: Row, coded: bool) -> str | None:
    """The row's one value, after its code if the sheet has that column; in a grid an empty last cell is a blank one.

    Two different values say nothing by themselves: one is the year's, the other a total since January.
    """
    if not row.grid:
        printed = list(row.values)
    else:
        own = [c.text for c in row.cells if c.row == row.number]
        printed = [t for t in own if is_value(t) or is_noted(t) or _CODE.match(squeeze(t))]
    if coded and printed and _CODE.match(squeeze(printed[0])):
        printed = printed[1:]
    if printed:
        return printed[-1] if len({squeeze(t) for t in printed}) == 1 else None
    return "" if row.grid and len(own) >= 3 and not squeeze(own[-1]) else None


def _any(label: str) -> bool:
    return any(_candidates(label, sheet) for sheet in ("st", "st08"))


@lru_cache(maxsize=2048)
def _candidates(label: str, sheet: str) -> tuple[_Entry, ...]:
    name = _name(label)
    if len(name) < 3 or len(name) > 60:
        return ()
    equal = tuple(e for e in entries(sheet) if e.name == name)
    if equal or len(name) < 6:
        return equal
    likely = sorted(
        (
            (SequenceMatcher(None, e.name, name, autojunk=False).ratio(), n, e)
            for n, e in enumerate(entries(sheet))
        ),
        reverse=True,
    )
    top = likely[0][0]
    near = tuple(e for ratio, _, e in likely if ratio > top - _APART)
    return near if top >= _LIKE and len({e.name for e in near}) == 1 else ()


def _cells(
    rows: Sequence[tuple[str, str | None, Row]], sheet: str
) -> tuple[str, dict[str, Cell], list[Issue]]:
    cells: dict[str, Cell] = {}
    issues: list[Issue] = []
    doubled: set[str] = set()
    block = ""
    for label, value, row in rows:
        found = _candidates(label, sheet)
        head = _block(label) if sheet == "st" else ""
        block = head or (found[0].block if len(found) == 1 else block)
        mine = [e for e in found if len(found) == 1 or e.block == block]
        if value is None or not found:
            continue
        if len(mine) != 1:
            message = f"{sheet}: {label!r} stands under no known block"
            issues.append(Issue("table.lost-label", message, row.place))
            continue
        cell = make(mine[0].id, value)
        known = cells.get(cell.id)
        if known and (known.value, known.state) != (cell.value, cell.state):
            doubled.add(cell.id)
        cells[cell.id] = cell
    for name in sorted(doubled):
        issues.append(Issue("table.doubled-row", f"{name}: printed twice, not the same", name))
        del cells[name]
    return sheet, cells, issues


@cache
def _blocks() -> dict[str, str]:
    rows = form()["stat_table_2014"]["rows"]
    return {_name(r["label"]): r["id"][3] for r in rows if r["level"] == 1}


def _block(label: str) -> str:
    return _blocks().get(_name(label), "")
