"""What a single cell may hold: whole numbers that are not negative, the right unit, a plausible power."""

from __future__ import annotations

from decimal import Decimal

from gongkai.checks.cells import knowledge, place_en, place_zh
from gongkai.checks.findings import Ledger, cell_of, raw, value_of
from gongkai.checks.wording import wording
from gongkai.model import Cell, Report

_HUGE = 10_000  # 万元, one hundred million yuan: more than a bureau of a county collects
_SIGNED = "items_delta"
_DECIMAL = ("amount_wan", "amount")


def check_values(report: Report, ledger: Ledger) -> None:
    """R2.INT, R3.NONNEG, R4.INT, R2.STOCK, R2.RULEPOWER, R2.FEEUNIT, R.BLANK."""
    for table, rule in (("t2", "R2.INT"), ("t3", "R3.NONNEG"), ("t4", "R4.INT")):
        cells = [c for c in report.tables.get(table, {}).values() if c.value is not None]
        if cells:
            ledger.checked(rule)
        for cell in cells:
            _whole(ledger, rule, cell)
    for row in ("rule", "normdoc"):
        _stock(report, ledger, f"t2.a1.{row}")
    _blanks(report, ledger)
    _rule_power(report, ledger)
    _fee_unit(report, ledger)


def _whole(ledger: Ledger, rule: str, cell: Cell) -> None:
    column = cell.id.rsplit(".", 1)[1]
    value = cell.value
    if value is None or (column == _SIGNED and value == value.to_integral_value()):
        return
    if cell.note.startswith(("万", "亿")):
        value *= 10_000  # 1.5万件 is a whole number, though not well written
    is_fraction = column not in _DECIMAL and value != value.to_integral_value()
    if value >= 0 and not is_fraction:
        return
    wrong, wrong_en = ("不是整数", "is not a whole number") if is_fraction else ("是负数", "is negative")
    ledger.add(
        rule,
        "FAIL",
        f"{place_zh(cell.id)}写的是{cell.raw}，{wrong}；这里只能填不小于0的整数。",
        f"{place_en(cell.id)} says {cell.raw}, which {wrong_en}; only whole numbers from 0 up belong here.",
        cells=(cell.id,),
    )


def _stock(report: Report, ledger: Ledger, row: str) -> None:
    made, repealed, valid = (value_of(report, f"{row}.{c}") for c in ("made", "repealed", "valid"))
    if made is None or repealed is None or valid is None:
        return
    ledger.checked("R2.STOCK")
    if valid < made - repealed:
        cells = (f"{row}.valid", f"{row}.made", f"{row}.repealed")
        ledger.add(
            "R2.STOCK",
            "UNCERTAIN",
            f"{place_zh(cells[0])}是{valid}，少于本年制发{made}减去本年废止{repealed}，请核对。",
            f"{place_en(cells[0])} is {valid}, less than the {made} made minus the {repealed} repealed this year.",
            cells=cells,
        )


def _blanks(report: Report, ledger: Ledger) -> None:
    """Empty places of table 2; those of tables 3 and 4 are told with their sums."""
    cells = report.tables.get("t2", {}).values()
    empty = [cell.id for cell in cells if knowledge(cell) == "empty"]
    if empty and len(empty) < len(cells):
        ledger.add(
            "R.BLANK",
            "UNCERTAIN",
            f"表二有{len(empty)}个单元格是空白或横线；没有的应填“0”。",
            f"{len(empty)} cells of table 2 are empty or dashes; write 0 where there is none.",
            cells=empty,
        )


def _rule_power(report: Report, ledger: Ledger) -> None:
    cells = [f"t2.a1.rule.{column}" for column in ("made", "valid")]
    filled = [cell for cell in cells if (value_of(report, cell) or 0) > 0]
    if all(value_of(report, cell) is None for cell in cells):
        return
    ledger.checked("R2.RULEPOWER")
    organ = report.organ
    if filled and wording("power.none").search(organ) and not wording("power.may").search(organ):
        printed = "、".join(f"{place_zh(c)}{raw(report, c)}" for c in filled)
        ledger.add(
            "R2.RULEPOWER",
            "UNCERTAIN",
            f"{printed}：只有国务院部门、省级和设区的市（自治州）政府能制定规章，{organ}一般填0，请核对是否把文件计成了规章。",
            f"{place_en(filled[0])} says {raw(report, filled[0])}: only ministries, provinces and cities with "
            f"districts make 规章; {organ} would normally write 0.",
            cells=filled,
        )


def _fee_unit(report: Report, ledger: Ledger) -> None:
    cell = cell_of(report, "t2.a8.fee.amount_wan")
    if cell is None or cell.value is None:
        return
    ledger.checked("R2.FEEUNIT")
    is_small = wording("place.small").search(report.organ)
    is_area = wording("place.area").search(report.organ)
    if cell.value >= (_HUGE if is_small else 10 * _HUGE) and not is_area:
        ledger.add(
            "R2.FEEUNIT",
            "UNCERTAIN",
            f"{place_zh(cell.id)}写的是{cell.raw}，本栏单位是万元，合{cell.value / 10000:.2f}亿元，可能是把元填成了万元，请核对。",
            f"{place_en(cell.id)} says {cell.raw} in 万元, {cell.value / 10000:.2f} hundred million yuan: perhaps yuan?",
            cells=(cell.id,),
        )
    if wording("money.yuan").search(cell.raw) and cell.value > 0:
        right = cell.value / Decimal(10000)
        ledger.add(
            "R2.FEEUNIT",
            "FAIL",
            f"{place_zh(cell.id)}写的是“{cell.raw}”，本栏单位是万元，应为{right.normalize():f}。",
            f"{place_en(cell.id)} says “{cell.raw}”; this column is in 万元 (10,000 yuan): {right.normalize():f}.",
            cells=(cell.id,),
            expected={cell.id: right.normalize()},
        )
