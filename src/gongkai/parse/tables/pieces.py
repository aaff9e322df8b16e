"""Labels of table 3 cut into pieces over several lines, with the values beside any of them: put together by likeness.

Between two rows that are known, the lines are divided into groups of neighbours, each with one line of values, so that
the groups' words are as like as possible to labels still missing there, in the form's order.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from gongkai.parse.tables.labels import bare, full_labels, group_heads
from gongkai.parse.tables.requests import Item

_LIKE = 0.72  # a label with one character in four lost or misread is still itself
_APART = 0.12  # the next likely row must be this much less like
_MOST_LINES = 6  # of one label
_MOST_CELLS = 4000  # lines × rows; more is no table


Best = tuple[float, tuple[tuple[int, str], ...]]  # score, and which line's values belong to which row


def join(items: Sequence[Item], missing: Sequence[str]) -> list[tuple[int, str]]:
    """Which line's values belong to which missing row, as (place in ``items``, row)."""
    if len(items) * len(missing) > _MOST_CELLS or not any(i.values for i in items):
        return []
    best: dict[tuple[int, int], Best] = {}
    for first in range(len(items), -1, -1):
        for place in range(len(missing), -1, -1):
            options: list[Best] = [(0.0, ())] if first == len(items) else [best[first + 1, place]]
            if place < len(missing):
                options.append(best[first, place + 1])
                options += _groups(items, first, missing, place, best)
            best[first, place] = max(options, key=lambda o: o[0])
    return list(best[0, 0][1])


def _groups(
    items: Sequence[Item], first: int, missing: Sequence[str], place: int, best: dict[tuple[int, int], Best]
) -> list[Best]:
    """Ways in which lines from ``first`` on make up the label of the row at ``place``."""
    out: list[Best] = []
    row = missing[place]
    line = -1
    for last in range(first, min(first + _MOST_LINES, len(items))):
        item = items[last]
        if item.lost or item.weak or (item.values is not None and line >= 0):
            break  # weak: the first seven of a longer run are no row of this label unless the sums say so
        line = last if item.values is not None else line
        if line < 0:
            continue
        before = "".join(i.words for i in items[first:line])
        after = "".join(i.words for i in items[line + 1 : last + 1])
        like = _likeness(before + items[line].words + after, row)
        if like < _LIKE or any(
            like - _likeness(before + items[line].words + after, r) < _APART
            for r in full_labels()
            if r != row
        ):
            continue
        if not bare(items[line].words) and max(_likeness(before, row), _likeness(after, row)) > like - _APART:
            continue  # a whole label above or below bare values: whose they are only the order can tell
        score, rest = best[last + 1, place + 1]
        out.append((score + like, ((line, row), *rest)))
    return out


@lru_cache(maxsize=8192)
def _likeness(words: str, row: str) -> float:
    label = full_labels()[row]
    text = bare(words)
    for head in group_heads():
        text = text.replace(head, "") if head not in label else text
    if not 0.6 * len(label) <= len(text) <= 1.6 * len(label):
        return 0.0
    return SequenceMatcher(None, label, text, autojunk=False).ratio()
