"""What a cell says for arithmetic, and what a clerk calls it."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from gongkai.checks.findings import cell_of
from gongkai.model import Cell, Report

Knowledge = Literal["number", "empty", "unknown"]

COLUMNS = ("c_person", "c_firm", "c_research", "c_ngo", "c_law", "c_other", "c_total")
PARTS = COLUMNS[:-1]
GROUPS = ("g_review", "g_suit_direct", "g_suit_after")
OUTCOMES = ("upheld", "corrected", "other", "pending")

# Words that stand for an empty place (format.json, cell_semantics.NA); any other words make the cell unknown.
_EMPTY_WORDS = frozenset(("无", "不适用", "零", "/", "-"))


@cache
def form() -> dict[str, Any]:
    """format.json, the description of the statutory tables."""
    loaded: dict[str, Any] = json.loads(files("gongkai.data").joinpath("format.json").read_text("utf-8"))
    return loaded


@cache
def rows(era: str) -> tuple[str, ...]:
    """Row ids of table 3; ``era`` is "2019" or "2021"."""
    return tuple(row["id"] for row in form()["t3"][f"rows_{era}"])


@cache
def leaves(era: str) -> tuple[str, ...]:
    """Row ids of table 3 that add up to its （七）总计."""
    return tuple(row["id"] for row in form()["t3"][f"rows_{era}"] if row["kind"] == "leaf")


def knowledge(cell: Cell | None) -> Knowledge:
    """Whether the cell holds a number, is empty (may stand for 0), or cannot be used in sums."""
    if cell is None or cell.state == "absent":
        return "unknown"
    if cell.value is not None:
        return "number"
    if cell.state in ("blank", "dash") or cell.raw.strip() in _EMPTY_WORDS:
        return "empty"
    return "unknown"


def lenient(report: Report, cell_id: str) -> Decimal | None:
    """The value with an empty place read as 0; None where nothing can be said."""
    cell = cell_of(report, cell_id)
    kind = knowledge(cell)
    if kind == "unknown":
        return None
    return cell.value if cell is not None and cell.value is not None else Decimal(0)


@cache
def _labels() -> dict[str, str]:
    """Cell id without its column or row → words. Keys: "t3.r_new", "t3:c_total", "t4.g_review", "t4:total", …"""
    words: dict[str, str] = {}
    layout = form()
    for era in ("rows_2019", "rows_2021"):
        for row in layout["t3"][era]:
            parent = row["parents"][1] + "—" if len(row["parents"]) > 1 else ""
            words[f"t3.{row['id']}"] = parent + row["label"].split("（区分")[0]
    words.update((f"t3:{c['id']}", c["label"]) for c in layout["t3"]["cols"])
    for group in layout["t4"]["groups"]:
        words[f"t4.{group['id']}"] = "".join(f"{p}—" for p in group["parents"]) + group["label"]
    words.update((f"t4:{c['id']}", c["label"]) for c in layout["t4"]["cols"])
    for version in ("t2_2019", "t2_2021"):
        for part in layout[version]:
            for row_id, label in part["rows"]:
                words[f"t2.{part['id']}.{row_id}"] = label
            for column_id, label in part["cols"]:
                words[f"{version}.{part['id']}:{column_id}"] = label
    return words


def row_label(cell_id: str) -> str:
    """The words of the cell's row, as the form prints them."""
    head = cell_id.rsplit(".", 1)[0]
    return _labels().get(head, head)


def column_label(cell_id: str) -> str:
    """The words of the cell's column, as the form prints them."""
    table, rest = cell_id.split(".", 1)
    column = cell_id.rsplit(".", 1)[1]
    if table == "t2":
        part = rest.split(".", 1)[0]
        words = _labels()
        return words.get(f"t2_2021.{part}:{column}") or words.get(f"t2_2019.{part}:{column}", column)
    return _labels().get(f"{table}:{column}", column)


_TABLES = {"t2": ("表二", "table 2"), "t3": ("表三", "table 3"), "t4": ("表四", "table 4")}


def place_zh(cell_id: str) -> str:
    """表三“一、本年新收…”行“自然人”列"""
    return f"{_TABLES[cell_id[:2]][0]}“{row_label(cell_id)}”行“{column_label(cell_id)}”列"


def place_en(cell_id: str) -> str:
    """Table 3, row “一、本年新收…”, column “自然人”"""
    return f"{_TABLES[cell_id[:2]][1]}, row “{row_label(cell_id)}”, column “{column_label(cell_id)}”"
