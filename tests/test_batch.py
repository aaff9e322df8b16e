"""Many reports at once: other years, other carriers, other organs; what a person dismissed; the forms of output."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from a_check import LONG, build, clean, said
from gongkai.checks import Checked, Dismissals, check_batch, organ_key
from gongkai.checks.organs import due, folded_name, organ_kind
from gongkai.checks.page import to_page
from gongkai.checks.places import places
from gongkai.checks.sarif import to_sarif
from gongkai.errors import GongkaiError, ReadError
from gongkai.library import Library
from gongkai.model import Candidate, Finding, Report

TODAY = date(2026, 6, 1)


def batch(*reports: Report, **more: Any) -> list[Checked]:
    numbered = [replace(report, id=f"{i:016}") for i, report in enumerate(reports)]
    return check_batch(sorted(numbered, key=organ_key), today=TODAY, **more)


def found(done: list[Checked], rule: str) -> list[tuple[str, int | None, Finding]]:
    return [(c.organ, c.year, f) for c in done for f in c.findings if f.rule == rule and f.verdict != "PASS"]


@pytest.mark.parametrize(
    ("organ", "kind"),
    [
        ("青岚县教育局", "department"), ("青岚县人民政府", "government"), ("云栖市", "government"),
        ("青岚县松坪镇人民政府", "township"), ("松坪镇", "township"), ("望潮街道办事处", "township"),
        ("云栖科创产业园管理委员会", "agency"), ("云栖市城市管理委员会", "department"),
        ("云栖市卫生健康委员会", "department"), ("澜江省交通运输厅", "department"), ("澜江省", "government"),
        ("云栖市人民政府办公室", "department"), ("青岚县公安局城关派出所", "agency"), ("青岚县乌兰苏木", "township"),
        ("青岚县发展和改革委员会", "department"), ("云栖经济技术开发区管委会", "agency"),
        ("云栖高新区", "agency"), ("松岭旅游度假区", "agency"), ("霜河区", "government"), ("云栖新区", "government"),
    ],
)  # fmt: skip
def test_kinds_of_organs(organ: str, kind: str) -> None:
    assert organ_kind(organ) == kind


def test_deadlines() -> None:
    assert due("青岚县教育局", 2024) == (date(2025, 1, 31), True)
    assert due("青岚县人民政府", 2024) == (date(2025, 3, 31), True)
    assert due("松坪镇人民政府", 2024) == (date(2025, 1, 31), False)
    assert due("青岚县教育局", 2016) == (date(2017, 3, 31), True)


def test_one_organ_under_several_spellings() -> None:
    assert folded_name("青岚縣 教育局") == folded_name("青岚县教育局")
    assert folded_name("青岚县人民政府") == folded_name("青岚县")
    done = batch(
        build(year=2022), build(year=2023, organ="青岚县　林业局"), build(year=2024, organ="青岚縣林业局")
    )
    assert not found(done, "X.MISSING")


def test_a_year_between_is_missed_and_a_new_organ_is_not() -> None:
    done = batch(build(year=2022), build(year=2024), build(year=2024, organ="青岚县水利局"))
    assert [(o, y) for o, y, _ in found(done, "X.MISSING")] == [("青岚县林业局", 2023)]


def test_who_has_not_reported_this_year() -> None:
    others = [build(year=y, organ=f"青岚县{w}局") for w in "水利 教育 财政".split() for y in (2023, 2024)]
    done = batch(build(year=2023), *others, expected=["青岚县林业局", "青岚县文旅局", "青岚縣水利局"])
    assert {(o, y) for o, y, _ in found(done, "X.MISSING")} == {
        ("青岚县林业局", 2024),
        ("青岚县文旅局", 2024),
    }
    early = check_batch([build(year=2023), *others], today=date(2025, 1, 10))
    assert not found(early, "X.MISSING")  # nothing is due yet


def test_late_is_proved_by_the_signature_only() -> None:
    page = build(year=2024, published="2025-03-05")
    assert [f.verdict for _, _, f in found(batch(page), "X.LATE")] == ["UNCERTAIN"]
    text = page.text + "2025年3月5日"
    signed = replace(page, text=text, candidates=(Candidate("published", "2025-03-05", "signature"),))
    (_, _, finding), *_ = found(batch(signed), "X.LATE")
    assert finding.verdict == "FAIL" and finding.spans[0].text == "2025年3月5日"
    town = replace(signed, organ="松坪镇人民政府")
    assert [f.severity for _, _, f in found(batch(town), "X.LATE")] == ["info"]


def test_a_cell_wrong_in_both_carriers_is_the_reports() -> None:
    wrong = {**clean(4), "t3.r_open.c_person": "999"}
    done = batch(build(cells=wrong), build(cells=wrong, media="application/pdf"))
    told = [f for _, _, f in found(done, "R3.COL")]
    assert len(told) == 2 and all(f.verdict == "FAIL" and "另一载体" in f.message for f in told)
    assert not found(done, "X.CARRIER")


def test_a_cell_wrong_in_one_carrier_is_its_own() -> None:
    wrong = {**clean(4), "t3.r_open.c_person": "999"}
    done = batch(build(cells=clean(4)), build(cells=wrong, media="application/pdf"))
    assert not any(f.verdict == "FAIL" for c in done for f in c.findings)
    (_, _, finding), *_ = found(done, "X.CARRIER")
    assert finding.cells == ("t3.r_open.c_person",) and "PDF" in finding.message


def test_carry_over_goes_by_the_better_carrier() -> None:
    before = build(
        year=2023,
        cells={
            "t3.r_carry_out.c_total": "3",
            "t3.r_carry_out.c_person": "3",
            "t3.r_new.c_person": "3",
            "t3.r_new.c_total": "3",
        },
    )
    now = build(
        cells={
            "t3.r_carry_in.c_person": "2",
            "t3.r_carry_in.c_total": "2",
            "t3.r_carry_out.c_person": "2",
            "t3.r_carry_out.c_total": "2",
        }
    )
    torn = replace(before, media_type="application/pdf", tables={})
    done = batch(torn, before, now)
    (_, year, finding), *rest = found(done, "X.CARRY")
    assert (year, finding.verdict, rest) == (2024, "FAIL", []) and "自然人" in finding.message


def test_likeness_across_organs_not_within_one() -> None:
    alike = [
        build(long="c", organ="青岚县水利局"),
        build(long="c", organ="云栖市文旅局"),
        build(long="d", organ="澜江省档案局"),
    ]
    done = batch(*alike, build(long="c", year=2023, organ="青岚县水利局"))
    assert {o for o, _, _ in found(done, "X.SIMILAR")} == {"青岚县水利局", "云栖市文旅局"}
    assert {f.verdict for _, _, f in found(done, "X.SIMILAR")} == {"FAIL"}


def test_formulas_of_a_place_are_no_likeness() -> None:
    formula = LONG["c"]
    reports = [
        build(
            s1=formula + f"本年度{name}组组织{name}片区住户座谈{i}场，收集意见后逐条答复。",
            organ=f"青岚县{name}局",
        )
        for i, name in enumerate("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥", 10)
    ]
    assert not found(batch(*reports), "X.SIMILAR")


def test_dismissed_until_the_evidence_changes(tmp_path: Path) -> None:
    def wrong(value: str) -> str:
        done = batch(build(s1=f"全年受理政府信息公开申请{value}件。"))
        return next(f.id for _, _, f in found(done, "P.REQ"))

    log = Dismissals(tmp_path / "d.jsonl")
    log.dismiss(wrong("9"), "含信访转办", by="王", about="…")
    again = Dismissals(tmp_path / "d.jsonl")
    assert again.standing[wrong("9")].reason == "含信访转办" and wrong("8") not in again.standing
    again.undo(wrong("9"))
    assert (
        not Dismissals(tmp_path / "d.jsonl").standing and len(again.path.read_text("utf-8").splitlines()) == 2
    )


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "x"}', "3", "[" * 100_000])
def test_a_broken_log_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "d.jsonl").write_text(line + "\n", "utf-8")
    with pytest.raises(ReadError, match=r"d\.jsonl: line 1"):
        Dismissals(tmp_path / "d.jsonl")


def test_dismissing_needs_an_id_and_a_reason(tmp_path: Path) -> None:
    log = Dismissals(tmp_path / "d.jsonl")
    for args in (("x", "why"), ("0123456789ab", "  "), ("0123456789ab", "长" * 3000)):
        with pytest.raises(GongkaiError):
            log.dismiss(*args)
    with pytest.raises(GongkaiError):
        log.undo("0123456789ab")
    assert not log.path.exists()


HOSTILE = "<script>alert(1)</script>局"


def hostile() -> list[Checked]:
    text = "全年受理政府信息公开申请9件<img src=x onerror=alert(1)>。"
    wrong = {**clean(3), "t3.r_open.c_person": "999", "t3.r_part.c_law": "<b>3</b>"}
    return batch(build(s1=text, organ=HOSTILE), build(cells=wrong, organ="青岚县水利局"))


def test_the_page_escapes_the_words_of_reports(tmp_path: Path) -> None:
    page = to_page(hostile(), Dismissals(tmp_path / "none"), "0")
    assert "<script" not in page and "<img" not in page and "<b>3" not in page
    assert "&lt;script&gt;" in page and "999" in page and "表三" in page
    assert "http://" not in page and "https://" not in page and 'src="' not in page


def test_sarif_keeps_to_the_standard(tmp_path: Path) -> None:
    done = hostile()
    log = Dismissals(tmp_path / "d.jsonl")
    first = next(f for c in done for f in c.findings if f.verdict == "FAIL")
    log.dismiss(first.id, "口径不同")
    sarif = json.loads(json.dumps(to_sarif(done, log, "1.0"), default=str))
    assert sarif["version"] == "2.1.0" and sarif["$schema"].endswith("sarif-2.1.0.json")
    (run,) = sarif["runs"]
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(ids) == len(set(ids)) and run["results"]
    for result in run["results"]:
        assert result["kind"] in {"pass", "open", "informational", "notApplicable", "review", "fail"}
        assert result["level"] == "none" or result["kind"] == "fail"
        assert result["level"] in {"none", "note", "warning", "error"}
        assert ids[result["ruleIndex"]] == result["ruleId"] and result["message"]["text"]
        for location in result["locations"]:
            assert location["logicalLocations"]
    suppressed = [r for r in run["results"] if "suppressions" in r]
    assert [r["partialFingerprints"]["gongkaiFinding/v1"] for r in suppressed] == [first.id]
    assert suppressed[0]["suppressions"] == [{"kind": "external", "justification": "口径不同"}]


def test_places_name_table_row_and_column() -> None:
    wrong = {**clean(3), "t3.r_open.c_person": "999"}
    (checked,) = batch(build(cells=wrong))
    finding = next(f for f in checked.findings if f.rule == "R3.COL")
    (place,) = places(finding, checked.printed)
    assert (place.table, place.row, place.column) == ("表三", "（一）予以公开", "自然人")
    assert (place.printed, place.expected) == ("999", clean(3)["t3.r_open.c_person"])


def planted(sample: Path) -> dict[str, set[str]]:
    entries = json.loads((sample / "manifest.json").read_text("utf-8"))["reports"]
    return {e["file"]: {rule for fault in e["faults"] for rule in fault["rules"]} for e in entries}


def test_check_all_finds_what_was_planted_and_nothing_else(run, sample: Path, indexed: Path) -> None:
    done = run("check", "--all", "--index", indexed, "--json")
    assert done.exit_code == 1
    failed: dict[str, set[str]] = {}
    for row in json.loads(done.stdout):
        if row["verdict"] == "FAIL":
            failed.setdefault(row["source"], set()).add(row["rule"])
    wanted = {name: rules for name, rules in planted(sample).items() if rules}
    assert {next(n for n in planted(sample) if s.endswith(n)): r for s, r in failed.items()} == wanted


def test_what_many_reports_show_is_stored_until_a_report_is_indexed_anew(
    run, sample: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    assert run("index", sample / "reports" / "ecology", "--index", index).exit_code == 0

    def stored() -> set[tuple[str, str]]:
        rows = json.loads(run("export", "findings", "--json", "--index", index).stdout)
        return {(row["id"], row["verdict"]) for row in rows}

    alone = stored()
    told = json.loads(run("check", "--all", "--passed", "--json", "--index", index).stdout)
    assert stored() == {(row["id"], row["verdict"]) for row in told if row["report_id"]} > alone
    assert {row["rule"] for row in told if row["verdict"] == "FAIL"} >= {"X.CARRY"}
    with Library(index) as library:
        for row in list(library.rows("reports")):
            library.add(library.get(row["report_id"]))
        library.note_findings([("no such report", ())])
    assert stored() == alone


def test_check_options_narrow_what_is_shown(run, indexed: Path) -> None:
    base = ("check", "--all", "--index", indexed, "--json")
    rules = {row["rule"] for row in json.loads(run(*base, "--rule", "R3.*").stdout)}
    assert rules and all(rule.startswith("R3.") for rule in rules)
    years = {row["year"] for row in json.loads(run(*base, "--year", "2023").stdout)}
    assert years == {2023}
    assert {row["severity"] for row in json.loads(run(*base, "--severity", "error").stdout)} == {"error"}
    assert run(*base, "--level", "stated", "--rule", "R4.*").exit_code == 0
    assert {row["verdict"] for row in json.loads(run(*base, "--passed").stdout)} >= {"PASS", "FAIL"}


def test_files_and_all_exclude_each_other(run, sample: Path, indexed: Path) -> None:
    assert run("check").exit_code == 2
    assert run("check", "--all", sample, "--index", indexed).exit_code == 2
    assert run("check", sample, "--year", "2023").exit_code == 2


def test_a_folder_is_checked_as_a_whole(run, sample: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    done = run("check", sample / "reports" / "ecology", "--html", page)
    assert done.exit_code == 1 and "X.CARRY" in done.stdout and "云栖市生态环境局" in page.read_text("utf-8")


def test_dismiss_and_undo(run, sample: Path, tmp_path: Path) -> None:
    file = sample / "reports" / "police" / "市公安局2023年政府信息公开年报.docx"
    log = ("--dismissals", tmp_path / "log.jsonl")
    (row,) = (r for r in json.loads(run("check", file, "--json", *log).stdout) if r["verdict"] == "FAIL")
    where = (*log, "--index", tmp_path / "no")
    assert run("dismiss", row["id"], *where).exit_code == 2  # no reason
    assert run("dismiss", row["id"], "--reason", "已更正公告", *where).exit_code == 0
    assert run("check", file, *log).exit_code == 0
    shown = json.loads(run("check", file, "--json", "--passed", *log).stdout)
    assert [r["dismissed"] for r in shown if r["id"] == row["id"]] == ["已更正公告"]
    assert "已更正公告" in run("dismiss", "--list", *where).stdout
    assert run("dismiss", row["id"], "--undo", *where).exit_code == 0
    assert run("check", file, *log).exit_code == 1


def test_the_worst_report_comes_first() -> None:
    wrong = {**clean(3), "t3.r_open.c_person": "999"}
    done = batch(
        build(),
        build(cells=wrong, organ="青岚县水利局"),
        build(s1="全年受理政府信息公开申请9件。", organ="青岚县文旅局"),
    )
    assert [c.organ for c in done] == ["青岚县水利局", "青岚县文旅局", "青岚县林业局"]
    assert "FAIL" not in {f.verdict for f in done[-1].findings} and said(done[0].findings, "FAIL")


def crawled(folder: Path, sample: Path) -> Path:
    """A crawl's folder: one report that was replaced at its address, with the crawler's notes."""
    import hashlib

    page = (sample / "reports" / "education" / "post_12906.html").read_bytes()
    changed = page.replace("政府信息公开".encode(), "政务信息公开".encode(), 3).replace(b">12<", b">13<", 1)
    for where, content in (("reports", changed), ("versions", page)):
        (folder / where).mkdir(parents=True)
        (folder / where / "a.html").write_bytes(content)
    digests = [hashlib.sha256(content).hexdigest() for content in (page, changed)]
    url = "http://www.qinglan.example/post.html"
    row = {"sha256": digests[1], "url": url, "column_date": "2025-01-10", "fetched_at": "2025-04-01T00:00:00"}
    (folder / "manifest.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    change = {"url": url, "old_sha256": digests[0], "new_sha256": digests[1]}
    (folder / "summary.json").write_text(json.dumps({"changed_after_publication": [change]}), "utf-8")
    return folder


def test_what_changed_after_publication(run, sample: Path, tmp_path: Path) -> None:
    corpus, index = crawled(tmp_path / "corpus", sample), tmp_path / "index"
    assert run("index", corpus, "--index", index).exit_code == 0
    rows_ = json.loads(run("check", "--all", "--index", index, "--json").stdout)
    assert [r["rule"] for r in rows_ if r["rule"].startswith("X.C")] == ["X.CHANGED"]
    assert all("versions" not in r["source"] for r in rows_) and not any(r["rule"] == "X.LATE" for r in rows_)
