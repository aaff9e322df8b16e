"""Titles of annual reports: 某局2024年政府信息公开工作年度报告 in all its orders, and the signature at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from gongkai.hanzi import year_of
from gongkai.parse.dates import find_date
from gongkai.parse.wording import wording

# Traditional → simplified, one character for one, for the words a title is known by.
_SIMPLE = str.maketrans("開報務關資訊處總結況說內幾年", "开报务关信息处总结况说内几年")
_YEAR = re.compile(
    r"(?<!\d)(20[0-3]\d)(?:年年度|年度|年)(?!版)|"
    r"(?<![\d〔﹝\[（(])(20[0-3]\d)(?![\d〕﹞\])）学]|[-—至到]\d|年)|"
    r"二[〇○零O0]([一二三])([〇○零O0一二三四五六七八九])年?度?"
)
_YEAR_AFTER = re.compile(r"[（(]?(20[0-3]\d)(?:年度?|学年)?[）)]?$")
_SCHOOL_YEAR = re.compile(r"20\d\d[-—–~至]20\d\d(?:学年度?|学?年度?)")
_LETTER_O = re.compile(r"(?<=2)[Oo〇○](?=[0-3]\d)|(?<=20)[Oo〇○](?=\d)")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,10}[〔﹝\[（(]20\d\d[〕﹞\]）)]第?\d{1,4}号")
_SEPARATOR = re.compile(r"[_|｜>»\t\n:：]|\s[-—–]{1,2}\s|--|——")
_PARENTHESIS = re.compile(r"[(（][^()（）]{2,40}[)）]$")
_LONGEST = 90


@dataclass(frozen=True, slots=True)
class Title:
    """A title as printed (without spaces), and the organ and year in it."""

    text: str
    organ: str
    year: int | None
    letter: bool = False  # the title of a letter about the report: …的函

    @property
    def score(self) -> float:
        """How much the title tells."""
        return 1 + bool(self.organ) + bool(self.year) - 0.5 * self.letter


def tight(text: str) -> str:
    """The text without spaces."""
    return "".join(text.split())


def parse_title(text: str) -> Title | None:
    """The title in the text, or None if it is no report's title. Of several (site name, column) the fullest."""
    if len(text) > 4 * _LONGEST:
        return None
    best: Title | None = None
    for part in _SEPARATOR.split(wording("title.label").sub("", text.strip())):
        for title in _titles(tight(part)):
            if best is None or title.score > best.score:
                best = title
    return best


def _titles(text: str) -> Iterator[Title]:
    """Every title in one run of text; two printed one after the other are two."""
    text = _NUMBER.sub("", text)
    plain = _LETTER_O.sub("0", text.translate(_SIMPLE))
    start = 0
    for kind in wording("title.kind").finditer(plain):
        subject = wording("title.subject").search(plain, start, kind.start() + 2)
        if not subject or kind.start() - subject.end() > 14:
            continue
        rest = plain[kind.end() :]
        end = kind.end()
        year = _year(plain[start:end])
        if year is None and (after := _YEAR_AFTER.match(rest)):
            year, end = int(after.group(1)), end + after.end()
        words = _SCHOOL_YEAR.sub("", _LETTER_O.sub("0", text[start : subject.start()]))
        printed = wording("title.before").sub("", text[start:end].strip('-—_《》“”"·.、'))
        if len(printed) <= _LONGEST:
            is_letter = bool(wording("title.letter").match(rest))
            yield Title(printed, clean_organ(_YEAR.sub("", words)), year, is_letter)
        start = kind.end()


def clean_organ(text: str) -> str:
    """The organ in what stands before 政府信息公开: without 关于, a bracket at the end, and 我局 or 本机关."""
    organ = wording("title.before").sub("", text.strip('-—_《》“”"·.、'))
    organ = _PARENTHESIS.sub("", wording("title.after").sub("", organ)).strip('-—_《》“”"·.、:：')
    return "" if wording("organ.none").match(organ) else organ


def is_organ(text: str) -> bool:
    """Whether a short text may be an organ's name by its last word."""
    name = _PARENTHESIS.sub("", tight(text))
    is_short = 2 < len(name) <= 40 and not re.search(r"[，。；：:!！?？]", name)
    return is_short and bool(wording("organ.end").search(name))


def _year(text: str) -> int | None:
    years = list(_YEAR.finditer(_SCHOOL_YEAR.sub("", text)))
    found = next((y for y in years if y.group(1)), years[0] if years else None)
    if not found:
        return None
    if found.group(1) or found.group(2):
        return int(found.group(1) or found.group(2))
    return year_of(found.group(3), found.group(4))


def find_title(front: Sequence[str]) -> Title | None:
    """The title among the first lines, joined where it is broken over two to four of them."""
    best: Title | None = None
    for index, text in enumerate(front):
        plain = tight(wording("title.label").sub("", text)).translate(_SIMPLE)
        if len(plain) > _LONGEST or not wording("title.kind").search(plain):
            continue
        if wording("title.not").search(plain):
            continue
        title = _grown(front, index)
        if title and (best is None or title.score > best.score):
            best = title
        if best and best.score >= 3:
            break
    return best


def _grown(front: Sequence[str], index: int) -> Title | None:
    title = parse_title(front[index])
    joined = tight(front[index])
    for back in range(1, 4):
        whole = title and title.year and title.organ and not wording("organ.half").match(title.organ)
        if whole or index - back < 0:
            break
        above = tight(front[index - back])
        if not above or len(above) > 40 or _stops(above) or _NUMBER.fullmatch(above):
            break
        joined = above + joined
        title = parse_title(joined) or title
    return title


def _stops(above: str) -> bool:
    """Whether a line cannot be the upper part of a broken title."""
    return any(wording(name).search(above) for name in ("title.not", "title.kind", "title.above_not"))


_SIGNED = re.compile(r"[（(]?(?:(?:19|20)\d\d年\d{1,2}月\d{1,2}日|二[〇○零]\S{2}年\S{1,2}月\S{1,3}日)[）)]?$")


def signature_lines(tail: Sequence[str]) -> int:
    """How many of the last lines only sign and date the report; 0 if none of them holds a date."""
    count, dated = 0, False
    for text in reversed(tail):
        short = tight(text)
        rest = _SIGNED.sub("", short)
        if rest and not is_organ(rest):
            break
        count, dated = count + 1, dated or rest != short
    return count if dated else 0


def signature(tail: Sequence[str]) -> tuple[str, date | None]:
    """The organ and date that sign the report in its last lines."""
    organ, day = "", None
    for text in tail:
        short = tight(text)
        if len(short) > 40 or re.search(r"[，。；：:、]", short):
            continue
        signed = find_date(short)
        day = signed or day
        name = _PARENTHESIS.sub("", re.sub(r"(?:19|20)\d\d年.{0,8}$|二[〇○零].{4,12}日$", "", short))
        if is_organ(name) and not wording("organ.not_signed").search(name):
            organ = name
    return organ, day
