"""雷同: narratives that repeat another organ's, found among thousands by MinHash and proved by the text itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gongkai.checks.reuse import RUN, plain, repeated
from gongkai.model import Report, Span

_LEAST = 240  # characters of narrative below which likeness says nothing
_PERMUTATIONS = 96
_NEAR = 0.25  # likeness (Jaccard) from which two texts are compared in full: half a text repeated is 0.33
LIMIT = 50  # per cent of the narrative
COPIED = 85
_COMPARED = 3  # of the texts that may be alike, how many are compared in full
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
    import numpy as np
    from datasketch import MinHash, MinHashLSH

    marks = [_marks(n) for n in narratives]
    common = _formulas(narratives, marks)
    lsh = MinHashLSH(threshold=_NEAR, num_perm=_PERMUTATIONS)
    hashes: dict[int, MinHash] = {}
    for i, all_marks in enumerate(marks):
        own = np.setdiff1d(all_marks, common)
        if _size(narratives[i]) >= _LEAST and len(own) >= _LEAST // 3:
            hashes[i] = MinHash(num_perm=_PERMUTATIONS, hashfunc=int)
            hashes[i].update_batch(own & 0xFFFFFFFF)
            lsh.insert(i, hashes[i])
    formulas = set(common.tolist())
    found = []
    for i, mark in hashes.items():
        one = narratives[i]
        near = [j for j in lsh.query(mark) if narratives[j].organ != one.organ]
        near = [j for _, j in sorted((-mark.jaccard(hashes[j]), j) for j in near)]
        likely = (_compare(one, narratives[j], formulas) for j in near[:_COMPARED])
        best = max(likely, key=lambda x: x.share, default=None)
        if best and best.share > LIMIT:
            found.append(best)
    return found


def _windows(text: str) -> Any:
    """A 64-bit mark of every run of 12 characters, in order."""
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    if len(codes) < RUN:
        return np.zeros(0, dtype=np.uint64)
    # Powers of an odd number: the sum wraps around, and equal runs have equal marks.
    powers = np.cumprod(np.full(RUN, 0x9E3779B97F4A7C15, dtype=np.uint64))
    mixed = np.lib.stride_tricks.sliding_window_view(codes, RUN) @ powers
    return (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)


def _marks(narrative: Narrative) -> Any:
    import numpy as np

    return np.unique(np.concatenate([_windows(text) for _, text in narrative.passages] or [_windows("")]))


def _size(narrative: Narrative) -> int:
    return sum(len(text) for _, text in narrative.passages)


def _formulas(narratives: Sequence[Narrative], marks: Sequence[Any]) -> Any:
    """Marks of phrases that many organs of the batch use."""
    import numpy as np

    of_organ: dict[str, list[Any]] = {}
    for narrative, found in zip(narratives, marks, strict=True):
        of_organ.setdefault(narrative.organ, []).append(found)
    if len(of_organ) < _MANY:
        return np.zeros(0, dtype=np.uint64)
    known, counts = np.unique(
        np.concatenate([np.unique(np.concatenate(found)) for found in of_organ.values()]), return_counts=True
    )
    return known[counts > _COMMON * len(of_organ)]


def _compare(one: Narrative, other: Narrative, formulas: set[int]) -> Likeness:
    known = {
        text[i : i + RUN]
        for _, text in other.passages
        for i, mark in enumerate(_windows(text).tolist())
        if mark not in formulas
    }
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
