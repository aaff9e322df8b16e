"""Amounts that carry their own unit: 百分之九十, 三分之二, 2/3, 八成, 七五折, 半年, 一半, 翻一番."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from .numerals import Form, Numeral, ratio, scan
from .rules import GAP

_WHOLE = re.compile(r"百 ?分 ?百")
_PARTS = re.compile(r"([百千万]) {0,2}分 ?之")
_MIXED = re.compile(r" ?又 ?")
_OVER = re.compile(r" ?分 {0,2}之(?!间|内|上|下|外|差|多|后|前) ?")  # 80分至90分之间 is a score
_THOUSANDS = re.compile(r" ?([kKM])(?![A-Za-z])")
_PART_UNITS = {"百": "%", "千": "‰", "万": "‱"}
MAY_BE_RATIO = frozenset(" \t\n\u3000\u00a0分又成折")  # what follows the number of a ratio
_TENTHS = re.compile(
    rf"{GAP}成(?!立|效|果|(?<=一成)为|员|熟|功|本|都|交|长|绩|就|型|品|人|套|份|像|因|名|天|不变|语|分(?!散|布(?!局)|别|属|流向|享)|绩单)"
    r"(?:(半)| ?([一二三四五六七八九1-9])(?!\d)|([多余]))?"
)
_OFF = re.compile(rf"{GAP}折(?!合|算|旧|叠|页|子|射|腾|线|返|腰|现|扣|断|中)")
_SPELT_OFF = re.compile(r"([一二三四五六七八九1-9]) ([一二三四五六七八九1-9]) ?折")
_HALF_UNIT = re.compile(
    rf"半{GAP}(年|天|月(?![刊谈板弯形报度嘴湾山岛湖台牙])|个月|个小时|小时|日|个工作日|个学期|学期)(?!度|报|刊|会|经济)"
)
_HALF_PART = re.compile(rf"半{GAP}([成折])(?![品立为功])")
_HALF = re.compile(r"一半|半数|(?<=[过超近])半(?![年天个小月日岁])")
_DOUBLING = re.compile(r"翻(?:了)?([一二两三四1-9]?)番")
_SLASH = re.compile(r"(\d{1,2})/(\d{1,3})(?![\d/年月])")
_GAP = re.compile(GAP)


class Amount(NamedTuple):
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


def read_ratio(text: str, start: int) -> Amount | None:
    """The ratio or half that starts at ``start``; those that open with a plain numeral are in ``of_number``."""
    char = text[start]
    spelt = _SPELT_OFF.match(text, start) if text[start + 1 : start + 2] == " " else None
    if spelt:  # 九 九 折
        value = Decimal(parse_digit(spelt.group(1)) * 10 + parse_digit(spelt.group(2)))
        return _sealed(start, spelt.end(), value, value, "%")
    if char in "百千万":
        return _per_hundred(text, start)
    if char in "一半":
        return _half(text, start)
    if char == "翻":
        return _doubled(text, start)
    return _slash(text, start) if char.isdigit() else None


def of_number(text: str, number: Numeral, amount: Amount) -> Amount | None:
    """The ratio the ``number`` opens: 三分之二, 八成, 七五折; None where it counts."""
    over = _OVER.match(text, number.end)
    mixed = _MIXED.match(text, number.end) if not over else None
    part = scan(text, mixed.end()) if mixed and mixed.end() < len(text) else None
    below = _OVER.match(text, part.end) if part else None
    if part and below:  # 一又二分之一
        fraction = _fraction(text, amount.start, part, below.end())
        return fraction and fraction._replace(low=fraction.low + number.low, high=fraction.high + number.low)
    if over:
        return _fraction(text, amount.start, number, over.end())
    return None if number.bare else _part_of_ten(text, number, amount)


def is_fraction(text: str, number: Numeral) -> bool:
    """分之 right after the numeral."""
    return _OVER.match(text, number.end) is not None


def _per_hundred(text: str, start: int) -> Amount | None:
    whole = _WHOLE.match(text, start)
    if whole:
        return _sealed(start, whole.end(), Decimal(100), Decimal(100), "%")
    parts = _PARTS.match(text, start)
    if parts is None:
        return None
    after = _GAP.match(text, parts.end())
    place = after.end() if after else parts.end()
    number = scan(text, place) if place < len(text) and text[place] not in "数" else None
    if number is None:
        return None
    times = _THOUSANDS.match(text, number.end)
    end, factor = (times.end(), 10**6 if times.group(1) == "M" else 10**3) if times else (number.end, 1)
    return _sealed(
        start, end, number.low * factor, number.high * factor, _PART_UNITS[parts.group(1)], number.form
    )


def _half(text: str, start: int) -> Amount | None:
    found = _HALF_UNIT.match(text, start)
    if found:
        return _sealed(start, found.end(), Decimal("0.5"), Decimal("0.5"), found.group(1))
    found = _HALF_PART.match(text, start)
    if found:
        value = Decimal(5) if found.group(1) == "成" else Decimal(50)
        return _sealed(start, found.end(), value, value, "%")
    found = _HALF.match(text, start)
    return _sealed(start, found.end(), Decimal("0.5"), Decimal("0.5"), "") if found else None


def _doubled(text: str, start: int) -> Amount | None:
    found = _DOUBLING.match(text, start)
    if found is None:
        return None
    number = scan(found.group(1), 0) if found.group(1) else None
    times = Decimal(2) ** (number.low if number else 1)
    return _sealed(start, found.end(), times, times, "倍")


def _slash(text: str, start: int) -> Amount | None:
    found = _SLASH.match(text, start)
    if not found or text[start - 1 : start] in ("/", "-"):
        return None
    above, below = Decimal(found.group(1)), Decimal(found.group(2))
    return (
        _sealed(start, found.end(), ratio(above, below), ratio(above, below), "")
        if 0 < above < below
        else None
    )


def _sealed(start: int, end: int, low: Decimal, high: Decimal, unit: str, form: Form = "exact") -> Amount:
    if low != high:
        form = "pair"
    return Amount(start, end, low, high, form, unit, end, False, False, Decimal(1), 2, True)


def _fraction(text: str, start: int, below: Numeral, place: int) -> Amount | None:
    above = scan(text, place) if place < len(text) else None
    if above is None or below.low == 0:
        return None
    value = ratio(above.low, below.low)
    return _sealed(start, above.end, value, value, "")


def _part_of_ten(text: str, number: Numeral, amount: Amount) -> Amount | None:
    """八成 80 %, 七成五 75 %, 三成多; 八折 80 %, 七五折 75 %."""
    tenths = _TENTHS.match(text, number.end)
    if tenths and number.high <= 10:
        half, digit, more = tenths.groups()
        part = 5 if half else parse_digit(digit)
        low, high = number.low * 10 + part, number.high * 10 + part
        form: Form = "more" if more else amount.form
        return amount._replace(
            end=tenths.end(), low=low, high=high, form=form, unit="%", sealed=True, tenths=True
        )
    off = _OFF.match(text, number.end)
    if off and number.low and number.high < 100 and number.high != 10 and number.form != "more":
        factor = 10 if number.high < 10 else 1
        low, high = number.low * factor, number.high * factor
        return amount._replace(end=off.end(), low=low, high=high, unit="%", sealed=True)
    return None


def parse_digit(char: str | None) -> int:
    """The value of one digit, 0 for none."""
    return (
        "零一二三四五六七八九".find("二" if char == "两" else char)
        if char and not char.isdigit()
        else int(char or 0)
    )
