"""An amount: a numeral with its unit, before qualifiers are looked at. 360余篇, 三分之二, 八成, 半年, 翻一番."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from gongkai.figures.numerals import Form, Numeral, ratio, scan
from gongkai.figures.rules import GAP, units

_PARTS = re.compile(r"([百千万]) {0,2}分 ?之")
_OVER = re.compile(r" ?分 {0,2}之 ?")
_THOUSANDS = re.compile(r" ?([kKM])(?![A-Za-z])")
_PART_UNITS = {"百": "%", "千": "‰", "万": "‱"}
_TENTHS = re.compile(
    rf"{GAP}成(?!立|效|果|为|员|熟|功|本|都|交|长|绩|就|型|品|人|套|份|像|因|名|天|不变|语|分|绩单)"
    r"(?:(半)| ?([一二三四五六七八九1-9])(?!\d)|([多余]))?"
)
_OFF = re.compile(rf"{GAP}折(?!合|算|旧|叠|页|子|射|腾|线|返|腰|现|扣|断|中)")
_HALF_UNIT = re.compile(rf"半{GAP}(年|天|个月|个小时|小时|日|个工作日|个学期|学期)(?!度|报|刊|会|经济)")
_HALF_PART = re.compile(rf"半{GAP}([成折])(?![品立为功])")
_HALF = re.compile(r"一半|半数|(?<=[过超近])半(?![年天个小月日岁])")
_SPLIT_UNIT = re.compile(r"个([多半])(月|小时|星期|学期|钟头|世纪)")  # 1个多月, 两个半小时
_DOUBLING = re.compile(r"翻(?:了)?([一二两三四1-9]?)番")
_SLASH = re.compile(r"(\d{1,2})/(\d{1,3})(?![\d/年月])")
_AND_HALF = re.compile(r"半(?![数径导程岛年天月小日价开价夜山]|个)")
_COINS = {
    "元": re.compile(
        r"(?:([一二两三四五六七八九1-9])[角毛])?(?:零?([一二两三四五六七八九1-9])分(?![钟之别布析类数]))?"
    ),
    "美元": re.compile(r"()(?:又?([一二两三四五六七八九1-9])美分)?"),
}
_COINS["块"] = _COINS["块钱"] = _COINS["元"]
_BRACKET = re.compile(rf"{GAP}[\]］]")
_GAP = re.compile(GAP)
_HALVED = ("duration", "measure", "multiple", "money")


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
    over = _OVER.match(text, number.end)
    if over:
        return _fraction(text, start, number, over.end())
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
        times = _THOUSANDS.match(text, number.end)
        end, factor = (times.end(), 10**6 if times.group(1) == "M" else 10**3) if times else (number.end, 1)
        return _sealed(
            start, end, number.low * factor, number.high * factor, number.form, _PART_UNITS[parts.group(1)]
        )
    if char in "一半":
        half = _HALF_UNIT.match(text, start)
        if half:
            value = Decimal("0.5")
            return _sealed(start, half.end(), value, value, "exact", half.group(1))
        half = _HALF_PART.match(text, start)
        if half:
            value = Decimal(5) if half.group(1) == "成" else Decimal(50)
            return _sealed(start, half.end(), value, value, "exact", "%")
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


def _fraction(text: str, start: int, below: Numeral, place: int) -> Amount | None:
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
    part = _part_of_ten(text, number, amount)
    if part is not None:
        return part
    place = number.end
    if text[start - 1 : start] in ("[", "［"):
        closing = _BRACKET.match(text, place)
        place = closing.end() if closing else place
    plus = text.startswith("+", place) and number.form == "exact" and number.arabic
    gap = _GAP.match(text, place + 1 if plus else place)
    if gap and "\n" in gap.group() and not _in_prose(text, start):
        return amount
    unit = units().pattern.match(text, gap.end() if gap else place)
    if unit is None or (plus and not "\u4e00" <= unit.group()[0] <= "\u9fff"):
        return amount
    if plus:
        amount = replace(amount, form="more")
    name = "".join(unit.group().split())
    end = unit.end()
    split = _SPLIT_UNIT.match(text, unit.start())
    if split and number.form == "exact":
        extra = Decimal("0.5") if split.group(1) == "半" else Decimal(0)
        form: Form = "more" if split.group(1) == "多" else "exact"
        low = number.low + extra
        return replace(amount, end=split.end(), low=low, high=low, form=form, unit="个" + split.group(2))
    half = _AND_HALF.match(text, end)
    if half and units().kinds.get(name) in _HALVED and number.form == "exact":
        middle = Decimal("0.5") * number.scale
        low = number.low + middle
        return replace(amount, end=half.end(), low=low, high=low, unit=name)
    coins = _COINS[name].match(text, end) if name in _COINS and number.scale == 1 else None
    if coins and coins.end() > end and number.form == "exact":  # 五元三毛, 两美元又三美分
        tenth, hundredth = (parse_digit(c) for c in coins.groups())
        low = number.low + Decimal(tenth) / 10 + Decimal(hundredth) / 100
        return replace(amount, end=coins.end(), low=low, high=low, unit=name)
    return replace(amount, end=end, unit=name)


def _part_of_ten(text: str, number: Numeral, amount: Amount) -> Amount | None:
    """八成 80 %, 七成五 75 %, 三成多; 八折 80 %, 七五折 75 %."""
    if number.bare:
        return None
    tenths = _TENTHS.match(text, number.end)
    if tenths and number.high <= 10:
        half, digit, more = tenths.groups()
        part = 5 if half else parse_digit(digit)
        low, high = number.low * 10 + part, number.high * 10 + part
        form: Form = "more" if more else amount.form
        return replace(
            amount, end=tenths.end(), low=low, high=high, form=form, unit="%", sealed=True, tenths=True
        )
    off = _OFF.match(text, number.end)
    if off and number.low and number.high < 100 and number.high != 10 and number.form != "more":
        factor = 10 if number.high < 10 else 1
        low, high = number.low * factor, number.high * factor
        return replace(amount, end=off.end(), low=low, high=high, unit="%", sealed=True)
    return None


def parse_digit(char: str | None) -> int:
    """The value of one digit, 0 for none."""
    return (
        "零一二三四五六七八九".find("二" if char == "两" else char)
        if char and not char.isdigit()
        else int(char or 0)
    )


def _in_prose(text: str, start: int) -> bool:
    """A number at the end of a line goes on in the next line only where words stand right before it."""
    before = text[max(0, start - 3) : start].rstrip(" \u3000")[-1:]
    return bool(before) and not before.isspace() and not before.isdigit() and before not in "|"
