"""Where each statutory table begins and ends, told by its own labels, not by the headings around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from gongkai.parse.headings import sections_of, top_number
from gongkai.parse.lines import Line
from gongkai.parse.tables.cells import is_filled, is_value, squeeze
from gongkai.parse.tables.labels import bare, match, plain

_CLAUSE = re.compile(r"^[^。，]{0,12}第二十条\D{0,3}第?[(]?[一五六八九][)]?项$")
_CORNER = ("本列数据的勾稽关系", "申请人情况")
_REVIEW = ("未经复议直接起诉", "复议后起诉")
_SHORT = 40
_MOST_HEAD_LINES = 12
_HEADS = frozenset("行政复议行政诉讼未经复议直接起诉复议后起诉结果维持结果纠正其他结果尚未审结总计")
_PARAGRAPH = 45  # a line this long without values after table 4 is prose again


@dataclass(frozen=True, slots=True)
class Regions:
    """Half-open ranges of line numbers; empty where a table is not there."""

    t2: tuple[int, int] = (0, 0)
    t3: tuple[int, int] = (0, 0)
    t4: tuple[int, int] = (0, 0)


def find_regions(lines: Sequence[Line]) -> Regions:
    """The lines of each table."""
    new = _first(lines, 0, _is_new)
    corner = _first(lines, 0, _is_corner)
    if new is None and corner is None:
        third = None
    else:
        third = min(p for p in (new, corner) if p is not None)
        if new is not None and third < new - 60:
            third = new
    second = _first(lines, 0, _is_clause, third)
    after = third if third is not None else second if second is not None else 0
    again = _first(lines, (new or after) + 2, _is_new)
    fourth = _first(lines, after, _is_review)
    if again is not None and fourth is not None and fourth > again:
        fourth = None
    end = _end_of_review(lines, fourth) if fourth is not None else None
    t2_end = third if third is not None else fourth if fourth is not None else len(lines)
    t3_end = min(p for p in (fourth, again, len(lines)) if p is not None)
    return Regions(
        (second, t2_end) if second is not None else (0, 0),
        (third, t3_end) if third is not None else (0, 0),
        (fourth, end) if fourth is not None and end is not None else (0, 0),
    )


def prints_of(lines: Sequence[Line]) -> dict[str, list[tuple[int, int]]]:
    """Table → every print of it, from its heads to where the next print or another table begins."""
    marks = [
        (n, k) for n, line in enumerate(lines) for k, test in _FIRST_ROWS if any(map(test, _texts(line)))
    ]
    begins: list[tuple[int, str]] = []
    for index, name in marks:
        if not begins or begins[-1][1] != name or name != "t4":
            begins.append((_head_of(lines, index, begins[-1][0] if begins else -1), name))
    out: dict[str, list[tuple[int, int]]] = {"t2": [], "t3": [], "t4": []}
    for n, (start, name) in enumerate(begins):
        after = begins[n + 1][0] if n + 1 < len(begins) else len(lines)
        out[name].append((start, _end_of_review(lines, start) if name == "t4" else after))
    return out


def _head_of(lines: Sequence[Line], row: int, floor: int) -> int:
    """The first line of the heads right above a table's first row."""
    start = row
    while start - 1 > floor and row - start < _MOST_HEAD_LINES and _is_head(lines[start - 1]):
        start -= 1
    return start


def _is_head(line: Line) -> bool:
    texts = [t for t in _texts(line) if squeeze(t)]
    return bool(texts) and all(
        _is_corner(t)
        or _is_clause(t)
        or any(match(k, t) for k in ("t3_cols", "t2_cols", "t4_groups", "t4_cols"))
        or bare(t) in ("法人或其他组织", "信息内容")
        for t in texts
    )


def _first(lines: Sequence[Line], start: int, test: object, stop: int | None = None) -> int | None:
    assert callable(test)
    for index in range(start, len(lines) if stop is None else stop):
        if any(test(text) for text in _texts(lines[index])):
            return index
    return None


def _texts(line: Line) -> list[str]:
    if line.table:
        return [c.text for c in line.cells if c.row == line.row]
    return [line.text] if len(line.text) <= _SHORT * 3 else []


@lru_cache(maxsize=4096)
def _is_new(text: str) -> bool:
    tokens = text.split()
    while tokens and is_filled(tokens[-1]):
        tokens.pop()
    words = " ".join(tokens)
    prose = any(mark in words for mark in "。，；件")  # 本年新收政府信息公开申请12件，…
    return len(words) <= _SHORT and not prose and match("t3_rows", words) == "r_new"


@lru_cache(maxsize=4096)
def _is_corner(text: str) -> bool:
    short = plain(text)
    return len(short) <= 60 and any(short.lstrip("(（").startswith(word) for word in _CORNER)


@lru_cache(maxsize=4096)
def _is_clause(text: str) -> bool:
    short = plain(text)
    if len(short) > _SHORT:
        return False
    if _CLAUSE.match(short) or short in ("信息内容", "规章") or match("t2_cols", text):
        return True
    rest = short.removeprefix("信息内容")  # the heads may stand after it, spaced or run together
    return rest != short and any(match("t2_cols", token) for token in (rest, *text.split()))


@lru_cache(maxsize=4096)
def _is_review(text: str) -> bool:
    short = plain(text)
    if len(short) > _SHORT:
        return False
    if sum(match("t4_cols", token) is not None for token in text.split()) >= 4:
        return True
    return any(word in short for word in _REVIEW) or short in ("结果维持", "行政复议", "行政复议行政诉讼")


@lru_cache(maxsize=4096)
def _is_rule(text: str) -> bool:
    tokens = text.split()
    return len(tokens) <= 4 and match("t2_rows", tokens[0] if tokens else "") == "rule"


_FIRST_ROWS = (("t2", _is_rule), ("t3", _is_new), ("t4", _is_review))


def _end_of_review(lines: Sequence[Line], start: int) -> int:
    """After the fifteen values, or before the first paragraph or the next section's heading."""
    count = 0
    for index in range(start, len(lines)):
        line = lines[index]
        if line.table:
            own = [c for c in line.cells if c.row == line.row]
            found = sum(is_value(c.text) for c in own)
            if found and len(own) >= 15:
                return index + 1
        else:
            found = sum(is_value(t) for t in line.text.split())
            if {"s5", "s6"}.intersection(sections_of(line.text)) and top_number(line.text) >= 5:
                return index  # a torn text has some of the values after the next sections' headings
            if not found and len(line.text) > _PARAGRAPH and not _HEADS.issuperset(squeeze(line.text)):
                return index
        if count >= 15 and not _is_bare(line):
            return index
        count += found
        if count > 15:
            return index + 1
    return len(lines)


def _is_bare(line: Line) -> bool:
    """One value and nothing else: a sixteenth cell, so that fifteen are not counted off blindly."""
    texts = [c.text for c in line.cells if squeeze(c.text)] if line.table else [line.text]
    return len(texts) == 1 and is_value(texts[0])
