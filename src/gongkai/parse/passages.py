"""Passages: the sentences and list items of the narrative, the unit that is tagged and found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gongkai.model import Passage, Section
from gongkai.parse.headings import sub_heading
from gongkai.parse.lines import Line
from gongkai.parse.tables.cells import squeeze
from gongkai.parse.tables.regions import Regions
from gongkai.parse.titles import signature_lines

_OPEN = "“‘《（(【〈「『["
_CLOSE = "”’》）)】〉」』]"
_ENDS = "。！？；!?;"
_ITEM = re.compile(r"(?:[一二三四五六七八九十]{1,2}是|[(（][一二三四五六七八九十\d]{1,2}[)）]|[①-⑩])")
_NUMBERED = re.compile(r"\d{1,2}[.、．](?!\d)")
_BEFORE_ITEM = "。；：:，,;！？ \t"
_SENTENCE = re.compile("[，。；！？：]")
_LETTER = re.compile(r"[\u3400-\u9fffA-Za-z0-9]")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences and list items of one paragraph; nothing is cut inside quotes, brackets or numbers."""
    spans: list[tuple[int, int]] = []
    closed = _matching(text)
    start = index = 0
    while index < len(text):
        if index in closed:
            if index > start and _is_item(text, index):
                spans.append((start, index))
                start = index
            index = closed[index] + 1
            continue
        if index > start and _is_item(text, index):
            spans.append((start, index))
            start = index
        if text[index] in _ENDS:
            index += 1
            while index < len(text) and text[index] in _ENDS + "”’）)":
                index += 1
            spans.append((start, index))
            start = index
            continue
        index += 1
    spans.append((start, len(text)))
    return [trimmed for a, b in spans if (trimmed := _trim(text, a, b))]


def _matching(text: str) -> dict[int, int]:
    """Opening bracket → closing bracket; one that never closes is ignored."""
    stack: list[tuple[str, int]] = []
    pairs: dict[int, int] = {}
    for index, char in enumerate(text):
        if char in _OPEN:
            stack.append((_CLOSE[_OPEN.index(char)], index))
        elif char in _CLOSE:
            for depth in range(len(stack) - 1, -1, -1):
                if stack[depth][0] == char:
                    pairs[stack[depth][1]] = index
                    del stack[depth:]
                    break
    return pairs


def _is_item(text: str, index: int) -> bool:
    before = text[index - 1]
    if before not in _BEFORE_ITEM:
        return False
    if _ITEM.match(text, index):
        return before not in "，," or text[index] not in "（("
    return before in "。；：:;" and bool(_NUMBERED.match(text, index))


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if _LETTER.search(text, start, end) else None


def find_passages(
    lines: Sequence[Line], sections: Sequence[Section], regions: Regions
) -> tuple[Passage, ...]:
    """The passages of the narrative, in order. Table rows and headings give none."""
    passages: list[Passage] = []
    heading = ""
    previous = -1
    signed = len(lines) - signature_lines([line.text for line in lines[-4:]])
    for index, line in enumerate(lines[:signed]):
        if line.table or _in_table(index, lines, regions):
            continue
        number = next((i for i, s in enumerate(sections) if s.start <= line.start < s.end), 0)
        section = sections[number]
        if section.id in {"s2", "s3", "s4"} and not _SENTENCE.search(line.text):
            continue  # a table's label or row that the table did not claim
        heading = heading if number == previous else ""
        previous = number
        skip = len(section.heading) if line.start == section.start and section.heading else 0
        if skip:
            place = line.text.find(section.heading)
            skip = place + len(section.heading) if place >= 0 else len(line.text)
        for start, end, above in _units(line.text, skip, section.id, heading):
            heading = above
            if start < end:
                text = line.text[start:end]
                passages.append(
                    Passage(len(passages), section.id, line.start + start, line.start + end, text, above)
                )
    return tuple(passages)


def _in_table(index: int, lines: Sequence[Line], regions: Regions) -> bool:
    """Inside a table only a paragraph is narrative: long, and ended like a sentence."""
    text = lines[index].text
    for first, last in (regions.t2, regions.t3, regions.t4):
        if first <= index < last:
            return not (len(text) > 30 and text[-1] in "。；")
    return False


def _units(text: str, skip: int, section: str, heading: str) -> Iterator[tuple[int, int, str]]:
    rest = text[skip:]
    lead = len(rest) - len(rest.lstrip("。：: \t*#")) if skip else 0
    skip, rest = skip + lead, rest[lead:]
    if section == "s0" and not (rest and rest[-1] in _ENDS):
        return
    above = sub_heading(rest)
    if above:
        heading = above.strip().rstrip("。：:")
        skip += len(above)
        yield skip, skip, heading
    if re.fullmatch(r"[—\-–\s]*\d{1,3}[—\-–\s]*", squeeze(text[skip:]) or "x"):
        return  # a page mark
    for start, end in split_sentences(text[skip:]):
        yield skip + start, skip + end, heading
