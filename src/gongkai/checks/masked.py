"""The narrative as the prose checks read it: no spaces, one width of punctuation, every figure one sign.

``report.figures`` is the only reader of numbers: 三件, 3 件 and ３件 are the same sign, 近百件 is another. A wording of
data/rules.json therefore says ``<F>`` for a number that is exact, ``<P>`` for an exact per cent, ``<M>`` for an exact amount of
money, and in a class of characters ``<V>`` for any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from gongkai.model import Figure, Passage, Report

EXACT, PERCENT, OTHER, MONEY = "\ue000", "\ue001", "\ue002", "\ue003"
SIGNS = {"<F>": EXACT, "<P>": PERCENT, "<V>": OTHER + MONEY, "<M>": MONEY}
_WIDTH = str.maketrans(
    "０１２３４５６７８９％,(:;)", "0123456789%，（：；）"
)  # in the reading only; spans keep the text
# Applications, reviews and lawsuits are counted in these (FACTS §4: mostly 件, also 宗 起 项 条 份 件次).
CASE_UNITS = frozenset(("", "件", "件次", "宗", "起", "条", "份", "项", "例", "个", "次", "桩", "笔", "封"))


class Masked:
    """A passage in which each figure is one sign; positions of ``text`` map back into the report's text."""

    def __init__(self, passage: Passage, figures: Sequence[Figure]) -> None:
        self.passage = passage
        self.figures: dict[int, Figure] = {}  # place in ``text`` → the figure whose sign stands there
        self._places: list[tuple[int, int]] = []
        signs: list[str] = []
        waiting = sorted(figures, key=lambda f: f.start)
        at = passage.start
        for figure in (*waiting, None):
            end = figure.start if figure else passage.end
            for i in range(at, end):
                char = passage.text[i - passage.start]
                if not char.isspace():
                    signs.append(char.translate(_WIDTH))
                    self._places.append((i, i + 1))
            if figure:
                self.figures[len(signs)] = figure
                signs.append(_sign(figure))
                self._places.append((figure.start, figure.end))
                at = figure.end
        self.text = "".join(signs)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the report's text of ``text[start:end]`` (not empty)."""
        return self._places[start][0], self._places[end - 1][1]

    def value(self, at: int) -> Decimal:
        """The number of the exact figure whose sign stands at ``at``."""
        low = self.figures[at].low
        assert low is not None  # exact figures have both bounds
        return low


# 2.3万件 and 三百条 are rounded, though nothing says so.
_ROUNDED = re.compile("[万亿]|[百千]$")


def _sign(figure: Figure) -> str:
    if figure.qualifier != "exact" or figure.low is None or figure.low != figure.high:
        return OTHER
    if figure.kind == "money" and figure.unit == "元":
        return MONEY
    if _ROUNDED.search(figure.text.removesuffix(figure.unit).strip()):
        return OTHER
    if figure.kind == "percent" and figure.unit == "%":
        return PERCENT
    return EXACT if figure.kind == "count" else OTHER


def masked_passages(report: Report) -> Iterator[Masked]:
    """Every passage, masked with the report's figures; a report that was not measured is measured here."""
    by_passage: dict[int | None, list[Figure]] = {}
    for figure in report.figures:
        by_passage.setdefault(figure.passage, []).append(figure)
    for passage in report.passages:
        found = by_passage.get(passage.index, []) if report.figures else _measured(passage)
        yield Masked(passage, found)


def joined(above: Masked, below: Masked, report: Report) -> Masked:
    """Two passages as one: 公开信息300条。其中…"""
    first, last = above.passage, below.passage
    text = report.text[first.start : last.end]
    passage = replace(last, start=first.start, text=text)
    return Masked(passage, [*above.figures.values(), *below.figures.values()])


def masked_text(text: str) -> Masked:
    """A loose sentence, measured and masked; for examples of wordings."""
    passage = Passage(0, "s1", 0, len(text), text)
    return Masked(passage, _measured(passage))


def _measured(passage: Passage) -> list[Figure]:
    from gongkai.figures import find_figures

    return [
        replace(f, start=f.start + passage.start, end=f.end + passage.start)
        for f in find_figures(passage.text)
    ]
