"""From the tokens of a numeral to its value: 三万五 is 35000, 1亿12万 is 100120000, 两三 is 2 or 3."""

from __future__ import annotations

from decimal import Decimal

Item = tuple[str, Decimal]  # ("d" digit | "n" number written out | "p" power of ten, value)

_TRILLION = Decimal(10**12)


def values(items: list[Item]) -> tuple[Decimal, Decimal] | None:
    """The value of the tokens, twice; or both values of a pair (两三, 二三十, 十七八)."""
    digits = [i for i, (kind, _) in enumerate(items) if kind == "d"]
    if len(digits) == len(items) > 2 or (len(digits) == len(items) == 2 and not _is_pair(items, 0)):
        value = Decimal("".join(str(v) for _, v in items))
        return value, value
    for i in digits[:-1]:
        if items[i + 1][0] == "d" and items[i][1] != 0:
            if not _is_pair(items, i):
                return None
            low, high = evaluate(items[: i + 1] + items[i + 2 :]), evaluate(items[:i] + items[i + 1 :])
            return None if low is None or high is None else (low, high)
    value_ = evaluate(items)
    return None if value_ is None else (value_, value_)


def _is_pair(items: list[Item], i: int) -> bool:
    """Two neighbouring digits, and no third: 两三, 七八; 三五 is said for 3 to 5."""
    first, second = items[i][1], items[i + 1][1]
    third = i + 2 < len(items) and items[i + 2][0] == "d"
    return not third and first > 0 and (second == first + 1 or (first, second) == (Decimal(3), Decimal(5)))


def evaluate(items: list[Item]) -> Decimal | None:
    """One value; None where the tokens are no numeral (二十十, 一亿一亿, 三百零)."""
    if len(items) == 1:
        return items[0][1]
    if ("p", _TRILLION) in items:  # 五兆六十二亿
        cut = items.index(("p", _TRILLION))
        above, below = evaluate(items[:cut]) if cut else None, evaluate(items[cut + 1 :])
        return None if above is None or below is None else above * _TRILLION + below
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
