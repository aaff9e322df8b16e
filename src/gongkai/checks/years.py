"""The year of a report: title, period and narrative must agree."""

from __future__ import annotations

import re
from collections import Counter

from gongkai.checks.findings import Ledger
from gongkai.model import Report

_TITLE_YEAR = re.compile(r"(20\d\d)\s*年")
_OPENING = re.compile(r"^(20\d\d)\s*年(?:度|全年|以来|来)?[，,]")


def check_years(report: Report, ledger: Ledger) -> None:
    """META.YEAR (title against period) and META.STALE (a section that opens with another year)."""
    _title_and_period(report, ledger)
    if report.year is None:
        return
    ledger.checked("META.STALE")
    for passage in report.passages:
        opening = _OPENING.match(passage.text)
        if passage.section not in ("s1", "s6") or not opening or int(opening.group(1)) == report.year:
            continue
        year = int(opening.group(1))
        if year > report.year:
            continue  # what comes next year is a plan
        ledger.add(
            "META.STALE",
            "UNCERTAIN",
            f"报告年度是{report.year}年，这一句却以“{year}年”开头，可能是沿用往年的文字，请核对。",
            f"The report is for {report.year}, this sentence opens with {year}: perhaps left from an older report.",
            spans=[(passage.start, passage.start + opening.end())],
        )


def _title_and_period(report: Report, ledger: Ledger) -> None:
    titled = _TITLE_YEAR.search(report.title)
    years = {int(y) for y in re.findall(r"(20\d\d)\s*年", report.period)}
    if not titled or len(years) != 1:
        return
    ledger.checked("META.YEAR")
    in_title, in_period = int(titled.group(1)), years.pop()
    if in_title == in_period:
        return
    spans = [
        (at, at + len(words))
        for words in (report.title, report.period)
        if words and (at := report.text.find(words)) >= 0
    ]
    told = Counter(
        int(y) for p in report.passages if p.section == "s1" for y in re.findall(r"(20\d\d)\s*年", p.text)
    )
    most = told.most_common(1)[0][0] if told else in_title
    # A title may name the year of publication; then the narrative sides with the period.
    certain = bool(spans) and most == in_title
    ledger.add(
        "META.YEAR",
        "FAIL" if certain else "UNCERTAIN",
        f"标题是{in_title}年，统计期限却是“{report.period}”，年份不一致。",
        f"The title says {in_title}, the period printed is “{report.period}”.",
        spans=spans,
    )
