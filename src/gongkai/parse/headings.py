"""Known section headings (data/headings.json) and the shapes of sub-headings."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from gongkai.parse.tables.cells import squeeze

_MARK = r"[#|丨lI1*\s]{0,6}"  # what OCR and Markdown leave before a number
_TOP = re.compile(rf"^{_MARK}([一二三四五六七八九十]{{1,2}})[、.,．：:]")
_SUB = re.compile(r"^[#\s*]*(?:[(（][一二三四五六七八九十\d]{1,2}[)）]|\d{1,2}[.、．](?!\d)|[①-⑩])")
_STOPS = re.compile(r"[，。；！？,;!?]")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Known:
    """A section's keywords; ``never`` rules a line out."""

    id: str
    words: tuple[str, ...]
    never: tuple[str, ...]


@cache
def known() -> tuple[Known, ...]:
    """The headings of every outline, in the form's order."""
    loaded = json.loads(files("gongkai.data").joinpath("headings.json").read_text("utf-8"))
    return tuple(Known(h["id"], tuple(h["words"]), tuple(h["never"])) for h in loaded["sections"])


def top_number(text: str) -> str:
    """一 of “一、总体情况”, or ""."""
    found = _TOP.match(text)
    return found.group(1) if found else ""


def is_numbered_below(text: str) -> bool:
    """Whether the text begins with a mark of a lower level: （一） 1. ①"""
    return bool(_SUB.match(text))


def sections_of(text: str) -> list[str]:
    """The section ids whose words the heading carries, best first."""
    short = squeeze(text).replace("，", "、").replace(",", "、")
    found = []
    for heading in known():
        where = max((len(word) for word in heading.words if squeeze(word) in short), default=0)
        if where and not any(word in short for word in heading.never):
            found.append((where, heading.id))
    found.sort(key=lambda item: -item[0])
    return [name for _, name in found]


def heading_part(text: str) -> str:
    """The heading at the beginning of a line: the whole short line, or what stands before the first stop or gap."""
    if len(text) <= _LONGEST and not _STOPS.search(text.rstrip("。.，；")):
        return text
    if not top_number(text):
        return ""
    number = _TOP.match(text)
    rest = number.end() if number else 0
    stop = _STOPS.search(text, rest)
    head = text[: stop.end()] if stop and stop.group() == "。" else ""
    if head and len(head) <= _LONGEST:
        return head
    return _glued(text)


def _glued(text: str) -> str:
    """一、总体情况2024年，…: the heading ends with its own last word."""
    for end in (
        "改进情况",
        "改进措施",
        "诉讼情况",
        "申请情况",
        "信息情况",
        "总体情况",
        "报告的事项",
        "报告事项",
        "概述",
    ):
        place = text.find(end, 0, _LONGEST)
        if place >= 0:
            return text[: place + len(end)]
    return ""


def sub_heading(text: str) -> str:
    """The sub-heading a paragraph begins with (（一）主动公开情况。…), the whole text if it is one, or ""."""
    if is_numbered_below(text) or top_number(text):
        if len(text) <= _LONGEST and not _STOPS.search(text.rstrip("。：:")):
            return text
        stop = re.search(r"[。：:\s]", text[:_LONGEST])
        if stop and not _STOPS.search(text[: stop.start()]) and stop.start() >= 4 and stop.end() < len(text):
            return text[: stop.end()] if stop.group() != " " or stop.start() > 6 else ""
        return ""
    if len(text) <= 24 and not re.search(r"[，。；！？：、,;!?:\d]|^无$", text):
        return text
    return ""
