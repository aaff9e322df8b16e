"""The form: six sections in order, years that agree, nothing left unfilled, what section six must report."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from decimal import Decimal

from gongkai.checks.cells import place_en, place_zh
from gongkai.checks.findings import Ledger, cell_of
from gongkai.checks.wording import wording
from gongkai.model import Report, Section

_SIX = ("s1", "s2", "s3", "s4", "s5", "s6")
_NUMERALS = "一二三四五六"
_TITLES = {
    "s1": "总体情况",
    "s2": "主动公开政府信息情况",
    "s3": "收到和处理政府信息公开申请情况",
    "s4": "政府信息公开行政复议、行政诉讼情况",
    "s5": "存在的主要问题及改进情况",
    "s6": "其他需要报告的事项",
}


def check_form(report: Report, ledger: Ledger) -> None:
    """F.HEADINGS, F.ORDER, F.NUMBER, S5.EMPTY, S6.FEE, F.NOFEE_NOTICE, F.FEE_IN_A8, F.SLOT."""
    _slots(report, ledger)
    if report.era not in ("2019", "2021"):
        return  # the six sections begin with report year 2019
    sections = {s.id: s for s in reversed(report.sections)}
    _headings(report, ledger, sections)
    _numbers(report, ledger)
    if "s5" in sections:
        _problems(report, ledger, sections["s5"])
    if "s6" in sections and report.era == "2021":
        _fees(report, ledger, _to_the_end(report, sections["s6"]))


def _to_the_end(report: Report, section: Section) -> Section:
    """Section six with what follows it: its parts may carry numbers of their own (一、收费情况)."""
    after = [s for s in report.sections if s.start >= section.start and s.id in ("s6", "sx")]
    return replace(section, end=max(s.end for s in after))


def body(report: Report, section: Section) -> tuple[str, int]:
    """A section's text after its heading, and where it begins in the report's text."""
    text = report.text[section.start : section.end]
    at = text.find(section.heading) + len(section.heading) if section.heading in text else 0
    return text[at:], section.start + at


def _headings(report: Report, ledger: Ledger, sections: dict[str, Section]) -> None:
    ledger.checked("F.HEADINGS", "F.ORDER")
    for name, title in _TITLES.items():
        section = sections.get(name)
        number = _NUMERALS[_SIX.index(name)]
        if section is None:
            ledger.add(
                "F.HEADINGS",
                "UNCERTAIN",
                f"没有找到“{number}、{title}”部分，请核对是否漏写。",
                f"Section “{number}、{title}” was not found; check whether it is missing.",
                spans=_title_span(report),
            )
        elif not section.heading:
            ledger.add(
                "F.HEADINGS",
                "UNCERTAIN",
                f"“{number}、{title}”部分有内容，但没有找到标题。",
                f"Section “{number}、{title}” has text but its heading was not found.",
                spans=[(section.start, min(section.end, section.start + 40))],
                severity="info",
            )
    order = [s for s in report.sections if s.id in _SIX]
    wrong = [b for a, b in itertools.pairwise(order) if _SIX.index(b.id) < _SIX.index(a.id)]
    for section in wrong:
        ledger.add(
            "F.ORDER",
            "UNCERTAIN",
            f"“{section.heading}”的位置与规定格式的顺序不同。",
            f"“{section.heading}” does not stand where the form places it.",
            spans=[(section.start, section.start + max(len(section.heading), 1))],
        )


def _title_span(report: Report) -> list[tuple[int, int]]:
    at = report.text.find(report.title) if report.title else -1
    return [(at, at + len(report.title))] if at >= 0 else []


def _numbers(report: Report, ledger: Ledger) -> None:
    ledger.checked("F.NUMBER")
    for section in report.sections:
        if section.id not in _SIX or not section.heading:
            continue
        right = _NUMERALS[_SIX.index(section.id)]
        found = re.match(r"\W{0,3}([一二三四五六七八九十])[、.．,，：: ]", section.heading)
        at = report.text.find(section.heading, section.start)
        if at < 0 or (found and found.group(1) == right):
            continue
        printed = f"写成“{found.group(1)}、”" if found else "前没有序号"
        printed_en = f"is numbered {found.group(1)}" if found else "has no number"
        ledger.add(
            "F.NUMBER",
            "UNCERTAIN",
            f"标题“{section.heading}”{printed}，按格式应为“{right}、”。",
            f"Heading “{section.heading}” {printed_en}; the form says {right}.",
            spans=[(at, at + len(section.heading))],
        )


def _problems(report: Report, ledger: Ledger, section: Section) -> None:
    text, at = body(report, section)
    short = "".join(text.split())
    ledger.checked("S5.EMPTY")
    if short and not wording("form.nothing").match(short):
        return
    end = at + len(text.rstrip())
    ledger.add(
        "S5.EMPTY",
        "FAIL" if short else "UNCERTAIN",
        f"第五部分“存在的主要问题及改进情况”{'只写了“' + short + '”' if short else '没有内容'}，应写明问题和改进措施。",
        f"Section five (problems and improvement) {'says only “' + short + '”' if short else 'is empty'}.",
        spans=[(section.start, max(end, section.start + 1))] if section.end > section.start else [],
    )


def _fees(report: Report, ledger: Ledger, section: Section) -> None:
    text, at = body(report, section)
    short = "".join(text.split())
    span = [(section.start, section.end)] if section.end > section.start else []
    ledger.checked("S6.FEE")
    if not wording("form.fee").search(short):
        ledger.add(
            "S6.FEE",
            "UNCERTAIN",
            "第六部分没有写收取信息处理费的情况；没有收取的，也应写明“未收取信息处理费”。",
            "Section six does not say whether information processing fees were charged; say so even if none were.",
            spans=span,
        )
    _fee_notice(report, ledger, short, span)
    charged = wording("form.charged").search(text)
    table = cell_of(report, "t2.a8.fee.amount_wan")
    if charged and "处理费" in text and table is not None and table.value is not None:
        ledger.checked("F.FEE_IN_A8")
        yuan = Decimal(charged.group("n")) * (10000 if charged.group("wan") else 1)
        if table.value * 10000 < yuan:
            ledger.add(
                "F.FEE_IN_A8",
                "UNCERTAIN",
                f"第六部分写收取信息处理费{yuan}元，{place_zh(table.id)}却只有{table.raw}万元；"
                "信息处理费属于行政事业性收费，请核对单位或口径。",
                f"Section six reports {yuan} yuan of fees, more than {place_en(table.id)}: {table.raw} × 10,000 yuan.",
                cells=(table.id,),
                spans=[(at + charged.start(), at + charged.end())],
            )


def _fee_notice(report: Report, ledger: Ledger, short: str, span: list[tuple[int, int]]) -> None:
    unpaid = cell_of(report, "t3.r_ot_nofee.c_total")
    if unpaid is None or unpaid.value is None:
        return
    ledger.checked("F.NOFEE_NOTICE")
    if unpaid.value == 0 or (
        wording("form.fee").search(short) and not wording("form.no_notice").search(short)
    ):
        return
    denied = bool(wording("form.no_notice").search(short))
    ledger.add(
        "F.NOFEE_NOTICE",
        "FAIL" if denied else "UNCERTAIN",
        f"{place_zh(unpaid.id)}是{unpaid.raw}，说明发出过收费通知，第六部分"
        + ("却写没有发出。" if denied else "应写明收费通知的情况。"),
        f"{place_en(unpaid.id)} is {unpaid.raw}, so fee notices were sent; section six "
        + ("denies it." if denied else "should report them."),
        cells=(unpaid.id,),
        spans=span,
    )


def _slots(report: Report, ledger: Ledger) -> None:
    ledger.checked("F.SLOT")
    is_pdf = report.media_type == "application/pdf"  # its text layer may have lost the number
    for passage in report.passages:
        certain = [m.span() for m in wording("form.slot").finditer(passage.text)]
        maybe = [m.span() for m in wording("form.slot_maybe").finditer(passage.text)]
        for start, end in [*certain, *maybe]:
            quoted = passage.text[start:end]
            ledger.add(
                "F.SLOT",
                "FAIL" if (start, end) in certain and not is_pdf else "UNCERTAIN",
                f"“{quoted}”处的数字没有填写。",
                f"The number in “{quoted}” was never filled in.",
                spans=[(passage.start + start, passage.start + end)],
            )
