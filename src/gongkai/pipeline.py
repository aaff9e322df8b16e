"""From a parsed report to a useful one: figures, tags and findings, in one place."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from .model import Evidence, Figure, Page, Passage, Report, Tagging


def read(source: str | Path | bytes | Page, *, name: str = "", tags: bool = True) -> Report:
    """Read one report whole: sections, passages, tables, figures, tags, findings.

    ``source`` is a path, the bytes of a file, or a Page; ``name`` names bytes in messages. ``tags=False`` leaves the
    tags out: the model need not be loaded, and checks need none.
    Raises ReadError (naming source and cause) when the source cannot be read.
    """
    from .parse import parse_report
    from .readers import load, read_document

    if isinstance(source, Page):
        page = source
    elif isinstance(source, bytes):
        page = Page(content=source, source=name or "<bytes>")
    else:
        page = load(source)
    return enrich(parse_report(read_document(page)), tags=tags)


def enrich(report: Report, *, tags: bool = True) -> Report:
    """The same report with figures, tags (one per passage) and findings. Spans point into ``report.text``."""
    from .checks import check_report

    measured = dataclasses.replace(report, figures=_figures(report), tags=_tags(report) if tags else ())
    return dataclasses.replace(measured, findings=check_report(measured))


def _figures(report: Report) -> tuple[Figure, ...]:
    from .figures import find_figures

    found: list[Figure] = []
    for passage in report.passages:
        for figure in find_figures(passage.text):
            found.append(_place(figure, passage))
    return tuple(sorted(found, key=lambda f: f.start))


def _place(figure: Figure, passage: Passage) -> Figure:
    return dataclasses.replace(
        figure,
        start=figure.start + passage.start,
        end=figure.end + passage.start,
        passage=passage.index,
    )


def _tags(report: Report) -> tuple[Tagging, ...]:
    from .tagging import tag

    passages = report.passages
    taggings = tag(
        [p.text for p in passages],
        sections=[p.section for p in passages],
        headings=[p.heading for p in passages],
    )
    return tuple(
        dataclasses.replace(
            tagging,
            passage=passage.index,
            evidence=tuple(_move(e, passage.start) for e in tagging.evidence),
        )
        for passage, tagging in zip(passages, taggings, strict=True)
    )


def _move(evidence: Evidence, offset: int) -> Evidence:
    return dataclasses.replace(evidence, start=evidence.start + offset, end=evidence.end + offset)
