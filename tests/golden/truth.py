"""Filled statutory tables of invented organs: cell id → the text as printed. Seeded, so that a case is always the same."""

from __future__ import annotations

import json
import random
import re
import unicodedata
from decimal import Decimal
from importlib.resources import files

FORM = json.loads(files("gongkai.data").joinpath("format.json").read_text("utf-8"))
COLUMNS = [c["id"] for c in FORM["t3"]["cols"]]
GROUPS = [g["id"] for g in FORM["t4"]["groups"]]
ITEMS = [c["id"] for c in FORM["t4"]["cols"]]
FORMS = ("2021", "2019", "hybrid", "merged")
KINDS = ("busy", "quiet", "zero", "large")
Truth = dict[str, str]


def parts2(form: str) -> list[dict]:
    """The clauses of table 2. The hybrid form prints the old heads over the documents, the new ones elsewhere."""
    if form != "hybrid":
        return FORM["t2_2019" if form == "2019" else "t2_2021"]
    first = {**FORM["t2_2019"][0], "rows": FORM["t2_2021"][0]["rows"]}
    return [first, *FORM["t2_2021"][1:]]


def rows3(form: str) -> list[dict]:
    """The rows of table 3. In the merged form a report of 2021 prints one row 其他处理."""
    return FORM["t3"]["rows_2019" if form in ("2019", "merged") else "rows_2021"]


def make_truth(seed: int, form: str = "2021", kind: str = "busy") -> Truth:
    """Tables in which every identity holds."""
    dice = random.Random(f"{seed} {kind}")
    top = {"busy": 40, "quiet": 3, "zero": 0, "large": 40_000}[kind]
    chance = {"busy": 0.5, "quiet": 0.06, "zero": 0.0, "large": 0.6}[kind]

    def count(high: int = top) -> int:
        return dice.randint(0, high) if dice.random() < chance else 0

    truth: Truth = {}
    for part in parts2(form):
        for row, _ in part["rows"]:
            for column, _ in part["cols"]:
                truth[f"t2.{part['id']}.{row}.{column}"] = _value2(column, count(top * 30), dice)
    leaves = [r["id"] for r in rows3(form) if r["kind"] == "leaf"]
    table = {row: [count() for _ in COLUMNS[:6]] for row in leaves}
    table["r_total"] = [sum(table[row][i] for row in leaves) for i in range(6)]
    table["r_carry_out"] = [count(9) for _ in range(6)]
    table["r_carry_in"] = [min(count(5), t) for t in table["r_total"]]
    known = zip(table["r_total"], table["r_carry_out"], table["r_carry_in"], strict=True)
    table["r_new"] = [total + later - before for total, later, before in known]
    for row, values in table.items():
        for column, value in zip(COLUMNS, [*values, sum(values)], strict=True):
            truth[f"t3.{row}.{column}"] = str(value)
    for group in GROUPS:
        values = [count(9) for _ in range(4)]
        for item, value in zip(ITEMS, [*values, sum(values)], strict=True):
            truth[f"t4.{group}.{item}"] = str(value)
    return truth


def _value2(column: str, value: int, dice: random.Random) -> str:
    if column == "amount_wan" and value:
        return f"{value}.{dice.randint(1, 9999)}"
    if column == "amount" and value:
        return f"{value}{dice.choice(('元', '万元'))}"
    if column == "items_delta" and value:
        return str(dice.choice((-1, 1)) * (value % 30 + 1))
    return str(value)


def value_of(printed: str) -> Decimal | None:
    """What a printed cell says, told without the code under test."""
    text = unicodedata.normalize("NFKC", printed).replace(",", "")
    found = re.match(r"\s*([+-]?\d[\d \n]*(?:\.\d+)?)", text)
    return Decimal(re.sub(r"\s", "", found.group(1))) if found else None
