"""Nothing right is called wrong: random narratives over random tables; and what is changed in them is noticed."""

from __future__ import annotations

import random
import re
from decimal import Decimal
from pathlib import Path

import pytest

from a_check import build, clean, said
from gongkai.checks import check_report
from gongkai.checks.cells import form, leaves

SENTENCES = (Path(__file__).parent / "specs" / "narratives.txt").read_text("utf-8").splitlines()
DIGITS = "零一二三四五六七八九"
# sentences whose number must be noticed when it is wrong, and the word that holds it
STRICT = [(s, word) for s in SENTENCES[:7] + SENTENCES[12:15] for word in re.findall(r"\{(\w+)\}", s)[:1]]


def words(cells: dict[str, str], dice: random.Random) -> dict[str, str]:
    def of(*rows: str, columns: tuple[str, ...] = ("c_total",)) -> int:
        return sum(int(cells[f"t3.{row}.{c}"]) for row in rows for c in columns)

    groups = form()["t3"]["groups"]
    new, done, carry_in = of("r_new"), of("r_total"), of("r_carry_in")
    person = of("r_new", columns=("c_person",))
    direct, after = (int(cells[f"t4.g_suit_{g}.total"]) for g in ("direct", "after"))
    review = {k: int(cells[f"t4.g_review.{c}"]) for k, c in zip(("ru", "rc", "ro", "rp", "review"), ("upheld", "corrected", "other", "pending", "total"), strict=True)}  # fmt: skip
    face, last = dice.randint(0, new), dice.randint(1, 900)
    big, mid = dice.randint(300, 9000), dice.randint(20, 200)
    made = {
        "new": new, "carry_in": carry_in, "carry_out": of("r_carry_out"), "done": done, "handled": new + carry_in,
        "person": person, "orgs": new - person, "open": of("r_open"), "part": of("r_part"),
        "openpart": of("r_open", "r_part"), "no": of(*groups["g_no"]), "na": of(*groups["g_na"]),
        "np": of(*groups["g_np"]), "ot": of(*groups["g_ot"]), "direct": direct, "after": after,
        "suit": direct + after, "rclosed": review["review"] - review["rp"], "face": face, "net": new - face,
        "last": last, "big": big, "mid": mid, "small": dice.randint(1, 9), "sum2": big + mid,
        "year": 2024, "lastyear": 2023, "nextyear": 2025, **review,
    }  # fmt: skip
    text = {k: str(v) for k, v in made.items()}
    change = new - last
    text["way"] = f"{'增加' if change > 0 else '减少'}{abs(change)}份" if change else "持平"
    rows = ("a1.normdoc.made", "a1.normdoc.valid", "a5.permit.decided", "a6.penalty.decided")
    text |= {row.split(".")[1] + ("_valid" if "valid" in row else ""): cells[f"t2.{row}"] for row in rows}
    text["fee"] = cells["t2.a8.fee.amount_wan"]
    text["growth"] = str(round(Decimal(mid) * 100 / big, 1))
    text["openshare"] = str(round(Decimal(made["open"]) * 100 / (done or 1), 2))
    return text


def written(number: str, dice: random.Random) -> str:
    """The number as an office may write it: 12, 十二, １２, 12 with spaces."""
    way = dice.randrange(6)
    value = int(number) if number.isdigit() else -1
    if way == 0 and 0 < value < 10 and value != 2:
        return DIGITS[value]
    if way == 1 and 10 <= value < 20:
        return f"十{DIGITS[value % 10] if value % 10 else ''}"
    if way == 2:
        return number.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    return f" {number} " if way == 3 else number


def filled(sentence: str, values: dict[str, str], dice: random.Random) -> str:
    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        return (
            values[name]
            if name.endswith("year") or name in ("way", "growth", "openshare", "fee")
            else written(values[name], dice)
        )

    return re.sub(r"\{(\w+)\}", value, sentence)


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda s: s[:16])
def test_a_right_sentence_is_never_wrong(sentence: str) -> None:
    for seed in range(5):
        dice = random.Random(seed)
        cells = clean(seed + 100, top=dice.choice((2, 9, 80)))
        text = filled(sentence, words(cells, dice), dice)
        failed = [f for f in check_report(build(cells=cells, s1=text)) if f.verdict == "FAIL"]
        assert not failed, (text, [f.message for f in failed])


def test_whole_random_reports_have_no_errors() -> None:
    for seed in range(25):
        dice = random.Random(seed)
        cells = clean(seed + 200, top=dice.choice((3, 30, 300)))
        values = words(cells, dice)
        text = "".join(filled(s, values, dice) for s in dice.sample(SENTENCES, 12))
        failed = [f for f in check_report(build(cells=cells, s1=text)) if f.verdict == "FAIL"]
        assert not failed, (text, [f.message for f in failed])


def test_a_report_of_zeros_has_no_errors() -> None:
    assert len(leaves("2021")) == 21
    for sentence in ("本年度未收到政府信息公开申请，未发生行政复议和行政诉讼。", "收到政府信息公开申请0件。"):
        assert not said(check_report(build(s1=sentence)), "FAIL", "UNCERTAIN")


@pytest.mark.parametrize(("sentence", "word"), STRICT, ids=[f"{s[:12]} {w}" for s, w in STRICT])
def test_a_wrong_number_is_noticed(sentence: str, word: str) -> None:
    for seed in range(4):
        dice = random.Random(seed)
        cells = clean(seed + 300, top=40)
        values = words(cells, dice)
        values[word] = str(int(values[word]) + 100_000)
        text = filled(sentence, values, dice)
        assert said(check_report(build(cells=cells, s1=text)), "FAIL", "UNCERTAIN"), text
