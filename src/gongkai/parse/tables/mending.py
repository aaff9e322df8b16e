"""Rows of seven numbers that narrow columns and page breaks tore over lines: put together where R3.COL proves it.

1285 in a column three digits wide is printed as 128 above 5; a total drifts to a line of its own; a page repeats the
heads of the table in the middle of a label.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

from gongkai.parse.tables.cells import is_value, squeeze
from gongkai.parse.tables.labels import bare
from gongkai.parse.tables.proof import numbers, row_adds_up
from gongkai.parse.tables.requests import Item

_REPEATED = 3  # lines of the head in a row, before they count as the head printed again
_MANY = 3  # rows with a number too few or too many, before every row that does not add up is in doubt
_NEAR = 3  # lines over which one row may be torn
_TWO_CELLS = 6  # digits of two numbers run together, before their sum is no accident
_MOST_TOKENS = 14
_MOST_IN_TURN = 10  # more pieces in a row can be put together in too many ways

Values = tuple[str, ...]


def mended(items: Sequence[Item]) -> list[Item]:
    """The items without repeated heads, torn rows whole."""
    out = _once_headed(items)
    index = 0
    while index < len(out):
        for size in range(min(_NEAR, len(out) - index), 0, -1):
            whole = _whole(out[index : index + size])
            if whole:
                out[index : index + size] = whole
                break
        index += 1
    return _without_doubtful(out)


def _without_doubtful(items: list[Item]) -> list[Item]:
    """The items with the values of a row taken back that do not add up where numbers were torn from a row beside it."""
    short = sum(1 for i in items if i.lost and 5 <= len(i.partial) <= 8)
    out = list(items)
    for n, item in enumerate(items):
        if item.values is None or row_adds_up(item.values) or not all(map(squeeze, item.values)):
            continue
        beside = [
            i
            for i in (*items[max(n - 2, 0) : n], *items[n + 1 : n + 3])
            if i.lost and not (i.row and item.row)
        ]
        if beside or short >= _MANY:
            out[n] = replace(item, values=None, lost=True, partial=item.values)
    return out


def _once_headed(items: Sequence[Item]) -> list[Item]:
    """The items without the column heads where a page prints them again."""
    first = next((n for n, i in enumerate(items) if i.row or i.values or i.lost), 0)
    heads = {bare(i.words) for i in items[:first]} - {""}
    again = [
        n >= first and not i.values and not i.lost and bare(i.words) in heads for n, i in enumerate(items)
    ]
    gone: set[int] = set()
    start = 0
    for n in range(len(items) + 1):
        if n < len(items) and again[n]:
            continue
        if n - start >= _REPEATED:
            gone.update(range(start, n))
        start = n + 1
    return [i for n, i in enumerate(items) if n not in gone]


def _whole(items: Sequence[Item]) -> list[Item]:
    """The neighbouring lines with the seven values of their one row on one of them; [] if nothing proves one."""
    tokens = [i.values or i.partial for i in items]
    if (
        not all(tokens)
        or (len(tokens) == 1 and len(tokens[0]) not in (6, *range(8, _MOST_TOKENS + 1)))
        or sum(map(len, tokens)) > _MOST_TOKENS
    ):
        return []
    whole_rows = sum(1 for i in items if i.values and row_adds_up(i.values))
    torn = len(items) == 2 and all(len(t) > 1 and any(numbers(t) or ()) for t in tokens)
    if (
        len({i.row for i in items if i.row}) > 1 or whole_rows > torn
    ):  # one line of halves may add up by itself
        return []
    found = {way for way in _ways(tokens) if all(map(is_value, way)) and row_adds_up(way)}
    if whole_rows and len(found) > 1:  # which of its numbers are halves cannot be told
        return [replace(i, values=None, lost=True, partial=i.values or i.partial) for i in items]
    if len(found) != 1 or not (len(tokens) == 1 or any(numbers(tokens[0]) or ())):
        return []
    whole = found.pop()
    longest = max(range(len(items)), key=lambda n: len(tokens[n]))
    row = next((i.row for i in items if i.row), None)
    parted = len(tokens[0]) == 6 == sum(map(len, tokens))
    weak = parted or (
        len(tokens) > 1 and sum(map(len, tokens)) == 7 and len(tokens[longest]) < 6
    )  # perhaps out of order
    return [
        replace(i, values=whole, lost=False, partial=(), row=row, weak=weak)
        if n == longest
        else replace(i, values=None, lost=False, partial=(), row=None)
        for n, i in enumerate(items)
    ]


def _ways(tokens: Sequence[Values]) -> Iterator[Values]:
    """Seven values that these lines may have been: numbers cut to a column's width, one piece above the other."""
    flat = tuple(t for line in tokens for t in line)
    if len(tokens) == 1 and len(flat) == 8 and not flat[7].isdigit():
        yield flat[:7]  # the dash of a page mark, the number of the next label
        return
    in_turn = range(1, len(flat)) if len(flat) <= _MOST_IN_TURN and max(map(len, tokens)) != 7 else ()
    if len(flat) == 6 == len(tokens[0]):  # two cells without a space between
        yield from _parted(flat)
        return
    for starts in combinations(in_turn, 6):  # piece after piece
        yield tuple("".join(flat[a:b]) for a, b in pairwise((0, *starts, len(flat))))
    if len(tokens) == 1:
        return
    upper, lower = tokens[0], tokens[-1]
    middle: Values = tokens[1] if len(tokens) == 3 else ()
    cut = min(len(upper), len(lower))
    if len(tokens) == 2 and len(lower) == 6:  # a total that drifted to the line above
        yield (*lower, *upper)
    elif {len(upper), len(lower)} == ({cut} if middle else {cut, 7}) and len(middle) in (0, 7 - cut):
        for torn in combinations(range(7), cut):
            yield _joined(iter(upper), iter(middle), iter(lower), torn, len(upper), len(lower))


def _parted(values: Values) -> Iterator[Values]:
    for n, text in enumerate(values):
        if len(text) >= _TWO_CELLS:
            for cut in range(1, len(text)):
                yield (*values[:n], text[:cut], text[cut:], *values[n + 1 :])


def _joined(
    upper: Iterator[str],
    middle: Iterator[str],
    lower: Iterator[str],
    torn: Sequence[int],
    above: int,
    below: int,
) -> Values:
    """The seven numbers, those at ``torn`` in two pieces; the others stand in the line that has all seven, or between."""
    row = []
    for place in range(7):
        if place in torn:
            row.append(next(upper) + next(lower))
        else:
            row.append(next(upper if above == 7 else lower if below == 7 else middle))
    return tuple(row)
