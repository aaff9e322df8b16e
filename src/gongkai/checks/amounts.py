"""The amounts of the tables that prose speaks of, by short names; claims name sums of them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from gongkai.checks.cells import COLUMNS, GROUPS, OUTCOMES, PARTS, form, leaves, lenient, row_label
from gongkai.checks.findings import value_of
from gongkai.checks.parity import era_of, explanations, is_reading_doubtful, reckon, table3_sums, table4_sums
from gongkai.model import Report

_ROWS = {"new": "r_new", "carry_in": "r_carry_in", "done": "r_total", "carry_out": "r_carry_out"}
_RESULTS = {"open": "r_open", "part": "r_part"}
_KINDS = {"no": "g_no", "na": "g_na", "np": "g_np", "ot": "g_ot"}
_DECIDED = {  # of table 2
    **{
        f"{row}.{cell}": f"t2.a1.{row}.{cell}"
        for row in ("rule", "normdoc")
        for cell in ("made", "repealed", "valid")
    },
    "permit.decided": "t2.a5.permit.decided",
    "penalty.decided": "t2.a6.penalty.decided",
    "coercion.decided": "t2.a6.coercion.decided",
}

NAMES_ZH = {
    "rule": "规章",
    "normdoc": "规范性文件",
    "made": "制发",
    "repealed": "废止",
    "valid": "现行有效",
    "permit": "行政许可",
    "penalty": "行政处罚",
    "coercion": "行政强制",
    "decided": "处理决定",
    "fee": "行政事业性收费（元）",
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
    "c_person": "（自然人）",
    "orgs": "（法人或其他组织）",
}


class Amounts:
    """Named amounts and the cells they come from. An amount whose cells cannot be read is missing.

    ``doubts`` says in Chinese why a table ("t2", "t3", "t4") cannot be trusted itself.
    """

    def __init__(self, report: Report) -> None:
        self.values: dict[str, Decimal] = {}
        self.cells: dict[str, tuple[str, ...]] = {}
        self.doubts: dict[str, str] = {}
        self._report = report
        self._right: Mapping[str, Decimal] = {}
        self._weigh()
        groups = form()["t3"]["groups"]
        names = {name: (row,) for name, row in (_ROWS | _RESULTS).items()}
        for name, group in _KINDS.items():
            is_one_row = name == "ot" and era_of(report) == "2019"
            names[name] = ("r_ot_all",) if is_one_row else tuple(groups[group])
        names |= {row: (row,) for row in leaves(era_of(report))}
        for name, lines in names.items():
            self._take(name, [f"t3.{row}.c_total" for row in lines], [self._line(row) for row in lines])
        for name, row in _ROWS.items():
            for label, columns in (("c_person", COLUMNS[:1]), ("orgs", PARTS[1:])):
                cells = [f"t3.{row}.{column}" for column in columns]
                self._take(f"{name}.{label}", cells, [self._cell(cell) for cell in cells])
        for group in GROUPS:
            for item in (*OUTCOMES, "total"):
                self._take(f"{group[2:]}.{item}", [f"t4.{group}.{item}"], [self._outcome(group, item)])
        for name, cell_id in _DECIDED.items():
            self._take(name, [cell_id], [value_of(report, cell_id)])
        fee = value_of(report, "t2.a8.fee.amount_wan")
        self._take("fee", ["t2.a8.fee.amount_wan"], [None if fee is None else fee * 10_000])

    def _weigh(self) -> None:
        """A cell that the sums of table 3 correct is used as corrected; sums that fail otherwise raise a doubt."""
        told = reckon(self._report, table3_sums(era_of(self._report)))
        right = explanations(self._report, told)
        if is_reading_doubtful(self._report):
            self.doubts["t3"] = "表三有行或标签没有认清"
        elif told.failed and len(right) != 1:
            self.doubts["t3"] = "表三本身的数字对不上"
        elif told.failed:
            self._right = right
        if is_reading_doubtful(self._report, "t2"):
            self.doubts["t2"] = "表二有行或标签没有认清"
        if is_reading_doubtful(self._report, "t4"):
            self.doubts["t4"] = "表四有行或标签没有认清"
        elif reckon(self._report, table4_sums()).failed:
            self.doubts["t4"] = "表四本身的数字对不上"

    def _take(self, name: str, cells: list[str], values: list[Decimal | None]) -> None:
        known = [value for value in values if value is not None]
        if len(known) == len(values):
            self.values[name] = sum(known, Decimal(0))
            self.cells[name] = tuple(cells)

    def _cell(self, cell_id: str) -> Decimal | None:
        return self._right.get(cell_id, lenient(self._report, cell_id))

    def _line(self, row: str) -> Decimal | None:
        """A row's total; where the total is left empty, the sum of the row."""
        return self._total(f"t3.{row}.c_total", [f"t3.{row}.{column}" for column in PARTS])

    def _outcome(self, group: str, item: str) -> Decimal | None:
        cell = f"t4.{group}.{item}"
        if item != "total":
            return self._cell(cell)
        return self._total(cell, [f"t4.{group}.{outcome}" for outcome in OUTCOMES])

    def _total(self, total: str, parts: list[str]) -> Decimal | None:
        if value_of(self._report, total) is not None:
            return self._cell(total)
        values = [self._cell(cell) for cell in (total, *parts)]
        known = [value for value in values if value is not None]
        return sum(known, Decimal(0)) if len(known) == len(values) else None

    def sum(self, names: tuple[str, ...]) -> Decimal | None:
        """The sum of the named amounts; None if one is missing."""
        if any(name not in self.values for name in names):
            return None
        return sum((self.values[name] for name in names), Decimal(0))

    def is_filled(self, names: tuple[str, ...]) -> bool:
        """Whether any cell behind the named amounts, or of its row, holds a number: a blank row may be unread."""
        rows = {cell.rsplit(".", 1)[0] + "." for cell in self.cells_of(names)}
        return any(
            cell.value is not None
            for table in self._report.tables.values()
            for cell in table.values()
            if cell.id.startswith(tuple(rows))
        )

    def cells_of(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The cells behind the named amounts."""
        return tuple(cell for name in names for cell in self.cells.get(name, ()))


def name_zh(names: tuple[str, ...]) -> str:
    """新收+上年结转"""
    return "+".join("".join(_word(part) for part in name.split(".")) for name in names)


def _word(part: str) -> str:
    return NAMES_ZH.get(part) or row_label(f"t3.{part}.c_total")
