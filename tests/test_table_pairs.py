"""Two reports in one document are told apart by their years; two pages on one sheet are read as one report."""

from __future__ import annotations

import pytest

from golden.cases import missing, read_source, wrong
from golden.grids import tables_of
from golden.pairs import PAIRS, TITLE, two_up
from golden.truth import KINDS, make_truth


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("pair", PAIRS)
def test_the_copy_of_the_reports_year_is_read(pair: str, kind: str) -> None:
    truths = {year: make_truth(year, "2021", kind) for year in (2023, 2024)}
    tables = {year: tables_of(truth, "2021") for year, truth in truths.items()}
    report = read_source(PAIRS[pair](tables[2023], tables[2024]))
    truth = truths[report.year or 2024]
    assert wrong(report, truth) == []
    assert missing(report, truth) == []
    same = truths[2023] == truths[2024]
    assert same or "table.two-reports" in {i.code for i in report.issues}


def test_two_years_without_their_names_are_not_read() -> None:
    a, b = (tables_of(make_truth(n, "2021", "busy"), "2021") for n in (1, 2))
    text = (
        PAIRS["text beside"](a, b)
        .replace(TITLE, "云岭市政府信息公开年报对比")
        .replace("2023年            2024年", "")
    )
    report = read_source(text)
    assert {c.state for t in report.tables.values() for c in t.values()} == {"absent"}
    assert "table.two-reports" in {i.code for i in report.issues}


def test_a_second_table_of_the_same_year_is_told() -> None:
    """An office may print the whole area's table and its own below it."""
    truth = make_truth(1, "2021", "busy")
    a, b = tables_of(truth, "2021"), tables_of(make_truth(2, "2021", "busy"), "2021")
    text = PAIRS["html captions"](a, b).replace(TITLE, "云岭市2024年政府信息公开工作年度报告")
    report = read_source(text.replace("2023年度", "全市").replace("2024年度", "市本级"))
    read = {i: c for i, c in report.tables["t3"].items() if c.state != "absent"}
    assert wrong(report, truth) == []
    assert len(read) == 175
    assert "table.second-table" in {i.code for i in report.issues}


@pytest.mark.parametrize("prose", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_two_pages_on_one_sheet(kind: str, prose: bool) -> None:
    truth = make_truth(1, "2021", kind)
    report = read_source(two_up(tables_of(truth, "2021"), prose))
    assert wrong(report, truth) == []
    assert missing(report, truth) == []
