"""Stated zeros: nouns of which a text says there was none."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai import find_figures, find_stated_zeros
from gongkai.figures.rules import load

SPEC = Path(__file__).parent / "specs" / "stated_zeros.jsonl"
CASES = [json.loads(line) for line in SPEC.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"][:14])
def test_spec(case: dict[str, Any]) -> None:
    zeros = find_stated_zeros(case["text"])
    assert [zero.noun for zero in zeros] == case["nouns"]
    figures = find_figures(case["text"])
    for zero in zeros:
        assert case["text"][zero.start : zero.end] == zero.text
        assert all(figure.end <= zero.start or zero.end <= figure.start for figure in figures)


@pytest.mark.parametrize("cue", load("stated_zeros.json")["cues"], ids=lambda c: c["words"][0])
def test_cue_examples(cue: dict[str, Any]) -> None:
    for text in cue["match"]:
        assert find_stated_zeros(text), text
    for text in cue["reject"]:
        assert not find_stated_zeros(text), text


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="未收到发生无没有零申请行政复议诉讼投，。、和的情况：0件", max_size=60))
def test_spans_are_true_for_any_text(text: str) -> None:
    zeros = find_stated_zeros(text)
    assert all(text[z.start : z.end] == z.text and z.noun in z.text for z in zeros)
    assert all(left.end <= right.start for left, right in pairwise(zeros))


def test_time_is_linear_enough() -> None:
    assert find_stated_zeros("未收到" * 60_000) == []
