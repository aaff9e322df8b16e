"""The sums of tables 3 and 4 (勾稽关系): which hold, which cell is wrong, and what it should be."""

from __future__ import annotations

from decimal import Decimal

from gongkai.checks.cells import (
    column_label,
    lenient,
    place_en,
    place_zh,
    row_label,
)
from gongkai.checks.findings import Ledger, cell_of, raw
from gongkai.checks.parity import (
    Reckoning,
    Sum,
    deduced,
    era_of,
    explanations,
    is_cell_doubtful,
    is_reading_doubtful,
    reckon,
    residuals,
    table3_sums,
    table4_sums,
)
from gongkai.model import Report

_SHOWN = 8  # sums spelt out in one message
_DOUBT = "但读取这张表时有行或标签没有认清，也可能是读取造成的，请对照原文。"
_DOUBT_EN = " Rows or labels of this table were read with doubt, so the reading may be to blame."
_FORM_ERAS = ("2019", "2021")


def check_identities(report: Report, ledger: Ledger) -> None:
    """R3.BAL, R3.SUM19/21, R3.COL, R4.SUM; missing totals; blanks. Sources: 国办公开办函〔2021〕30号, 〔2019〕60号."""
    if report.era not in _FORM_ERAS and not report.tables:
        return  # older reports have no such tables
    _table(report, ledger, table3_sums(era_of(report)), "表三", "table 3")
    _table(report, ledger, table4_sums(), "表四", "table 4")


def _table(report: Report, ledger: Ledger, sums: list[Sum], name: str, name_en: str) -> None:
    told = reckon(report, sums)
    if not told.held and not told.failed and len(told.blocked) == len(sums):
        _unread(report, ledger, sums, name, name_en)
        return
    ledger.checked(*dict.fromkeys(one.rule for one in (*told.held, *told.failed)))
    _blocked(report, ledger, told, name, name_en)
    _missing(ledger, told)
    if told.failed:
        right = explanations(report, told)
        if name_en == "table 4":
            _review(report, ledger, told)
        elif len(right) == 1:
            _located(report, ledger, told, right)
        else:
            _unlocated(report, ledger, told, right)
    if told.empty and (told.held or told.failed):
        _blanks(ledger, told, name, name_en)


def _unread(report: Report, ledger: Ledger, sums: list[Sum], name: str, name_en: str) -> None:
    """Not one sum can be worked out: the table is missing, a picture, or in a file beside the page."""
    cells = [cell for one in sums for cell in one.minus]
    ledger.add(
        sums[-1].rule,
        "NOT_ASSESSABLE",
        f"没有读到{name}的数字（可能是图片、附件，或没有填写），勾稽关系无法核对。",
        f"The numbers of {name_en} could not be read (a picture, an attachment, or left empty): no sum was checked.",
        cells=[cell for cell in dict.fromkeys(cells) if cell_of(report, cell)][:1],
    )


def _blocked(report: Report, ledger: Ledger, told: Reckoning, name: str, name_en: str) -> None:
    left = deduced(report, told)
    for rule in dict.fromkeys(one.rule for one in told.blocked):
        sums = [one for one in told.blocked if one.rule == rule]
        cells = tuple(dict.fromkeys(cell for one in sums for cell in told.blocked[one]))
        where = "、".join(place_zh(cell) for cell in cells[:3]) + ("等" if len(cells) > 3 else "")
        where_en = "; ".join(place_en(cell) for cell in cells[:3]) + ("; …" if len(cells) > 3 else "")
        right = {cell: left[cell] for cell in cells if cell in left}
        told_zh = "".join(f"按其他数字推算，{place_zh(cell)}应为{value}。" for cell, value in right.items())
        told_en = "".join(
            f" The other numbers leave {value} for {place_en(cell)}." for cell, value in right.items()
        )
        ledger.add(
            rule,
            "NOT_ASSESSABLE",
            f"{name}有{len(cells)}个单元格没有读到数字（{where}），涉及的{len(sums)}个等式无法核对。{told_zh}",
            f"{len(cells)} cells of {name_en} cannot be read ({where_en}): {len(sums)} sums are open.{told_en}",
            cells=cells,
            expected=right,
        )


def _missing(ledger: Ledger, told: Reckoning) -> None:
    for rule in dict.fromkeys(told.missing_in.values()):
        right = {c: value for c, value in told.missing.items() if told.missing_in[c] == rule}
        listed = "；".join(f"{place_zh(c)}应填{value}" for c, value in list(right.items())[:_SHOWN])
        listed_en = "; ".join(f"{place_en(c)}: {value}" for c, value in list(right.items())[:_SHOWN])
        more = "等" if len(right) > _SHOWN else ""
        ledger.add(
            rule,
            "UNCERTAIN",
            f"总计没有填写，共{len(right)}处，按各项相加：{listed}{more}。",
            f"{len(right)} totals are left empty; the parts add up to: {listed_en}.",
            cells=right,
            expected=right,
            severity="warn",
        )


def _located(report: Report, ledger: Ledger, told: Reckoning, right: dict[str, Decimal]) -> None:
    cell, value = next(iter(right.items()))
    shown = raw(report, cell) or "空白"
    rules = list(residuals(told))
    doubt = is_cell_doubtful(report, cell)
    for rule in rules:
        sums = "；".join(_spelt(report, one) for one, _ in residuals(told)[rule])
        sums_en = "; ".join(_spelt_en(report, one) for one, _ in residuals(told)[rule])
        ledger.add(
            rule,
            "NOT_ASSESSABLE" if doubt else "FAIL",
            f"{place_zh(cell)}写的是{shown}，应为{value}。改成{value}后，全表所有等式都成立；现在不成立的是：{sums}。{_DOUBT if doubt else ''}",
            f"{place_en(cell)} says {raw(report, cell) or 'nothing'}, should be {value}: with {value} every sum of "
            f"the table holds. Failing now: {sums_en}.{_DOUBT_EN if doubt else ''}",
            cells=(cell,),
            expected=right,
        )


def _unlocated(report: Report, ledger: Ledger, told: Reckoning, right: dict[str, Decimal]) -> None:
    choice = "；或".join(f"{place_zh(c)}应为{v}" for c, v in right.items())
    choice_en = "; or ".join(f"{place_en(c)} should be {v}" for c, v in right.items())
    hint = (
        f"可能是：{choice}，凭表内数字不能确定是哪一个。"
        if right
        else "至少有两个数字不对，请逐项核对这些行和列。"
    )
    hint_en = (
        f"Possible: {choice_en}; the table alone cannot tell which."
        if right
        else ("At least two numbers are wrong; check these rows and columns.")
    )
    if doubt := is_reading_doubtful(report):
        hint += _DOUBT
        hint_en += _DOUBT_EN
    for rule, failed in residuals(told).items():
        sums = "；".join(_spelt(report, one) for one, _ in failed[:_SHOWN])
        sums_en = "; ".join(_spelt_en(report, one) for one, _ in failed[:_SHOWN])
        more = f"等{len(failed)}处" if len(failed) > _SHOWN else ""
        cells = tuple(dict.fromkeys((*right, *(cell for one, _ in failed for cell in _ends(one)))))
        ledger.add(
            rule,
            "NOT_ASSESSABLE" if doubt else "FAIL",
            f"表三{_where(failed)}的数字对不上：{sums}{more}。{hint}",
            f"Table 3 does not add up in {_where_en(failed)}: {sums_en}. {hint_en}",
            cells=cells,
        )


def _review(report: Report, ledger: Ledger, told: Reckoning) -> None:
    doubt = is_reading_doubtful(report, "t4")
    for one, by in told.failed.items():
        value = lenient(report, one.total) or Decimal(0)
        parts = value + by
        # A total of 0 over parts that are not is a total never filled in; otherwise a part may be the wrong one.
        right = {one.total: parts} if value == 0 else {}
        ledger.add(
            "R4.SUM",
            "NOT_ASSESSABLE" if doubt else "FAIL",
            f"表四“{row_label(one.total)}”：四种结果相加是{parts}，总计写的是{value}。"
            + (f"总计应为{parts}。" if right else f"如果四项都对，总计应为{parts}；否则四项中有一项不对。")
            + (_DOUBT if doubt else ""),
            f"Table 4, “{row_label(one.total)}”: the four outcomes add up to {parts}, the total says {value}."
            + (f" The total should be {parts}." if right else " Either the total or one outcome is wrong.")
            + (_DOUBT_EN if doubt else ""),
            cells=(one.total, *one.plus),
            expected=right,
        )


def _blanks(ledger: Ledger, told: Reckoning, name: str, name_en: str) -> None:
    ledger.add(
        "R.BLANK",
        "UNCERTAIN",
        f"{name}有{len(told.empty)}个单元格是空白或横线，核对时按0处理；没有的应填“0”。",
        f"{len(told.empty)} cells of {name_en} are empty or dashes, read as 0 here; write 0 where there is none.",
        cells=told.empty,
    )


def _ends(one: Sum) -> tuple[str, ...]:
    """The cells that name a sum: its results (and the inputs of the balance), not every part."""
    return (*one.plus, *one.minus) if one.rule == "R3.BAL" else one.minus


def _sides(report: Report, one: Sum) -> tuple[Decimal, Decimal]:
    plus, minus = (
        sum((lenient(report, cell) or Decimal(0) for cell in side), Decimal(0))
        for side in (one.plus, one.minus)
    )
    return plus, minus


def _spelt(report: Report, one: Sum) -> str:
    """“（一）予以公开”行各列相加12≠总计13"""
    plus, minus = _sides(report, one)
    if one.rule == "R3.COL":
        return f"“{row_label(one.total)}”行各列相加{plus}≠总计{minus}"
    if one.rule == "R3.BAL":
        return f"“{column_label(one.total)}”列新收+上年结转={plus}≠办理总计+结转下年={minus}"
    return f"“{column_label(one.total)}”列各项办理结果相加{plus}≠（七）总计{minus}"


def _spelt_en(report: Report, one: Sum) -> str:
    plus, minus = _sides(report, one)
    if one.rule == "R3.COL":
        return f"row “{row_label(one.total)}” adds up to {plus}, its total says {minus}"
    if one.rule == "R3.BAL":
        return (
            f"column “{column_label(one.total)}”: new + carried in = {plus}, results + carried out = {minus}"
        )
    return f"column “{column_label(one.total)}”: the results add up to {plus}, （七）总计 says {minus}"


def _where(failed: list[tuple[Sum, Decimal]]) -> str:
    names = [_line(one) for one, _ in failed]
    return "、".join(names[:_SHOWN]) + ("等" if len(names) > _SHOWN else "")


def _where_en(failed: list[tuple[Sum, Decimal]]) -> str:
    kind = "row" if failed[0][0].rule == "R3.COL" else "column"
    return f"{kind}s " + ", ".join(_line(one) for one, _ in failed[:_SHOWN])


def _line(one: Sum) -> str:
    by_row = one.rule == "R3.COL"
    return f"“{row_label(one.total)}”行" if by_row else f"“{column_label(one.total)}”列"
