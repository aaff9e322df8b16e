"""The list numbers Word keeps outside the text: 一、 （一） 1. rebuilt from numbering.xml."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    format: str
    text: str
    legal: bool


def chinese(number: int) -> str:
    """1–99 as 一…九十九; beyond, plain digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")


def roman(number: int) -> str:
    """1 → I, 4 → IV …"""
    out = ""
    for value, sign in (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        while number >= value and len(out) < 20:
            out, number = out + sign, number - value
    return out


def letter(number: int) -> str:
    """1 → a, 27 → aa."""
    return chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number < 200 else str(number)


def circled(number: int) -> str:
    """1 → ①"""
    return chr(0x2460 + number - 1) if 0 < number <= 20 else f"({number})"


_FORMATS: dict[str, Callable[[int], str]] = {
    "chineseCounting": chinese, "chineseCountingThousand": chinese, "chineseLegalSimplified": chinese,
    "japaneseCounting": chinese, "taiwaneseCounting": chinese, "taiwaneseCountingThousand": chinese,
    "ideographDigital": lambda n: "".join("〇一二三四五六七八九"[int(d)] for d in str(n)),
    "japaneseDigitalTenThousand": chinese, "koreanCounting": chinese,
    "decimalEnclosedCircle": circled, "decimalEnclosedCircleChinese": circled,
    "decimalZero": lambda n: f"{n:02d}",
    "upperRoman": roman, "lowerRoman": lambda n: roman(n).lower(),
    "lowerLetter": letter, "upperLetter": lambda n: letter(n).upper(),
}  # fmt: skip


class Numbering:
    """Counts list paragraphs in document order. ``mark(num_id, level)`` gives the printed number."""

    def __init__(self, tree: Any | None) -> None:
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._nums: dict[str, tuple[str, dict[int, int]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()
        if tree is not None:
            self._load(tree)

    def _load(self, tree: Any) -> None:
        for node in tree.iter("{*}abstractNum"):
            levels = {_int(lvl, "ilvl"): _level(lvl) for lvl in node.iterchildren("{*}lvl")}
            self._abstract[_attr(node, "abstractNumId")] = levels
        for node in tree.iter("{*}num"):
            base = node.find("{*}abstractNumId")
            if base is None:
                continue
            starts = {}
            for override in node.iterchildren("{*}lvlOverride"):
                start = override.find("{*}startOverride")
                if start is not None:
                    starts[_int(override, "ilvl")] = _int(start, "val")
            self._nums[_attr(node, "numId")] = (_attr(base, "val"), starts)

    def mark(self, num_id: str, level: int) -> str:
        """The number of the next paragraph of that list and level, "" for bullets and unknown lists."""
        if num_id not in self._nums:
            return ""
        abstract, starts = self._nums[num_id]
        levels = self._abstract.get(abstract, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(abstract, {})
        if level in starts and (num_id, level) not in self._started:
            counts[level] = starts[level] - 1
        self._started.add((num_id, level))
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [k for k in counts if k > level]:
            del counts[deeper]
        return self._printed(levels, counts, level)

    def _printed(self, levels: dict[int, _Level], counts: dict[int, int], level: int) -> str:
        own = levels[level]
        if own.format in {"bullet", "none"}:
            return ""

        def value(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            if at not in levels:
                return ""
            number = counts.get(at, levels[at].start)
            return str(number) if own.legal and at != level else _FORMATS.get(levels[at].format, str)(number)

        return re.sub(r"%([1-9])", value, own.text).strip()


def _attr(node: Any, name: str) -> str:
    """A w: attribute as written, "" without one; the library's own accessors raise on odd values."""
    for key, value in node.attrib.items():
        if key == name or key.endswith("}" + name):
            return str(value)
    return ""


def _int(node: Any, name: str) -> int:
    text = _attr(node, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _level(node: Any) -> _Level:
    start, form, text = node.find("{*}start"), node.find("{*}numFmt"), node.find("{*}lvlText")
    return _Level(
        _int(start, "val") if start is not None else 1,
        _attr(form, "val") if form is not None else "decimal",
        _attr(text, "val") if text is not None else "",
        node.find("{*}isLgl") is not None,
    )
