"""Rows of table 3 whose labels are cut over lines, with the values beside any of them and group heads in between.

A narrow column leaves 2.其他法律行政法规禁 | 15 0 0 0 6 0 21 | 止公开, with （三） and 不予公 somewhere among the lines. The lines
are divided into groups of neighbours, one group a row in the form's order, so that as few characters as possible are
lost or left over. A line of values belongs to a row only if every other way to divide the lines is clearly worse.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from gongkai.parse.tables.labels import bare, entries, full_labels, group_heads
from gongkai.parse.tables.requests import Item

_APART = 4.0  # characters by which another place of the values must be worse
_KNOWN = 0.6  # part of a label that must be printed
_NO_VALUES = 10.0  # price of a row without values, or of values without a row, in characters
_ONE_VALUE = 2.0  # price of a stray number
_OTHER_LABEL = 6.0  # price of giving values to a row that the words beside them do not name
_MOST_LINES = 60  # of one label and the heads beside it
_MOST_ITEMS = 1200
_SLACK = 5  # rows that may be lost or strange before a line, beyond the difference in number
_FAR = 1e9
_NUMERALS = "一二三四五六七0123456789"  # what is left of an enumerator cut in two


@dataclass(frozen=True, slots=True)
class Part:
    """A way to read the lines first:last as one row."""

    first: int
    last: int
    place: int
    cost: float
    data: int  # the line with the values, -1 if there is none
    known: float  # which part of the label is printed


@dataclass
class _Lines:
    items: Sequence[Item]
    words: list[str] = field(init=False)
    before: list[int] = field(init=False)  # lines of values before each line

    def __post_init__(self) -> None:
        self.words = ["".join(map(bare, item.words.split())) for item in self.items]
        self.before = [0]
        for item in self.items:
            self.before.append(self.before[-1] + (item.values is not None))

    def is_data(self, at: int) -> bool:
        item = self.items[at]  # one number, with a dash or not, may be the page's
        return item.values is not None or (item.lost and len(item.partial) not in (1, 2))

    def foreign(self, at: int, row: str) -> float:
        """The price of a line of words that names another row."""
        item = self.items[at]
        return _OTHER_LABEL if item.row not in (None, row) and not self.is_data(at) else 0.0

    def skip(self, at: int) -> float:
        """The price of leaving a line out."""
        item = self.items[at]
        rest = sum((Counter(self.words[at]) - _head_characters()).values()) + self.foreign(at, "")
        if item.values is not None:
            return rest + _NO_VALUES
        return rest + (min(_NO_VALUES, _ONE_VALUE * len(item.partial)) if item.lost else 0.0)


def weave(items: Sequence[Item], expected: Sequence[str]) -> dict[int, str]:
    """Which line's values belong to which row, as far as that is beyond doubt: place in ``items`` → row."""
    if len(items) > _MOST_ITEMS:
        return {}
    lines = _Lines(items)
    parts = list(_parts(lines, expected))
    ahead = _ahead(lines, parts, expected)
    behind = _behind(lines, parts, expected)
    best = ahead[len(items)][len(expected)]
    if best >= _FAR:
        return {}
    path = _path(lines, parts, expected, behind)
    sides = {s for p in path if (s := _side(lines, p, expected))}
    sound = {
        (p.data, p.place)
        for p in path
        if not _disturbed(lines, path, p, expected[p.place])
        and not (len(sides) == 2 and _side(lines, p, expected))
    }
    found = _beyond_doubt(lines, parts, expected, ahead, behind, best)
    return {data: expected[place] for data, place in found if (data, place) in sound}


def _path(
    lines: _Lines, parts: Sequence[Part], expected: Sequence[str], behind: Sequence[Sequence[float]]
) -> list[Part]:
    """The rows of one of the best divisions, in order."""
    starts = _by_start(parts)
    i = k = 0
    out: list[Part] = []
    while i < len(lines.items) or k < len(expected):
        here = behind[i][k] + 1e-6
        part = next((p for p in starts.get((i, k), ()) if behind[p.last][k + 1] + p.cost <= here), None)
        if part:
            out.append(part)
            i, k = part.last, k + 1
        elif i < len(lines.items) and behind[i + 1][k] + lines.skip(i) <= here:
            i += 1
        else:
            k += 1
    return out


def _disturbed(lines: _Lines, path: Sequence[Part], part: Part, row: str) -> bool:
    """Whether values or another row's label right beside the row were left out: the rows may not be in order."""
    at = path.index(part)
    start = path[at - 1].last if at else 0
    end = path[at + 1].first if at + 1 < len(path) else len(lines.items)
    beside = (*lines.items[start : part.first], *lines.items[part.last : end])
    inside = any(lines.foreign(n, row) for n in range(part.first, part.last))
    return inside or any(item.values is not None or item.row is not None for item in beside)


def _side(lines: _Lines, part: Part, expected: Sequence[str]) -> str:
    """Where the values of a row stand whose label is whole on one line: "above" it, "below" it or "", on the same.

    A text prints all such rows alike: where both sides come up, a row too many has moved the labels on.
    """
    row = expected[part.place]
    least = 0.8 * min(map(len, _variants(row)))
    for at in range(part.first, part.last):
        if lines.items[at].row == row and len(lines.words[at]) >= least and part.data not in (-1, at):
            return "below" if part.data > at else "above"
    return ""


def _by_start(parts: Sequence[Part]) -> dict[tuple[int, int], list[Part]]:
    starts: dict[tuple[int, int], list[Part]] = {}
    for part in parts:
        starts.setdefault((part.first, part.place), []).append(part)
    return starts


def _beyond_doubt(
    lines: _Lines,
    parts: Sequence[Part],
    expected: Sequence[str],
    ahead: Sequence[Sequence[float]],
    behind: Sequence[Sequence[float]],
    best: float,
) -> list[tuple[int, int]]:
    """The pairs of the best division that every division without them falls short of."""
    by_line: dict[int, dict[int, float]] = {}
    by_row: dict[int, dict[int, float]] = {}
    known: dict[tuple[int, int], float] = {}
    for part in parts:
        cost = ahead[part.first][part.place] + part.cost + behind[part.last][part.place + 1]
        for table, key, other in ((by_line, part.data, part.place), (by_row, part.place, part.data)):
            costs = table.setdefault(key, {})
            costs[other] = min(cost, costs.get(other, _FAR))
        if cost <= best + 1e-6:
            known[part.data, part.place] = max(part.known, known.get((part.data, part.place), 0.0))
    for place in range(len(expected)):
        lost = min(
            ahead[i][place] + _skipped_row(expected[place]) + behind[i][place + 1] for i in range(len(ahead))
        )
        costs = by_row.setdefault(place, {})
        costs[-1] = min(lost, costs.get(-1, _FAR))
    found = []
    for (data, place), part_known in known.items():
        if data < 0 or part_known < _KNOWN:
            continue
        unused = min(a + lines.skip(data) + b for a, b in zip(ahead[data], behind[data + 1], strict=True))
        rivals = [unused, *(c for p, c in by_line[data].items() if p != place)]
        rivals += [c for d, c in by_row[place].items() if d != data]
        if min(rivals) >= best + _APART:
            found.append((data, place))
    return found


def _ahead(lines: _Lines, parts: Sequence[Part], expected: Sequence[str]) -> list[list[float]]:
    """The least price of the first i lines as the first k rows."""
    size, rows = len(lines.items), len(expected)
    starts = _by_start(parts)
    table = [[_FAR] * (rows + 1) for _ in range(size + 1)]
    table[0][0] = 0.0
    for i in range(size + 1):
        skip = lines.skip(i) if i < size else 0.0
        for k in range(rows + 1):
            here = table[i][k]
            if here >= _FAR:
                continue
            if i < size:
                table[i + 1][k] = min(table[i + 1][k], here + skip)
            if k < rows:
                table[i][k + 1] = min(table[i][k + 1], here + _skipped_row(expected[k]))
            for part in starts.get((i, k), ()):
                table[part.last][k + 1] = min(table[part.last][k + 1], here + part.cost)
    return table


def _behind(lines: _Lines, parts: Sequence[Part], expected: Sequence[str]) -> list[list[float]]:
    """The least price of the lines from i on as the rows from k on."""
    size, rows = len(lines.items), len(expected)
    starts = _by_start(parts)
    table = [[_FAR] * (rows + 1) for _ in range(size + 1)]
    table[size][rows] = 0.0
    for i in range(size, -1, -1):
        skip = lines.skip(i) if i < size else 0.0
        for k in range(rows, -1, -1):
            options = [table[i][k]]
            if i < size:
                options.append(table[i + 1][k] + skip)
            if k < rows:
                options.append(table[i][k + 1] + _skipped_row(expected[k]))
            options += [table[p.last][k + 1] + p.cost for p in starts.get((i, k), ())]
            table[i][k] = min(options)
    return table


def _parts(lines: _Lines, expected: Sequence[str]) -> Iterator[Part]:
    """Every way to read neighbouring lines as one row that is not hopeless."""
    total = lines.before[-1]
    slack = _SLACK + abs(len(expected) - total)
    for first in range(len(lines.items)):
        low = max(0, lines.before[first] - slack)
        for place in range(low, min(len(expected), lines.before[first] + slack + 1)):
            best: dict[int, Part] = {}
            for variant in _variants(expected[place]):
                for part in _growing(lines, first, place, expected[place], variant):
                    if part.last not in best or part.cost < best[part.last].cost:
                        best[part.last] = part
            yield from best.values()


def _growing(lines: _Lines, first: int, place: int, row: str, variant: str) -> Iterator[Part]:
    """The lines from ``first`` on as this label, one more line at a time."""
    masks = _masks(variant)
    full = (1 << len(variant)) - 1
    run = full  # bit-parallel longest common subsequence: zeros are matched characters
    label, heads = Counter(variant), Counter(_heads_of(row))
    left_over, data, named = 0.0, -1, False
    for last in range(first, min(first + _MOST_LINES, len(lines.items))):
        item = lines.items[last]
        if lines.is_data(last):
            if data >= 0:
                return
            data, named = last, item.row == row and item.values is not None
        for char in () if named and last == data else lines.words[last]:
            match = masks.get(char, 0)
            run = ((run + (run & match)) | (run & ~match)) & full
            if label[char] > 0:
                label[char] -= 1
            elif heads[char] > 0:
                heads[char] -= 1
            else:
                left_over += 1
        left_over += lines.foreign(last, row)
        if left_over > 0.5 * len(variant) + 2:
            return
        lost = 0 if named else run.bit_count()
        known = 1.0 if named else 1 - lost / len(variant)
        cost = lost + left_over + (0.0 if data >= 0 else _NO_VALUES)
        if data >= 0 and not named and lines.items[data].row is not None:
            cost += _OTHER_LABEL
        yield Part(first, last + 1, place, cost, data, known)


@cache
def _variants(row: str) -> tuple[str, ...]:
    """The spellings of a row's label."""
    own = next(e for e in entries("t3_rows") if e.id == row)
    return tuple(dict.fromkeys((full_labels()[row], *own.keys, *own.exact)))


@cache
def _masks(variant: str) -> dict[str, int]:
    return {char: sum(1 << n for n, c in enumerate(variant) if c == char) for char in variant}


@cache
def _heads_of(row: str) -> str:
    """The characters of the heads that may stand among the lines of the row's label."""
    return "".join(head for head, rows in group_heads().items() if row in rows) + _NUMERALS


@cache
def _head_characters() -> Counter[str]:
    return Counter("".join(group_heads()) + _NUMERALS)


@cache
def _skipped_row(row: str) -> float:
    """The price of a row that is not printed."""
    return _NO_VALUES + min(len(v) for v in _variants(row))
