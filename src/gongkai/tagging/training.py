"""Training: scikit-learn fits the weights, cross-validation over organs gives the scores and the thresholds."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import log
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .decide import decide
from .features import Context, extract
from .labelled import Labelled, read_labelled
from .labels import taxonomy
from .linear import CUE_SCALE, Outputs, from_logits, values
from .model_file import Model, save
from .rules import apply_rules
from .scores import Answer, Scores, score

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Weights = tuple[NDArray[np.float32], NDArray[np.float32]]

FOLDS = 5
_LEAST_SEEN = 3  # a feature of one or two passages is noise
_STRENGTH = 8.0
_GRID = tuple(step / 100 for step in range(10, 66, 2))
_MIDDLE = 0.3  # thresholds of rare topics are drawn towards this one
_PULL = 60


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """What was trained on what, and how good it is: cross-validation over organs, rules included."""

    passages: int
    organs: int
    features: int
    scores: Scores  # with section and heading known
    bare_scores: Scores  # the same passages without section and heading
    folder: str

    def __str__(self) -> str:
        return (
            f"{self.passages} passages by {self.organs} organs, {self.features} features → {self.folder}\n"
            f"cross-validation over organs ({FOLDS} folds):\n{self.scores}\n"
            f"without section and heading: topic micro-F1 {self.bare_scores.topic_micro_f1:.3f}, "
            f"stance accuracy {self.bare_scores.stance_accuracy:.3f}"
        )


def train(labelled_dir: str | Path, out_dir: str | Path) -> TrainingReport:
    """Train on every ``*.jsonl`` of a folder and write the model to another. Deterministic.

    Raises ReadError if a labelled file is broken, ValueError if there are fewer than five organs.
    """
    files = sorted(Path(labelled_dir).glob("*.jsonl"))
    passages = _distinct([passage for file in files for passage in read_labelled(file)])
    organs = sorted({p.organ for p in passages})
    if len(organs) < FOLDS:
        raise ValueError(f"{labelled_dir}: at least {FOLDS} organs are needed, {len(organs)} found")
    names = [list(extract(p.text, p.context).places) for p in passages]
    bare = [list(extract(p.text, Context()).places) for p in passages]
    right: list[Answer] = [(p.topics, p.stance) for p in passages]
    folds = _folds(passages)
    out, out_bare = _cross_validate(passages, names, bare, folds)
    scores = score(right, _answers(passages, out, right, folds))
    bare_scores = score(right, _answers(passages, out_bare, right, folds))
    vocabulary, scale = _vocabulary(names)
    weights, bias = _fit(passages, names, bare, vocabulary, scale)
    card = _card(files, passages, scores, bare_scores)
    import numpy as np

    model = Model(
        topics=taxonomy().topic_ids,
        stances=taxonomy().stance_ids,
        vocabulary=vocabulary,
        scale=np.asarray(scale, dtype=np.float32),
        weights=weights,
        bias=bias,
        thresholds=_thresholds(out, right),
        card=card,
    )
    save(model, Path(out_dir))
    return TrainingReport(len(passages), len(organs), len(vocabulary), scores, bare_scores, str(out_dir))


def _distinct(passages: Sequence[Labelled]) -> list[Labelled]:
    """The passages without repeats of the same words: a repeat would count twice, in two folds."""
    return list({p.text: p for p in reversed(passages)}.values())[::-1]


def _folds(passages: Sequence[Labelled]) -> list[int]:
    from sklearn.model_selection import GroupKFold

    organs = [p.organ for p in passages]
    fold = [0] * len(passages)
    for number, (_, test) in enumerate(GroupKFold(FOLDS).split(organs, groups=organs)):
        for i in test:
            fold[int(i)] = number
    return fold


def _vocabulary(names: Sequence[Sequence[str]]) -> tuple[dict[str, int], list[float]]:
    """Features seen in three passages or more, in a fixed order, with the worth of each (IDF)."""
    seen = Counter(name for each in names for name in each)
    kept = sorted(name for name, n in seen.items() if n >= _LEAST_SEEN)
    total = len(names)
    scale = [CUE_SCALE if name.startswith("m:") else log((1 + total) / (1 + seen[name])) + 1 for name in kept]
    return {name: row for row, name in enumerate(kept)}, scale


def _matrix(names: Sequence[Sequence[str]], vocabulary: dict[str, int], scale: list[float]) -> Any:
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped,unused-ignore]

    data: list[float] = []
    columns: list[int] = []
    starts = [0]
    for each in names:
        row = values(each, vocabulary, scale)
        columns += row.keys()
        data += row.values()
        starts.append(len(columns))
    return csr_matrix((data, columns, starts), shape=(len(names), len(vocabulary)))


def _fit(
    passages: Sequence[Labelled],
    names: Sequence[Sequence[str]],
    bare: Sequence[Sequence[str]],
    vocabulary: dict[str, int],
    scale: list[float],
) -> Weights:
    """Weights and bias of all outputs. Each passage is shown twice: with its context and without."""
    import numpy as np
    from threadpoolctl import threadpool_limits

    data = _matrix([*names, *bare], vocabulary, scale)
    twice = [*passages, *passages]
    topics, stances = taxonomy().topic_ids, taxonomy().stance_ids
    main = [p.topics[0] if p.topics else None for p in twice]
    wanted = [([topic in p.topics for p in twice], False) for topic in topics]
    wanted += [([m == topic for m in main], False) for topic in (*topics, None)]
    wanted += [([p.stance == stance for p in twice], True) for stance in stances]
    # Sums that BLAS splits over threads differ in their last digits from run to run, and the waiting costs more than
    # the threads bring.
    with threadpool_limits(1):
        columns = [_against_rest(data, labels, even=even) for labels, even in wanted]
    weights = np.stack([np.asarray(w, dtype=np.float32) for w, _ in columns], axis=1)
    return weights, np.asarray([b for _, b in columns], dtype=np.float32)


def _against_rest(data: Any, labels: list[bool], *, even: bool = False) -> tuple[Any, float]:
    """One label against all others. ``even`` gives a rare label (slogans) the same weight as a common one."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    if not any(labels):
        return np.zeros(data.shape[1]), -9.0
    fitted = LogisticRegression(
        C=_STRENGTH,
        solver="liblinear",
        max_iter=100,
        tol=1e-2,
        random_state=0,
        class_weight="balanced" if even else None,
    ).fit(data, labels)
    return fitted.coef_[0], float(fitted.intercept_[0])


def _cross_validate(
    passages: Sequence[Labelled],
    names: Sequence[Sequence[str]],
    bare: Sequence[Sequence[str]],
    folds: Sequence[int],
) -> tuple[list[Outputs], list[Outputs]]:
    """For each passage, what a model says that never saw its organ: with context, and without."""
    out: list[Outputs | None] = [None] * len(passages)
    out_bare: list[Outputs | None] = [None] * len(passages)
    for fold in range(FOLDS):
        inside = [i for i, f in enumerate(folds) if f != fold]
        outside = [i for i, f in enumerate(folds) if f == fold]
        vocabulary, scale = _vocabulary([names[i] for i in inside])
        weights, bias = _fit(
            [passages[i] for i in inside],
            [names[i] for i in inside],
            [bare[i] for i in inside],
            vocabulary,
            scale,
        )
        for source, target in ((names, out), (bare, out_bare)):
            logits = _matrix([source[i] for i in outside], vocabulary, scale) @ weights + bias
            for i, row in zip(outside, logits, strict=True):
                target[i] = from_logits([float(x) for x in row], len(taxonomy().topic_ids))
    return [o for o in out if o], [o for o in out_bare if o]


def _thresholds(out: Sequence[Outputs], right: Sequence[Answer]) -> tuple[float, ...]:
    """For each topic the threshold with the best F1, drawn to the middle where the topic is rare."""
    found = []
    for column, topic in enumerate(taxonomy().topic_ids):
        truth = [topic in topics for topics, _ in right]
        chance = [o.topics[column] for o in out]
        best = max(_GRID, key=lambda t: (_f1(truth, chance, t), -abs(t - _MIDDLE)))
        count = sum(truth)
        found.append(round((best * count + _MIDDLE * _PULL) / (count + _PULL), 3))
    return tuple(found)


def _f1(truth: Sequence[bool], chance: Sequence[float], threshold: float) -> float:
    hit = sum(t and c >= threshold for t, c in zip(truth, chance, strict=True))
    return 2 * hit / max(sum(truth) + sum(c >= threshold for c in chance), 1)


def _answers(
    passages: Sequence[Labelled], out: Sequence[Outputs], right: Sequence[Answer], folds: Sequence[int]
) -> list[Answer]:
    """Final answers, each with thresholds that were set on the other folds."""
    topics, stances = taxonomy().topic_ids, taxonomy().stance_ids
    cuts = []
    for fold in range(FOLDS):
        others = [i for i, f in enumerate(folds) if f != fold]
        cuts.append(_thresholds([out[i] for i in others], [right[i] for i in others]))
    return [
        apply_rules(p.text, decide(o, topics, stances, cuts[fold])).answer
        for p, o, fold in zip(passages, out, folds, strict=True)
    ]


def _card(
    files: Sequence[Path], passages: Sequence[Labelled], scores: Scores, bare: Scores
) -> dict[str, Any]:
    import sklearn

    return {
        "what": "Topics and stance of passages of Chinese government disclosure reports (政府信息公开工作年度报告).",
        "how": "Logistic regression over character n-grams, words and cues, one against the rest: each topic, each "
        "main topic, each stance; thresholds set by cross-validation over organs.",
        "limits": "Trained on passages written for this purpose about fictional organs, not on real reports.",
        "scikit-learn": sklearn.__version__,
        "passages": len(passages),
        "organs": len({p.organ for p in passages}),
        "labels": {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files},
        "topics": dict(sorted(Counter(t for p in passages for t in p.topics).items())),
        "stances": dict(sorted(Counter(p.stance for p in passages).items())),
        "cross_validation": json.loads(json.dumps(asdict(scores), default=str)),
        "cross_validation_bare": {
            "topic_micro_f1": bare.topic_micro_f1,
            "topic_macro_f1": bare.topic_macro_f1,
            "stance_accuracy": bare.stance_accuracy,
        },
    }
