"""From probabilities to labels: thresholds, main topic first, at most three, and no topic for a slogan."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .linear import Outputs

MOST_TOPICS = 3
_ONLY = (
    0.12  # a passage with no topic over its threshold gets the best one from here, unless none is likelier
)


def decide(
    out: Outputs, topics: Sequence[str], stances: Sequence[str], thresholds: Sequence[float]
) -> tuple[tuple[str, ...], str]:
    """The topics (main first) and the stance."""
    order = sorted(range(len(topics)), key=lambda i: (-out.main[i], -out.topics[i], i))
    chosen = [i for i in order if out.topics[i] >= thresholds[i]]
    if not chosen and out.main[order[0]] > out.main[len(topics)] and out.topics[order[0]] >= _ONLY:
        chosen = order[:1]
    if len(chosen) > MOST_TOPICS:
        likeliest = sorted(chosen, key=lambda i: -out.topics[i])[:MOST_TOPICS]
        chosen = [i for i in chosen if i in likeliest]
    ranked = sorted(range(len(stances)), key=lambda i: -out.stances[i])
    best = ranked[0]
    if stances[best] == "FRAME":
        # A passage whose topic is surer than its being a slogan states a fact.
        if not chosen or out.stances[best] >= max(out.topics[i] for i in chosen):
            return (), "FRAME"
        best = ranked[1]
    return tuple(topics[i] for i in chosen), stances[best]
