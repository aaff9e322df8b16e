"""Tagging: what each passage is about (15 topics), how it is meant (4 stances), and which words say so."""

from __future__ import annotations

from .labels import Label, Taxonomy, taxonomy
from .predict import tag
from .scores import LabelScore, Scores
from .training import TrainingReport, train

__all__ = [
    "Label",
    "LabelScore",
    "Scores",
    "Taxonomy",
    "TrainingReport",
    "tag",
    "taxonomy",
    "train",
]
