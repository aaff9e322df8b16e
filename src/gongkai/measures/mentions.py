"""Which figures of a passage say what a measure asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..model import Figure
from .rules import Measure, wording

_STOPS = re.compile(r"[，,。；;！!？?\n：:]")
_ENDS = re.compile(r"[。；;！!？?\n]")
_BRACKET = re.compile(r"[(（].*")  # 篇（次） is 篇
_BLANK = re.compile(r"\s+")
_JOINT = re.compile(r"[、和及与或]")
_FAR = 300  # characters that a sentence reaches back, at most
_GAP = 8  # characters between what is counted and its number: 新闻发布会|共召开|4场
_AFTER = re.compile(r"[^，,。；;！!？?\n：:、]{0,10}")
_GLUE = re.compile(r"[共计总合达约为有超近]{0,4}")


@dataclass(frozen=True, slots=True)
class Mention:
    """A figure that may be the value, and what tells it from others that may be."""

    figure: Figure
    area: bool = False  # of a whole area or system: 全区, 各街道
    part: bool = False  # behind 其中
    kind: bool = False  # of one kind only: 图文解读
    total: bool = False  # 共, 累计
    channelled: bool = False  # of one carrier, where the measure asks for none


@dataclass(frozen=True, slots=True)
class Place:
    """A figure and what stands around it, without blanks, quoted titles and names of accounts."""

    figure: Figure
    unit: str
    clause: str  # before the figure, from the last comma or figure on
    sentence: str  # before the figure, from the last full stop on
    behind: str  # up to the next figure or stop
    last: bool  # no figure follows in the clause behind


def places(text: str, figures: Sequence[Figure]) -> list[Place]:
    """The figures of one passage in their places. ``figures`` have spans in ``text``, in order."""
    found = []
    for n, figure in enumerate(figures):
        previous = figures[n - 1].end if n else 0
        following = figures[n + 1].start if n + 1 < len(figures) else len(text)
        stop = _last(_STOPS, text, figure.start)
        clause = _squeeze(text[max(previous, stop) : figure.start])
        if previous > stop:  # a list that goes on: 解读36篇、新闻发布会4场
            clause = clause.lstrip("、和及与")
        sentence = _squeeze(text[_last(_ENDS, text, figure.start) : figure.start])
        behind = _squeeze(text[figure.end : min(following, figure.end + _FAR)])
        unit = _BRACKET.sub("", figure.unit)
        found.append(Place(figure, unit, clause, sentence, behind, following == len(text)))
    return found


def mentions(measure: Measure, found: Sequence[Place], year: int | None) -> Iterator[Mention]:
    """The figures among those of one passage that fit the measure. ``year`` is the report's."""
    for place in found:
        clause, sentence, behind = place.clause, place.sentence, place.behind
        if measure.noun is None or place.unit not in measure.units:
            continue
        noun = _before(measure.noun, clause) or _after(measure.noun, behind, place.last)
        if noun is None or _is_no_value(measure, clause, sentence, year):
            continue
        if measure.excluded and measure.excluded.search(clause + noun):
            continue
        if wording("from").search(clause) and wording("to").match(behind):
            continue  # 由30个减为18个: the first number is the old one
        if measure.banned and measure.banned.search(sentence):
            continue
        if measure.context and not measure.context.search(sentence + behind):
            continue
        channel = _channel(sentence, noun)
        if channel in measure.barred or (measure.channel and channel != measure.channel):
            continue
        yield Mention(
            place.figure,
            area=bool(wording("area").search(sentence)),
            part=bool(wording("part").search(sentence)),
            kind=bool(measure.kinds and measure.kinds.search(clause + noun)),
            total=bool(wording("total").search(clause)),
            channelled=bool(not measure.channel and channel),
        )


def _last(pattern: re.Pattern[str], text: str, before: int) -> int:
    """Where the part of the text begins that ends at ``before``; not further back than a sentence reaches."""
    far = max(0, before - _FAR)
    return max((match.end() for match in pattern.finditer(text, far, before)), default=far)


def _squeeze(text: str) -> str:
    return wording("quoted").sub("", _BLANK.sub("", text))


def _before(noun: re.Pattern[str], clause: str) -> str | None:
    """The noun, if it governs the number at the clause's end. Two things counted together are neither of them."""
    all_found = list(noun.finditer(clause))
    if not all_found:
        return None
    found = all_found[-1]
    gap = clause[found.end() :]
    if (
        len(gap) > _GAP
        or _JOINT.search(gap)
        or _JOINT.fullmatch(clause[found.start() - 1 : found.start()] or "·")
    ):
        return None
    return found[0]


def _after(noun: re.Pattern[str], behind: str, last: bool) -> str | None:
    """The noun right behind the number (4场新闻发布会), unless it belongs to the next number (3件文件作解读5篇)."""
    window = _AFTER.match(behind)
    found = noun.search(window[0]) if window else None
    if found is None or wording("verb").search(behind[: found.start()]):
        return None
    rest = behind[found.end() :]
    if not last and len(rest) <= 4 and (_GLUE.fullmatch(rest) or not _STOPS.search(rest)):
        return None
    return None if rest[:1] and _JOINT.fullmatch(rest[:1]) else found[0]


def _is_no_value(measure: Measure, clause: str, sentence: str, year: int | None) -> bool:
    """Another year's number, a plan, a difference, a mean, or (of what happens in a year) the sum of all years."""
    if any(wording(name).search(clause) for name in ("plan", "change", "mean", "last_year")):
        return True
    if not measure.stock and wording("all_years").search(sentence):
        return True
    named = [int(match[1]) for match in wording("year").finditer(sentence)]
    return bool(named and year and named[-1] != year)


def _channel(before: str, noun: str) -> str:
    """The id of the carrier named last before the figure; "several" if more than one is named or meant together."""
    found = sorted(
        (match.start(), match.end(), name)
        for name, pattern in wording.group("channel").items()
        for match in pattern.finditer(before)
    )
    if not found:
        return next((name for name, pattern in wording.group("channel").items() if pattern.search(noun)), "")
    *_, (start, end, name) = found
    if wording("listed").match(before, end):
        return "several"
    for _, end, other in reversed(found[:-1]):
        between = before[end:start]
        if other != name and not re.search(r"[，,\d]", between):
            return "several"
    return name
