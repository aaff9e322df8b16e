"""``gongkai train`` and ``gongkai evaluate``: make a model of labelled passages, and score it."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from .shared import print_json

if TYPE_CHECKING:
    from ..evaluation import Evaluation


@click.command("evaluate")
@click.argument("file", type=click.Path(exists=True, path_type=Path, dir_okay=False, allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="JSON instead of a table.")
def evaluate_command(file: Path, as_json: bool) -> None:
    """Score the tagger and the figure reader on a labelled FILE (jsonl), - for stdin. 评测"""
    from ..evaluation import evaluate

    with TemporaryDirectory() as folder:
        if str(file) == "-":
            file = Path(folder) / "stdin.jsonl"
            file.write_bytes(sys.stdin.buffer.read())
        print_scores(evaluate(file), as_json)


@click.command("train")
@click.option(
    "--labelled",
    default="corpora/labelled",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder of labelled passages (jsonl). 标注语料",
)
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Model folder.")
def train_command(labelled: Path, out: Path) -> None:
    """Train the topic and stance model from labelled passages. 训练"""
    from ..tagging import train

    click.echo(str(train(labelled, out)))


def print_scores(scores: Evaluation, as_json: bool) -> None:
    """A table of precision, recall and F1 per label, the totals, and what was taken for what."""
    if as_json:
        print_json(dataclasses.asdict(scores))
    else:
        click.echo(str(scores))
