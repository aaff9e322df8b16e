"""What is exported is read back by pandas, polars, DuckDB and openpyxl as what it was, hostile texts included."""

import csv
import datetime
import io
import json
import re
import warnings
from decimal import Decimal
from pathlib import Path

import pytest

from gongkai.errors import ExportError
from gongkai.export import columns_of, defuse, undefuse, write_file
from gongkai.library import COLUMNS, Rows

HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    " =1+1",
    "\ufeff=1",
    "＝1＋1",
    "'=1",
    "'quoted",
    "''",
    "\ttab",
    "line\nbreak",
    "\nfirst",
    'say "yes", no; maybe|so',
    '"',
    ",",
    "0012",
    "1E5",
    "2024-01-01",
    "NULL",
    "NA",
    "nan",
    "true",
    " blanks ",
    "云河市👩‍👩‍👧 𠮷",
    "<r><t>x</t></r>",
    "<b>&amp;</b>",
    "_x0041_",
    "\\N",
    "\\ud800",
    "e\u0301\u200b\u202e",
    "https://example.org/a?b=1&c=2#d",
    "javascript:alert(1)",
    "file:///etc/passwd",
]
CONTROL = ["\x01\x02", "a\x0bb", "a\x7fb", "end\ufffe"]
NUMBERS = [
    "0",
    "360",
    "-5",
    "0.6667",
    "59237.2449",
    "3.1E+8",
    "99999999999999",
    "1234567890123456.789",
    "1.50",
]


def rows(texts: list[str], numbers: list[str]) -> Rows:
    names = tuple(column.name for column in columns_of("figures"))
    made = []
    for n, text in enumerate(texts):
        value = Decimal(numbers[n % len(numbers)])
        made.append(
            dict.fromkeys(names)
            | {"report_id": f"{n:016d}", "organ": text, "year": 2024, "start": n, "end": n + 1, "text": text}
            | {"low": value, "high": None, "unit": "", "topics": ["POLICY", "EVENT"], "context": text}
            | {"url": f"https://example.org/{n}", "source": text}
        )
    return Rows(names, iter(made), "figures")


@pytest.fixture
def written(tmp_path: Path):
    def write(form: str, texts: list[str] = HOSTILE, numbers: list[str] = NUMBERS) -> Path:
        path = tmp_path / f"figures.{form}"
        assert write_file(rows(texts, numbers), path) == len(texts)
        return path

    return write


def expected(numbers: list[str] = NUMBERS, count: int = len(HOSTILE)) -> list[Decimal]:
    return [Decimal(numbers[n % len(numbers)]) for n in range(count)]


@pytest.mark.parametrize("text", [*HOSTILE, *CONTROL, "", "\r", "－5", "plain"])
def test_defusing_is_undone_exactly(text: str) -> None:
    assert undefuse(defuse(text)) == text
    assert not re.match(r"[=+\-@\t\r\n]", defuse(text).lstrip(" \ufeff"))


def test_csv_by_the_csv_module(written) -> None:
    texts = [*HOSTILE, *CONTROL, "a\x00b", "a\rb", "a\r\nb"]
    with written("csv", texts).open(encoding="utf-8-sig", newline="") as file:
        read = list(csv.DictReader(file))
    assert [undefuse(row["organ"]) for row in read] == texts
    assert [Decimal(row["low"]) for row in read] == expected(count=len(texts))


def test_csv_by_pandas(written) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(written("csv"), dtype=str, keep_default_na=False)
    assert [undefuse(text) for text in frame["organ"]] == HOSTILE
    assert [Decimal(low) for low in frame["low"]] == expected()
    assert list(frame["report_id"]) == [f"{n:016d}" for n in range(len(HOSTILE))]


def test_csv_by_polars(written) -> None:
    polars = pytest.importorskip("polars")
    frame = polars.read_csv(written("csv"), infer_schema=False)
    assert [undefuse(text) for text in frame["organ"]] == HOSTILE
    assert [Decimal(low) for low in frame["low"]] == expected()


def test_csv_by_duckdb(written) -> None:
    duckdb = pytest.importorskip("duckdb")
    sql = "SELECT organ, low FROM read_csv(?, header=true, all_varchar=true, delim=',', quote='\"', escape='\"')"
    read = duckdb.execute(sql, [str(written("csv"))]).fetchall()
    assert [undefuse(text) for text, _ in read] == HOSTILE
    assert [Decimal(low) for _, low in read] == expected()


def test_jsonl_by_json_pandas_polars_and_duckdb(written) -> None:
    path = written("jsonl", [*HOSTILE, *CONTROL, "half \ud83d", "a\x00b"])
    lines = path.read_text("utf-8").split("\n")
    assert [json.loads(line)["organ"] for line in lines if line] == [
        *HOSTILE,
        *CONTROL,
        "half \ud83d",
        "a\x00b",
    ]
    path = written("jsonl")
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_json(path, lines=True, dtype=False)
    assert list(frame["organ"]) == HOSTILE
    assert [Decimal(low) for low in frame["low"]] == expected()
    polars = pytest.importorskip("polars")
    assert list(polars.read_ndjson(path)["organ"]) == HOSTILE
    duckdb = pytest.importorskip("duckdb")
    sql = "SELECT organ, low FROM read_json(?, columns={organ: 'VARCHAR', low: 'VARCHAR'})"
    read = duckdb.execute(sql, [str(path)]).fetchall()
    assert [text for text, _ in read] == HOSTILE
    assert [Decimal(low) for _, low in read] == expected()


def test_parquet_by_pandas_polars_and_duckdb(written) -> None:
    pytest.importorskip("pyarrow")
    texts = [*HOSTILE, *CONTROL]
    path = written("parquet", texts)
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_parquet(path)
    assert list(frame["organ"]) == texts
    assert list(frame["low"]) == expected(count=len(texts))
    assert frame["high"].isna().all()
    assert [list(topics) for topics in frame["topics"]] == [["POLICY", "EVENT"]] * len(texts)
    polars = pytest.importorskip("polars")
    frame = polars.read_parquet(path)
    assert (list(frame["organ"]), list(frame["low"])) == (texts, expected(count=len(texts)))
    duckdb = pytest.importorskip("duckdb")
    read = duckdb.execute("SELECT organ, low, year FROM read_parquet(?)", [str(path)]).fetchall()
    assert read == list(zip(texts, expected(count=len(texts)), [2024] * len(texts), strict=True))


@pytest.mark.parametrize(
    "odd", ["1E-12", "1234567890123456789012345678901234567890", "1.23456789012345", "1E+40"]
)
def test_parquet_keeps_the_digits_of_numbers_its_decimals_cannot_hold(
    tmp_path: Path, odd: str, monkeypatch
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr("gongkai.export.parquet._AT_ONCE", 2)
    numbers = ["360", "1.50", "-0.5", odd, "7"]
    write_file(rows(["x"] * 5, numbers), tmp_path / "a.parquet")
    read = parquet.read_table(tmp_path / "a.parquet")
    assert [Decimal(low) for low in read["low"].to_pylist()] == [Decimal(n) for n in numbers]
    assert read["topics"].to_pylist() == [["POLICY", "EVENT"]] * 5
    assert [path.name for path in tmp_path.iterdir()] == ["a.parquet"]


def test_xlsx_by_openpyxl(written) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    sheet = openpyxl.load_workbook(written("xlsx")).active
    assert (sheet.title, sheet.freeze_panes) == ("figures", "A2")
    header, *read = list(sheet.iter_rows())
    names = [cell.value for cell in header]
    assert sheet.auto_filter.ref == f"A1:{header[-1].column_letter}{len(HOSTILE) + 1}"
    at = {name: names.index(name) for name in names}
    unescape = openpyxl.utils.escape.unescape
    assert [unescape(row[at["organ"]].value) for row in read] == HOSTILE
    assert {row[at["organ"]].data_type for row in read} == {"s"}  # no formula, no number, no error
    lows = [row[at["low"]].value for row in read]
    assert [Decimal(str(low)) for low in lows] == expected()
    assert all(isinstance(low, (int, float)) for low in lows if low != "1234567890123456.789")
    assert [row[at["url"]].hyperlink.target for row in read[:2]] == [
        "https://example.org/0",
        "https://example.org/1",
    ]
    linked = {row[at["source"]].value for row in read if row[at["source"]].hyperlink}
    assert linked == {"https://example.org/a?b=1&c=2#d"}
    assert read[0][at["high"]].value is None
    assert read[0][at["topics"]].value == "POLICY|EVENT"


def test_xlsx_by_pandas(written) -> None:
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("openpyxl")
    frame = pandas.read_excel(
        written("xlsx", [t for t in HOSTILE if "_x" not in t]), dtype=str, keep_default_na=False
    )
    assert list(frame["text"]) == [t for t in HOSTILE if "_x" not in t]


def test_xlsx_holds_control_characters_by_its_own_escape_and_cuts_what_is_too_long(written) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    texts = ["\x01a\x00", "a\rb", "a\x0bb", "half \ud83d", "end\uffff", "<r>\x01</r>", "<r></r>"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        path = written("xlsx", texts)
    sheet = openpyxl.load_workbook(path).active
    read = [openpyxl.utils.escape.unescape(cell.value) for cell in sheet["H"][1:]]
    assert read == ["\x01a\x00", "a\rb", "a\x0bb", "half \ufffd", "end\ufffd", "<r>\ufffd</r>", "<r></r>"]
    with pytest.warns(UserWarning, match="4 texts were cut"):
        path = written("xlsx", ["长" * 40_000, "b" * 32_767])
    sheet = openpyxl.load_workbook(path).active
    assert [len(cell.value) for cell in sheet["H"][1:]] == [32_767, 32_767]


def test_xlsx_has_dates_and_goes_on_to_a_second_sheet(tmp_path: Path, monkeypatch) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    monkeypatch.setattr("gongkai.export.xlsx.ROWS", 3)
    made = [{"year": 2020 + n, "published": f"202{n}-01-20", "cells": n} for n in range(3)]
    made.append({"year": None, "published": "1899-12-31", "cells": None})
    write_file(Rows(("year", "published", "cells"), iter(made), "reports"), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["reports", "reports (2)"]
    first, second = (list(sheet.values) for sheet in book)
    assert first[1:] == [(2020, datetime.datetime(2020, 1, 20), 0), (2021, datetime.datetime(2021, 1, 20), 1)]
    assert second == [
        ("year", "published", "cells"),
        (2022, datetime.datetime(2022, 1, 20), 2),
        (None, "1899-12-31", None),
    ]


@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "xlsx", "parquet"])
def test_rows_that_no_one_described_and_no_rows_at_all(tmp_path: Path, form: str) -> None:
    made = [{"a": 1, "b": Decimal("1.5"), "c": ["x"], "d": None, "e": {"k": [1]}, "f": True, "g": 0.5}]
    assert write_file(iter(made), tmp_path / f"a.{form}") == 1
    assert write_file(Rows(COLUMNS["cells"], iter(()), "cells"), tmp_path / f"b.{form}") == 0
    assert write_file(iter(()), tmp_path / f"c.{form}") == 0
    if form not in ("json", "jsonl"):
        with pytest.raises(ValueError, match="row 2"):
            write_file([{"a": 1}, {"a": 1, "b": 2}], tmp_path / f"d.{form}")
    assert len(list(tmp_path.iterdir())) == 3


def test_a_missing_library_is_named(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(ExportError, match=r"gongkai\[parquet\]"):
        write_file([{"a": 1}], tmp_path / "a.parquet")


@pytest.mark.parametrize(
    "words", [["a", "b"], [], [""], ["a|b"], ["[x"], ["a", ""], ["=1"], ["'"], ["|"], ["", ""]]
)
def test_lists_of_words_in_csv_can_be_told_apart(words: list[str]) -> None:
    out = io.StringIO()
    from gongkai.export import write_rows

    write_rows([{"a": words, "b": 1}], out)
    cell = undefuse(list(csv.reader(io.StringIO(out.getvalue())))[1][0])
    assert (json.loads(cell) if cell.startswith("[") else cell.split("|") if cell else []) == words
