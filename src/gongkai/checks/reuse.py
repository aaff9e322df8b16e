"""How much of a section repeats last year's, numbers aside; tables and statutory phrases do not count."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gongkai.checks.findings import Ledger
from gongkai.checks.wording import wording
from gongkai.model import Report

RUN = 12  # characters in a row that count as repeated
_LEAST = 120  # characters below which a share says nothing
_LIMIT = 50  # per cent; the threshold of supervisors (与上年度重复率大于50%)
_COPIED = 85  # per cent; above it hardly a word is this year's own
_SECTIONS = {"s1": "一、总体情况", "s5": "五、存在的主要问题及改进情况", "s6": "六、其他需要报告的事项"}
_NUMBER = re.compile(r"\d+(?:[.,，]\d+)*")


def check_reuse(previous: Report, current: Report, ledger: Ledger) -> None:
    """X.REUSE for the narrative of sections one, five and six."""
    for section, title in _SECTIONS.items():
        old = [plain(p.text) for p in previous.passages if p.section == section]
        passages = [p for p in current.passages if p.section == section]
        texts = [plain(p.text) for p in passages]
        size = sum(map(len, texts))
        if size < _LEAST or sum(map(len, old)) < _LEAST:
            continue
        ledger.checked("X.REUSE")
        seen = {run for text in old for run in shingles(text)}
        counts = [repeated(text, seen) for text in texts]
        share = 100 * sum(counts) // size
        if share <= _LIMIT:
            continue
        whole = [
            p for p, text, n in zip(passages, texts, counts, strict=True) if text and n >= 0.9 * len(text)
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


def plain(text: str, names: Iterable[str] = ()) -> str:
    """The text as it is compared: without spaces, numbers, statutory phrases and the ``names`` of its organ."""
    short = "".join(text.split())
    for name in names:
        short = short.replace(name, "") if len(name) > 1 else short
    return wording("statutory").sub("", _NUMBER.sub("0", short))


def shingles(text: str) -> set[str]:
    """Every run of 12 characters of a plain text."""
    return {text[i : i + RUN] for i in range(len(text) - RUN + 1)}


def repeated(text: str, seen: set[str]) -> int:
    """Characters of the plain text that lie in a run known from ``seen``."""
    covered = until = 0
    for i in range(len(text) - RUN + 1):
        if text[i : i + RUN] in seen:
            covered += i + RUN - max(i, until)
            until = i + RUN
    return covered
