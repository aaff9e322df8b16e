"""The statistics sheets before 2019 by their soft labels."""

from __future__ import annotations

import pytest

from golden.cases import missing, read_source, wrong
from golden.sheets import LAYOUTS, SHEETS, fill, grid, source


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("sheet", SHEETS)
def test_every_layout_of_a_sheet(sheet: str, layout: str) -> None:
    truth = fill(sheet, 5)
    report = read_source(source(grid(sheet, truth), layout, 2016 if sheet == "st" else 2012))
    assert report.era == ("2014stat" if sheet == "st" else "2008")
    assert wrong(report, truth) == []
    assert missing(report, truth) == []
    assert report.cell(next(iter(truth))).state == "number"


def test_the_column_of_codes_is_no_value() -> None:
    truth = fill("st08", 3)
    report = read_source(source(grid("st08", truth, coded=True), "html", 2012))
    assert wrong(report, truth) == []
    assert missing(report, truth) == []


def test_a_blank_stays_blank_and_a_lost_block_takes_nothing_from_its_neighbour() -> None:
    truth = fill("st", 7)
    printed = truth | {"st.C1b": "", "st.H4": "-"}
    rows = grid("st", printed)
    at = next(i for i, row in enumerate(rows) if row[0][0] == "四、行政复议数量")
    report = read_source(source(rows[:at] + rows[at + 4 :], "html", 2016))
    assert report.cell("st.C1b").state == "blank"
    assert report.cell("st.H4").state == "dash"
    assert report.cell("st.D2").state == "absent"
    assert report.cell("st.E2").value is not None
    assert wrong(report, printed) == []


def test_rows_without_their_block_stay_open() -> None:
    truth = fill("st", 7)
    rows = [row for row in grid("st", truth) if row[0][0] not in ("四、行政复议数量", "五、行政诉讼数量")]
    report = read_source(source(rows, "lines", 2016))
    assert wrong(report, truth) == []


def test_prose_is_no_sheet() -> None:
    text = source([], "lines", 2016)
    assert set(read_source(text).tables) == {"t2", "t3", "t4"}
