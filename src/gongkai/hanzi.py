"""The small numbers that titles, headings and dates write in characters: 二〇二四, 十二, 廿三."""

from __future__ import annotations

_DIGITS = "〇一二三四五六七八九"


def digit(char: str) -> int:
    """三 → 3; 〇, ○, 零, O and whatever else is no digit → 0."""
    return max(_DIGITS.find(char), 0) if len(char) == 1 else 0


def year_of(tens: str, ones: str) -> int:
    """The year of this century whose last digits are written so: 二, 四 → 2024."""
    return 2000 + 10 * digit(tens) + digit(ones)


def small_number(text: str) -> int:
    """正 → 1, 十一 → 11, 二十 → 20, 廿三 → 23; 0 for anything else."""
    text = text.replace("廿", "二十").replace("元", "一").replace("正", "一")
    tens, ten, ones = text.partition("十")
    return 10 * (digit(tens) if tens else 1) + digit(ones) if ten else digit(text)
