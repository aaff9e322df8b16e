"""The rules of figures, read from ``data/`` once and compiled when first needed."""

from __future__ import annotations

import json
import re
import string
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from gongkai.figures.numerals import CN_DIGIT, CN_POWER, SPACE

GAP = rf"{SPACE}{{0,4}}"
_CN = rf"[{CN_DIGIT}{CN_POWER}廿卅]{{1,9}}"
_YEAR = r"(?<!\d)(?:19[4-9]|20[0-9])\d"
_NUMBER = r"\d{1,15}(?:\.\d{1,6})?[万亿]?"


def load(name: str) -> Any:
    """One rule file of ``data/``, as JSON gives it."""
    return json.loads(files("gongkai").joinpath("data", name).read_text("utf-8"))


def trie(words: Iterable[str], *, gap: str = "") -> str:
    """A pattern for the longest of the words: nested by first character, so matching costs the word's length.

    ``gap``: a pattern allowed between two characters (a line break inside a word).
    """
    branches: dict[str, set[str]] = defaultdict(set)
    ends = False
    for word in words:
        if word:
            branches[word[0]].add(word[1:])
        else:
            ends = True
    parts = []
    for char in sorted(branches):
        tails = branches[char]
        rest = trie(tails, gap=gap) if tails != {""} else ""
        needs_gap = gap and rest
        joined = f"{gap}{rest}" if needs_gap and "" not in tails else rest
        if needs_gap and "" in tails:
            joined = f"(?:{gap}{trie(tails - {''}, gap=gap)})?"
        parts.append(re.escape(char) + joined)
    if not parts:
        return ""
    body = parts[0] if len(parts) == 1 and not ends else f"(?:{'|'.join(parts)})"
    return f"{body}?" if ends else body


@dataclass(frozen=True, slots=True)
class Units:
    """Units and classifiers: ``pattern`` matches the longest one, its suffix in brackets or after a slash included."""

    pattern: re.Pattern[str]
    names: str  # the same, shorter: no breaks inside a unit, no suffix; for the patterns of non-measures
    kinds: dict[str, str]

    def kind(self, unit: str) -> str:
        """The kind of a unit; 人(次) and 元/平方米 are of the kind of their first part. A count where it is not known."""
        return self.kinds.get(unit) or self.kinds.get(re.split(r"[（(/]", unit)[0], "count")


@cache
def units() -> Units:
    """The units of ``units.json``. A unit followed by its ``not_before`` is the start of another word.

    One with ``only_before`` is a unit in front of those words alone (20日内, 三级审核), one with ``per`` after a
    slash alone (12次/月), one with ``after_decimal`` after 3.4 too (3.4级); any two make a unit of their own there: 元/平方米·月, 人次/天."""
    entries = load("units.json")
    source = _one_unit([e for e in entries if not e.get("per")])
    suffix = r"(?:[（(](?:[人场件批]次|[次条篇件期场份个起宗项则人册部家组节套台只辆张块幅本户名处种批艘座株])[）)])?"
    after = _one_unit(entries)
    per = rf" ?[/／] ?[百千万亿]{{0,2}}?{after}(?:·{after})?"
    spelt = r"(?<=[克升米里吨瓦度])每(?:立方米|升|秒|小时|千克|公斤|平方米|公里)"  # 微克每立方米
    pattern = re.compile(rf"{source}{suffix}(?:{per}|{spelt})?")
    one = _one_unit([e for e in entries if len(e["unit"]) == 1])
    names = f"(?:{trie(e['unit'] for e in entries if len(e['unit']) > 1 and not e.get('per'))}|{one})"
    return Units(pattern, names, {e["unit"]: e["kind"] for e in entries})


def _one_unit(entries: list[dict[str, Any]]) -> str:
    groups: dict[str, list[str]] = defaultdict(list)
    for entry in sorted(entries, key=lambda e: len(e["unit"]), reverse=True):
        unit = entry["unit"]
        stop = f"(?!{GAP}{trie(entry['not_before'])})" if entry.get("not_before") else ""
        if entry.get("only_before"):  # "$": also at the end of the text
            words = trie(w for w in entry["only_before"] if w != "$")
            at_end = r"|\Z" if "$" in entry["only_before"] else ""
            ahead = f"(?={GAP}(?:{words}{at_end}))"
            stop += rf"(?:{ahead}|(?<=\.\d{unit}))" if entry.get("after_decimal") else ahead
        tail = rf"{SPACE}?".join(map(re.escape, unit[1:]))
        groups[unit[0]].append((rf"{SPACE}?{tail}" if tail else "") + stop)
    return "(?:" + "|".join(f"{re.escape(c)}(?:{'|'.join(t)})" for c, t in groups.items()) + ")"


@dataclass(frozen=True, slots=True)
class Qualifiers:
    """Words before and after a numeral that bound its value."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    before_kind: dict[str, tuple[str, str]]  # word → qualifier, characters it must not follow
    after_kind: dict[str, str]
    after_all: frozenset[str]  # words that end like those a qualifier must not follow: 折合约3万元
    bare_only: frozenset[str]  # words that bound 百 千 万 亿 alone: 过万, 上百


@cache
def qualifiers() -> Qualifiers:
    """The words of ``qualifiers.json``."""
    data = load("qualifiers.json")
    before = {w: (e["qualifier"], e["not_after"]) for e in data["before"] for w in e["words"]}
    after = {w: e["qualifier"] for e in data["after"] for w in e["words"]}
    words = "|".join(map(re.escape, sorted(before, key=len, reverse=True)))
    tails = {w: data["after_stops"].get(w, []) for w in after}
    after_words = "|".join(
        re.escape(w) + (f"(?!{'|'.join(tails[w])})" if tails[w] else "")
        for w in sorted(after, key=len, reverse=True)
    )
    return Qualifiers(
        re.compile(rf"(?:{words}){GAP}\Z"), re.compile(rf"{GAP}({after_words})"), before, after,
        frozenset(data["after_all"]), frozenset(data["bare_only"]),
    )  # fmt: skip


_STARTS = {
    "digit": "0123456789", "numeral": CN_DIGIT + CN_POWER + "廿卅半几数翻", "nth": "第", "bracket": "〔﹝[［【(（",
    "letter": string.ascii_letters, "circle": "①②③④⑤⑥⑦⑧⑨⑩",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NonMeasures:
    """The patterns of ``non_measures.json`` in their order, one alternation for each kind of first character."""

    by_start: dict[str, re.Pattern[str]]  # first character → alternation
    kinds: dict[str, str]  # group name → kind

    def match(self, text: str, at: int) -> re.Match[str] | None:
        """The first pattern that matches at ``at``, if any."""
        pattern = self.by_start.get(text[at])
        return pattern.match(text, at) if pattern else None


@cache
def non_measures() -> NonMeasures:
    """The patterns of ``non_measures.json``. ``starts`` of a pattern names the characters it can begin with."""
    entries = load("non_measures.json")
    by_start = {}
    for name, characters in _STARTS.items():
        parts = [f"(?P<k{i}>{expand(e['pattern'])})" for i, e in enumerate(entries) if name in e["starts"]]
        pattern = re.compile("|".join(parts), re.MULTILINE)
        by_start.update(dict.fromkeys(characters, pattern))
    return NonMeasures(by_start, {f"k{i}": e["kind"] for i, e in enumerate(entries)})


def expand(pattern: str) -> str:
    """A pattern of the data with its names filled in: {Y} year, {C} Chinese numeral, {N} number, {U} unit, {S} gap."""
    names = {"{Y}": _YEAR, "{C}": _CN, "{N}": _NUMBER, "{U}": units().names, "{S}": GAP}
    pattern = pattern.replace(r"\d+", r"\d{1,40}")  # bounded, so that a line of digits costs linear time
    for name, meaning in names.items():
        pattern = pattern.replace(name, meaning)
    return pattern


@dataclass(frozen=True, slots=True)
class Terms:
    """Fixed terms, and where 一 is an article rather than a count."""

    pattern: re.Pattern[str]
    indefinite_units: frozenset[str]
    indefinite_before: frozenset[str]
    article: re.Pattern[str]  # words before 一个 that make it an article: 作为一项, 形成一套
    article_units: frozenset[str]


@cache
def terms() -> Terms:
    """The words of ``fixed_terms.json``."""
    data = load("fixed_terms.json")
    plain = [t for t in data["terms"] if t not in data["keep"]]
    kept = [
        f"{t}(?!{'|'.join(map(re.escape, stops))})" for t, stops in data["keep"].items() if t in data["terms"]
    ]
    first = rf"(?<![\d.{CN_DIGIT}{CN_POWER}])(?=[{CN_DIGIT}{CN_POWER}\d])"
    numeral = [t for t in plain if t[0] in CN_DIGIT + CN_POWER or t[0].isdigit()]
    other = [t for t in plain if t not in set(numeral)]
    # 万家, 百年: words, but counts in 近万家, 上百年
    bound = [t for t in numeral if t[0] in "百千万亿" and t[1:2] in units().kinds]
    free = trie([t for t in numeral if t not in set(bound)], gap=SPACE + "?")
    bounded = f"(?<![近超逾上过约数几破]){trie(bound)}"
    starts = "".join(sorted({re.escape(t[0]) for t in [*plain, *data["terms"]]}))
    source = rf"(?=[{starts}])(?:{first}(?:{free}|{bounded}|{'|'.join(kept)})|{trie(other, gap=SPACE + '?')})"
    one = data["indefinite"]
    context = "|".join(map(re.escape, one["context"]))
    return Terms(
        re.compile(source), frozenset(one["units"]), frozenset(one["before"]), re.compile(rf"(?:{context})(?:了)?\Z"),
        frozenset(one["units_in_context"]),
    )  # fmt: skip
