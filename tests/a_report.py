"""Reports made by hand for the tests of what comes after parsing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from gongkai.model import (
    Candidate,
    Cell,
    Evidence,
    Figure,
    Finding,
    Issue,
    Passage,
    Report,
    Section,
    Span,
    Tagging,
)

PASSAGES = (
    "全年对3件规范性文件制作图文解读12篇，同步发布在微信公众号。",
    "因信息公开引发行政复议1件，结果维持。",
    "公众号推送各类信息360余篇，阅读量约1.2万次。",
)
TAGS = ((("POLICY",), "DONE"), (("REMEDY",), "DONE"), (("NEWMEDIA", "DISCLOSE"), "DONE"))
FIGURES = (
    (0, "3件", "3", "3", "exact", "件"),
    (0, "12篇", "12", "12", "exact", "篇"),
    (1, "1件", "1", "1", "exact", "件"),
    (2, "360余篇", "360", None, "at_least", "篇"),
    (2, "约1.2万次", "12000", "12000", "approx", "次"),
)


def make_report(
    organ: str = "云河市青石区财政局",
    year: int = 2024,
    *,
    passages: Sequence[str] = PASSAGES,
    tags: Sequence[tuple[tuple[str, ...], str]] = TAGS,
    figures: Sequence[tuple[int, str, str | None, str | None, str, str]] = FIGURES,
    total: str = "120",
) -> Report:
    """An enriched report of a fictional organ."""
    title = f"{organ}{year}年政府信息公开工作年度报告"
    text = title + "\n一、总体情况\n"
    placed = []
    for index, passage in enumerate(passages):
        placed.append(Passage(index, "s1", len(text), len(text) + len(passage), passage, "（一）主动公开"))
        text += passage + "\n"
    sha256 = hashlib.sha256((text + total).encode()).hexdigest()
    return Report(
        id=sha256[:16],
        source=f"{organ}-{year}.html",
        sha256=sha256,
        media_type="text/html",
        title=title,
        organ=organ,
        year=year,
        era="2021",
        published=date(year + 1, 1, 20),
        period="",
        text=text,
        sections=(Section("s1", "一、总体情况", len(title) + 1, len(text)),),
        passages=tuple(placed),
        tables={
            "t3": {
                "t3.r_new.c_total": Cell("t3.r_new.c_total", Decimal(total), total, "number"),
                "t3.r_no_safety.c_total": Cell("t3.r_no_safety.c_total", None, "-", "dash"),
                "t3.r_open.c_total": Cell(
                    "t3.r_open.c_total", Decimal("1.50"), "1.50", "number", "其中", "sum"
                ),
            }
        },
        url="https://example.org/report.html",
        candidates=(Candidate("year", str(year), "title"),),
        figures=tuple(_figure(placed, *figure) for figure in figures if figure[0] < len(placed)),
        tags=tuple(_tagging(p, *tag) for p, tag in zip(placed, tags, strict=False)),
        findings=(
            Finding(
                id="f1",
                rule="R3.COL",
                verdict="FAIL",
                severity="error",
                message="合计应为121",
                cells=("t3.r_new.c_total",),
                expected={"t3.r_new.c_total": Decimal("121")},
                spans=(Span(0, 2, title[:2]),),
            ),
        ),
        issues=(Issue("table.unknown-row", "一行不认识", "t3 row 7"),),
    )


def _figure(
    placed: list[Passage],
    index: int,
    words: str,
    low: str | None,
    high: str | None,
    qualifier: str,
    unit: str,
) -> Figure:
    start = placed[index].start + placed[index].text.index(words)
    lowest, highest = (None if v is None else Decimal(v) for v in (low, high))
    return Figure(
        start, start + len(words), words, lowest, highest, qualifier, unit, "count", "信息", "推送", index
    )


def _tagging(passage: Passage, topics: tuple[str, ...], stance: str) -> Tagging:
    scores = {**dict.fromkeys(topics, 0.9), stance: 0.8}
    evidence = Evidence(topics[0], passage.text[:2], passage.start, passage.start + 2, 1.5)
    return Tagging(topics, stance, scores, (evidence,), passage.index)
