"""The library: enriched reports in SQLite, and the search index derived from them.

::

    with Library("index/") as library:
        library.add(report)
        hits = library.search("政策解读 年份:2024")
"""

from __future__ import annotations

from ._library import Library
from .rows import COLUMNS, Filters, Rows
from .store import Source

__all__ = ["COLUMNS", "Filters", "Library", "Rows", "Source"]
