"""Document → Report: metadata, sections, passages and the statutory tables."""

from __future__ import annotations

from dataclasses import replace

from gongkai.model import Document, Issue, Report
from gongkai.parse.dates import find_damage
from gongkai.parse.lines import build
from gongkai.parse.metadata import read_metadata
from gongkai.parse.passages import find_passages
from gongkai.parse.sections import find_sections
from gongkai.parse.tables import find_regions, read_tables
from gongkai.parse.tables.beside import apart

__all__ = ["parse_report"]


def parse_report(document: Document) -> Report:
    """The report of a document, not yet tagged, measured or checked.

    Every span points into ``Report.text``. Cells that were not found are ``absent``; whatever was not read as it
    stood is an issue. Nothing is raised: a document that is no report gives one with few sections and many issues.
    """
    text, lines = build(replace(document, blocks=tuple(apart(document.blocks))))
    regions = find_regions(lines)
    sections, lost = find_sections(lines, regions, len(text))
    first = next((s.start for s in sections if s.id != "s0"), len(text))
    front = sum(line.start < first for line in lines)
    meta = read_metadata(document, lines, front)
    read = read_tables(lines, meta.year)
    issues: list[Issue] = [*document.issues, *meta.issues, *lost, *read.issues, *find_damage(lines)]
    return Report(
        id=document.sha256[:16],
        source=document.source,
        sha256=document.sha256,
        media_type=document.media_type,
        title=meta.title,
        organ=meta.organ,
        year=meta.year,
        era=read.era,
        published=meta.published,
        period=meta.period,
        text=text,
        sections=sections,
        passages=find_passages(lines, sections, regions),
        tables=read.tables,
        url=document.url,
        candidates=tuple(meta.candidates),
        issues=tuple(issues),
    )
