"""What kind of quantity a figure is, and the noun and verb it belongs to where they can be told."""

from __future__ import annotations

import re
from functools import cache
from typing import cast

from gongkai.figures.rules import load, trie, units
from gongkai.model import FigureKind

_CLAUSE = re.compile(r"[，。；！？：,;:!?\n（）()]")
_LOOK_BACK, _LOOK_AHEAD, _LONGEST_NOUN = 28, 10, 8


def kind_of(unit: str, text: str) -> FigureKind:
    """The kind by the unit; without a unit, a fraction is told from a count by its words."""
    if not unit:
        return "fraction" if "分之" in text or "/" in text or "半" in text else "count"
    return cast(FigureKind, units().kind(unit))


@cache
def _words() -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str]]:
    data = load("figure_words.json")
    nouns = trie(data["nouns"])
    both = frozenset(data["nouns"]) & frozenset(data["verbs"])
    return re.compile(nouns), re.compile(f"({nouns})|({trie(data['verbs'])})"), both


def ends_with_noun(text: str, end: int) -> bool:
    """Whether a noun that may be counted stands right before ``end``."""
    return any(match.end() == end for match in _words()[0].finditer(text, max(0, end - _LONGEST_NOUN), end))


def noun_and_verb(text: str, start: int, end: int, floor: int, ceiling: int) -> tuple[str, str]:
    """The counted noun (right after the figure, else the last before it) and the last verb before it.

    Looked for in the figure's own clause, between the figures beside it. "" where there is none: never guessed.
    A verb inside a noun is none: 新闻发布会 holds no 发布. A word that may be either is a noun after a verb only.
    """
    nouns, words, both = _words()
    before = text[max(floor, start - _LOOK_BACK) : start]
    marks = list(_CLAUSE.finditer(before))
    clause = before[marks[-1].end() :] if marks else before
    after = _CLAUSE.split(text[end : min(ceiling, end + _LOOK_AHEAD)], maxsplit=1)[0].lstrip(" 的")
    noun = verb = ""
    for match in words.finditer(clause):
        word = match.group()
        if match.group(1) and (verb or word not in both):  # 开展培训6期, but 培训240人次
            noun = word
        else:
            verb = word
    near = nouns.match(after)
    return near.group() if near else noun, verb
