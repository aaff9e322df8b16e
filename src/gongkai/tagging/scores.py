"""How good the tagger is: precision, recall and F1 of each label, over passages labelled by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from .labels import taxonomy

Answer = tuple[tuple[str, ...], str]  # topics (main first), stance


@dataclass(frozen=True, slots=True)
class LabelScore:
    """One label: how many passages carry it, and how well it is found."""

    support: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Scores:
    """How well passages were tagged.

    ``confusion`` counts right stance → given stance, ``main_confusion`` right main topic → given one (``–``: none).
    """

    passages: int
    topics: dict[str, LabelScore]
    stances: dict[str, LabelScore]
    topic_micro_f1: float
    topic_macro_f1: float  # over the topics that occur
    main_accuracy: float  # passages whose first topic (or none) is right
    exact_match: float  # passages whose set of topics is right
    stance_accuracy: float
    stance_macro_f1: float
    confusion: dict[str, dict[str, int]] = field(default_factory=dict)
    main_confusion: dict[str, dict[str, int]] = field(default_factory=dict)

    def __str__(self) -> str:
        lines = [f"{'label':<10} {'n':>5} {'P':>6} {'R':>6} {'F1':>6}"]
        for name, score in (*self.topics.items(), *self.stances.items()):
            lines.append(
                f"{name:<10} {score.support:>5} {score.precision:>6.3f} {score.recall:>6.3f} {score.f1:>6.3f}"
            )
        lines += [
            f"passages {self.passages}",
            f"topics: micro-F1 {self.topic_micro_f1:.3f}, macro-F1 {self.topic_macro_f1:.3f}, "
            f"exact set {self.exact_match:.3f}, main topic {self.main_accuracy:.3f}",
            f"stance: accuracy {self.stance_accuracy:.3f}, macro-F1 {self.stance_macro_f1:.3f}",
        ]
        for title, table in (
            ("stance, right → given", self.confusion),
            ("main topic, right → given", self.main_confusion),
        ):
            lines.append(title)
            for right, given in table.items():
                lines.append(f"  {right:<8} → " + ", ".join(f"{name} {n}" for name, n in given.items() if n))
        return "\n".join(lines)


def rate(hit: int, given: int, right: int) -> LabelScore:
    """Precision, recall and F1 from the counts of right answers, given answers and answers wanted."""
    precision = hit / given if given else 0.0
    recall = hit / right if right else 0.0
    f1 = 2 * hit / (given + right) if given + right else 0.0
    return LabelScore(right, precision, recall, f1)


def score(right: Sequence[Answer], given: Sequence[Answer]) -> Scores:
    """Compare given answers with right ones, passage by passage."""
    pairs = list(zip(right, given, strict=True))
    total = max(len(pairs), 1)
    hit: Counter[str] = Counter()
    want: Counter[str] = Counter()
    have: Counter[str] = Counter()
    for (topics, stance), (got, got_stance) in pairs:
        want.update((*topics, stance))
        have.update((*got, got_stance))
        hit.update((*(set(topics) & set(got)), *([stance] if stance == got_stance else [])))
    labels = {name: rate(hit[name], have[name], want[name]) for name in sorted(want | have)}
    topics_ = {name: labels[name] for name in taxonomy().topic_ids if name in labels}
    stances_ = {name: labels[name] for name in taxonomy().stance_ids if name in labels}
    occurring = [each.f1 for each in topics_.values() if each.support]
    stance_f1 = [each.f1 for each in stances_.values() if each.support]
    confusion = {name: dict.fromkeys(taxonomy().stance_ids, 0) for name in stances_}
    for (_, stance), (_, got_stance) in pairs:
        confusion[stance][got_stance] += 1
    mains: dict[str, Counter[str]] = {}
    for (topics, _), (got, _) in pairs:
        mains.setdefault(topics[0] if topics else "–", Counter())[got[0] if got else "–"] += 1
    return Scores(
        passages=len(pairs),
        topics=topics_,
        stances=stances_,
        topic_micro_f1=rate(
            sum(hit[t] for t in topics_), sum(have[t] for t in topics_), sum(want[t] for t in topics_)
        ).f1,
        topic_macro_f1=sum(occurring) / max(len(occurring), 1),
        main_accuracy=sum(a[0][:1] == b[0][:1] for a, b in pairs) / total,
        exact_match=sum(set(a[0]) == set(b[0]) for a, b in pairs) / total,
        stance_accuracy=sum(a[1] == b[1] for a, b in pairs) / total,
        stance_macro_f1=sum(stance_f1) / max(len(stance_f1), 1),
        confusion=confusion,
        main_confusion={
            name: dict(mains[name].most_common()) for name in (*taxonomy().topic_ids, "–") if name in mains
        },
    )
