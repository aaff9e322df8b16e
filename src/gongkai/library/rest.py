"""What of a report is searched beside its passages: title, headings, and the words of its tables."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from ..fold import UnitText, units
from ..model import Report


def rest_text(report: Report) -> str:
    """Title, organ and every line of the text that no passage covers; then table labels the text lacks.

    Some readers keep a table only as cells. Its printed labels (危及“三安全一稳定” …) must be found all the same, so
    they are taken from the form where the report filled the table in.
    """
    lines = [report.title]
    if report.organ not in report.title:
        lines.append(report.organ)
    at = 0
    for passage in sorted(report.passages, key=lambda p: p.start):
        lines += report.text[at : passage.start].splitlines()
        at = max(at, passage.end)
    lines += report.text[at:].splitlines()
    kept = list(dict.fromkeys(line.strip() for line in lines if line.strip()))
    shown = UnitText("\n".join(kept))
    for cell in _filled(report):
        label = _labels().get(cell, "")
        if label and label not in kept and tuple(unit.text for unit in units(label)) not in shown:
            kept.append(label)
    return "\n".join(kept)


def _filled(report: Report) -> Iterator[str]:
    """Ids of rows and columns of the tables that the report holds."""
    for table in report.tables.values():
        for cell in table.values():
            if cell.state != "absent":
                yield from cell.id.split(".")[1:]


@cache
def _labels() -> dict[str, str]:
    """Row or column id → its printed label, from the form's description."""
    form = json.loads(files("gongkai").joinpath("data/format.json").read_text("utf-8"))
    labels: dict[str, str] = {}

    def collect(node: Any) -> None:
        if isinstance(node, list):
            if len(node) == 2 and all(isinstance(part, str) for part in node):
                labels.setdefault(node[0], node[1])
            for part in node:
                collect(part)
        elif isinstance(node, dict):
            if isinstance(node.get("id"), str) and isinstance(node.get("label"), str):
                labels.setdefault(node["id"], node["label"])
            for part in node.values():
                collect(part)

    for table in ("t2_2021", "t2_2019", "t3", "t4", "stat_table_2014"):
        collect(form.get(table, {}))
    return labels
