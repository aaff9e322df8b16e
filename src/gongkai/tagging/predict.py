"""Tagging passages with the shipped model, and saying which words weighed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, cast

from ..model import Evidence, Tagging
from .decide import decide
from .features import Context, Features, extract
from .linear import outputs, values
from .model_file import load
from .rules import apply_rules

if TYPE_CHECKING:
    from ..model import Stance
    from .model_file import Model

_WORDS_PER_LABEL = 3
_LEAST_SHARE = 0.25  # a word that weighs less than this share of the heaviest one is not shown


@cache
def shipped_model() -> Model:
    """The model in ``gongkai/data/model``. Raises ModelError if it cannot be read."""
    with as_file(files("gongkai.data").joinpath("model")) as folder:
        return load(folder)


def tag(
    passages: Sequence[str],
    *,
    sections: Sequence[str] | None = None,
    headings: Sequence[str] | None = None,
    model: Model | None = None,
) -> list[Tagging]:
    """Topics (0–3, main first), stance, scores and evidence of each passage.

    ``sections`` (s0 … s6, sx) and ``headings`` (nearest heading above) help where they are known; each must be as
    long as ``passages``. Evidence spans point into the passage. Raises ValueError on different lengths and
    ModelError if the model cannot be read.
    """
    for name, extra in (("sections", sections), ("headings", headings)):
        if extra is not None and len(extra) != len(passages):
            raise ValueError(f"{name}: {len(extra)} given for {len(passages)} passages")
    if not passages:
        return []
    served = model or shipped_model()
    out = []
    for i, passage in enumerate(passages):
        context = Context(sections[i] if sections else "", headings[i] if headings else "")
        out.append(_tag(served, passage, context, i))
    return out


def _tag(model: Model, passage: str, context: Context, index: int) -> Tagging:
    features = extract(passage, context)
    if not any(char.isalpha() for char in features.masked.text):
        return Tagging((), "FRAME", {}, (), index)  # a number, a rule or nothing: no words to judge
    worth = values(features.places, model.vocabulary, cast("Sequence[float]", model.scale))
    out = outputs(model, worth)
    ruled = apply_rules(passage, decide(out, model.topics, model.stances, model.thresholds))
    topics, stance = ruled.answer
    scores = dict(zip(model.topics, out.topics, strict=True))
    scores |= dict(zip(model.stances, out.stances, strict=True))
    scores |= dict.fromkeys(ruled.subtags, 1.0)
    evidence = [e for label in (*topics, stance) for e in _evidence(model, features, worth, passage, label)]
    return Tagging(topics, cast("Stance", stance), scores, tuple(evidence), index)


def _column(model: Model, label: str) -> int:
    if label in model.topics:
        return model.topics.index(label)
    return 2 * len(model.topics) + 1 + model.stances.index(label)


def _evidence(
    model: Model, features: Features, worth: dict[int, float], passage: str, label: str
) -> list[Evidence]:
    """The words that weighed most for a label: each character carries its share of the features it is in."""
    column = _column(model, label)
    weight = [0.0] * len(passage)
    for name, places in features.places.items():
        row = model.vocabulary.get(name)
        if row is None or not places:
            continue
        push = worth[row] * float(model.weights[row, column]) / len(places)
        for start, end in places:
            for at in range(start, end):
                weight[at] += push / (end - start)
    words = {
        place: sum(weight[place[0] : place[1]])
        for name, places in features.places.items()
        if name.startswith("w:") and "+" not in name
        for place in places
        if len(passage[place[0] : place[1]].strip()) > 1 and passage[place[0]].isalpha()
    }
    ranked = sorted((-heavy, start, end) for (start, end), heavy in words.items() if heavy > 0)
    kept = [r for r in ranked[:_WORDS_PER_LABEL] if r[0] <= ranked[0][0] * _LEAST_SHARE]
    return [Evidence(label, passage[start:end], start, end, -heavy) for heavy, start, end in kept]
