"""One truth, many layouts, from the bytes on: every layout must give the same cells (tests/golden)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golden.cases import LAYOUTS, missing, read_case, read_source, source, wrong
from golden.grids import tables_of
from golden.slips import SLIPS
from golden.truth import FORMS, KINDS, make_truth


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_gives_every_cell(layout: str, form: str) -> None:
    kind = KINDS[(list(LAYOUTS).index(layout) + FORMS.index(form)) % len(KINDS)]
    truth = make_truth(3, form, kind)
    report = read_case(truth, form, layout)
    assert report.era == ("2019" if form == "2019" else "2021")
    assert wrong(report, truth) == []
    assert missing(report, truth) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 10**6),
    form=st.sampled_from(FORMS),
    kind=st.sampled_from(KINDS),
    layout=st.sampled_from(sorted(LAYOUTS)),
)
def test_any_truth_any_layout(seed: int, form: str, kind: str, layout: str) -> None:
    truth = make_truth(seed, form, kind)
    report = read_case(truth, form, layout)
    assert wrong(report, truth) == []
    assert missing(report, truth) == []


@pytest.mark.parametrize("slip", SLIPS)
def test_slips_of_labels_and_numbers_change_no_cell(slip: str) -> None:
    """Each slip meets a third of the layouts; nothing may be wrong, and only a row in a thousand may stay open."""
    open_cells = 0
    for number, layout in enumerate(LAYOUTS):
        if (number + list(SLIPS).index(slip)) % 3:
            continue
        form = FORMS[number // 3 % len(FORMS)]
        truth = make_truth(number, form, "large" if slip == "separators" else KINDS[number % len(KINDS)])
        report = read_source(source(SLIPS[slip](tables_of(truth, form)), form, layout))
        assert wrong(report, truth) == [], layout
        open_cells += len(missing(report, truth))
    assert open_cells <= 7
