"""Rows of measures: what each report of a library says, metric by metric."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..measures import MetricValue, measure, metrics
from ..model import Report
from .rows import Rows

_BEFORE = ("report_id", "organ", "year", "era")
_AFTER = ("source", "url")
COLUMNS = (*_BEFORE, *(field.name for field in dataclasses.fields(MetricValue)), *_AFTER)


def measured(reports: Iterable[dict[str, Any]], get: Callable[[str], Report], names: Iterable[str]) -> Rows:
    """A row for each of the reports and each metric (all, or those named). Raises QueryError for an unknown name."""
    return Rows(COLUMNS, _rows(reports, get, [measure(name).id for name in names]), "metrics")


def _rows(
    reports: Iterable[dict[str, Any]], get: Callable[[str], Report], names: list[str]
) -> Iterator[dict[str, Any]]:
    for report in reports:
        for value in metrics(get(report["report_id"]), names):
            row = {name: report[name] for name in _BEFORE} | dataclasses.asdict(value)
            yield row | {name: report[name] for name in _AFTER}
