"""PDF text linearised row by row with narrow columns (golden/narrow.py): what only these layouts can do."""

from __future__ import annotations

import pytest

from golden.cases import missing, read_source, wrong
from golden.grids import tables_of
from golden.narrow import NARROW, TORN
from golden.truth import make_truth


@pytest.mark.parametrize("layout", TORN)
@pytest.mark.parametrize("kind", ["busy", "quiet"])
def test_totals_cut_in_two_are_proved_by_their_row(layout: str, kind: str) -> None:
    truth = make_truth(3, "2021", kind)
    report = read_source(TORN[layout](tables_of(truth, "2021"), 2024))
    assert wrong(report, truth) == []
    assert missing(report, truth) == []


@pytest.mark.parametrize("layout", TORN)
def test_numbers_cut_in_two_are_never_read_as_two(layout: str) -> None:
    truth = make_truth(5, "2019", "large")
    assert wrong(read_source(TORN[layout](tables_of(truth, "2019"), 2020)), truth) == []


@pytest.mark.parametrize("lost", range(4, 60, 7))
def test_a_lost_line_leaves_its_row_open_at_most(lost: int) -> None:
    """A line that a converter drops may hold values, a piece of a label or both."""
    truth = make_truth(lost, "2021", "busy")
    for layout in ("narrow centred", "thin, cell by cell"):
        lines = NARROW[layout](tables_of(truth, "2021"), 2024).split("\n")
        first = next(n for n, line in enumerate(lines) if line.startswith("一、本年新收"))
        del lines[first + lost]
        report = read_source("\n".join(lines))
        assert wrong(report, truth) == [], layout
        assert len(missing(report, truth)) <= 14, layout


def test_totals_clipped_at_the_edge_of_the_page_are_left_open() -> None:
    truth = make_truth(4, "2021", "large")
    clipped = {i: v[:2] if i.startswith("t3.") and i.endswith("c_total") else v for i, v in truth.items()}
    report = read_source(NARROW["wide centred"](tables_of(clipped, "2021"), 2024))
    assert wrong(report, truth) == []
    assert "table.clipped-total" in {issue.code for issue in report.issues}
    assert all(i.endswith("c_total") for i in missing(report, truth))
