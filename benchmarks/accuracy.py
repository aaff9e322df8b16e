"""The accuracy page: ``python benchmarks/accuracy.py > docs/accuracy.md``. Nothing in that page is typed by hand.

Takes a few minutes: baselines and other writers' passages are cross-validated anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from sklearn.model_selection import GroupKFold
from tagging import THRESHOLD, TOPICS, keywords, linear, most_frequent, plain_linear

import gongkai
from gongkai.tagging.labelled import Labelled, read_labelled
from gongkai.tagging.predict import shipped_model
from gongkai.tagging.scores import Scores, score

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "corpora" / "sample"
HEADER = """# Accuracy

Printed by `python benchmarks/accuracy.py`; measured on what ships with the project, whose organs and passages are
invented. For your own material: `gongkai evaluate FILE.jsonl`.
"""


def passages_by_batch() -> dict[str, list[Labelled]]:
    return {f.stem: read_labelled(f) for f in sorted((ROOT / "corpora" / "labelled").glob("*.jsonl"))}


def topics_scored(
    design: Callable[[Sequence[Labelled], Sequence[Labelled]], Any],
    splits: Sequence[tuple[Sequence[Labelled], Sequence[Labelled]]],
) -> Scores:
    """Topics alone; every stance counts as right."""
    right, given = [], []
    for train, test in splits:
        for passage, row in zip(test, design(train, test), strict=True):
            chosen = sorted((i for i in range(len(TOPICS)) if row[i] >= THRESHOLD), key=lambda i: -row[i])[:3]
            right.append((passage.topics, "DONE"))
            given.append((tuple(TOPICS[i] for i in chosen), "DONE"))
    return score(right, given)


def tagging() -> None:
    card = shipped_model().card
    measured = card["cross_validation"]
    print("## Tagging\n")
    print(
        f"{card['passages']} labelled passages by {card['organs']} organs; five folds, no organ on both sides; rules and "
        "thresholds included, each fold with thresholds set on the others. Two readers agree at micro-F1 0.96 "
        "([guide](../corpora/labelled/GUIDE.md)).\n"
    )
    print("| | topic micro-F1 | topic macro-F1 | main topic | stance |\n|---|---|---|---|---|")
    print(
        f"| **shipped model** | {measured['topic_micro_f1']:.3f} | {measured['topic_macro_f1']:.3f} "
        f"| {measured['main_accuracy']:.3f} | {measured['stance_accuracy']:.3f} |"
    )
    bare = card["cross_validation_bare"]
    print(
        f"| the same, without section and heading | {bare['topic_micro_f1']:.3f} | {bare['topic_macro_f1']:.3f} | "
        f"| {bare['stance_accuracy']:.3f} |"
    )
    batches = passages_by_batch()
    everything = [p for batch in batches.values() for p in batch]
    folds = GroupKFold(5).split(everything, groups=[p.organ for p in everything])
    splits = [([everything[i] for i in a], [everything[i] for i in b]) for a, b in folds]
    for name, design in (
        ("TF-IDF + linear, none of our features", plain_linear),
        ("keywords (names and aliases of the taxonomy)", keywords),
        ("most frequent topic", most_frequent),
    ):
        scores = topics_scored(design, splits)
        print(
            f"| {name} | {scores.topic_micro_f1:.3f} | {scores.topic_macro_f1:.3f} | {scores.main_accuracy:.3f} | |"
        )
    print("\n| label | passages | precision | recall | F1 |\n|---|---|---|---|---|")
    for name, each in (measured["topics"] | measured["stances"]).items():
        print(
            f"| {name} | {each['support']} | {each['precision']:.3f} | {each['recall']:.3f} | {each['f1']:.3f} |"
        )
    print(
        "\nA writer the model has never read (linear model and one threshold, without rules; trained on the other batches):\n"
    )
    print("| batch | passages | topic micro-F1 | topic macro-F1 |\n|---|---|---|---|")
    for name, test in batches.items():
        train = [p for other, batch in batches.items() if other != name for p in batch]
        scores = topics_scored(linear, [(train, test)])
        print(f"| {name} | {len(test)} | {scores.topic_micro_f1:.3f} | {scores.topic_macro_f1:.3f} |")


def figures() -> None:
    spec = ROOT / "tests" / "specs" / "figures.jsonl"
    scored = gongkai.evaluate(spec).figures
    assert scored is not None
    print("\n## Figures\n")
    print(
        f"The {sum(1 for line in spec.open(encoding='utf-8') if line.strip())} cases of `tests/specs/figures.jsonl`. They "
        "were written beside the grammar, so this is a regression table; first-sight scores are in [figures](figures.md).\n"
    )
    print("| right up to | figures | precision | recall | F1 |\n|---|---|---|---|---|")
    for name, each in scored.items():
        print(f"| {name} | {each.support} | {each.precision:.4f} | {each.recall:.4f} | {each.f1:.4f} |")


def cells() -> None:
    counts: dict[str, list[int]] = {}
    for entry in json.loads((SAMPLE / "manifest.json").read_text("utf-8"))["reports"]:
        report = gongkai.read(SAMPLE / entry["file"])
        truth = json.loads((SAMPLE / entry["truth"]).read_text("utf-8"))["cells"]
        row = counts.setdefault(entry["format"], [0, 0, 0, 0])
        row[0] += 1
        for cell_id, right in truth.items():
            cell = report.cell(cell_id)
            printed = right or ""  # a plain number is compared by value, anything else (251000元) as printed
            hit = (
                cell.value == Decimal(printed) if printed.replace(".", "").isdigit() else cell.raw == printed
            )
            row[1] += 1
            row[2] += hit
            row[3] += not hit and cell.value is not None
    print(
        "\n## Table cells\n\nThe sample corpus against its truth; *silently wrong* is a number where the truth has another or none.\n"
    )
    print("| form | reports | cells | right | silently wrong |\n|---|---|---|---|---|")
    for form, (reports, total, right, wrong) in sorted(counts.items()):
        print(f"| {form} | {reports} | {total} | {right / total:.2%} | {wrong} |")


def main() -> None:
    print(HEADER)
    tagging()
    figures()
    cells()


if __name__ == "__main__":
    main()
