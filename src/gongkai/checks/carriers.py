"""One report in two carriers (page and PDF, two sites, an earlier version): X.CARRIER, X.CHANGED, and whose error it is.

If the same cell is wrong in both, the report is wrong; if only one breaks the sums, its conversion or our reading is
(FORMAT §4).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from gongkai.checks.cells import place_en, place_zh
from gongkai.checks.findings import Ledger, cell_of, raw
from gongkai.checks.parity import era_of, reckon, table3_sums, table4_sums
from gongkai.fold import fold
from gongkai.model import Finding, Report

_SHOWN = 6
_KIND = {"application/pdf": "PDF", "text/html": "网页", "text/plain": "文本", "text/markdown": "Markdown"}


def carrier(report: Report) -> str:
    """PDF, 网页 …: what a clerk calls the carrier."""
    return _KIND.get(report.media_type, "Word文档" if "word" in report.media_type else report.media_type)


def is_version_of(one: Report, other: Report) -> bool:
    """Whether both were found at one address, at different times."""
    return bool(one.url) and one.url == other.url


def is_replaced(report: Report) -> bool:
    """Whether the crawler found another version at the same address later."""
    return any(c.field == "version" for c in report.candidates)


def best_first(reports: Sequence[Report]) -> list[Report]:
    """Carriers of one report: what still stands, with most numbers read and no broken sums; a page before a PDF."""

    def rank(report: Report) -> tuple[int, int, int, int]:
        numbers = sum(c.state == "number" for t in report.tables.values() for c in t.values())
        return (is_replaced(report), -numbers, len(_failed(report)), report.media_type == "application/pdf")

    return sorted(reports, key=rank)


def compare_carriers(one: Report, other: Report, ledger: Ledger) -> None:
    """What ``one`` (the ledger's report) and ``other`` print differently."""
    is_version = is_version_of(one, other)
    rule = "X.CHANGED" if is_version else "X.CARRIER"
    ledger.checked(rule)
    cells = _different(one, other)
    if cells:
        _cells(one, other, ledger, rule, cells)
        return
    mine, theirs = ({_flat(p.text) for p in r.passages} - {""} for r in (one, other))
    changed = [p for p in one.passages if (flat := _flat(p.text)) and flat not in "".join(theirs)]
    if is_version and mine != theirs and changed:
        ledger.add(
            rule,
            "UNCERTAIN",
            f"同一网址先后收集到两个版本，有{len(changed)}处文字不同（表格数字相同）：发布后改动过。",
            f"Two versions of this address were collected; {len(changed)} passages differ, the tables do not.",
            spans=[(p.start, p.end) for p in changed[:3]],
        )


def _cells(one: Report, other: Report, ledger: Ledger, rule: str, cells: list[str]) -> None:
    listed = "；".join(f"{place_zh(c)}：{raw(one, c)}／{raw(other, c)}" for c in cells[:_SHOWN])
    listed += "等" if len(cells) > _SHOWN else ""
    broken, held = _failed(one), _failed(other)
    if bool(broken) != bool(held):
        bad = one if broken else other
        why = f"只有{carrier(bad)}的数字不满足勾稽关系，可能是该载体转换或读取造成的，应以另一载体为准"
        why_en = f"only the sums of {bad.media_type} fail: its conversion or our reading is to blame"
    else:
        why = "两种载体各自都满足勾稽关系，数字却不同" if not broken else "两种载体的勾稽关系都不成立"
        why_en = "the sums of both hold, yet the numbers differ" if not broken else "the sums of both fail"
    what = (
        "同一网址的两个版本"
        if rule == "X.CHANGED"
        else f"同一报告的两种载体（{carrier(one)}／{carrier(other)}）"
    )
    ledger.add(
        rule,
        "UNCERTAIN",
        f"{what}有{len(cells)}个数字不同：{listed}。{why}。",
        f"Two carriers differ in {len(cells)} cells ({place_en(cells[0])}: {raw(one, cells[0])} / "
        f"{raw(other, cells[0])} …); {why_en}.",
        cells=cells[:_SHOWN],
    )


def _different(one: Report, other: Report) -> list[str]:
    return [
        cell.id
        for table in one.tables.values()
        for cell in table.values()
        if cell.value is not None
        and (twin := cell_of(other, cell.id))
        and twin.value not in (None, cell.value)
    ]


def _failed(report: Report) -> list[object]:
    return [*reckon(report, table3_sums(era_of(report))).failed, *reckon(report, table4_sums()).failed]


def _flat(text: str) -> str:
    return re.sub(r"\W", "", fold(text))


def confirmed(
    report: Report, other: Report, findings: Sequence[Finding], twins: Sequence[Finding]
) -> list[Finding]:
    """The findings of ``report`` about sums, each with what the other carrier says of it."""
    failing = {f.rule for f in twins if f.verdict == "FAIL"}
    out: list[Finding] = []
    for finding in findings:
        same = all(raw(report, c) == raw(other, c) for c in finding.cells)
        is_sum = finding.rule.startswith(("R3.", "R4.")) and finding.verdict == "FAIL"
        if not is_sum or not other.tables:
            out.append(finding)
        elif finding.rule in failing and same:
            zh = f"{finding.message}另一载体（{carrier(other)}）同样如此：是报告本身的错误。"
            out.append(
                replace(finding, message=zh, message_en=f"{finding.message_en} The other carrier agrees.")
            )
        elif finding.rule not in failing:
            zh = f"{finding.message}但另一载体（{carrier(other)}）的数字成立，可能是本载体转换或读取造成的。"
            en = f"{finding.message_en} The other carrier ({other.media_type}) adds up: this carrier or its reading."
            out.append(replace(finding, verdict="UNCERTAIN", message=zh, message_en=en))
        else:
            out.append(finding)
    return out
