"""Rows → CSV, JSON, JSON Lines, Excel or Parquet, row by row: a million rows need no more memory than a thousand.

::

    with Library("index/") as library:
        write_file(library.rows("figures"), "figures.xlsx")

What a column means and holds is data (``data/columns.json``); docs/exports.md says how each format writes it.
"""

from __future__ import annotations

from .columns import Column, columns_of, kinds
from .files import FORMATS, form_of, write_file
from .text import TEXT_FORMATS, defuse, undefuse, write_rows

__all__ = [
    "FORMATS",
    "TEXT_FORMATS",
    "Column",
    "columns_of",
    "defuse",
    "form_of",
    "kinds",
    "undefuse",
    "write_file",
    "write_rows",
]
