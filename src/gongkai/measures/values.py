"""One value for each measure of a report, with the rule that chose it and its evidence."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ..model import Figure, Passage, Qualifier, Report
from .mentions import Mention, Place, mentions, places
from .rules import Measure, measures

_NO_DONE = frozenset({"PLAN", "PROBLEM"})
_PLACES = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class MetricValue:
    """The value of a measure in a report. Unknown: ``value``, ``low`` and ``high`` are None and ``rule`` says why."""

    metric: str
    name: str
    unit: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    qualifier: Qualifier | None
    rule: str  # what chose it, or why there is none
    candidates: int = 0  # figures of the report that fit
    scope: str = ""  # "own" or "area", of figures
    text: str = ""  # the figure as written
    start: int | None = None  # its span in Report.text
    end: int | None = None
    section: str = ""
    passage: int | None = None
    cells: tuple[str, ...] = ()
    evidence: str = ""  # the passage, or each cell with its content
    others: tuple[str, ...] = ()  # figures that fit too and were not chosen
    doubts: tuple[str, ...] = ()  # failed rules that concern these cells


def metrics(report: Report, names: Iterable[str] = ()) -> list[MetricValue]:
    """The value of every measure (or of those named by id or Chinese name), in the order of ``measures()``.

    Raises QueryError for an unknown name.
    """
    from .rules import measure

    chosen = [measure(name) for name in names] or measures()
    told = list(_told(report))
    return [_of_cells(report, one) if one.of_cells else _of_figures(report, one, told) for one in chosen]


# -- formulas of cells


def _of_cells(report: Report, measure: Measure) -> MetricValue:
    wanted = (*measure.numerator, *measure.denominator)
    cells = {name: report.tables.get(name.split(".", 1)[0], {}).get(name) for name in wanted}
    evidence = "; ".join(f"{name} = {cell.raw or cell.state}" for name, cell in cells.items() if cell)
    empty = _unknown(measure, "", cells=wanted, evidence=evidence)
    if measure.eras and report.era not in measure.eras:
        return dataclasses.replace(
            empty, rule=f"another form of table ({report.era or 'unknown'})", evidence=""
        )
    numbers: dict[str, Decimal] = {}
    for name, cell in cells.items():
        if cell is None or cell.value is None:
            return dataclasses.replace(empty, rule=f"{name} is {cell.state if cell else 'absent'}")
        numbers[name] = cell.value
    value = sum((numbers[name] for name in measure.numerator), Decimal(0))
    exact = True
    if measure.denominator:
        whole = sum((numbers[name] for name in measure.denominator), Decimal(0))
        if whole <= 0:
            return dataclasses.replace(empty, rule="nothing to divide by: the denominator is 0")
        percent = 100 * value / whole
        value = percent.quantize(_PLACES, ROUND_HALF_UP)
        exact = value == percent
    doubts = tuple(
        dict.fromkeys(f.rule for f in report.findings if f.verdict == "FAIL" and set(f.cells) & set(wanted))
    )
    return dataclasses.replace(
        empty,
        value=value,
        low=value,
        high=value,
        qualifier="exact" if exact else "approx",
        rule="cells" if len(wanted) == 1 else "formula",
        doubts=doubts,
    )


def _unknown(measure: Measure, rule: str, cells: Sequence[str] = (), evidence: str = "") -> MetricValue:
    about = (measure.id, measure.zh, measure.unit)
    return MetricValue(*about, None, None, None, None, rule, cells=tuple(cells), evidence=evidence)


# -- figures of the prose

_OWN = ("人民政府", "人民政府办公厅", "人民政府办公室")


_Told = list[tuple[Passage, list[Place]]]


def _of_figures(report: Report, measure: Measure, told: _Told) -> MetricValue:
    found = [(m, p) for p, inside in told if inside for m in mentions(measure, inside, report.year)]
    if not found:
        return _none(measure, told)
    government = report.organ.endswith(_OWN)  # its report is about its whole area
    chosen, rule = _choose([mention for mention, _ in found], government)
    if chosen is None:
        others = tuple(mention.figure.text for mention, _ in found)
        return dataclasses.replace(_unknown(measure, rule), candidates=len(found), others=others)
    figure, passage = next((m.figure, p) for m, p in found if m is chosen)
    low, high = figure.low, figure.high
    return dataclasses.replace(
        _unknown(measure, rule, evidence=passage.text),
        value=low if low is not None else high,
        low=low,
        high=high,
        qualifier=figure.qualifier,
        candidates=len(found),
        scope="area" if chosen.area else "own",
        text=figure.text,
        start=passage.start + figure.start,
        end=passage.start + figure.end,
        section=passage.section,
        passage=passage.index,
        others=tuple(m.figure.text for m, _ in found if m is not chosen),
    )


def _told(report: Report) -> Iterator[tuple[Passage, list[Place]]]:
    """The passages that say what was done (no plans, no weaknesses), each with its figures."""
    stances = {tagging.passage: tagging.stance for tagging in report.tags}
    inside: dict[int | None, list[Figure]] = {}
    for figure in report.figures:
        inside.setdefault(figure.passage, []).append(figure)
    for passage in report.passages:
        if stances.get(passage.index, "DONE") not in _NO_DONE:
            at = passage.start
            moved = [
                dataclasses.replace(f, start=f.start - at, end=f.end - at)
                for f in inside.get(passage.index, ())
            ]
            yield passage, places(passage.text, moved)


def _none(measure: Measure, told: _Told) -> MetricValue:
    """Said to be none, or not said at all."""
    for passage, _ in told if measure.none else ():
        assert measure.none
        if match := measure.none.search(passage.text):
            start = passage.start + match.start()
            return dataclasses.replace(
                _unknown(measure, "said to be none", evidence=passage.text),
                value=Decimal(0),
                low=Decimal(0),
                high=Decimal(0),
                qualifier="exact",
                candidates=1,
                scope="own",
                text=match[0],
                start=start,
                end=start + len(match[0]),
                section=passage.section,
                passage=passage.index,
            )
    return _unknown(measure, "not told")


def _choose(found: list[Mention], government: bool) -> tuple[Mention | None, str]:
    """One mention and the rule that chose it. Never a sum: where no rule decides, none."""
    if len(found) == 1:
        return found[0], "the only one"
    rules: list[tuple[str, Callable[[Mention], bool]]] = [
        ("own before area", lambda m: not m.area or government),
        ("whole before part", lambda m: not m.part),
        ("all kinds before one kind", lambda m: not m.kind),
        ("all carriers before one carrier", lambda m: not m.channelled),
        ("said to be the total", lambda m: m.total),
    ]
    for name, better in rules:
        kept = [mention for mention in found if better(mention)]
        if kept and len(kept) < len(found):
            found = kept
            if len(found) == 1:
                return found[0], name
    values = {(m.figure.low, m.figure.high) for m in found}
    if len(values) == 1:
        return found[0], "the same, told more than once"
    first = found[0].figure
    if not any(m.kind for m in found) and all(_bound(first) >= _bound(m.figure) for m in found):
        return found[0], "the first, and the largest"
    return None, "several that differ"


def _bound(figure: Figure) -> Decimal:
    bound = figure.low if figure.low is not None else figure.high
    assert bound is not None
    return bound
