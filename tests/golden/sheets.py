"""The statistics sheets before 2019, filled, in the layouts they come in."""

from __future__ import annotations

import random
from collections.abc import Callable

from golden.grids import Grid
from golden.markup import table
from golden.plain import broken_pipes, cells, cells_apart, lines, pipes, tabs
from golden.truth import FORM, Truth

Sheet = list[tuple[str, str, str]]  # id ("" for a head without value), label, unit


def sheet2014() -> Sheet:
    return [
        (r["id"] if r["unit"] else "", r["label"], r["unit"] or "") for r in FORM["stat_table_2014"]["rows"]
    ]


def sheet2008() -> Sheet:
    rows: Sheet = []
    for code, label, unit in FORM["stat_table_2008_example"]["rows"]:
        if "-" in code:
            rows += [(f"st08.{25 + n}", f"({5 + n})“免予公开范围{n + 1}”数", unit) for n in range(6)]
        else:
            rows.append((f"st08.{code}", label, unit))
    return rows


SHEETS = {"st": sheet2014(), "st08": sheet2008()}


def fill(sheet: str, seed: int) -> Truth:
    dice = random.Random(seed)
    return {
        i: str(dice.choice((0, 0, dice.randint(1, 9), dice.randint(10, 99999))))
        for i, _, _ in SHEETS[sheet]
        if i
    }


def grid(sheet: str, truth: Truth, coded: bool = False) -> Grid:
    rows: Grid = [
        [("统计指标", 1, 1), ("单位", 1, 1), *([("代码", 1, 1)] if coded else []), ("统计数", 1, 1)]
    ]
    for number, (name, label, unit) in enumerate(SHEETS[sheet], start=1):
        code = [(f"{number:02}", 1, 1)] if coded else []
        rows.append([(label, 1, 1), (unit, 1, 1), *code, (truth.get(name, ""), 1, 1)])
    return rows


def wrapped(rows: Grid) -> list[str]:
    out = []
    for label, *rest in ([c[0] for c in row] for row in rows):
        tail = " ".join(t for t in rest if t)
        out += (
            [label[:18], f"{label[18:]} {tail}"] if len(label) > 18 and tail else [f"{label} {tail}".strip()]
        )
    return out


LAYOUTS: dict[str, Callable[[Grid], list[str]]] = {
    "html": lambda rows: [table(rows)],
    "pipes": pipes,
    "broken pipes": broken_pipes,
    "tabs": tabs,
    "lines": lines,
    "cells": cells,
    "cells apart": cells_apart,
    "wrapped": wrapped,
}


def source(rows: Grid, layout: str, year: int) -> str:
    head = [
        f"云岭市档案局{year}年政府信息公开工作年度报告", "一、概述", f"{year}年主动公开政府信息120条。",
        "二、主动公开政府信息情况", "全年通过网站公开信息98条。", "三、依申请公开政府信息情况", "收到申请3件。",
        "四、行政复议、行政诉讼情况", "未发生行政复议、行政诉讼。", "附表：政府信息公开情况统计表", f"统计年度：{year}年",
    ]  # fmt: skip
    body = LAYOUTS[layout](rows)
    if layout != "html":
        return "\n".join([*head, *body, "单位负责人：李某  审核人：王某"]) + "\n"
    return "<html><body>" + "".join(f"<p>{x}</p>" for x in head) + "".join(body) + "</body></html>"
