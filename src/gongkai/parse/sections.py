"""The sections of a report: by keyword, with order as a hint, and by number or table where a heading is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from gongkai.model import Issue, Section
from gongkai.parse.headings import heading_part, number_of, sections_of, sub_heading, top_number
from gongkai.parse.lines import Line
from gongkai.parse.tables.regions import Regions
from gongkai.parse.wording import wording

_ORDER = ("s1", "s2", "s3", "s4", "s5", "s6")
_NEAR = 8  # a heading without number must stand this close before its table
_CONTENTS = 4  # headings one below the other with nothing between are a table of contents
_LONGEST = 40
_EXTRAS = 30  # sections outside the form


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
    marks = _marks(lines, regions)
    chosen = _best(marks)
    chosen = _with_tables(chosen, regions, lines, issues)
    chosen = _with_first(chosen, lines, issues)
    chosen = _with_problems(chosen, marks, regions, lines, issues)
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
    """Every line that may open a section. 1. and （一） count only where the whole outline is numbered so."""
    marks: list[Mark] = []
    below: dict[str, list[Mark]] = {"digit": [], "bracket": []}
    for index, line in enumerate(lines):
        if (line.table and len(line.cells) > 1) or _inside(index, regions):
            continue
        heading = heading_part(line.text)
        style, number = number_of(heading)
        if not heading or (not number and (len("".join(heading.split())) > 36 or "：" in heading)):
            continue
        for name in sections_of(heading)[:2]:
            weight = _weight(index, name, number, line, regions) if name != "sx" else 0
            if weight > 0:
                mark = Mark(index, name, heading.strip("# *"), weight)
                below[style].append(mark) if style in below else marks.append(mark)
    for group in below.values():
        outline = _best([m for m in group if _ORDER.index(m.id) + 1 == number_of(m.heading)[1]])
        if len(outline) >= 4:
            marks += outline
    return _without_contents(sorted(marks, key=lambda m: m.line), lines)


def _without_contents(marks: list[Mark], lines: Sequence[Line]) -> list[Mark]:
    """Without the table of contents in front: marks with but short entries between, whose ids all come again later."""
    run: list[Mark] = []
    for mark in marks:
        between = lines[run[-1].line + 1 : mark.line] if run else ()
        entries = len(between) <= 12 and all(len(line.text) <= _LONGEST for line in between)
        if run and (not entries or _ORDER.index(mark.id) < _ORDER.index(run[-1].id)):
            break
        run.append(mark)
    rest = marks[len(run) :]
    ids, later = {m.id for m in run}, {m.id for m in rest}
    return rest if len(ids) >= _CONTENTS and len(ids & later) >= len(ids) - 1 else marks


def _weight(index: int, name: str, number: int, line: Line, regions: Regions) -> float:
    weight = 1.0 + (2.0 if number else 0.0) + (0.5 if line.level else 0.0)
    weight += 0.5 if number == _ORDER.index(name) + 1 else 0.0
    table = _table_of(name, regions)
    if table:
        near = table[0] - _NEAR <= index <= table[0] + 3
        if not near and not (number and index <= table[0] + 3):
            return 0.0
        weight += 3.0 if near else 0.0
    return weight


def _best(marks: Sequence[Mark]) -> list[Mark]:
    """The heaviest run of marks (in the order of their lines) whose ids and lines both rise."""
    best: list[tuple[float, list[Mark]]] = [(0.0, []) for _ in _ORDER]  # by the id the run ends with
    for _, group in groupby(marks, key=lambda m: m.line):
        grown = []
        for mark in group:
            rank = _ORDER.index(mark.id)
            weight, run = max(best[:rank], key=lambda item: item[0], default=(0.0, []))
            grown.append((rank, (weight + mark.weight, [*run, mark])))
        for rank, candidate in grown:
            best[rank] = max(best[rank], candidate, key=lambda item: item[0])
    return max(best, key=lambda item: item[0])[1]


def _insert(chosen: list[Mark], mark: Mark) -> list[Mark]:
    rank = _ORDER.index(mark.id)
    for other in chosen:
        if (other.line - mark.line) * (_ORDER.index(other.id) - rank) <= 0:
            return chosen  # it would break the order of what was read
    return sorted([*chosen, mark], key=lambda m: m.line)


def _with_tables(
    chosen: list[Mark], regions: Regions, lines: Sequence[Line], issues: list[Issue]
) -> list[Mark]:
    """Sections whose heading is not known begin at a numbered line just above their table, or at the table."""
    for name in ("s2", "s3", "s4"):
        table = _table_of(name, regions)
        if not table or name in {m.id for m in chosen}:
            continue
        mark = Mark(table[0], name, "", 0.0)
        for index in range(table[0] - 1, max(table[0] - 4, -1), -1):
            text = lines[index].text
            if not lines[index].table and top_number(text) and len(text) <= _LONGEST:
                mark = Mark(index, name, text.strip("# *"), 0.0)
                break
        grown = _insert(chosen, mark)
        if grown is not chosen and not mark.heading:
            issues.append(
                Issue("section.lost-heading", f"{name}: begins at its table", f"line {table[0] + 1}")
            )
        chosen = grown
    return chosen


def _with_first(chosen: list[Mark], lines: Sequence[Line], issues: list[Issue]) -> list[Mark]:
    """Heading one unknown or lost: the first numbered line, else the first paragraph that is no introduction."""
    if not chosen or chosen[0].id == "s1":
        return chosen
    front = [i for i in range(chosen[0].line) if not lines[i].table]
    heading = ""
    start = next((i for i in front if top_number(lines[i].text) == 1), None)
    if start is not None:
        text = lines[start].text
        heading = sub_heading(text).strip("# *。：:") or (text if len(text) <= _LONGEST else "")
    else:
        preface = wording("front.introduction").search
        prose = [i for i in front if len(lines[i].text) >= 20 and not preface(lines[i].text)]
        start = next((i for i in front if number_of(lines[i].text)[0] or i in prose), None)
    if start is None or (not heading and not any(len(lines[i].text) >= 20 for i in front if i >= start)):
        return chosen
    issues.append(
        Issue("section.lost-heading", f"s1: begins with {lines[start].text[:20]!r}", f"line {start + 1}")
    )
    return _insert(chosen, Mark(start, "s1", heading, 0.0))


def _with_problems(
    chosen: list[Mark], marks: Sequence[Mark], regions: Regions, lines: Sequence[Line], issues: list[Issue]
) -> list[Mark]:
    """Heading five lost: what follows table 4 is section five (foot notes and page marks stay with the table)."""
    table = _table_of("s4", regions)
    if "s5" in {m.id for m in chosen}:
        return chosen
    stop = next((m.line for m in chosen if m.id == "s6"), len(lines))
    for index in range(table[1], stop) if table else ():
        text = lines[index].text
        if lines[index].table or text.startswith(("注", "备注")) or len("".join(text.split())) < 6:
            continue
        heading = text.strip("# *") if top_number(text) and len(text) <= _LONGEST else ""
        if not heading:
            issues.append(Issue("section.lost-heading", "s5: begins after table 4", f"line {index + 1}"))
        return _insert(chosen, Mark(index, "s5", heading, 0.0))
    moved = next((m for m in marks if m.id == "s5" and top_number(m.heading)), None)
    if moved and moved.line not in {
        m.line for m in chosen
    }:  # the narrative first, the statutory part after it
        issues.append(Issue("section.out-of-order", f"s5: {moved.heading}", f"line {moved.line + 1}"))
        return sorted([*chosen, moved], key=lambda m: m.line)
    return chosen


def _with_extras(chosen: list[Mark], lines: Sequence[Line], regions: Regions) -> list[Mark]:
    """Sections outside the form: 五、收费及减免情况, 附表; in the free outlines up to 2018 every numbered heading."""
    taken = {m.line: m for m in chosen}
    second = next((m.line for m in chosen if m.id == "s2"), 0)
    free = not any(a < b for a, b in (regions.t2, regions.t3, regions.t4))
    first = min(taken, default=0)
    extra, last = [], 0
    for index, line in enumerate(lines):
        if index in taken:
            last = top_number(taken[index].heading) or last
            continue
        if index <= first or line.table or _inside(index, regions) or (not free and index < second):
            continue
        heading = heading_part(line.text)
        number = top_number(heading)
        known = bool(heading) and "sx" in sections_of(heading)
        annex = known and heading.strip("# *").startswith("附")
        if annex or (number and (known or (free and number == last + 1))):
            extra.append(Mark(index, "sx", heading.strip("# *"), 0.0))
            last = number or last
    return sorted([*chosen, *extra[:_EXTRAS]], key=lambda m: m.line)
