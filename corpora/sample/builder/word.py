"""DOCX with merged cells; fixed dates in the properties and in the zip, so that the bytes never change."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from .grids import Grid, placed, width
from .source import Source
from .story import pieces


def build(source: Source) -> bytes:
    """The report as a Word document."""
    document = docx.Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "仿宋", Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    stamp = datetime.fromisoformat(source.published)
    properties = document.core_properties
    properties.title, properties.author = source.title, source.organ
    properties.created = properties.modified = stamp
    for line in source.options.get("title_lines", [source.title]):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(line)
        run.bold, run.font.size = True, Pt(18)
    for kind, words, grid in pieces(source):
        if kind == "table":
            _table(document, grid)
        elif kind == "heading" and source.options.get("styled_headings"):
            document.add_heading(words, level=1)
        else:
            document.add_paragraph().add_run(words).bold = kind != "text"
    return _fixed(document, stamp)


def _table(document: Any, grid: Grid) -> None:
    table = document.add_table(rows=len(grid), cols=width(grid), style="Table Grid")
    for r, c, box in placed(grid):
        cell = table.cell(r, c)
        if box.rows > 1 or box.cols > 1:
            cell = cell.merge(table.cell(r + box.rows - 1, c + box.cols - 1))
        cell.text = box.text
    document.add_paragraph()


def _fixed(document: Any, stamp: datetime) -> bytes:
    loose, fixed = io.BytesIO(), io.BytesIO()
    document.save(loose)
    with zipfile.ZipFile(loose) as old, zipfile.ZipFile(fixed, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, (stamp.year, stamp.month, stamp.day, 9, 0, 0))
            info.external_attr = 0o600 << 16
            info.create_system = 0  # or it would tell which system it was built on
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name), compresslevel=6)
    return fixed.getvalue()
