"""Words as data: each pattern finds its examples and nothing else; each is asked for, and none is that is not there."""

import ast
import time
from pathlib import Path
from typing import Any

import pytest

from gongkai.checks.masked import SIGNS, masked_text
from gongkai.checks.wording import wording as of_checks
from gongkai.measures.rules import wording as of_measures
from gongkai.parse.wording import wording as of_parse
from gongkai.wording import Wordings

ROOT = Path(__file__).resolve().parents[1] / "src" / "gongkai"
ROOMS = {"checks": of_checks, "measures": of_measures, "parse": of_parse}
WORDS = [(room, name, entry) for room, w in ROOMS.items() for name, entry in w.data["words"].items()]


@pytest.mark.parametrize(("room", "name", "entry"), WORDS, ids=[f"{room} {name}" for room, name, _ in WORDS])
def test_words_keep_to_their_examples(room: str, name: str, entry: dict[str, Any]) -> None:
    assert entry["note"] and len(entry["match"]) > 1 and entry["miss"]
    pattern = ROOMS[room](name)
    is_masked = any(sign in pattern.pattern for sign in "".join(SIGNS.values()))
    for text in (*entry["match"], *entry["miss"]):
        read = masked_text(text).text if is_masked else text
        assert bool(pattern.search(read)) == (text in entry["match"]), text


@pytest.mark.parametrize("room", ROOMS)
def test_no_word_is_slow_on_hostile_text(room: str) -> None:
    for name, entry in ROOMS[room].data["words"].items():
        pattern = ROOMS[room](name)
        for text in (*entry["match"], *entry["miss"]):
            hostile = (text * 1500)[:3000] + "\ue000"
            began = time.process_time()
            assert sum(1 for _ in pattern.finditer(hostile)) >= 0
            assert time.process_time() - began < 0.5, (name, text)


@pytest.mark.parametrize("room", ROOMS)
def test_words_asked_for_are_there_and_words_there_are_asked_for(room: str) -> None:
    trees = [ast.parse(path.read_text("utf-8")) for path in (ROOT / room).glob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    said = {node.value for node in nodes if isinstance(node, ast.Constant)}
    calls = [n for n in nodes if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "wording"]
    asked = {arg.value for call in calls for arg in call.args if isinstance(arg, ast.Constant)}
    names = set(ROOMS[room].data["words"])
    assert asked and asked <= names
    assert {name.partition(":")[0] if ":" in name else name for name in names} <= said


def test_an_unknown_name_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        Wordings("parse_words.json")("no.such")
