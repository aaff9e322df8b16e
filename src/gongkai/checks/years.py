"""The year of a report: title, period and narrative must agree."""

from __future__ import annotations

import re
from collections import Counter

from gongkai.checks.findings import Ledger
from gongkai.checks.wording import wording
from gongkai.model import Report, Verdict

_TITLE_YEAR = re.compile(r"(20\d\d)\s*年")
_OFTEN = 2  # times the narrative must name another year to be called wrong


def check_years(report: Report, ledger: Ledger) -> None:
    """META.YEAR (title, period, narrative) and META.STALE (a sentence that tells of an earlier year)."""
    _title_and_period(report, ledger)
    if report.year is not None:
        _stale(report, ledger, report.year)


def _stale(report: Report, ledger: Ledger, year: int) -> None:
    ledger.checked("META.STALE")
    first = next((p.index for p in report.passages if p.section == "s1"), None)
    for masked in ledger.passages:
        passage = masked.passage
        opening = wording("year.opening").match(passage.text)
        told = opening or (wording("year.fee").search(masked.text) if passage.section == "s6" else None)
        if passage.section not in ("s1", "s6") or not told or int(told.group(1)) >= year:
            continue  # what comes next year is a plan
        # The first words of section one, and the fees of section six, speak of the report's year and no other.
        is_first = passage.index == first and wording("year.first").match(passage.text) is not None
        is_certain = (is_first or (passage.section == "s6" and not opening)) and str(year) not in passage.text
        end = passage.start + told.end() if opening else passage.end
        ledger.add(
            "META.STALE",
            "FAIL" if is_certain else "UNCERTAIN",
            f"报告年度是{year}年，这一句说的却是{told.group(1)}年，可能是沿用往年的文字，请核对。",
            f"The report is for {year}, this sentence tells of {told.group(1)}: perhaps left from an older report.",
            spans=[(passage.start, end)],
        )


def _title_and_period(report: Report, ledger: Ledger) -> None:
    titled = _TITLE_YEAR.search(report.title)
    if not titled:
        return
    in_title = int(titled.group(1))
    years = {int(y) for y in re.findall(r"(20\d\d)\s*年", report.period)}
    if len(years) == 1:
        ledger.checked("META.YEAR")
        in_period = years.pop()
        if in_period != in_title:
            _disagree(
                report, ledger, in_title, f"统计期限却是“{report.period}”", f"the period is “{report.period}”"
            )
            return
    _title_and_narrative(report, ledger, in_title, is_confirmed=len(years) == 1)


def _title_and_narrative(report: Report, ledger: Ledger, in_title: int, *, is_confirmed: bool) -> None:
    places = _places(ledger)
    opening = "".join(m.text for m in ledger.passages if m.passage.section == "s1")
    if not places:
        return
    ledger.checked("META.YEAR")
    other, count = Counter(year for year, _ in places).most_common(1)[0]
    if abs(other - in_title) != 1 or f"{in_title}年" in opening or (is_confirmed and count < _OFTEN):
        return
    spans = [span for year, span in places if year == other][:2]
    zh, en = f"正文说的却都是{other}年", f"the narrative tells of {other} only"
    _disagree(report, ledger, in_title, zh, en, spans, is_certain=count >= _OFTEN)


def _places(ledger: Ledger) -> list[tuple[int, tuple[int, int]]]:
    return [
        (int(found.group(1)), masked.span(*found.span()))
        for masked in ledger.passages
        if masked.passage.section == "s1" and not wording("year.plan").search(masked.text)
        for found in wording("year.tells").finditer(masked.text)
    ]


def _disagree(
    report: Report,
    ledger: Ledger,
    in_title: int,
    what: str,
    what_en: str,
    spans: list[tuple[int, int]] | None = None,
    *,
    is_certain: bool = True,
) -> None:
    shown = [*_printed(report, report.title), *(_printed(report, report.period) if spans is None else spans)]
    verdict: Verdict = "FAIL" if is_certain and len(shown) > 1 else "UNCERTAIN"
    zh = f"标题是{in_title}年，{what}，年份不一致。"
    ledger.add("META.YEAR", verdict, zh, f"The title says {in_title}, {what_en}.", spans=shown)


def _printed(report: Report, words: str) -> list[tuple[int, int]]:
    """Where the words stand in the text; spaces and line breaks inside do not matter."""
    short = "".join(words.split())
    found = re.search(r"\s*".join(map(re.escape, short)), report.text) if 0 < len(short) <= 120 else None
    return [found.span()] if found else []
