"""Quantities in Chinese official prose: what is counted, how exactly, in what unit — and what is no quantity.

>>> [f.text for f in find_figures("推送各类信息360余篇，观看超38万人次")]
['360余篇', '超38万人次']
"""

from __future__ import annotations

from gongkai.figures.kinds import kind_of, noun_and_verb
from gongkai.figures.scanner import NonMeasure, scan_text
from gongkai.figures.whole import parse_numeral
from gongkai.figures.zeros import StatedZero, find_stated_zeros
from gongkai.model import Figure

__all__ = [
    "NonMeasure",
    "StatedZero",
    "find_figures",
    "find_non_measures",
    "find_stated_zeros",
    "parse_numeral",
]


def find_figures(text: str) -> list[Figure]:
    """The quantities mentioned in ``text``, in order and without overlaps; ``text[f.start:f.end] == f.text``."""
    mentions, _ = scan_text(text)
    figures = []
    for i, m in enumerate(mentions):
        floor = mentions[i - 1].end if i else 0
        ceiling = mentions[i + 1].start if i + 1 < len(mentions) else len(text)
        noun, verb = noun_and_verb(text, m.start, m.end, floor, ceiling)
        shown = text[m.start : m.end]
        kind = kind_of(m.unit, shown)
        figures.append(Figure(m.start, m.end, shown, m.low, m.high, m.qualifier, m.unit, kind, noun, verb))
    return figures


def find_non_measures(text: str) -> list[NonMeasure]:
    """What looks like a number in ``text`` and is none of its quantities: dates, ordinals, fixed terms …"""
    return scan_text(text)[1]
