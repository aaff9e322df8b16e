"""How much of a section repeats last year's, numbers aside; tables and statutory phrases do not count."""

from __future__ import annotations

import re

from gongkai.checks.findings import Ledger
from gongkai.model import Report

_RUN = 12  # characters in a row that count as repeated
_LEAST = 120  # characters below which a share says nothing
_LIMIT = 50  # per cent; the threshold of supervisors (与上年度重复率大于50%)
_COPIED = 85  # per cent; above it hardly a word is this year's own
_SECTIONS = {"s1": "一、总体情况", "s5": "五、存在的主要问题及改进情况"}
_NUMBER = re.compile(r"\d+(?:[.,，]\d+)*")
# What the law and the form themselves say is not copied from last year.
_STATUTORY = re.compile(
    r"中华人民共和国政府信息公开条例|习近平新时代中国特色社会主义思想|党的[一二三四五六七八九十]+大(?:和[^，。；]{1,16}全会)?精神"
    r"|国务院办公厅|党中央、?国务院|政府信息公开工作年度报告"
)


def check_reuse(previous: Report, current: Report, ledger: Ledger) -> None:
    """X.REUSE for the narrative of sections one and five."""
    for section, title in _SECTIONS.items():
        old = "\n".join(_plain(p.text) for p in previous.passages if p.section == section)
        passages = [p for p in current.passages if p.section == section]
        texts = [_plain(p.text) for p in passages]
        size = sum(map(len, texts))
        if size < _LEAST or len(old) < _LEAST:
            continue
        ledger.checked("X.REUSE")
        seen = {old[i : i + _RUN] for i in range(len(old) - _RUN + 1)}
        repeated = [_repeated(text, seen) for text in texts]
        share = 100 * sum(repeated) // size
        if share <= _LIMIT:
            continue
        whole = [
            p for p, text, n in zip(passages, texts, repeated, strict=True) if text and n >= 0.9 * len(text)
        ]
        whole.sort(key=lambda p: p.start - p.end)
        shown = whole[:3] or passages[:1]
        ledger.add(
            "X.REUSE",
            "FAIL" if share >= _COPIED else "UNCERTAIN",
            f"“{title}”部分有{share}%的文字与上年相同（不计数字和法定用语），超过{_LIMIT}%。",
            f"{share}% of section “{title}” repeats last year's text (numbers and statutory phrases aside).",
            spans=[(p.start, p.end) for p in shown],
        )


def _plain(text: str) -> str:
    return _STATUTORY.sub("", _NUMBER.sub("0", "".join(text.split())))


def _repeated(text: str, seen: set[str]) -> int:
    """Characters of the text that lie in a run known from last year."""
    if len(text) < _RUN:
        return 0
    covered = 0
    until = 0
    for i in range(len(text) - _RUN + 1):
        if text[i : i + _RUN] in seen:
            covered += i + _RUN - max(i, until)
            until = i + _RUN
    return covered
