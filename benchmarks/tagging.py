"""The tagger's design beside others, cross-validated over organs on the labelled passages.

All designs see the same folds, and all but the first three the same features (``gongkai.tagging.features``). The topics
of a passage are those above one threshold for all; the shipped design is scored the same way, without its rules and
its thresholds, so that only designs are compared. Takes about ten minutes.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import vstack
from sklearn.decomposition import TruncatedSVD
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.naive_bayes import ComplementNB

from gongkai.tagging import taxonomy
from gongkai.tagging.features import Context, extract
from gongkai.tagging.labelled import Labelled, read_labelled
from gongkai.tagging.scores import score

LABELLED = Path(__file__).resolve().parents[1] / "corpora" / "labelled"
TOPICS = taxonomy().topic_ids
THRESHOLD = 0.3
# (train passages, test passages) → probability of each topic for each test passage
Design = Callable[[Sequence[Labelled], Sequence[Labelled]], "np.ndarray[Any, Any]"]


def _names(passage: Labelled) -> list[str]:
    return list(extract(passage.text, passage.context).places)


def _bare(passage: Labelled) -> list[str]:
    return list(extract(passage.text, Context()).places)


def _same(item: Any) -> Any:
    return item


def _features(train: Sequence[Labelled], test: Sequence[Labelled]) -> tuple[Any, Any]:
    """Each training passage twice, with and without its context, as ``gongkai train`` shows them."""
    vectors = TfidfVectorizer(analyzer=_same, min_df=3, binary=True)
    known = vectors.fit_transform([_names(p) for p in train])
    return vstack([known, vectors.transform([_bare(p) for p in train])]), vectors.transform(map(_names, test))


def _each_topic(make: Callable[[], Any], known: Any, train: Sequence[Labelled], asked: Any) -> Any:
    twice = [*train, *train][: known.shape[0]]
    columns = [
        make().fit(known, [topic in p.topics for p in twice]).predict_proba(asked)[:, 1] for topic in TOPICS
    ]
    return np.stack(columns, axis=1)


def _logistic() -> LogisticRegression:
    return LogisticRegression(C=20, solver="liblinear", tol=1e-2, random_state=0)


def most_frequent(train: Sequence[Labelled], test: Sequence[Labelled]) -> Any:
    commonest = Counter(t for p in train for t in p.topics).most_common(1)[0][0]
    return np.tile([float(t == commonest) for t in TOPICS], (len(test), 1))


def keywords(train: Sequence[Labelled], test: Sequence[Labelled]) -> Any:
    words = [(label.zh, *(a for a in label.aliases if not a.isascii())) for label in taxonomy().topics]
    return np.array([[float(any(w in p.text for w in each)) for each in words] for p in test])


def plain_linear(train: Sequence[Labelled], test: Sequence[Labelled]) -> Any:
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True)
    known = vectors.fit_transform([p.text for p in train])
    return _each_topic(_logistic, known, train, vectors.transform([p.text for p in test]))


def linear(train: Sequence[Labelled], test: Sequence[Labelled]) -> Any:
    known, asked = _features(train, test)
    return _each_topic(_logistic, known, train, asked)


def complement_bayes(train: Sequence[Labelled], test: Sequence[Labelled]) -> Any:
    known, asked = _features(train, test)
    return _each_topic(lambda: ComplementNB(alpha=0.1), known, train, asked)


def boosting(train: Sequence[Labelled], test: Sequence[Labelled]) -> Any:
    known, asked = _features(train, test)
    reduce = TruncatedSVD(120, random_state=0)
    dense = reduce.fit_transform(known)[: len(train)]
    return _each_topic(
        lambda: HistGradientBoostingClassifier(max_iter=60, random_state=0),
        dense,
        train,
        reduce.transform(asked),
    )


def joint(train: Sequence[Labelled], test: Sequence[Labelled]) -> Any:
    """One label for each set of topics; a topic's probability is the sum over the sets that hold it."""
    known, asked = _features(train, test)
    sets = [tuple(sorted(p.topics)) for p in (*train, *train)]
    names = sorted(set(sets))
    columns = []
    for name in names:
        columns.append(_logistic().fit(known, [s == name for s in sets]).predict_proba(asked)[:, 1])
    chances = np.stack(columns, axis=1)
    chances /= chances.sum(axis=1, keepdims=True)
    return chances @ np.array([[float(t in name) for t in TOPICS] for name in names])


def stacked(train: Sequence[Labelled], test: Sequence[Labelled]) -> Any:
    """A second model over what the linear one and the Bayes one say, learnt on passages they had not seen."""
    seen: list[Any] = []
    order: list[int] = []
    for inside, outside in GroupKFold(3).split(train, groups=[p.organ for p in train]):
        left, right = [train[i] for i in inside], [train[i] for i in outside]
        seen.append(np.hstack([linear(left, right), complement_bayes(left, right)]))
        order += [int(i) for i in outside]
    first = np.vstack(seen)
    second = np.hstack([linear(train, test), complement_bayes(train, test)])
    return _each_topic(LogisticRegression, first, [train[i] for i in order], second)


DESIGNS: dict[str, Design] = {
    "most frequent topic": most_frequent,
    "keywords (names and aliases of the taxonomy)": keywords,
    "TF-IDF of characters + linear, none of our features": plain_linear,
    "complement naive Bayes": complement_bayes,
    "gradient boosting over 120 SVD components": boosting,
    "one label a set of topics (joint), linear": joint,
    "stacked: linear and Bayes under a linear model": stacked,
    "one linear model a topic": linear,
}


def main() -> None:
    passages = list(
        {p.text: p for file in sorted(LABELLED.glob("*.jsonl")) for p in read_labelled(file)}.values()
    )
    folds = list(GroupKFold(5).split(passages, groups=[p.organ for p in passages]))
    print(f"{len(passages)} passages by {len({p.organ for p in passages})} organs, 5 folds over organs\n")
    print(
        "| design | topic micro-F1 | topic macro-F1 | main topic | CPU seconds a fold |\n|---|---|---|---|---|"
    )
    for name, design in DESIGNS.items():
        right, given = [], []
        start = time.process_time()
        for inside, outside in folds:
            test = [passages[i] for i in outside]
            chances = design([passages[i] for i in inside], test)
            for passage, row in zip(test, chances, strict=True):
                chosen = [i for i in np.argsort(-row, kind="stable")[:3] if row[i] >= THRESHOLD]
                right.append((passage.topics, "DONE"))
                given.append((tuple(TOPICS[i] for i in chosen), "DONE"))
        took = (time.process_time() - start) / len(folds)
        result = score(right, given)
        print(
            f"| {name} | {result.topic_micro_f1:.3f} | {result.topic_macro_f1:.3f} | {result.main_accuracy:.3f} "
            f"| {took:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
