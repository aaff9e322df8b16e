"""Tables printed without rules: rows found by their aligned numbers, labels gathered around each row's numbers.

The result is lines of text, "label n n n n n n n", as a plainer PDF would print them: without rules there is no telling
which heads stand over which numbers, so nothing more is claimed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from .pdftable import line_text, lines_of

_NUMBER = re.compile(r"\d[\d,.]*|[-—/]")
_LIST_START = re.compile(r"[一二三四五六七]、|[(（][一二三四五六七][)）]|\d[.．、]")
_FEWEST_COLUMNS = 5  # of numbers; fewer are read well enough as lines of text
_FEWEST_ROWS = 4
_OFF = 1.2  # character heights by which numbers of one column may be out of line


@dataclass(slots=True)
class _Piece:
    """Words of one line that stand together."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    chars: list[Any]
    row: int | None = None

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class LooseRow:
    """One line of the table put together, and where its numbers stand."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float


def loose_rows(chars: Sequence[Any]) -> tuple[list[LooseRow], set[int]]:
    """The rows among characters that no ruled table holds, and the identities of the characters that went into them."""
    lines = [_pieces(line) for line in lines_of(chars)]
    rows = _number_rows(lines)
    if len(rows) < _FEWEST_ROWS:
        return [], set()
    size = median(c["size"] for row in rows for p in row for c in p.chars)
    left = min(row[0].x0 for row in rows) - 2
    first, last = rows[0][0].middle - 4 * size, rows[-1][0].middle + 4 * size
    used = {id(p) for row in rows for p in row}
    labels = [
        p
        for line in lines
        if all(id(o) in used for o in line if _NUMBER.fullmatch(o.text))  # else it has its own, adrift
        for p in line
        if p.x1 <= left + 2 and first <= p.middle <= last
    ]
    _place(labels, [row[0].middle for row in rows], size)
    placed = [_columns(labels, i, size) for i in range(len(rows))]
    _settled(placed)
    kept = [p for row in placed for column in row for p in column]
    columns = [["".join(p.text for p in column) for column in row] for row in placed]
    groups = _groups([words[:-1] for words in columns])
    edge = min((p.x0 for p in kept), default=left) + size
    right = max((p.x1 for p in kept if p.x0 <= edge), default=left)  # of labels as wide as the corner
    heads = _heads([p for line in lines for p in line], rows, size, right)
    out: list[LooseRow] = []
    if heads:
        top, bottom = min(p.top for h in heads for p in h), max(p.bottom for h in heads for p in h)
        text = " ".join("".join(p.text for p in head) for head in heads)
        out.append(LooseRow(text, heads[0][0].x0, heads[-1][-1].x1, top, bottom, size))
        kept += [p for head in heads for p in head]
    for i, row in enumerate(rows):
        place = (row[0].x0, row[-1].x1, row[0].top, row[0].bottom, size)
        out += [LooseRow(text, *place) for text in groups.get(i, ())]
        out.append(LooseRow(" ".join([*columns[i][-1:], *(p.text for p in row)]), *place))
    return out, {id(c) for p in (*kept, *(p for row in rows for p in row)) for c in p.chars}


def _heads(
    pieces: Sequence[_Piece], rows: Sequence[Sequence[_Piece]], size: float, right: float
) -> list[list[_Piece]]:
    """The words above each column of numbers, top to bottom; [] unless every column has some of its own."""
    centres = [median((row[i].x0 + row[i].x1) / 2 for row in rows) for i in range(len(rows[0]))]
    foot = rows[0][0].top
    heads: list[list[_Piece]] = [[] for _ in centres]
    for piece in pieces:
        if not foot - 10 * size < piece.top < foot - 0.3 * size or _NUMBER.fullmatch(piece.text):
            continue
        over = [i for i, x in enumerate(centres) if piece.x0 - 1 < x < piece.x1 + 1]
        if len(over) == 1:  # a head over several columns (法人或其他组织) tells none of them
            heads[over[0]].append(piece)
    found = heads if all(heads) else _heads_in_order(pieces, len(centres), foot, size, right)
    return [sorted(h, key=lambda p: p.top) for h in found]


def _heads_in_order(
    pieces: Sequence[_Piece], count: int, foot: float, size: float, right: float
) -> list[list[_Piece]]:
    """Heads out of line with their numbers, as in text laid out by spaces: as many as columns, in their order, or []."""
    above = [
        p
        for p in pieces
        if foot - 10 * size < p.top < foot - 0.3 * size and p.x0 >= right and not _NUMBER.fullmatch(p.text)
    ]
    heads: list[list[_Piece]] = []
    floor = 0.0  # a head over several columns; what stands higher than it is over more
    for piece in sorted(above, key=lambda p: p.x1 - p.x0):
        over = [h for h in heads if any(p.x0 < piece.x1 and piece.x0 < p.x1 for p in h)]
        if len(over) == 1:
            over[0].append(piece)
        elif not over:
            heads.append([piece])
        else:
            floor = max(floor, piece.top)
    heads = [h for h in heads if max(p.top for p in h) >= floor]
    return sorted(heads, key=lambda h: h[0].x0) if len(heads) == count else []


def _groups(cells: Sequence[Sequence[str]]) -> dict[int, list[str]]:
    """The heads left of the labels, cut over several rows (（三）不 | 予公开), whole at the row where they begin."""
    found: dict[int, list[str]] = {}
    begun: dict[int, int] = {}  # cells from the right → the row where its head began
    for row, words in enumerate(cells):
        for column, text in enumerate(reversed(words)):
            if _LIST_START.match(text) or column not in begun:
                begun[column] = row
                found.setdefault(row, []).insert(0, text)
            else:
                found[begun[column]][-1 - column if column < len(found[begun[column]]) else 0] += text
    return found


def _pieces(line: Sequence[Any]) -> list[_Piece]:
    """The line cut at its gaps."""
    groups: list[list[Any]] = []
    for char in line:
        if not char["text"].strip():
            continue
        if groups and char["x0"] - groups[-1][-1]["x1"] <= 0.3 * max(char["size"], 4.0):
            groups[-1].append(char)
        else:
            groups.append([char])
    return [
        _Piece(
            line_text(g),
            g[0]["x0"],
            max(c["x1"] for c in g),
            min(c["top"] for c in g),
            max(c["bottom"] for c in g),
            g,
        )
        for g in groups
    ]


def _number_rows(lines: Sequence[Sequence[_Piece]]) -> list[list[_Piece]]:
    """The numbers of every line that ends in as many numbers, at the same places, as most such lines."""
    tails = []
    for line in lines:
        tail: list[_Piece] = []
        for piece in reversed(line):
            if not _NUMBER.fullmatch(piece.text):
                break
            tail.insert(0, piece)
        if len(tail) >= _FEWEST_COLUMNS:
            tails.append(tail)
    counts = [len(tail) for tail in tails]
    if not counts:
        return []
    usual = max(set(counts), key=counts.count)
    tails = [tail for tail in tails if len(tail) == usual]
    usually = [
        tuple(median(place) for place in zip(*(_places(tail[i]) for tail in tails), strict=True))
        for i in range(usual)
    ]
    off = _OFF * tails[0][0].chars[0]["size"]
    return [
        tail
        for tail in tails
        if all(
            min(abs(a - b) for a, b in zip(_places(piece), where, strict=True)) < off
            for piece, where in zip(tail, usually, strict=True)
        )
    ]


def _places(piece: _Piece) -> tuple[float, float, float]:
    """Left edge, middle and right edge: a column's numbers have one of them in common."""
    return piece.x0, (piece.x0 + piece.x1) / 2, piece.x1


def _place(labels: list[_Piece], heights: Sequence[float], size: float) -> None:
    """Give every label piece its row: the one whose numbers it stands beside, else that of the line it goes on with."""
    reach = 0.4 * size
    for piece in labels:
        near = [i for i, y in enumerate(heights) if piece.top - reach <= y <= piece.bottom + reach]
        closest = min((abs(heights[i] - piece.middle) for i in near), default=0.0)
        near = [i for i in near if abs(heights[i] - piece.middle) < closest + 1]
        if near:  # right between two rows a list mark begins the label of the lower one
            piece.row = near[-1] if _LIST_START.match(piece.text) else near[0]
    for _ in range(3):  # labels of up to seven lines: three above and below the middle one
        for piece in [p for p in labels if p.row is None]:
            beside = [o for o in labels if o.row is not None and o.x0 < piece.x1 and piece.x0 < o.x1]
            above = max((o for o in beside if o.middle < piece.middle), key=lambda o: o.middle, default=None)
            below = min((o for o in beside if o.middle > piece.middle), key=lambda o: o.middle, default=None)
            piece.row = _nearer(piece, above, below, size)


def _nearer(piece: _Piece, above: _Piece | None, below: _Piece | None, size: float) -> int | None:
    """The row of the closer neighbour within half a line; a list mark begins a new label."""
    up = piece.top - above.bottom if above else 99.0
    down = below.top - piece.bottom if below else 99.0
    begins = bool(_LIST_START.match(piece.text))
    if (
        above
        and up < 0.6 * size
        and not begins
        and (up <= down + 0.5 or (below and _LIST_START.match(below.text)))
    ):
        return above.row
    if below and down < 0.6 * size and not _LIST_START.match(below.text):
        return below.row
    return None


def _columns(labels: Sequence[_Piece], row: int, size: float) -> list[list[_Piece]]:
    """The label pieces of one row by columns, left to right, each from top to bottom."""
    columns: list[list[_Piece]] = []
    for piece in sorted((p for p in labels if p.row == row), key=lambda p: p.x0):
        last = columns[-1] if columns else []
        if last and (piece.x0 < max(p.x1 for p in last) - 1 or _below(piece, last, size)):
            last.append(piece)
        else:
            columns.append([piece])
    return [sorted(c, key=lambda p: p.top) for c in columns]


def _below(piece: _Piece, column: Sequence[_Piece], size: float) -> bool:
    """Whether the piece is a line of the column that begins a little to the right."""
    beside = any(p.top < piece.bottom and piece.top < p.bottom for p in column)
    return not beside and piece.x0 - min(p.x0 for p in column) <= 1.5 * size


def _settled(columns: list[list[list[_Piece]]]) -> None:
    """Lines above a list mark belong to the row above, or to the heads; a label with two marks is two labels, and whose is not known."""
    for i, row in enumerate(columns):
        label = row[-1] if row else []
        above = columns[i - 1][-1] if i and columns[i - 1] else []
        marks = [n for n, p in enumerate(label) if _LIST_START.match(p.text)]
        if not marks or marks[-1] == 0:
            continue
        if len(marks) == 1:
            above += label[: marks[0]]
            del label[: marks[0]]
        else:
            row.pop()
