"""Table 3, 收到和处理政府信息公开申请情况: every value by its row label and its column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from gongkai.model import Issue
from gongkai.parse.tables.cells import is_noted, is_value, squeeze
from gongkai.parse.tables.columns import STANDARD, Header, grid_header, stream_header
from gongkai.parse.tables.labels import bare, enumerator, form, group_heads, is_fragment, match, row_in
from gongkai.parse.tables.proof import row_adds_up
from gongkai.parse.tables.rows import Row

ROWS_2021: tuple[str, ...] = tuple(r["id"] for r in form()["t3"]["rows_2021"])
ROWS_2019: tuple[str, ...] = tuple(r["id"] for r in form()["t3"]["rows_2019"])
_BROKEN = re.compile(r"\d{1,3}(?:,\d*)+|0\d+")  # 1,540,49 and 09: pieces of numbers that a column's width cut
OTHER_ROWS = ("r_ot_nocorrect", "r_ot_nofee", "r_ot_other", "r_ot_all")
_LIKE_HEADS = ("r_total", "r_ot_other", "r_ot_all")


@dataclass(frozen=True, slots=True)
class Item:
    """A data row (seven values in the form's order) or, without values, a label standing alone."""

    row: str | None
    values: tuple[str, ...] | None
    words: str
    place: str
    lost: bool = False  # values are printed here that cannot be told apart
    weak: bool = False  # the place of the values is not certain: only the identities may accept it
    partial: tuple[str, ...] = ()  # of a lost row: what is printed, in order


def items_of(rows: Sequence[Row], issues: list[Issue]) -> list[Item]:
    """Data rows and loose labels of the table, in printed order."""
    stream = stream_header(rows)
    header: Header | None = None
    block = -1
    items: list[Item] = []
    for index, row in enumerate(rows):
        if row.grid and row.block != block:
            block = row.block
            same = [r for r in rows[index:] if r.block == block]
            header = grid_header(same) or _carried(header, same)
        for part in _parts(row):
            if row.grid:
                items.extend(_grid_items(part, header if part is row else None, stream, issues))
            else:
                items.extend(_text_items(part, stream, issues))
    return _joined_over_pages(_without_heads(items))


def _joined_over_pages(items: list[Item]) -> list[Item]:
    """A row cut by a page break: its label, or half of it, beside seven blanks, its values on the other page."""
    out: list[Item] = []
    at = -1  # in ``out``, the last item that is more than words of a head
    for item in items:
        last = out[at] if at >= 0 else None
        if last and last.row and not item.row and bare(item.words):  # perhaps the second half of its label
            if _is_blank(last) and (item.values or item.lost) and is_fragment(item.words, last.row):
                out[at] = replace(last, values=None)
        elif last and item.row and _is_blank(item) and _begins(last, item.row):
            out[at], item = replace(last, row=item.row), replace(item, values=None)
        elif last and _page(last) != _page(item) and bool(last.row) != bool(item.row):
            out[at : at + 1], item = _mended(last, item)
        if item.row or item.values or item.lost or item.words:
            out.append(item)
        if item.row or item.values or item.lost:
            at = len(out) - 1
    return out


def _is_blank(item: Item) -> bool:
    return item.values is not None and not any(map(squeeze, item.values))


def _begins(item: Item, row: str) -> bool:
    """Whether values without a label stand beside the first half of that row's."""
    return bool(item.row is None and item.values and bare(item.words) and is_fragment(item.words, row))


def _mended(upper: Item, lower: Item) -> tuple[list[Item], Item]:
    """A row of two that the page's end cut apart, if one has the label and no column is filled in both."""
    label, other = (upper, lower) if upper.row else (lower, upper)
    if bare(other.words) or label.values is None or (other.values is None and not other.lost):
        return [upper], lower
    if other.values is None:  # values stand here that cannot be told apart: the label's blanks are none
        bare_label = replace(label, values=None) if _is_blank(label) else label
        return ([bare_label], lower) if upper.row else ([upper], bare_label)
    pairs = list(zip(label.values, other.values, strict=True))
    if any(squeeze(a) and squeeze(b) for a, b in pairs) or _is_blank(other):
        return [upper], lower
    return [], replace(label, values=tuple(a if squeeze(a) else b for a, b in pairs), weak=True)


def _page(item: Item) -> str:
    return item.place.partition(" row")[0]


def _without_heads(items: list[Item]) -> list[Item]:
    """The items without the column heads 其他 and 总计, which read like row labels above the first row or beside it."""
    first = next((n for n, i in enumerate(items) if i.values or i.row not in (None, *_LIKE_HEADS)), 0)
    kept = [i for n, i in enumerate(items) if n >= first or i.row not in _LIKE_HEADS]
    data = next((n for n, i in enumerate(kept) if i.values or i.lost), None)
    if data is not None and kept[data].row in _LIKE_HEADS and not enumerator(kept[data].words):
        kept[data] = replace(
            kept[data], row=None, words=""
        )  # the last head, and the first row's label is lost
    return kept


def _parts(row: Row) -> list[Row]:
    """A grid row as it is, or its halves where two tables are printed beside each other."""
    own = [c for c in row.cells if c.row == row.number]
    starts = [i for i, c in enumerate(own) if not is_value(c.text) and match("t3_rows", c.text)]
    starts = [i for n, i in enumerate(starts) if n == 0 or i - starts[n - 1] >= 8]
    if len(starts) < 2:
        return [row]
    edges = [0, *starts[1:], len(own)]
    return [replace(row, cells=tuple(own[a:b])) for a, b in pairwise(edges)]


def _carried(header: Header | None, rows: Sequence[Row]) -> Header | None:
    """A page break cuts a table: the next block of the same width goes on under the same header."""
    width = max((c.col + c.colspan for row in rows for c in row.cells), default=0)
    return header if header and header.width == width else None


def _grid_items(row: Row, header: Header | None, stream: Header, issues: list[Issue]) -> list[Item]:
    cells = [c for c in row.cells if squeeze(c.text)]
    if len({m for c in cells if (m := match("t3_cols", c.text))}) >= 2:
        return []  # a row of column heads: its 总计 and 其他 are no rows
    label, end = _own_label(row)
    filled = [c for c in cells if is_value(c.text) or is_noted(c.text)]
    if label is None and not filled:
        own = [c.text for c in cells if c.row == row.number]
        return [Item(match("t3_rows", w), None, w, row.place) for w in own if match("t3_rows", w)]
    words = "".join(c.text for c in cells if c.row == row.number and c not in filled)
    values = _placed(row, header, end)
    if values is None:
        values = _in_order(row, header or stream, end)
    if values is None:
        if filled:
            _unplaced(row, label, words, issues)
        right = [t for c in cells if c.row == row.number and c.col >= end for t in c.text.split()]
        printed = tuple(right) if all(is_value(t) for t in right) else ()
        return [Item(label, None, words, row.place, bool(filled), partial=printed)] if label or filled else []
    return [Item(label, values, words, row.place)]


def _own_label(row: Row) -> tuple[str | None, int]:
    """The row's id and the column where its label ends. The rightmost words count; a category head never does."""
    words = [c for c in row.cells if squeeze(c.text) and not is_value(c.text) and not is_noted(c.text)]
    for cell in reversed(words):
        if len({m for part in cell.text.split("\n") if (m := match("t3_rows", part))}) > 1:
            break  # two rows run together in one cell
        found = match("t3_rows", cell.text)
        if found == "r_ot_all" and cell.rowspan > 1:
            return None, max(c.col + c.colspan for c in words)
        if found:
            return found, cell.col + cell.colspan
        if cell.row != row.number:
            break
    own = [c for c in words if c.row == row.number]
    joined = match("t3_rows", "".join(c.text for c in own)) if len(own) > 1 else None
    return joined, max((c.col + c.colspan for c in words), default=0)


def _placed(row: Row, header: Header | None, end: int) -> tuple[str, ...] | None:
    """The values under their headers, or None if a cell is missing, merged, or filled outside the seven columns."""
    if header is None or header.places is None:
        return None
    by_column = {c.col: c for c in row.cells}
    wanted = set(header.places.values())
    if end > min(wanted):
        return None
    if any(c.col not in wanted | header.strange and c.col >= end and squeeze(c.text) for c in row.cells):
        return None
    found = [by_column.get(header.places[column]) for column in STANDARD]
    spans = zip(found, header.spans, strict=True)
    if any(c is None or c.colspan != span or c.row != row.number for c, span in spans):
        return None
    return tuple(c.text for c in found if c is not None)


def _in_order(row: Row, header: Header, end: int) -> tuple[str, ...] | None:
    """Exactly seven cells beside the label, taken in the header's order."""
    if not header.trusted or any(c.row != row.number for c in row.cells if c.col >= end and squeeze(c.text)):
        return None
    right = [c.text for c in row.cells if c.col >= end and c.col not in header.strange]
    left = [c.text for c in row.cells if c.col < end and (is_value(c.text) or is_noted(c.text))]
    filled = [t for t in right if squeeze(t)]
    if header.places is not None and len(right) != 7:
        return None  # the header gives positions, and this row does not fit them
    if not header.whole and len(filled) != 7:
        return None  # a head is lost too: how many columns there are cannot be told
    tail = right if len(right) == 7 and not left else filled if len(filled) == 7 and not left else None
    if tail is None and len(left) == 7 and not filled:
        tail = left  # the label stands after its numbers
    if tail is None or not (any(squeeze(t) for t in tail) or header.whole):
        return None
    if len(tail) == 7 and tail is filled and any(not squeeze(t) for t in right[: right.index(filled[-1])]):
        return None  # a blank between numbers: which column is blank cannot be told
    return _sorted(tail, header.order)


def _sorted(values: Sequence[str], order: Sequence[str]) -> tuple[str, ...]:
    by_column = dict(zip(order, values, strict=True))
    return tuple(by_column[column] for column in STANDARD)


def _text_items(row: Row, header: Header, issues: list[Issue]) -> list[Item]:
    words = " ".join(row.labels)
    label = row_in(words)
    if any(_BROKEN.fullmatch(t) and not is_value(t) for t in words.split()):
        return [Item(label, None, words, row.place, lost=True)]
    if not row.values:
        return [Item(label, None, words, row.place)]
    if len(row.values) % 7 or not header.trusted:
        if label or len(row.values) >= 5:
            _unplaced(row, label, words, issues)
        lost = Item(label, None, words, row.place, lost=True, partial=row.values)
        return [lost] if label or row.values else []
    chunks = [row.values[i : i + 7] for i in range(0, len(row.values), 7)]
    if len(chunks) > 1 and not all(map(row_adds_up, chunks)):  # perhaps numbers cut in two
        _unplaced(row, label, words, issues)
        return [Item(label, None, words, row.place, lost=True, partial=row.values)]
    first = Item(label, _sorted(chunks[0], header.order), words, row.place)
    if len(chunks) == 1:
        return [first]
    more = [Item(None, _sorted(chunk, header.order), "", row.place, weak=True) for chunk in chunks[1:]]
    return [replace(first, weak=True), *more]


def _unplaced(row: Row, label: str | None, words: str, issues: list[Issue]) -> None:
    name = f"t3.{label}" if label else words or "row without label"
    issues.append(Issue("table.unplaced-values", f"{name}: its values cannot be told apart", row.place))


def fits(item: Item, row: str) -> bool:
    """Whether an unlabelled data row may be that row: its own words, if any, must be a piece of the label or heads
    of groups the row stands in."""
    words = item.words
    for head, rows in group_heads().items():
        if head in squeeze(words):
            if row not in rows:
                return False
            words = bare(squeeze(words).replace(head, ""))
    return not bare(words) or any(is_fragment(part, row) for part in (words, words[-12:]))


def form_rows(era: str, items: Sequence[Item]) -> tuple[str, ...]:
    """The rows to expect: the era's, with one merged 其他处理 row where the source prints that."""
    named = {i.row for i in items if i.values or i.words}
    if named & {"r_ot_nocorrect", "r_ot_nofee", "r_ot_other"}:
        return ROWS_2021
    if "r_ot_all" in named:
        return ROWS_2019 if _stands_for_three(items) else ROWS_2021
    return ROWS_2021 if era == "2021" else ROWS_2019


def _stands_for_three(items: Sequence[Item]) -> bool:
    """Whether 其他处理 is a row of its own, and not the head of three rows whose labels are lost."""
    at = next(n for n, i in enumerate(items) if i.row == "r_ot_all" and (i.values or i.words))
    end = next((n for n, i in enumerate(items) if n > at and i.row == "r_total"), len(items))
    data = [n for n, i in enumerate(items) if i.values is not None or i.lost]
    if items[at].values is not None:
        return not any(at < n < end for n in data)
    return len(data) <= len(ROWS_2019)
