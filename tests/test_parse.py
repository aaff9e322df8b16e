"""Metadata, sections and passages, on texts of our own."""

from __future__ import annotations

import json
import time
from datetime import date
from importlib.resources import files

import pytest

from gongkai.hanzi import small_number, year_of
from gongkai.model import Block, Document, Report
from gongkai.parse import parse_report
from gongkai.parse.headings import sections_of
from gongkai.parse.passages import split_sentences
from gongkai.parse.titles import parse_title, signature, signature_lines

BODY = (
    "一、总体情况", "2023年，我局认真落实要求。", "（一）主动公开情况。公开信息12条。",
    "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "人手不足；将加强培训。",
    "六、其他需要报告的事项", "无。",
)  # fmt: skip


def report_of(*lines: str, meta: tuple[tuple[str, str], ...] = (), title: str = "") -> Report:
    blocks = tuple(Block("text", line) for line in lines)
    return parse_report(Document("memory", "ab" * 32, "text/plain", blocks, title, meta))


@pytest.mark.parametrize(
    ("title", "organ", "year"),
    [
        ("云岭市档案局2023年政府信息公开工作年度报告", "云岭市档案局", 2023),
        ("2023年云岭市档案局政府信息公开工作年度报告", "云岭市档案局", 2023),
        ("云岭市档案局2023年度政府信息公开工作年度报告", "云岭市档案局", 2023),
        ("云岭市档案局政府信息公开工作2023年度报告", "云岭市档案局", 2023),
        ("云岭市档案局关于2023年政府信息公开工作年度报告", "云岭市档案局", 2023),
        ("云岭市档案局2023年信息公开工作年报", "云岭市档案局", 2023),
        ("云岭市档案局2023年政务信息公开年度报告", "云岭市档案局", 2023),
        ("云岭市档案局2023年政府信息公开工作报告（图文解读）", "云岭市档案局", 2023),
        ("云岭市档案局二〇二三年政府信息公开工作年度报告", "云岭市档案局", 2023),
        (
            "云岭市档案局2023年政府信息公开年度报告 云岭市档案局2023年政府信息公开年度报告",
            "云岭市档案局",
            2023,
        ),
        ("国家档案署（国家典籍署）2023年政府信息公开工作年度报告", "国家档案署", 2023),
        ("政府信息公开工作年报", "", None),
    ],
)
def test_titles(title: str, organ: str, year: int | None) -> None:
    parsed = parse_title(title)
    assert parsed is not None
    assert (parsed.organ, parsed.year) == (organ, year)


def test_no_title() -> None:
    assert parse_title("关于召开年度会议的通知") is None
    assert parse_title("政府信息公开指南") is None


@pytest.mark.parametrize(
    "front",
    [
        ("云岭市人民政府", "2023 年政府信息公开工作年度报告"),
        ("云岭市人民政府2023年政府信息公开", "工作年度报告"),
        ("云岭市人民政府", "（云岭市政务办）", "2023年政府信息公开工作年度报告"),
        (
            "云政函〔2024〕3号",
            "省政府办公厅：",
            "现将报告送上。",
            "附件",
            "云岭市人民政府",
            "2023年政府信息公开工作年度报告",
        ),
    ],
)
def test_broken_titles(front: tuple[str, ...]) -> None:
    report = report_of(*front, *BODY)
    assert (report.organ, report.year) == ("云岭市人民政府", 2023)


def test_dates_and_organ_by_rank() -> None:
    meta = (("PubDate", "2024-01-20 10:00"), ("ContentSource", "云岭市档案局"))
    report = report_of(
        "2023年政府信息公开工作年度报告", "发布日期：2024-01-22 来源：市档案局", *BODY, meta=meta
    )
    assert report.published == date(2024, 1, 20)
    assert {c.value for c in report.candidates if c.field == "published"} == {"2024-01-20", "2024-01-22"}
    assert report.organ == "云岭市档案局"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("正", 1),
        ("九", 9),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("廿三", 23),
        ("三十一", 31),
        ("一二", 0),
        ("", 0),
    ],
)
def test_small_numbers_in_characters(text: str, number: int) -> None:
    assert small_number(text) == number
    assert (year_of("二", "四"), year_of("一", "〇"), year_of("一", "O")) == (2024, 2010, 2010)


@pytest.mark.parametrize("organ", ["云溪海关", "青岚县气象台", "松岭国有林场", "乌兰苏木"])
def test_who_signs(organ: str) -> None:
    tail = ["下一步加强培训。", organ, "2025年1月20日"]
    assert (signature(tail), signature_lines(tail)) == ((organ, date(2025, 1, 20)), 2)
    assert signature_lines(["搭建公开平台", "2025年1月20日"]) == 1


def test_organ_from_signature() -> None:
    report = report_of("2023年政府信息公开工作年度报告", *BODY, "云岭市档案局", "2024年1月18日")
    assert report.organ == "云岭市档案局"
    assert report.published == date(2024, 1, 18)
    assert report.id == "ab" * 8


def test_year_never_from_publication() -> None:
    report = report_of(
        "政府信息公开工作年度报告", "发布日期：2025-08-01", "统计期限为2023年1月1日至12月31日。", *BODY
    )
    assert report.year == 2023
    assert report.period == "2023年1月1日至12月31日"


def test_disagreeing_years_are_told() -> None:
    lines = [line.replace("2023", "2024") for line in BODY]
    report = report_of("云岭市档案局2023年政府信息公开工作年度报告", *lines, "2024年以来，成效明显。")
    assert report.year == 2023
    assert "meta.year-disagrees" in {i.code for i in report.issues}


@pytest.mark.parametrize(
    "text", ["统计期限自202311日至20231231日止。", "依据〔202130号文件。", "202020年12月31日"]
)
def test_damage_is_told(text: str) -> None:
    assert "text.damage" in {i.code for i in report_of(text, *BODY).issues}


def ids(report: Report) -> list[str]:
    return [s.id for s in report.sections]


def test_sections_partition_the_text() -> None:
    report = report_of("云岭市档案局2023年政府信息公开工作年度报告", *BODY)
    assert ids(report) == ["s0", "s1", "s2", "s3", "s4", "s5", "s6"]
    assert "".join(report.text[s.start : s.end] for s in report.sections) == report.text
    assert all(report.text[p.start : p.end] == p.text for p in report.passages)


@pytest.mark.parametrize(
    "change",
    [
        {"二、主动公开政府信息情况": "主动公开政府信息情况"},
        {
            "二、主动公开政府信息情况": "三、主动公开政府信息情况",
            "三、收到和处理政府信息公开申请情况": "四、收到和处理政府信息公开申请情况",
        },
        {"一、总体情况": "## 一、 总体情况。"},
        {"一、总体情况": "一、总体情况2023年，我局公开信息。"},
        {"六、其他需要报告的事项": "l六、其它需要报告事项"},
        {"五、存在的主要问题及改进情况": "五、政府信息公开工作存在的主要问题和改进措施"},
        {"四、政府信息公开行政复议、行政诉讼情况": "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况"},
    ],
)
def test_heading_variants(change: dict[str, str]) -> None:
    assert ids(report_of("题", *(change.get(line, line) for line in BODY))) == [
        "s0",
        "s1",
        "s2",
        "s3",
        "s4",
        "s5",
        "s6",
    ]


def test_old_outline() -> None:
    report = report_of(
        "一、概述", "我局公开信息。", "二、主动公开政府信息情况", "公开12条。", "三、依申请公开政府信息情况", "未收到。",
        "四、政府信息公开的收费及减免情况", "未收费。", "五、行政复议、诉讼情况", "没有。",
        "六、存在的主要问题和改进措施", "人手不足。", "七、附表",
    )  # fmt: skip
    assert ids(report) == ["s1", "s2", "s3", "sx", "s4", "s5", "sx"]


def test_restarted_numbers_take_the_statutory_headings() -> None:
    report = report_of(
        "一、强化主动公开", "公开12条。", "二、规范申请办理", "办理2件。", "一、主动公开政府信息情况", "第二十条第（一）项",
        "规章 0 0 0", "二、收到和处理政府信息公开申请情况", "三、行政复议、行政诉讼情况", "四、存在的主要问题及改进情况", "无。",
    )  # fmt: skip
    assert [s.id for s in report.sections if s.id in ("s2", "s3", "s4", "s5")] == ["s2", "s3", "s4", "s5"]
    assert next(s for s in report.sections if s.id == "s2").heading == "一、主动公开政府信息情况"


def test_headings_match_their_examples() -> None:
    data = json.loads(files("gongkai.data").joinpath("headings.json").read_text("utf-8"))
    for entry in data["sections"]:
        for example in entry["match"]:
            assert sections_of(example)[:1] == [entry["id"]], example
        for example in entry["miss"]:
            assert entry["id"] not in sections_of(example)[:1], example


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("公开信息12条。答复3件！", ["公开信息12条。", "答复3件！"]),
        ("问题是：一是人手少；二是培训少。", ["问题是：", "一是人手少；", "二是培训少。"]),
        ("开展“送法律。进社区”活动。", ["开展“送法律。进社区”活动。"]),
        ("收费3.54万元。", ["收费3.54万元。"]),
        ("印发《关于甲；乙的通知》（共2份；含附件）。", ["印发《关于甲；乙的通知》（共2份；含附件）。"]),
        ("措施如下：1.加强学习；2.健全制度。", ["措施如下：", "1.加强学习；", "2.健全制度。"]),
        ("“未闭合的引号。后句。", ["“未闭合的引号。", "后句。"]),
        ("", []),
    ],
)
def test_split_sentences(text: str, parts: list[str]) -> None:
    assert [text[a:b] for a, b in split_sentences(text)] == parts


def test_passages_know_their_heading() -> None:
    report = report_of("云岭市档案局2023年政府信息公开工作年度报告", "本报告依条例编制。", *BODY)
    by_text = {p.text: p for p in report.passages}
    assert by_text["公开信息12条。"].heading == "（一）主动公开情况"
    assert by_text["本报告依条例编制。"].section == "s0"
    assert by_text["无。"].section == "s6"
    assert [p.index for p in report.passages] == list(range(len(report.passages)))
    assert not any("年度报告" in p.text or p.text.startswith("一、") for p in report.passages)


@pytest.mark.parametrize(
    "line",
    [
        "二、主动公开政府信息情况",
        "一、总体情况",
        "（一）",
        "统计期限自2023年1月1日起",
        "|" * 3000,
        "“" * 3000,
        "20" * 3000,
        "附表",
    ],
)
def test_endless_repetition_takes_linear_time(line: str) -> None:
    begin = time.monotonic()
    report_of(*[line] * (2000 if len(line) < 100 else 10))
    assert time.monotonic() - begin < 6


def test_nothing_at_all() -> None:
    report = report_of()
    assert (report.text, report.organ, report.year, report.passages) == ("", "", None, ())
    assert "table.none" in {i.code for i in report.issues}
