"""Bounds that keep a hostile or broken file from eating the machine."""

from __future__ import annotations

import time

from ..errors import LimitError

MAX_FILE_BYTES = 200 * 1024 * 1024
MAX_HTML_BYTES = 20 * 1024 * 1024
MAX_TEXT_BYTES = 20 * 1024 * 1024
MAX_LINES = 150_000  # of a text file, blank ones counted
MAX_MHTML_BYTES = 40 * 1024 * 1024
MAX_MHTML_PARTS = 2000
MAX_BLOCKS = 40_000  # paragraphs and tables; one cell a line makes some 1,500
MAX_HTML_DEPTH = 1500  # unclosed <font> of Word pastes reach some hundreds; nothing honest goes further
MAX_HTML_NODES = 600_000
MAX_HTML_STEPS = (
    30_000_000  # the depths of all elements summed; an honest page of 20,000 elements has 0.5 million
)
MAX_HTML_TABLES = 5_000  # a report with a table for every cell has some 500
MAX_TABLE_CELLS = 50_000
MAX_CELLS = 60_000  # of all tables; a report has some 400
MAX_SPAN = 200  # colspan/rowspan; real ones stay below 30
MAX_PDF_PAGES = 300
MAX_PDF_SECONDS = 25.0  # a report of 30 pages takes two
MAX_PAGE_CROSSINGS = 150_000  # level rules times upright rules; each crossing is looked at
MAX_PAGE_CHARS = 60_000  # characters on one PDF page
MAX_PAGE_RULES = 20_000  # lines, rectangles and curves on one PDF page
MAX_ZIP_ENTRIES = 5_000
MAX_ZIP_BYTES = 150 * 1024 * 1024  # uncompressed, all entries together
MAX_XML_BYTES = 40 * 1024 * 1024  # uncompressed, one XML part
MAX_ZIP_RATIO = 200  # a Word XML part compresses 10–40 fold
OFFICE_SECONDS = 60


class Clock:
    """A time budget: ``check()`` raises LimitError once it is spent."""

    def __init__(self, source: str, seconds: float) -> None:
        self._source = source
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def check(self) -> None:
        if time.monotonic() > self._end:
            raise LimitError(self._source, f"reading took longer than {self._seconds:g} s")
