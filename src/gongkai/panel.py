"""One row an organ and year: the panel that a comparison over organs or years, or a regression, needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, Unpack

from .checks.cells import COLUMNS, form, rows
from .checks.organs import folded_name
from .library import Filters, Rows
from .model import Cell, Report
from .parse.tables.disclosure import cell_ids

if TYPE_CHECKING:
    from .library import Library

_FIXED = ("report_id", "organ", "year", "era", "published", "source", "url", "reports", "conflicts")


@cache
def all_cells() -> tuple[str, ...]:
    """The 200 cells of the form of 2021 in its order, then those that only the form of 2019 has."""
    layout = form()["t4"]
    review = tuple(
        f"t4.{group['id']}.{column['id']}" for group in layout["groups"] for column in layout["cols"]
    )
    eras = [
        (*cell_ids(era), *(f"t3.{row}.{column}" for row in rows(era) for column in COLUMNS), *review)
        for era in ("2021", "2019")
    ]
    return tuple(dict.fromkeys((*eras[0], *eras[1])))


def editions(reports: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Rows of ``reports`` grouped by organ and year, the groups in order, in each the best report first.

    A report can be there twice (page and attachment, two sites). The best has most cells read, then most figures, then
    the latest date. One without organ or year stands alone.
    """
    groups: dict[tuple[str, Any], list[dict[str, Any]]] = {}
    for row in reports:
        name = folded_name(row["organ"])
        known = name and row["year"] is not None
        groups.setdefault((name, row["year"]) if known else (row["report_id"], None), []).append(row)
    for group in groups.values():
        group.sort(key=lambda row: row["report_id"])
        group.sort(key=lambda row: (row["cells"], row["figures"], row["published"] or ""), reverse=True)
    return list(groups.values())


def wide(
    library: Library, *, query: str | None = None, states: bool = False, **filters: Unpack[Filters]
) -> Rows:
    """One row for each organ and year with every cell of the statutory tables as a column named by its id.

    A cell that holds no number is empty; with ``states``, a second column ``<id>__state`` says for every cell whether it
    is a number, blank, a dash, a note or absent ("" where the report's form has no such cell). ``reports`` counts the
    reports of this organ and year, ``conflicts`` the cells on which they differ.
    """
    cells = all_cells()
    columns = (*_FIXED, *cells, *(f"{cell}__state" for cell in cells if states))
    groups = editions(library.rows("reports", query=query, **filters))
    return Rows(columns, _wide(library, groups, cells, states), "wide")


def _wide(
    library: Library, groups: list[list[dict[str, Any]]], cells: tuple[str, ...], states: bool
) -> Iterator[dict[str, Any]]:
    for group in groups:
        best, *others = [_cells(library.get(row["report_id"])) for row in group]
        row = {name: group[0][name] for name in _FIXED[:7]}
        row["reports"] = len(group)
        row["conflicts"] = sum(_differ(best.get(cell), other.get(cell)) for other in others for cell in cells)
        row |= {cell: best[cell].value if cell in best else None for cell in cells}
        if states:
            row |= {f"{cell}__state": best[cell].state if cell in best else "" for cell in cells}
        yield row


def _cells(report: Report) -> dict[str, Cell]:
    return {cell.id: cell for table in report.tables.values() for cell in table.values()}


def _differ(one: Cell | None, other: Cell | None) -> bool:
    """Two numbers that are not the same; what only one of two readings holds is no conflict."""
    values = [cell.value for cell in (one, other) if cell]
    return len(values) == 2 and None not in values and values[0] != values[1]
