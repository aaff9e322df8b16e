"""The library: lossless, transactional, in step with its index, and clear about what is wrong."""

import dataclasses
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest

from a_report import make_report
from gongkai.errors import LibraryError, QueryError
from gongkai.library import COLUMNS, Library
from gongkai.serial import report_from_dict, report_to_dict

TESTS = Path(__file__).resolve().parent


def test_a_report_survives_json() -> None:
    report = make_report(total="3E+5")
    again = report_from_dict(json.loads(json.dumps(report_to_dict(report))))
    assert again == report
    assert str(again.cell("t3.r_new.c_total").value) == "3E+5"
    assert str(again.cell("t3.r_open.c_total").value) == "1.50"
    bare = dataclasses.replace(report, published=None, year=None, era=None, url=None)
    assert report_from_dict(report_to_dict(bare)) == bare


def test_serial_refuses_what_it_did_not_make() -> None:
    with pytest.raises(ValueError, match="surprise"):
        report_from_dict({**report_to_dict(make_report()), "surprise": 1})


def test_add_get_remove(tmp_path: Path) -> None:
    report = make_report()
    with Library(tmp_path / "new" / "index") as library:
        library.add(report)
        library.add(report)
        assert library.get(report.id) == report
        assert library.stats()["reports"] == 1
        library.remove(report.id)
        assert library.stats() == {
            **dict.fromkeys(COLUMNS, 0),
            "organs": 0,
            "sources": 0,
        }
        assert library.search("复议") == []
        for act in (library.get, library.remove):
            with pytest.raises(KeyError):
                act(report.id)


def test_sources_tell_what_is_known_of_each_file(tmp_path: Path) -> None:
    old, new, other = make_report(total="1"), make_report(total="2"), make_report(year=2022)
    with Library(tmp_path) as library:
        assert library.source("a.html") is None
        library.add(old, path="a.html")
        library.add(old, path="copy.html")
        source = library.source("a.html")
        assert source is not None and (source.sha256, source.status) == (old.sha256, "ok")
        library.add(new, path="a.html")  # changed; the copy still holds the old one
        assert library.stats()["reports"] == 2
        library.forget("copy.html")
        assert [row["report_id"] for row in library.rows("reports")] == [new.id]
        library.note_failure("a.html", "broken")
        library.note_failure("b.html", "empty")
        assert {path: s.error for path, s in library.sources().items()} == {
            "a.html": "broken",
            "b.html": "empty",
        }
        assert library.get(new.id) == new  # the last good state stays
        library.add(other, path="a.html")
        assert list(library.sources()["a.html"].error) == []
        library.forget("a.html")
        library.forget("unknown")
        assert library.stats()["reports"] == 0 and library.search("复议") == []


def test_rows_of_each_kind(tmp_path: Path) -> None:
    report = make_report()
    with Library(tmp_path) as library:
        library.add(report)
        rows = {kind: list(library.rows(kind)) for kind in COLUMNS}
    for kind, of_kind in rows.items():
        assert of_kind and all(tuple(row) == COLUMNS[kind] for row in of_kind)
    for row in rows["passages"] + rows["figures"]:
        assert report.text[row["start"] : row["end"]] == row["text"]
    assert [row["topic"] for row in rows["tags"]] == ["POLICY", "REMEDY", "NEWMEDIA", "DISCLOSE"]
    assert [row["rank"] for row in rows["tags"]] == [1, 1, 1, 2]
    low = [row["low"] for row in rows["figures"]]
    assert low == [Decimal(3), Decimal(12), Decimal(1), Decimal(360), Decimal(12000)]
    assert rows["findings"][0]["expected"] == {"t3.r_new.c_total": "121"}
    assert rows["cells"][1]["value"] is None and rows["cells"][1]["state"] == "dash"
    assert (rows["reports"][0]["fails"], rows["reports"][0]["issues"]) == (1, 1)


def test_rows_are_filtered(tmp_path: Path) -> None:
    with Library(tmp_path) as library:
        with library.batch():
            for year in (2021, 2022, 2023):
                library.add(make_report(year=year))
            library.add(make_report("临湖县水务局", 2022))

        def count(kind: str, **filters: str) -> int:
            return len(list(library.rows(kind, **filters)))

        assert count("reports", year="2022..2023") == 3
        assert count("reports", organ="水務局") == 1
        assert count("tags", topic="政策解读") == count("passages", topic="POLICY") == 4
        assert count("figures", topic="POLICY", year="2021") == 2
        assert count("cells", topic="POLICY", organ="水务") == 3
        assert count("passages", stance="PROBLEM") == 0
        for wrong in ({"year": "soon"}, {"topic": "nothing such"}, {"stance": "maybe"}):
            with pytest.raises(QueryError):
                count("reports", **wrong)
        with pytest.raises(ValueError, match="nothing"):
            library.rows("nothing")


def test_a_batch_left_by_an_error_keeps_what_was_added(tmp_path: Path) -> None:
    report = make_report()
    with Library(tmp_path) as library:
        with pytest.raises(RuntimeError), library.batch():
            library.add(report)
            library.remove(report.id)
            library.add(report)
            raise RuntimeError
        assert library.get(report.id) == report
        assert len(library.search("复议")) == 1


@pytest.mark.parametrize("harm", ["missing", "garbage", "foreign", "half"])
def test_the_index_is_derived_from_the_database(tmp_path: Path, harm: str) -> None:
    index = tmp_path / "whoosh"
    with Library(tmp_path, engine="whoosh") as library:
        library.add(make_report())
    if harm == "missing":
        shutil.rmtree(index)
    elif harm == "garbage":
        for path in index.glob("*.toc"):
            path.write_bytes(b"\x80\x04garbage")
    elif harm == "half":
        for path in index.glob("*.seg"):
            path.unlink()
        for path in index.glob("MAIN_*.trm"):
            path.write_bytes(b"")
    else:
        with Library(tmp_path / "other", engine="whoosh") as other:
            other.add(make_report("临湖县水务局"))
        shutil.rmtree(index)
        shutil.copytree(tmp_path / "other" / "whoosh", index)
    with Library(tmp_path, engine="whoosh") as library:
        assert [hit.organ for hit in library.search("复议")] == ["云河市青石区财政局"]


def test_each_engine_has_its_own_index_in_step(tmp_path: Path) -> None:
    pytest.importorskip("tantivy")
    first, second = make_report(), make_report(year=2020)
    with Library(tmp_path, engine="whoosh") as library:
        library.add(first)
    with Library(tmp_path, engine="tantivy") as library:
        assert {hit.year for hit in library.search("复议")} == {2024}
        library.add(second)
        library.remove(first.id)
    with Library(tmp_path, engine="whoosh") as library:
        assert {hit.year for hit in library.search("复议")} == {2020}
        assert library._pending() == []
    with pytest.raises(LibraryError, match="lucene"):
        Library(tmp_path, engine="lucene")


def test_what_the_index_has_not_heard_is_told_later(tmp_path: Path) -> None:
    report = make_report()
    with Library(tmp_path) as library:
        library.add(report)
        library._connection.execute("DELETE FROM reports WHERE id = ?", (report.id,))
        library._connection.execute("UPDATE changes SET n = n + 1 WHERE report_id = ?", (report.id,))
    with Library(tmp_path) as library:
        assert library.search("复议") == []
        assert library._pending() == []


def test_a_damaged_database_is_a_library_error(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(LibraryError, match=r"library\.sqlite"):
        Library(tmp_path)


def test_a_file_in_place_of_the_folder_is_a_library_error(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("")
    with pytest.raises(LibraryError):
        Library(tmp_path / "index")


def test_a_database_of_another_version_is_a_library_error(tmp_path: Path) -> None:
    with Library(tmp_path) as library:
        library._connection.execute("PRAGMA user_version = 99")
    with pytest.raises(LibraryError, match="version"):
        Library(tmp_path)


def _child(code: str, folder: Path, engine: str = "whoosh") -> subprocess.Popen[str]:
    setup = f"import sys; sys.path.insert(0, {str(TESTS)!r})\nfrom a_report import make_report\n"
    setup += f"from gongkai.library import Library\nlibrary = Library({str(folder)!r}, {engine!r})\n"
    return subprocess.Popen(
        [sys.executable, "-c", setup + code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_two_writers_get_a_clear_message_and_a_reader_is_not_stopped(tmp_path: Path) -> None:
    with Library(tmp_path) as library:
        library.add(make_report())
    writer = _child(
        "with library.batch():\n  library.add(make_report(year=2020)); print('in', flush=True); sys.stdin.read()",
        tmp_path,
    )
    try:
        assert writer.stdout is not None and writer.stdout.readline() == "in\n"
        with Library(tmp_path) as library:
            with pytest.raises(LibraryError, match="another process"):
                library.add(make_report(year=2019))
            assert [hit.year for hit in library.search("复议")] == [2024]
    finally:
        writer.kill()
        writer.wait()
    with Library(tmp_path) as library:  # the lock of a dead process is no lock
        library.add(make_report(year=2019))
        assert {hit.year for hit in library.search("复议")} == {2024, 2020, 2019}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
@pytest.mark.parametrize("engine", ["whoosh", "tantivy"])
def test_a_kill_at_any_moment_leaves_library_and_index_agreeing(tmp_path: Path, engine: str) -> None:
    pytest.importorskip(engine)
    rng = random.Random(1)
    code = "print('go', flush=True)\nfor n in range(400):\n  library.add(make_report(year=1990 + n % 40, total=str(n)))"
    for _ in range(3):
        writer = _child(code, tmp_path, engine)
        assert writer.stdout is not None and writer.stdout.readline() == "go\n"
        time.sleep(0.3 + rng.random())
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
        with Library(tmp_path, engine) as library:
            stored = {row["report_id"] for row in library.rows("reports")}
            found = {hit.report_id for hit in library.search("行政复议", limit=1000)}
        assert found == stored


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_killed_index_run_is_taken_up_again(tmp_path: Path, sample: Path) -> None:
    """`gongkai index` killed at random points: what is stored can be searched, and the next run does the rest."""
    rng = random.Random(2)
    reports = tmp_path / "reports"
    reports.mkdir()
    for path in sorted((sample / "reports").rglob("*.html"))[:3]:
        shutil.copy(path, reports / path.name)
    index = tmp_path / "index"
    command = [sys.executable, "-m", "gongkai", "index", str(reports), "--index", str(index)]
    for _ in range(2):
        run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(1 + 2 * rng.random())
        run.send_signal(signal.SIGKILL)
        run.wait()
        with Library(index) as library:
            stored = {row["report_id"] for row in library.rows("reports")}
            assert {hit.report_id for hit in library.hits("政府信息公开")} == stored
            assert library._pending() == []
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with Library(index) as library:
        assert library.find("政府信息公开").reports == library.stats()["reports"] == 3


def test_importing_the_library_is_cheap() -> None:
    code = "import sys, gongkai.library, gongkai.export; print([m for m in ('whoosh', 'jieba') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
