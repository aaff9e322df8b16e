"""Quantity mentions: the spec table, the examples the rules carry, spans, and linear time."""

from __future__ import annotations

import json
import re
import time
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.figures import find_figures, find_non_measures, rules

SPEC = Path(__file__).parent / "specs" / "figures.jsonl"
SHARED = Path(__file__).resolve().parents[1].parent / "shared"
CASES = [json.loads(line) for line in SPEC.read_text("utf-8").splitlines()]
NON_MEASURES = [
    json.loads(line) for line in (SPEC.parent / "non_measures.jsonl").read_text("utf-8").splitlines()
]
ALPHABET = "0123456789.,，、—-至％%万亿百千十一二两三半几数余多近约超过以上内成分之第年月日件条篇个（）()[]〔〕号《》“” \nA5Hw+/:"


def _as_rows(text: str) -> list[dict[str, Any]]:
    def shown(value: Decimal | None) -> str | None:
        return None if value is None else format(value.normalize(), "f")

    return [
        {"text": f.text, "low": shown(f.low), "high": shown(f.high), "qualifier": f.qualifier, "unit": f.unit}
        for f in find_figures(text)
    ]


def _marked(cases: list[dict[str, Any]]) -> list[Any]:
    """The cases; those marked as known failures must fail until the mark is taken away."""
    known = pytest.mark.xfail(strict=True, reason="known failure")
    return [
        pytest.param(c, id=f"{c['group']}-{i}", marks=known if c.get("xfail") else ())
        for i, c in enumerate(cases)
    ]


@pytest.mark.parametrize("case", _marked(CASES))
def test_spec(case: dict[str, Any]) -> None:
    assert _as_rows(case["text"]) == case["figures"]
    left_out = [n.text for n in find_non_measures(case["text"])]
    assert all(text in left_out for text in case["non_measures"])


@pytest.mark.parametrize("case", NON_MEASURES, ids=lambda c: f"{c['kind']}:{c['mention']}")
def test_non_measure_kinds(case: dict[str, Any]) -> None:
    assert (case["mention"], case["kind"]) in [(n.text, n.kind) for n in find_non_measures(case["text"])]


@pytest.mark.parametrize(
    "entry", rules.load("non_measures.json"), ids=lambda e: f"{e['kind']}:{e['match'][0]}"
)
def test_non_measure_examples(entry: dict[str, Any]) -> None:
    pattern = re.compile(rules.expand(entry["pattern"]), re.MULTILINE)
    for text in entry["match"]:
        assert pattern.search(text), text
        assert find_non_measures(text), text
    for text in entry["reject"]:
        assert not pattern.search(text), text


@pytest.mark.parametrize("entry", rules.load("units.json"), ids=lambda e: e["unit"])
def test_unit_examples(entry: dict[str, Any]) -> None:
    more = entry.get("only_before", [""])[0]
    for text in entry["match"]:
        figures = find_figures(text if more and more in text else text + more)
        units = [f.unit.split("/")[-1] if entry.get("per") else f.unit for f in figures]
        assert units == [entry["unit"]], text
        assert entry.get("per") or figures[0].kind == entry["kind"]
    for text in entry.get("reject", []):
        assert entry["unit"] not in [f.unit for f in find_figures(text)], text


def test_no_unit_is_said_twice() -> None:
    names = [e["unit"] for e in rules.load("units.json")]
    assert len(names) == len(set(names))


def test_fixed_terms_count_nothing() -> None:
    terms = rules.load("fixed_terms.json")["terms"]
    assert [term for term in terms if find_figures(f"推进{term}工作")] == []


def test_where_a_fixed_term_is_a_count_after_all() -> None:
    assert [f.text for f in find_figures("历时十分钟，另有一起诉讼")] == ["十分钟", "一起"]


@pytest.mark.parametrize("side", ["before", "after"])
def test_qualifier_examples(side: str) -> None:
    for entry in rules.load("qualifiers.json")[side]:
        for text in entry["match"]:
            assert [(f.text, f.qualifier) for f in find_figures(text)] == [(text, entry["qualifier"])]
        for text in entry["reject"]:
            assert entry["qualifier"] not in [f.qualifier for f in find_figures(text)], text


@pytest.mark.parametrize(
    ("text", "kind", "noun", "verb"),
    [
        ("通过公众号推送政务信息360余篇", "count", "政务信息", "推送"),
        ("举办新闻发布会4场", "count", "新闻发布会", "举办"),
        ("收取信息处理费400元", "money", "信息处理费", "收取"),
        ("制作10条短视频", "count", "短视频", "制作"),
        ("同比增长12.3%", "percent", "", "增长"),
        ("提高3个百分点", "points", "", "提高"),
        ("在3个工作日内", "duration", "", ""),
        ("三分之二", "fraction", "", ""),
        ("是去年的1.5倍", "multiple", "", ""),
    ],
)
def test_kind_noun_and_verb(text: str, kind: str, noun: str, verb: str) -> None:
    (figure,) = find_figures(text)
    assert (figure.kind, figure.noun, figure.verb) == (kind, noun, verb)


def test_nouns_and_verbs() -> None:
    lines = (SPEC.parent / "nouns_verbs.jsonl").read_text("utf-8").splitlines()
    for case in map(json.loads, lines):
        found = [[f.noun, f.verb] for f in find_figures(case["text"])]
        assert found == case["words"], case["text"]


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet=ALPHABET, max_size=60))
def test_spans_are_true_for_any_text(text: str) -> None:
    spans = [(f.start, f.end, f.text) for f in find_figures(text)]
    assert spans == sorted(spans)
    assert all(text[start:end] == shown and start < end for start, end, shown in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    for left in find_non_measures(text):
        assert text[left.start : left.end] == left.text
        assert all(end <= left.start or left.end <= start for start, end, _ in spans)


def test_surroundings_do_not_change_a_reading() -> None:
    before, after = "按照要求做好有关工作。", "\n以上为全部情况。"
    for case in CASES[::3]:
        if not case.get("xfail") and not case["text"].startswith("["):  # a source's mark [1] opens a line
            assert _as_rows(before + case["text"] + after) == case["figures"], case["text"]


@pytest.mark.parametrize(
    "piece",
    ["一", "万余", "1", "2024", "1,234,", "百", "（1", "1-", "3、", "第一至", "三点五", "数百", "《1"],
)
def test_time_is_linear(piece: str) -> None:
    find_figures("3件")  # rules are compiled once

    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        begun = time.perf_counter()
        find_figures(text)
        return time.perf_counter() - begun

    small, large = min(seconds(5_000) for _ in range(2)), seconds(40_000)
    assert large < 40 * small + 0.2  # eight times the text; quadratic would be 64 times


@pytest.mark.parametrize("piece", ["一", "万余"])
def test_a_megabyte_in_one_line(piece: str) -> None:
    begun = time.perf_counter()
    find_figures(piece * (1_000_000 // len(piece.encode())))
    assert time.perf_counter() - begun < 60


@pytest.mark.skipif(not SHARED.exists(), reason="shared reports are not here")
def test_real_report() -> None:
    folder = SHARED / "reports"
    text = (folder / "xicheng_2024.txt").read_text("utf-8")
    head = text[: text.index("主动公开政府信息情况\n\n\t")]
    wanted = json.loads((folder / "xicheng_2024.figures.json").read_text("utf-8"))["figures"]
    found = [(f.text, f.low, f.high, f.qualifier, f.unit) for f in find_figures(head)]
    assert found == [(w["surface"], w["low"], w["high"], w["qualifier"], w["unit"]) for w in wanted]
