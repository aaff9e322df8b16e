"""Sections and passages by example: headings.jsonl varies one heading, outlines.jsonl whole reports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gongkai.model import Block, Document, Report
from gongkai.parse import parse_report

SPECS = Path(__file__).parent / "specs"
ZEROS = "| 0 | 0 | 0 | 0 | 0 | 0 | 0 |"
TABLES = {
    "@t2": (
        "第二十条第（一）项", "| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |", "| 规章 | 0 | 0 | 0 |",
        "| 行政规范性文件 | 1 | 0 | 3 |", "第二十条第（五）项", "| 信息内容 | 本年处理决定数量 |", "| 行政许可 | 5 |",
        "第二十条第（六）项", "| 信息内容 | 本年处理决定数量 |", "| 行政处罚 | 0 |", "| 行政强制 | 0 |",
        "第二十条第（八）项", "| 信息内容 | 本年收费金额（单位：万元） |", "| 行政事业性收费 | 0 |",
    ),
    "@t3": (
        "| （本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和） | | | 申请人情况 | | | | | | |",
        "| | | | 自然人 | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | 总计 |",
        "| 一、本年新收政府信息公开申请数量 | | " + ZEROS, "| 二、上年结转政府信息公开申请数量 | | " + ZEROS,
        "| 三、本年度办理结果 | （一）予以公开 | " + ZEROS, "| | （二）部分公开 | " + ZEROS,
        "| | （三）不予公开 | 1.属于国家秘密 " + ZEROS, "| | （七）总计 | " + ZEROS,
        "| 四、结转下年度继续办理 | | " + ZEROS,
    ),
    "@t4": (
        "| 行政复议 | | | | | 行政诉讼 | | | | | | | | | |",
        "| 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 未经复议直接起诉 | | | | | 复议后起诉 | | | | |",
        "| | | | | | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |",
        "| 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |",
    ),
}  # fmt: skip
OUTLINE: dict[str, list[str]] = {
    "h1": ["一、总体情况"],
    "n1": ["2023年，我局扎实推进政务公开。", "（一）主动公开情况。全年公开信息12条。", "（二）依申请公开情况",
           "收到申请3件，均按期答复。", "（三）政府信息管理情况。加强管理。", "（四）平台建设情况", "更新栏目2个。",
           "（五）监督保障情况", "组织培训1次。"],
    "h2": ["二、主动公开政府信息情况"], "t2": ["@t2"],
    "h3": ["三、收到和处理政府信息公开申请情况"], "t3": ["@t3"],
    "h4": ["四、政府信息公开行政复议、行政诉讼情况"], "t4": ["@t4"],
    "h5": ["五、存在的主要问题及改进情况"], "n5": ["存在人手不足的问题。", "下一步，将加强培训。"],
    "h6": ["六、其他需要报告的事项"], "n6": ["无。"],
}  # fmt: skip
SIX = ["s1", "s2", "s3", "s4", "s5", "s6"]


def report(lines: list[str]) -> Report:
    shown = [text for line in lines for text in TABLES.get(line, (line,))]
    blocks = tuple(Block("text", line) for line in shown)
    return parse_report(Document("memory", "ab" * 32, "text/plain", blocks))


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SPECS / name).read_text("utf-8").splitlines()]


@pytest.mark.parametrize("row", rows("headings.jsonl"), ids=lambda row: row["why"])
def test_heading(row: dict[str, Any]) -> None:
    parts = {**OUTLINE, **row["change"]}
    lines = [line for name in OUTLINE for line in parts[name]]
    got = report(["云岭市档案局2023年政府信息公开工作年度报告", *lines])
    assert [s.id for s in got.sections] == ["s0", *SIX]
    lost = {name.replace("h", "s") for name, value in row["change"].items() if name in ("h2",) and not value}
    assert {s.id for s in got.sections[1:] if not s.heading} == lost
    told = {name: [p.text for p in got.passages if p.section == name] for name in SIX}
    assert len(told["s1"]) == 6 and told["s5"] == OUTLINE["n5"]
    assert len(told["s6"]) == 1 and told["s6"][0].startswith("无")
    below = [p.heading for p in got.passages if p.section == "s1"]
    assert below == [
        "",
        "（一）主动公开情况",
        "（二）依申请公开情况",
        "（三）政府信息管理情况",
        "（四）平台建设情况",
        "（五）监督保障情况",
    ]
    for section in got.sections[1:]:
        assert section.heading in got.text[section.start : section.end]


@pytest.mark.parametrize("row", rows("outlines.jsonl"), ids=lambda row: row["why"])
def test_outline(row: dict[str, Any]) -> None:
    got = report(row["lines"])
    assert [s.id for s in got.sections] == row["sections"]
    assert "".join(got.text[s.start : s.end] for s in got.sections) == got.text
    assert got.text[next(s.start for s in got.sections if s.id == "s1") :].startswith(row.get("first", ""))
    for passage in got.passages:
        assert got.text[passage.start : passage.end] == passage.text
