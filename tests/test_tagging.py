"""Tagging: rules with their examples, evidence, the shipped model and its floors."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from gongkai.errors import ModelError
from gongkai.tagging import tag, taxonomy
from gongkai.tagging.features import Context, extract
from gongkai.tagging.labelled import read_labelled
from gongkai.tagging.masking import mask
from gongkai.tagging.model_file import load
from gongkai.tagging.predict import shipped_model
from gongkai.tagging.rules import Rule, fires, rules
from gongkai.tagging.scores import score
from gongkai.tagging.training import train

ROOT = Path(__file__).resolve().parents[1]
LABELLED = ROOT / "corpora" / "labelled"
DATA = ROOT / "src" / "gongkai" / "data"
FLOORS = json.loads((ROOT / "tests" / "floors.json").read_text("utf-8"))["tagging"]
CUES = json.loads((DATA / "tagging_cues.json").read_text("utf-8"))["cues"]

# passage, section, heading → topics, stance
SPECS = [
    ("举办新闻发布会4场。", "", "", {"PRESS"}, "DONE"),
    ("通过公众号发布政策解读8篇。", "s1", "（四）平台建设", {"POLICY"}, "DONE"),
    ("全年未收到政府信息公开申请，也未发生行政复议、行政诉讼。", "s1", "", {"REQUEST", "REMEDY"}, "DONE"),
    ("组织业务培训3期，参训人员120人次。", "s1", "", {"TRAIN"}, "DONE"),
    ("一是政策解读形式单一，不够通俗。", "s5", "（一）存在问题", {"POLICY"}, "PROBLEM"),
    ("下一步，将丰富政策解读形式。", "s5", "（二）改进情况", {"POLICY"}, "PLAN"),
    ("承办创业大赛决赛，60支队伍参赛。", "s1", "", {"EVENT"}, "DONE"),
    ("专项经费0元，兼职人员1名。", "s1", "", {"GOVERN"}, "DONE"),
    ("全年收取信息处理费120元。", "s6", "", {"REQUEST"}, "DONE"),
    ("省级以上媒体报道52篇，相关话题浏览量超3000万次。", "s1", "", {"MEDIA"}, "DONE"),
    ("微信公众号粉丝增至4.2万。", "s1", "", {"NEWMEDIA"}, "DONE"),
    ("就规划草案公开征求意见3次，采纳意见20条。", "s1", "", {"ENGAGE"}, "DONE"),
    ("无。", "s6", "六、其他需要报告的事项", set(), "DONE"),
]


@pytest.mark.parametrize(("text", "section", "heading", "topics", "stance"), SPECS)
def test_plain_passages(text: str, section: str, heading: str, topics: set[str], stance: str) -> None:
    (given,) = tag([text], sections=[section], headings=[heading])
    assert set(given.topics) == topics
    assert given.stance == stance


def test_main_topic_comes_first() -> None:
    (given,) = tag(["未收到公开申请，也没有因此引发的行政诉讼。"])
    assert given.topics[0] == "REQUEST"


def test_opendata_is_a_subtag() -> None:
    (given,) = tag(["数据开放平台新增数据集12个、接口5个。"])
    assert "PLATFORM" in given.topics
    assert given.scores["OPENDATA"] == 1.0


def test_evidence_stands_in_the_passage() -> None:
    text = "２０２４年召开 新闻发布会５场，《关于召开培训会的通知》同步公开。"
    (given,) = tag([text])
    assert given.evidence
    for each in given.evidence:
        assert text[each.start : each.end] == each.text
        assert each.weight > 0
        assert each.label in {*given.topics, given.stance}


@pytest.mark.parametrize("text", ["", " ", "12345", "———", "\n\t", "无", "《》", "A" * 5000, "公开" * 3000])
def test_odd_passages(text: str) -> None:
    (given,) = tag([text])
    assert len(given.topics) <= 3


def test_no_passages_and_wrong_lengths() -> None:
    assert tag([]) == []
    with pytest.raises(ValueError, match="sections"):
        tag(["一", "二"], sections=["s1"])


def test_order_and_company_do_not_matter() -> None:
    texts = [text for text, *_ in SPECS]
    together = tag(texts)
    alone = [tag([text])[0] for text in texts]
    assert [(t.topics, t.stance, t.scores) for t in together] == [
        (t.topics, t.stance, t.scores) for t in alone
    ]


def test_mask_keeps_its_place() -> None:
    text = "2024年 发布《某市管理办法》等１２，345 条"
    masked = mask(text)
    assert len(masked.text) == len(masked.origin)
    assert masked.text.startswith("y年发布《办法》等0")
    assert list(masked.origin) == sorted(masked.origin)


def test_titles_are_no_evidence() -> None:
    seen = extract("印发《新闻发布会工作办法》", Context()).places
    assert "m:stage" not in seen


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_rules_match_their_examples(rule: Rule) -> None:
    assert rule.match
    assert all(fires(rule, mask(text).text) for text in rule.match)
    assert not any(fires(rule, mask(text).text) for text in rule.no_match)


@pytest.mark.parametrize("cue", CUES, ids=lambda cue: cue["id"])
def test_cues_match_their_examples(cue: dict[str, object]) -> None:
    pattern = re.compile(str(cue["pattern"]))
    assert all(pattern.search(text) for text in cue["match"])  # type: ignore[attr-defined]
    assert not any(pattern.search(text) for text in cue["no_match"])  # type: ignore[attr-defined]


def test_taxonomy_is_whole() -> None:
    labels = taxonomy()
    assert len(labels.topics) == 15
    assert labels.stance_ids == ("DONE", "PROBLEM", "PLAN", "FRAME")
    assert [label.parent for label in labels.subtags] == ["PLATFORM"]
    for name, label in (
        ("政策解读", "POLICY"),
        ("公众号", "NEWMEDIA"),
        ("media", "MEDIA"),
        ("问题", "PROBLEM"),
    ):
        found = labels.find(name)
        assert found is not None and found.id == label
    assert labels.find("天气") is None
    aliases = [
        alias for label in (*labels.topics, *labels.subtags, *labels.stances) for alias in label.aliases
    ]
    assert len(aliases) == len(set(aliases)), "one word names one label"


def test_card_meets_the_floors() -> None:
    measured = shipped_model().card["cross_validation"]
    found = {name: measured[name] for name in FLOORS if name != "labels"}
    found |= {name: (measured["topics"] | measured["stances"])[name]["f1"] for name in FLOORS["labels"]}
    floors = {name: floor for name, floor in FLOORS.items() if name != "labels"} | FLOORS["labels"]
    assert set(FLOORS["labels"]) == {*taxonomy().topic_ids, *taxonomy().stance_ids}
    assert not {name: (found[name], floor) for name, floor in floors.items() if found[name] < floor}


def test_card_knows_its_labels() -> None:
    card = shipped_model().card
    for name, digest in card["labels"].items():
        assert hashlib.sha256((LABELLED / name).read_bytes()).hexdigest() == digest, f"{name}: train again"
    assert set(card["labels"]) == {file.name for file in LABELLED.glob("*.jsonl")}


def test_labelled_passages_are_sound() -> None:
    passages = [p for file in sorted(LABELLED.glob("*.jsonl")) for p in read_labelled(file)]
    assert {t for p in passages for t in p.topics} == set(taxonomy().topic_ids)
    assert not [p.text for p in passages if p.stance == "FRAME" and p.topics]
    assert len(passages) >= 3000
    assert len({p.organ for p in passages}) >= 150


def test_labelled_passages_do_not_repeat_each_other() -> None:
    """No two labelled passages of some length are alike but for numbers and places of a few characters."""
    seen: dict[str, str] = {}
    for file in sorted(LABELLED.glob("*.jsonl")):
        for p in read_labelled(file):
            key = re.sub(r"[0-9y年月日、，。；：“”《》（）\s]", "", mask(p.text).text)
            if len(key) >= 12:
                assert key not in seen, f"{file.name}: {p.text} ~ {seen[key]}"
                seen[key] = p.text


def test_no_topic_is_given_away_by_its_name() -> None:
    """In at most half of its passages may a topic be told by its Chinese name alone."""
    names = {label.id: label.zh for label in taxonomy().topics}
    count: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for file in LABELLED.glob("*.jsonl"):
        for p in read_labelled(file):
            count.update(p.topics)
            named.update(t for t in p.topics if names[t] in p.text)
    assert not {t for t in count if named[t] > count[t] / 2}


def test_serving_needs_no_scikit_learn() -> None:
    code = (
        "import sys, gongkai; gongkai.tag(['举办培训2期。']); "
        "sys.exit(any(m.split('.')[0] in ('sklearn', 'scipy') for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_training_is_deterministic_and_round_trips(tmp_path: Path) -> None:
    labelled = tmp_path / "labelled"
    labelled.mkdir()
    lines = (LABELLED / "batch_a.jsonl").read_text("utf-8").splitlines()[:140]
    (labelled / "few.jsonl").write_text("\n".join(lines), "utf-8")
    first = train(labelled, tmp_path / "one")
    second = train(labelled, tmp_path / "two")
    assert dataclasses.replace(first, folder="") == dataclasses.replace(second, folder="")
    for name in ("weights.npz", "vocabulary.json", "card.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert tag(["举办培训2期。"], model=load(tmp_path / "one"))


def test_a_damaged_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        load(tmp_path)
    (tmp_path / "weights.npz").write_bytes(b"not a model")
    (tmp_path / "vocabulary.json").write_text("[]", "utf-8")
    (tmp_path / "card.json").write_text("{}", "utf-8")
    with pytest.raises(ModelError):
        load(tmp_path)


def test_scores_by_hand() -> None:
    right = [(("POLICY", "EVENT"), "DONE"), ((), "FRAME"), (("TRAIN",), "PLAN")]
    given = [(("POLICY",), "DONE"), ((), "FRAME"), (("TRAIN", "GOVERN"), "PROBLEM")]
    scores = score(right, given)
    assert scores.topic_micro_f1 == pytest.approx(4 / 6)
    assert scores.topics["EVENT"].recall == 0
    assert scores.topics["POLICY"].f1 == 1
    assert scores.exact_match == pytest.approx(1 / 3)
    assert scores.main_accuracy == 1
    assert scores.stance_accuracy == pytest.approx(2 / 3)
    assert scores.confusion["PLAN"]["PROBLEM"] == 1
    assert scores.main_confusion == {"POLICY": {"POLICY": 1}, "TRAIN": {"TRAIN": 1}, "–": {"–": 1}}
    assert "micro-F1 0.667" in str(scores)
