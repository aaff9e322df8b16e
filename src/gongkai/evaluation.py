"""``gongkai evaluate``: score the tagger and the figure reader on passages labelled by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import ReadError

if TYPE_CHECKING:
    from .model import Figure
    from .tagging.labelled import Labelled
    from .tagging.scores import LabelScore, Scores

_Key = tuple[str, ...]
# How much of a figure must be right: the mention alone, with its value, then its unit, then its qualifier as well.
_LEVELS = ("mention", "value", "unit", "qualifier")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores on one file. ``tagging`` is None where no line has topics, ``figures`` where no line has figures.

    ``figures`` maps ``mention``, ``value``, ``unit``, ``qualifier`` to the score when all up to that must be right.
    """

    file: str
    tagging: Scores | None
    figures: dict[str, LabelScore] | None

    def __str__(self) -> str:
        parts = [str(self.tagging)] if self.tagging else []
        if self.figures:
            parts.append(f"{'figures, right up to':<22} {'n':>5} {'P':>6} {'R':>6} {'F1':>6}")
            parts += [
                f"  {name:<20} {s.support:>5} {s.precision:>6.3f} {s.recall:>6.3f} {s.f1:>6.3f}"
                for name, s in self.figures.items()
            ]
        return "\n".join(parts)


def evaluate(labelled_file: str | Path) -> Evaluation:
    """Tag and measure every passage of a labelled file (jsonl), and score the answers against its own.

    A line is one passage: ``text``, and ``topics`` with ``stance`` (see corpora/labelled/GUIDE.md), or ``figures``
    (each with ``text``, ``low``, ``high``, ``qualifier``, ``unit``), or both. Raises ReadError, with the line number,
    if a line is broken or carries an unknown label.
    """
    from .tagging.labelled import parse_labelled

    path = Path(labelled_file)
    tagged: list[Labelled] = []
    measured: list[tuple[str, list[_Key]]] = []
    for place, raw in _lines(path):
        if "topics" in raw or "stance" in raw or "figures" not in raw:
            tagged.append(parse_labelled(raw, place))
        if "figures" in raw:
            measured.append(_right_figures(raw, place))
    return Evaluation(
        file=str(path),
        tagging=_score_tagging(tagged) if tagged else None,
        figures=_score_figures(measured) if measured else None,
    )


def _lines(path: Path) -> list[tuple[str, dict[str, Any]]]:
    from .tagging.labelled import read_lines

    return list(read_lines(path))


def _score_tagging(passages: Sequence[Labelled]) -> Scores:
    from .tagging import tag
    from .tagging.scores import score

    taggings = tag(
        [p.text for p in passages],
        sections=[p.context.section for p in passages],
        headings=[p.context.heading for p in passages],
    )
    return score([(p.topics, p.stance) for p in passages], [(t.topics, t.stance) for t in taggings])


def _right_figures(raw: dict[str, Any], place: str) -> tuple[str, list[_Key]]:
    try:
        return str(raw["text"]), [
            (
                str(entry["text"]),
                _bound(entry.get("low")) + ".." + _bound(entry.get("high")),
                str(entry.get("unit", "")),
                str(entry.get("qualifier", "exact")),
            )
            for entry in raw["figures"]
        ]
    except (KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise ReadError(place, f"not a passage with figures ({error!r})") from error


def _bound(value: object) -> str:
    return "" if value is None else f"{Decimal(str(value)).normalize():f}"


def _key(figure: Figure) -> _Key:
    return figure.text, _bound(figure.low) + ".." + _bound(figure.high), figure.unit, figure.qualifier


def _score_figures(passages: Sequence[tuple[str, list[_Key]]]) -> dict[str, LabelScore]:
    from .figures import find_figures
    from .tagging.scores import rate

    found = [[_key(figure) for figure in find_figures(text)] for text, _ in passages]
    scores: dict[str, LabelScore] = {}
    for level, name in enumerate(_LEVELS, 1):
        hit = sum(
            (Counter(k[:level] for k in right) & Counter(k[:level] for k in got)).total()
            for (_, right), got in zip(passages, found, strict=True)
        )
        scores[name] = rate(hit, sum(map(len, found)), sum(len(right) for _, right in passages))
    return scores
