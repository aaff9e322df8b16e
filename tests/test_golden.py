"""One truth, many layouts, from the bytes on: every layout must give the same cells (tests/golden)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golden.cases import LAYOUTS, missing, read_case, read_source, source, wrong
from golden.grids import tables_of
from golden.narrow import NARROW
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


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
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
    """Each slip meets a quarter of the layouts; nothing may be wrong, and only a row in a thousand may stay open."""
    open_cells = 0
    for number, layout in enumerate(LAYOUTS):
        if (number + list(SLIPS).index(slip)) % 4 or layout.startswith("thin"):  # four letters bear no loss
            continue
        if slip == "noted values" and layout in NARROW:  # a note as wide as its column
            continue
        form = FORMS[number // 3 % len(FORMS)]
        truth = make_truth(number, form, "large" if slip == "separators" else KINDS[number % len(KINDS)])
        report = read_source(source(SLIPS[slip](tables_of(truth, form)), form, layout))
        assert wrong(report, truth) == [], layout
        open_cells += len(missing(report, truth))
    assert open_cells <= 7


FRAME = ("r_new", "r_carry_in", "r_total", "r_carry_out")
WITH_PLACES = [
    name for name in LAYOUTS if (name.startswith("html") and name != "html divs") or name in ("pipes", "tabs")
]


@pytest.mark.parametrize("filler", ["", "\u00a0", "-", "/", "——", "无", "不适用"])
@pytest.mark.parametrize("where", ["zeros", "totals", "leaf totals"])
def test_what_stands_for_no_number_is_kept(filler: str, where: str) -> None:
    """Offices leave zeros or totals blank, or write a dash or a word; nothing of it becomes a number."""
    for number, layout in enumerate(WITH_PLACES):
        if number % 5 != len(filler) % 5:
            continue
        form = ("2021", "2019")[number % 2]
        truth = make_truth(number, form, "quiet")
        open_cells = {i for i in truth if _is_open(i, truth[i], where)}
        printed = {i: filler if i in open_cells else value for i, value in truth.items()}
        report = read_case(printed, form, layout)
        assert wrong(report, printed) == [], layout
        if (layout, where) != ("html rows apart", "zeros"):  # fifteen blanks without a head say nothing
            assert missing(report, printed) == [], layout
        state = {"": "blank", "\u00a0": "blank", "无": "note", "不适用": "note"}.get(filler, "dash")
        assert {report.cell(i).state for i in open_cells} <= {state, "absent"}


def _is_open(cell: str, value: str, where: str) -> bool:
    if where == "zeros":
        return value == "0"
    return cell.endswith("c_total") and (where == "totals" or cell.split(".")[1] not in FRAME)


@pytest.mark.parametrize("layout", ["lines", "cells", "columns"])
def test_totals_left_out_of_a_text_are_proved_by_the_columns(layout: str) -> None:
    truth = make_truth(4, "2019", "busy")
    printed = {i: "" if _is_open(i, v, "leaf totals") else v for i, v in truth.items()}
    report = read_case(printed, "2019", layout)
    assert wrong(report, printed) == []
    assert missing(report, printed) == []
    assert report.cell("t3.r_open.c_firm").proof == "identities"
