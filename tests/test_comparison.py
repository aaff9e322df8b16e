"""Measures side by side: the right report speaks, unknown stays unknown, and charts run nothing of what reports say."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

import gongkai
from a_report import make_report
from gongkai.charts import chart, write_html, write_picture
from gongkai.comparison import USUAL, shown
from gongkai.errors import ExportError, QueryError
from gongkai.library import Library
from gongkai.measures import measure

EVIL = '</script><script>alert(1)</script>&"'


@pytest.fixture
def library(tmp_path: Path):
    with Library(tmp_path / "index") as made:
        for year in (2021, 2022, 2024):
            made.add(make_report(year=year, total=str(year - 1900)))
        made.add(make_report("云河市白沙区水利局", 2024, figures=[], total="9"))
        yield made


def test_compare_has_a_row_for_each_metric_organ_and_year(library: Library) -> None:
    rows = gongkai.compare(
        library, ["青石", "水利局"], years="2022..2024", metrics=["新收申请数", "wechat_posts"]
    )
    assert [(row["metric"], row["organ"], row["year"], shown(row)) for row in rows] == [
        ("requests_new", "云河市白沙区水利局", 2024, "9*"),
        ("requests_new", "云河市青石区财政局", 2022, "122*"),
        ("requests_new", "云河市青石区财政局", 2024, "124*"),
        ("wechat_posts", "云河市白沙区水利局", 2024, "–"),
        ("wechat_posts", "云河市青石区财政局", 2022, "≥360"),
        ("wechat_posts", "云河市青石区财政局", 2024, "≥360"),
    ]
    assert {row["metric"] for row in gongkai.compare(library, ["水利"])} == set(USUAL)
    assert [measure(name).id for name in USUAL] == USUAL
    with pytest.raises(QueryError, match="没有该机构"):
        gongkai.compare(library, ["教育局"])


def test_trend_is_one_metric_over_the_years(library: Library) -> None:
    rows = gongkai.trend(library, "新收申请数", organs=["财政"])
    assert [(row["year"], row["value"]) for row in rows] == [(2021, 121), (2022, 122), (2024, 124)]
    assert len(gongkai.trend(library, "新收申请数")) == 4
    with pytest.raises(QueryError):
        gongkai.trend(library, "没有这个")


def test_a_year_without_value_is_a_gap_and_a_bound_is_marked(library: Library) -> None:
    spec = chart(gongkai.trend(library, "公众号推送数"))
    values = spec["data"]["values"]
    of_one = [v for v in values if v["organ"] == "云河市青石区财政局"]
    assert [(v["year"], v["value"], v["bound"]) for v in of_one] == [
        (2021, 360.0, "≥"),
        (2022, 360.0, "≥"),
        (2023, None, ""),
        (2024, 360.0, "≥"),
    ]
    assert "facet" in chart(gongkai.compare(library, ["财政"]))
    assert chart([])["data"]["values"] == []


def test_a_page_stands_alone_and_escapes_every_word(tmp_path: Path) -> None:
    pytest.importorskip("vl_convert")
    with Library(tmp_path / "index") as library:
        library.add(
            make_report(
                organ=f"局{EVIL}",
                passages=[f"公众号推送360余篇。{EVIL}"],
                figures=[(0, "360余篇", "360", None, "at_least", "篇")],
            )
        )
        rows = gongkai.trend(library, "公众号推送数")
    assert rows[0]["value"] == 360
    write_html(rows, tmp_path / "a.html", title=EVIL)
    page = (tmp_path / "a.html").read_text("utf-8")
    assert "<script>alert" not in page
    assert len(re.findall("<script", page)) == 2
    assert not re.search(r"<(?:script|link)[^>]+(?:src|href)=", page)
    assert "default-src 'none'" in page
    assert "≥360" in page


def test_pictures(library: Library, tmp_path: Path) -> None:
    pytest.importorskip("vl_convert")
    rows = gongkai.trend(library, "新收申请数")
    write_picture(rows, tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    write_picture(rows, tmp_path / "a.svg")
    assert "新收申请数" in (tmp_path / "a.svg").read_text("utf-8")


def test_a_machine_without_chinese_font_is_told(library: Library, tmp_path: Path, monkeypatch) -> None:
    pytest.importorskip("vl_convert")
    monkeypatch.setattr("gongkai.charts._blind", lambda engine: True)
    with pytest.warns(UserWarning, match="缺少中文字体"):
        write_picture(gongkai.trend(library, "新收申请数"), tmp_path / "a.svg")


def test_without_the_extra_one_line_says_what_to_install(
    library: Library, tmp_path: Path, monkeypatch, run
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "vl_convert", None)
    with pytest.raises(ExportError, match=r"gongkai\[charts\]"):
        write_html(gongkai.trend(library, "新收申请数"), tmp_path / "a.html")
    done = run("trend", "新收申请数", "--png", tmp_path / "a.png", "--index", library.path)
    assert done.exit_code == 2
    assert "gongkai[charts]" in done.stderr


def test_the_command_line(run, library: Library) -> None:
    done = run(
        "compare", "财政", "水利", "--metric", "公众号推送数", "--years", "2024", "--index", library.path
    )
    assert done.exit_code == 0, done.output
    assert [line.split() for line in done.stdout.splitlines()] == [
        ["metric", "unit", "year", "云河市白沙区水利局", "云河市青石区财政局"],
        ["公众号推送数", "条", "2024", "–", "≥360"],
    ]
    done = run("trend", "公众号推送数", "--index", library.path)
    assert done.stdout.splitlines()[0] == "公众号推送数（条）"
    assert done.stdout.splitlines()[-1].split() == ["云河市青石区财政局", "≥360", "≥360", "≥360"]
    read = list(
        csv.DictReader(io.StringIO(run("trend", "requests_new", "--csv", "--index", library.path).stdout))
    )
    assert [row["value"] for row in read] == ["9", "121", "122", "124"]
    assert len(json.loads(run("compare", "水利", "--json", "--index", library.path).stdout)) == len(USUAL)
    assert run("compare", "没有", "--index", library.path).exit_code == 2
    assert run("compare", "--index", library.path).exit_code == 2
