"""Who speaks: the organ of the title, of the text and of the signature; and damage to the text itself."""

from __future__ import annotations

import re

from gongkai.checks.findings import Ledger
from gongkai.checks.wording import wording
from gongkai.fold import fold
from gongkai.model import Candidate, Report, Verdict

_TEXT_ORIGINS = ("signature", "body")
_LABELS = ("发布机构", "公开机构", "发布单位", "发文机关", "制发机关")
_LEAST = 2  # times another kind of organ must speak of itself
_LOST = re.compile(r"around (['\"])(?P<words>.*)\1$")
_OUR_READING = re.compile(r"\(cid:\d+\)|\ufffd")


def check_identity(report: Report, ledger: Ledger) -> None:
    """META.ORGAN, META.SELF, META.DATE and F.DAMAGE. Source: FACTS §1 and §7, FORMAT §7 B."""
    _organs(report, ledger)
    _self(report, ledger)
    _dates(report, ledger)
    _damage(report, ledger)


def _organs(report: Report, ledger: Ledger) -> None:
    titled = next((c.value for c in report.candidates if c.field == "organ" and c.origin == "title"), "")
    others = [c for c in report.candidates if c.field == "organ" and c.value != titled and _is_firm(c)]
    if not titled or not others:
        return
    ledger.checked("META.ORGAN")
    for other in others:
        one, two = fold(titled), fold(other.value)
        if _is_short_for(one, two) or _is_short_for(two, one) or wording("organ.generic").search(other.value):
            continue
        is_slip = len(one) == len(two) and 0 < sum(a != b for a, b in zip(one, two, strict=True)) <= 2
        if not is_slip and (other.origin != "signature" or re.search("[、，（(]", other.value)):
            continue  # another organ may well edit or carry the report
        if report.text.find(other.value) in range(80):
            continue  # a second name of the organ, printed in the head of the report
        spans = [(at, at + len(w)) for w in (titled, other.value) if (at := report.text.rfind(w)) >= 0]
        is_certain = is_slip and other.origin in _TEXT_ORIGINS and len(spans) == 2
        verdict: Verdict = "FAIL" if is_certain else "UNCERTAIN"
        ledger.add(
            "META.ORGAN",
            verdict,
            f"标题是“{titled}”，{'正文或落款' if other.origin in _TEXT_ORIGINS else '发布信息'}写的是“{other.value}”，机关名称不一致。",
            f"The title names “{titled}”, the {other.origin.split(':')[0]} “{other.value}”.",
            spans=spans,
        )


def _is_firm(candidate: Candidate) -> bool:
    return candidate.origin in _TEXT_ORIGINS or candidate.origin.split(":")[-1] in _LABELS


def _is_short_for(short: str, long: str) -> bool:
    """Whether the characters of one name stand in the other in order: 县教育局, 青岚县教育局."""
    rest = iter(long)
    return all(char in rest for char in short)


def _self(report: Report, ledger: Ledger) -> None:
    """我镇 in the report of a 局: the text may be another organ's."""
    places = [
        (found.group(1), masked.span(*found.span()))
        for masked in ledger.passages
        for found in wording("organ.self").finditer(masked.text)
    ]
    if not report.organ or not places:
        return
    ledger.checked("META.SELF")
    own = report.organ + report.title
    for kind in dict.fromkeys(kind for kind, _ in places):
        spans = [span for k, span in places if k == kind]
        is_own = any(k in own for k, _ in places)
        if kind in own or (is_own and len(spans) * 2 < len(places)) or len(spans) < _LEAST:
            continue
        ledger.add(
            "META.SELF",
            "UNCERTAIN",
            f"报告机关是“{report.organ}”，正文却自称“我{kind}”{len(spans)}次，可能沿用了其他单位的文字，请核对。",
            f"The organ is “{report.organ}”, but the text says “我{kind}” {len(spans)} times: perhaps another's text.",
            spans=spans[:3],
        )


def _dates(report: Report, ledger: Ledger) -> None:
    for issue in report.issues:
        if issue.code == "meta.date-implausible":
            ledger.add(
                "META.DATE",
                "UNCERTAIN",
                f"日期早于报告年度结束（{issue.place}），请核对：{issue.message}。",
                f"A date lies before the year had ended: {issue.message}.",
            )


def _damage(report: Report, ledger: Ledger) -> None:
    ledger.checked("F.DAMAGE")
    for issue in report.issues:
        at = re.search(r", (\d+)$", issue.place)
        words = _LOST.search(issue.message)
        if issue.code != "text.damage" or not at or not words:
            continue
        start = int(at.group(1))
        lost = words.group("words")
        before = report.text[max(0, start - 8) : start]
        if report.text[start : start + len(lost)] != lost or wording("organ.address").search(before):
            continue
        # A PDF may have lost them in our hands; in other carriers the characters are not there.
        is_ours = report.media_type == "application/pdf" or bool(_OUR_READING.search(lost))
        ledger.add(
            "F.DAMAGE",
            "UNCERTAIN" if is_ours else "FAIL",
            f"“{lost}”处文字有缺损（年、月、日、括号等字符丢失）。"
            + ("可能是PDF文字层的问题，请对照原件。" if is_ours else ""),
            f"Characters are lost in “{lost}” (year, month, day or bracket)."
            + (" Perhaps only in the text layer of the PDF." if is_ours else ""),
            spans=[(max(0, start - 6), min(len(report.text), start + len(lost) + 6))],
        )
