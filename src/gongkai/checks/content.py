"""What the six sections must tell: topics of section one, reports of governments, nothing beyond the form."""

from __future__ import annotations

import re

from gongkai.checks.findings import Ledger
from gongkai.checks.wording import wording
from gongkai.model import Report

_NESTED = re.compile(r"\W*[一二三四五六1-6]\W|（|\(")  # a part of a section that numbers its parts
_LEAST = 120  # characters of text below which topics are not looked for


def check_content(report: Report, ledger: Ledger) -> None:
    """F.TOPICS, F.GOV, F.EXTRA, F.ERA. Source: 条例第五十条; 国办公开办函〔2021〕30号."""
    if report.era != "2021" or report.year is None:
        return
    zh = "“一、总体情况”没有写到：{}，请核对是否漏写。"
    _told(report, ledger, "F.TOPICS", ("s1",), 1, zh, "Section one does not speak of: {}.")
    if report.organ.endswith("政府"):
        zh = "各级政府的报告还应写明工作考核、社会评议和责任追究结果；没有找到：{}。"
        en = "A government also reports assessment, public review and accountability; not found: {}."
        _told(report, ledger, "F.GOV", ("s1", "s5", "s6"), 2, zh, en)
    _extra(report, ledger)
    _era(report, ledger)


def _text(report: Report, *sections: str) -> str:
    return "".join(p.heading + "".join(p.text.split()) for p in report.passages if p.section in sections)


def _heading(report: Report, section: str) -> list[tuple[int, int]]:
    found = next((s for s in report.sections if s.id == section), None)
    return [(found.start, found.start + max(len(found.heading), 1))] if found else []


def _told(
    report: Report, ledger: Ledger, rule_id: str, sections: tuple[str, ...], missed: int, zh: str, en: str
) -> None:
    """Whether the sections speak of what the rule's group of wordings lists; ``missed`` of them are too many."""
    text = _text(report, *sections)
    if len(text) < _LEAST:
        return
    ledger.checked(rule_id)
    missing = [name for name, words in wording.group(rule_id).items() if not words.search(text)]
    if len(missing) >= missed:
        zh, en = zh.format("、".join(missing)), en.format(", ".join(missing))
        ledger.add(rule_id, "UNCERTAIN", zh, en, spans=_heading(report, "s1"))


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
