"""Lines woven of two pages whose gutter is lost: prose of the left page and rows of table 3 on the right, or the reverse.

A reader of PDFs that keeps no places writes each printed line across both pages, with one space between. What belongs to
tables 3 and 4 is told by the form's own words and its runs of seven values; everything else is of the other page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Literal

from .furniture import SECTION_WORDS
from .normalise import is_page_mark

Kind = Literal["text", "two", "three"]

_VALUE = re.compile(r"[-+]?\d[\d,.]*(?:[万亿]?元)?|[-—/]")
_LIST_MARK = re.compile(r"[一二三四五六七]、|[(（][一二三四五六七][)）]|\d[.．、]")
_CLAUSE = re.compile(
    r"第?二十条.{0,4}第?[（(]?[一五六八九]?[)）]?项?$|^第?[（(][一五六八九][)）]项$|^信息内容$"
)
_LETTER = re.compile("[\u4e00-\u9fff]")
_SENTENCE = re.compile("[，。；]")
_HEADING = re.compile(r"[一二三四五六七]?、?[^（(，。；]{6,30}")
_MARKS = re.compile(r"(\S ?\d{1,3} ?\S|\S\d{1,3}\S)\s+(\S ?\d{1,3} ?\S|\S\d{1,3}\S)")
_CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
_ROW = 7  # values of a row of table 3
_FEWEST = 5  # lines with both pages on them before a text counts as woven
_REVERSED = 0.1  # share of such lines that may say the reverse: labels are cut into small pieces
_LONGEST = 300  # characters of a printed line across two pages
_MOST_LINES = 4000  # a report printed so has some hundred
_GLUED = 24  # characters of two pieces run together
_SURE = 5  # characters of a label's piece
_PROSE = 8  # characters of prose
_NEAR = 40  # lines without both pages on them within one sheet


def unwoven(lines: Sequence[str]) -> list[str]:
    """The lines, in woven stretches the left page's before the right page's; others come back as they are."""
    if len(lines) > _MOST_LINES:
        return list(lines)
    parts = [_parts(line) for line in lines]
    told = [_order(line) for line in parts]
    out: list[str] = []
    start = 0
    for begin, first, last in _sheets(lines, told):
        inside = [t for t in told[first : last + 1] if t]
        reverse = sum(1 for t in inside if t < 0)
        left_first = reverse < len(inside) / 2
        if min(reverse, len(inside) - reverse) > _REVERSED * len(inside):
            continue
        first, right = _with_rest_of_two(lines, parts, (max(begin, start), first, last))
        out += lines[start:first]
        for wanted in (not left_first, left_first):
            side = (
                _words(line, wanted, index < right)
                for index, line in enumerate(parts[first : last + 1], first)
            )
            out += [text for text in side if text]
        start = last + 1
    return [*out, *lines[start:]]


def _words(parts: Sequence[tuple[Kind, str]], three: bool, two_too: bool) -> str:
    """What of a line belongs to the page with table 3 (``three``) or to the other one."""
    return " ".join(text for kind, text in parts if (kind == "three" or (two_too and kind == "two")) is three)


def _with_rest_of_two(
    lines: Sequence[str], parts: Sequence[Sequence[tuple[Kind, str]]], sheet: tuple[int, int, int]
) -> tuple[int, int]:
    """The first woven line, and the line up to which words of table 2 stand on the page of table 3.

    Above the heading of section two on one page, only the end of a table 2 begun before can stand on the other.
    """
    begin, first, last = sheet
    own = next(
        (i for i in range(begin, last + 1) if SECTION_WORDS[1].search(lines[i]) and _HEADING.match(lines[i])),
        0,
    )
    two = [i for i in range(begin, own) if any(kind == "two" for kind, _ in parts[i])]
    return (min(first, two[0]), own) if two else (first, begin)


def _sheets(lines: Sequence[str], told: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Of each sheet its first line and its first and last woven one: page marks part sheets, and long plain stretches."""
    mixed: list[int] = []
    begin = 0
    for index, line in enumerate(lines):
        marks = _is_marks(line)
        if mixed and (marks or index - mixed[-1] > _NEAR):
            if len(mixed) >= _FEWEST:
                yield begin, mixed[0], index - 1 if marks else mixed[-1]
            mixed = []
        begin = index + 1 if marks else begin
        if told[index]:
            mixed.append(index)
    if len(mixed) >= _FEWEST:
        yield begin, mixed[0], mixed[-1]


def _is_marks(line: str) -> bool:
    found = _MARKS.fullmatch(line.strip()) if len(line) < 40 else None
    return bool(found and all(is_page_mark(mark) for mark in found.groups()))


def _order(parts: Sequence[tuple[Kind, str]]) -> int:
    """1 where words of table 3 or 4 stand behind others, -1 before others, 0 where a line has one page's alone.

    Both sides must be sure: a long piece of a label, and prose or words of table 2. A label misread is neither.
    """
    kinds = [kind == "three" for kind, _ in parts]
    if sum(1 for a, b in pairwise(kinds) if a != b) != 1:
        return 0
    labels = [text for kind, text in parts if kind == "three" and _LETTER.search(text)]
    others = [(kind, text) for kind, text in parts if kind != "three"]
    sure = any(kind == "two" or (len(text) >= _PROSE and _SENTENCE.search(text)) for kind, text in others)
    if not sure or not any(len(text) >= _SURE for text in labels):
        return 0
    return 1 if kinds[-1] else -1


def _parts(line: str) -> list[tuple[Kind, str]]:
    """The line's words and runs of values, each with the page's part it belongs to."""
    tokens = line.split() if len(line) <= _LONGEST and "|" not in line else []
    out: list[tuple[Kind, str]] = []
    run: list[str] = []
    for token in [*tokens, ""]:
        if token and _VALUE.fullmatch(token):
            run.append(token)
            continue
        if run:
            out += _values(run, out[-1][0] if out else "three" if len(run) >= _ROW else "text")
            run = []
        if token:
            out.append((_kind(token), token))
    return out


def _values(run: list[str], label: Kind) -> list[tuple[Kind, str]]:
    """A run of values: seven are a row of table 3, those in front of them are of the label they follow."""
    if label != "three" and len(run) >= _ROW:
        cut = len(run) - _ROW
        mine = [(label, " ".join(run[:cut]))] if cut else []
        return [*mine, ("three", " ".join(run[cut:]))]
    return [(label, " ".join(run))]


@lru_cache(maxsize=4096)
def _kind(token: str) -> Kind:
    if _HEADING.fullmatch(token) and any(word.search(token) for word in SECTION_WORDS[2:4]):
        return "three"  # the headings above tables 3 and 4
    if _CLAUSE.search(token) or any(token.startswith(label) for label in _labels()["two"]):
        return "two"
    return "three" if all(map(_is_piece, _LIST_MARK.split(token))) else "text"


def _is_piece(words: str) -> bool:
    """Whether the words are a piece of one label of table 3 or 4, or of two run together."""
    plain = words.strip('“”"（）()')
    if not plain or _within(words) or _within(plain):
        return True
    return len(words) <= _GLUED and any(
        _within(words[:at]) and _within(words[at:]) for at in range(2, len(words) - 1)
    )


def _within(words: str) -> bool:
    return any(words in label for label in _labels()["three"])


@cache
def _labels() -> dict[str, tuple[str, ...]]:
    """The words of the form (data/format.json), by the tables they stand in."""
    form = json.loads(files("gongkai.data").joinpath("format.json").read_text("utf-8"))
    two = {row[1] for era in ("t2_2021", "t2_2019") for part in form[era] for row in part["rows"]}
    heads = {column[1] for era in ("t2_2021", "t2_2019") for part in form[era] for column in part["cols"]}
    rows = [row for era in ("rows_2021", "rows_2019") for row in form["t3"][era]]
    three = {
        _CORNER,
        "申请人情况",
        "法人或其他组织",
        "行政复议",
        "行政诉讼",
        "未经复议直接起诉",
        "复议后起诉",
    }
    three |= {row["label"] for row in rows} | {parent for row in rows for parent in row["parents"]}
    three |= {column["label"] for table in ("t3", "t4") for column in form[table]["cols"]}
    return {"two": tuple(two | heads), "three": tuple(three)}
