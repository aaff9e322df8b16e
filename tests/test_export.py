"""Export: nothing runs in a spreadsheet, no digit is lost, an empty export still has its header."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest

from a_report import make_report
from gongkai.export import write_file, write_rows
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


@pytest.mark.parametrize("kind", COLUMNS)
def test_the_data_dictionary_names_every_column(kind: str) -> None:
    text = (ROOT / "docs" / "data-dictionary.md").read_text("utf-8")
    part = text.split(f"\n## {kind}\n", 1)[1].split("\n## ", 1)[0]
    listed = [line.split("`")[1] for line in part.splitlines() if line.startswith("| `")]
    assert listed == list(COLUMNS[kind])


def test_a_dash_cell_is_exported_as_text_and_a_number_as_a_number(tmp_path: Path) -> None:
    with Library(tmp_path) as library:
        library.add(make_report())
        out = io.StringIO()
        write_rows(library.rows("cells"), out, "csv")
    rows = {row["cell"]: row for row in csv.DictReader(io.StringIO(out.getvalue()))}
    dash, money = rows["t3.r_no_safety.c_total"], rows["t3.r_open.c_total"]
    assert (dash["value"], dash["raw"], dash["state"]) == ("", "'-", "dash")
    assert (money["value"], money["raw"], money["proof"]) == ("1.50", "1.50", "sum")
