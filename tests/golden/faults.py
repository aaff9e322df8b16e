"""Damage done to the printed tables, and the truth that the damaged print still tells.

A fault gives the new tables and the cells that may be read no more, or only as stated: ``changed`` overrides the truth
(what an office or converter printed wrongly under intact labels is read as printed).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from golden.grids import Cell, Grid, Tables, data_from

Fault = Callable[[Tables, random.Random], "Damaged | None"]


@dataclass(frozen=True)
class Damaged:
    tables: Tables
    moved: list[tuple[Cell, Cell]] = field(default_factory=list)
    notice: bool = False  # the reader must say something


def _copy(grid: Grid) -> Grid:
    return [list(row) for row in grid]


def _rows3(tables: Tables) -> tuple[Grid, int]:
    grid = _copy(tables.t3)
    return grid, data_from(grid)


def _label_at(row: list[Cell]) -> int:
    return len(row) - 8


def _shrink(grid: Grid, at: int) -> Grid:
    """Take a row out; heads that span over it move to the next row or grow shorter."""
    gone = grid.pop(at)
    keep = [(c[0], c[1] - 1, c[2]) for c in gone[: _label_at(gone)] if c[1] > 1]
    for r in range(at):
        grid[r] = [(t, h - 1 if h > 1 and r + h > at else h, w) for t, h, w in grid[r]]
    if keep and at < len(grid):
        grid[at] = [*keep, *grid[at]]
    return grid


def drop_row(tables: Tables, dice: random.Random) -> Damaged:
    grid, first = _rows3(tables)
    return Damaged(replace(tables, t3=_shrink(grid, dice.randrange(first, len(grid)))), notice=True)


def drop_rows(tables: Tables, dice: random.Random) -> Damaged:
    grid, first = _rows3(tables)
    at = dice.randrange(first, len(grid) - 3)
    for _ in range(3):
        grid = _shrink(grid, at)
    return Damaged(replace(tables, t3=grid), notice=True)


def cut_page(tables: Tables, dice: random.Random) -> Damaged:
    """All rows after one are lost."""
    grid, first = _rows3(tables)
    keep = dice.randrange(first + 1, len(grid) - 1)
    grid = [[(t, min(h, keep - r), w) for t, h, w in row] for r, row in enumerate(grid[:keep])]
    return Damaged(replace(tables, t3=grid), notice=True)


def _unlabel(row: list[Cell]) -> list[Cell]:
    at = _label_at(row)
    return [*row[:at], ("", *row[at][1:]), *row[at + 1 :]]


def drop_label(tables: Tables, dice: random.Random) -> Damaged:
    grid, first = _rows3(tables)
    at = dice.randrange(first, len(grid))
    grid[at] = _unlabel(grid[at])
    return Damaged(replace(tables, t3=grid))


def drop_labels(tables: Tables, dice: random.Random) -> Damaged:
    grid, first = _rows3(tables)
    at = dice.randrange(first, len(grid) - 3)
    grid[at : at + 3] = [_unlabel(row) for row in grid[at : at + 3]]
    return Damaged(replace(tables, t3=grid))


def drop_all_labels(tables: Tables, dice: random.Random) -> Damaged:
    grid, first = _rows3(tables)
    grid[first:] = [_unlabel(row) for row in grid[first:]]
    return Damaged(replace(tables, t3=grid), notice=True)


def shift_labels(tables: Tables, dice: random.Random) -> Damaged:
    """Labels slip down by one row while the values stay: the first of them is lost, its row unlabelled."""
    grid, first = _rows3(tables)
    a = dice.randrange(first, len(grid) - 3)
    names = ["", *(row[_label_at(row)][0] for row in grid[a : a + 3])]
    for r, name in zip(range(a, a + 3), names, strict=False):
        at = _label_at(grid[r])
        grid[r][at] = (name, *grid[r][at][1:])
    return Damaged(replace(tables, t3=grid), notice=True)


def drop_cell(tables: Tables, dice: random.Random) -> Damaged:
    grid, first = _rows3(tables)
    at = dice.randrange(first, len(grid))
    del grid[at][-dice.randint(1, 7)]
    return Damaged(replace(tables, t3=grid), notice=True)


def add_blank(tables: Tables, dice: random.Random) -> Damaged:
    grid, first = _rows3(tables)
    at = dice.randrange(first, len(grid))
    grid[at].insert(len(grid[at]) - dice.randint(0, 6), ("", 1, 1))
    return Damaged(replace(tables, t3=grid))


def add_number(tables: Tables, dice: random.Random) -> Damaged:
    """A page number or a figure from elsewhere falls into a row."""
    grid, first = _rows3(tables)
    at = dice.randrange(first, len(grid))
    grid[at].insert(len(grid[at]) - dice.randint(0, 7), (str(dice.randint(0, 9)), 1, 1))
    return Damaged(replace(tables, t3=grid), notice=True)


def join_cells(tables: Tables, dice: random.Random) -> Damaged:
    """Two values run together in one cell."""
    grid, first = _rows3(tables)
    at, k = dice.randrange(first, len(grid)), dice.randint(2, 7)
    a, b = grid[at][-k], grid[at][-k + 1]
    grid[at][len(grid[at]) - k : len(grid[at]) - k + 2] = [(f"{a[0]} {b[0]}", 1, 1)]
    return Damaged(replace(tables, t3=grid), notice=True)


def double_row(tables: Tables, dice: random.Random) -> Damaged:
    """One row printed twice, as at a page break."""
    grid, first = _rows3(tables)
    at = dice.randrange(first, len(grid))
    width = _label_at(grid[at])
    grid.insert(at + 1, list(grid[at][width:]))
    for r in range(at + 1):
        grid[r] = [(t, h + 1 if h > 1 and r + h > at else h, w) for t, h, w in grid[r]]
    return Damaged(replace(tables, t3=grid))


def swap_rows(tables: Tables, dice: random.Random) -> Damaged | None:
    """Two neighbouring rows change places, labels and all."""
    grid, first = _rows3(tables)
    pairs = [r for r in range(first, len(grid) - 1) if len(grid[r]) == len(grid[r + 1]) == 8]
    at = dice.choice(pairs)
    grid[at], grid[at + 1] = grid[at + 1], grid[at]
    return Damaged(replace(tables, t3=grid))


def swap_columns(tables: Tables, dice: random.Random) -> Damaged:
    """Two organisation columns change places, heads and all."""
    grid, first = _rows3(tables)
    a = dice.randint(0, 3)
    grid[2][a], grid[2][a + 1] = grid[2][a + 1], grid[2][a]
    for row in grid[first:]:
        at = len(row) - 6 + a
        row[at], row[at + 1] = row[at + 1], row[at]
    return Damaged(replace(tables, t3=grid))


def drop_column(tables: Tables, dice: random.Random) -> Damaged:
    """An organisation column is gone, head and values."""
    grid, first = _rows3(tables)
    a = dice.randint(0, 4)
    del grid[2][a]
    grid[0][1] = (grid[0][1][0], 1, 6)
    grid[1][1] = (grid[1][1][0], 1, 4)
    for row in grid[first:]:
        del row[len(row) - 6 + a]
    return Damaged(replace(tables, t3=grid), notice=True)


def drop_column_values(tables: Tables, dice: random.Random) -> Damaged:
    """A column's values are gone, its head stands: the rest slides to the left."""
    grid, first = _rows3(tables)
    a = dice.randint(1, 7)
    for row in grid[first:]:
        del row[len(row) - a]
    return Damaged(replace(tables, t3=grid), notice=True)


def drop_head_cell(tables: Tables, dice: random.Random) -> Damaged:
    grid, _ = _rows3(tables)
    a = dice.randint(0, 4)
    grid[2][a] = ("", 1, 1)
    return Damaged(replace(tables, t3=grid))


def drop_heads(tables: Tables, dice: random.Random) -> Damaged:
    grid, first = _rows3(tables)
    return Damaged(replace(tables, t3=grid[first:]))


def add_column(tables: Tables, dice: random.Random) -> Damaged:
    """A local sub-total column 小计 of the organisations."""
    grid, first = _rows3(tables)
    grid[0][1] = (grid[0][1][0], 1, 8)
    grid[1][1] = (grid[1][1][0], 1, 6)
    grid[2].append(("小计", 1, 1))
    for row in grid[first:]:
        total = sum(int(c[0] or 0) for c in row[-6:-1])
        row.insert(len(row) - 1, (str(total), 1, 1))
    return Damaged(replace(tables, t3=grid))


def extra_row(tables: Tables, dice: random.Random) -> Damaged:
    """A local row the form does not have."""
    grid, first = _rows3(tables)
    at = dice.randrange(first + 4, len(grid) - 2)
    for r in range(at):
        grid[r] = [(t, h + 1 if h > 1 and r + h > at else h, w) for t, h, w in grid[r]]
    numbers = [(str(dice.randint(1, 9)), 1, 1) for _ in range(7)]
    shift = 1 if len(grid[at]) > 8 else 0
    label = ("9.其他本地情形", 1, 1) if not shift else ("另：本地情形统计数", 1, 3 - 1)
    grid.insert(at, [label, *numbers]) if not shift else None
    return Damaged(replace(tables, t3=grid))


def _fault2(kind: str) -> Fault:
    def damage(tables: Tables, dice: random.Random) -> Damaged:
        grid = _copy(tables.t2)
        rows = [r for r, row in enumerate(grid) if len(row) > 1 and row[0][0] != "信息内容"]
        heads = [r for r, row in enumerate(grid) if row[0][0] == "信息内容"]
        at = dice.choice(rows)
        if kind == "drop row":
            del grid[at]
        elif kind == "drop label":
            grid[at][0] = ("", 1, 1)
        elif kind == "drop cell":
            del grid[at][dice.randrange(1, len(grid[at]))]
        elif kind == "add blank":
            grid[at].insert(dice.randrange(1, len(grid[at]) + 1), ("", 1, 1))
        elif kind == "add number":
            grid[at].insert(dice.randrange(1, len(grid[at]) + 1), (str(dice.randint(0, 9)), 1, 1))
        elif kind == "drop heads":
            del grid[dice.choice(heads)]
        elif kind == "drop clause":
            del grid[dice.choice(heads) - 1]
        elif kind == "drop head cell":
            row = grid[dice.choice(heads)]
            a = dice.randrange(1, len(row))
            row[a] = ("", *row[a][1:])
        elif kind == "heads to zero":
            row = grid[dice.choice(heads)]
            row[1:] = [("0", *c[1:]) for c in row[1:]]
        elif kind == "double row":
            grid.insert(at, list(grid[at]))
        elif kind == "swap rows":
            r = dice.choice([r for r in rows if r + 1 in rows])
            grid[r], grid[r + 1] = grid[r + 1], grid[r]
        elif kind == "extra row":
            grid.insert(
                at,
                [("其他主动公开文件", 1, 1), *((str(dice.randint(1, 9)), h, w) for _, h, w in grid[at][1:])],
            )
        return Damaged(replace(tables, t2=grid))

    return damage


def _fault4(kind: str) -> Fault:
    def damage(tables: Tables, dice: random.Random) -> Damaged:
        grid = _copy(tables.t4)
        if kind == "drop cell":
            del grid[3][dice.randrange(15)]
        elif kind == "blank cell":
            grid[3].insert(dice.randrange(15), ("", 1, 1))
        elif kind == "add number":
            grid[3].insert(dice.randrange(16), (str(dice.randint(0, 9)), 1, 1))
        elif kind == "drop heads":
            del grid[dice.randrange(3)]
        elif kind == "drop all heads":
            grid = grid[3:]
        elif kind == "swap groups":
            grid[1][5:7] = [grid[1][6], grid[1][5]]
            grid[3] = grid[3][:5] + grid[3][10:] + grid[3][5:10]
        elif kind == "swap columns":
            a = dice.randrange(4)
            grid[1][a], grid[1][a + 1] = grid[1][a + 1], grid[1][a]
            grid[3][a], grid[3][a + 1] = grid[3][a + 1], grid[3][a]
        elif kind == "swap suit columns":
            a = dice.randrange(4)
            grid[2][a], grid[2][a + 1] = grid[2][a + 1], grid[2][a]
            grid[3][5 + a], grid[3][6 + a] = grid[3][6 + a], grid[3][5 + a]
        elif kind == "drop column":
            a = dice.randrange(5)
            del grid[1][a], grid[3][a]
            grid[0][0] = (grid[0][0][0], 1, 4)
        return Damaged(replace(tables, t4=grid))

    return damage


FAULTS: dict[str, Fault] = {
    "drop row": drop_row,
    "drop rows": drop_rows,
    "cut page": cut_page,
    "drop label": drop_label,
    "drop labels": drop_labels,
    "drop all labels": drop_all_labels,
    "drop cell": drop_cell,
    "add blank": add_blank,
    "add number": add_number,
    "join cells": join_cells,
    "double row": double_row,
    "swap rows": swap_rows,
    "swap columns": swap_columns,
    "drop column": drop_column,
    "drop column values": drop_column_values,
    "drop head cell": drop_head_cell,
    "drop heads": drop_heads,
    "add column": add_column,
    "extra row": extra_row,
    **{
        f"t2 {k}": _fault2(k)
        for k in (
            "drop row", "drop label", "drop cell", "add blank", "add number", "drop heads", "drop clause",
            "drop head cell", "heads to zero", "double row", "swap rows", "extra row",
        )
    },
    **{
        f"t4 {k}": _fault4(k)
        for k in (
            "drop cell", "blank cell", "add number", "drop heads", "drop all heads", "swap groups",
            "swap columns", "swap suit columns", "drop column",
        )
    },
}  # fmt: skip
