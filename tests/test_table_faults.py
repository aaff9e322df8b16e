"""Faults in the printed tables: whatever is lost or moved, no cell may say something false (tests/golden/faults.py)."""

from __future__ import annotations

import random

import pytest

from golden.cases import LAYOUTS, missing, read_source, source, wrong
from golden.faults import FAULTS
from golden.grids import tables_of
from golden.truth import FORMS, KINDS, make_truth

# Without any head the form's order of columns is all there is: two columns that change places cannot be noticed.
BLIND = {("swap columns", "torn head"), ("swap columns", "no head")}


@pytest.mark.parametrize("fault", FAULTS)
def test_no_fault_misplaces_a_cell(fault: str) -> None:
    names = sorted(FAULTS)
    for number, layout in enumerate(LAYOUTS):
        seed = number + names.index(fault)
        if seed % 3:  # each layout meets a third of the faults; benchmarks run them all
            continue
        form, kind = FORMS[seed // 3 % len(FORMS)], KINDS[seed // 12 % len(KINDS)]
        truth = make_truth(seed, form, kind)
        damaged = FAULTS[fault](tables_of(truth, form), random.Random(seed))
        if damaged is None or (fault, layout) in BLIND:
            continue
        report = read_source(source(damaged.tables, form, layout))
        assert wrong(report, truth, blank_is_wrong=False) == [], (layout, seed)
        codes = {issue.code for issue in report.issues}
        gone = missing(report, truth)
        assert not gone or codes & {"table.absent-cells", "table.none"}, (layout, seed)


@pytest.mark.parametrize(
    ("fault", "at_most"),
    [("drop label", 7), ("drop labels", 21), ("drop cell", 7), ("add number", 7), ("join cells", 7)],
)
def test_the_identities_repair_what_they_prove(fault: str, at_most: int) -> None:
    """A lost label or a cell too few is put right by the sums in most reports, and says so."""
    whole = repaired = 0
    for seed in range(12):
        truth = make_truth(seed, "2021", "busy")
        damaged = FAULTS[fault](tables_of(truth, "2021"), random.Random(seed))
        assert damaged is not None
        report = read_source(source(damaged.tables, "2021", "html"))
        assert wrong(report, truth, blank_is_wrong=False) == []
        assert len(missing(report, truth)) <= at_most
        whole += not missing(report, truth)
        proofs = {cell.proof for cell in report.tables["t3"].values()}
        codes = {issue.code for issue in report.issues}
        if "identities" in proofs:
            repaired += 1
            assert codes & {"table.proved-row", "table.repaired-row"}
    assert repaired >= 9
    assert whole >= 6


@pytest.mark.parametrize("layout", ["labels before", "labels behind", "wrapped, values last", "run together"])
@pytest.mark.parametrize("fault", ["double row", "extra row", "drop row", "drop label"])
def test_a_row_too_many_moves_no_label(fault: str, layout: str) -> None:
    """Labels and values on lines of their own: the way with one row more must not pass for the way the text goes."""
    for seed in range(6):
        truth = make_truth(seed, "2019", "busy")
        damaged = FAULTS[fault](tables_of(truth, "2019"), random.Random(seed))
        assert damaged
        report = read_source(source(damaged.tables, "2019", layout))
        assert wrong(report, truth, blank_is_wrong=False) == [], seed
