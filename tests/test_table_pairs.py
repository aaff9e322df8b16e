"""Two reports in one document are told apart by their years; two pages on one sheet are read as one report."""

from __future__ import annotations

import pytest

from golden.cases import LAYOUTS, missing, read_source, wrong
from golden.grids import tables_of
from golden.pairs import BESIDE, PAIRS, PROSE, TITLE, beside, pages, two_up, woven
from golden.truth import FORMS, KINDS, make_truth
from gongkai.readers.woven import unwoven


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


@pytest.mark.parametrize("end", ["\f", "\n"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_sheet_laid_out_by_spaces_is_two_pages(kind: str, end: str) -> None:
    """Prose beside table 3, which goes on at the left of the next sheet; form feeds may be lost."""
    truth = make_truth(5, "2021", kind)
    one, two, three = pages(tables_of(truth, "2021"), "云岭市档案局2024年政府信息公开工作年度报告")
    sheets = [beside(one, two, " " * 20 + "- 1 -" + " " * 60 + "- 2 -"), three]
    report = read_source(end.join("\n".join(sheet) for sheet in sheets))
    assert wrong(report, truth) == []
    assert missing(report, truth) == []
    assert all(paragraph in report.text.split("\n") for paragraph in PROSE)
    assert [s.id for s in report.sections] == ["s0", "s1", "s2", "s3", "s4", "s5", "s6"]


@pytest.mark.parametrize("form", ["2021", "2019"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_sheet_without_its_gutter_is_two_pages(kind: str, form: str) -> None:
    """The printed lines of both pages run on with one space between."""
    truth = make_truth(5, form, kind)
    year = 2020 if form == "2019" else 2024
    one, two, three = pages(tables_of(truth, form), f"云岭市档案局{year}年政府信息公开工作年度报告")
    report = read_source("\n".join([*woven(one, two, "- 1 - - 2 -"), *woven(three, [])]))
    assert wrong(report, truth) == []
    assert missing(report, truth) == []
    assert all(paragraph in report.text.split("\n") for paragraph in PROSE)
    assert [s.id for s in report.sections] == ["s0", "s1", "s2", "s3", "s4", "s5", "s6"]


@pytest.mark.parametrize("name", ["lines", "broken pipes", "labels behind", "upright beside", "torn head"])
def test_a_single_page_is_not_taken_apart(name: str) -> None:
    for form in FORMS:
        lines = LAYOUTS[name](tables_of(make_truth(3, form), form), 2024).split("\n")
        assert unwoven(lines) == lines


def test_two_organs_side_by_side_are_not_mixed() -> None:
    """Each side is a report: the left one is read and the other told of, or no table at all."""
    truths = [make_truth(n, "2021", "busy") for n in (6, 7)]
    left, right = (
        pages(tables_of(truth, "2021"), f"{organ}2024年政府信息公开工作年度报告")
        for truth, organ in zip(truths, ("云岭市档案局", "青溪县水务局"), strict=True)
    )
    report = read_source("\f".join("\n".join(beside(a, b)) for a, b in zip(left, right, strict=True)))
    assert report.organ == "云岭市档案局"
    assert wrong(report, truths[0]) == []
    assert {"table.two-reports", "table.second-table"} & {i.code for i in report.issues}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", BESIDE)
def test_different_tables_side_by_side_in_one_grid(way: str, kind: str) -> None:
    truth = make_truth(8, "2021", kind)
    report = read_source(BESIDE[way](tables_of(truth, "2021")))
    assert wrong(report, truth) == []
    assert missing(report, truth) == []
