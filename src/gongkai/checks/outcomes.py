"""How reviews and lawsuits ended, in prose and in table 4: “行政复议5件，其中维持3件、纠正1件”."""

from __future__ import annotations

import itertools
import re

from gongkai.checks.amounts import Amounts, name_zh
from gongkai.checks.cells import place_en, place_zh
from gongkai.checks.claims import in_narrative, is_about_requests, lead, speaks_of_another_time
from gongkai.checks.findings import Ledger
from gongkai.checks.masked import CASE_UNITS, EXACT, Masked
from gongkai.checks.wording import wording
from gongkai.model import Report

_BOTH = ("review", "suit_direct", "suit_after")
_SUITS = ("suit_direct", "suit_after")


def check_outcomes(report: Report, ledger: Ledger) -> None:
    """P.T4 for single outcomes; the subject of an outcome is the nearest 复议 or 诉讼 before it."""
    amounts = Amounts(report)
    if "review.total" not in amounts.values:
        return
    for above, masked in itertools.pairwise((None, *ledger.passages)):
        if masked is None or not in_narrative(masked) or not is_about_requests(masked):
            continue
        # A semicolon ends a passage: 行政复议5件；其中维持3件
        goes_on = above is not None and above.passage.heading == masked.passage.heading
        context = above.text if above is not None and goes_on else ""
        for item, regex in wording.group("outcome").items():
            for match in regex.finditer(masked.text):
                _compare(report, ledger, amounts, masked, item, match, context)


def groups_of(subject: str) -> tuple[str, ...]:
    """The groups of table 4 that a subject (行政诉讼, 复议后起诉, …) stands for."""
    if subject.startswith("复议后"):
        return ("suit_after",)
    if subject == "直接起诉":
        return ("suit_direct",)
    if "、" in subject or (len(subject) > 2 and "诉" in subject):
        return _BOTH
    return ("review",) if subject == "复议" else _SUITS


def subjects_of(words: str) -> list[str]:
    """复议, 诉讼, 复议后起诉 … named in the words, in order; 未经复议 is none."""
    named = wording("outcome.subject").findall(words.replace("未经复议", ""))
    is_direct = "直接起诉" in named  # 行政诉讼—未经复议直接起诉: the narrower one governs
    return [name for name in named if not (is_direct and name == "诉讼")]


def _options(before: str, item: str) -> list[tuple[str, ...]]:
    subjects = subjects_of(before)
    if not subjects:
        return []
    groups = groups_of(subjects[-1])
    single: list[tuple[str, ...]] = [(f"{group}.{item}",) for group in groups]
    return single if len(groups) == 1 else [tuple(f"{group}.{item}" for group in groups), *single]


def _compare(
    report: Report,
    ledger: Ledger,
    amounts: Amounts,
    masked: Masked,
    item: str,
    match: re.Match[str],
    context: str,
) -> None:
    before = lead(masked.text, match.start())
    at = masked.text.index(EXACT, match.start())
    known = {
        names: value
        for names in _options(context + before, item)
        if (value := amounts.sum(names)) is not None
    }
    if not known or speaks_of_another_time(before, report.year) or masked.figures[at].unit not in CASE_UNITS:
        return
    start, end = masked.span(*match.span())
    quoted = report.text[start:end]
    for names, value in known.items():
        if value == masked.value(at):
            words = f"“{quoted}”与表四“{name_zh(names)}”{value}一致"
            ledger.held("P.T4", words, f"“{quoted}” equals “{name_zh(names)}” {value} in table 4")
            return
    cells = tuple(dict.fromkeys(cell for names in known for cell in amounts.cells_of(names)))
    listed = "，".join(f"{name_zh(names)}={value}" for names, value in known.items())
    unsure = (
        "t4" in amounts.doubts
        or wording("outcome.unsure").search(masked.text)
        or not wording("outcome.subject").search(before)
    )
    ledger.add(
        "P.T4",
        "UNCERTAIN" if unsure else "FAIL",
        f"正文写“{quoted}”，但表四是：{listed}（{place_zh(cells[0])}）。"
        + ("也可能口径不同，请核对。" if unsure else ""),
        f"The prose says “{quoted}”, table 4 says: {listed} ({place_en(cells[0])}).",
        cells=cells,
        spans=[(start, end)],
    )
