"""Numerals: every written form of a number reads as that number; what is no numeral is refused."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.figures import parse_numeral

DIGITS = "零一二三四五六七八九"
FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


def _section(value: int) -> str:
    """Below 10000, in full: 1020 → 一千零二十."""
    written, zero = "", False
    for power, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // power % 10
        if digit:
            written += ("零" if zero and written else "") + DIGITS[digit] + word
            zero = False
        else:
            zero = True
    return written


def chinese(value: int) -> str:
    """A number in Chinese characters, in full."""
    if value == 0:
        return "零"
    written, gap = "", False
    for power, word in ((10**8, "亿"), (10**4, "万"), (1, "")):
        section = value // power % 10**4
        if section:
            zero = bool(written) and (section < 1000 or gap)
            written += ("零" if zero else "") + _section(section) + word
            gap = False
        else:
            gap = bool(written)
    return written


numbers = st.integers(min_value=0, max_value=10**12 - 1) | st.integers(min_value=0, max_value=99_999)


@settings(max_examples=500, deadline=None)
@given(numbers)
def test_chinese_round_trip(value: int) -> None:
    written = chinese(value)
    assert parse_numeral(written) == value
    assert parse_numeral(written.translate(FORMAL)) == value


@settings(max_examples=300, deadline=None)
@given(numbers)
def test_arabic_round_trip(value: int) -> None:
    for written in (
        str(value),
        f"{value:,}",
        f"{value:,}".replace(",", "，"),
        str(value).translate(WIDE),
        f" {value} ",
    ):
        assert parse_numeral(written) == value


@settings(max_examples=300, deadline=None)
@given(
    st.decimals(min_value=1, max_value=9999, places=3),
    st.sampled_from([("万", 10**4), ("亿", 10**8), ("千万", 10**7)]),
)
def test_decimal_with_a_power(number: Decimal, power: tuple[str, int]) -> None:
    assert parse_numeral(f"{number}{power[0]}") == number * power[1]
    assert parse_numeral(f"{number} {power[0]}") == number * power[1]


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 9999), st.integers(1, 9999))
def test_mixed_parts_add_up(above: int, below: int) -> None:
    assert parse_numeral(f"{above}亿{below}万") == above * 10**8 + below * 10**4
    assert parse_numeral(f"{chinese(above)}亿{chinese(below)}万") == above * 10**8 + below * 10**4


def test_all_numbers_below_twenty_thousand() -> None:
    assert [parse_numeral(chinese(v)) for v in range(20_000)] == list(range(20_000))


def _written(value: int, form: int) -> str:
    """``value`` in one of twelve written forms."""
    above, below = divmod(value, 10**8)
    if form == 0:
        return chinese(value)
    if form == 1:
        return chinese(value).translate(FORMAL)
    if form == 2:
        return chinese(value).replace("二百", "两百").replace("二千", "两千")
    if form == 3:
        return str(value)
    if form == 4:
        return f"{value:,}"
    if form == 5:
        return f"{value:,}".translate(WIDE)
    if form == 6:
        return f"{value:,}".replace(",", " ")
    if form == 7:
        return f"{above}亿{below // 10**4}万{below % 10**4:04d}" if above and below >= 10**4 else str(value)
    if form == 8:
        return f"{value // 10**4}.{value % 10**4:04d}万"
    if form == 9:
        return f"{above}.{below:08d}亿"
    if form == 10:
        return "负" + chinese(value)
    return f"{chinese(value)}点{DIGITS[value % 9 + 1]}五"


def test_a_hundred_thousand_round_trips() -> None:
    random = Random(20240131)
    for number in range(100_000):
        value = int(10 ** random.uniform(0, 12)) if number % 3 else random.randrange(10**5)
        form = number % 12
        wanted = Decimal(value)
        if form == 10:
            wanted = -wanted
        if form == 11:
            wanted += Decimal(f"0.{value % 9 + 1}5")
        assert parse_numeral(_written(value, form)) == wanted, _written(value, form)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1亿12万", "100120000"), ("3万5千", "35000"), ("3万5", "35000"), ("一百二", "120"), ("一百零二", "102"),
        ("两千三", "2300"), ("十五", "15"), ("二百一十五", "215"), ("三点五亿", "350000000"), ("二〇二四", "2024"),
        ("三万亿", "3000000000000"), ("6百万", "6000000"), ("百", "100"), ("千万", "10000000"), ("负三", "-3"),
        ("-5", "-5"), ("三分之二", "0.6667"), ("百分之九十", "90"), ("12.3%", "12.3"), ("半", "0.5"), ("1亿零12万", "100120000"),
        ("一又二分之一", "1.5"), ("2e5", "200000"), ("40k", "40000"), ("半百", "50"), ("三千 八百", "3800"), ("十点二三", "10.23"),
        ("四万万", "400000000"), ("五兆六十二亿", "5006200000000"), ("1 3/5", "1.6"), (".5", "0.5"), ("百分之12k", "12000"),
    ],
)  # fmt: skip
def test_forms(written: str, value: str) -> None:
    assert parse_numeral(written) == Decimal(value)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "件",
        "三十五五",
        "十十",
        "万万",
        "百千",
        "两三",
        "十几",
        "数十",
        "3，5",
        "1,23",
        "1.2.3",
        "360余",
        "一亿一亿",
        "点五",
        "三分之",
        "零分之一",
    ],
)
def test_refused(written: str) -> None:
    assert parse_numeral(written) is None


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="零〇一二两三九十百千万亿点半分之负-0123.,% 几数余", max_size=40))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    value = parse_numeral(text)
    assert value is None or value.is_finite()


@pytest.mark.parametrize("piece", ["一", "万", "1", "一万", "千百", "三点"])
def test_a_long_run_is_refused_at_once(piece: str) -> None:
    assert parse_numeral(piece * 200_000) is None or piece == "1"
