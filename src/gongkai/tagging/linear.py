"""The arithmetic of the model: features to numbers, numbers to probabilities. Plain numpy, no scikit-learn."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from .model_file import Model

CUE_SCALE = 0.25  # worth of one cue beside the n-grams and the words, each brought to length 1
_FAMILIES = ("c:", "w:")


@dataclass(frozen=True, slots=True)
class Outputs:
    """What the model says about one passage, before thresholds and rules."""

    topics: tuple[float, ...]  # probability of each topic, on its own
    main: tuple[float, ...]  # share of each topic as the main one; last: none
    stances: tuple[float, ...]


def values(names: Iterable[str], vocabulary: Mapping[str, int], scale: Sequence[float]) -> dict[int, float]:
    """Row → value for the features the vocabulary knows. n-grams and words are each brought to length 1."""
    families: dict[str, dict[int, float]] = {}
    for name in names:
        row = vocabulary.get(name)
        if row is not None:
            families.setdefault(name[:2], {})[row] = float(scale[row])
    out: dict[int, float] = {}
    for family, members in families.items():
        norm = sqrt(sum(v * v for v in members.values())) if family in _FAMILIES else 1.0
        out.update({row: value / norm for row, value in members.items()})
    return out


def outputs(model: Model, row_values: Mapping[int, float]) -> Outputs:
    """Probabilities for one passage."""
    import numpy as np

    rows = np.fromiter(row_values, dtype=np.int64, count=len(row_values))
    worth = np.fromiter(row_values.values(), dtype=np.float64, count=len(row_values))
    logits: NDArray[np.float64] = worth @ model.weights[rows].astype(np.float64) + model.bias
    return from_logits([float(logit) for logit in logits], len(model.topics))


def from_logits(logits: Sequence[float], topics: int) -> Outputs:
    """Split one row of logits into topics, main topic and stance, as probabilities.

    A topic's probability is the mean of two views: the topic on its own, and its share as the main one.
    """
    alone = [_sigmoid(logit) for logit in logits[:topics]]
    main = _softmax(logits[topics : 2 * topics + 1])
    both = tuple(max(a, (a + m) / 2) for a, m in zip(alone, main, strict=False))
    return Outputs(both, tuple(main), tuple(_softmax(logits[2 * topics + 1 :])))


def _sigmoid(logit: float) -> float:
    return 1 / (1 + exp(-logit)) if logit > -60 else 0.0


def _softmax(logits: Sequence[float]) -> list[float]:
    top = max(logits)
    powers = [exp(logit - top) for logit in logits]
    total = sum(powers)
    return [power / total for power in powers]
