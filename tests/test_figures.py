"""Figures: a table of (text → mention, low, high, qualifier, unit), and what must stay out."""

from decimal import Decimal

import pytest

from gongkai import find_figures, find_non_measures

SPECS = [
    ("推送信息360余篇", "360余篇", 360, None, "at_least", "篇"),
    ("观看超 38 万人次", "超 38 万人次", 380000, None, "at_least", "人次"),
    ("刊发报道近百篇", "近百篇", None, 100, "below", "篇"),
    ("浏览量约在3.1亿-3.2亿之间", "约在3.1亿-3.2亿之间", 310000000, 320000000, "range", ""),
    ("补贴1.2—1.5万元", "1.2—1.5万元", 12000, 15000, "range", "元"),
    ("合计1亿12万元", "1亿12万元", 100120000, 100120000, "exact", "元"),
    ("发布900余万条", "900余万条", 9000000, None, "at_least", "条"),
    ("近八成事项", "近八成", None, 80, "below", "%"),
    ("达百分之九十", "百分之九十", 90, 90, "exact", "%"),
    ("占三分之二", "三分之二", "0.6667", "0.6667", "exact", ""),
    ("在15个工作日内办结", "15个工作日内", None, 15, "below", "个工作日"),
    ("走访两三个部门", "两三个", 2, 3, "range", "个"),
    ("主动公开2017条", "2017条", 2017, 2017, "exact", "条"),
    ("经费0元", "0元", 0, 0, "exact", "元"),
    ("提高2.3个百分点", "2.3个百分点", "2.3", "2.3", "exact", "个百分点"),
    ("达\n2万条", "2万条", 20000, 20000, "exact", "条"),
    ("总阅读量32402", "32402", 32402, 32402, "exact", ""),
    ("公开1,286件", "1,286件", 1286, 1286, "exact", "件"),
]
SILENT = [
    "2024年1月31日",
    "国办公开办函〔2021〕30号",
    "第二十六届博览会",
    "拨打12345热线",
    "双随机、一公开",
    "统一规范，进一步提升",
    "自202111日至20211231日",
    "新中国成立75周年",
    "第五十条规定",
    "一季度和上半年",
]


@pytest.mark.parametrize(("text", "mention", "low", "high", "qualifier", "unit"), SPECS)
def test_one_figure(text: str, mention: str, low, high, qualifier: str, unit: str) -> None:
    [figure] = find_figures(text)
    assert text[figure.start : figure.end] == figure.text == mention
    assert figure.low == (None if low is None else Decimal(low))
    assert figure.high == (None if high is None else Decimal(high))
    assert (figure.qualifier, figure.unit) == (qualifier, unit)


@pytest.mark.parametrize("text", SILENT)
def test_no_figure(text: str) -> None:
    assert find_figures(text) == []
    for found in find_non_measures(text):
        assert text[found.start : found.end] == found.text and found.kind


def test_lists_give_one_figure_each() -> None:
    found = find_figures("分别为3件、5件、8件，其中网络4件。")
    assert [f.text for f in found] == ["3件", "5件", "8件", "4件"]


@pytest.mark.parametrize(
    "junk", ["一" * 200_000, "万余" * 100_000, "1" * 200_000, "1," * 100_000, "百分之" * 60_000]
)
def test_long_junk_takes_bounded_time(junk: str) -> None:
    for figure in find_figures(junk):
        assert junk[figure.start : figure.end] == figure.text
