"""Numbers with a character misread by OCR (O for 0, l for 1, 2.14 for 214): put right where the sums prove them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from gongkai.model import Cell, Issue
from gongkai.parse.tables.cells import interpret, misread_as
from gongkai.parse.tables.columns import STANDARD
from gongkai.parse.tables.proof import column_holds, numbers, row_adds_up

_GROUP = 5  # cells of a group of table 4, its total the last
_MONEY = (".amount", ".amount_wan")


@dataclass
class Misread:
    """Cell id → what is printed there: of those the sums prove, and of those left open."""

    proved: dict[str, str] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)

    def mark(self, cells: dict[str, Cell], issues: list[Issue]) -> None:
        """Give the cells their printed text back; what is not proved is no number."""
        for name, raw in self.proved.items():
            if (value := cells[name].value) is not None:
                cells[name] = Cell(name, value, raw, "number", "", "identities")
                issues.append(Issue("table.misread-digit", f"{name}: {raw!r} is {value} by the sums", name))
        for name, raw in self.left.items():
            if cells[name].state != "absent" and cells[name].proof != "identities":
                cells[name] = Cell(name, None, raw, "note", raw)


def settle3(rows: dict[str, tuple[str, ...]], leaves: Sequence[str]) -> Misread:
    """Put the numbers meant into the rows of table 3 where both the row and the column then add up."""
    meant = {
        (row, place): value
        for row, values in rows.items()
        for place, text in enumerate(values)
        if (value := _meant(text)) is not None
    }
    whole = {r: tuple(str(meant.get((r, c), t)) for c, t in enumerate(v)) for r, v in rows.items()}
    printed = dict(rows)
    found = Misread()
    for (row, place), value in meant.items():
        name, raw = f"t3.{row}.{STANDARD[place]}", printed[row][place]
        if row_adds_up(printed[row]) and column_holds(printed, leaves, place):
            continue  # 12.00 where every number is printed so
        if row_adds_up(whole[row]) and column_holds(whole, leaves, place):
            found.proved[name] = raw
            rows[row] = (*rows[row][:place], str(value), *rows[row][place + 1 :])
        elif not _is_whole(raw):
            found.left[name] = raw
    return found


def settle4(cells: dict[str, Cell], ids: Sequence[str], issues: list[Issue]) -> None:
    """The same in the three groups of table 4, by each group's total."""
    for at in range(0, len(ids) if cells else 0, _GROUP):
        names = [i for i in ids[at : at + _GROUP] if i in cells]
        meant = {i: value for i in names if (value := _meant(cells[i].raw)) is not None}
        if not meant or _adds_up([cells[i].raw for i in names]):
            continue
        raws = {i: cells[i].raw for i in meant}
        if _adds_up([str(meant.get(i, cells[i].raw)) for i in names]):
            cells.update({i: Cell(i, value, str(value), "number") for i, value in meant.items()})
            Misread(proved=raws).mark(cells, issues)
        else:
            Misread(left={i: raw for i, raw in raws.items() if not _is_whole(raw)}).mark(cells, issues)


def _adds_up(group: Sequence[str]) -> bool:
    parsed = numbers(group)
    return parsed is not None and len(parsed) == _GROUP and sum(parsed[:-1]) == parsed[-1]


def without_fractions(cells: dict[str, Cell], issues: list[Issue]) -> dict[str, Cell]:
    """Table 2's cells: nothing but money is counted in fractions, and no sum tells what was meant.

    12.0 among numbers without a point may be 120; a sheet that prints a point everywhere is taken at its word.
    """
    counts = [c for i, c in cells.items() if c.value is not None and not i.endswith(_MONEY)]
    points = [c for c in counts if "." in c.raw]
    odd = [c for c in points if c.value is not None and (c.value % 1 or 2 * len(points) < len(counts))]
    issues.extend(Issue("table.words-in-cell", f"{c.id}: {c.raw!r} is no whole number", c.id) for c in odd)
    return {**cells, **{c.id: Cell(c.id, None, c.raw, "note", c.raw) for c in odd}}


def _meant(text: str) -> Decimal | None:
    """What a cell that counts something may have meant, if it prints anything but digits."""
    return misread_as(text) if interpret(text)[1] in ("note", "number") else None


def _is_whole(text: str) -> bool:
    value = interpret(text)[0]
    return value is not None and not value % 1
