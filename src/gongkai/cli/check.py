"""``gongkai check`` and ``gongkai rules``: what is wrong, and by which rule."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from .options import format_options, output_format
from .shared import each_report, emit

if TYPE_CHECKING:
    from ..checks import Rule
    from ..model import Finding, Report

_MARK = {"FAIL": "✗", "UNCERTAIN": "?", "PASS": "✓", "NOT_ASSESSABLE": "–"}
_COLOR = {"FAIL": "red", "UNCERTAIN": "yellow", "PASS": "green", "NOT_ASSESSABLE": None}


@click.command("check")
@click.argument("files", nargs=-1, required=True)
@click.option("--all", "show_all", is_flag=True, help="Also what passed. 包括通过的规则")
@format_options
def check_command(files: tuple[str, ...], show_all: bool, as_json: bool, as_csv: bool) -> None:
    """Check reports before they are published. 核查: which cell is wrong, and what it should be."""

    form = output_format(as_json, as_csv)
    failures: list[str] = []
    rows: list[dict[str, Any]] = []
    failed = False
    for name, report in each_report(files, failures):
        shown = [f for f in report.findings if show_all or f.verdict in ("FAIL", "UNCERTAIN")]
        failed = failed or any(f.verdict == "FAIL" for f in shown)
        if form:
            rows.extend(finding_row(name, report, finding) for finding in shown)
        else:
            print_findings(name, report, shown)
    if form:
        emit(rows, form)
    if failures:
        sys.exit(2)
    if failed:
        sys.exit(1)


@click.command("rules")
@format_options
def rules_command(as_json: bool, as_csv: bool) -> None:
    """List the rules that check applies. 规则"""
    from ..checks import rules

    form = output_format(as_json, as_csv)
    if form:
        emit((rule_row(rule) for rule in rules()), form)
    else:
        print_rules(rules())


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
