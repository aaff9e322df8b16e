"""Which column is which applicant in table 3, from the header the source prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from gongkai.parse.tables.cells import is_value, squeeze
from gongkai.parse.tables.labels import bare, form, match
from gongkai.parse.tables.rows import Row

STANDARD = tuple(c["id"] for c in form()["t3"]["cols"])
_SUBTOTALS = ("小计", "法人小计", "组织小计")  # local columns that the form does not have

_CORNER = "本列数据的勾稽关系为第一项加第二项之和等于第三项加第四项之和"
_AROUND = ("申请人情况", "法人或其他组织", _CORNER)  # what a header says beside the seven heads


def _owners() -> dict[str, str]:
    """Character → the one column whose head has it, and no other word of the header."""
    owners: dict[str, set[str]] = {}
    for column in form()["t3"]["cols"]:
        for char in bare(column["label"]):
            owners.setdefault(char, set()).add(column["id"])
    shared = set("人情况组织")
    return {char: ids.pop() for char, ids in owners.items() if len(ids) == 1 and char not in shared}


_OWNERS = _owners()


@dataclass(frozen=True, slots=True)
class Header:
    """What a header tells: positions in a grid, the order of the seven, or that an odd column is there."""

    places: dict[str, int] | None = None  # column id → grid column, when all seven are found
    order: tuple[str, ...] = STANDARD
    spans: tuple[int, ...] = ()  # how many grid columns each of the seven takes, beside ``places``
    width: int = 0
    trusted: bool = True  # False: the header contradicts the form and values cannot be placed by order
    strange: frozenset[int] = frozenset()  # grid columns with a head that the form does not have, as 小计
    whole: bool = True  # all seven heads were seen: seven cells may be counted, blank ones too


def grid_header(rows: Sequence[Row]) -> Header | None:
    """The header of a grid block from its rows above the first data row, or None if it has no whole one."""
    places: dict[str, int] = {}
    strange: set[int] = set()
    spans: dict[str, int] = {}
    width = max((c.col + c.colspan for row in rows for c in row.cells), default=0)
    for row in rows:
        if _is_data(row):
            break
        for cell in row.cells:
            column = match("t3_cols", cell.text)
            if bare(cell.text) in _SUBTOTALS:
                strange.add(cell.col)
            if column is None or (column in places and places[column] != cell.col):
                continue
            places[column], spans[column] = cell.col, cell.colspan
    if len(places) == 7 and len(set(places.values())) == 7:  # two heads in one column: the rows are adrift
        order = tuple(sorted(places, key=lambda c: places[c]))
        return Header(places, order, tuple(spans[c] for c in STANDARD), width, strange=frozenset(strange))
    return None


def stream_header(rows: Sequence[Row]) -> Header:
    """The order of the columns from header words without positions: a second header row stands under its group.

    Whole heads tell the order. A narrow column tears them over lines (科研 法律服务 | 商业企业 公益 其他 | 机构 组织 机构): then the
    form's order stands unless the legible pieces of some line contradict it.
    """
    lines = _head_lines(rows)
    tokens = [t for line in lines for t in line]
    if any(t in _SUBTOTALS for t in tokens):
        return Header(trusted=False)
    seen = list(dict.fromkeys(m for t in tokens if (m := match("t3_cols", t))))
    middle = [c for c in seen if c in STANDARD[1:6]]
    outer = [c for c in seen if c in ("c_person", "c_total")]
    if len(middle) == 5 and len(outer) == 2 and not any(map(_is_rest, tokens)):
        order = (outer[0], *middle, outer[1])
        return Header(order=order, trusted=outer[0] == "c_person")
    pieces = [_pieces(line) for line in lines]
    if all(len(p) < 2 for p in pieces):  # a line for each cell
        pieces = [list(dict.fromkeys(p for line in pieces for p in line))]
    in_order = all(sorted(line, key=STANDARD.index) == line for line in pieces)
    return Header(trusted=in_order, whole=in_order and _is_whole(tokens))


def _is_rest(token: str) -> bool:
    """Whether the word is what a line's end left of a head: 机构, 组织."""
    heads = [bare(c["label"]) for c in form()["t3"]["cols"]]
    return not match("t3_cols", token) and any(token in head for head in heads)


def _is_whole(tokens: Sequence[str]) -> bool:
    """Whether the words, put together, are the seven heads one after the other."""
    text = "".join(tokens)
    for words in _AROUND:
        text = text.replace(words, "", 1)
    heads = [bare(c["label"]) for c in form()["t3"]["cols"]]
    return all(head in text for head in heads) and len(text) == sum(map(len, heads))


def _pieces(tokens: Sequence[str]) -> list[str]:
    """The columns before the total whose own characters stand on the line, as they first come from left to right."""
    own = [t.replace("法人或其他组织", "") for t in tokens if t not in _CORNER]
    found = [_OWNERS.get(char) for token in own for char in token]
    return list(dict.fromkeys(column for column in found if column and column != "c_total"))


def _head_lines(rows: Sequence[Row]) -> list[list[str]]:
    """The words above the first data row, line by line; those of one grid by their columns, as heads may stand at unlike
    heights."""
    lines: list[list[str]] = []
    for block, run in groupby(takewhile(lambda row: not _is_data(row), rows), lambda row: row.block):
        if block >= 0:
            own = [c for row in run for c in row.cells if squeeze(c.text) and c.row == row.number]
            lines.append([bare(c.text) for c in sorted(own, key=lambda c: c.col)])
            continue
        for row in run:
            text = " ".join(row.labels)
            lines.append([bare(t) for t in ([text] if match("t3_cols", text) else text.split())])
    return lines


def _is_data(row: Row) -> bool:
    return sum(is_value(v) for v in row.values) >= 5 or any(
        match("t3_rows", t) == "r_new" for t in row.labels
    )
