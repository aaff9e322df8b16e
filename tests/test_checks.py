"""Checks: every rule keeps to its examples, every wrong cell is found and put right, nothing right is called wrong."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from a_check import build, clean, in_batch, said, zeros
from gongkai.checks import Rule, check_pair, check_report, rules
from gongkai.checks.cells import leaves
from gongkai.checks.claims import claims_of, patterns
from gongkai.checks.findings import Ledger
from gongkai.checks.identities import check_identities
from gongkai.checks.masked import masked_text
from gongkai.checks.percent import fits
from gongkai.model import Cell, Finding, Issue, Report
from gongkai.parse import parse_report
from gongkai.parse.tables.cells import make
from gongkai.readers import load, read_document

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "reports"
SAMPLE = ROOT / "corpora" / "sample"
SPEC = ROOT / "tests" / "specs" / "claims.jsonl"


def verdict_of(example: dict[str, Any], rule: Rule) -> set[str]:
    current = build(example)
    found = check_report(current)
    if "batch" in example or "published" in example:
        found = in_batch(current, example.get("batch", []))
    if "previous" in example:
        previous = build({"era": example.get("era", "2021"), **example["previous"], "year": 2023})
        found = check_pair(previous, current)
    assert all(current.text[s.start : s.end] == s.text for f in found for s in f.spans)
    assert all(f.cells or f.spans for f in found if f.verdict == "FAIL")
    return {f.verdict for f in found if f.rule == rule.id}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_rules_keep_to_their_examples(rule: Rule) -> None:
    assert not verdict_of(dict(rule.good), rule) & {"FAIL", "UNCERTAIN"}
    assert verdict_of(dict(rule.bad), rule) & {"FAIL", "UNCERTAIN"}
    assert rule.source and rule.zh and rule.en and rule.level in ("stated", "implied", "practice")


def test_rule_ids_are_unique() -> None:
    assert len({rule.id for rule in rules()}) == len(rules())


def claim_entries() -> list[dict[str, Any]]:
    data = json.loads((ROOT / "src/gongkai/data/claims.json").read_text("utf-8"))
    entries: list[dict[str, Any]] = data["claims"]
    return entries


@pytest.mark.parametrize("entry", claim_entries(), ids=lambda entry: entry["id"])
def test_claims_keep_to_their_examples(entry: dict[str, Any]) -> None:
    pattern = next(p for p in patterns() if p.id == entry["id"])
    for text, number in entry["match"]:
        assert [c.value for c in claims_of(pattern, masked_text(text), 2024)] == [number], text
    for text in entry["miss"]:
        assert not list(claims_of(pattern, masked_text(text), 2024)), text


@pytest.mark.parametrize("era", ["2021", "2019"])
@pytest.mark.parametrize("seed", range(12))
def test_clean_tables_raise_nothing(era: str, seed: int) -> None:
    assert not said(
        check_report(build(era=era, cells=clean(seed, era))), "FAIL", "UNCERTAIN", "NOT_ASSESSABLE"
    )


def sums_of(report: Report) -> tuple[Finding, ...]:
    """What the sums alone say; the other rules would only cost time here."""
    ledger = Ledger(report)
    check_identities(report, ledger)
    return ledger.findings()


def slip(text: str, dice: random.Random) -> str:
    """One digit wrong, lost or doubled, or two swapped."""
    at = dice.randrange(len(text))
    options = {text[:at] + str(d) + text[at + 1 :] for d in range(10)} | {
        text[:at] + text[at : at + 1] * 2 + text[at + 1 :]
    }
    options |= {text[:at] + text[at + 1 :]} if len(text) > 1 else set()
    return dice.choice(sorted({str(int(o)) for o in options} - {text}))


@pytest.mark.parametrize("era", ["2021", "2019"])
def test_every_single_wrong_cell_of_table_3_is_put_right(era: str) -> None:
    for seed in range(4):
        truth, dice = clean(seed, era), random.Random(seed)
        report = build(era=era, cells=truth)
        for cell in [c for c in truth if c.startswith("t3")]:
            wrong = {
                **report.tables,
                "t3": {**report.tables["t3"], cell: make(cell, slip(truth[cell], dice))},
            }
            failed = [f for f in sums_of(replace(report, tables=wrong)) if f.verdict == "FAIL"]
            assert {f.rule[:2] for f in failed} == {"R3"}, cell
            assert all(f.expected == {cell: Decimal(truth[cell])} for f in failed), cell


def test_every_single_wrong_cell_of_table_4_is_found() -> None:
    for seed in range(20):
        truth, dice = clean(seed), random.Random(seed)
        report = build(cells=truth)
        for cell in [c for c in truth if c.startswith("t4")]:
            wrong = {
                **report.tables,
                "t4": {**report.tables["t4"], cell: make(cell, slip(truth[cell], dice))},
            }
            failed = [f for f in sums_of(replace(report, tables=wrong)) if f.verdict == "FAIL"]
            assert [f.rule for f in failed] == ["R4.SUM"] and cell in failed[0].cells


def test_two_wrong_cells_name_their_rows_and_columns() -> None:
    cells = clean(3)
    for cell in ("t3.r_open.c_person", "t3.r_no_law.c_firm"):
        cells[cell] = str(int(cells[cell]) + 5)
    failed = {f.rule: f for f in check_report(build(cells=cells)) if f.verdict == "FAIL"}
    assert set(failed) == {"R3.COL", "R3.SUM21"}
    assert not any(f.expected for f in failed.values())
    assert "予以公开" in failed["R3.COL"].message and "商业企业" in failed["R3.SUM21"].message


def test_a_doubtful_reading_is_never_called_wrong() -> None:
    cells = clean(3)
    for cell in ("t3.r_open.c_person", "t3.r_no_law.c_firm"):
        cells[cell] = str(int(cells[cell]) + 5)
    doubted = replace(
        build(cells=cells), issues=(Issue("table.unknown-row", "t3: row '其他' is not of the form"),)
    )
    assert said(check_report(doubted), "NOT_ASSESSABLE") == {"R3.COL", "R3.SUM21"}
    assert not said(check_report(doubted), "FAIL")


def test_unread_cells_are_not_assessable_and_never_zero() -> None:
    report = build(cells=clean(5))
    cell = "t3.r_open.c_person"
    t3 = {**report.tables["t3"], cell: Cell(cell, None, "", "absent")}
    found = check_report(replace(report, tables={**report.tables, "t3": t3}))
    assert not said(found, "FAIL")
    unread = [f for f in found if f.verdict == "NOT_ASSESSABLE"]
    assert {f.rule for f in unread} == {"R3.COL", "R3.SUM21"} and all(f.cells == (cell,) for f in unread)
    assert all(
        f.expected == {cell: Decimal(clean(5)[cell])} for f in unread
    )  # what row and column leave for it


def test_blanks_read_as_nothing_and_empty_totals_are_computed() -> None:
    truth = clean(8)
    cells = {c: ("" if c.startswith("t3") and v == "0" else v) for c, v in truth.items()}
    totals = {f"t3.{row}.c_total" for row in leaves("2021") if truth[f"t3.{row}.c_total"] != "0"}
    cells |= dict.fromkeys(totals, "-")
    found = check_report(build(cells=cells))
    assert not said(found, "FAIL") and said(found, "UNCERTAIN") == {"R3.COL", "R.BLANK"}
    missing = next(f for f in found if f.rule == "R3.COL")
    assert missing.expected == {c: Decimal(truth[c]) for c in totals}


def test_only_totals_filled_in_is_no_arithmetic_error() -> None:
    cells = {c: ("" if c.startswith("t3") and not c.endswith("c_total") else v) for c, v in clean(9).items()}
    assert not said(check_report(build(cells=cells)), "FAIL")


@pytest.mark.parametrize("form_text", ["不适用", "无"])
def test_words_for_none_are_empty(form_text: str) -> None:
    cells = {**zeros("2021"), "t3.r_part.c_law": form_text}
    assert said(check_report(build(cells=cells)), "FAIL", "NOT_ASSESSABLE") == set()


TABLE = {
    "t3.r_new.c_person": "18", "t3.r_new.c_firm": "2", "t3.r_new.c_total": "20",
    "t3.r_carry_in.c_person": "3", "t3.r_carry_in.c_total": "3",
    "t3.r_open.c_person": "8", "t3.r_open.c_firm": "1", "t3.r_open.c_total": "9",
    "t3.r_part.c_person": "2", "t3.r_part.c_total": "2",
    "t3.r_no_law.c_person": "4", "t3.r_no_law.c_total": "4",
    "t3.r_na_nothold.c_person": "5", "t3.r_na_nothold.c_firm": "1", "t3.r_na_nothold.c_total": "6",
    "t3.r_total.c_person": "19", "t3.r_total.c_firm": "2", "t3.r_total.c_total": "21",
    "t3.r_carry_out.c_person": "2", "t3.r_carry_out.c_total": "2",
    "t4.g_review.upheld": "4", "t4.g_review.pending": "1", "t4.g_review.total": "5",
    "t4.g_suit_direct.upheld": "2", "t4.g_suit_direct.total": "2", "t4.g_suit_after.other": "1",
    "t4.g_suit_after.total": "1",
}  # fmt: skip

PROSE = [json.loads(line) for line in SPEC.read_text("utf-8").splitlines() if line]


@pytest.mark.parametrize("row", PROSE, ids=lambda row: row["text"][:24])
def test_prose_against_tables(row: dict[str, Any]) -> None:
    """tests/specs/claims.jsonl: a narrative over TABLE, the rules that must match, contradict, be uncertain, and no other."""
    cells = {} if row.get("zero") else TABLE
    report = build(cells=cells, s1=row["text"], organ=row.get("organ", "青岚县林业局"))
    if "heading" in row:
        headed = tuple(replace(p, heading=row["heading"]) for p in report.passages)
        report = replace(report, passages=headed)
    found = check_report(report)
    assert said(found, "FAIL") == set(row.get("contradiction", ()))
    assert said(found, "UNCERTAIN") == set(row.get("uncertain", ()))
    assert said(found, "PASS") >= set(row.get("matched", ()))


DECISIONS = [  # a sentence over table 2 of a 局: 3 documents made, 346 permits, 75 penalties, fees of 386.54万元
    ("全年制发行政规范性文件3件，现行有效行政规范性文件19件。", "PASS"),
    ("2024年，我局共制发行政规范性文件5件。", "FAIL"),
    ("全年制发规范性文件5件。", "UNCERTAIN"),
    ("围绕营商环境，全年制发行政规范性文件5件。", "UNCERTAIN"),
    ("全年制发行政规范性文件5件（其中联合印发2件）。", "UNCERTAIN"),
    ("全年出台行政规范性文件2件、修订1件。", "UNCERTAIN"),
    ("联合发布行政规范性文件5件，解读规范性文件4件。", ""),
    ("依法作出行政许可决定364件。", "FAIL"),
    ("全年作出57件行政处罚决定。", "FAIL"),
    ("公示行政处罚决定279件，取消行政许可3项。", ""),
    ("支队作出行政处罚决定12件。", ""),
    ("收取行政事业性收费386.54万元。", "PASS"),
    ("收取行政事业性收费3865432元。", "PASS"),
    ("收取行政事业性收费386.5万元。", "PASS"),
    ("收取行政事业性收费368.54万元。", "UNCERTAIN"),
    ("收取行政事业性收费近300万元。", ""),
]


@pytest.mark.parametrize(("sentence", "verdict"), DECISIONS)
def test_prose_against_table_2(sentence: str, verdict: str) -> None:
    cells = {"a1.normdoc.made": "3", "a1.normdoc.valid": "19", "a5.permit.decided": "346"}
    cells |= {"a6.penalty.decided": "75", "a8.fee.amount_wan": "386.54"}
    spec = {"cells": {f"t2.{cell}": text for cell, text in cells.items()}, "s1": sentence}
    found = [f.verdict for f in check_report(build(spec)) if f.rule == "P.T2"]
    assert found == ([verdict] if verdict else [])
    of_place = [f for f in check_report(build(spec, organ="青岚县人民政府")) if f.rule == "P.T2"]
    assert all(f.verdict != "FAIL" for f in of_place)


YEARS: list[tuple[dict[str, Any], dict[str, str]]] = [  # a report of 2024 → rules and verdicts about its year
    ({"s1": "2024年，我局发布信息。2024年以来开展培训。"}, {}),
    ({"s1": "2023年，我局发布信息。2023年全年开展培训。"}, {"META.YEAR": "FAIL", "META.STALE": "FAIL"}),
    ({"s1": "2025年以来我局发布信息。2025年累计培训三次。"}, {"META.YEAR": "FAIL"}),
    ({"s1": "自2008年以来，我局发布信息。与2023年相比有增长。"}, {}),
    ({"s1": "2025年，我局将发布信息。2025年，我局将开展培训。"}, {}),
    ({"s1": "全年发布信息。2023年，我局开展培训。2024年，我局发布信息。"}, {"META.STALE": "UNCERTAIN"}),
    ({"s6": "2023年度本局未收取信息处理费。"}, {"META.STALE": "FAIL"}),
    ({"s6": "2024年度未收取信息处理费，与2023年相同。"}, {}),
    ({"s1": "2023年，我局受理申请5件，2024年受理申请0件。"}, {"META.STALE": "UNCERTAIN"}),
    ({"s6": "按照2020年印发的《政府信息公开信息处理费管理办法》，未收取信息处理费。"}, {}),
    ({"s6": "2023年度考核发现的问题已整改，未收取信息处理费。"}, {}),
    ({"s6": "按照《2023年政务公开工作要点》，未收取信息处理费。"}, {}),
    ({"s6": "2023年，青岚县林业局未收取信息处理费。"}, {"META.STALE": "UNCERTAIN"}),
    ({"s6": "近年来（2022年、2023年）均未收取信息处理费，公开2023年收费目录。"}, {}),
    ({"s1": "在2023年，我局开展清理。公开2023年全年执法数据。发布2023年本局总结。"}, {}),
    ({"s6": "自2021年起施行信息处理费制度，全年未收取。"}, {}),
    ({"s1": "较2023年，我局公开的信息更多。比2023年，我局答复更快。"}, {}),
    ({"title_year": 2025, "year": 2025, "period_year": 2024, "s1": "2024年，我局发布信息。"}, {"META.YEAR": "FAIL", "META.STALE": "FAIL"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("spec", "wrong"),
    [
        ({"cells": {"t2.a8.fee.amount_wan": "1.2 万 元"}}, set()),
        ({"cells": {"t2.a8.fee.amount_wan": "120 元"}}, {"R2.FEEUNIT"}),
        ({"s5": "暂无问题。"}, {"S5.EMPTY"}),
        ({"s5": "暂无突出问题，但培训不足。"}, set()),
        ({"s6": "信息处理费收费标准为每件10元，本年度未收取信息处理费。"}, set()),
        ({"s6": "收取信息处理费120元。"}, {"F.FEE_IN_A8"}),
    ],
    ids=str,
)
def test_words_at_the_edge(spec: dict[str, Any], wrong: set[str]) -> None:
    assert said(check_report(build(spec)), "FAIL", "UNCERTAIN") == wrong


@pytest.mark.parametrize(("spec", "told"), YEARS, ids=[str(spec)[:40] for spec, _ in YEARS])
def test_years(spec: dict[str, Any], told: dict[str, str]) -> None:
    found = check_report(build(spec))
    assert {f.rule: f.verdict for f in found if f.verdict != "PASS" and f.rule.startswith("META")} == told


def test_ids_are_stable_until_the_evidence_changes() -> None:
    def one(number: str, padding: str) -> str:
        text = f"{padding}共受理政府信息公开申请{number}件。"
        return next(f.id for f in check_report(build(cells=TABLE, s1=text)) if f.verdict == "FAIL")

    assert one("18", "") == one("18", "全年平稳。") != one("17", "")


def test_rounding_and_cutting_off_both_fit() -> None:
    assert fits(Decimal(2), Decimal(3), Decimal("66.7")) and fits(Decimal(2), Decimal(3), Decimal("66.6"))
    assert not fits(Decimal(2), Decimal(3), Decimal("66.8"))


def test_pairs_of_other_organs_or_years_are_not_compared() -> None:
    for other in (build(year=2023, organ="青岚县水利局"), build(year=2021)):
        assert [f.verdict for f in check_pair(other, build())] == ["NOT_ASSESSABLE"]


@pytest.mark.parametrize(("change", "doubted"), [("增长25%", False), ("增长42.9%", True), ("下降25%", True)])
def test_growth_is_compared_with_last_year(change: str, doubted: bool) -> None:
    person = {"t3.r_new.c_person": "16", "t3.r_new.c_total": "16", "t3.r_carry_out.c_total": "3"}
    text = f"收到政府信息公开申请 20 件，同比{change}。"
    found = check_pair(build(year=2023, cells=person), build(cells=TABLE, s1=text))
    assert ("P.PCT" in said(found, "UNCERTAIN")) is doubted and not said(found, "FAIL")


def sample_reports() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads((SAMPLE / "manifest.json").read_text("utf-8"))["reports"]
    return entries


def parsed(path: Path) -> Report:
    return parse_report(read_document(load(path)))


def test_planted_faults_are_found_and_nothing_else_fails() -> None:
    reports = {e["name"]: parsed(SAMPLE / e["file"]) for e in sample_reports()}
    for entry in sample_reports():
        found = said(check_report(reports[entry["name"]]), "FAIL")
        before = [
            e for e in sample_reports() if (e["organ"], e["year"] + 1) == (entry["organ"], entry["year"])
        ]
        for other in before:
            found |= said(check_pair(reports[other["name"]], reports[entry["name"]]), "FAIL")
        assert found == {rule for fault in entry["faults"] for rule in fault["rules"]}, entry["name"]


@pytest.mark.skipif(not SHARED.exists(), reason="real reports are not shipped")
def test_real_reports_fail_only_where_they_contradict_themselves() -> None:
    for path in sorted(SHARED.glob("*.*")):
        if path.suffix == ".json":
            continue
        found = check_report(parsed(path))
        expected = {"P.NONE", "P.CAT", "P.PCT"} if path.stem == "shanghai_office_2019" else set()
        assert said(found, "FAIL") == expected, path.name
