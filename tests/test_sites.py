"""Pages of many content systems: every cell right in every shell; what a page hides or keeps elsewhere is told."""

from __future__ import annotations

import pytest

from golden.cases import missing, read_source, wrong
from golden.grids import tables_of
from golden.markup import table
from golden.sites import SITES, article, shell, table_pictures
from golden.truth import FORMS, KINDS, make_truth

TOLD = {
    "print copy by class": "html.text-twice",
    "both screens": "html.text-twice",
    "in a text area": "html.embedded",
    "srcdoc": "html.embedded",
    "in a script": "html.embedded",
}


@pytest.mark.parametrize("site", SITES)
def test_every_site_gives_every_cell(site: str) -> None:
    number = list(SITES).index(site)
    form = FORMS[number % len(FORMS)]
    truth = make_truth(number, form, KINDS[number // 2 % len(KINDS)])
    year = 2020 if form == "2019" else 2024
    report = read_source(SITES[site](tables_of(truth, form), year))
    assert wrong(report, truth) == []
    assert missing(report, truth) == []
    assert (report.organ, report.year, str(report.published)) == ("云岭市档案局", year, f"{year + 1}-01-18")
    assert [s.id for s in report.sections if s.id != "s0"] == ["s1", "s2", "s3", "s4", "s5", "s6"]
    assert report.text.count("公开信息12条") == 1
    assert TOLD.get(site, "") in {"", *(i.code for i in report.issues)}
    assert "meta.year-disagrees" not in {
        i.code for i in report.issues
    }  # the list of other years says nothing


def test_tables_as_pictures_are_told() -> None:
    report = read_source(table_pictures(tables_of(make_truth(1), "2021"), 2024))
    assert {"html.images", "table.none"} <= {i.code for i in report.issues}


@pytest.mark.parametrize(
    "cell",
    ["{}<sup>1</sup>", "<del>4</del>{}", "<s>4</s>{}", "<span style='text-decoration: line-through'>4</span>{}"],
)  # fmt: skip
def test_marks_beside_a_number_are_no_digits_of_it(cell: str) -> None:
    truth = make_truth(2)
    grids = tables_of(truth, "2021")
    bodies = [
        table(g, lambda t: cell.format(t) if t.isdigit() else t) for g in (grids.t2, grids.t3, grids.t4)
    ]
    report = read_source(shell(article(bodies, 2024), 2024))
    assert wrong(report, truth) == []
    assert missing(report, truth) == []


def test_numbers_as_pictures_are_no_blanks() -> None:
    truth = make_truth(2)
    grids = tables_of(truth, "2021")
    picture = "<img src='/n/{}.png'>"
    bodies = [
        table(g, lambda t: picture.format(t) if t.isdigit() else t) for g in (grids.t2, grids.t3, grids.t4)
    ]
    report = read_source(shell(article(bodies, 2024), 2024))
    assert "blank" not in {c.state for t in report.tables.values() for c in t.values()}
    assert "table.words-in-cell" in {i.code for i in report.issues}
