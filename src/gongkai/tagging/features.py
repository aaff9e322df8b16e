"""From a passage to named features, each with the places in the passage where it was seen.

Three families: ``c:`` character n-grams, ``w:`` words, ``m:`` cues that carry meaning here (``data/tagging_cues.json``),
with the section and the heading. Training and serving share this module, so they can never drift apart.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from .masking import Masked, mask

_GRAM_SIZES = (1, 2, 3, 4)
_BREAK = re.compile(r"[,，。;；:：!！?？、()（）“”\"'‘’\[\]…—\-]")
Places = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Context:
    """Where a passage stands. Empty strings where it is not known."""

    section: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Features:
    """Names of the features of one passage, and for each its spans in the passage (none for context)."""

    masked: Masked
    places: dict[str, Places]


@cache
def _cues() -> tuple[tuple[tuple[str, re.Pattern[str]], ...], tuple[tuple[str, re.Pattern[str]], ...]]:
    raw = json.loads(files("gongkai.data").joinpath("tagging_cues.json").read_text("utf-8"))
    cues = tuple((str(cue["id"]), re.compile(cue["pattern"])) for cue in raw["cues"])
    headings = tuple((name, re.compile(pattern)) for name, pattern in raw["headings"].items())
    return cues, headings


def extract(passage: str, context: Context) -> Features:
    """All features of a passage. Spans are half-open character ranges of ``passage``."""
    masked = mask(passage)
    found: dict[str, Places] = {}
    _grams(masked, found)
    _words(masked, found)
    _meaning(masked, context, found)
    return Features(masked, found)


def _add(found: dict[str, Places], name: str, masked: Masked, start: int, end: int) -> None:
    found.setdefault(name, []).append((masked.origin[start], masked.origin[end - 1] + 1))


def _grams(masked: Masked, found: dict[str, Places]) -> None:
    text = masked.text
    for size in _GRAM_SIZES:
        for start in range(len(text) - size + 1):
            gram = text[start : start + size]
            if not _BREAK.search(gram):
                _add(found, f"c:{gram}", masked, start, start + size)


def _words(masked: Masked, found: dict[str, Places]) -> None:
    from ..words import segment

    position = 0
    pairs: list[tuple[str, int]] = []
    for word in segment(masked.text):
        start = masked.text.find(word, position)
        if start < 0:  # the segmenter may fold a word; it then has no place to show
            continue
        position = start + len(word)
        pairs.append((word, start))
        if not _BREAK.search(word):
            _add(found, f"w:{word}", masked, start, position)
    for (left, start), (right, after) in pairwise(pairs):
        if start + len(left) == after and not _BREAK.search(left + right):
            _add(found, f"w:{left}+{right}", masked, start, after + len(right))


def _meaning(masked: Masked, context: Context, found: dict[str, Places]) -> None:
    cues, headings = _cues()
    for name, pattern in cues:
        for match in pattern.finditer(masked.text):
            if match.end() > match.start():
                _add(found, f"m:{name}", masked, match.start(), match.end())
    seen = {name for name in found if name.startswith("m:")}
    section = context.section or "?"
    found[f"m:section={section}"] = []
    for name in ("again_word", "past_word", "plan_verb", "problem_word", "slogan_word", "has_figure"):
        state = "yes" if f"m:{name}" in seen else "no"
        found[f"m:section={section}&{name}={state}"] = []
    heading = context.heading
    for name, pattern in headings:
        if heading and pattern.search(heading):
            found[f"m:heading={name}"] = []
    if {"m:channel", "m:published_verb"} <= seen:
        found["m:channel&published"] = []
    if "m:reach" in seen:
        found["m:reach&own" if "m:own_account" in seen else "m:reach&outside"] = []
    length = len(masked.text)
    found["m:short" if length < 14 else "m:middle" if length < 60 else "m:long"] = []
