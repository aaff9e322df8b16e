"""Row and column labels of the statutory tables, as data (data/labels.json), and how a printed label meets them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from gongkai.fold import fold
from gongkai.parse.tables.cells import squeeze

_ENUMERATOR = re.compile(
    r"^(?:[(][一二三四五六七八九十\d]{1,2}[)]|[一二三四五六七八九十]{1,2}[、.,]|\d{1,2}(?:[、.,)]|(?=[^\d.,年月日])))"
)
_STRAY = re.compile(r"^[|丨︱lI1!]{1,2}(?=[(一二三四五六七])")  # a rule of the page read as a letter
_NOTE = re.compile(r"(?<=.)[(][^()]*[)]?$")
_PUNCTUATION = re.compile(r"[\"'“”‘’「」『』()\[\]<>《》〈〉、,.。;:;：·/|*#丨\-—]+")
_SHORT = 60  # characters of a label
_MIN_CUT = 6  # a label cut short must keep this many characters to be known by its beginning
_FUZZY = 0.84  # misspelt labels (禁止公开 → 止公开) stay above, different labels below


@dataclass(frozen=True, slots=True)
class Entry:
    """One label of the form with its accepted spellings."""

    id: str
    keys: tuple[str, ...]
    exact: tuple[str, ...]


@cache
def _data() -> dict[str, Any]:
    text = files("gongkai.data").joinpath("labels.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def entries(kind: str) -> tuple[Entry, ...]:
    """The labels of one kind: t3_rows, t3_cols, t2_rows, t2_cols, t4_cols, t4_groups."""
    return tuple(Entry(e["id"], tuple(e["keys"]), tuple(e["exact"])) for e in _data()[kind])


@cache
def form() -> dict[str, Any]:
    """data/format.json: ids, labels and order of every era's tables."""
    text = files("gongkai.data").joinpath("format.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def _lookalikes() -> dict[int, str]:
    """What OCR reads for a character of the labels → that character."""
    return {ord(wrong): right for right, wrongs in _data()["lookalikes"].items() for wrong in wrongs}


def plain(text: str) -> str:
    """The text without spaces, in simplified characters, with what OCR mistakes put right."""
    return _plain(text) if len(text) <= _SHORT else _mended(text)


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    """Mended and remembered: the labels of the form come again and again."""
    return _mended(text)


def _mended(text: str) -> str:
    return _STRAY.sub("", fold(squeeze(text)).translate(_lookalikes()), count=1)


def bare(text: str) -> str:
    """A label without spaces, its number in front, quotes and brackets."""
    short = plain(text)
    for _ in range(2):  # 三、（一）予以公开: at most two numbers in front
        short = _ENUMERATOR.sub("", short, count=1)
    return _PUNCTUATION.sub("", short)


def enumerator(text: str) -> str:
    """The number in front of a label, "（六）" as "(六)", or ""."""
    found = _ENUMERATOR.match(plain(text))
    return found.group(0) if found else ""


@lru_cache(maxsize=4096)
def match(kind: str, text: str) -> str | None:
    """The id of the label that the printed text is, or None. Ambiguous text is None."""
    if len(text) > 120:
        return None
    name = bare(text)
    if not name:
        return None
    if kind == "t3_rows" and enumerator(text) == "(六)" and name in ("其他", "其它"):
        return "r_ot_all"
    if (
        kind == "t3_rows"
        and enumerator(text)[:1] in "12456789"
        and enumerator(text)
        and name in ("其他", "其它")
    ):
        return None  # the beginning of 2.其他法律行政法规禁止公开
    short = bare(_NOTE.sub("", plain(text)))  # 行政许可（含其他事项）
    for entry in entries(kind):
        if name in entry.exact or short in entry.exact or any(name.startswith(key) for key in entry.keys):
            return entry.id
    cut = [e.id for e in entries(kind) if len(name) >= _MIN_CUT and any(k.startswith(name) for k in e.keys)]
    if len(cut) == 1:
        return cut[0]
    return _closest(kind, name)


def _closest(kind: str, name: str) -> str | None:
    if len(name) < 6:
        if kind == "t3_rows":  # 反复申请, the second line of a label, is one character from 重复申请
            return None
        near = {e.id for e in entries(kind) for k in (*e.keys, *e.exact) if _one_apart(k, name)}
        return near.pop() if len(near) == 1 else None
    best: list[tuple[float, str]] = []
    for entry in entries(kind):
        whole = full_labels().get(entry.id) if kind == "t3_rows" else None
        for key in (*entry.keys, whole) if whole else entry.keys:
            if abs(len(key) - len(name)) <= max(len(key), len(name)) * 0.3:
                ratio = SequenceMatcher(None, key, name, autojunk=False).ratio()
                if ratio >= _FUZZY:
                    best.append((ratio, entry.id))
    best.sort(reverse=True)
    rivals = [b for b in best if b[1] != best[0][1] and best[0][0] - b[0] < 0.06] if best else []
    return best[0][1] if best and not rivals else None


def _one_apart(key: str, name: str) -> bool:
    """Four or five characters with one of them misread."""
    return len(key) == len(name) >= 4 and sum(a != b for a, b in zip(key, name, strict=True)) == 1


@cache
def full_labels() -> dict[str, str]:
    """Row id of table 3 → its whole bare label, to know a fragment of it."""
    rows = form()["t3"]["rows_2021"] + form()["t3"]["rows_2019"]
    return {row["id"]: bare(row["label"]) for row in rows}


@cache
def group_heads() -> dict[str, frozenset[str]]:
    """Bare heads of table 3's groups (三、本年度办理结果, （三）不予公开 …) → the rows below them."""
    groups: dict[str, set[str]] = {}
    for row in form()["t3"]["rows_2021"] + form()["t3"]["rows_2019"]:
        for parent in row["parents"]:
            groups.setdefault(bare(parent), set()).add(row["id"])
    return {name: frozenset(rows) for name, rows in groups.items()}


def is_fragment(text: str, row: str) -> bool:
    """Whether the text is a piece of that row's label, as a line break leaves it."""
    name = bare(text)
    return len(name) >= 2 and name in full_labels().get(row, "")


def row_ending(text: str) -> str | None:
    """The row of table 3 whose label alone ends with the text: the second line of a wrapped label."""
    name = bare(text)
    if len(name) < 5:
        return None
    found = [row for row, label in full_labels().items() if label.endswith(name)]
    return found[0] if len(found) == 1 else None


def row_in(words: str) -> str | None:
    """The row's id; heads of the groups it stands in may be printed in front: （三）不予公开 1.属于国家秘密."""
    found = match("t3_rows", words) if words else None
    tokens = words.split()
    for first in range(1, len(tokens) if found is None else 0):
        rest = " ".join(tokens[first:])
        if enumerator(rest) and (found := match("t3_rows", rest)):
            return found
    return found or (row_ending(words) if words and not enumerator(words) else None)
