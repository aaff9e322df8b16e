"""The amounts of tables 3 and 4 that prose speaks of, by short names; claims name sums of them."""

from __future__ import annotations

from decimal import Decimal

from gongkai.checks.cells import GROUPS, PARTS, form, lenient
from gongkai.checks.findings import cell_of
from gongkai.checks.parity import era_of
from gongkai.model import Report

_ROWS = {"new": "r_new", "carry_in": "r_carry_in", "done": "r_total", "carry_out": "r_carry_out"}
_ROWS |= {"open": "r_open", "part": "r_part"}
_KINDS = {"no": "g_no", "na": "g_na", "np": "g_np", "ot": "g_ot"}

NAMES_ZH = {
    "new": "新收",
    "carry_in": "上年结转",
    "done": "办理结果总计",
    "carry_out": "结转下年",
    "open": "予以公开",
    "part": "部分公开",
    "no": "不予公开",
    "na": "无法提供",
    "np": "不予处理",
    "ot": "其他处理",
    "review": "复议",
    "suit_direct": "直接起诉",
    "suit_after": "复议后起诉",
    "upheld": "维持",
    "corrected": "纠正",
    "other": "其他结果",
    "pending": "尚未审结",
    "total": "总计",
}


class Amounts:
    """Named amounts and the cells they come from. An amount whose cells cannot be read is missing."""

    def __init__(self, report: Report) -> None:
        self.values: dict[str, Decimal] = {}
        self.cells: dict[str, tuple[str, ...]] = {}
        names = {name: (row,) for name, row in _ROWS.items()}
        groups = form()["t3"]["groups"]
        for name, group in _KINDS.items():
            is_one_row = name == "ot" and era_of(report) == "2019"
            names[name] = ("r_ot_all",) if is_one_row else tuple(groups[group])
        for name, lines in names.items():
            self._take(
                name, tuple(f"t3.{row}.c_total" for row in lines), [_line(report, row) for row in lines]
            )
        for group in GROUPS:
            for item in ("upheld", "corrected", "other", "pending", "total"):
                cell = f"t4.{group}.{item}"
                self._take(f"{group[2:]}.{item}", (cell,), [_outcome(report, group, item)])

    def _take(self, name: str, cells: tuple[str, ...], values: list[Decimal | None]) -> None:
        known = [value for value in values if value is not None]
        if len(known) == len(values):
            self.values[name] = sum(known, Decimal(0))
            self.cells[name] = cells

    def sum(self, names: tuple[str, ...]) -> Decimal | None:
        """The sum of the named amounts; None if one is missing."""
        if any(name not in self.values for name in names):
            return None
        return sum((self.values[name] for name in names), Decimal(0))

    def cells_of(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The cells behind the named amounts."""
        return tuple(cell for name in names for cell in self.cells.get(name, ()))


def _line(report: Report, row: str) -> Decimal | None:
    """A row's total; where the total is left empty, the sum of the row."""
    total = cell_of(report, f"t3.{row}.c_total")
    if total is not None and total.value is not None:
        return total.value
    return _added(report, f"t3.{row}.c_total", [f"t3.{row}.{column}" for column in PARTS])


def _outcome(report: Report, group: str, item: str) -> Decimal | None:
    cell = cell_of(report, f"t4.{group}.{item}")
    if cell is not None and cell.value is not None:
        return cell.value
    if item != "total":
        return lenient(report, f"t4.{group}.{item}")
    parts = [f"t4.{group}.{outcome}" for outcome in ("upheld", "corrected", "other", "pending")]
    return _added(report, f"t4.{group}.total", parts)


def _added(report: Report, total: str, parts: list[str]) -> Decimal | None:
    values = [lenient(report, cell) for cell in (total, *parts)]
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if len(known) == len(values) else None


def name_zh(names: tuple[str, ...]) -> str:
    """新收+上年结转"""
    return "+".join("".join(NAMES_ZH[part] for part in name.split(".")) for name in names)
