"""Numerals as Chinese official prose writes them, read exactly.

``parse_numeral`` reads one whole numeral; ``scan`` reads the numeral that starts at a place in a text.
Both refuse (None) what the grammar does not hold instead of guessing, and both are linear: a numeral has
at most ``_LONGEST`` tokens, and a longer run is no numeral.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from gongkai.fold import variants

Form = Literal["exact", "more", "vague", "pair"]

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "○": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_BIG = {"万": 10**4, "亿": 10**8}
_POWERS = _SMALL | _BIG
_LONGEST = 32
CN_DIGIT = "零〇○一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
CN_POWER = "十百千万亿拾佰仟"
SPACE = r"[ \t\u3000\u00a0\u2002-\u200a\u202f\n]"
_GAP = rf"{SPACE}{{0,3}}"
_ARABIC = re.compile(r"\d{1,3}(?:[,，]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?")
# 12 345条: groups of three after a space, where the number stands close to a Chinese character or starts the text
_SPACED = re.compile(rf"(?<![\d.,\s])\d{{1,3}}(?:{SPACE}\d{{3}})+(?![\d.,%:年月日/-])")
# 12千米, 5百分点: the power belongs to the unit
_UNIT_AHEAD = re.compile(r"千[米克瓦卡帕]|百分点|万[达科华]")
_TAIL_POWER = re.compile(rf"{_GAP}(?!{_UNIT_AHEAD.pattern})([{CN_POWER}]|[wW](?![A-Za-z]))")
_CN_DECIMAL = re.compile(rf"[{CN_DIGIT}]点([{CN_DIGIT}]+)(?![十百千])")
_MORE = re.compile(rf"{_GAP}([余多来])(?:{_GAP}([万亿]|[十百千]万|[十百千]亿))?")
_RUN = re.compile(rf"[{CN_DIGIT}{CN_POWER}]+")


class _Plain(dict[int, str]):
    """One character to one character: full-width forms, radicals, traditional numerals and classifiers."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        width_or_radical = unicodedata.decomposition(char).startswith(("<wide>", "<compat>"))
        keep = char in "，：；（）［］" or not width_or_radical  # ① and ² are no digits
        plain = char if keep else unicodedata.normalize("NFKC", char)
        plain = plain if len(plain) == 1 and not plain.isspace() else char
        self[code] = variants().get(plain, plain)
        return self[code]


_PLAIN = _Plain()


def plain(text: str) -> str:
    """The text with full-width digits, radicals and traditional characters made plain; same length, same spans."""
    folded = text.translate(_PLAIN)
    return folded if len(folded) == len(text) else text


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral in a text: where it ends, its value or the two values of a pair, and how it is written."""

    end: int
    low: Decimal
    high: Decimal
    form: Form  # more: 余/多/来 inside; vague: 几千, 十几; pair: 两三, 二三十
    arabic: bool  # written with digits
    bare: bool  # powers alone: 百, 千万
    scale: Decimal  # what the last 万/亿 multiplied by, 1 if none: a range shares it
    length: int  # tokens read


@dataclass(slots=True)
class _Tokens:
    items: list[tuple[str, Decimal]]  # ("d" digit | "n" arabic number | "p" power, value)
    end: int
    arabic: bool


def parse_numeral(text: str) -> Decimal | None:
    """The value of a numeral that fills ``text``; None if it is not one exact numeral.

    Reads 1,286 · 1.2万 · 1亿12万 · 3万5千 · 一百二十 · 三点五亿 · 二〇二四 · 负三 · -5 · 半 · 三分之二 · 12.3% (as 12.3).
    """
    text = plain(text).strip()
    sign = 1
    if text[:1] in ("负", "-", "−"):
        sign, text = -1, text[1:].lstrip()
    if text.endswith(("%", "‰")):
        text = text[:-1].rstrip()
    if text == "半":
        return Decimal("0.5") * sign
    if text.startswith(("百分之", "千分之", "万分之")):
        text = text[3:]
    elif "分之" in text:
        return _fraction(text, sign)
    found = scan(text, 0)
    if found is None or found.end != len(text) or found.form != "exact":
        return None
    return canonical(found.low * sign)


def canonical(value: Decimal) -> Decimal:
    """The same number without idle zeros: 308400000.000 is 308400000."""
    return (
        value.quantize(Decimal(1))
        if value == value.to_integral_value() and abs(value) < 10**27
        else value.normalize()
    )


def _fraction(text: str, sign: int) -> Decimal | None:
    below, _, above = text.partition("分之")
    divisor, dividend = parse_numeral(below), parse_numeral(above)
    if not divisor or dividend is None:
        return None
    return sign * ratio(dividend, divisor)


def ratio(above: Decimal, below: Decimal) -> Decimal:
    """A fraction's value to four places: 三分之二 is 0.6667."""
    return (above / below).quantize(Decimal("0.0001")).normalize()


def scan(text: str, start: int) -> Numeral | None:
    """The longest numeral that starts at ``start`` of a plain text, or None."""
    if start >= len(text):
        return None
    if text[start] in "数几":
        return _vague(text, start)
    tokens = _tokens(text, start)
    if tokens is None:
        return None
    values = _values(tokens.items)
    if values is None:
        return None
    low, high = values
    bare = all(kind == "p" for kind, _ in tokens.items) and tokens.items[0][1] != 10
    form: Form = "exact" if low == high else "pair"
    scale = next((v for k, v in reversed(tokens.items) if k == "p" and v >= 10**4), Decimal(1))
    end = tokens.end
    if text[end : end + 1] == "几" and tokens.items[-1] == ("p", Decimal(10)):  # 十几, 二十几万
        form, end = "vague", end + 1
        end, factor = _powers_after(text, end)
        low, high, scale = low * factor, high * factor, factor
    more = _MORE.match(text, end)
    if more and _may_be_more(low, more, text):
        factor = _power_word(more.group(2))
        low, high, scale = low * factor, high * factor, max(scale, factor)
        form, end, bare = ("more" if form == "exact" else form), more.end(), False
        if more.group(2) and text[end : end + 1] in ("余", "多"):
            end += 1
    return Numeral(end, low, high, form, tokens.arabic, bare, scale, len(tokens.items))


def _may_be_more(value: Decimal, more: re.Match[str], text: str) -> bool:
    """余/多/来 stand after a round number or before 万/亿; after 1…9 they are other words (3来, 两多)."""
    after = text[more.end() : more.end() + 1]
    if more.group(2):
        return True
    if more.group(1) == "来":
        return value >= 10 and value % 10 == 0 and bool(after) and after in _AFTER_LAI
    if more.group(1) == "多" and after and after in "元媒种次方形数样" and value < 10:
        return False
    return value >= 10 and (not after or after not in _NOT_MORE.get(more.group(1), ""))


_AFTER_LAI = frozenset("个条件篇份家人位名次天年项场岁户间所米亩台")
_NOT_MORE = {"余": "杭姚江干额下热温", "多": "媒语式样彩渠维"}


def _vague(text: str, start: int) -> Numeral | None:
    end, factor = _powers_after(text, start + 1)
    if factor == 1:
        return None
    form: Form = "vague"
    if text[end : end + 1] in ("余", "多") or (
        text[end : end + 1] == "来" and text[end + 1 : end + 2] in _AFTER_LAI
    ):
        end += 1
    return Numeral(end, factor, factor, form, False, False, factor, 2)


def _powers_after(text: str, start: int) -> tuple[int, Decimal]:
    factor, end, last = Decimal(1), start, 10**9
    while text[end : end + 1] in _POWERS and text[end : end + 1]:
        power = _POWERS[text[end]]
        if factor > 1 and power < 10**4:
            break
        if last == 10**8:
            break
        factor, last, end = factor * power, power, end + 1
    return end, factor


def _power_word(word: str | None) -> Decimal:
    factor = Decimal(1)
    for char in word or "":
        factor *= _POWERS[char]
    return factor


@cache
def _decimal(value: int) -> Decimal:
    return Decimal(value)


def _tokens(text: str, start: int) -> _Tokens | None:
    items: list[tuple[str, Decimal]] = []
    place, arabic = start, False
    while len(items) <= _LONGEST:
        char = text[place : place + 1]
        if char in _DIGITS and char:
            decimal = _CN_DECIMAL.match(text, place) if not items or items[-1][0] == "p" else None
            if decimal:
                whole = "".join(str(_DIGITS[c]) for c in decimal.group(1))
                items.append(("n", Decimal(f"{_DIGITS[char]}.{whole}")))
                place = decimal.end()
            else:
                items.append(("d", _decimal(_DIGITS[char])))
                place += 1
        elif char in _POWERS and char and not (items and _UNIT_AHEAD.match(text, place)):
            items.append(("p", _decimal(_POWERS[char])))
            place += 1
        elif char.isascii() and char.isdigit() and (not items or items[-1][0] == "p" or not items[-1][1]):
            number = _number(text, place, first=not items)
            items.append(("n", Decimal(re.sub(r"[^\d.]", "", number.group()))))
            arabic, place = True, number.end()
            power = _TAIL_POWER.match(text, place)
            if power and power.group(1) in "wW":  # 10w+
                items.append(("p", Decimal(10**4)))
                place = power.end()
            elif power:
                place = power.start(1)
        else:
            gap = _next_arabic_part(text, place) if arabic and items[-1] == ("p", Decimal(10**8)) else None
            if gap is None:
                return _Tokens(items, place, arabic) if items else None
            place = gap
    return None


def _number(text: str, place: int, *, first: bool) -> re.Match[str]:
    spaced = _SPACED.match(text, place) if first else None
    found = spaced or _ARABIC.match(text, place)
    assert found is not None  # the caller saw a digit
    return found


_PART = re.compile(rf"{SPACE}{{1,2}}(?=\d{{1,4}}(?:\.\d+)?{SPACE}{{0,2}}万)")


def _next_arabic_part(text: str, place: int) -> int | None:
    """1 亿 2000 万: a space between the parts of one number."""
    found = _PART.match(text, place)
    return found.end() if found else None


def _values(items: list[tuple[str, Decimal]]) -> tuple[Decimal, Decimal] | None:
    """The value of the tokens, twice; or both values of a pair (两三, 二三十, 十七八)."""
    digits = [i for i, (kind, _) in enumerate(items) if kind == "d"]
    if len(digits) == len(items) > 2 or (len(digits) == len(items) == 2 and not _is_pair(items, 0)):
        value = Decimal("".join(str(v) for _, v in items))
        return value, value
    for i in digits[:-1]:
        if items[i + 1][0] == "d" and items[i][1] != 0:
            if not _is_pair(items, i):
                return None
            low, high = _evaluate(items[: i + 1] + items[i + 2 :]), _evaluate(items[:i] + items[i + 1 :])
            return None if low is None or high is None else (low, high)
    value_ = _evaluate(items)
    return None if value_ is None else (value_, value_)


def _is_pair(items: list[tuple[str, Decimal]], i: int) -> bool:
    """Two neighbouring digits, and no third: 两三, 七八; 三五 is said for 3 to 5."""
    first, second = items[i][1], items[i + 1][1]
    third = i + 2 < len(items) and items[i + 2][0] == "d"
    return not third and first > 0 and (second == first + 1 or (first, second) == (Decimal(3), Decimal(5)))


def _evaluate(items: list[tuple[str, Decimal]]) -> Decimal | None:
    if len(items) == 1:
        return items[0][1]
    high = wan = section = Decimal(0)  # closed by 亿, by 万, and below
    current: Decimal | None = None
    small, big, last, zero = Decimal(10**4), Decimal(10**9), Decimal(1), False
    for index, (kind, value) in enumerate(items):
        if kind != "p":
            if current is not None:
                return None
            if kind == "d" and value == 0 and index:
                zero = True
                continue
            current = value
        elif value < 10**4:
            if value >= small or (current is None and index and value > 10 and items[index - 1][0] != "p"):
                return None
            section += (Decimal(1) if current is None else current) * value
            current, small, last, zero = None, value, value, False
        else:
            group = section + (current or 0)
            if value == 10**4:
                if big <= value or (current is None and not section and index):
                    return None
                wan = group * value if index else value
            else:
                if high or (current is None and not section and not wan and index):
                    return None
                high = (wan + group) * value if index else value
                wan = Decimal(0)
            section, current, small, big, last, zero = Decimal(0), None, Decimal(10**4), value, value, False
    total = high + wan + section
    if current is None:
        return None if zero else total
    return _with_tail(total, current, last, zero, items[-1][0])


def _with_tail(total: Decimal, tail: Decimal, last: Decimal, zero: bool, kind: str) -> Decimal | None:
    """三万五 is 35000, 一百二 is 120, 一百零二 is 102; a tail as large as the power before it is no numeral."""
    if last == 10 or zero:
        return total + tail if tail < last else None
    if tail < 10 and tail == tail.to_integral_value():
        return total + tail * last / 10
    return total + tail if kind == "n" and tail < last else None


def run_end(text: str, start: int) -> int:
    """Where the run of Chinese numeral characters at ``start`` ends."""
    found = _RUN.match(text, start)
    return found.end() if found else start + 1
