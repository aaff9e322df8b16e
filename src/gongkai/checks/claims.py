"""What the narrative says about applications, results, reviews and lawsuits: a number, its wording and its place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from gongkai.checks.masked import CASE_UNITS, EXACT, SIGNS, Masked
from gongkai.model import Passage

# Words that may join what is counted and its number.
GLUE = r"(?:的|类|情形|答复|申请|事项|案件|案|政府信息|数量|数|总数|量|累计|共计|共有|共|合计|总计|计|为|有|达|了|：)"
_CONTEXT = re.compile(r"信息公开|依申请|申请公开|公开申请|收到申请|新收申请|受理申请|办理申请")
_HEADING = re.compile(r"申请|复议|诉讼")
# What is received, answered and reviewed in the same words; the nearest topic before a number governs it.
_OTHER_MATTER = re.compile(
    r"属性|源头|公文|建议|提案|信访件|信访事项|留言|来信|来电|来访|咨询|许可|补贴|诉求|热线|工单|信箱|网民|网友|互动|问政|反映|民意|(?<!复)议案|12345|证书|合同|行政处罚|备案|登记证"
)
_OUR_MATTER = re.compile(r"信息公开|申请|结转|复议|诉讼")
_SORTING = re.compile(f"公文|属性|(?:主动|依申请)公开{EXACT}")  # documents sorted by openness
_DENIED = re.compile(r"(?:未|没有|无)$")  # 未收到一件申请
_OTHER_TIME = re.compile(
    r"较|比|同期|去年|上一?年(?!度?结转)|往年|历年|近[两三四五]年|上半年|下半年|季度|月[份底末至]|以来"
)
_YEAR = re.compile(r"(20\d\d)年")
_LOOK_BACK = 300
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Pattern:
    """One entry of data/claims.json: a wording, and the sums it may mean."""

    id: str
    role: str  # numbers of one role are judged together
    rule: str
    regex: re.Pattern[str]
    candidates: tuple[tuple[str, ...], ...]
    never: re.Pattern[str] | None  # in the clause: the number counts only a part, or something else
    partial: bool  # may stand after 其中
    soft: bool  # too loose a wording to call a mismatch wrong
    year: int | None  # the wording names a year (group y); it must be the report's plus this


@dataclass(frozen=True, slots=True)
class Claim:
    """A number of the narrative that speaks of the tables. ``start``/``end`` span Report.text."""

    pattern: Pattern
    value: Decimal
    start: int
    end: int
    before: str  # the sentence up to the claim, masked
    clause: str  # the clause the claim stands in, masked
    masked: Masked
    at: int  # where the number's sign stands in ``masked.text``
    stop: int  # where the wording ends there

    @property
    def passage(self) -> Passage:
        return self.masked.passage


@cache
def patterns() -> tuple[Pattern, ...]:
    """The wordings known, compiled."""
    text = files("gongkai.data").joinpath("claims.json").read_text("utf-8")
    entries: list[dict[str, Any]] = json.loads(text)["claims"]
    return tuple(
        Pattern(
            entry["id"],
            entry["role"],
            entry["rule"],
            compiled(entry["pattern"]),
            tuple(tuple(names) for names in entry["candidates"]),
            re.compile(entry["never"]) if entry.get("never") else None,
            entry.get("partial", False),
            entry.get("soft", False),
            entry.get("year"),
        )
        for entry in entries
    )


def compiled(source: str) -> re.Pattern[str]:
    """A wording as a regular expression over masked text."""
    for name, sign in SIGNS.items():
        source = source.replace(name, sign)
    return re.compile(source.replace("<G>", GLUE))


def in_narrative(masked: Masked) -> bool:
    """Whether the passage may speak of this year's applications (not front matter, problems or plans)."""
    return masked.passage.section in ("s1", "s3", "s4")


def is_about_requests(masked: Masked) -> bool:
    """Whether the passage speaks of disclosure requests, or of reviews and lawsuits about them."""
    return bool(_CONTEXT.search(masked.text) or _HEADING.search(masked.passage.heading))


def speaks_of_another_time(before: str, year: int | None) -> bool:
    """Whether the words before a number place it in another year, or in a part of the year."""
    return bool(_OTHER_TIME.search(re.split(r"[，；。（]", before)[-1])) or names_another_year(before, year)


def names_another_year(before: str, year: int | None) -> bool:
    """Whether the last year named before a number is not the report's."""
    years = _YEAR.findall(before)
    return bool(years) and year is not None and int(years[-1]) != year


def lead(text: str, at: int) -> str:
    """What stands before a place, as far back as a sentence can matter (a passage may be hostile and endless)."""
    return text[max(0, at - _LOOK_BACK) : at]


def find_claims(passages: Iterable[Masked], year: int | None) -> list[Claim]:
    """Every claim of the narrative; a number is claimed once, by the first wording that fits it."""
    found: list[Claim] = []
    for masked in passages:
        if not in_narrative(masked) or EXACT not in masked.text or not is_about_requests(masked):
            continue
        claimed: dict[int, Claim] = {}
        for pattern in patterns():
            for claim in claims_of(pattern, masked, year):
                claimed.setdefault(claim.at, claim)
        found.extend(claimed.values())
        if len(found) > _MOST:
            break  # no report makes so many; a hostile page does
    return sorted(found, key=lambda claim: claim.start)


def claims_of(pattern: Pattern, masked: Masked, year: int | None = None) -> Iterator[Claim]:
    """The claims of one wording, after its exclusions."""
    text = masked.text
    for match in pattern.regex.finditer(text):
        at = text.index(EXACT, match.start(), match.end())
        before = re.split(r"[。；]", lead(text, match.start()))[-1]
        clause = re.split(r"[，（]", before)[-1] + match.group(0)
        if masked.figures[at].unit not in CASE_UNITS or not _counts_all(pattern, before, match.group(0)):
            continue
        if (pattern.never and pattern.never.search(clause)) or _DENIED.search(before):
            continue
        if _is_another_matter(before + match.group(0)) or (
            pattern.rule == "P.CAT" and _SORTING.search(before)
        ):
            continue
        if _is_another_year(pattern, match, before, text[match.start() : at], year):
            continue
        start, end = masked.span(*match.span())
        yield Claim(pattern, masked.value(at), start, end, before, clause, masked, at, match.end())


def _counts_all(pattern: Pattern, before: str, matched: str) -> bool:
    return pattern.partial or not re.search(r"其中|含|另|包括", before + matched)


def _is_another_matter(words: str) -> bool:
    """建议、提案…答复15件: the nearest topic before the number is not an application."""
    others = [m.end() for m in _OTHER_MATTER.finditer(words)]
    return bool(others) and not _OUR_MATTER.search(words, others[-1])


def _is_another_year(
    pattern: Pattern, match: re.Match[str], before: str, lead_in: str, year: int | None
) -> bool:
    if pattern.year is not None:
        return year is None or int(match.group("y")) != year + pattern.year
    if pattern.rule == "P.CARRY":
        return names_another_year(before, year)
    return speaks_of_another_time(before + lead_in, year)
