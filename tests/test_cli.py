"""The commands, as a user runs them, on the sample corpus."""

import csv
import io
import json
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from gongkai import __version__
from gongkai.library import Library

ROOT = Path(__file__).resolve().parents[1]
STATIC = {
    "R3.COL",
    "R3.SUM21",
    "R3.SUM19",
    "R3.BAL",
    "R4.SUM",
    "P.REQ",
    "P.NONE",
}  # certain from one report alone


def manifest(sample: Path) -> list[dict]:
    return json.loads((sample / "manifest.json").read_text("utf-8"))["reports"]


def a_file(sample: Path, suffix: str) -> Path:
    return sorted((sample / "reports").rglob(f"*{suffix}"))[0]


def test_version(run) -> None:
    assert run("--version").output.strip().endswith(__version__)


def test_cli_py_and_module_are_the_same_program() -> None:
    for start in (["cli.py"], ["-m", "gongkai"]):
        done = subprocess.run([sys.executable, *start, "--version"], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0 and __version__ in done.stdout


def test_index_reads_the_whole_sample(run, sample: Path, tmp_path: Path) -> None:
    done = run("index", sample, "--index", tmp_path, "--json")
    assert done.exit_code == 0, done.output
    summary = json.loads(done.stdout)
    assert summary["read"] == len(manifest(sample))
    assert summary["failures"] == []
    again = json.loads(run("index", sample, "--index", tmp_path, "--json").stdout)
    assert (again["read"], again["unchanged"]) == (0, len(manifest(sample)))


def test_a_library_inside_its_own_corpus_is_not_read(run, sample: Path, tmp_path: Path) -> None:
    page = sample / "reports" / "songping" / "gk2024.md"
    (tmp_path / "gk2024.md").write_bytes(page.read_bytes())
    for _ in range(2):
        done = run("index", tmp_path, "--index", tmp_path / "index", "--json")
        assert done.exit_code == 0, done.output
        assert not json.loads(done.stdout)["failures"] and not json.loads(done.stdout)["skipped"]


def test_index_replaces_what_changed_and_prunes_what_is_gone(run, sample: Path, tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    one, two = sorted((sample / "reports").rglob("*.html"))[:2]
    shutil.copy(one, corpus / "a.html")
    shutil.copy(two, corpus / "b.html")
    run("index", corpus, "--index", index)
    (corpus / "b.html").unlink()
    (corpus / "a.html").write_bytes(one.read_bytes() + b"<!-- changed -->")
    kept = json.loads(run("index", corpus, "--index", index, "--json").stdout)
    assert (kept["replaced"], kept["pruned"]) == (1, 0)
    pruned = json.loads(run("index", corpus, "--index", index, "--prune", "--json").stdout)
    assert (pruned["unchanged"], pruned["pruned"]) == (1, 1)
    rows = list(csv.DictReader(io.StringIO(run("export", "reports", "--index", index).stdout)))
    assert len(rows) == 1


@pytest.mark.parametrize(
    "query", ["政策解读", "行政复议", "复议", "三安全一稳定", '"三安全一稳定"', '"政府信息公开"']
)
def test_search_finds(run, indexed: Path, query: str) -> None:
    done = run("search", query, "--index", indexed)
    assert done.exit_code == 0, done.output
    assert "【" in done.stdout


def test_search_filters_and_forms(run, indexed: Path) -> None:
    done = run("search", "政策", "--index", indexed, "--year", "2024", "--json", "--limit", "5")
    hits = json.loads(done.stdout)
    assert 0 < len(hits) <= 5
    assert {hit["year"] for hit in hits} == {2024}
    for hit in hits:
        assert hit["highlights"] and hit["matched"]
    rows = list(csv.DictReader(io.StringIO(run("search", "政策", "--index", indexed, "--csv").stdout)))
    assert rows and rows[0]["title"]


def test_search_exports_exactly_what_matches(run, indexed: Path) -> None:
    def rows(*options: str) -> list[dict[str, str]]:
        return list(
            csv.DictReader(io.StringIO(run("search", "公开", "--index", indexed, *options, "--csv").stdout))
        )

    whole = rows("--year", "2024")
    with Library(indexed) as library:
        results = library.find("公开 年份:2024", limit=None, per_report=None)
    assert len(whole) == results.passages > 20
    assert {(row["report_id"], row["passage"]) for row in whole} == {
        (hit.report_id, "" if hit.passage is None else str(hit.passage)) for hit in results.hits
    }
    paged = [
        row for page in range(1, 40) for row in rows("--year", "2024", "--limit", "7", "--page", str(page))
    ]
    keys = [(row["report_id"], row["passage"]) for row in paged]
    assert sorted(keys) == sorted((row["report_id"], row["passage"]) for row in whole)
    assert keys[7:14] == [
        (row["report_id"], row["passage"]) for row in rows("--year", "2024", "--limit", "7", "--offset", "7")
    ]


def test_search_facets_and_order(run, indexed: Path) -> None:
    done = run("search", "培训", "--index", indexed, "--facets")
    assert "year: " in done.stdout and "TRAIN" in done.stdout
    document = json.loads(run("search", "培训", "--index", indexed, "--facets", "--json").stdout)[0]
    assert sum(document["facets"]["year"].values()) == document["passages"] == len(document["hits"])
    by_year = json.loads(run("search", "培训", "--index", indexed, "--sort", "year", "--json").stdout)
    assert [hit["year"] for hit in by_year] == sorted((hit["year"] for hit in by_year), reverse=True)
    values = json.loads(
        run("search", "单位:条 数值:>100", "--index", indexed, "--sort", "value", "--json").stdout
    )
    assert len(values) > 3 and "数值" in values[0]["matched"][0]
    assert run("search", "培训", "--index", indexed, "--sort", "value").exit_code == 2


def test_search_many_queries(run, indexed: Path) -> None:
    done = run(
        "search", "-", "--index", indexed, "--csv", stdin='培训\n\n"没有结束\n麒麟貔貅饕餮\n复议 年份:2024\n'
    )
    assert done.exit_code == 2 and "引号" in done.stderr and "没有找到" in done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert {row["query"] for row in rows} == {"培训", "复议 年份:2024"}


def test_search_offers_what_would_be_found(run, indexed: Path) -> None:
    done = run("search", "政策解渎", "--index", indexed)
    assert done.exit_code == 1 and "政策解读" in done.stderr
    done = run("search", "公众号 麒麟貔貅", "--index", indexed)
    assert done.exit_code == 1 and "试试: 公众号" in done.stderr


def test_search_with_another_engine(run, indexed: Path) -> None:
    pytest.importorskip("tantivy")
    asked = ("search", "政策解读 年份:2024", "--index", indexed, "--csv")
    whoosh, tantivy = (
        {
            (row["report_id"], row["passage"])
            for row in csv.DictReader(io.StringIO(run(*asked, "--engine", name).stdout))
        }
        for name in ("whoosh", "tantivy")
    )
    assert whoosh == tantivy and whoosh


def test_settings_file(run, indexed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gongkai.toml").write_text(f'[search]\nlimit = 1\nindex = "{indexed}"\n')
    assert len(json.loads(run("search", "培训", "--json").stdout)) == 1
    (tmp_path / "gongkai.toml").write_text("[serach]\n")
    done = run("search", "培训")
    assert done.exit_code == 2 and "serach" in done.stderr
    (tmp_path / "gongkai.toml").write_text("[search\n")
    assert run("search", "培训").exit_code == 2


def test_search_without_hits_exits_1(run, indexed: Path) -> None:
    assert run("search", "麒麟貔貅饕餮", "--index", indexed).exit_code == 1


def test_a_bad_query_exits_2_with_a_message(run, indexed: Path) -> None:
    done = run("search", '"没有结束', "--index", indexed)
    assert done.exit_code == 2
    assert done.stderr.startswith("gongkai:")


def test_search_without_a_library_exits_2(run, tmp_path: Path) -> None:
    done = run("search", "政策", "--index", tmp_path / "none")
    assert done.exit_code == 2 and "gongkai index" in done.stderr


@pytest.mark.parametrize("kind", ["reports", "passages", "figures", "tags", "cells", "findings"])
def test_export_every_kind(run, indexed: Path, tmp_path: Path, kind: str) -> None:
    rows = list(csv.DictReader(io.StringIO(run("export", kind, "--index", indexed).stdout)))
    assert rows
    as_json = json.loads(run("export", kind, "--index", indexed, "--json").stdout)
    assert len(as_json) == len(rows)
    out = tmp_path / "out.csv"
    assert run("export", kind, "--index", indexed, "-o", out).exit_code == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")


def test_export_to_a_place_that_cannot_be_written_exits_2(run, indexed: Path, tmp_path: Path) -> None:
    done = run("export", "reports", "--index", indexed, "-o", tmp_path / "none" / "out.csv")
    assert done.exit_code == 2 and done.stderr.startswith("gongkai: ") and "none" in done.stderr


def test_tag_a_file_and_standard_input(run, sample: Path) -> None:
    page = a_file(sample, ".html")
    rows = json.loads(run("tag", page, "--json").stdout)
    assert any(row["topics"] and row["evidence"] for row in rows)
    assert any(row["figures"] for row in rows)
    done = run("tag", "-", "--csv", stdin="全年举办新闻发布会4场。发布图文解读12篇。".encode())
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(rows) == 2 and "PRESS" in rows[0]["topics"] and "POLICY" in rows[1]["topics"]


def test_figures_of_any_text(run) -> None:
    rows = json.loads(run("figures", "-", "--json", stdin="推送信息360余篇。".encode()).stdout)
    assert [(r["text"], r["low"], r["qualifier"], r["unit"]) for r in rows] == [
        ("360余篇", "360", "at_least", "篇")
    ]


@pytest.mark.parametrize("suffix", [".html", ".pdf", ".docx", ".txt"])
def test_read_and_show_print_the_same_report(run, sample: Path, indexed: Path, suffix: str) -> None:
    path = a_file(sample, suffix)
    read = json.loads(run("read", path, "--json").stdout)
    shown = json.loads(run("show", read["id"], "--index", indexed, "--json").stdout)
    for key in ("source", "url"):
        read.pop(key), shown.pop(key)
    assert read == shown


def test_show_unknown_report_exits_1(run, indexed: Path) -> None:
    assert run("show", "0000", "--index", indexed).exit_code == 1


def test_check_finds_what_was_planted_and_nothing_else(run, sample: Path) -> None:
    for entry in manifest(sample):
        done = run("check", sample / entry["file"], "--json")
        failed = {row["rule"]: row for row in json.loads(done.stdout) if row["verdict"] == "FAIL"}
        planted = {rule for fault in entry["faults"] for rule in fault["rules"] if not rule.startswith("X.")}
        assert planted & STATIC <= set(failed), entry["file"]
        assert planted or not failed, (entry["file"], failed)
        for fault in entry["faults"]:
            for rule in set(fault["rules"]) & set(failed):
                wanted = {cell: Decimal(value) for cell, value in fault.get("right", {}).items()}
                given = {cell: Decimal(value) for cell, value in failed[rule]["expected"].items()}
                assert wanted.items() <= given.items(), (entry["file"], rule)


def test_rules_lists_every_rule(run) -> None:
    rows = json.loads(run("rules", "--json").stdout)
    assert {"R3.COL", "R3.BAL", "R4.SUM"} <= {row["id"] for row in rows}


def test_evaluate_prints_scores(run) -> None:
    labelled = sorted((ROOT / "corpora" / "labelled").glob("*.jsonl"))[0]
    done = run("evaluate", labelled)
    assert done.exit_code == 0 and "POLICY" in done.stdout
