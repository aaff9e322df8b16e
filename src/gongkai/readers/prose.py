"""Lines cut by a page's width → paragraphs. Table lines, headings and list items are never merged."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

_STOPPED = tuple("。！？；：!?;:”》）)")
_CLOSED = tuple("。！？：!?:")  # after these a full line may well be the paragraph's last one
_START = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[）)]|"
    r"第[一二三四五六七八九十]{1,3}[章节，、]|[一二三四五六七八九十]{1,2}是|[#|>]|注[:：]|附件?[:：]|信息内容|"
    r"(?:索引号|发布日期|发布机构|来源|邮编|电话|传真|地址)\s?[:：])"
)
_HEADING = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])")
_HEADING_END = re.compile(r"(?:情况|事项|措施|概述|建议|方面|安排|打算|工作|内容|问题)[。：:]?$")
_NUMBER = re.compile(r"[-+]?\d[\d,.]*(?:[%％]|[万亿]?元)?|[-—/]")
_HEAD = re.compile(r"[\u4e00-\u9fff（）/：]{2,}")
_SENTENCE = re.compile("[，。；！？]")


def width(text: str) -> int:
    """Width in columns: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def is_tabular(line: str) -> bool:
    """A line that looks like a table row or cell: pipes, words followed by nothing but numbers, or three heads apart."""
    if line.startswith("|") or line.count("|") >= 2:
        return True
    words = line.split()
    if len(words) > 3 and all(_NUMBER.fullmatch(w) for w in words[-3:]):
        return True
    if len(words) > 3 and len(max(words, key=len)) > 5 and all(map(_is_upright, words[-3:])):
        return True
    if _SENTENCE.search(line):
        return False
    if len(words) >= 3 and all(_HEAD.fullmatch(w) for w in words):
        return True
    numbers = sum(1 for w in words if _NUMBER.fullmatch(w))
    return numbers >= 1 and (numbers >= len(words) / 2 or _NUMBER.fullmatch(words[-1]) is not None)


def _is_upright(word: str) -> bool:
    """One character of a head printed downwards in a column one character wide."""
    return len(word) == 1 and "\u4e00" <= word <= "\u9fff"


def is_list_start(line: str) -> bool:
    """Whether the line opens a heading, a list item, a note or a labelled value."""
    return _START.match(line) is not None


def wrap_width(lines: Sequence[str]) -> int | None:
    """The width at which prose was cut, or None when one line is one paragraph."""
    prose = [w for line in lines if not is_tabular(line) and (w := width(line)) >= 30]
    if len(prose) < 6:
        return None
    prose.sort()
    full = prose[min(len(prose) - 1, int(len(prose) * 0.9))]
    if full > 160:
        return None
    near = [line for line in lines if 0.86 * full <= width(line) <= 1.08 * full and not is_tabular(line)]
    open_ended = sum(1 for line in near if not line.endswith(("。", "！", "？", "；", "：")))
    return full if len(near) >= 0.5 * len(prose) and open_ended >= 0.6 * len(near) else None


def continues(line: str, following: str, full: int) -> bool:
    """Whether ``following`` is the same paragraph as ``line``, in text cut at ``full`` columns."""
    if is_tabular(line) or is_tabular(following) or is_list_start(following):
        return False
    if line.endswith(_CLOSED) and not line.endswith(("”。", "》。")):
        return False
    size = width(line)
    if _HEADING.match(line) and not _SENTENCE.search(line):
        # A heading too long for its line: only its very tail may follow.
        return size >= 0.8 * full and not _HEADING_END.search(line) and width(following) <= 16
    return size >= 0.84 * full


def glue(before: str, after: str) -> str:
    """Two pieces of one paragraph as one: a space only between two Latin words."""
    if before[-1:].isascii() and after[:1].isascii() and before[-1:].isalpha() and after[:1].isalpha():
        return before + " " + after
    return before + after


def rejoin(lines: Sequence[str]) -> list[str]:
    """Paragraphs of one hard-wrapped text; "" in ``lines`` is a paragraph break. Unwrapped text passes through.

    A blank breaks no paragraph in double-spaced text, where every line is followed by one, nor behind a full line that
    ends in the middle of a sentence, as at a page's end.
    """
    full = wrap_width([line for line in lines if line])
    spaced = full is not None and _is_spaced(lines, full)
    out: list[str] = []
    last = ""  # the last source line of the paragraph being built
    for line in lines:
        if line and last and full and continues(last, line, full):
            out[-1] = glue(out[-1], line)
        elif line:
            out.append(line)
        if line or not (spaced or (full and _breaks_off(last, full))):
            last = line
    return out


def _breaks_off(line: str, full: int) -> bool:
    """Whether a full line of prose ends in the middle of its sentence."""
    return width(line) >= 0.92 * full and bool(_SENTENCE.search(line)) and not line.endswith(_STOPPED)


def _is_spaced(lines: Sequence[str], full: int) -> bool:
    """Whether a blank line follows most lines that break off in the middle of a sentence."""
    open_ended = [
        not below
        for line, below in pairwise(lines)
        if line and width(line) >= 0.86 * full and not is_tabular(line) and not line.endswith(_CLOSED)
    ]
    return len(open_ended) >= 4 and sum(open_ended) > 0.6 * len(open_ended)
