"""An amount: a numeral with its unit, before qualifiers are looked at. 360余篇, 1个多月, 五元三毛."""

from __future__ import annotations

import re
from decimal import Decimal

from .numerals import Form, Numeral, scan
from .ratios import MAY_BE_RATIO, Amount, is_fraction, of_number, parse_digit, read_ratio
from .rules import GAP, units

__all__ = ["Amount", "read_amount"]

_SPLIT_UNIT = re.compile(r"个([多半])(月|小时|星期|学期|钟头|世纪)")  # 1个多月, 两个半小时
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


def read_amount(text: str, start: int) -> Amount | None:
    """The amount that starts at ``start`` of a plain text, or None."""
    special = read_ratio(text, start)
    if special is not None or text[start] in "半翻":
        return special
    number = scan(text, start)
    return None if number is None else _with_unit(text, start, number)


def _with_unit(text: str, start: int, number: Numeral) -> Amount | None:
    amount = Amount(
        start, number.end, number.low, number.high, number.form, "", number.end,
        number.arabic, number.bare, number.scale, number.length,
    )  # fmt: skip
    if text[number.end : number.end + 1] in MAY_BE_RATIO:
        part = of_number(text, number, amount)
        if part is not None or is_fraction(text, number):
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
        amount = amount._replace(form="more")
    name = "".join(unit.group().split())
    end = unit.end()
    split = _SPLIT_UNIT.match(text, unit.start()) if name == "个" else None
    if split and number.form == "exact":
        extra = Decimal("0.5") if split.group(1) == "半" else Decimal(0)
        form: Form = "more" if split.group(1) == "多" else "exact"
        low = number.low + extra
        return amount._replace(end=split.end(), low=low, high=low, form=form, unit="个" + split.group(2))
    half = _AND_HALF.match(text, end) if text.startswith("半", end) else None
    if half and units().kinds.get(name) in _HALVED and number.form == "exact":
        middle = Decimal("0.5") * number.scale
        low = number.low + middle
        return amount._replace(end=half.end(), low=low, high=low, unit=name)
    coins = _COINS[name].match(text, end) if name in _COINS and number.scale == 1 else None
    if coins and coins.end() > end and number.form == "exact":  # 五元三毛, 两美元又三美分
        tenth, hundredth = (parse_digit(c) for c in coins.groups())
        low = number.low + Decimal(tenth) / 10 + Decimal(hundredth) / 100
        return amount._replace(end=coins.end(), low=low, high=low, unit=name)
    return amount._replace(end=end, unit=name)


def _in_prose(text: str, start: int) -> bool:
    """A number at the end of a line goes on in the next line only where words stand right before it."""
    before = text[max(0, start - 3) : start].rstrip(" \u3000")[-1:]
    return bool(before) and not before.isspace() and not before.isdigit() and before not in "|"
