"""A report as a run of pieces: title, lines, paragraphs, headings and tables, the same for every form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from .grids import Grid, tables
from .source import Source

Kind = Literal["heading", "sub", "text", "table"]


def pieces(source: Source) -> Iterator[tuple[Kind, str, Grid]]:
    """(kind, text, grid) from the opening paragraph to the end; the title is left to the form."""
    yield from _prose(source.intro)
    grids = tables(source)
    for section in ("s1", "s2", "s3", "s4", "s5", "s6"):
        yield "heading", source.heading(section), []
        if section in grids:
            yield "table", section, grids[section]
        else:
            yield from _prose(getattr(source, section))


def _prose(text: str) -> Iterator[tuple[Kind, str, Grid]]:
    for line in filter(None, map(str.strip, text.splitlines())):
        yield ("sub", line[2:].strip(), []) if line.startswith("# ") else ("text", line, [])
