"""What the command line shows: rows for --json/--csv, and plain text for people."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from .model import Figure, Finding, Report, Tagging

if TYPE_CHECKING:
    from .checks import Rule
    from .ingest import IndexSummary
    from .library import Library
    from .search import Hit
    from .tagging import Scores

_MARK = {"FAIL": "✗", "UNCERTAIN": "?", "PASS": "✓", "NOT_ASSESSABLE": "–"}
_COLOR = {"FAIL": "red", "UNCERTAIN": "yellow", "PASS": "green", "NOT_ASSESSABLE": None}


def _json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def figure_value(figure: Figure) -> str:
    """``12``, ``≥360``, ``<100``, ``≈30`` or ``3…5``: the value of a figure in one short string."""
    low, high = (None if v is None else f"{v:f}" for v in (figure.low, figure.high))
    if figure.qualifier == "at_least":
        return f"≥{low}"
    if figure.qualifier == "below":
        return f"<{high}"
    if low == high:
        return f"≈{low}" if figure.qualifier == "approx" else str(low)
    return f"{low}…{high}"


def figure_row(figure: Figure) -> dict[str, Any]:
    """One figure as a flat row."""
    row = dataclasses.asdict(figure)
    del row["passage"]
    return row


def print_figures(rows: Sequence[dict[str, Any]]) -> None:
    """Figures, one a line: span, mention, value, unit, qualifier, kind, noun."""
    for row in rows:
        figure = Figure(**row)
        click.echo(
            f"{figure.start:>6}–{figure.end:<6} {figure.text}\t{figure_value(figure)}\t{figure.unit or '·'}"
            f"\t{figure.qualifier}\t{figure.kind}\t{figure.verb}{' ' if figure.verb else ''}{figure.noun}"
        )


def print_index_summary(summary: IndexSummary, library: Library, as_json: bool) -> None:
    """The one-screen end of ``gongkai index``; with ``as_json`` the same as one document on stdout."""
    if as_json:
        _json({**dataclasses.asdict(summary), "read": summary.read, "library": library.stats()})
        return
    echo = _to_stderr
    echo(
        f"reports 报告: {summary.read} read ({summary.added} new, {summary.replaced} changed), "
        f"{summary.unchanged} unchanged, {summary.pruned} pruned"
    )
    echo(
        f"figures 数量: {summary.figures}   tags 标签: {summary.tags}   "
        f"findings 问题: {summary.findings}   reading issues 读取提示: {summary.issues}"
    )
    if summary.skipped:
        causes = Counter(cause for _, cause in summary.skipped)
        echo("skipped 跳过: " + "; ".join(f"{count} × {cause}" for cause, count in causes.items()))
    if summary.failures:
        echo(f"could not be read 无法读取: {len(summary.failures)}")
        for source, cause in summary.failures:
            echo(f"  {source}: {cause}")


def _to_stderr(line: str) -> None:
    click.echo(line, err=True)


def hit_row(hit: Hit) -> dict[str, Any]:
    """One hit as a flat row."""
    row = dataclasses.asdict(hit)
    row["highlights"] = [list(span) for span in hit.highlights]
    row["matched"] = list(hit.matched)
    row["topics"] = list(hit.topics)
    return row


def print_hits(hits: Iterable[Hit]) -> None:
    """Hits for people: title, organ, year, passage with highlights, why it matched."""
    for number, hit in enumerate(hits, 1):
        click.echo(f"{number}. {click.style(hit.title or hit.source, bold=True)}  [{hit.report_id}]")
        topics = " ".join(hit.topics)
        place = f"   {hit.organ} · {hit.year or '?'} · {hit.section or '–'}"
        click.echo(place + (f" · {topics} {hit.stance}" if topics or hit.stance else ""))
        click.echo("   " + _highlighted(hit.text, hit.highlights))
        click.echo(click.style(f"   matched 命中: {', '.join(hit.matched)}", dim=True))


def _highlighted(text: str, spans: Sequence[tuple[int, int]]) -> str:
    # Without colour the marks must still be seen: 【…】 is kept when the output is not a terminal.
    parts: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if start < at:
            continue
        parts += [text[at:start], click.style(f"【{text[start:end]}】", fg="yellow")]
        at = end
    return "".join([*parts, text[at:]]).replace("\n", " ")


def _tagged(report: Report) -> Iterable[tuple[Tagging, list[Figure]]]:
    figures: dict[int | None, list[Figure]] = {}
    for figure in report.figures:
        figures.setdefault(figure.passage, []).append(figure)
    for tagging in report.tags:
        yield tagging, figures.get(tagging.passage, [])


def tag_rows(report: Report) -> Iterable[dict[str, Any]]:
    """One row per passage: topics, stance, scores, evidence words and figures, with spans into the text."""
    for tagging, figures in _tagged(report):
        passage = report.passages[tagging.passage or 0]
        yield {
            "source": report.source,
            "organ": report.organ,
            "year": report.year,
            "passage": passage.index,
            "section": passage.section,
            "start": passage.start,
            "end": passage.end,
            "text": passage.text,
            "topics": list(tagging.topics),
            "stance": tagging.stance,
            "scores": {label: round(score, 4) for label, score in tagging.scores.items()},
            "evidence": [
                {
                    "label": e.label,
                    "text": e.text,
                    "start": e.start,
                    "end": e.end,
                    "weight": round(e.weight, 4),
                }
                for e in tagging.evidence
            ],
            "figures": [
                {
                    "text": f.text,
                    "start": f.start,
                    "end": f.end,
                    "low": f.low,
                    "high": f.high,
                    "qualifier": f.qualifier,
                    "unit": f.unit,
                    "kind": f.kind,
                }
                for f in figures
            ],
        }


def print_tagged(report: Report) -> None:
    """Passages for people, each with its topics, stance, evidence words and figures."""
    click.echo(click.style(f"{report.title or report.source}  ({report.organ} · {report.year})", bold=True))
    for tagging, figures in _tagged(report):
        passage = report.passages[tagging.passage or 0]
        label = "+".join(tagging.topics) or "–"
        click.echo(
            f"{passage.section} {click.style(f'{label} / {tagging.stance}', fg='cyan')}  {passage.text}"
        )
        why = "、".join(dict.fromkeys(e.text for e in tagging.evidence))
        measured = "; ".join(f"{f.text} = {figure_value(f)}{f.unit}" for f in figures)
        if why:
            click.echo(click.style(f"     why 依据: {why}", dim=True))
        if measured:
            click.echo(f"     figures 数量: {measured}")


def print_report(report: Report, as_json: bool) -> None:
    """One report: the whole of it as JSON, or what was understood in a screenful."""
    if as_json:
        from .serial import report_to_dict

        _json(report_to_dict(report))
        return
    click.echo(click.style(report.title or report.source, bold=True))
    click.echo(f"id {report.id} · organ 机构 {report.organ or '?'} · year 年份 {report.year or '?'}")
    click.echo(
        f"form 格式 {report.era or '?'} · published 发布 {report.published or '?'} · {report.media_type}"
    )
    click.echo("sections 部分: " + ", ".join(f"{s.id} {s.heading}".strip() for s in report.sections))
    for name, table in report.tables.items():
        states = Counter(cell.state for cell in table.values())
        proved = sum(bool(cell.proof) for cell in table.values())
        counted = ", ".join(f"{count} {state}" for state, count in states.items())
        click.echo(f"table 表 {name}: {counted}" + (f" ({proved} proved by sums)" if proved else ""))
    topics = Counter(topic for tagging in report.tags for topic in tagging.topics)
    click.echo("topics 标签: " + ", ".join(f"{topic} {count}" for topic, count in topics.most_common()))
    click.echo(f"passages 段落: {len(report.passages)} · figures 数量: {len(report.figures)}")
    for issue in report.issues:
        click.echo(click.style(f"! {issue.code} {issue.place}: {issue.message}", fg="yellow"))
    print_findings("", report, [f for f in report.findings if f.verdict in ("FAIL", "UNCERTAIN")])


def finding_row(source: str, report: Report, finding: Finding) -> dict[str, Any]:
    """One finding as a flat row."""
    return {
        "source": source,
        "organ": report.organ,
        "year": report.year,
        "id": finding.id,
        "rule": finding.rule,
        "verdict": finding.verdict,
        "severity": finding.severity,
        "message": finding.message,
        "message_en": finding.message_en,
        "cells": list(finding.cells),
        "expected": dict(finding.expected),
        "spans": [{"start": s.start, "end": s.end, "text": s.text} for s in finding.spans],
    }


def print_findings(source: str, report: Report, findings: Sequence[Finding]) -> None:
    """Findings for people, each with its message, the right values where known, and the words quoted."""
    if source:
        failed = sum(f.verdict == "FAIL" for f in findings)
        state = f"{failed} wrong, {len(findings)} shown" if findings else "nothing wrong found 未发现问题"
        click.echo(click.style(f"{source} · {report.organ} · {report.year}: {state}", bold=True))
    for finding in findings:
        mark = click.style(f"{_MARK[finding.verdict]} {finding.rule}", fg=_COLOR[finding.verdict])
        click.echo(f"  {mark} [{finding.id}] {finding.message}")
        if finding.message_en:
            click.echo(click.style(f"      {finding.message_en}", dim=True))
        for cell, value in finding.expected.items():
            click.echo(f"      {cell} → {value}")
        for span in finding.spans:
            click.echo(f"      “{span.text}” ({span.start}–{span.end})")


def rule_row(rule: Rule) -> dict[str, Any]:
    """One rule as a flat row."""
    return dataclasses.asdict(rule)


def print_rules(rules: Iterable[Rule]) -> None:
    """The rules, one a line."""
    for rule in rules:
        click.echo(f"{rule.id}\t{rule.level}\t{rule.severity}\t{rule.zh}\t{rule.en}\t{rule.source}")


def print_scores(scores: Scores, as_json: bool) -> None:
    """The scores of an evaluation: a table of precision, recall and F1 per label, then the totals."""
    if as_json:
        _json(dataclasses.asdict(scores))
    else:
        click.echo(str(scores))
