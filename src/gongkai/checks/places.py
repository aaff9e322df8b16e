"""Where a finding points, spelt out: table, row, column, what is printed and what it should be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gongkai.checks.cells import column_label, row_label
from gongkai.model import Finding

_TABLES = {"t2": "表二", "t3": "表三", "t4": "表四"}


@dataclass(frozen=True, slots=True)
class Place:
    """One cell of a finding. ``expected`` is "" where the right value cannot be told."""

    cell: str
    table: str
    row: str
    column: str
    printed: str
    expected: str


def places(finding: Finding, printed: Mapping[str, str]) -> list[Place]:
    """The cells of a finding, those with a right value first."""
    cells = dict.fromkeys((*finding.expected, *finding.cells))
    return [
        Place(
            cell,
            _TABLES.get(cell[:2], cell[:2]),
            row_label(cell),
            column_label(cell),
            printed.get(cell, ""),
            f"{finding.expected[cell]:f}" if cell in finding.expected else "",
        )
        for cell in cells
    ]


def grouped(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Findings that name the same wrong cell and the same right value are one problem."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        is_located = (
            finding.verdict == "FAIL" and len(finding.expected) == 1 and finding.rule.startswith("R3.")
        )
        key = (finding.cells, *finding.expected.items()) if is_located else (finding.id,)
        groups.setdefault(key, []).append(finding)
    return list(groups.values())
