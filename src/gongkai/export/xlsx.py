"""Rows → an Excel workbook: typed cells, frozen header, filters, links to the sources. Nothing in it is a formula."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

from .columns import Column, typed
from .text import check_keys, defuse, flat

ROWS = 1_048_576  # of one sheet, header included; what is more goes on to the next sheet
LENGTH = 32_767  # UTF-16 units of one cell
LINKS = 65_530  # of one sheet
_LINK = re.compile(r"https?://[\x21-\x7e]{1,2000}")
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")  # not even the format's own escape can hold these
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")
_WIDTHS = {
    "string": 18,
    "integer": 9,
    "number": 10,
    "decimal": 14,
    "date": 12,
    "boolean": 8,
    "list": 18,
    "json": 18,
}
_WIDE = {"text": 60, "context": 60, "message": 60, "title": 40, "organ": 26, "url": 30}


def write_book(tables: Sequence[tuple[str, Iterable[dict[str, Any]]]], path: Path) -> list[int]:
    """Write a workbook with one sheet for each (name, rows) and return how many rows each had.

    A cell takes 32,767 characters: longer texts are cut, and a warning says how many were.
    """
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(str(path), options)
    try:
        sheets = [_Table(book, name, rows) for name, rows in tables]
        counts = [sheet.write() for sheet in sheets]
    finally:
        book.close()
    if cut := sum(sheet.cut for sheet in sheets):
        warnings.warn(
            f"{cut} texts were cut at {LENGTH} characters, the most an Excel cell holds", stacklevel=3
        )
    return counts


class _Table:
    """The sheets of one table."""

    def __init__(self, book: Any, name: str, rows: Iterable[dict[str, Any]]) -> None:
        self._book = book
        self._name = name
        self._rows = rows
        self._head = book.add_format({"bold": True, "bottom": 1})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._quoted = book.add_format({"quote_prefix": True})  # stays a text when someone edits the cell
        self._columns: list[Column] = []
        self._sheets = 0
        self._links = 0
        self.cut = 0

    def write(self) -> int:
        rows, names, first = self._peek()
        kind = getattr(self._rows, "kind", "")
        self._columns = typed(names, kind, first)
        known = set(names)
        sheet = self._new_sheet()
        line = count = 0
        for count, row in enumerate(rows, 1):
            check_keys(row, known, count)
            if line == ROWS - 1:
                self._finish(sheet, line)
                sheet, line = self._new_sheet(), 0
            line += 1
            for at, column in enumerate(self._columns):
                self._cell(sheet, line, at, column, row.get(column.name))
        self._finish(sheet, line)
        return count

    def _peek(self) -> tuple[Iterator[dict[str, Any]], Sequence[str], dict[str, Any] | None]:
        rows = iter(self._rows)
        first = next(rows, None)
        names = tuple(getattr(self._rows, "columns", ()) or first or ())
        return (rows if first is None else chain([first], rows)), names, first

    def _new_sheet(self) -> Any:
        self._sheets += 1
        self._links = 0
        sheet = self._book.add_worksheet(
            self._name if self._sheets == 1 else f"{self._name} ({self._sheets})"
        )
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(self._columns):
            sheet.set_column(at, at, _WIDE.get(column.name, _WIDTHS[column.type]))
            sheet.write_string(0, at, column.name, self._head)
        return sheet

    def _finish(self, sheet: Any, lines: int) -> None:
        if self._columns:
            sheet.autofilter(0, 0, lines, len(self._columns) - 1)

    def _cell(self, sheet: Any, line: int, at: int, column: Column, value: Any) -> None:
        if value is None:
            return
        if isinstance(value, bool):
            sheet.write_boolean(line, at, value)
        elif isinstance(value, (int, float, Decimal)):
            if _fits(value):
                sheet.write_number(line, at, value)
            else:
                self._text(sheet, line, at, f"{value:f}" if isinstance(value, Decimal) else str(value))
        elif column.type == "date" and (day := _day(value)):
            sheet.write_datetime(line, at, day, self._day)
        elif isinstance(value, str):
            if column.name in ("url", "source") and _LINK.fullmatch(value) and self._links < LINKS:
                self._links += 1
                sheet.write_url(line, at, value, string=value)
            else:
                self._text(sheet, line, at, value)
        else:
            self._text(sheet, line, at, flat(value))

    def _text(self, sheet: Any, line: int, at: int, text: str) -> None:
        text = _NO_XML.sub("\ufffd", text)
        style = self._quoted if defuse(text) != text else None
        if text.startswith("<r>") and text.endswith("</r>"):  # XlsxWriter would take it for XML of its own
            text = _CONTROL.sub("\ufffd", text[:LENGTH])
            sheet.write_rich_string(line, at, text[0], text[1], text[2:])
        elif sheet.write_string(line, at, text, style) == -2:
            self.cut += 1


def _fits(value: int | float | Decimal) -> bool:
    """Whether Excel's 15 digits hold the number; one that is longer is written as text, so that no digit is lost."""
    number = Decimal(value) if isinstance(value, int) else value
    if isinstance(number, float):
        return number - number == 0  # neither infinite nor undefined
    return (
        number.is_finite() and Decimal(f"{float(number):.15g}") == number and abs(number) < Decimal("1e300")
    )


def _day(value: Any) -> date | None:
    try:
        day = value if isinstance(value, date) else date.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return day if day.year >= 1900 else None
