"""Titles, dates, periods, damage and metadata by example (tests/specs): text → what must be understood."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gongkai.model import Block, Document, Report
from gongkai.parse import parse_report
from gongkai.parse.dates import find_damage, find_date, find_period
from gongkai.parse.lines import Line
from gongkai.parse.titles import parse_title

SPECS = Path(__file__).parent / "specs"
BODY = (
    "一、总体情况", "2023年，我局认真落实要求。公开信息12条。", "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况", "人手不足。", "六、其他需要报告的事项", "无。",
)  # fmt: skip


def rows(name: str, **wanted: str) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in (SPECS / name).read_text("utf-8").splitlines()]
    return [row for row in found if all(row.get(k) == v for k, v in wanted.items())]


@pytest.mark.parametrize("row", rows("titles.jsonl"), ids=lambda row: row["text"])
def test_title(row: dict[str, Any]) -> None:
    title = parse_title(row["text"])
    assert (title and title.organ, title and title.year) == (row["organ"], row["year"])


@pytest.mark.parametrize("row", rows("dates.jsonl", kind="period"), ids=lambda row: row["text"])
def test_period(row: dict[str, Any]) -> None:
    period, year = find_period([row["text"]])
    assert year == row["year"]
    assert row["period"] in (period, None)


@pytest.mark.parametrize("row", rows("dates.jsonl", kind="date"), ids=lambda row: row["text"])
def test_date(row: dict[str, Any]) -> None:
    day = find_date(row["text"])
    assert (day.isoformat() if day else None) == row["date"]


@pytest.mark.parametrize("row", rows("dates.jsonl", kind="damage"), ids=lambda row: row["text"])
def test_damage(row: dict[str, Any]) -> None:
    assert bool(find_damage([Line(row["text"], 0, 0)])) == row["damaged"]


def front(row: dict[str, Any]) -> Report:
    lines = [*row["lines"], *BODY[:2], *row.get("extra", ()), *BODY[2:], *row.get("tail", ())]
    blocks = tuple(Block("text", line) for line in lines)
    meta = tuple((name, value) for name, value in row.get("meta", ()))
    document = Document("memory", "ab" * 32, "text/plain", blocks, row.get("title", ""), meta, row.get("url"))
    return parse_report(document)


@pytest.mark.parametrize("row", rows("fronts.jsonl"), ids=lambda row: row["why"])
def test_front(row: dict[str, Any]) -> None:
    report = front(row)
    expect = row["expect"]
    got = {name: getattr(report, name) for name in expect}
    if got.get("published"):
        got["published"] = got["published"].isoformat()
    assert got == expect, list(report.candidates)
    codes = {issue.code for issue in report.issues}
    assert codes >= set(row.get("issues", ()))
    assert not codes & set(row.get("absent", ()))
    assert [s.id for s in report.sections] == ["s0", "s1", "s2", "s3", "s4", "s5", "s6"]
