"""The model on disk: arrays (``weights.npz``), vocabulary (``vocabulary.json``) and card (``card.json``).

Nothing in these files can run code: arrays are loaded with ``allow_pickle=False``, the rest is JSON.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Model:
    """A linear model over named features. ``weights`` has one row per feature and one column per output.

    Outputs are: a probability of its own for each topic, a share of the main topic (last: no topic), and a
    share of the stance. ``scale`` is the worth of each feature before its passage is brought to length 1.
    """

    topics: tuple[str, ...]
    stances: tuple[str, ...]
    vocabulary: dict[str, int]
    scale: Matrix
    weights: Matrix
    bias: Matrix
    thresholds: tuple[float, ...]
    card: dict[str, Any]


def save(model: Model, folder: Path) -> None:
    """Write a model. The same model gives the same bytes."""
    import numpy as np

    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "weights.npz").open("wb") as stream:
        np.savez_compressed(
            stream, scale=model.scale, weights=model.weights.astype(np.float16), bias=model.bias
        )
    names = sorted(model.vocabulary, key=model.vocabulary.__getitem__)
    body = {
        "format": FORMAT,
        "topics": model.topics,
        "stances": model.stances,
        "thresholds": model.thresholds,
        "features": names,
    }
    (folder / "vocabulary.json").write_text(json.dumps(body, ensure_ascii=False), "utf-8")
    (folder / "card.json").write_text(json.dumps(model.card, ensure_ascii=False, indent=1) + "\n", "utf-8")


def load(folder: Path) -> Model:
    """Read a model. Raises ModelError if a file is missing, damaged or does not fit the others."""
    import numpy as np

    try:
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            scale, weights, bias = (arrays[name].astype(np.float32) for name in ("scale", "weights", "bias"))
        body = json.loads((folder / "vocabulary.json").read_text("utf-8"))
        card = json.loads((folder / "card.json").read_text("utf-8"))
        model = Model(
            topics=tuple(body["topics"]),
            stances=tuple(body["stances"]),
            vocabulary={name: row for row, name in enumerate(body["features"])},
            scale=scale,
            weights=weights,
            bias=bias,
            thresholds=tuple(float(value) for value in body["thresholds"]),
            card=card,
        )
    except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
        raise ModelError(f"{folder}: the tagging model cannot be read ({error})") from error
    _check(model, body["format"], folder)
    return model


def _check(model: Model, version: object, folder: Path) -> None:
    outputs = 2 * len(model.topics) + 1 + len(model.stances)
    rows = len(model.vocabulary)
    fits = (
        model.weights.shape == (rows, outputs)
        and model.bias.shape == (outputs,)
        and model.scale.shape == (rows,)
        and len(model.thresholds) == len(model.topics)
    )
    if version != FORMAT or not fits:
        raise ModelError(f"{folder}: the parts of the tagging model do not fit each other")
