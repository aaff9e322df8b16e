"""Shapes of tables that no layout of a whole report covers: heads again, results by group, values over lines."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from golden.cases import LAYOUTS, missing, read_source, wrong
from golden.grids import data_from, tables_of, turned4
from golden.markup import HEADS, page, table
from golden.plain import cells, columns, labels_before, labels_behind, lines, pipes, report, tabs
from golden.slips import SLIPS
from golden.truth import make_truth

TRUTH = make_truth(3, "2021", "busy")
TABLES = tables_of(TRUTH, "2021")
FIRST = data_from(TABLES.t3)
VALUES4 = [c[0] for c in TABLES.t4[3]]
Lay = Callable[..., list[str]]


def is_whole(text: str) -> bool:
    got = read_source(text)
    assert wrong(got, TRUTH) == []
    return missing(got, TRUTH) == []


def spoiled(three: list[str] | None = None, four: list[str] | None = None) -> str:
    return report(2024, [lines(TABLES.t2), three or lines(TABLES.t3), four or lines(TABLES.t4)])


@pytest.mark.parametrize("lay", [cells, lines])
def test_heads_printed_again(lay: Lay) -> None:
    grid = TABLES.t3
    assert is_whole(spoiled(lay(grid[: FIRST + 9] + grid[:FIRST] + grid[FIRST + 9 :])))


@pytest.mark.parametrize("lay", [lines, labels_behind, labels_before])
def test_a_running_head_between_two_pages(lay: Lay) -> None:
    rows = lay(TABLES.t3)
    half = len(rows) // 2
    assert is_whole(
        spoiled([*rows[:half], "— 6 —", "云岭市档案局2024年政府信息公开工作年度报告", *rows[half:]])
    )


@pytest.mark.parametrize("lay", [lines, cells, pipes, tabs])
def test_table_four_with_a_row_for_each_group(lay: Lay) -> None:
    assert is_whole(spoiled(four=lay(turned4(TRUTH))))


def test_table_four_with_a_row_for_each_group_in_html() -> None:
    assert is_whole(page(2024, [table(TABLES.t2), table(TABLES.t3), table(turned4(TRUTH))]))


def test_cells_with_units_far_apart_are_one_page() -> None:
    """pdftotext -layout: columns of 3件 and 5件 are no second page beside the first."""
    spaced = SLIPS["units"](TABLES)
    assert is_whole(report(2024, [columns(spaced.t2), columns(spaced.t3), columns(spaced.t4)]))


@pytest.mark.parametrize("sizes", [(5, 10), (5, 5, 5), (10, 5)])
def test_the_values_of_table_four_over_several_lines(sizes: tuple[int, ...]) -> None:
    rows, at = lines(TABLES.t4[:3]), 0
    for size in sizes:
        rows.append(" ".join(VALUES4[at : at + size]))
        at += size
    assert is_whole(spoiled(four=rows))


@pytest.mark.parametrize("row", [5, 24])
def test_a_total_that_drifts_to_a_line_of_its_own(row: int) -> None:
    rows = lines(TABLES.t3)
    rows[FIRST + row : FIRST + row + 1] = rows[FIRST + row].rsplit(" ", 1)
    assert is_whole(spoiled(rows))


def test_tables_without_any_section_heading() -> None:
    text = spoiled()
    for head in HEADS:
        text = text.replace("\n" + head, "")
    assert is_whole(text)


def test_heads_run_together() -> None:
    text = spoiled()
    for head in (
        "信息内容 本年制发件数 本年废止件数 现行有效件数", "自然人 法人或其他组织 总计",
        "商业企业 科研机构 社会公益组织 法律服务机构 其他", "结果维持 结果纠正 其他结果 尚未审结 总计",
        "未经复议直接起诉 复议后起诉", "信息内容 本年处理决定数量",
    ):  # fmt: skip
        text = text.replace(head, head.replace(" ", ""))
    assert is_whole(text)


def test_a_torn_column_names_itself_by_its_notes() -> None:
    """Two-line cells torn out of their rows: a note on lapsed documents says which column they are, 修订 does not."""
    rows = ["第二十条第（一）项", "22", "（其中修订16件）", "55", "（含自然失效29件）"]
    torn = ["| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |", "|---|---|---|---|"]
    short = ["", "| 规章 | 3 | 235 |", "|---|---|---|", "", "| 行政规范性文件 | 34 | 189 |", "|---|---|---|"]
    got = read_source(report(2024, [[*rows, *torn, *short], lines(TABLES.t3), lines(TABLES.t4)]))
    assert [str(got.cell(f"t2.a1.rule.{c}").value) for c in ("made", "valid")] == ["3", "235"]
    assert got.cell("t2.a1.rule.made").proof == "notes"
    assert got.cell("t2.a1.rule.repealed").state == "absent"
    silent = [line.replace("含自然失效", "其中联合发文") for line in rows]
    got = read_source(report(2024, [[*silent, *torn, *short], lines(TABLES.t3), lines(TABLES.t4)]))
    assert {got.cell(f"t2.a1.rule.{c}").state for c in ("made", "repealed", "valid")} == {"absent"}


def test_a_unit_apart_from_its_number_is_of_its_cell() -> None:
    """Some tools set a space between digits and characters: 619 元."""
    truth = make_truth(7, "2019", "busy")
    report = read_source(LAYOUTS["lines"](tables_of(truth, "2019"), 2020).replace("619元", "619 元"))
    assert wrong(report, truth) == []
    assert missing(report, truth) == []
