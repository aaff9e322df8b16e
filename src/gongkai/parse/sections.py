"""The sections of a report: by keyword, with order as a hint, and by the tables where a heading is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.model import Issue, Section
from gongkai.parse.headings import heading_part, is_numbered_below, sections_of, top_number
from gongkai.parse.lines import Line
from gongkai.parse.tables.cells import squeeze
from gongkai.parse.tables.regions import Regions

_ORDER = ("s1", "s2", "s3", "s4", "s5", "s6")
_NUMBERS = dict(zip("一二三四五六", _ORDER, strict=True))
_NEAR = 8  # a heading without number must stand this close before its table


@dataclass(frozen=True, slots=True)
class Mark:
    """A line that may open a section."""

    line: int
    id: str
    heading: str
    weight: float


def find_sections(
    lines: Sequence[Line], regions: Regions, length: int
) -> tuple[tuple[Section, ...], list[Issue]]:
    """The sections, which partition the text; s0 is what stands before the first. Issues tell lost headings."""
    issues: list[Issue] = []
    chosen = _best(_marks(lines, regions))
    chosen = _with_tables(chosen, regions, lines, issues)
    chosen = _with_problems(chosen, regions, lines, issues)
    chosen = _with_extras(chosen, lines, regions)
    starts = [(lines[m.line].start, m.id, m.heading) for m in chosen]
    sections: list[Section] = []
    first = starts[0][0] if starts else length
    if first > 0 or not starts:
        sections.append(Section("s0", "", 0, first))
    for index, (start, name, heading) in enumerate(starts):
        end = starts[index + 1][0] if index + 1 < len(starts) else length
        sections.append(Section(name, heading, start, end))
    for name in _ORDER:
        if name not in {m.id for m in chosen}:
            issues.append(Issue("section.missing", f"{name} was not found", name))
    return tuple(sections), issues


def _table_of(name: str, regions: Regions) -> tuple[int, int] | None:
    region = {"s2": regions.t2, "s3": regions.t3, "s4": regions.t4}.get(name)
    return region if region and region[0] < region[1] else None


def _inside(index: int, regions: Regions) -> bool:
    return any(a + 3 < index < b - 6 for a, b in (regions.t2, regions.t3, regions.t4) if b - a > 9)


def _marks(lines: Sequence[Line], regions: Regions) -> list[Mark]:
    marks: list[Mark] = []
    for index, line in enumerate(lines):
        text = line.text
        if (line.table and len(line.cells) > 1) or _inside(index, regions):
            continue
        heading = heading_part(text)
        if not heading:
            continue
        number = top_number(heading)
        if is_numbered_below(heading) or (not number and (len(squeeze(heading)) > 36 or "：" in heading)):
            continue
        for name in sections_of(heading)[:2]:
            if name == "sx":
                continue
            weight = _weight(index, name, number, line, regions)
            if weight > 0:
                marks.append(Mark(index, name, heading.strip("# *"), weight))
    return marks


def _weight(index: int, name: str, number: str, line: Line, regions: Regions) -> float:
    weight = 1.0 + (2.0 if number else 0.0) + (0.5 if line.level else 0.0)
    weight += 0.5 if number and _NUMBERS.get(number) == name else 0.0
    table = _table_of(name, regions)
    if table:
        near = table[0] - _NEAR <= index <= table[0] + 3
        if not near and not (number and index <= table[0] + 3):
            return 0.0
        weight += 3.0 if near else 0.0
    return weight


def _best(marks: Sequence[Mark]) -> list[Mark]:
    """The heaviest run of marks whose ids and lines both rise."""
    best: list[tuple[float, list[Mark]]] = []
    for mark in marks:
        rank = _ORDER.index(mark.id)
        before = [(w, run) for w, run in best if _ORDER.index(run[-1].id) < rank and run[-1].line < mark.line]
        weight, run = max(before, key=lambda item: item[0], default=(0.0, []))
        best.append((weight + mark.weight, [*run, mark]))
    return max(best, key=lambda item: item[0], default=(0.0, []))[1]


def _insert(chosen: list[Mark], mark: Mark) -> list[Mark]:
    rank = _ORDER.index(mark.id)
    for other in chosen:
        if (other.line - mark.line) * (_ORDER.index(other.id) - rank) <= 0:
            return chosen  # it would break the order of what was read
    return sorted([*chosen, mark], key=lambda m: m.line)


def _with_tables(
    chosen: list[Mark], regions: Regions, lines: Sequence[Line], issues: list[Issue]
) -> list[Mark]:
    for name in ("s2", "s3", "s4"):
        table = _table_of(name, regions)
        if table and name not in {m.id for m in chosen}:
            grown = _insert(chosen, Mark(table[0], name, "", 0.0))
            if grown is not chosen:
                issues.append(
                    Issue("section.lost-heading", f"{name}: begins at its table", f"line {table[0] + 1}")
                )
            chosen = grown
    return chosen


def _with_problems(
    chosen: list[Mark], regions: Regions, lines: Sequence[Line], issues: list[Issue]
) -> list[Mark]:
    """Heading five lost: what follows table 4 is section five (foot notes and page marks stay with the table)."""
    table = _table_of("s4", regions)
    if not table or "s5" in {m.id for m in chosen}:
        return chosen
    stop = next((m.line for m in chosen if m.id == "s6"), len(lines))
    for index in range(table[1], stop):
        text = lines[index].text
        if lines[index].table or text.startswith(("注", "备注")) or len(squeeze(text)) < 6:
            continue
        issues.append(Issue("section.lost-heading", "s5: begins after table 4", f"line {index + 1}"))
        return _insert(chosen, Mark(index, "s5", "", 0.0))
    return chosen


def _with_extras(chosen: list[Mark], lines: Sequence[Line], regions: Regions) -> list[Mark]:
    """Sections outside the form, by number and keyword: 五、收费及减免情况, 附表."""
    taken = {m.line for m in chosen}
    extra = []
    for index, line in enumerate(lines):
        if index in taken or line.table or _inside(index, regions):
            continue
        heading = heading_part(line.text)
        plain = squeeze(heading)
        if heading and "sx" in sections_of(heading) and (top_number(heading) or plain.startswith("附表")):
            extra.append(Mark(index, "sx", heading.strip("# *"), 0.0))
    first = min(taken, default=0)
    return sorted([*chosen, *(m for m in extra if m.line > first)], key=lambda m: m.line)
