"""An amount: a numeral with its unit, before qualifiers are looked at. 360余篇, 三分之二, 八成, 半年, 翻一番."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from gongkai.figures.numerals import Form, Numeral, ratio, scan
from gongkai.figures.rules import GAP, units

_PARTS = re.compile(r"([百千万])分之")
_PART_UNITS = {"百": "%", "千": "‰", "万": "‱"}
_TENTHS = re.compile(
    rf"{GAP}成(?!立|效|果|为|员|熟|功|本|都|交|长|绩|就|型|品|人|套|份|像|因|名|天|不变|语|分|绩单)(半)?"
)
_HALF_UNIT = re.compile(rf"半{GAP}(年|天|个月|个小时|小时|日|个工作日|个学期|学期)(?!度|报|刊|会|经济)")
_HALF = re.compile(r"一半|半数|(?<=[过超近])半(?![年天个小月日岁])")
_SPLIT_UNIT = re.compile(r"个([多半])(月|小时|星期|学期|钟头|世纪)")  # 1个多月, 两个半小时
_DOUBLING = re.compile(r"翻(?:了)?([一二两三四1-9]?)番")
_SLASH = re.compile(r"(\d{1,2})/(\d{1,3})(?![\d/年月])")
_AND_HALF = re.compile(r"半(?!数|径|导|程|岛)")
_BRACKET = re.compile(rf"{GAP}[\]］]")
_GAP = re.compile(GAP)
_DURATION = frozenset(["年", "天", "小时", "个小时", "个月", "倍", "周"])


@dataclass(frozen=True, slots=True)
class Amount:
    """Numeral and unit. ``low`` and ``high`` differ for a pair only."""

    start: int
    end: int
    low: Decimal
    high: Decimal
    form: Form
    unit: str
    number_end: int
    arabic: bool
    bare: bool
    scale: Decimal
    length: int  # tokens of the numeral
    sealed: bool = False  # complete in itself (百分之九十, 一半): needs no unit
    tenths: bool = False  # written as 成


def read_amount(text: str, start: int) -> Amount | None:
    """The amount that starts at ``start`` of a plain text, or None."""
    special = _special(text, start)
    if special is not None:
        return special
    if text[start] in "半翻":
        return None
    number = scan(text, start)
    if number is None:
        return None
    if text.startswith("分之", number.end):
        return _fraction(text, start, number)
    return _with_unit(text, start, number)


def _special(text: str, start: int) -> Amount | None:
    char = text[start]
    if char in "百千万":
        parts = _PARTS.match(text, start)
        if parts is None:
            return None
        after = _GAP.match(text, parts.end())
        place = after.end() if after else parts.end()
        number = scan(text, place) if place < len(text) and text[place] not in "数" else None
        if number is None:
            return None
        return _sealed(start, number.end, number.low, number.high, number.form, _PART_UNITS[parts.group(1)])
    if char in "一半":
        half = _HALF_UNIT.match(text, start)
        if half:
            value = Decimal("0.5")
            return _sealed(start, half.end(), value, value, "exact", half.group(1))
        half = _HALF.match(text, start)
        if half:
            return _sealed(start, half.end(), Decimal("0.5"), Decimal("0.5"), "exact", "")
    if char == "翻":
        doubling = _DOUBLING.match(text, start)
        if doubling:
            word = doubling.group(1)
            number = scan(word, 0) if word else None
            times = Decimal(2) ** (number.low if number else 1)
            return _sealed(start, doubling.end(), times, times, "exact", "倍")
    if char.isdigit():
        slash = _SLASH.match(text, start)
        if (
            slash
            and 0 < int(slash.group(1)) < int(slash.group(2))
            and text[start - 1 : start] not in ("/", "-")
        ):
            value = ratio(Decimal(slash.group(1)), Decimal(slash.group(2)))
            return _sealed(start, slash.end(), value, value, "exact", "")
    return None


def _sealed(start: int, end: int, low: Decimal, high: Decimal, form: Form, unit: str) -> Amount:
    if low != high:
        form = "pair"
    return Amount(start, end, low, high, form, unit, end, False, False, Decimal(1), 2, True)


def _fraction(text: str, start: int, below: Numeral) -> Amount | None:
    place = below.end + 2
    above = scan(text, place) if place < len(text) else None
    if above is None or below.low == 0:
        return None
    value = ratio(above.low, below.low)
    return _sealed(start, above.end, value, value, "exact", "")


def _with_unit(text: str, start: int, number: Numeral) -> Amount:
    amount = Amount(
        start, number.end, number.low, number.high, number.form, "", number.end,
        number.arabic, number.bare, number.scale, number.length,
    )  # fmt: skip
    tenths = _TENTHS.match(text, number.end)
    if tenths and number.high <= 10 and not number.bare:
        half_tenth = 5 if tenths.group(1) else 0
        lower, upper = number.low * 10 + half_tenth, number.high * 10 + half_tenth
        return replace(amount, end=tenths.end(), low=lower, high=upper, unit="%", sealed=True, tenths=True)
    place = number.end
    if text[start - 1 : start] in ("[", "［"):
        closing = _BRACKET.match(text, place)
        place = closing.end() if closing else place
    gap = _GAP.match(text, place)
    if gap and "\n" in gap.group() and not _in_prose(text, start):
        return amount
    unit = units().pattern.match(text, gap.end() if gap else place)
    if unit is None:
        return amount
    name = "".join(unit.group().split())
    end = unit.end()
    split = _SPLIT_UNIT.match(text, unit.start())
    if split and number.form == "exact":
        extra = Decimal("0.5") if split.group(1) == "半" else Decimal(0)
        form: Form = "more" if split.group(1) == "多" else "exact"
        low = number.low + extra
        return replace(amount, end=split.end(), low=low, high=low, form=form, unit="个" + split.group(2))
    half = _AND_HALF.match(text, end)
    if half and name in _DURATION and number.form == "exact":
        middle = Decimal("0.5") * number.scale
        low = number.low + middle
        return replace(amount, end=half.end(), low=low, high=low, unit=name)
    return replace(amount, end=end, unit=name)


def _in_prose(text: str, start: int) -> bool:
    """A number at the end of a line goes on in the next line only where words stand right before it."""
    before = text[max(0, start - 3) : start].rstrip(" \u3000")[-1:]
    return bool(before) and not before.isspace() and not before.isdigit() and before not in "|"
