"""The shipped sample corpus: the manifest tells the truth, and the tables are wrong only where a fault was planted."""

import hashlib
import importlib.util
import json
import subprocess
import sys
import zipfile
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "corpora" / "sample"
MANIFEST: dict = json.loads((SAMPLE / "manifest.json").read_text("utf-8"))
REPORTS: list[dict] = MANIFEST["reports"]
FORM = json.loads((ROOT / "src/gongkai/data/format.json").read_text("utf-8"))["t3"]
COLUMNS = [c["id"] for c in FORM["cols"]]
NAMES = [entry["name"] for entry in REPORTS]
PAIRS = [(a, b) for a in REPORTS for b in REPORTS if a["organ"] == b["organ"] and b["year"] == a["year"] + 1]

each_report = pytest.mark.parametrize("entry", REPORTS, ids=NAMES)
each_pair = pytest.mark.parametrize("pair", PAIRS, ids=[b["name"] for _, b in PAIRS])


@cache
def printed(name: str) -> dict[str, str | None]:
    entry = next(e for e in REPORTS if e["name"] == name)
    cells: dict[str, str | None] = json.loads((SAMPLE / entry["truth"]).read_text("utf-8"))["cells"]
    return cells


def number(name: str, cell: str) -> int:
    return int(printed(name)[cell] or 0)


def content(path: Path) -> bytes | list[tuple[str, bytes]]:
    """The bytes of a file; of a zip its members, since compressed bytes differ from one zlib to the next."""
    if path.suffix != ".docx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def planted(entry: dict) -> set[str]:
    return {rule for fault in entry["faults"] for rule in fault["rules"]}


def broken_sums(name: str, era: str) -> set[tuple[str, str]]:
    """(rule, total cell) of every identity within the report that does not hold."""
    rows = FORM["rows_2019" if era == "2019" else "rows_2021"]
    sum_rule = "R3.SUM19" if era == "2019" else "R3.SUM21"
    leaves = [r["id"] for r in rows if r["kind"] == "leaf"]
    found = set()
    for c in COLUMNS:
        new, carried, total, out = (
            number(name, f"t3.{r}.{c}") for r in ("r_new", "r_carry_in", "r_total", "r_carry_out")
        )
        if new + carried != total + out:
            found.add(("R3.BAL", f"t3.r_total.{c}"))
        if total != sum(number(name, f"t3.{r}.{c}") for r in leaves):
            found.add((sum_rule, f"t3.r_total.{c}"))
    for r in (row["id"] for row in rows):
        if number(name, f"t3.{r}.c_total") != sum(number(name, f"t3.{r}.{c}") for c in COLUMNS[:-1]):
            found.add(("R3.COL", f"t3.{r}.c_total"))
    for g in ("g_review", "g_suit_direct", "g_suit_after"):
        parts = sum(number(name, f"t4.{g}.{o}") for o in ("upheld", "corrected", "other", "pending"))
        if number(name, f"t4.{g}.total") != parts:
            found.add(("R4.SUM", f"t4.{g}.total"))
    return found


def test_enough_reports_of_enough_organs_for_two_years_each() -> None:
    years = Counter(entry["organ"] for entry in REPORTS)
    assert len(REPORTS) >= 24 and len(years) >= 12
    assert set(years.values()) == {2} and len(PAIRS) == len(years)
    forms = Counter(entry["format"] for entry in REPORTS)
    assert forms["pdf"] >= 4 and forms["docx"] >= 4 and forms["text"] >= 2 and forms["markdown"] >= 1
    assert {"html-trs", "html-hanweb", "html-modern"} <= forms.keys()


@each_report
def test_the_manifest_matches_the_file(entry: dict) -> None:
    assert hashlib.sha256((SAMPLE / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
    truth = json.loads((SAMPLE / entry["truth"]).read_text("utf-8"))
    assert (truth["organ"], truth["year"]) == (entry["organ"], entry["year"])


def test_no_file_without_an_entry() -> None:
    files = {p.relative_to(SAMPLE).as_posix() for p in (SAMPLE / "reports").rglob("*") if p.is_file()}
    assert files == {entry["file"] for entry in REPORTS}
    truths = {p.relative_to(SAMPLE).as_posix() for p in (SAMPLE / "truth").iterdir()}
    assert truths == {entry["truth"] for entry in REPORTS}


@each_report
def test_sums_fail_only_where_planted(entry: dict) -> None:
    rules = {rule for rule, _ in broken_sums(entry["name"], entry["era"])}
    assert rules == {rule for rule in planted(entry) if rule.startswith(("R3.", "R4."))}


@each_report
def test_planted_cells_are_wrong_and_their_right_values_mend_the_sums(
    entry: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    repaired = dict(printed(entry["name"]))
    for fault in entry["faults"]:
        for cell, right in fault.get("right", {}).items():
            assert repaired[cell] != right
            if "printed" in fault:
                assert repaired[cell] == fault["printed"][cell]
                repaired[cell] = right
    monkeypatch.setattr(sys.modules[__name__], "printed", lambda name: repaired)
    assert not broken_sums(entry["name"], entry["era"])


@each_pair
def test_years_join_except_where_planted(pair: tuple[dict, dict]) -> None:
    before, after = pair
    joined = all(
        number(after["name"], f"t3.r_carry_in.{c}") == number(before["name"], f"t3.r_carry_out.{c}")
        for c in COLUMNS
    )
    assert joined is ("X.CARRY" not in planted(after))
    if after["era"] == "2021":
        for row in ("rule", "normdoc"):
            stock, made, gone = (
                number(after["name"], f"t2.a1.{row}.{v}") for v in ("valid", "made", "repealed")
            )
            assert stock == number(before["name"], f"t2.a1.{row}.valid") + made - gone
    else:
        for row in ("a5.permit", "a5.other_service", "a6.penalty", "a6.coercion", "a8.fee"):
            stock, change = (number(before["name"], f"t2.{row}.{v}") for v in ("items_prev", "items_delta"))
            assert number(after["name"], f"t2.{row}.items_prev") == stock + change


def test_the_sources_rebuild_to_the_same_bytes(tmp_path: Path) -> None:
    if importlib.util.find_spec("reportlab") is None:
        pytest.skip("reportlab is not installed")
    command = [sys.executable, str(SAMPLE / "build.py"), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    # Another release of the library that writes them may lay out PDF and DOCX files with other bytes.
    tools = {"pdf": "reportlab", "docx": "python-docx"}
    rebuilt: dict = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    moved = {
        form for form, tool in tools.items() if rebuilt["built_with"][tool] != MANIFEST["built_with"][tool]
    }
    for old, new in zip(REPORTS, rebuilt["reports"], strict=True):
        assert (tmp_path / old["truth"]).read_bytes() == (SAMPLE / old["truth"]).read_bytes()
        if old["format"] not in moved:
            assert content(tmp_path / old["file"]) == content(SAMPLE / old["file"])
            assert {**new, "sha256": ""} == {**old, "sha256": ""}
