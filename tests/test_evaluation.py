"""``gongkai evaluate``: the tagger and the figure reader against anyone's labelled file."""

import json
from pathlib import Path

import pytest

from gongkai.errors import ReadError
from gongkai.evaluation import evaluate


def written(folder: Path, *lines: object) -> Path:
    file = folder / "x.jsonl"
    file.write_text("\n".join(each if isinstance(each, str) else json.dumps(each) for each in lines), "utf-8")
    return file


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"text": "一"}',
        '{"text": "一", "topics": ["NO_SUCH"], "stance": "DONE"}',
        '{"text": "一", "topics": [], "stance": "MAYBE"}',
        '{"text": "一", "topics": ["TRAIN", "TRAIN"], "stance": "DONE"}',
        '{"text": "一", "figures": [{"low": "1"}]}',
        '{"text": "一", "figures": [{"text": "一", "low": "x"}]}',
    ],
)
def test_broken_labels_are_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(ReadError, match=r"x\.jsonl:1"):
        evaluate(written(tmp_path, line))


def test_topics_and_stance(tmp_path: Path) -> None:
    line = {"text": "举办新闻发布会4场。", "topics": ["PRESS"], "stance": "DONE"}
    scores = evaluate(written(tmp_path, line, "", line))
    assert scores.tagging is not None and scores.figures is None
    assert scores.tagging.passages == 2 and scores.tagging.topic_micro_f1 == 1


def test_figures_right_up_to_each_level(tmp_path: Path) -> None:
    right = {"text": "360余篇", "low": 360, "high": None, "unit": "篇", "qualifier": "at_least"}
    wrong = {"text": "12场", "low": "12", "high": "12.0", "unit": "次", "qualifier": "exact"}
    missed = {"text": "七张", "low": 7, "high": 7, "unit": "张", "qualifier": "exact"}
    scores = evaluate(
        written(
            tmp_path,
            {"text": "推送信息360余篇，举办讲座12场。", "figures": [right, wrong]},
            {"text": "没有数量。", "figures": [missed]},
        )
    )
    assert scores.tagging is None and scores.figures is not None
    assert scores.figures["mention"].recall == pytest.approx(2 / 3)
    assert scores.figures["value"].precision == 1
    assert scores.figures["qualifier"].precision == pytest.approx(1 / 2)
    assert "figures, right up to" in str(scores)


def test_on_the_command_line(run, tmp_path: Path) -> None:
    file = written(
        tmp_path, {"text": "举办新闻发布会4场。", "topics": ["PRESS"], "stance": "DONE", "figures": []}
    )
    shown = run("evaluate", file)
    assert (
        shown.exit_code == 0
        and "micro-F1 1.000" in shown.output
        and "main topic, right → given" in shown.output
    )
    data = json.loads(run("evaluate", file, "--json").output)
    assert data["tagging"]["topics"]["PRESS"]["f1"] == 1 and data["figures"]["mention"]["precision"] == 0
    assert run("evaluate", written(tmp_path, "{")).exit_code == 2
