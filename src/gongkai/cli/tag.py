"""``gongkai tag``: topics, stance, evidence and figures of newly published reports."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from .options import format_options, output_format
from .shared import each_report, emit, figure_value

if TYPE_CHECKING:
    from ..model import Figure, Report, Tagging


@click.command("tag")
@click.argument("files", nargs=-1, required=True)
@click.option("--explain", is_flag=True, help="Scores, and the words that weighed most. 说明依据")
@format_options
def tag_command(files: tuple[str, ...], explain: bool, as_json: bool, as_csv: bool) -> None:
    """Tag newly published reports, no index needed: FILES or - for stdin. 标注"""

    form = output_format(as_json, as_csv)
    failures: list[str] = []
    reports = each_report(files, failures)
    if form:
        emit((row for _, report in reports for row in tag_rows(report)), form)
    else:
        for _, report in reports:
            print_tagged(report, explain)
    if failures:
        sys.exit(2)


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


def print_tagged(report: Report, explain: bool) -> None:
    """Passages for people, each with its topics, stance and figures; ``explain`` adds why."""
    click.echo(click.style(f"{report.title or report.source}  ({report.organ} · {report.year})", bold=True))
    for tagging, figures in _tagged(report):
        passage = report.passages[tagging.passage or 0]
        label = "+".join(tagging.topics) or "–"
        click.echo(
            f"{passage.section} {click.style(f'{label} / {tagging.stance}', fg='cyan')}  {passage.text}"
        )
        if explain:
            _print_why(tagging)
        measured = "; ".join(f"{f.text} = {figure_value(f)}{f.unit}" for f in figures)
        if measured:
            click.echo(f"     figures 数量: {measured}")


def _print_why(tagging: Tagging) -> None:
    for label in (*tagging.topics, tagging.stance):
        words = "、".join(f"{e.text} {e.weight:.2f}" for e in tagging.evidence if e.label == label)
        score = tagging.scores.get(label)
        line = (
            f"     why 依据 {label}"
            + ("" if score is None else f" {score:.2f}")
            + (f": {words}" if words else "")
        )
        click.echo(click.style(line, dim=True))
