"""Flat contradictions: “未收到申请” over a table that counts some, “均获维持” over cases corrected or pending."""

from __future__ import annotations

import re
from decimal import Decimal

from gongkai.checks.amounts import Amounts
from gongkai.checks.cells import place_en, place_zh
from gongkai.checks.claims import in_narrative, is_about_requests, last_clause, lead, sentence_before
from gongkai.checks.claims import speaks_of_another_time as is_another_time
from gongkai.checks.findings import Ledger
from gongkai.checks.masked import Masked
from gongkai.checks.outcomes import groups_of, subjects_of
from gongkai.checks.wording import wording
from gongkai.model import Report

_UNSETTLED = ("corrected", "other", "pending")


def check_denials(report: Report, ledger: Ledger) -> None:
    """P.NONE. Source: FORMAT §5, format.json P.NONE."""
    amounts = Amounts(report)
    for masked in ledger.passages:
        if in_narrative(masked) and wording("about.disputes").search(masked.text):
            _no_request(report, ledger, amounts, masked)
            if is_about_requests(masked):
                _no_dispute(report, ledger, amounts, masked)
                _all_upheld(report, ledger, amounts, masked)


def _no_request(report: Report, ledger: Ledger, amounts: Amounts, masked: Masked) -> None:
    for match in wording("denial.request").finditer(masked.text):
        who = wording("denial.anyone").sub("", match.group("who"))
        about = masked.text + masked.passage.heading
        if "信息公开" not in about and "依申请" not in masked.passage.heading + who:
            continue
        rest = match.group("rest")
        if wording("denial.any_request").search(who) and not wording("denial.narrow").search(rest):
            _deny(report, ledger, amounts, masked, match, ["new"])


def _no_dispute(report: Report, ledger: Ledger, amounts: Amounts, masked: Masked) -> None:
    for match in wording("denial.dispute").finditer(masked.text):
        gap, rest = match.group("gap"), match.group("rest")
        if wording("denial.lost").search(gap) or wording("denial.lost").search(rest):
            continue
        said = gap + match.group("what") + rest
        names = ["review.total"] if "复议" in said else []
        if "诉讼" in said:
            names += ["suit_direct.total", "suit_after.total"]
        _deny(report, ledger, amounts, masked, match, names)


def _deny(
    report: Report, ledger: Ledger, amounts: Amounts, masked: Masked, match: re.Match[str], names: list[str]
) -> None:
    """The prose says there was none; the tables must say 0."""
    before = lead(masked.text, match.start())
    if is_another_time(before, report.year) or wording("denial.unsaid").search(before):
        return
    if all(name not in amounts.values for name in names):
        return
    present = [name for name in names if amounts.values.get(name, Decimal(0)) > 0]
    start, end = masked.span(*match.span())
    quoted = report.text[start:end]
    if not present:
        ledger.held("P.NONE", f"“{quoted}”与表格一致", f"“{quoted}” agrees with the tables")
        return
    cells, listed = _told(amounts, present)
    scope = wording("scope.part").search(lead(masked.text, match.end()))
    doubt = scope.group(0) if scope else amounts.doubts.get(cells[0][:2], "")
    doubt = doubt or ("" if _is_plain(report, before, match) else "可能只说其中一部分")
    ledger.add(
        "P.NONE",
        "UNCERTAIN" if doubt else "FAIL",
        f"正文说“{quoted}”，但{listed}，两处矛盾。"
        + (f"也可能不是错误（{doubt}），请核对。" if doubt else ""),
        f"The prose says “{quoted}” (none), but {place_en(cells[0])} is {amounts.values[present[0]]}.",
        cells=cells,
        spans=[(start, end)],
    )


def _is_plain(report: Report, before: str, match: re.Match[str]) -> bool:
    """Whether nothing in the clause could narrow what is denied."""
    clause = last_clause(before)
    for start in range(len(report.organ) - 2):  # 青岚县林业局, 县林业局, 林业局
        clause = clause.replace(report.organ[start:], "")
    said = match.groupdict()
    places = (("denial.lead", clause), ("denial.gap", said.get("gap", "")), ("denial.rest", said["rest"]))
    return all(wording(name).search(words) for name, words in places)


def _told(amounts: Amounts, names: list[str]) -> tuple[tuple[str, ...], str]:
    """The cells of the amounts, and “表三…是3；表四…是1”."""
    cells = tuple(cell for name in names for cell in amounts.cells_of((name,)))
    listed = "；".join(f"{place_zh(cell)}是{amounts.values[n]}" for n, cell in zip(names, cells, strict=True))
    return cells, listed


def _all_upheld(report: Report, ledger: Ledger, amounts: Amounts, masked: Masked) -> None:
    for match in wording("denial.upheld").finditer(masked.text):
        before = sentence_before(masked.text, match.start())
        if wording("denial.subset").search(before) or is_another_time(before, report.year):
            continue
        groups = dict.fromkeys(group for subject in subjects_of(before) for group in groups_of(subject))
        names = [f"{group}.{item}" for group in groups for item in _UNSETTLED]
        if not names or all(name not in amounts.values for name in names):
            continue
        against = [name for name in names if amounts.values.get(name, Decimal(0)) > 0]
        start, end = masked.span(match.start() - len(before), match.end())
        quoted = report.text[start:end]
        if not against:
            ledger.held("P.NONE", f"“{quoted}”与表四一致", f"“{quoted}” agrees with table 4")
            continue
        cells, listed = _told(amounts, against)
        scope = wording("scope.part").search(before)
        ledger.add(
            "P.NONE",
            "UNCERTAIN" if scope else "FAIL",
            f"正文说“{quoted}”，但{listed}，不是全部维持。" + ("也可能口径不同，请核对。" if scope else ""),
            f"The prose says all were upheld (“{quoted}”), but {place_en(cells[0])} is "
            f"{amounts.values[against[0]]}.",
            cells=cells,
            spans=[(start, end)],
        )
