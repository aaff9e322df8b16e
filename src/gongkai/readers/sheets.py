"""Sheets with two pages beside each other: one report goes on from left to right, two reports go down each side."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

_TITLE = re.compile(r"信息公开.{0,12}(?:报告|年报)")
_TOP = 400  # characters of a page among which its title stands
_FIRST = re.compile(r"[一二三四五六]、.{0,12}(?:总体|基本|概述|概况)")

Half = TypeVar("Half")


def in_reading_order(sheets: Sequence[Sequence[Half]], text_of: Callable[[Half], str]) -> list[Half]:
    """The pages of all sheets in reading order: 1 2, 3 4 … of one report; all left ones first where two begin side by side."""
    doubled = next((sheet for sheet in sheets if len(sheet) == 2), None)
    if doubled and all(_begins_report(text_of(half)) for half in doubled):
        columns = ([s[0] for s in sheets], [s[1] for s in sheets if len(s) == 2])
        return [half for column in columns for half in column]
    return [half for sheet in sheets for half in sheet]


def _begins_report(text: str) -> bool:
    """Whether a page opens with a report's title and holds its first section."""
    plain = re.sub(r"[^\S\n]+", "", text)
    return bool(_TITLE.search(plain.lstrip()[:_TOP]) and _FIRST.search(plain))
