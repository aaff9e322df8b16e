"""Measures side by side: organs in some years, or one measure over the years."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .errors import QueryError
from .fold import fold
from .library.measured import measured
from .measures import measure
from .panel import editions

if TYPE_CHECKING:
    from .library import Library

USUAL = (
    "info_disclosed policy_interpretations press_conferences wechat_posts wechat_followers training_sessions "
    "requests_new requests_answered open_rate refused_rate review_correction_rate lawsuit_loss_rate normdocs_made"
).split()

Row = dict[str, Any]


def compare(
    library: Library, organs: Iterable[str], *, years: int | str | None = None, metrics: Iterable[str] = ()
) -> list[Row]:
    """The metrics (default: some usual ones) of the organs whose names contain one of the words given, a row for each
    metric, organ and year with the columns of ``Library.metrics``.

    Raises QueryError if a word fits no organ, or for an unknown metric or a bad year.
    """
    return _series(library, list(metrics) or USUAL, list(organs), years)


def trend(
    library: Library, metric: str, *, organs: Iterable[str] = (), years: int | str | None = None
) -> list[Row]:
    """One metric of all organs, or of those whose names contain one of the words given, over the years."""
    return _series(library, [metric], list(organs), years)


def _series(library: Library, names: list[str], organs: list[str], years: int | str | None) -> list[Row]:
    order = [measure(name).id for name in names]
    reports = [row for row in library.rows("reports", year=years) if row["year"] is not None]
    for organ in organs:
        if not any(_named(row, organ) for row in reports):
            raise QueryError(f"no report of an organ named {organ} / 没有该机构的报告")
    chosen = [row for row in reports if not organs or any(_named(row, organ) for organ in organs)]
    rows = list(measured((group[0] for group in editions(chosen)), library.get, order))
    return sorted(rows, key=lambda row: (order.index(row["metric"]), row["organ"], row["year"]))


def _named(row: Row, word: str) -> bool:
    return fold(word) in fold(row["organ"])


def shown(row: Row) -> str:
    """A value as people write it: ≥360, <100, ≈30, 3…5; – where it is not known; * where a check failed on its cells."""
    low, high = (None if row[name] is None else f"{row[name]:,f}" for name in ("low", "high"))
    if row["value"] is None:
        return "–"
    if low is None:
        text = f"<{high}"
    elif high is None:
        text = f"≥{low}"
    elif row["low"] != row["high"]:
        text = f"{low}…{high}"
    else:
        text = f"≈{low}" if row["qualifier"] == "approx" else low
    return f"{text}*" if row["doubts"] else text


def number(value: Decimal | None) -> float | None:
    """A value for a chart."""
    return None if value is None else float(value)
