"""PDF text linearised column by column: a cell is right or openly missing, never a number of another row (golden/flows.py)."""

from __future__ import annotations

import pytest

from golden.cases import read_source, wrong
from golden.flows import columnwise
from golden.grids import tables_of
from golden.truth import make_truth


@pytest.mark.parametrize("kind", ["busy", "quiet"])
@pytest.mark.parametrize("cuts", [(), (13,), (3, 15), (24,), (22,)])
def test_no_column_is_taken_for_a_row(cuts: tuple[int, ...], kind: str) -> None:
    """The last page's labels end with 四、结转下年度继续办理; the run of columns below it is 7 × its rows long."""
    truth = make_truth(11, "2021", kind)
    assert wrong(read_source(columnwise(tables_of(truth, "2021"), 2024, cuts)), truth) == []
