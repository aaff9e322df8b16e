"""雷同: narratives that repeat another organ's, found among thousands by MinHash and proved by the text itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.checks.reuse import RUN, plain, repeated, shingles
from gongkai.model import Report, Span

_LEAST = 240  # characters of narrative below which likeness says nothing
_PERMUTATIONS = 96
_NEAR = 0.25  # likeness (Jaccard) from which two texts are compared in full: half a text repeated is 0.33
LIMIT = 50  # per cent of the narrative
COPIED = 85
_COMMON = 0.2  # share of the organs whose texts hold a phrase: then it is a formula of the place, not copied
_MANY = 20  # organs from which such formulas can be told


@dataclass(frozen=True, slots=True)
class Narrative:
    """What is kept of a report for the comparison with all others: sections one and five, without numbers."""

    report: str  # Report.id
    organ: str  # organ_key
    name: str
    year: int | None
    passages: tuple[tuple[Span, str], ...]  # as printed, and as compared
    numbers: frozenset[str]  # the tables, cell=value: the same for one report under two names


@dataclass(frozen=True, slots=True)
class Likeness:
    """``share`` per cent of the text of ``one`` stand in ``other``; ``spans`` are whole passages that do."""

    one: Narrative
    other: Narrative
    share: int
    spans: tuple[Span, ...]


def narrative_of(report: Report, organ: str) -> Narrative:
    """The narrative of a report as it is compared."""
    own = [report.organ, *(c.value for c in report.candidates if c.field == "organ")]
    passages = tuple(
        (Span(p.start, p.end, p.text), plain(p.text, own))
        for p in report.passages
        if p.section in ("s1", "s5")
    )
    cells = (cell for table in report.tables.values() for cell in table.values())
    numbers = frozenset(f"{cell.id}={cell.value}" for cell in cells if cell.value)
    return Narrative(report.id, organ, report.organ, report.year, passages, numbers)


def find_likenesses(narratives: Sequence[Narrative]) -> list[Likeness]:
    """Every narrative that repeats more than half of another organ's, with the one it is most like."""
    if len({n.organ for n in narratives}) < 2:
        return []
    from datasketch import MinHash, MinHashLSH

    sets = [
        {s for _, text in n.passages for s in shingles(text)} if _size(n) >= _LEAST else set()
        for n in narratives
    ]
    common = _formulas(narratives, sets)
    lsh = MinHashLSH(threshold=_NEAR, num_perm=_PERMUTATIONS)
    hashes: dict[int, MinHash] = {}
    for i, runs in enumerate(sets):
        own = runs - common
        if len(own) >= _LEAST // 3:
            hashes[i] = MinHash(num_perm=_PERMUTATIONS)
            hashes[i].update_batch([run.encode() for run in own])
            lsh.insert(i, hashes[i])
    found = []
    for i, mark in hashes.items():
        one = narratives[i]
        near = (j for j in lsh.query(mark) if narratives[j].organ != one.organ)
        best = max(
            (_compare(one, narratives[j], sets[j], common) for j in near), key=lambda x: x.share, default=None
        )
        if best and best.share > LIMIT:
            found.append(best)
    return found


def _size(narrative: Narrative) -> int:
    return sum(len(text) for _, text in narrative.passages)


def _formulas(narratives: Sequence[Narrative], sets: Sequence[set[str]]) -> set[str]:
    """Phrases that many organs of the batch use."""
    organs = {n.organ for n in narratives}
    if len(organs) < _MANY:
        return set()
    counts: Counter[str] = Counter()
    of_organ: dict[str, set[str]] = {}
    for narrative, runs in zip(narratives, sets, strict=True):
        of_organ.setdefault(narrative.organ, set()).update(runs)
    for runs in of_organ.values():
        counts.update(runs)
    return {run for run, count in counts.items() if count > _COMMON * len(organs)}


def _compare(one: Narrative, other: Narrative, runs: set[str], common: set[str]) -> Likeness:
    known = runs - common
    size = copied = 0
    spans: list[Span] = []
    for span, text in one.passages:
        n = repeated(text, known)
        size += len(text)
        copied += n
        if len(text) >= RUN and n >= 0.9 * len(text):
            spans.append(span)
    spans.sort(key=lambda span: span.start - span.end)
    return Likeness(one, other, 100 * copied // max(size, 1), tuple(spans[:3]))
