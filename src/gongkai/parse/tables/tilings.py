"""Table 3 from its bare numbers, where a PDF's text has them column by column or in blocks: placed by the identities.

Tools that write a page's text block by block cut the table into strips of rows (pages), a strip into groups of
neighbouring columns, a group into bands of rows, and write each band column after column; a band of one row is a row.
Every such tiling is tried in which each row adds up (R3.COL). What all tilings agree on that also satisfy R3.SUM and
R3.BAL in every column is proved. The search gives up after ``most_steps``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product

Line = tuple[int, ...]
Rows = tuple[Line, ...]
Group = tuple[int, int]  # first column and width
Bands = tuple[
    tuple[int, int], ...
]  # of each wide group: the first row of its band and the row after its last
_WIDTH = 7
_WIDE = tuple((j, w) for w in range(2, _WIDTH + 1) for j in range(_WIDTH - w + 1))
LEVELS: tuple[tuple[tuple[Group, ...], ...], ...] = (
    (((0, _WIDTH),),),
    tuple((one,) for one in _WIDE),
    tuple((a, b) for a, b in combinations(sorted(_WIDE), 2) if sum(a) <= b[0]),
)  # from plain columns or rows to two groups wider than one column


class TooManyError(Exception):
    """The numbers allow more tilings than can be looked through."""


@dataclass
class Tiling:
    """The search over one table's numbers, as printed in order.

    ``starts``: places where a strip may begin (words stand before them). ``level``: which groups are tried.
    """

    values: Sequence[int]
    rows: int
    starts: Collection[int]
    level: int = 0
    most_steps: int = 10_000
    steps: int = 0
    mended: bool = False  # whether a table was found by putting its first row in order
    strips: dict[Line, set[Rows]] = field(default_factory=dict)  # what is known of strips, by their numbers

    def solutions(self, stray: int | None = None) -> set[Rows]:
        """All tables that hold. ``stray``: a number printed apart from its row. TooManyError past the limit."""
        reached: dict[tuple[int, bool], set[Rows]] = defaultdict(set)
        reached[0, False].add(())
        for first, used in product(range(self.rows), (False, True)):
            at = _WIDTH * first - used
            for before in reached.pop((first, used), ()):
                for high in range(1, self.rows - first + 1):
                    reached[first + high, used] |= self._longer(before, self._strip(at, high))
                if stray is not None and not used:
                    row = (stray, *self.values[at : at + _WIDTH - 1])
                    reached[first + 1, True] |= self._longer(before, self._row(row, at))
        whole = (self._checked(t) for t in reached[self.rows, stray is not None])
        return {t for t in whole if t}

    def _longer(self, before: Rows, strips: Collection[Rows]) -> set[Rows]:
        """The rows before with each strip below them, where the leaves are not already more than what came in."""
        out = set()
        for strip in strips:
            self._step(1)
            rows = before + strip
            leaves = rows[2 : self.rows - 2]
            if not leaves or sum(r[6] for r in leaves) <= rows[0][6] + rows[1][6]:
                out.add(rows)
        return out

    def _step(self, number: int) -> None:
        self.steps += number
        if self.steps > self.most_steps:
            raise TooManyError

    def _checked(self, table: Rows) -> Rows | None:
        """The table if R3.SUM and R3.BAL hold; they also put the first row, torn by the heads, in order."""
        total, later = table[-2], table[-1]
        body = tuple(map(sum, zip(*table[2:-2], strict=True)))
        new = tuple(t + o - b for t, o, b in zip(total, later, table[1], strict=True))
        if body != total or sorted(new) != sorted(table[0]) or (new != table[0] and self.level > 1):
            return None
        self.mended = self.mended or new != table[0]
        return (new, *table[1:])

    def _strip(self, at: int, high: int) -> set[Rows]:
        """The contents of a strip of ``high`` rows whose numbers begin at ``at``."""
        if high == 1:
            return self._row(tuple(self.values[at : at + _WIDTH]), at)
        window = tuple(self.values[at : at + _WIDTH * high])
        if not any(window):
            return {((0,) * _WIDTH,) * high} if len(window) == _WIDTH * high else set()
        if at not in self.starts or len(window) < _WIDTH * high:
            return set()
        if window not in self.strips:
            self.strips[window] = set(_Strip(self, at, high).contents())
        return self.strips[window]

    def _row(self, row: Line, at: int) -> set[Rows]:
        """One row that adds up; in the first the total may stand anywhere: column heads are printed beside it."""
        if len(row) < _WIDTH:
            return set()
        if sum(row[:6]) == row[6]:
            return {(row,)}
        if at <= 0 and sum(row) == 2 * max(row):
            return {((*sorted(row)[:-1], max(row)),)}
        return set()


class _Strip:
    """A strip of rows: groups of columns side by side, each cut into bands of rows."""

    def __init__(self, tiling: Tiling, at: int, high: int) -> None:
        self.tiling = tiling
        self.values = tiling.values
        self.at = at
        self.high = high
        self.first: dict[
            Group, dict[int, list[tuple[int, int]]]
        ] = {}  # of the first row: sum of a group → bands

    def contents(self) -> Iterator[Rows]:
        """The rows of every tiling in which all rows add up."""
        for wide in LEVELS[self.tiling.level]:
            narrow = [c for c in range(_WIDTH) if not any(j <= c < j + w for j, w in wide)]
            states: set[tuple[Bands, Rows]] = {(((0, 0),) * len(wide), ())}
            for row in range(self.high):
                wanted = -sum(self._signed(row, c) for c in narrow)
                states = {
                    (bands, (*above, self._line(wide, bands, row)))
                    for old, above in states
                    for bands in self._bands(wide, old, row, wanted)
                }
                if not states:
                    break
                self.tiling._step(len(states))
            yield from (rows for _, rows in states)

    def _bands(self, wide: Sequence[Group], old: Bands, row: int, wanted: int) -> Iterator[Bands]:
        """Each group goes on in its band or begins a new one, so that the row adds up."""
        sums = [self._sums(group, band, row) for group, band in zip(wide, old, strict=True)]
        if len(sums) == 1:
            yield from ((band,) for band in sums[0].get(wanted, ()))
            return
        for part, bands in sums[0].items():
            yield from product(bands, sums[1].get(wanted - part, ()))

    def _sums(self, group: Group, old: tuple[int, int], row: int) -> dict[int, list[tuple[int, int]]]:
        if row == 0 and group in self.first:
            return self.first[group]
        out: dict[int, list[tuple[int, int]]] = defaultdict(list)
        choices = [old] if old[1] > row else [(row, end) for end in range(row + 1, self.high + 1)]
        self.tiling._step(len(choices) // 16)
        with_total = sum(group) == _WIDTH
        for band in choices:
            part = self.values[self._places(group, band, row)]
            out[sum(part) - (2 * part[-1] if with_total else 0)].append(band)
        if row == 0:
            self.first[group] = out
        return out

    def _places(self, group: Group, band: tuple[int, int], row: int) -> slice:
        """Where the group's numbers of that row stand, if they are printed in that band."""
        (first, width), (top, end) = group, band
        start = self.at + self.high * first + width * top + row - top
        return slice(start, start + (end - top) * (width - 1) + 1, end - top)

    def _signed(self, row: int, column: int) -> int:
        value = self.values[self.at + self.high * column + row]
        return -value if column == _WIDTH - 1 else value

    def _line(self, wide: Sequence[Group], bands: Bands, row: int) -> Line:
        line = list(self.values[self.at + row : self.at + row + self.high * (_WIDTH - 1) + 1 : self.high])
        for group, band in zip(wide, bands, strict=True):
            line[group[0] : sum(group)] = self.values[self._places(group, band, row)]
        return tuple(line)
