"""Rows of table 3 whose labels are lost: between two known rows, in order, and only with proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from itertools import pairwise

from gongkai.model import Issue
from gongkai.parse.tables.gaps import Gap, settle
from gongkai.parse.tables.labels import enumerator, form
from gongkai.parse.tables.proof import FRAME, table_holds
from gongkai.parse.tables.requests import Item, fits
from gongkai.parse.tables.weave import weave


@dataclass
class Aligned:
    """Row id → seven values; ``proved`` rows stand where they do by identities or by labels beside them."""

    rows: dict[str, tuple[str, ...]] = field(default_factory=dict)
    proved: dict[str, str] = field(default_factory=dict)
    solved: dict[str, list[Decimal | None]] = field(default_factory=dict)  # known by the sums, cell by cell
    doubled: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)  # printed twice, not the same


def align(items: Sequence[Item], expected: Sequence[str], issues: list[Issue]) -> Aligned:
    """Give every data row its id by label; the rest by order between known neighbours, if that is proved."""
    result = Aligned()
    anchors: list[tuple[int, int]] = []  # (item index, position in expected)
    for index, item in enumerate(items):
        if item.row is None or item.values is None or item.weak or item.row not in expected:
            continue
        if item.row in result.rows:
            if result.rows[item.row] != item.values:
                result.doubled.setdefault(item.row, [result.rows[item.row]]).append(item.values)
            continue
        result.rows[item.row] = item.values
        anchors.append((index, expected.index(item.row)))
    for row in result.doubled:
        del result.rows[row]
        issues.append(Issue("table.doubled-row", f"t3.{row}: two rows carry this label", f"t3 {row}"))
    anchors, weak = _woven(items, expected, anchors, result, issues)
    _fill_gaps(items, expected, anchors, weak, result, issues)
    return result


def _woven(
    items: Sequence[Item],
    expected: Sequence[str],
    anchors: list[tuple[int, int]],
    result: Aligned,
    issues: list[Issue],
) -> tuple[list[tuple[int, int]], dict[str, tuple[str, ...]]]:
    """Rows whose label is cut over several lines, as further anchors; a short label that was but a piece is none.

    Weak values come apart from them: only the identities may accept those.
    """
    if all(row in result.rows for row in expected):
        return anchors, {}
    named, weak = dict(anchors), dict[str, tuple[str, ...]]()
    woven = weave(items, expected)
    for at in [n for n in named if n not in woven and _beside_loose(items, n, woven)]:
        del result.rows[
            expected[named.pop(at)]
        ]  # whose values these are the words around them do not agree on
    for at, row in woven.items():
        place = expected.index(row)
        values = items[at].values
        if named.get(at) == place or values is None or row in result.doubled:
            continue
        if items[at].weak:
            weak[row] = values
            continue
        if row in result.rows:  # by a label elsewhere, too
            result.doubled[row] = [result.rows.pop(row), values]
            named = {n: p for n, p in named.items() if p != place}
            continue
        if at in named:
            del result.rows[expected[named[at]]]
        result.rows[row], named[at] = values, place
        message = f"t3.{row}: the label is cut into pieces, put together by likeness"
        issues.append(Issue("table.joined-label", message, f"t3 {row}"))
    return sorted(named.items()), weak


def _beside_loose(items: Sequence[Item], at: int, woven: Mapping[int, str]) -> bool:
    """Whether the next values before or after are without a label of their own and belong to no row for certain."""
    before = next((n for n in range(at - 1, -1, -1) if items[n].values), at)
    after = next((n for n in range(at + 1, len(items)) if items[n].values), at)
    return any(items[n].row is None and n not in woven for n in (before, after))


def _fill_gaps(
    items: Sequence[Item],
    expected: Sequence[str],
    anchors: list[tuple[int, int]],
    weak: dict[str, tuple[str, ...]],
    result: Aligned,
    issues: list[Issue],
) -> None:
    guessed = {row: values for row, values in weak.items() if row not in result.rows}
    beside: set[str] = set()
    open_gaps: list[Gap] = []
    rising = all(a[1] < b[1] for a, b in pairwise(anchors))
    edges = [(-1, -1), *anchors, (len(items), len(expected))]
    for (left, low), (right, high) in pairwise(edges):
        gap = [i for i in items[left + 1 : right] if i.values is not None and i.row not in result.rows]
        missing = [r for r in expected[max(low, -1) + 1 : max(high, 0)] if r not in result.rows]
        gap = _without_strangers(gap, missing, issues)
        if not gap:
            continue
        between = _once(items[left + 1 : right])
        paired = _taking_turns(between, missing) if rising else {}
        if paired:
            guessed.update(paired)
            beside.update(paired)
            continue
        named = [i.row for i in between if i.row in missing and i.values is None]
        in_order = named == [row for row in missing if row in named]
        in_order = in_order and not _numbered_otherwise(
            items[left + 1 : right], expected[max(low, 0) : high + 1]
        )
        if not rising or not in_order or len(gap) != len(missing):
            whole = rising and in_order and not any(i.weak for i in gap)
            whole = whole and not any(i.lost for i in items[left + 1 : right])
            open_gaps.append(Gap(tuple(gap), tuple(missing), whole))
            continue
        for item, row in zip(gap, missing, strict=True):
            if item.values is not None and (item.row in (None, row)):
                guessed[row] = item.values
        if named == missing and not any(i.weak for i in gap):
            beside.update(missing)
    _accept(expected, guessed, beside, result, issues)
    leaves = [row for row in expected if row not in FRAME]
    if len(open_gaps) == 1 and open_gaps[0].whole:
        result.solved.update(settle(result.rows, open_gaps[0], leaves))
    for row in result.solved:
        message = (
            f"t3.{row}: label lost; its cells are those that every order allowed by the identities gives"
        )
        issues.append(Issue("table.proved-row", message, f"t3 {row}"))
    if not result.solved:
        for gap_left in open_gaps:
            _lost(gap_left.items, issues)


def _numbered_otherwise(items: Sequence[Item], rows: Sequence[str]) -> bool:
    """Whether numbers in front of the words (8. before 7.) stand in another order than those of the form's rows.

    The sums cannot tell two rows of the same level apart that have changed places.
    """
    printed = [n for i in items if (n := enumerator(i.words)[:1]).isdigit()]
    own = iter([n for row in rows if (n := _numbers()[row]).isdigit()])
    return not all(any(number == other for other in own) for number in printed)


@cache
def _numbers() -> dict[str, str]:
    """Row id → the first character of the number in front of its label."""
    rows = (*form()["t3"]["rows_2021"], *form()["t3"]["rows_2019"])
    return {row["id"]: enumerator(row["label"])[:1] for row in rows}


def _once(items: Sequence[Item]) -> list[Item]:
    """The items with the lines of one wrapped label counted once; the same line again is a row printed twice."""
    out: list[Item] = []
    last: Item | None = None
    for item in items:
        if item.values is not None or item.lost:
            out.append(item)
        elif item.row is not None and not (last and item.row == last.row and item.words != last.words):
            out.append(item)
            last = item
    return out


def _taking_turns(items: Sequence[Item], missing: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Labels and values on lines of their own, strictly in turn: each label has the values beside it."""
    turns = [i for i in items if i.lost or i.values is not None or i.row in missing]
    labels = [i for i in turns if i.values is None and not i.lost]
    values = [i for i in turns if i.values is not None or i.lost]
    named = [i.row for i in labels]
    kinds = [i in labels for i in turns]
    if len(labels) != len(values) or any(a == b for a, b in pairwise(kinds)):
        return {}
    if any(i.row or i.weak for i in values) or len(set(named)) != len(named):
        return {}
    pairs = zip(named, values, strict=True)
    return {row: item.values for row, item in pairs if row is not None and item.values is not None}


def _without_strangers(gap: list[Item], missing: Sequence[str], issues: list[Issue]) -> list[Item]:
    kept = []
    for item in gap:
        if item.row in missing or (item.row is None and any(fits(item, row) for row in missing)):
            kept.append(item)
        else:
            issues.append(
                Issue("table.unknown-row", f"t3: row {item.words!r} is not of the form", item.place)
            )
    return kept


def _lost(gap: Sequence[Item], issues: list[Issue]) -> None:
    for item in gap:
        issues.append(
            Issue("table.lost-label", "t3: a row of values without a label fits no single place", item.place)
        )


def _accept(
    expected: Sequence[str],
    guessed: dict[str, tuple[str, ...]],
    beside: set[str],
    result: Aligned,
    issues: list[Issue],
) -> None:
    if not guessed:
        return
    leaves = [row for row in expected if row not in FRAME]
    whole = {**result.rows, **guessed}
    holds = table_holds(whole, leaves)
    for row, values in guessed.items():
        if holds:
            result.rows[row], result.proved[row] = values, "identities"
            issues.append(
                Issue(
                    "table.proved-row", f"t3.{row}: placed by the identities R3.BAL and R3.SUM", f"t3 {row}"
                )
            )
        elif row in beside:
            result.rows[row], result.proved[row] = values, "order"
            issues.append(
                Issue("table.ordered-row", f"t3.{row}: label and values stand on separate lines", f"t3 {row}")
            )
        else:
            issues.append(
                Issue("table.unproved-row", f"t3.{row}: label lost and nothing proves the place", f"t3 {row}")
            )
