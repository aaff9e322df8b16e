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

from gongkai.checks.masked import CASE_UNITS, EXACT, MONEY, Masked
from gongkai.checks.wording import wording
from gongkai.model import Passage

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
            wording.compiled(entry["pattern"]),
            tuple(tuple(names) for names in entry["candidates"]),
            re.compile(entry["never"]) if entry.get("never") else None,
            entry.get("partial", False),
            entry.get("soft", False),
            entry.get("year"),
        )
        for entry in entries
    )


def in_narrative(masked: Masked) -> bool:
    """Whether the passage may speak of this year's applications (not front matter, problems or plans)."""
    return masked.passage.section in ("s1", "s3", "s4")


def is_about_requests(masked: Masked) -> bool:
    """Whether the passage speaks of disclosure requests, or of reviews and lawsuits about them."""
    return bool(
        wording("about.requests").search(masked.text)
        or wording("about.disputes").search(masked.passage.heading)
    )


def speaks_of_another_time(before: str, year: int | None) -> bool:
    """Whether the words before a number place it in another year, or in a part of the year."""
    is_part = wording("time.other").search(last_clause(before)) or wording("time.until").search(before)
    return bool(is_part) or names_another_year(before, year)


def names_another_year(before: str, year: int | None) -> bool:
    """Whether the last year named before a number is not the report's."""
    years = _YEAR.findall(before)
    return bool(years) and year is not None and int(years[-1]) != year


def lead(text: str, at: int) -> str:
    """What stands before a place, as far back as a sentence can matter (a passage may be hostile and endless)."""
    return text[max(0, at - _LOOK_BACK) : at]


def sentence_before(text: str, at: int) -> str:
    """The sentence a place stands in, up to the place."""
    return re.split(r"[。；]", lead(text, at))[-1]


def is_about_decisions(masked: Masked) -> bool:
    """Whether the passage speaks of what table 2 counts: documents made, permits, penalties, fees."""
    is_there = masked.passage.section in ("s1", "s2")
    return is_there and bool(wording("about.decisions").search(masked.text))


def last_clause(before: str) -> str:
    """The clause that the end of the words belongs to."""
    return re.split(r"[，；。（]", before)[-1]


def find_claims(passages: Iterable[Masked], year: int | None) -> list[Claim]:
    """Every claim of the narrative; a number is claimed once, by the first wording that fits it."""
    found: list[Claim] = []
    for masked in passages:
        if EXACT not in masked.text and MONEY not in masked.text:
            continue
        of_requests = in_narrative(masked) and is_about_requests(masked)
        of_decisions = is_about_decisions(masked)
        claimed: dict[int, Claim] = {}
        for pattern in patterns():
            if of_decisions if pattern.rule == "P.T2" else of_requests:
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
        at = match.start() + max(match.group(0).find(sign) for sign in (EXACT, MONEY))
        before = sentence_before(text, match.start())
        clause = last_clause(before) + match.group(0)
        if masked.figures[at].unit not in (*CASE_UNITS, "元") or not _counts_all(
            pattern, before, match.group(0)
        ):
            continue
        if (pattern.never and pattern.never.search(clause)) or wording("denied").search(before):
            continue
        if (pattern.rule != "P.T2" and _is_another_matter(before + match.group(0))) or (
            pattern.rule == "P.CAT" and wording("matter.sorting").search(before)
        ):
            continue
        if pattern.rule == "P.CARRY" and wording("carry.of_dispute").search(before):
            continue
        if _is_another_year(pattern, match, before, text[match.start() : at], year):
            continue
        start, end = masked.span(*match.span())
        yield Claim(pattern, masked.value(at), start, end, before, clause, masked, at, match.end())


def _counts_all(pattern: Pattern, before: str, matched: str) -> bool:
    return pattern.partial or not wording("part.open").search(before + matched)


def _is_another_matter(words: str) -> bool:
    """建议、提案…答复15件: the nearest topic before the number is not an application."""
    others = [m.end() for m in wording("matter.other").finditer(words)]
    return bool(others) and not wording("matter.ours").search(words, others[-1])


def _is_another_year(
    pattern: Pattern, match: re.Match[str], before: str, lead_in: str, year: int | None
) -> bool:
    if pattern.year is not None:
        return year is None or int(match.group("y")) != year + pattern.year
    if pattern.rule == "P.CARRY":
        return names_another_year(before, year)
    return speaks_of_another_time(before + lead_in, year)
