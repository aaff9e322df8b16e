"""Every report of a library checked together: what a supervisor of five hundred organs asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from .checks import Checked, check_batch
from .checks.organs import folded_name

if TYPE_CHECKING:
    from .library import Library
    from .model import Report


def check_library(
    library: Library, *, expected: Iterable[str] = (), year: int | None = None, today: date | None = None
) -> list[Checked]:
    """Every rule over every report of the library, worst report first; reports that are missing too.

    One organ's reports are held at a time. ``expected`` names organs that must have a report on ``year`` (by default
    the latest year seen). Raises LibraryError.
    """
    return check_batch(_by_organ(library), expected=expected, year=year, today=today)


def _by_organ(library: Library) -> Iterator[Report]:
    """The reports of the library, those of one organ together, oldest first."""
    known = [
        (folded_name(row["organ"]), row["year"] or 0, row["report_id"]) for row in library.rows("reports")
    ]
    for _, _, report_id in sorted(known):
        yield library.get(report_id)
