"""Export: nothing runs in a spreadsheet, no digit is lost, an empty export still has its header."""

import csv
import io
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from a_report import make_report
from gongkai.export import columns_of, kinds, write_file, write_rows
from gongkai.export.dictionary import dictionary
from gongkai.library import COLUMNS, Library

ROOT = Path(__file__).resolve().parents[1]


def as_csv(*rows: dict[str, object]) -> list[list[str]]:
    out = io.StringIO()
    assert write_rows(iter(rows), out, "csv") == len(rows)
    return list(csv.reader(io.StringIO(out.getvalue())))


@pytest.mark.parametrize("text", ["=1+1", "+86", "-", "-5", "@SUM(A1)", "\tx", "\rx", "＝1", "－5"])
def test_a_text_that_looks_like_a_formula_is_defused(text: str) -> None:
    out = io.StringIO()
    write_rows([{"a": text}], out, "csv")
    assert list(csv.reader(io.StringIO(out.getvalue(), newline="")))[1] == ["'" + text]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (-5, "-5"),
        (-0.5, "-0.5"),
        (Decimal("-1.50"), "-1.50"),
        (Decimal("3E+8"), "300000000"),
        (None, ""),
        (True, "True"),
        (["POLICY", "EVENT"], "POLICY|EVENT"),
        ([], ""),
        ([[0, 2]], "[[0, 2]]"),
        ({"a": Decimal("1.50")}, '{"a": "1.50"}'),
        ('1,"2"\n三', '1,"2"\n三'),
        (("=1", "b"), "'=1|b"),
    ],
)
def test_cells(value: object, cell: str) -> None:
    assert as_csv({"a": value, "b": "x"})[1] == [cell, "x"]


def test_json_keeps_decimals_as_strings_and_jsonl_is_one_line_a_row() -> None:
    rows = [{"a": Decimal("3E+8"), "b": "云"}, {"a": None, "b": "\n"}]
    for form in ("json", "jsonl"):
        out = io.StringIO()
        assert write_rows(rows, out, form) == 2
        text = out.getvalue()
        loaded = json.loads(text) if form == "json" else [json.loads(line) for line in text.splitlines()]
        assert loaded == [{"a": "300000000", "b": "云"}, {"a": None, "b": "\n"}]
    out = io.StringIO()
    write_rows([], out, "json")
    assert json.loads(out.getvalue()) == []


def test_an_unknown_format_or_a_stray_column_is_an_error() -> None:
    with pytest.raises(ValueError, match="xml"):
        write_rows([], io.StringIO(), "xml")
    with pytest.raises(ValueError, match="row 2"):
        write_rows([{"a": 1}, {"a": 1, "b": 2}], io.StringIO(), "csv")


def test_a_csv_file_has_a_bom_and_others_do_not(tmp_path: Path) -> None:
    for form, start in (("csv", b"\xef\xbb\xbfa\r\n"), ("json", b"["), ("jsonl", b"{")):
        path = tmp_path / f"out.{form}"
        assert write_file([{"a": "云"}], path, form) == 1
        assert path.read_bytes().startswith(start)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    write_file([{"a": 1}], path)

    def broken():
        yield {"a": 2}
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_file(broken(), path)
    assert path.read_text("utf-8-sig") == "a\n1\n"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("kind", COLUMNS)
def test_an_empty_export_has_its_header(tmp_path: Path, kind: str) -> None:
    with Library(tmp_path) as library:
        out = io.StringIO()
        assert write_rows(library.rows(kind), out, "csv") == 0
    assert out.getvalue().strip().split(",") == list(COLUMNS[kind])


def test_the_data_dictionary_is_what_the_column_data_makes() -> None:
    assert (ROOT / "docs" / "data-dictionary.md").read_text("utf-8") == dictionary()


@pytest.mark.parametrize("kind", COLUMNS)
def test_every_column_of_the_library_is_described(kind: str) -> None:
    assert tuple(column.name for column in columns_of(kind)) == COLUMNS[kind]


@pytest.mark.parametrize("kind", kinds())
def test_every_description_says_something(kind: str) -> None:
    assert all(column.content for column in columns_of(kind))
    assert len({column.name for column in columns_of(kind)}) == len(columns_of(kind))


def test_a_dash_cell_is_exported_as_text_and_a_number_as_a_number(tmp_path: Path) -> None:
    with Library(tmp_path) as library:
        library.add(make_report())
        out = io.StringIO()
        write_rows(library.rows("cells"), out, "csv")
    rows = {row["cell"]: row for row in csv.DictReader(io.StringIO(out.getvalue()))}
    dash, money = rows["t3.r_no_safety.c_total"], rows["t3.r_open.c_total"]
    assert (dash["value"], dash["raw"], dash["state"]) == ("", "'-", "dash")
    assert (money["value"], money["raw"], money["proof"]) == ("1.50", "1.50", "sum")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    with Library(tmp_path / "index") as library:
        for year in (2023, 2024):
            library.add(make_report(year=year))
        library.add(make_report("云河市白沙区水利局", total="7"))
    return tmp_path / "index"


def exported(run, index: Path, *args: str) -> list[dict[str, str]]:
    done = run("export", *args, "--index", index)
    assert done.exit_code == 0, done.output
    return list(csv.DictReader(io.StringIO(done.stdout)))


def test_a_query_narrows_rows_to_what_the_search_finds(run, small: Path) -> None:
    def keys(rows: list[dict[str, str]]) -> list[tuple[str, str]]:
        return [(row["report_id"], row["passage"]) for row in rows]

    hits = exported(run, small, "hits", "--query", "行政复议", "--year", "2024")
    passages = exported(run, small, "passages", "--query", "行政复议", "--year", "2024")
    assert sorted(keys(hits)) == sorted(keys(passages))
    assert len(hits) == 2
    assert {row["text"] for row in exported(run, small, "figures", "--query", "行政复议")} == {"1件"}
    assert len(exported(run, small, "tags", "--query", "行政复议 机构:白沙区")) == 1
    assert len(exported(run, small, "reports", "--query", "行政复议 机构:白沙区")) == 1
    assert len(exported(run, small, "cells", "--query", "格:t3.r_new.c_total<10")) == 3
    assert exported(run, small, "figures", "--query", "没有这个词") == []


def test_rows_come_by_organ_year_and_place(small: Path) -> None:
    with Library(small) as library:
        for kind in COLUMNS:
            rows = [(row["organ"], row["year"], row["report_id"]) for row in library.rows(kind)]
            assert rows == sorted(rows)
        places = [(row["report_id"], row["start"]) for row in library.rows("figures")]
        assert [start for key, start in places if key == places[0][0]] == sorted(
            start for key, start in places if key == places[0][0]
        )
        assert {row["topic"] for row in library.rows("figures", year=2024)} == {
            "POLICY",
            "REMEDY",
            "NEWMEDIA",
        }


def test_two_filtered_exports_at_once_do_not_disturb_each_other(small: Path) -> None:
    with Library(small) as library:
        one = library.rows("figures", query="行政复议")
        two = library.rows("figures", query="公众号推送")
        first = next(one)
        assert len(list(two)) == 6
        assert len([first, *one]) == 3


@pytest.mark.parametrize("form", ["csv", "jsonl", "json", "xlsx", "parquet"])
def test_the_name_of_the_file_asks_for_its_format(run, small: Path, tmp_path: Path, form: str) -> None:
    for at, args in enumerate(
        (["-o", str(tmp_path / f"a.{form}")], ["-o", str(tmp_path / "b"), "--format", form])
    ):
        done = run("export", "cells", *args, "--index", small)
        assert done.exit_code == 0, done.output
        assert "9 rows" in done.stderr
        assert at or (tmp_path / f"a.{form}").stat().st_size
    assert len((tmp_path / "b").read_bytes()) > 0


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["hits"], "--query"),
        (["cells", "--format", "xlsx"], "-o"),
        (["cells", "--json", "--format", "csv"], "exclude"),
        (["cells", "--query", '"'], "gongkai:"),
    ],
)
def test_what_cannot_be_exported_is_said_in_a_line(run, small: Path, args: list[str], words: str) -> None:
    done = run("export", *args, "--index", small)
    assert done.exit_code == 2
    assert words in done.stderr
    assert "Traceback" not in done.output


@pytest.mark.parametrize("lines", [1, 2000])
def test_a_reader_that_leaves_ends_the_export_in_silence(tmp_path: Path, lines: int) -> None:
    with Library(tmp_path) as library:
        for year in range(2000, 2040 if lines > 1 else 2001):
            library.add(
                make_report(year=year, passages=[f"发布信息{n}条。" for n in range(50)], figures=[], tags=[])
            )
    command = [sys.executable, "-m", "gongkai", "export", "passages", "--index", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout and process.stderr
        if lines > 1:
            assert process.stdout.readline().startswith(b"report_id,")
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 141
