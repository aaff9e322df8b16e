"""What the six sections must tell: topics of section one, reports of governments, nothing beyond the form."""

from __future__ import annotations

import re

from gongkai.checks.findings import Ledger
from gongkai.model import Report

_TOPICS = {
    "主动公开": "主动公开|公开[^，。]{0,8}信息",
    "依申请公开": "依申请|申请",
    "政府信息管理": "信息(?:资源)?[^，。]{0,6}管理|规范性文件|保密审查|发布审[查核]|动态调整|审核",
    "平台建设": "平台|网站|专栏|新媒体|公众号",
    "监督保障": "监督|保障|考核|培训|评议",
}
_GOVERNMENT = {
    "工作考核": "考核|考评|绩效",
    "社会评议": "评议|评价|评估|满意度|问卷",
    "责任追究": "责任追究|追责|问责|追究责任",
}
_NESTED = re.compile(r"\W*[一二三四五六1-6]\W|（|\(")  # a part of a section that numbers its parts
_LEAST = 120  # characters of section one below which topics are not looked for


def check_content(report: Report, ledger: Ledger) -> None:
    """F.TOPICS, F.GOV, F.EXTRA, F.ERA. Source: 条例第五十条; 国办公开办函〔2021〕30号."""
    if report.era != "2021" or report.year is None:
        return
    _topics(report, ledger)
    if report.organ.endswith("政府"):
        _government(report, ledger)
    _extra(report, ledger)
    _era(report, ledger)


def _text(report: Report, *sections: str) -> str:
    return "".join(p.heading + "".join(p.text.split()) for p in report.passages if p.section in sections)


def _heading(report: Report, section: str) -> list[tuple[int, int]]:
    found = next((s for s in report.sections if s.id == section), None)
    return [(found.start, found.start + max(len(found.heading), 1))] if found else []


def _topics(report: Report, ledger: Ledger) -> None:
    text = _text(report, "s1")
    if len(text) < _LEAST:
        return
    ledger.checked("F.TOPICS")
    missing = [name for name, words in _TOPICS.items() if not re.search(words, text)]
    if missing:
        ledger.add(
            "F.TOPICS",
            "UNCERTAIN",
            f"“一、总体情况”没有写到：{'、'.join(missing)}，请核对是否漏写。",
            f"Section one does not speak of: {', '.join(missing)}.",
            spans=_heading(report, "s1"),
        )


def _government(report: Report, ledger: Ledger) -> None:
    text = _text(report, "s1", "s5", "s6")
    if len(text) < _LEAST:
        return
    ledger.checked("F.GOV")
    missing = [name for name, words in _GOVERNMENT.items() if not re.search(words, text)]
    if len(missing) > 1:
        ledger.add(
            "F.GOV",
            "UNCERTAIN",
            f"各级政府的报告还应写明工作考核、社会评议和责任追究结果；没有找到：{'、'.join(missing)}。",
            f"A government also reports assessment, public review and accountability; not found: {', '.join(missing)}.",
            spans=_heading(report, "s1"),
        )


def _extra(report: Report, ledger: Ledger) -> None:
    ledger.checked("F.EXTRA")
    for section in report.sections:
        if section.id == "sx" and section.heading and not _NESTED.match(section.heading):
            ledger.add(
                "F.EXTRA",
                "UNCERTAIN",
                f"“{section.heading}”不在规定的六个部分之内；报告“不能遗漏，也不宜泛化”。",
                f"“{section.heading}” is none of the six sections of the form.",
                spans=[(section.start, section.start + len(section.heading))],
            )


def _era(report: Report, ledger: Ledger) -> None:
    """A report of 2021 or later in tables of 2019: columns and rows that the form no longer has."""
    if (report.year or 0) < 2021:
        return
    ledger.checked("F.ERA")
    old = [
        cell.id
        for table in report.tables.values()
        for cell in table.values()
        if cell.state != "absent"
        and re.search(r"\.(published_new|published_all|items_prev|items_delta)$|r_ot_all\.c_total$", cell.id)
    ]
    if old:
        ledger.add(
            "F.ERA",
            "UNCERTAIN",
            f"{report.year}年的报告用了2019年格式的行或列（{len(old)}个单元格），应按国办公开办函〔2021〕30号的表格填报。",
            f"The report for {report.year} uses rows or columns of the 2019 form ({len(old)} cells).",
            cells=old[:8],
        )
