"""Known section headings (data/headings.json) and the shapes of sub-headings."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from gongkai.hanzi import small_number
from gongkai.parse.wording import wording

Style = Literal["", "top", "digit", "bracket"]

_MARK = r"[#|丨lI1*\s]{0,6}"  # what OCR and Markdown leave before a number
_HAN = "一二三四五六七八九十"
_TOP = re.compile(
    rf"^{_MARK}(?:([{_HAN}]{{1,2}})(?:[、.,．，：:·]|\s(?=\S{{3}}))|第([{_HAN}]{{1,2}})(?:部分|章|、)[、：:\s]{{0,3}})"
)
_DIGIT = re.compile(r"^[#*\s]{0,6}(\d{1,2})(?:[.．、](?!\d)|\s(?=[\u4e00-\u9fff]))")
_BRACKET = re.compile(rf"^[#*\s]{{0,6}}[(（]\s?([{_HAN}]{{1,2}}|\d{{1,2}})\s?[)）]")
_STYLES: tuple[tuple[Style, re.Pattern[str]], ...] = (("top", _TOP), ("bracket", _BRACKET), ("digit", _DIGIT))
_CIRCLE = re.compile(r"^[#*\s]{0,6}[①-⑩]")
_STOPS = re.compile(r"[，。；！？,;!?]")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Known:
    """A section's patterns; ``numbered`` ones need a number before them, ``never`` rules a line out."""

    id: str
    patterns: tuple[re.Pattern[str], ...]
    numbered: tuple[re.Pattern[str], ...]
    never: tuple[str, ...]


@cache
def known() -> tuple[Known, ...]:
    """The headings of every outline, in the form's order."""
    loaded = json.loads(files("gongkai.data").joinpath("headings.json").read_text("utf-8"))
    return tuple(
        Known(
            h["id"],
            tuple(map(re.compile, h["patterns"])),
            tuple(map(re.compile, h["numbered"])),
            tuple(h["never"]),
        )
        for h in loaded["sections"]
    )


def number_of(text: str) -> tuple[Style, int]:
    """How a line is numbered: 一、→ ("top", 1), 1. → ("digit", 1), （一） → ("bracket", 1), else ("", 0)."""
    for style, pattern in _STYLES:
        found = pattern.match(text)
        if found:
            number = next(g for g in found.groups() if g)
            return style, int(number) if number.isdigit() else small_number(number) or small_number(number[0])
    return "", 0


def top_number(text: str) -> int:
    """1 of “一、总体情况”, or 0."""
    style, number = number_of(text)
    return number if style == "top" else 0


def is_numbered_below(text: str) -> bool:
    """Whether the text begins with a mark of a lower level: （一） 1. ①"""
    return number_of(text)[0] in {"digit", "bracket"} or bool(_CIRCLE.match(text))


def bare(text: str) -> str:
    """A heading without its number, marks and spaces."""
    for _, pattern in _STYLES:
        found = pattern.match(text)
        if found:
            text = text[found.end() :]
            break
    return "".join(text.split()).strip("#*|丨 。：:、").replace("，", "、").replace(",", "、")


def sections_of(text: str) -> list[str]:
    """The section ids whose patterns the heading carries, best first."""
    plain, numbered = bare(text), bool(number_of(text)[0])
    found = []
    for heading in known():
        patterns = (*heading.patterns, *heading.numbered) if numbered else heading.patterns
        sizes = [len(m.group()) + (p in heading.patterns) for p in patterns if (m := p.search(plain))]
        if sizes and not any(word in plain for word in heading.never):
            found.append((max(sizes), heading.id))
    found.sort(key=lambda item: -item[0])
    return [name for _, name in found]


def heading_part(text: str) -> str:
    """The heading at the beginning of a line: the whole short line, or what stands before its body text."""
    style, _ = number_of(text)
    for end in wording("heading.end").finditer(text, 0, _LONGEST):
        rest = text[end.end() :]
        before = text[: end.end()]
        if (style or len(before) <= 20) and not _STOPS.search(
            before.lstrip("#*| ")[3:].replace("，", "、", 1)
        ):
            if not rest.strip("。：: *"):
                return text
            if wording("heading.body").match(rest) and (style or _says_nothing(rest.lstrip("。：: "))):
                return before
    if len(text) <= _LONGEST and not _STOPS.search(text.rstrip("。.，；")):
        return text
    if not style:
        return ""
    stop = re.search(r"[。：:]|\s(?=\S)", text[:_LONGEST][4:])
    head = text[: stop.end() + 4] if stop else ""
    return head if head and not _STOPS.search(head[2:].rstrip("。")) else ""


def _says_nothing(text: str) -> bool:
    return bool(wording("heading.nothing").match(text))


def sub_heading(text: str) -> str:
    """The sub-heading a paragraph begins with (（一）主动公开情况。…), the whole text if it is one, or ""."""
    if is_numbered_below(text) or top_number(text):
        if len(text) <= _LONGEST and not _STOPS.search(text.rstrip("。：:")):
            return text
        stop = re.search(r"[。：:\s]", text[:_LONGEST])
        if stop and not _STOPS.search(text[: stop.start()]) and stop.start() >= 4 and stop.end() < len(text):
            return text[: stop.end()] if stop.group() != " " or stop.start() > 6 else ""
        return ""
    if len(text) <= 24 and not re.search(r"[，。；！？：、,;!?:\d]", text) and not _says_nothing(text):
        return text
    return ""
