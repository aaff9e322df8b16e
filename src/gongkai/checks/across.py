"""Two reports of one organ, one year apart: carry-over, stock, and what was copied."""

from __future__ import annotations

import re
from decimal import Decimal

from gongkai.checks.cells import PARTS, column_label, place_en, place_zh
from gongkai.checks.findings import Ledger, value_of
from gongkai.checks.growth import check_growth
from gongkai.checks.parity import is_reading_doubtful
from gongkai.checks.reuse import check_reuse
from gongkai.model import Report

_ITEMS19 = ("a5.permit", "a5.other_service", "a6.penalty", "a6.coercion", "a8.fee")
_JUMPS = (
    *("t3.r_new.c_total", "t3.r_total.c_total", "t4.g_review.total", "t2.a1.normdoc.valid"),
    *("t2.a5.permit.decided", "t2.a6.penalty.decided", "t2.a6.coercion.decided"),
)
_ENOUGH = 10  # filled cells below which an equal table says nothing
_SAME = Decimal("0.8")


def compare_years(previous: Report, current: Report, ledger: Ledger) -> None:
    """X.CARRY, X.CARRYCOL, X.STOCK, X.ITEMS19, X.SAMEALL, X.JUMP, R2.FEEUNIT (ratio), P.PCT, X.REUSE."""
    if not _is_same_organ(previous, current):
        _refuse(
            ledger,
            f"两份报告不是同一机关（{previous.organ}；{current.organ}）",
            "the reports are of different organs",
        )
        return
    if previous.year is None or current.year is None or current.year - previous.year != 1:
        _refuse(
            ledger,
            f"两份报告不是相邻年度（{previous.year}；{current.year}）",
            "the years do not follow each other",
        )
        return
    _carry(previous, current, ledger)
    for row in ("rule", "normdoc"):
        _stock(previous, current, ledger, f"t2.a1.{row}")
    _items(previous, current, ledger)
    _same(previous, current, ledger)
    _jumps(previous, current, ledger)
    check_growth(previous, current, ledger)
    check_reuse(previous, current, ledger)


def _is_same_organ(previous: Report, current: Report) -> bool:
    a, b = ("".join(re.findall(r"\w", r.organ)) for r in (previous, current))
    return not a or not b or a == b or a in b or b in a


def _refuse(ledger: Ledger, why: str, why_en: str) -> None:
    ledger.add("X.CARRY", "NOT_ASSESSABLE", f"{why}，不能核对结转。", f"Carry-over not checked: {why_en}.")


def _carry(previous: Report, current: Report, ledger: Ledger) -> None:
    total, out = "t3.r_carry_in.c_total", "t3.r_carry_out.c_total"
    if not previous.tables.get("t3"):
        return  # before 2019 there was no such table
    now, then = value_of(current, total), value_of(previous, out)
    if now is None or then is None:
        ledger.add(
            "X.CARRY",
            "NOT_ASSESSABLE",
            f"{place_zh(total)}或上年“结转下年度继续办理”总计没有数字，不能核对结转。",
            "The carried-over totals of the two years could not both be read.",
            cells=(total,),
        )
        return
    ledger.checked("X.CARRY", "X.CARRYCOL")
    doubt = is_reading_doubtful(previous) or is_reading_doubtful(current)
    if now != then:
        ledger.add(
            "X.CARRY",
            "UNCERTAIN" if doubt else "FAIL",
            f"{place_zh(total)}是{now}，但{previous.year}年报告“结转下年度继续办理”总计是{then}，两个数应当相等；"
            f"如果上年报告没有错，这里应为{then}。{_columns(previous, current)}"
            + ("但有一年的表格没有完全认清，请对照原文。" if doubt else ""),
            f"{place_en(total)} says {now}; the report for {previous.year} carries {then} out. They must be equal.",
            cells=(total,),
            expected={total: then},
        )
        return
    for column in PARTS:
        cell = f"t3.r_carry_in.{column}"
        a, b = value_of(current, cell), value_of(previous, f"t3.r_carry_out.{column}")
        if a is not None and b is not None and a != b:
            ledger.add(
                "X.CARRYCOL",
                "UNCERTAIN",
                f"{place_zh(cell)}是{a}，上年结转下年度是{b}；总计相等，可能是申请人类别重新认定，请核对。",
                f"{place_en(cell)} says {a}, last year carried {b} out; the totals agree.",
                cells=(cell,),
                expected={cell: b},
            )


def _columns(previous: Report, current: Report) -> str:
    """自然人列3≠5: the columns that differ too."""
    told = []
    for column in PARTS:
        now, then = (
            value_of(current, f"t3.r_carry_in.{column}"),
            value_of(previous, f"t3.r_carry_out.{column}"),
        )
        if now is not None and then is not None and now != then:
            told.append(f"“{column_label(f't3.r_carry_in.{column}')}”列{now}（上年{then}）")
    return f"不同的列：{'、'.join(told)}。" if told else ""


def _stock(previous: Report, current: Report, ledger: Ledger, row: str) -> None:
    made, repealed, valid = (value_of(current, f"{row}.{c}") for c in ("made", "repealed", "valid"))
    before = value_of(previous, f"{row}.valid")  # absent before 2021: 对外公开总数量 is something else
    if made is None or repealed is None or valid is None or before is None:
        return
    ledger.checked("X.STOCK")
    due = before + made - repealed
    if valid != due:
        cell = f"{row}.valid"
        ledger.add(
            "X.STOCK",
            "UNCERTAIN",
            f"{place_zh(cell)}是{valid}；按上年{before}+本年制发{made}−本年废止{repealed}应为{due}。"
            "清理、失效或口径变化也会造成差别，请核对。",
            f"{place_en(cell)} says {valid}; last year's {before} + {made} made − {repealed} repealed = {due}.",
            cells=(cell, f"{row}.made", f"{row}.repealed"),
            expected={cell: due},
        )


def _items(previous: Report, current: Report, ledger: Ledger) -> None:
    for item in _ITEMS19:
        cell = f"t2.{item}.items_prev"
        now = value_of(current, cell)
        then, change = value_of(previous, cell), value_of(previous, f"t2.{item}.items_delta")
        if now is None or then is None or change is None:
            continue
        ledger.checked("X.ITEMS19")
        if now != then + change:
            ledger.add(
                "X.ITEMS19",
                "UNCERTAIN",
                f"{place_zh(cell)}是{now}；按上年报告{then}{change:+}应为{then + change}，请核对。",
                f"{place_en(cell)} says {now}; last year's report gives {then}{change:+} = {then + change}.",
                cells=(cell,),
                expected={cell: then + change},
            )


def _same(previous: Report, current: Report, ledger: Ledger) -> None:
    for table in ("t2", "t3", "t4"):
        now = {c.id: c.value for c in current.tables.get(table, {}).values() if c.value}
        then = {c.id: c.value for c in previous.tables.get(table, {}).values() if c.value}
        if len(now) < _ENOUGH:
            continue
        ledger.checked("X.SAMEALL")
        same = [cell for cell, value in now.items() if then.get(cell) == value]
        if len(same) >= _SAME * len(now):
            ledger.add(
                "X.SAMEALL",
                "UNCERTAIN",
                f"表{'二三四'[int(table[1]) - 2]}有{len(now)}个非零数字，其中{len(same)}个与上年完全相同，可能照抄上年报告。",
                f"{len(same)} of {len(now)} numbers in table {table[1]} equal last year's: perhaps copied.",
                cells=same,
            )


def _jumps(previous: Report, current: Report, ledger: Ledger) -> None:
    for cell in (*_JUMPS, "t2.a8.fee.amount_wan"):
        now, then = value_of(current, cell), value_of(previous, cell)
        if not now or not then:
            continue
        ratio = max(now, then) / min(now, then)
        if cell.startswith("t2.a8"):
            if Decimal(3000) < ratio < Decimal(30000):
                _fee_ratio(ledger, cell, now, then)
            continue
        ledger.checked("X.JUMP")
        if ratio > 5 and min(now, then) >= 20:
            ledger.add(
                "X.JUMP",
                "UNCERTAIN",
                f"{place_zh(cell)}由上年{then}变为{now}，变化超过5倍，请核对或说明原因。",
                f"{place_en(cell)} went from {then} to {now}, more than five times.",
                cells=(cell,),
            )


def _fee_ratio(ledger: Ledger, cell: str, now: Decimal, then: Decimal) -> None:
    ledger.add(
        "R2.FEEUNIT",
        "UNCERTAIN",
        f"{place_zh(cell)}是{now}，上年是{then}，相差约一万倍，可能有一年把元填成了万元。",
        f"{place_en(cell)} is {now}, last year {then}: about 10,000 times apart, perhaps yuan in a 万元 cell.",
        cells=(cell,),
    )
