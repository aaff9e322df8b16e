"""Dates, the statistical period, and damage to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from gongkai.hanzi import small_number, year_of
from gongkai.model import Issue
from gongkai.parse.lines import Line

_DATE = re.compile(r"(?<!\d)(20\d\d|19\d\d)\s?[-－—–/.．年]\s?(\d{1,2})\s?[-－—–/.．月]\s?(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=\d{6}(?!\d)|(?!\d))")
_VENDOR = re.compile(r"([A-Z][a-z]{2}) (\d{1,2}) [\d:]{5,8} [A-Z]{2,4}(?:[+-]\d\d:?\d\d)? (20\d\d)")
_HAN_DATE = re.compile(
    r"二[〇○零O0]([一二三〇○零O0])([〇○零O0一二三四五六七八九])年([元正一二三四五六七八九十]{1,2})月([一二三四五六七八九十廿]{1,3})日"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)年")
_HOUR = r"(?:零时|0时|24时|0点|24点)?"
_DAY = rf"(?:(?:20\d\d|本|当|上|次|同)?年)?(?:度)?\d{{1,2}}月(?:\d{{1,2}}日|底|末){_HOUR}"
_TO = rf"{_HOUR}(?:起|开始)?[，,]?(?:至|到|止于|截至|[-－—–~～至]{{1,2}})"
_NAMED = re.compile(
    r"(?:期限|时限|期间|周期|时间点?|区间|范围|时段|跨度)[^\d。；]{0,14}"
    rf"(?P<period>(?:20\d\d年(?:度)?)?\d{{1,2}}月\d{{1,2}}日{_TO}{_DAY}|"
    r"20\d\d[-./]\d{1,2}[-./]\d{1,2}(?:至|到|[-－—–~～]{1,2})20\d\d[-./]\d{1,2}[-./]\d{1,2})"
)
_POINT = re.compile(
    r"(?:统计|核定|数据|填报)的?(?:期限|时限|期间|周期|时间点?|区间|范围|截[至止])[^\d。；]{0,14}"
    r"(?P<period>20\d\d年(?:全年|度)|(?:20\d\d年)?12月31日)"
)
_BARE = re.compile(rf"(?P<period>20\d\d年(?:度)?1月0?1日{_TO}(?:20\d\d年(?:度)?|当年|同年)?12月31日)")
_SLIP = re.compile(r"(?<!\d)20(20[0-3]\d)(?=年)|(?<!\d)(20[0-3]\d)(?:年){2,}")
_Y = r"20(?:0[5-9]|[12]\d|3[0-5])"  # a year a report may speak of
_RUN = rf"{_Y}(?:1[0-2]|0?[1-9])(?:3[01]|[12]\d|0?[1-9])"  # year, month and day without what parts them
_DAMAGE = (
    re.compile(rf"(?<!\d){_Y}\d{{1,4}}[日号](?!线|楼|院|门|电|文)"),  # 202111日: 年 and 月 are lost
    re.compile(r"(?<!\d)20\d{4,5}年"),  # 202020年
    re.compile(rf"(?<!\d){_Y}\d{{1,2}}月"),  # 202112月
    re.compile(
        rf"(?<!\d)(?!{_Y}[01]\d[0-3]\d(?:至|到|[-－—–~～]){_Y}[01]\d[0-3]\d(?!\d)){_RUN}(?:至|到|[-－—–~～]){_RUN}(?!\d)"
    ),
    re.compile(
        rf"(?:(?<=[自从至到于在截（(“、，,。；])|^){_Y}\d{{2,3}}(?=[，。、；）)起止至到—-]|$)"
    ),  # 2021113，
    re.compile(rf"(?<!\d){_Y}年\d{{3,4}}日"),  # 2021年1231日
    re.compile(r"[〔\[﹝]20\d{3,5}\s?号"),  # 〔202130号: the closing bracket is lost
    re.compile(rf"[函发字令办\u4e00-\u9fff]{_Y}\d{{1,4}}\s?号(?!线|楼|院|门|电|文)"),
    re.compile(r"[〔\[﹝]20[0-3]\d[〕\]﹞]号"),  # 〔2021〕号: the number is lost
    re.compile(r"\(cid:\d+\)|\ufffd+"),  # a font or an encoding that did not tell its characters
)


def find_date(text: str) -> date | None:
    """The first calendar date in the text, in any of the forms sites and signatures use."""
    return next(find_dates(text), None)


def find_dates(text: str) -> Iterator[date]:
    """Every calendar date in the text: 2025-01-20, 2025年1月20日, 20250120, 二〇二五年一月二十日, Mon Jan 20 … 2025."""
    numbers = [tuple(map(int, found.groups())) for found in _DATE.finditer(text)]
    numbers += [tuple(map(int, found.groups())) for found in _COMPACT.finditer(text)]
    for found in _VENDOR.finditer(text):
        if found.group(1) in _MONTHS:
            numbers.append((int(found.group(3)), _MONTHS.index(found.group(1)) + 1, int(found.group(2))))
    for found in _HAN_DATE.finditer("".join(text.split())):
        year = year_of(found.group(1), found.group(2))
        numbers.append((year, small_number(found.group(3)), small_number(found.group(4))))
    for year, month, day in numbers:
        try:
            yield date(year, month, day)
        except ValueError:
            continue


def years_in(text: str) -> list[int]:
    """Every year named with 年, in order."""
    return [int(y) for y in _YEAR.findall("".join(text.split()))]


def find_period(texts: Sequence[str]) -> tuple[str, int | None]:
    """The 统计期限 as printed (without spaces) and its year; 202020年 reads as 2020年, and is damage all the same."""
    for pattern in (_NAMED, _BARE, _POINT):
        for text in texts:
            if "月" not in text and "20" not in text:
                continue
            found = pattern.search("".join(text.split()).translate(_STRIKES))
            if found is None:
                found = pattern.search(_SLIP.sub(_mended, "".join(text.split())))
            if found:
                period = found.group("period").removesuffix("止")
                years = years_in(period) or [int(y) for y in re.findall(r"(?<!\d)20\d\d", period)]
                return period, years[0] if years else None
    return "", None


_STRIKES = str.maketrans({"＊": "", "*": ""})


def _mended(found: re.Match[str]) -> str:
    return found.group(1) or found.group(2) + "年"


def find_damage(lines: Sequence[Line]) -> list[Issue]:
    """Runs of digits that lost the characters between them: never read as numbers."""
    issues = []
    for index, line in enumerate(lines):
        seen: set[tuple[int, int]] = set()
        for pattern in _DAMAGE:
            for found in pattern.finditer(line.text):
                if any(a < found.end() and found.start() < b for a, b in seen):
                    continue
                seen.add(found.span())
                message = f"characters are lost around {found.group(0)!r}"
                issues.append(
                    Issue("text.damage", message, f"line {index + 1}, {line.start + found.start()}")
                )
    return issues
