"""Published in time, and every year: X.LATE and X.MISSING. Source: 条例第四十九条; FORMAT §1."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from gongkai.checks.findings import Ledger, finding_id
from gongkai.checks.organs import KIND_ZH, due, folded_name, organ_kind
from gongkai.model import Finding, Report, Verdict

_MOST = 0.5  # share of the organs that must have reported on a year before the others are called missing


def check_publication(report: Report, ledger: Ledger) -> None:
    """X.LATE. Of the dates known (page, list, first seen, signature) the earliest counts: sites move and re-date pages.
    Only the date signed under the report proves that it was late."""
    signed = _dates(report, "signature")
    known = [*signed, *_dates(report, "list", "seen"), *([report.published] if report.published else [])]
    if report.year is None or not known or not report.organ:
        return
    last, is_law = due(report.organ, report.year)
    first = min((day for day in known if day.year > report.year), default=None)
    only_seen = not signed and report.published is None and not _dates(report, "list")
    if first is None or (first > last and only_seen):
        return  # when the crawler came by is no date of publication
    ledger.checked("X.LATE")
    if first > last:
        _late(report, ledger, first, last, is_law=is_law, is_signed=first in signed)


def _dates(report: Report, *origins: str) -> list[date]:
    return [
        date.fromisoformat(c.value)
        for c in report.candidates
        if c.field == "published" and c.origin in origins
    ]


def _late(report: Report, ledger: Ledger, day: date, last: date, *, is_law: bool, is_signed: bool) -> None:
    spans = _signed(report, day) if is_signed else []
    is_certain = bool(spans) and is_law
    kind = organ_kind(report.organ)
    due_by = f"{KIND_ZH[kind]}应在{last.year}年{last.month}月{last.day}日前公布" + (
        "" if is_law else "（地方要求，供参考）"
    )
    zh = f"{'落款' if spans else '发布'}日期是{day.isoformat()}，晚于期限：{due_by}。"
    zh += "" if is_certain or not is_law else "网页日期可能是迁移或更新的日期，请核对。"
    en = f"Dated {day.isoformat()}, after {last.isoformat()}, the last day for this kind of organ ({kind})."
    verdict: Verdict = "FAIL" if is_certain else "UNCERTAIN"
    ledger.add("X.LATE", verdict, zh, en, spans=spans, severity=None if is_law else "info")


def _signed(report: Report, day: date) -> list[tuple[int, int]]:
    """Where the date under the report stands: the last words of its text that hold the day."""
    for words in (f"{day.year}年{day.month}月{day.day}日", f"{day.year}年{day.month:02}月{day.day:02}日"):
        at = report.text.rfind(words)
        if at >= len(report.text) - 200 and at >= 0:
            return [(at, at + len(words))]
    return []


def missing_reports(
    years_of: Mapping[str, set[int]], expected: Iterable[str], year: int | None, today: date
) -> list[tuple[str, int, Finding]]:
    """X.MISSING for organs (by name): a gap between years, or none for the latest year that most have reported on.

    ``expected`` names organs that must have one for ``year`` (by default the latest year seen).
    """
    gone: dict[tuple[str, int], str] = {}
    have: dict[int, int] = defaultdict(int)
    for years in years_of.values():
        for one in years:
            have[one] += 1
    usual = [one for one, count in have.items() if count >= _MOST * len(years_of)]
    for organ, years in years_of.items():
        for one in range(min(years) + 1, max((*usual, *years)) + 1):
            is_gap = one < max(years)
            if one not in years and (is_gap or one in usual):
                gone[organ, one] = "前后年度都有" if is_gap else "以前年度有"
    wanted = year or max(usual, default=None) or max(have, default=None)
    by_name = {folded_name(organ): years for organ, years in years_of.items()}
    for organ in expected:
        if wanted and wanted not in by_name.get(folded_name(organ), set()):
            gone[organ, wanted] = "名单中有该机关"
    return [
        (organ, one, _missing(organ, one, why))
        for (organ, one), why in sorted(gone.items())
        if due(organ, one)[0] < today
    ]


def _missing(organ: str, year: int, why: str) -> Finding:
    last, is_law = due(organ, year)
    zh = (
        f"没有收集到{organ}{year}年的报告（{why}）。期限是{last.isoformat()}"
        + ("" if is_law else "（地方要求，供参考）")
        + "；没有收集到不等于没有发布，请核实。"
    )
    en = f"No report of {organ} for {year} was collected; it was due by {last.isoformat()}. Not seen is not absent."
    identity = finding_id("X.MISSING", organ, str(year))
    return Finding(identity, "X.MISSING", "UNCERTAIN", "warn" if is_law else "info", zh, en)
