"""``field:value`` terms of a query, with Chinese and English names."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from ..errors import QueryError
from ..fold import fold
from .query import CellTest, FigureTest, Label, Node, Organ, Years

_NAMES = {
    "year": ("year", "年份", "年度", "年"),
    "organ": ("organ", "机构", "机关", "单位名称"),
    "topic": ("topic", "标签", "主题", "tag"),
    "stance": ("stance", "语态", "类型"),
    "section": ("section", "部分", "章节"),
    "unit": ("unit", "单位"),
    "value": ("value", "数值", "数量"),
    "cell": ("cell", "格", "单元格"),
}
_FIELD_OF = {name: field for field, names in _NAMES.items() for name in names}

_YEARS = re.compile(r"(>=|<=|>|<)?([0-9]{4})?(\.\.|-|~)?([0-9]{4})?")
_SECTIONS = {"一": "s1", "二": "s2", "三": "s3", "四": "s4", "五": "s5", "六": "s6"}
_SCALE = {
    "": 0,
    "十": 1,
    "百": 2,
    "千": 3,
    "万": 4,
    "十万": 5,
    "百万": 6,
    "千万": 7,
    "亿": 8,
    "十亿": 9,
    "百亿": 10,
}
_NUMBER = re.compile(r"([0-9][0-9,]{0,20}(?:\.[0-9]{1,10})?)(十亿|百亿|千万|百万|十万|亿|万|千|百|十)?%?")
_CELL = re.compile(r"(t[0-9](?:\.[a-z0-9_]{1,20}){1,4})(>=|<=|!=|>|<|=)(.{1,30})")


def field_node(name: str, value: str, position: int) -> Node:
    """The tree of one ``name:value`` term. Raises QueryError, with the nearest field name as suggestion."""
    field = _FIELD_OF.get(fold(name).strip().lower())
    place = position + len(name) + 1
    plain = fold(value).strip()
    if field == "year":
        return years(value, place)
    if field == "organ":
        return Organ(value)
    if field == "topic":
        return Label("topic", topic_ids(value, place))
    if field == "stance":
        return Label("stance", stance_ids(value, place))
    if field == "section":
        return Label("section", (_section(plain, place),))
    if field == "unit":
        return FigureTest(unit=plain)
    if field == "value":
        return _value(plain, place)
    if field == "cell":
        return _cell(plain, place)
    near = get_close_matches(name, list(_FIELD_OF), 1, 0.7 if name.isascii() else 0.5)
    meant = _NAMES[_FIELD_OF[near[0]]][0 if name.isascii() else 1] if near else ""
    known = "、".join(names[1] for names in _NAMES.values())
    raise QueryError(
        f"there is no field {name!r} (fields: {known}); quote the words to search for them"
        f" / 没有“{name}”这个字段；要检索原文请加引号",
        position,
        f"{meant}:{value}" if meant else f'"{name}:{value}"',
    )


def years(value: str, position: int = 0) -> Years:
    """``2024``, ``2022..2024``, ``2022..`` or ``>=2022`` as a range. Raises QueryError."""
    found = _YEARS.fullmatch(fold(value).strip().removesuffix("年"))
    compare, first, dots, last = found.groups() if found else (None, None, None, None)
    if compare and first and not dots and not last:
        year = int(first)
        return {
            ">": Years(year + 1, None),
            ">=": Years(year, None),
            "<": Years(None, year - 1),
            "<=": Years(None, year),
        }[compare]
    if compare or not (first or last) or (first and last and not dots):
        raise QueryError(f"{value!r} is no year or range of years / 不是年份", position, "年份:2022..2024")
    low = int(first) if first else None
    high = int(last) if last else None if dots else low
    if low and high and low > high:
        raise QueryError(f"the range {value} is empty / 年份范围颠倒", position, f"年份:{high}..{low}")
    return Years(low, high)


@cache
def _taxonomy() -> dict[str, dict[str, set[str]]]:
    """{"topics": {id: folded names}, "stances": …} from the taxonomy's data file."""
    path = files("gongkai").joinpath("data/taxonomy.json")
    loaded: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return {
        axis: {
            entry["id"]: {fold(n) for n in (entry["id"], entry.get("zh", ""), *entry.get("aliases", ())) if n}
            for entry in loaded.get(axis, ())
        }
        for axis in ("topics", "stances")
    }


def topic_ids(value: str, position: int = 0) -> tuple[str, ...]:
    """The topics meant by an id, a Chinese name, an alias or a part of a name. Raises QueryError."""
    return _label_ids("topics", value, position, "标签")


def stance_ids(value: str, position: int = 0) -> tuple[str, ...]:
    """The stances meant by an id or a Chinese name. Raises QueryError."""
    return _label_ids("stances", value, position, "语态")


def _label_ids(axis: str, value: str, position: int, shown: str) -> tuple[str, ...]:
    wanted = fold(value).strip()
    names = _taxonomy()[axis]
    found = [label for label, known in names.items() if wanted in known]
    if not found:
        found = [label for label, known in names.items() if any(wanted in name for name in known)]
    if found and wanted:
        return tuple(found)
    near = get_close_matches(wanted, [name for known in names.values() for name in known], 1, 0.3)
    raise QueryError(
        f"no {axis[:-1]} is called {value!r}; there are: {', '.join(names)} / 没有“{value}”这个{shown}",
        position,
        f"{shown}:{near[0]}" if near else "",
    )


def _section(value: str, position: int) -> str:
    name = value.removeprefix("第").removesuffix("部分").strip("、 ")
    section = _SECTIONS.get(name) or (f"s{name}" if name in "0123456x" and name else name)
    if section not in {"s0", "s1", "s2", "s3", "s4", "s5", "s6", "sx"}:
        raise QueryError(f"{value!r} is none of the sections 一 … 六 / 没有这个部分", position, "部分:五")
    return section


def number(value: str, position: int = 0) -> Decimal:
    """``1000``, ``1,000``, ``1.5万`` or ``3亿`` as a number. Raises QueryError."""
    found = _NUMBER.fullmatch(value.strip())
    if found is None:
        raise QueryError(f"{value!r} is not a number / 不是数字", position, "数值:>1000")
    try:
        return Decimal(found[1].replace(",", "")).scaleb(_SCALE[found[2] or ""])
    except InvalidOperation:
        raise QueryError(f"{value!r} is not a number / 不是数字", position) from None


def _value(value: str, position: int) -> FigureTest:
    if ".." in value:
        first, _, last = value.partition("..")
        low = (number(first, position), True) if first else None
        high = (number(last, position), True) if last else None
        if low and high and low[0] > high[0]:
            raise QueryError(f"the range {value} is empty / 范围颠倒", position, f"数值:{last}..{first}")
        if low or high:
            return FigureTest(low=low, high=high)
    compare = next((op for op in (">=", "<=", ">", "<", "=", "≥", "≤") if value.startswith(op)), "")
    bound = number(value.removeprefix(compare), position)
    if compare in (">", ">=", "≥"):
        return FigureTest(low=(bound, compare != ">"))
    if compare in ("<", "<=", "≤"):
        return FigureTest(high=(bound, compare != "<"))
    return FigureTest(low=(bound, True), high=(bound, True))


def _cell(value: str, position: int) -> CellTest:
    found = _CELL.fullmatch(value)
    if found is None:
        raise QueryError(
            f"{value!r} is not a cell, a comparison and a number / 写法：格:t3.r_new.c_total>100",
            position,
            "格:t3.r_new.c_total>100",
        )
    return CellTest(found[1], found[2], number(found[3], position), position)
