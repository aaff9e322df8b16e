"""What the narrative says about applications, results, reviews and lawsuits: claims with a number and a place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from gongkai.checks.rules import load
from gongkai.model import Passage, Report

_WIDE = str.maketrans("０１２３４５６７８９％", "0123456789%")
NUMBER = r"(?<![\d.〔])(?<!\d[,，])(?P<n>\d{1,3}(?:[,，]\d{3})+(?!\d)|\d{1,12})(?![\d.])"
UNIT = r"(?:余?(?:件次|件|宗|起|条|份|项|例|个|次|桩))"
_GLUE = r"(?:的|类|情形|答复|申请|事项|案件|案|政府信息|数量|数|总数|量|累计|共计|共有|共|合计|总计|计|为|有|达|了|：|:)"
_CONTEXT = re.compile(r"信息公开|依申请|申请公开|公开申请|收到申请|新收申请|受理申请|办理申请")
_HEADING = re.compile(r"申请|复议|诉讼")
_OTHER_MATTER = re.compile(r"属性|源头|公文|建议|提案|信访件|留言|许可|补贴|诉求|热线|证书|合同")
_VAGUE = frozenset("近约超逾余多第")
_LOOK_BACK = 300
_YEAR = re.compile(r"(20\d\d)年")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One entry of data/rules.json "claims": a wording, and the sums it may mean."""

    id: str
    rule: str
    regex: re.Pattern[str]
    candidates: tuple[tuple[str, ...], ...]
    never: re.Pattern[str] | None  # in the clause: the number counts only a part, or something else
    partial: bool  # may stand after 其中


@dataclass(frozen=True, slots=True)
class Claim:
    """A number of the narrative that speaks of the tables. ``start``/``end`` span Report.text."""

    pattern: Pattern
    value: Decimal
    start: int
    end: int
    before: str  # the sentence up to the claim, without spaces
    passage: Passage


class Compact:
    """A passage without spaces and with plain digits; positions map back into the report's text."""

    def __init__(self, passage: Passage) -> None:
        kept = [(i, char) for i, char in enumerate(passage.text) if not char.isspace()]
        self.text = "".join(char for _, char in kept).translate(_WIDE)
        self._at = [passage.start + i for i, _ in kept]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the report's text of ``text[start:end]`` (not empty)."""
        return self._at[start], self._at[end - 1] + 1


@cache
def patterns() -> tuple[Pattern, ...]:
    """The wordings known, compiled: N, U and G stand for number, unit and the words that may join them."""
    found = []
    for entry in load("claims"):
        source = entry["pattern"].replace("<N>", NUMBER).replace("<U>", UNIT).replace("<G>", _GLUE)
        never = re.compile(entry["never"]) if entry.get("never") else None
        sums = tuple(tuple(names) for names in entry["candidates"])
        regex = re.compile(source)
        found.append(Pattern(entry["id"], entry["rule"], regex, sums, never, entry.get("partial", False)))
    return tuple(found)


def narrative(report: Report) -> Iterator[Passage]:
    """Passages that may speak of this year's applications (not the front matter, problems or plans)."""
    return (p for p in report.passages if p.section in ("s1", "s3", "s4"))


def is_about_requests(passage: Passage, text: str) -> bool:
    """Whether the passage speaks of disclosure requests, and of nothing that is counted in the same words."""
    about = _CONTEXT.search(text) or _HEADING.search(passage.heading)
    return bool(about) and not _OTHER_MATTER.search(text)


def speaks_of_another_time(before: str, year: int | None) -> bool:
    """Whether the words before a number place it in another year, or in a part of the year."""
    clause = re.split(r"[，；。,（(]", before)[-1]
    if re.search(
        r"较|比|同期|去年|上一?年(?!度?结转)|往年|历年|上半年|下半年|季度|月[份底末至]|以来", clause
    ):
        return True
    years = _YEAR.findall(before)
    return bool(years) and year is not None and int(years[-1]) != year


def lead(text: str, at: int) -> str:
    """What stands before a place, as far back as a sentence can matter (a passage may be hostile and endless)."""
    return text[max(0, at - _LOOK_BACK) : at]


def to_number(text: str) -> Decimal:
    """1,234 → 1234"""
    return Decimal(text.replace(",", "").replace("，", ""))


def find_claims(report: Report) -> list[Claim]:
    """Every claim of the narrative; of two that overlap, the one whose pattern stands first."""
    found: list[Claim] = []
    for passage in narrative(report):
        compact = Compact(passage)
        if is_about_requests(passage, compact.text):
            taken: list[tuple[int, int]] = []
            for pattern in patterns():
                found.extend(_claims_of(pattern, compact, passage, report.year, taken))
    return sorted(found, key=lambda claim: claim.start)


def find_in(pattern: Pattern, text: str, year: int | None = None) -> Iterator[re.Match[str]]:
    """Matches of one pattern in a text without spaces, after its exclusions."""
    for match in pattern.regex.finditer(text):
        before = re.split(r"[。；;]", lead(text, match.start()))[-1]
        clause = re.split(r"[，,]", before)[-1] + match.group(0)
        if (
            text[match.start("n") - 1 : match.start("n")] in _VAGUE
            or "余" in match.group(0)[match.end("n") - match.start() :]
        ):
            continue
        if pattern.never and pattern.never.search(clause):
            continue
        if not pattern.partial and re.search(r"其中|含|另", before + match.group(0)):
            continue
        is_carry = pattern.rule == "P.CARRY"
        if not is_carry and speaks_of_another_time(
            before + match.group(0)[: match.start("n") - match.start()], year
        ):
            continue
        yield match


def _claims_of(
    pattern: Pattern, compact: Compact, passage: Passage, year: int | None, taken: list[tuple[int, int]]
) -> Iterator[Claim]:
    for match in find_in(pattern, compact.text, year):
        where = match.span("n")
        if where in taken:
            continue
        taken.append(where)
        start, end = compact.span(*match.span())
        value = to_number(match.group("n"))
        yield Claim(pattern, value, start, end, lead(compact.text, match.start()), passage)
