"""Titles of annual reports: 某局2024年政府信息公开工作年度报告 in all its orders, and the signature at the end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gongkai.parse.dates import find_date
from gongkai.parse.tables.cells import squeeze

_SUBJECT = re.compile(r"(?:政府|政务)?信息公开|政务公开")
_KIND = re.compile(r"年度工作报告|工作年度报告|年度报告|工作报告|年报|报告")
_YEAR = re.compile(
    r"(?<!\d)(20[0-3]\d)(?:年度|年|(?=政府信息|政务))|二[〇○零O0]([一二三])([〇○零O0一二三四五六七八九])年度?"
)
_DIGITS = "〇一二三四五六七八九"
_NOT_TITLE = re.compile(
    r"[。；：:，？！>»]|^附件|^正文|^第.{1,3}页|[〔﹝\[]20\d\d[〕﹞\]]|^索引|^当前位置|^首页"
)
_PARENTHESIS = re.compile(r"[(（][^()（）]{2,40}[)）]$")
_ORGAN_END = re.compile(
    r"(?:局|委员会|委|办公室|办公厅|政府|厅|部|署|院|中心|街道办事处|街道|站|队|处|银行|公司|大学|学校|医院|馆|所|会|区|县|市|镇|乡)$"
)
_LONGEST = 90


@dataclass(frozen=True, slots=True)
class Title:
    """A title, and the organ and year in it."""

    text: str
    organ: str
    year: int | None


def parse_title(text: str) -> Title | None:
    """The title in the text, or None if it is no report's title."""
    short = squeeze(text)
    subject = _SUBJECT.search(short)
    if not subject or len(short) > _LONGEST * 2:
        return None
    kind = _KIND.search(short, subject.end())
    if not kind or kind.start() - subject.end() > 14:
        return None
    whole = short[: kind.end()]
    year = _year(whole)
    organ = _YEAR.sub("", whole[: subject.start()])
    organ = re.sub(r"^(?:关于|印发)+|(?:关于|年度|[的之年])+$", "", organ.strip('-—_《》“”"·.、'))
    organ = _PARENTHESIS.sub("", organ)
    return Title(whole.strip('《》“”"'), organ, year)


def _year(text: str) -> int | None:
    found = _YEAR.search(text)
    if not found:
        return None
    if found.group(1):
        return int(found.group(1))
    tens, ones = found.group(2), found.group(3)
    return 2000 + _DIGITS.index(tens) * 10 + (_DIGITS.index(ones) if ones in _DIGITS else 0)


def find_title(front: Sequence[str]) -> Title | None:
    """The title among the first lines, joined where it is broken over two to four of them."""
    best: Title | None = None
    for index, text in enumerate(front):
        if not _KIND.search(squeeze(text)) or len(text) > _LONGEST or _NOT_TITLE.search(squeeze(text)):
            continue
        title = _grown(front, index)
        if title and _score(title) > (_score(best) if best else 0):
            best = title
        if best and _score(best) == 3:
            break
    return best


def _grown(front: Sequence[str], index: int) -> Title | None:
    joined = squeeze(front[index])
    title = parse_title(joined)
    for back in range(1, 4):
        if (title and title.organ and title.year) or index - back < 0:
            break
        above = squeeze(front[index - back])
        if not above or len(above) > 40 or _NOT_TITLE.search(above) or _KIND.search(above):
            break
        longer = parse_title(above + joined)
        joined = above + joined
        title = longer or title
    return title


def _score(title: Title) -> int:
    return 1 + bool(title.organ) + bool(title.year)


def signature(tail: Sequence[str]) -> tuple[str, date | None]:
    """The organ and date that sign the report in its last lines."""
    organ, day = "", None
    for text in tail:
        short = squeeze(text)
        if len(short) <= 30 and not re.search(r"[，。；：:、]", short):
            day = find_date(short) or day
            name = _PARENTHESIS.sub("", short)
            if _ORGAN_END.search(name) and not re.search(r"\d|公开|情况|事项", name):
                organ = name
    return organ, day
