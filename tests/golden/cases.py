"""From a truth and a layout to the report that is read."""

from __future__ import annotations

from golden.grids import Tables, tables_of
from golden.markup import HTML
from golden.narrow import NARROW
from golden.plain import GLUED, TEXT
from golden.truth import Truth, value_of
from gongkai.model import Page, Report
from gongkai.parse import parse_report
from gongkai.readers import read_document

LAYOUTS = {**HTML, **TEXT, **NARROW, **GLUED}


def source(tables: Tables, form: str, layout: str) -> str:
    return LAYOUTS[layout](tables, 2020 if form == "2019" else 2021 if form == "hybrid" else 2024)


def read_source(text: str) -> Report:
    return parse_report(read_document(Page(text.encode(), "case")))


def read_case(truth: Truth, form: str, layout: str) -> Report:
    return read_source(source(tables_of(truth, form), form, layout))


def wrong(report: Report, truth: Truth, blank_is_wrong: bool = True) -> list[str]:
    """Cells that say something else than the truth; a cell outside the truth must say nothing. Absent says nothing.

    Where a fault leaves an empty cell in the print, a blank is what stands there: ``blank_is_wrong`` off.
    """
    out = []
    for table in report.tables.values():
        for i, cell in table.items():
            told = value_of(truth[i]) if i in truth else None
            if (
                cell.state == "absent"
                or (cell.state == "blank" and not blank_is_wrong)
                or (i in truth and cell.value == told)
            ):
                continue
            out.append(f"{i}: {cell.raw!r} for {truth.get(i)!r}")
    return out


def missing(report: Report, truth: Truth) -> list[str]:
    """Cells of the truth that were not read."""
    known = {i: c for table in report.tables.values() for i, c in table.items()}
    return [i for i in truth if i not in known or known[i].state == "absent"]


__all__ = ["LAYOUTS", "missing", "read_case", "read_source", "source", "wrong"]
