"""Other readers as oracles of numeral values. Where they differ from us, ``oracles.json`` says who is right and why."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gongkai import find_figures, parse_numeral

CASES = json.loads((Path(__file__).parent / "specs" / "oracles.json").read_text("utf-8"))


def _forms() -> list[str]:
    written = []
    for digits in ("三", "十二", "二十", "一百零五", "三百二十", "九百九十九"):
        for power in ("", "万", "亿", "万五千", "亿零三万", "千万"):
            if not (power == "千万" and len(digits) > 1):
                written.append(digits + power)
    written += [
        "1亿12万",
        "3万5千",
        "三万五",
        "一百二",
        "两千三",
        "1.2万",
        "三点五亿",
        "12,345",
        "十五",
        "一千零一",
    ]
    return written


def _check(name: str, read: Any) -> None:
    for text in _forms():
        ours, theirs = parse_numeral(text), read(text)
        explained = CASES[name].get(text)
        if explained:
            assert str(theirs) == explained["theirs"] and ours == Decimal(explained["ours"]), (text, theirs)
        else:
            assert theirs is not None and ours == Decimal(str(theirs)), (text, ours, theirs)


def test_cn2an() -> None:
    cn2an = pytest.importorskip("cn2an")

    def read(text: str) -> Any:
        try:
            return cn2an.cn2an(text, "smart")
        except ValueError:
            return None

    _check("cn2an", read)


def test_recognizers_text() -> None:
    recognizers = pytest.importorskip("recognizers_number", exc_type=ImportError)

    def read(text: str) -> str | None:
        found = recognizers.recognize_number(text, recognizers.Culture.Chinese)
        return found[0].resolution["value"] if len(found) == 1 and len(found[0].text) == len(text) else None

    _check("recognizers", read)


def test_the_public_specification_of_recognizers_text() -> None:
    """Values of Microsoft's Chinese specifications (github.com/microsoft/Recognizers-Text, MIT): 95 % at least.

    Every case that misses a value says why; where our conventions differ, or no numeral of prose is meant, it is not counted.
    """
    lines = (Path(__file__).parent / "specs" / "recognizers.jsonl").read_text("utf-8").splitlines()
    cases = [json.loads(line) for line in lines]
    right = wanted = 0
    for case in cases:
        values = [v for f in find_figures(case["text"]) for v in (f.low, f.high) if v is not None]
        values += [v for v in [parse_numeral(case["text"])] if v is not None]
        found = [any(abs(Decimal(w) - v) <= Decimal("0.0001") for v in values) for w in case["values"]]
        assert all(found) or case.get("why"), case
        if not case.get("why", "").startswith("FIGURES"):
            right, wanted = right + sum(found), wanted + len(found)
    assert right >= 0.95 * wanted
