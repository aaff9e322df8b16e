"""Numerals as Chinese official prose writes them, read exactly.

``parse_numeral`` reads one whole numeral; ``scan`` reads the numeral that starts at a place in a text.
Both refuse (None) what the grammar does not hold instead of guessing, and both are linear: a numeral has
at most ``_LONGEST`` tokens, and a longer run is no numeral.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import cache
from typing import Literal, NamedTuple

from gongkai.fold import variants

from .values import Item, evaluate, values

Form = Literal["exact", "more", "vague", "pair"]

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "○": 0, "两": 2, "俩": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_BIG = {"万": 10**4, "亿": 10**8}
_POWERS = _SMALL | _BIG
_LETTER_POWERS = {"w": 10**4, "W": 10**4, "k": 1000}
_LONGEST = 32
CN_DIGIT = "零〇○一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
CN_POWER = "十百千万亿拾佰仟"
SPACE = r"[ \t\u3000\u00a0\u2002-\u200b\u202f\u2060\ufeff\r\n]"
_GAP = rf"{SPACE}{{0,3}}"
_ARABIC = re.compile(r"\d{1,3}(?:[,，]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?")
# what a number torn by spaces must stand before, so that two numbers side by side stay two
_COUNTED = r"[%次条件篇人份元期场户家名项起宗个位部台套吨米亩公平天年页册]"
_TORN = re.compile(
    # 12 345条: groups of three, where the number stands close to a Chinese character or starts the text
    rf"(?<![\d.,\s])\d{{1,3}}(?:{SPACE}\d{{3}})+(?:\.\d{{1,4}})?(?![\d.,%:年月日/-])"
    rf"|(?<=[\u4e00-\u9fff] )\d{{1,3}}(?: \d{{3}})+(?= ?[余多]? ?{_COUNTED})"
    # 1, 286条, 1 ,286条
    rf"|(?<![\d.,])\d{{1,3}}(?: [,，]{SPACE}?|,{SPACE})\d{{3}}(?!\d)(?= ?[余多]? ?(?:{_COUNTED}|[万亿]))"
    # 12. 5%, 3 .5万
    rf"|(?:(?<=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff] ))(?<!第)\d{{1,9}}(?: \. ?|\. )\d{{1,4}}(?= ?(?:{_COUNTED}|[万亿]))"
    # 1 2 6 人, 36 0篇
    r"|(?<=[\u4e00-\u9fff] )\d(?: \d){1,8}(?= [\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])\d(?: \d){2,8}(?= ?[\u4e00-\u9fff])"
    r"|(?<=[\u4e00-\u9fff])(?<![表图栏篇类级层第题章号版年月日期点])(?<!附件)(?<!条件)[1-9]\d{0,2}[ \u3000]\d{1,2}"
    rf"(?=[\u4e00-\u9fff%]| {_COUNTED})"
)
# 12千米, 5百分点: the power belongs to the unit
_UNIT_AHEAD = re.compile(r"千[米克瓦卡帕焦赫乏伏]|千字节|千比特|百分点|百 ?分 ?点|万[达科华]")
_TAIL_POWER = re.compile(rf"{_GAP}(?!{_UNIT_AHEAD.pattern})([{CN_POWER}]|[wWk](?![A-Za-z\d/²]))")
_SIDE = r"[ \t\u3000\u00a0]"  # a space, not a new line
_CN_DECIMAL = re.compile(
    rf"{_SIDE}{{0,2}}点{_SIDE}{{0,2}}((?!两)[{CN_DIGIT}]{{1,12}})(?![十百千刻线]|{_SIDE}?[十百])"
)
_POWER_NEXT = re.compile(rf"{_SIDE}{{0,2}}[百千万亿]")
_TRILLIONS = re.compile(rf"兆(?=[{CN_DIGIT}\d][{CN_DIGIT}{CN_POWER}\d]{{0,12}}[亿万])")
_PART = re.compile(
    rf"{_SIDE}{{1,3}}(?=\d{{1,4}}(?:\.\d+)?{_SIDE}{{0,2}}[千百万](?!{_SIDE}?(?:米|克|瓦))|[{CN_DIGIT}](?![、．.是要]|{_SIDE}?季)|[十百千万亿](?![、．.]))"
)
_ONE = Decimal(1)
EXACT = Context(prec=80)  # whatever the host program has set: numerals are exact
# the common case: digits, and nothing after them that a numeral could go on with
_PLAIN_NUMBER = re.compile(
    rf"(?>\d+(?:\.\d+)?)(?!{SPACE}{{0,4}}[\d.,，wWk余多来几分+{CN_DIGIT}{CN_POWER}点])"
)
_SOME = re.compile(rf"{_SIDE}{{0,2}}几")
_POWER_PART = re.compile(rf"{_SIDE}{{1,3}}(?=[十百千万亿])")
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


class Numeral(NamedTuple):
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
    items: list[Item]
    end: int
    arabic: bool


def canonical(value: Decimal) -> Decimal:
    """The same number without idle zeros: 308400000.000 is 308400000."""
    return (
        value.quantize(Decimal(1))
        if value == value.to_integral_value() and abs(value) < 10**27
        else value.normalize()
    )


def ratio(above: Decimal, below: Decimal) -> Decimal:
    """A fraction's value to four places: 三分之二 is 0.6667."""
    return (above / below).quantize(Decimal("0.0001")).normalize()


def scan(text: str, start: int) -> Numeral | None:
    """The longest numeral that starts at ``start`` of a plain text, or None."""
    if start >= len(text):
        return None
    if text[start] in "数几":
        return _vague(text, start)
    plain_number = _PLAIN_NUMBER.match(text, start)
    if plain_number:
        value = Decimal(plain_number.group())
        return Numeral(plain_number.end(), value, value, "exact", True, False, _ONE, 1)
    tokens = _tokens(text, start)
    if tokens is None:
        return None
    gap = _SOME.match(text, tokens.end)
    some = gap is not None and len(tokens.items) > 1 and tokens.items[-1] == ("d", Decimal(0))
    read = values(tokens.items[:-1] if some else tokens.items)  # 一百零几万
    if read is None:
        return None
    low, high = read
    bare = all(kind == "p" for kind, _ in tokens.items) and tokens.items[0][1] != 10
    form: Form = "exact" if low == high else "pair"
    scale = next((v for k, v in reversed(tokens.items) if k == "p" and v >= 10**4), Decimal(1))
    end = tokens.end
    if gap and (some or tokens.items[-1] == ("p", Decimal(10))):  # 十几, 二十几万
        form, end = "vague", gap.end()
        end, factor = _powers_after(text, end)
        low, high, scale = low * factor, high * factor, factor
    more = _MORE.match(text, end)
    if more and _may_be_more(low, more, text):
        factor = _power_word(more.group(2))
        low, high, scale = low * factor, high * factor, max(scale, factor)
        inside: Form = "vague" if more.group(1) == "来" else "more"  # 二十来个 is about twenty
        form, end, bare = (inside if form == "exact" else form), more.end(), False
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


_AFTER_LAI = frozenset(
    "分秒小周枚根艘把盆车班组架个条件篇份家人位名次天年项场岁户间所米亩台处面起批宗座栋辆只头棵株里公吨斤万元块张本册期轮组支幅套种片段节门封首盏级口台名幢例笔"
)
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
    read = _Tokens([], start, False)
    while len(read.items) <= _LONGEST:
        char = text[read.end : read.end + 1]
        if not (char and (_digit(text, char, read) or _power(text, char, read) or _arabic(text, char, read))):
            gap = _gap(text, read) or _point(text, read)
            if not gap:
                return read if read.items else None
    return None


def _digit(text: str, char: str, read: _Tokens) -> bool:
    """A Chinese digit. 两 opens a numeral or stands before a power (一千两百); elsewhere it is a unit (三十两)."""
    if char not in _DIGITS:
        return False
    one_or_two = [v for _, v in read.items] == [Decimal(1)]  # 一两个
    if char == "两" and read.items and not one_or_two and not _POWER_NEXT.match(text, read.end + 1):
        return False
    read.items.append(("d", _decimal(_DIGITS[char])))
    read.end += 1
    return True


def _power(text: str, char: str, read: _Tokens) -> bool:
    items = read.items
    if char == "兆" and items and _TRILLIONS.match(text, read.end):
        items.append(("p", _decimal(10**12)))
    elif char not in _POWERS or (items and _UNIT_AHEAD.match(text, read.end)):
        return False
    elif char == "万" and len(items) > 1 and items[-1] == ("p", Decimal(10**4)):  # 四万万
        items[-1] = ("p", _decimal(10**8))
    else:
        items.append(("p", _decimal(_POWERS[char])))
    read.end += 1
    return True


def _arabic(text: str, char: str, read: _Tokens) -> bool:
    items = read.items
    if not (char.isascii() and char.isdigit()) or (items and items[-1][0] != "p" and items[-1][1]):
        return False
    torn = None if items else _TORN.match(text, read.end)
    number = torn or _ARABIC.match(text, read.end)
    assert number is not None  # the caller saw a digit
    value = Decimal(re.sub(r"[^\d.]", "", number.group()))
    read.arabic, read.end = True, number.end()
    power = _TAIL_POWER.match(text, read.end)
    letter = _LETTER_POWERS.get(power.group(1)) if power else None
    if power and letter:  # 10w+, 12k
        value, read.end = value * letter, power.end()
    elif power:
        read.end = power.start(1)
    if items and number.group()[0] == "0" and len(number.group()) > 1:  # 1万0009
        items.append(("d", _decimal(0)))
    items.append(("n", value))
    return True


def _gap(text: str, read: _Tokens) -> bool:
    """A space inside one number: 1 亿 2000 万, 7万 5千, 三千 八百, 五 十. Two numbers side by side stay two."""
    if not read.items:
        return False
    kind = read.items[-1][0]
    found = (_PART if kind == "p" else _POWER_PART).match(text, read.end) if kind in "pd" else None
    if found is None:
        return False
    read.end = found.end()
    return True


def _point(text: str, read: _Tokens) -> bool:
    """三点五, 四百点五: the tokens so far are the whole part; a power may follow (三点五亿)."""
    if not read.items or read.arabic or read.items[-1][0] == "n":
        return False
    found = _CN_DECIMAL.match(text, read.end)
    whole = evaluate(read.items) if found else None
    if found is None or whole is None:
        return False
    digits = "".join(str(_DIGITS[c]) for c in found.group(1))
    read.items[:] = [("n", whole + Decimal(f"0.{digits}"))]
    read.end = found.end()
    return True


def run_end(text: str, start: int) -> int:
    """Where the run of Chinese numeral characters at ``start`` ends."""
    found = _RUN.match(text, start)
    return found.end() if found else start + 1
