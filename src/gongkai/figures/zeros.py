"""Zeros that stand in words: 未收到政府信息公开申请, 无行政复议、行政诉讼, 零投诉, 收费金额：无.

They are records of their own and no figures; 0件 and 0元 are figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from .numerals import plain
from .rules import load, trie

_PHRASE = 40  # a cue and its noun stand in one clause, this close


@dataclass(frozen=True, slots=True)
class StatedZero:
    """A noun that the text says there was none of. The first noun of a list carries the cue in its span."""

    start: int
    end: int
    text: str
    noun: str


@dataclass(frozen=True, slots=True)
class _Rules:
    cue: re.Pattern[str]
    nouns: re.Pattern[str]
    ending: re.Pattern[str]  # what may follow the noun in its clause
    whole: re.Pattern[str]  # 零投诉; 收费金额：无; 申请数为零


@cache
def _rules() -> _Rules:
    data = load("stated_zeros.json")
    cues = []
    for cue in data["cues"]:
        stop = f"(?!{trie(cue['not_before'])})" if cue.get("not_before") else ""
        cues.append(f"(?:{trie(cue['words'])}){stop}")
    unless = "".join(f"(?<!{word})" for word in data["unless_after"])
    nouns = trie(data["nouns"])
    tail = r"(?:数量|总数|总量|金额|情况|人数|数|量)?(?:[:：]|均为|也为|为|是) ?"
    whole = rf"零(?P<word>{trie(data['zero_words'])})|(?P<noun>{nouns}){tail}(?:零|无|空白?)(?=[，。；、）)\s]|\Z)"
    ending = re.compile(rf"[ 等]*(?:的?(?:{trie(data['endings'])}))?[ 等]*")
    return _Rules(re.compile(unless + f"(?:{'|'.join(cues)})"), re.compile(nouns), ending, re.compile(whole))


_CLAUSE = re.compile(r"[，。；：！？,;:!?\n（）()《]")
_PART = re.compile(r"[^、和及与或以]+")


def find_stated_zeros(text: str) -> list[StatedZero]:
    """What ``text`` says there was none of, in order and without overlaps; ``text[z.start:z.end] == z.text``."""
    folded, rules = plain(text), _rules()
    found: list[tuple[int, int, str]] = []
    for match in rules.whole.finditer(folded):
        found.append((match.start(), match.end(), match.group("word") or match.group("noun")))
    for cue in rules.cue.finditer(folded):
        clause = _CLAUSE.search(folded, cue.end(), cue.end() + _PHRASE)
        end = clause.start() if clause else min(len(folded), cue.end() + _PHRASE)
        found.extend(_nouns(folded, cue, end, rules))
    zeros, floor = [], 0
    for start, end, noun in sorted(found, key=lambda span: (span[0], -span[1])):
        if start >= floor:
            zeros.append(StatedZero(start, end, text[start:end], noun))
            floor = end
    return zeros


def _nouns(text: str, cue: re.Match[str], end: int, rules: _Rules) -> list[tuple[int, int, str]]:
    """The head of every member of the list after the cue: the last noun, which must close its member.

    An ending as 的情况 may follow (提起行政诉讼的情况); 收到申请的，… is a condition and no zero.
    """
    found: list[tuple[int, int, str]] = []
    for part in _PART.finditer(text, cue.end(), end):
        heads = list(rules.nouns.finditer(text, part.start(), part.end()))
        if heads and rules.ending.fullmatch(text, heads[-1].end(), part.end()):
            head = heads[-1]
            found.append((cue.start() if not found else head.start(), head.end(), head.group()))
    return found
