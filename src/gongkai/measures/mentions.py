"""Which figures of a passage say what a measure asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..model import Figure
from .rules import Measure, Words, words

_STOPS = re.compile(r"[，,。；;！!？?\n：:]")
_ENDS = re.compile(r"[。；;！!？?\n]")
_BLANK = re.compile(r"\s+")
_JOINT = re.compile(r"[、和及与或]")
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


def mentions(measure: Measure, text: str, figures: Sequence[Figure], year: int | None) -> Iterator[Mention]:
    """The figures in one passage that fit. ``figures`` are those of the passage, with spans in ``text``."""
    said = words()
    for n, figure in enumerate(figures):
        if measure.noun is None or figure.unit not in measure.units:
            continue
        previous = figures[n - 1].end if n else 0
        following = figures[n + 1].start if n + 1 < len(figures) else len(text)
        stop = _last(_STOPS, text, figure.start)
        clause = _squeeze(text[max(previous, stop) : figure.start])
        if previous > stop:  # a list that goes on: 解读36篇、新闻发布会4场
            clause = clause.lstrip("、和及与")
        sentence = _squeeze(text[_last(_ENDS, text, figure.start) : figure.start])
        noun = _before(measure.noun, clause) or _after(measure.noun, text, figure.end, following)
        if noun is None or _is_no_value(measure, said, clause, sentence, year):
            continue
        if (measure.excluded and measure.excluded.search(clause + noun)) or _is_start(
            said, clause, text, figure
        ):
            continue
        if measure.context and not measure.context.search(sentence + text[figure.end : following]):
            continue
        channel = _channel(said, sentence, noun)
        if channel in measure.barred or (measure.channel and channel != measure.channel):
            continue
        yield Mention(
            figure,
            area=bool(said.patterns["area"].search(sentence)),
            part=bool(said.patterns["part"].search(sentence)),
            kind=bool(measure.kinds and measure.kinds.search(clause + noun)),
            total=bool(said.patterns["total"].search(clause)),
            channelled=bool(not measure.channel and channel),
        )


def _last(pattern: re.Pattern[str], text: str, before: int) -> int:
    """Where the part of the text begins that ends at ``before``."""
    return max((match.end() for match in pattern.finditer(text, 0, before)), default=0)


def _squeeze(text: str) -> str:
    """Without blanks, titles of texts and names of accounts: 《2025年预算》, “云河发布”."""
    return words().patterns["quoted"].sub("", _BLANK.sub("", text))


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


def _after(noun: re.Pattern[str], text: str, start: int, following: int) -> str | None:
    """The noun right behind the number (4场新闻发布会), unless it belongs to the next number (3件文件作解读5篇)."""
    window = _AFTER.match(text, start)
    found = noun.search(_squeeze(window[0])) if window else None
    if found is None or words().patterns["verb"].search(_squeeze(text[start:following])[: found.start()]):
        return None
    rest = _squeeze(text[start:following])[found.end() :]
    if following < len(text) and len(rest) <= 4 and (_GLUE.fullmatch(rest) or not _STOPS.search(rest)):
        return None
    return None if rest[:1] and _JOINT.fullmatch(rest[:1]) else found[0]


def _is_no_value(measure: Measure, said: Words, clause: str, sentence: str, year: int | None) -> bool:
    """Another year's number, a plan, a difference, a mean, or (of what happens in a year) the sum of all years."""
    patterns = said.patterns
    if any(patterns[name].search(clause) for name in ("plan", "change", "mean", "last_year")):
        return True
    if not measure.stock and patterns["all_years"].search(sentence):
        return True
    named = [int(match[1]) for match in patterns["year"].finditer(sentence)]
    return bool(named and year and named[-1] != year)


def _is_start(said: Words, clause: str, text: str, figure: Figure) -> bool:
    """由30个减为18个: the first number is the old one."""
    return bool(said.patterns["from"].search(clause) and said.patterns["to"].match(text, figure.end))


def _channel(said: Words, before: str, noun: str) -> str:
    """The id of the carrier named last before the figure; "several" if more than one is named or meant together."""
    found = sorted(
        (match.start(), match.end(), name)
        for name, pattern in said.channels.items()
        for match in pattern.finditer(before)
    )
    if not found:
        return next((name for name, pattern in said.channels.items() if pattern.search(noun)), "")
    *_, (start, end, name) = found
    if said.patterns["listed"].match(before, end):
        return "several"
    for _, end, other in reversed(found[:-1]):
        between = before[end:start]
        if other != name and not re.search(r"[，,\d]", between):
            return "several"
    return name
