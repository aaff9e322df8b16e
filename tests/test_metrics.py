"""Measures: each finds its examples and none of its counter-examples; values carry evidence; unknown is never 0."""

import csv
import dataclasses
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest

import gongkai
from a_report import make_report
from gongkai.errors import QueryError
from gongkai.export import columns_of
from gongkai.library import Library
from gongkai.measures import measure, measures, metrics
from gongkai.measures.mentions import mentions, places
from gongkai.measures.rules import wording
from gongkai.model import Cell, Report

FORM = json.loads((Path(gongkai.__file__).parent / "data" / "format.json").read_text("utf-8"))
OF_PROSE = [one for one in measures() if not one.of_cells]


def found(one, text: str) -> list[str]:
    return [mention.figure.text for mention in mentions(one, places(text, gongkai.find_figures(text)), 2024)]


@pytest.mark.parametrize("one", OF_PROSE, ids=lambda one: one.id)
def test_a_measure_finds_its_examples_and_nothing_in_its_counter_examples(one) -> None:
    assert one.matches and one.misses
    for text, figure in one.matches:
        assert figure in found(one, text), text
    for text in one.misses:
        assert found(one, text) == [], text


def test_every_formula_is_of_cells_that_exist_and_every_carrier_is_known() -> None:
    from gongkai.parse.tables.disclosure import cell_ids

    known = {*cell_ids("2019"), *cell_ids("2021")}
    rows = {row["id"] for era in ("rows_2019", "rows_2021") for row in FORM["t3"].get(era, ())}
    known |= {f"t3.{row}.{column['id']}" for row in rows for column in FORM["t3"]["cols"]}
    known |= {
        f"t4.{group['id']}.{column['id']}" for group in FORM["t4"]["groups"] for column in FORM["t4"]["cols"]
    }
    for one in measures():
        assert set(one.numerator) | set(one.denominator) <= known
        assert {one.channel, *one.barred} - {""} <= set(wording.group("channel"))
        assert one.zh and one.en and one.unit
    assert len({one.id for one in measures()}) == len({one.zh for one in measures()}) == len(measures())


def report_of(*passages: str, organ: str = "云河市青石区财政局", stance: str = "DONE") -> Report:
    """A report with these passages, measured as the pipeline does it."""
    tags = [(("DISCLOSE",), stance)] * len(passages)
    report = make_report(organ, passages=passages, tags=tags, figures=[])
    made = []
    for passage in report.passages:
        for figure in gongkai.find_figures(passage.text):
            at = passage.start
            made.append(
                dataclasses.replace(
                    figure, start=figure.start + at, end=figure.end + at, passage=passage.index
                )
            )
    return dataclasses.replace(report, figures=tuple(made))


def value(report: Report, name: str):
    (only,) = metrics(report, [name])
    if only.start is not None:
        assert report.text[only.start : only.end] == only.text
        assert only.text in only.evidence
    return only


@pytest.mark.parametrize(
    ("passages", "name", "expected", "rule"),
    [
        (["举办新闻发布会4场。"], "press_conferences", "4", "the only one"),
        (["发布政策解读36篇，其中图文解读12篇。"], "政策解读数", "36", "whole before part"),
        (["指导各部门发布政策解读90篇。", "本局发布政策解读7篇。"], "政策解读数", "7", "own before area"),
        (["发布图文解读12篇。", "全年发布政策解读36篇。"], "政策解读数", "36", "all kinds before one kind"),
        (["发布图文解读12篇，视频解读3个。"], "政策解读数", None, "several that differ"),
        (
            ["召开新闻发布会4场。", "全年新闻发布会4场。"],
            "新闻发布会数",
            "4",
            "the same, told more than once",
        ),
        (
            ["召开新闻发布会4场。", "就改造工程召开新闻发布会1场。"],
            "新闻发布会数",
            "4",
            "the first, and the largest",
        ),
        (["召开新闻发布会1场。", "又召开新闻发布会4场。"], "新闻发布会数", None, "several that differ"),
        (["公众号推送信息360余篇。"], "公众号推送数", "360", "the only one"),
        (["媒体报道近百篇。"], "媒体报道数", "100", "the only one"),
        (["本年度未收取信息处理费。"], "信息处理费", "0", "said to be none"),
        (["召开座谈会2次。"], "新闻发布会数", None, "not told"),
        (["2023年召开新闻发布会3场，2024年召开新闻发布会5场。"], "新闻发布会数", "5", "the only one"),
        (["专栏由30个减为18个。"], "政策解读数", None, "not told"),
    ],
)
def test_the_rule_that_chose_is_told(passages: list[str], name: str, expected: str | None, rule: str) -> None:
    got = value(report_of(*passages), name)
    assert (got.value, got.rule) == (None if expected is None else Decimal(expected), rule)
    if rule == "several that differ":
        assert got.candidates == len(got.others) == 2


def test_bounds_and_qualifier_are_those_of_the_figure() -> None:
    got = value(report_of("公众号推送信息360余篇。"), "公众号推送数")
    assert (got.low, got.high, got.qualifier, got.scope) == (Decimal(360), None, "at_least", "own")
    got = value(report_of("媒体报道近百篇。"), "媒体报道数")
    assert (got.low, got.high, got.qualifier) == (None, Decimal(100), "below")


@pytest.mark.parametrize("stance", ["PLAN", "PROBLEM"])
def test_plans_and_weaknesses_are_not_what_was_done(stance: str) -> None:
    assert value(report_of("召开新闻发布会4场。", stance=stance), "新闻发布会数").rule == "not told"


def test_a_government_answers_for_its_area() -> None:
    both = ["全区发布政策解读90篇。", "区政府办发布政策解读7篇。"]
    assert value(report_of(*both, organ="云河市青石区人民政府"), "政策解读数").value == 90
    assert value(report_of(*both), "政策解读数").value == 7


def with_cells(era: str = "2021", **cells: str) -> Report:
    tables: dict[str, dict[str, Cell]] = {"t2": {}, "t3": {}, "t4": {}}
    for name, raw in cells.items():
        cell = name.replace("__", ".")
        state = "number" if raw.isdigit() else {"": "blank", "-": "dash"}[raw]
        tables[cell[:2]][cell] = Cell(cell, Decimal(raw) if state == "number" else None, raw, state)
    return dataclasses.replace(make_report(), era=era, tables=tables)


T3 = {"t3__r_open__c_total": "1", "t3__r_total__c_total": "3"}


@pytest.mark.parametrize(
    ("cells", "name", "expected", "rule"),
    [
        (T3, "予以公开率", "33.33", "formula"),
        (T3 | {"t3__r_total__c_total": "4"}, "open_rate", "25.00", "formula"),
        (T3 | {"t3__r_total__c_total": "0"}, "open_rate", None, "nothing to divide by: the denominator is 0"),
        (T3 | {"t3__r_open__c_total": ""}, "open_rate", None, "t3.r_open.c_total is blank"),
        (T3 | {"t3__r_open__c_total": "-"}, "open_rate", None, "t3.r_open.c_total is dash"),
        ({}, "open_rate", None, "t3.r_open.c_total is absent"),
        (T3, "办结申请数", "3", "cells"),
    ],
)
def test_formulas_of_cells(cells: dict[str, str], name: str, expected: str | None, rule: str) -> None:
    got = value(with_cells(**cells), name)
    assert (got.value, got.rule) == (None if expected is None else Decimal(expected), rule)
    assert got.qualifier == ("approx" if expected == "33.33" else "exact" if expected else None)
    assert all(cell in got.cells for cell in ("t3.r_total.c_total",))
    if expected:
        assert "t3.r_total.c_total = " in got.evidence


def test_table_two_breaks_between_2020_and_2021() -> None:
    cells = {"t2__a1__normdoc__made": "6", "t2__a5__permit__decided": "9"}
    old, new = with_cells("2019", **cells), with_cells("2021", **cells)
    assert value(new, "规范性文件制发数").value == 6
    assert value(old, "规范性文件制发数").value is None
    assert "another form" in value(old, "规范性文件制发数").rule
    assert (value(old, "normdocs_made_2019").value, value(new, "normdocs_made_2019").value) == (6, None)
    assert value(old, "行政许可数").value == value(new, "行政许可数").value == 9


def test_a_failed_rule_on_a_cell_is_a_doubt() -> None:
    assert value(make_report(), "新收申请数").doubts == ("R3.COL",)


def test_an_unknown_metric_names_the_nearest() -> None:
    with pytest.raises(QueryError) as caught:
        measure("新闻发布会")
    assert "新闻发布会数" in caught.value.suggestion


def test_rows_of_a_library_and_the_command_line(run, tmp_path: Path) -> None:
    with Library(tmp_path) as library:
        for year in (2023, 2024):
            library.add(make_report(year=year))
        rows = library.metrics(year=2024)
        assert rows.columns == tuple(column.name for column in columns_of("metrics"))
        made = list(rows)
        assert len(made) == len(measures())
        assert tuple(made[0]) == rows.columns
        assert [row["value"] for row in library.metrics("公众号推送数", "新收申请数")] == [360, 120] * 2
    done = run("metrics", "公众号推送数", "信息处理费", "--known", "--index", tmp_path, "--csv")
    read = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["year"], row["value"], row["qualifier"]) for row in read] == [
        ("2023", "360", "at_least"),
        ("2024", "360", "at_least"),
    ]
    assert "≥360" in run("metrics", "公众号推送数", "--index", tmp_path).stdout
    assert len(json.loads(run("metrics", "--list", "--json").stdout)) == len(measures())
    assert "公众号推送数" in run("metrics", "--list").stdout
    assert run("metrics", "没有", "--index", tmp_path).exit_code == 2
    assert len(run("export", "metrics", "--index", tmp_path).stdout.splitlines()) == 1 + 2 * len(measures())


def test_a_passage_of_thousands_of_figures_takes_seconds_not_hours() -> None:
    import time

    text = "公众号推送1篇、" * 3000
    report = make_report(passages=[text], tags=[(("NEWMEDIA",), "DONE")], figures=[])
    (passage,) = report.passages
    figures = tuple(
        dataclasses.replace(f, start=f.start + passage.start, end=f.end + passage.start, passage=0)
        for f in gongkai.find_figures(text)
    )
    start = time.perf_counter()
    assert value(dataclasses.replace(report, figures=figures), "公众号推送数").candidates == 3000
    assert time.perf_counter() - start < 10
