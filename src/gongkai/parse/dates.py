"""Dates, the statistical period, and damage to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from gongkai.model import Issue
from gongkai.parse.lines import Line
from gongkai.parse.tables.cells import squeeze

_DATE = re.compile(r"(?<!\d)(20\d\d|19\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)\s?年")
_PERIOD = re.compile(r"(?:期限|时限|周期|时间)[^\d。]{0,12}(\d[^。；;]{6,40}?日)(?:止|。|；|,|，|）|\)|$)")
_DAMAGE = (
    re.compile(r"(?<!\d)20[0-3]\d{2,5}日"),  # 202111日: 年 and 月 are lost
    re.compile(r"(?<!\d)20\d{4}年"),  # 202020年
    re.compile(r"[〔\[﹝]20\d{3,5}\s?号"),  # 〔202130号: the closing bracket is lost
    re.compile(r"[函发字]20\d{3,5}\s?号"),
)


def find_date(text: str) -> date | None:
    """The first calendar date in the text."""
    for found in _DATE.finditer(text):
        try:
            return date(int(found.group(1)), int(found.group(2)), int(found.group(3)))
        except ValueError:
            continue
    return None


def years_in(text: str) -> list[int]:
    """Every year named with 年, in order."""
    return [int(y) for y in _YEAR.findall(text)]


def find_period(texts: Sequence[str]) -> tuple[str, int | None]:
    """The 统计期限 as printed (without spaces) and its year."""
    for text in texts:
        if "20" not in text:
            continue
        found = _PERIOD.search(squeeze(text))
        if found:
            years = years_in(found.group(1))
            if years:
                return found.group(1), years[0]
    return "", None


def find_damage(lines: Sequence[Line]) -> list[Issue]:
    """Runs of digits that lost the characters between them: never read as numbers."""
    issues = []
    for index, line in enumerate(lines):
        if line.table:
            continue
        for pattern in _DAMAGE:
            for found in pattern.finditer(line.text):
                message = f"characters are lost around {found.group(0)!r}"
                issues.append(
                    Issue("text.damage", message, f"line {index + 1}, {line.start + found.start()}")
                )
    return issues
