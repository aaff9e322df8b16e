"""The three tables as a browser has them: rows of (text, rowspan, colspan)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from golden.truth import COLUMNS, FORM, GROUPS, ITEMS, Truth, parts2, rows3

Cell = tuple[str, int, int]
Grid = list[list[Cell]]
CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


@dataclass(frozen=True)
class Tables:
    """The grids of one report."""

    t2: Grid
    t3: Grid
    t4: Grid


def tables_of(truth: Truth, form: str) -> Tables:
    return Tables(grid2(truth, form), grid3(truth, form), grid4(truth))


def grid2(truth: Truth, form: str) -> Grid:
    rows: Grid = []
    for part in parts2(form):
        wide = 3 // len(part["cols"]) if len(part["cols"]) != 2 else 1
        rows.append([(part["label"], 1, 4)])
        rows.append([("信息内容", 1, 1), *((label, 1, wide) for _, label in part["cols"])])
        for row, label in part["rows"]:
            name = f"t2.{part['id']}.{row}."
            rows.append([(label, 1, 1), *((truth[name + c], 1, wide) for c, _ in part["cols"])])
    return rows


def grid3(truth: Truth, form: str) -> Grid:
    heads = [c["label"] for c in FORM["t3"]["cols"]]
    rows: Grid = [
        [(CORNER, 3, 3), ("申请人情况", 1, 7)],
        [("自然人", 2, 1), ("法人或其他组织", 1, 5), ("总计", 2, 1)],
        [(h, 1, 1) for h in heads[1:6]],
    ]
    seen: set[str] = set()
    for row in rows3(form):
        line: list[Cell] = []
        for parent in row["parents"]:
            if parent not in seen:
                seen.add(parent)
                line.append((parent, sum(parent in r["parents"] for r in rows3(form)), 1))
        line.append((row["label"], 1, 3 - len(row["parents"])))
        values = [truth[f"t3.{row['id']}.{c}"] for c in COLUMNS]
        rows.append([*line, *((v, 1, 1) for v in values)])
    return rows


def grid4(truth: Truth) -> Grid:
    items = [c["label"] for c in FORM["t4"]["cols"]]
    return [
        [("行政复议", 1, 5), ("行政诉讼", 1, 10)],
        [*((i, 2, 1) for i in items), ("未经复议直接起诉", 1, 5), ("复议后起诉", 1, 5)],
        [(i, 1, 1) for i in items * 2],
        [(truth[f"t4.{g}.{c}"], 1, 1) for g in GROUPS for c in ITEMS],
    ]


def turned4(truth: Truth) -> Grid:
    """Table 4 with a row for each group, as narrow pages print it."""
    items = [c["label"] for c in FORM["t4"]["cols"]]
    names = ("行政复议", "未经复议直接起诉", "复议后起诉")
    rows: Grid = [[("类别", 1, 2), *((i, 1, 1) for i in items)]]
    for group, name in zip(GROUPS, names, strict=True):
        head: list[Cell] = [("行政复议", 1, 2)] if group == GROUPS[0] else [(name, 1, 1)]
        if group == GROUPS[1]:
            head.insert(0, ("行政诉讼", 2, 1))
        rows.append([*head, *((truth[f"t4.{group}.{c}"], 1, 1) for c in ITEMS)])
    return rows


def data_from(grid: Grid) -> int:
    """Index of the first row that carries values in table 3."""
    return next(i for i, row in enumerate(grid) if "新收" in row[0][0])


def labels(row: Sequence[Cell], wide: int = 7) -> list[str]:
    """The words of a data row of table 3: all cells but its last seven."""
    return [c[0] for c in row[:-wide] if c[0]]


def values(row: Sequence[Cell], wide: int = 7) -> list[str]:
    return [c[0] for c in row[-wide:]]


def squared(grid: Grid, repeat: bool) -> list[list[str]]:
    """The grid without spans: a merged cell's text in each of its places (``repeat``) or in the first alone."""
    filled: dict[tuple[int, int], str] = {}
    for r, row in enumerate(grid):
        column = 0
        for text, high, wide in row:
            while (r, column) in filled:
                column += 1
            for i in range(high):
                for j in range(wide):
                    filled[r + i, column + j] = text if repeat or not (i or j) else ""
            column += wide
    width = 1 + max(c for _, c in filled)
    return [[filled.get((r, c), "") for c in range(width)] for r in range(len(grid))]
