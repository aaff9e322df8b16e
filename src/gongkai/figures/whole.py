"""A text that is nothing but a numeral: here a sign, an exponent or a mixed fraction belongs to the number."""

from __future__ import annotations

import re
from decimal import Decimal, localcontext

from .numerals import EXACT, canonical, plain, ratio, scan

_PER = re.compile(r"[百佰千万] *分 *之")
_EXPONENT = re.compile(r"(\d{1,15}(?:\.\d{1,15})?)[eE]([+-]?\d{1,2})")
_SLASH = re.compile(r"(?:(\d{1,6}) )?(\d{1,6})/(\d{1,6})")
_FRACTION = re.compile(r"(?:([^分之又]{1,40})又)?([^分之又]{1,40}?) *分 *之([^分之又]{1,40})")
_POWER = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)\^([+-]?)(\d{1,2})")
_TIMES = {"k": 10**3, "K": 10**3, "M": 10**6, "打": 12, "双": 2, "对": 2}  # in prose the last three are units


def parse_numeral(text: str) -> Decimal | None:
    """The value of a numeral that fills ``text``; None if it is not one exact numeral.

    Reads 1,286 · 1.2万 · 1亿12万 · 3万5千 · 一百二十 · 三点五亿 · 二〇二四 · 负三 · -5 · 半 · 三分之二 · 一又二分之一 ·
    2e5 · 2^5 · 40k · 五打 (60) · 12.3% (as 12.3).
    """
    with localcontext(EXACT):
        return _signed(plain(text).strip() if len(text) < 400 else "")


def _signed(text: str) -> Decimal | None:
    sign = 1
    if text[:1] in ("负", "-", "－", "−"):
        sign, text = -1, text[1:].lstrip()
    value = _unsigned(text)
    return None if value is None else canonical(value * sign)


def _unsigned(text: str) -> Decimal | None:
    if text.endswith(("%", "‰")):
        return _unsigned(text[:-1].rstrip()) if text[-2:-1] not in "%‰" else None
    per = _PER.match(text)
    if per:
        return _signed(text[per.end() :].strip()) if "之" not in text[per.end() :] else None
    fraction = _FRACTION.fullmatch(text)
    if fraction:
        return _fraction(fraction)
    if text in ("半", "半百"):
        return Decimal("0.5") if text == "半" else Decimal(50)
    exponent = _EXPONENT.fullmatch(text)
    if exponent:
        return Decimal(exponent.group(1)).scaleb(int(exponent.group(2)))
    power = _POWER.fullmatch(text)
    if power:
        base = Decimal(power.group(1))
        raised = base ** int(power.group(3)) if base else None
        return ratio(Decimal(1), raised) if raised and power.group(2) == "-" else raised
    slash = _SLASH.fullmatch(text)
    if slash:
        whole, above, below = (Decimal(part or 0) for part in slash.groups())
        return whole + ratio(above, below) if below else None
    times = _TIMES.get(text[-1:])
    if times:
        value = _unsigned(text[:-1].rstrip())
        return None if value is None else value * times
    if text[:1] == "." and text[1:].isdigit():
        text = "0" + text
    found = scan(text, 0)
    return found.low if found and found.end == len(text) and found.form == "exact" else None


def _fraction(found: re.Match[str]) -> Decimal | None:
    """三分之二, 一又二分之一; the parts may be signed."""
    whole, below, above = (None if part is None else _signed(part.strip()) for part in found.groups())
    if not below or above is None or (found.group(1) and whole is None):
        return None
    return (whole or Decimal(0)) + ratio(above, below)
