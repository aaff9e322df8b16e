"""What one printed cell holds. ``0``, blank, dash and a note are different things."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from gongkai.model import Cell, CellState

_NUMBER = r"[+-]?(?:[1-9]\d{0,2}(?:,\d{3})+|0|[1-9]\d*)(?:\.\d+)?"  # 05 is two cells run together
_PLAIN = re.compile(rf"^{_NUMBER}$")
_UNIT = r"(?:[万亿]元?|元|件|个|项|条|份|宗|起|次)"  # 1、属于… is a label with its number, not 1 with a note
_NOTED = re.compile(rf"^({_NUMBER})({_UNIT}?[(\[](?![一二三四五六七八九十]{{1,2}}[)\]]).*|{_UNIT})$", re.S)
_MEASURED = re.compile(rf"^{_NUMBER}{_UNIT}$")
_DASHES = frozenset("-—–―/\\－／")
_READ_AS_DASH = frozenset("一ーㄧ")  # what OCR makes of a dash; in a line of text it may be a number
FILLERS = frozenset(
    ("无", "不适用", "零", "没有", "暂无", "未发生", "N/A", "n/a")
)  # words that stand for no number
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\ufeff\u00ad]+")
_TORN = re.compile(
    r"(?<!\d)\d{1,2}[ \t\u00a0\u3000]*\n\s*\d|\d[ \t\u00a0\u3000]+\d"
)  # "1 0", "1\n0": perhaps two cells
_LETTER_DIGITS = str.maketrans("OoQD〇○lI|丨!iSsBbZzgq", "00000011111155" + "862299")
_WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")
_SPECKS = str.maketrans("", "", ".,'’")
_LONGEST_MISREAD = 12
_SHORT = 60  # characters of a label or number
_MAX_LENGTH = 200  # longer text is prose, and no number of it belongs to a table


def squeeze(text: str) -> str:
    """The text in compatibility form without any space: what cells are compared by."""
    return _squeezed(text) if len(text) <= _SHORT else _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=4096)
def _squeezed(text: str) -> str:
    """Squeezed and remembered: the labels and numbers of the form come again and again."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def is_value(text: str) -> bool:
    """Whether the text can only be a filled value: a number, a dash or a word for none."""
    return len(text) <= _MAX_LENGTH and _is_value(text)


@lru_cache(maxsize=4096)
def _is_value(text: str) -> bool:
    short = squeeze(text)
    if _TORN.search(text):
        return False
    if short in FILLERS:
        return True
    return bool(short) and (bool(_PLAIN.match(short)) or all(ch in _DASHES for ch in short))


def misread_as(text: str) -> Decimal | None:
    """The whole number that OCR may have misread as this: O for 0, l for 1, a point or space inside; None for others."""
    if len(text) > _LONGEST_MISREAD:
        return None
    digits = squeeze(text).translate(_LETTER_DIGITS).strip(".,、。'").translate(_SPECKS)
    return Decimal(digits) if digits != text and _WHOLE.fullmatch(digits) else None


def is_noted(text: str) -> bool:
    """Whether the text is a number with words beside it, like 22（其中修订16件）, or with a character misread."""
    return len(text) <= 2 * _MAX_LENGTH and _is_noted(text)


@lru_cache(maxsize=4096)
def _is_noted(text: str) -> bool:
    short = squeeze(text)
    if len(short) > _MAX_LENGTH or _TORN.search(text):
        return False
    return bool(_NOTED.match(short)) or short in _READ_AS_DASH or misread_as(text) is not None


def is_filled(text: str) -> bool:
    """Whether one word of a line is a cell's content: a value, or a number with its unit like 251000元."""
    return is_value(text) or (is_noted(text) and bool(_MEASURED.match(squeeze(text))))


def interpret(text: str) -> tuple[Decimal | None, CellState, str]:
    """The value, state and note of a printed cell."""
    return _interpreted(text) if len(text) <= _SHORT else _interpret(text)


def _interpret(text: str) -> tuple[Decimal | None, CellState, str]:
    short = squeeze(text)
    if not short:
        return None, "blank", ""
    if all(ch in _DASHES for ch in short) or short in _READ_AS_DASH:
        return None, "dash", ""
    if _TORN.search(text):
        return None, "note", short
    if _PLAIN.match(short):
        return _decimal(short), "number", ""
    noted = _NOTED.match(short) if len(short) <= _MAX_LENGTH else None
    if noted:
        return _decimal(noted.group(1)), "number", noted.group(2)
    return None, "note", short


_interpreted = lru_cache(maxsize=4096)(_interpret)  # short texts come again and again


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:  # cannot happen for what the patterns let through
        return None


def make(cell_id: str, text: str, proof: str = "") -> Cell:
    """The cell as read from its printed text."""
    value, state, note = interpret(text)
    return Cell(cell_id, value, text.strip(), state, note, proof)


def absent(cell_id: str) -> Cell:
    """The cell that was not found."""
    return Cell(cell_id, None, "", "absent")
