"""Table 3 in a text whose order is torn: its numbers without their labels, placed where the identities prove it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from gongkai.parse.tables.cells import is_value
from gongkai.parse.tables.columns import STANDARD, stream_header
from gongkai.parse.tables.labels import row_in
from gongkai.parse.tables.proof import agreed, numbers, row_adds_up
from gongkai.parse.tables.requests import ROWS_2019
from gongkai.parse.tables.rows import Row
from gongkai.parse.tables.tilings import LEVELS, Rows, Tiling, TooManyError

_MOST_STEPS = 8_000  # of the search, for one report: about 0.2 s
_LEAST = (
    3,
    6,
    8,
)  # filled leaf rows, by level, before the sums count as a proof: an almost empty table fits anything
_MOST_STRAYS = 12  # numbers printed apart that are tried as the lost one of a row


def form_of(rows: Sequence[Row], expected: tuple[str, ...]) -> tuple[str, ...]:
    """The form with one row 其他处理 if there are numbers for so many rows and no word of the three rows' labels."""
    count = sum(len(row.values) for row in rows)
    if count == 7 * len(ROWS_2019) and not any("逾期" in text for row in rows for text in row.labels):
        return ROWS_2019
    return expected


def solve(rows: Sequence[Row], expected: Sequence[str]) -> dict[str, list[Decimal | None]]:
    """The form's rows as every alignment has them that respects the text's order and all sums; {} if none is proved."""
    header = stream_header(rows)
    if header.whole and (not header.trusted or header.order != STANDARD):
        return {}  # the columns stand in another order than the form's
    texts = [v for row in rows for v in row.values]
    values = numbers(texts)
    if values is None or len(values) != 7 * len(expected) or any(row.grid for row in rows):
        return {}
    if sum(len(r.values) for r in rows if r.loose or len(r.values) == 1) * 2 < len(values):
        return {}  # most rows stand on lines of their own: it is no order of the tool's that lost their labels
    if not all(is_value(t) for t in texts) or any(v % 1 or v < 0 for v in values):
        return {}
    if not _labels_ascend(rows, expected):
        return {}
    found = _search(rows, [int(v) for v in values], len(expected))
    if not all(_keeps_labels(rows, table, expected) for table in found):
        return {}
    told = agreed([[Decimal(v) for line in table for v in line] for table in found])
    return {row: told[7 * n : 7 * n + 7] for n, row in enumerate(expected)} if told else {}


def _search(rows: Sequence[Row], values: list[int], height: int) -> set[Rows]:
    """The alignments of the first level that has any: in order, or with one number printed apart from its row."""
    if not any(values):
        return {((0,) * 7,) * height}
    starts, strays = _places(rows)
    steps = _MOST_STEPS
    for level in range(len(LEVELS)):
        strips: dict[tuple[int, ...], set[Rows]] = {}
        for stray in (None, *strays):
            rest = values if stray is None else [*values[:stray], *values[stray + 1 :]]
            tiling = Tiling(rest, height, starts, level, steps, strips=strips)
            try:
                found = tiling.solutions(None if stray is None else values[stray])
            except TooManyError:
                return set()
            steps -= tiling.steps
            if found:
                least = _LEAST[level] if stray is None and not tiling.mended else _LEAST[-1]
                return found if all(_filled(table) >= least for table in found) else set()
    return set()


def _filled(table: Rows) -> int:
    """How many leaf rows hold a number: each is a sum that a wrong alignment would have to meet by chance."""
    return sum(any(row) for row in table[2:-2])


def _places(rows: Sequence[Row]) -> tuple[set[int], list[int]]:
    """Where words stand before a number, and the numbers that stand alone between words."""
    starts: set[int] = set()
    strays: list[int] = []
    at = 0
    for row in rows:
        starts |= {at, at - 1}  # one less where a stray was taken out before it
        if len(row.values) == 1:
            strays.append(at)
        at += len(row.values)
    return starts, strays[:_MOST_STRAYS]


def _keeps_labels(rows: Sequence[Row], table: Rows, expected: Sequence[str]) -> bool:
    """Whether seven values that add up beside a label are that row's in the table too."""
    by_row = dict(zip(expected, table, strict=True))
    unsure = below_other_labels(rows)
    for row in rows:
        if row.place in unsure:
            continue
        label = row_in(" ".join(row.labels))
        if label in by_row and len(row.values) == 7 and row_adds_up(row.values):
            own = numbers(row.values)
            if own and any(own) and sorted(own) != sorted(by_row[label]):
                return False
    return True


def _labels_ascend(rows: Sequence[Row], expected: Sequence[str]) -> bool:
    """Whether labels printed one below the other stand in the form's order: an office may have changed two rows."""
    last = -1
    for row in rows:
        label = row_in(" ".join(row.labels))
        if label in expected and label not in ("r_total", "r_ot_other", "r_ot_all"):
            at = expected.index(label)
            if at < last:
                return False
            last = at
        if row.values:
            last = -1
    return True


def below_other_labels(rows: Sequence[Row]) -> set[str]:
    """Places of one-cell lines below labels of several rows: whose the values are the labels do not tell."""
    out: set[str] = set()
    above: set[str] = set()
    for row in rows:
        label = row_in(" ".join(row.labels))
        above |= {label} - {"r_ot_all"} if label else set()
        if row.values and row.loose and len(above) > 1:
            out.add(row.place)
        if row.values:
            above = set()
    return out
