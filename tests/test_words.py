"""Words: the domain dictionary holds, leaves are found in long words, nothing is lost, spans are true."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from gongkai import words
from gongkai.fold import UnitText, fold, units, variants

SENTENCES = (
    "全年办理行政复议1件，危及“三安全一稳定”0件。",
    "发布行政规范性文件12,345件，推送３６０余篇。",
    "HICOOL2024大赛 在市民热线12345办理，增长3.5%。",
    "依法依规做好依申请公开工作，答复率100%。",
)


@pytest.mark.parametrize("word", sorted(words.domain_words()))
def test_every_dictionary_word_stays_whole(word: str) -> None:
    assert words.segment(word) == [word]
    assert words.tokens(word)[0].text == word


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("行政复议", {"行政复议", "行政", "复议"}),
        ("三安全一稳定", {"三安全一稳定", "安全", "稳定"}),
        ("政府信息公开", {"政府信息", "信息公开", "政府", "信息", "公开"}),
        ("5件", {"5", "件"}),
        ("无", {"无"}),
        ("12,345件", {"12345"}),
        ("HICOOL2024", {"hicool", "2024"}),
        ("规范性文件", {"规范性", "规范", "文件"}),
        ("微信公众号", {"微信", "公众号", "公众"}),
    ],
)
def test_tokens_hold(text: str, inside: set[str]) -> None:
    assert inside <= {token.text for token in words.tokens(text)}


def test_positions_are_ordinal_and_a_long_word_stands_over_its_first_leaf() -> None:
    got = [(t.text, t.pos) for t in words.tokens("行政复议2件")]
    assert got == [("行政复议", 0), ("行政", 0), ("复议", 1), ("2", 2), ("件", 3)]


@pytest.mark.parametrize("text", SENTENCES)
def test_spans_point_into_the_original(text: str) -> None:
    for token in words.tokens(text):
        assert plain(text[token.start : token.end]) == token.text
    for unit in units(text):
        assert plain(text[unit.start : unit.end]) == unit.text


def plain(text: str) -> str:
    return fold(text).replace(",", "") if len(text) > 1 else fold(text)


@pytest.mark.parametrize("text", SENTENCES)
def test_segment_loses_nothing(text: str) -> None:
    assert "".join(words.segment(text)) == "".join(fold(text).split())


@pytest.fixture(scope="module")
def reference() -> words.Cutter:
    return words.load(words.PythonCutter())


def test_same_words_as_jieba_with_the_same_dictionary(
    reference: words.Cutter, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """rjieba and jieba agree on shuffled words of the field, on the sample corpus, and on runs of ASCII."""
    alphabet = "".join(SENTENCES) + "".join(sorted(words.domain_words())) + "abcXYZ012.,%+&#-_ \n\ue000"
    rng = random.Random(7)
    texts = [*SENTENCES, *("".join(rng.sample(alphabet, 40)) for _ in range(500))]
    texts += [path.read_text("utf-8", "replace") for path in sorted(sample.rglob("*.html"))[:4]]
    assert isinstance(words._cutter(), words.RustCutter)
    fast = [(words.segment(text), words.tokens(text)) for text in texts]
    monkeypatch.setattr(words, "_cutter", lambda: reference)
    words.parts.cache_clear()
    slow = [(words.segment(text), words.tokens(text)) for text in texts]
    words.parts.cache_clear()
    assert fast == slow


def test_both_cutters_have_the_same_dictionary(reference: words.Cutter) -> None:
    rust = words._cutter()
    assert all(rust.cut(word) == reference.cut(word) == [word] for word in words.domain_words())


def test_jieba_steps_in_where_rjieba_is_missing() -> None:
    code = (
        "import sys; sys.modules['rjieba'] = None\nfrom gongkai import words\n"
        "print(type(words._cutter()).__name__, words.segment('危及三安全一稳定'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("PythonCutter ['危及', '三安全一稳定']", "")


def test_the_host_programs_jieba_is_left_alone(tmp_path: Path) -> None:
    code = (
        "import jieba\nfrom gongkai import words\nwords.segment('三安全一稳定')\nprint(jieba.dt.initialized)"
    )
    env = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True, env=env
    )
    assert (done.stdout.strip(), done.stderr) == ("False", "")
    assert list(tmp_path.iterdir()) == []  # no cache shared with other users of the machine


def test_loading_jieba_warns_nobody() -> None:
    code = "from gongkai import words\nwords.segment('公开')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＢｃ１２３，", "abc123,"),
        ("政務公開", "政务公开"),
        ("⻓城⼯作", "长城工作"),
        ("公\u200b开", "公开"),
        ("①", "1"),
        ("爲落實資訊公開，發佈說明書並於衞生委辦公廳備查", "为落实资讯公开,发布说明书并于卫生委办公厅备查"),
        ("⽂⺠⻚⾯", "文民页面"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_variants_end_in_a_simplified_character() -> None:
    table = variants()
    assert not set(table) & set(table.values())


def test_units_are_found_over_line_breaks_and_quotes() -> None:
    text = UnitText("危及“三安全\n 一稳定”，2024 年")
    assert text.spans(("三", "安", "全", "一", "稳", "定")) == [(3, 11)]
    assert text.spans(("2024", "年")) == [(13, 19)]
    assert ("20",) not in text and ("定", "2024") not in text
    assert text.spans(()) == []
