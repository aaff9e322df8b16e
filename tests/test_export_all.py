"""The panel of organs and years, all tables at once, the data package beside them, and the database for Datasette."""

import asyncio
import csv
import dataclasses
import hashlib
import io
import json
import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest

from a_report import make_report
from gongkai.export import columns_of
from gongkai.export.datasette import metadata
from gongkai.export.tables import ALL
from gongkai.library import COLUMNS, Library
from gongkai.model import Cell
from gongkai.panel import all_cells, editions, wide

STATES = {
    "t3.r_new.c_total": ("number", Decimal(120)),
    "t3.r_carry_in.c_total": ("blank", None),
    "t3.r_open.c_total": ("dash", None),
    "t3.r_part.c_total": ("note", None),
    "t3.r_total.c_total": ("absent", None),
    "t2.a8.fee.amount_wan": ("number", Decimal("59237.2449")),
}


def report(
    organ: str = "云河市青石区财政局",
    year: int = 2024,
    era: str = "2021",
    total: str = "120",
    media: str = "text/html",
):
    tables: dict[str, dict[str, Cell]] = {"t2": {}, "t3": {}, "t4": {}}
    for name, (state, value) in STATES.items():
        tables[name[:2]][name] = Cell(name, value, "" if value is None else str(value), state)
    tables["t3"]["t3.r_new.c_total"] = Cell("t3.r_new.c_total", Decimal(total), total, "number")
    if era == "2019":
        tables["t3"]["t3.r_ot_all.c_total"] = Cell("t3.r_ot_all.c_total", Decimal(2), "2", "number")
    made = make_report(organ, year)
    sha256 = hashlib.sha256(f"{organ}{year}{total}{media}".encode()).hexdigest()
    return dataclasses.replace(made, id=sha256[:16], sha256=sha256, era=era, tables=tables, media_type=media)


@pytest.fixture
def library(tmp_path: Path):
    with Library(tmp_path / "index") as made:
        made.add(report())
        made.add(report(year=2020, era="2019", total="7"))
        made.add(report("云河市白沙区水利局", total="9"))
        yield made


def test_the_panel_has_the_200_cells_of_2021_and_then_those_of_2019() -> None:
    cells = all_cells()
    assert len(cells) == len(set(cells))
    of_2021 = cells[:200]
    assert {cell.split(".")[0] for cell in of_2021} == {"t2", "t3", "t4"}
    assert (cells[0], cells[199]) == ("t2.a1.rule.made", "t4.g_suit_after.total")
    assert "t2.a9.procure.amount" in cells[200:] and "t3.r_ot_all.c_total" in cells[200:]
    assert tuple(column.name for column in columns_of("wide"))[9:] == cells
    assert all("表" in column.content for column in columns_of("wide")[9:])


def test_one_row_an_organ_and_year_where_no_cell_turns_into_0(library: Library) -> None:
    rows = {(row["organ"], row["year"]): row for row in wide(library)}
    assert len(rows) == 3
    row = rows["云河市青石区财政局", 2024]
    assert {name: row[name] for name in STATES} == {name: value for name, (_, value) in STATES.items()}
    assert (row["reports"], row["conflicts"], row["era"]) == (1, 0, "2021")
    assert rows["云河市青石区财政局", 2020]["t3.r_ot_all.c_total"] == 2
    assert row["t3.r_ot_all.c_total"] is None
    assert not any(name.endswith("__state") for name in row)


def test_states_tell_blank_dash_note_and_absent_apart(library: Library) -> None:
    rows = wide(library, states=True, year=2024, organ="青石")
    row = next(rows)
    assert tuple(row) == rows.columns
    assert {name: row[f"{name}__state"] for name in STATES} == {
        name: state for name, (state, _) in STATES.items()
    }
    assert row["t3.r_ot_all.c_total__state"] == ""


def test_two_reports_of_one_organ_and_year_make_one_row_and_their_differences_are_counted(
    library: Library,
) -> None:
    library.add(report(total="121", media="application/pdf"))
    (row,) = wide(library, year=2024, organ="青石")
    assert (row["reports"], row["conflicts"]) == (2, 1)
    groups = editions(library.rows("reports", year=2024, organ="青石"))
    assert [len(group) for group in groups] == [2]
    nameless = [
        {"organ": "", "year": 2024, "report_id": n, "cells": 0, "figures": 0, "published": None} for n in "ab"
    ]
    assert len(editions(nameless)) == 2


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet", "jsonl"])
def test_the_panel_comes_back_as_numbers(run, library: Library, tmp_path: Path, form: str) -> None:
    pandas = pytest.importorskip("pandas")
    path = tmp_path / f"wide.{form}"
    done = run("export", "wide", "--states", "-o", path, "--index", library.path)
    assert done.exit_code == 0, done.output
    read = {
        "csv": pandas.read_csv,
        "xlsx": pandas.read_excel,
        "parquet": pandas.read_parquet,
        "jsonl": lambda p: pandas.read_json(p, lines=True),
    }[form](path)
    row = read[(read["organ"] == "云河市青石区财政局") & (read["year"] == 2024)].iloc[0]
    for name, (state, value) in STATES.items():
        assert pandas.isna(row[name]) if value is None else float(row[name]) == float(value)
        assert row[f"{name}__state"] == state


def test_a_folder_has_every_table_and_a_package_that_proves_them(
    run, library: Library, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    done = run("export", "all", "-o", folder, "--query", "公众号", "--index", library.path)
    assert done.exit_code == 0, done.output
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert [resource["name"] for resource in package["resources"]] == [*ALL, "hits"]
    for resource in package["resources"]:
        content = (folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
        header = next(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert [field["name"] for field in resource["schema"]["fields"]] == header
        assert all(field["description"] for field in resource["schema"]["fields"])
    assert package["gongkai"]["filters"] == {"query": "公众号"}


@pytest.mark.parametrize("form", ["jsonl", "parquet", "xlsx", "csv", "json"])
def test_one_file_can_have_its_package_and_keeps_those_beside_it(
    run, library: Library, tmp_path: Path, form: str
) -> None:
    for kind in ("figures", "cells", "figures"):
        path = tmp_path / f"{kind}.{form}"
        assert run("export", kind, "-o", path, "--datapackage", "--index", library.path).exit_code == 0
    package = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    assert sorted(resource["name"] for resource in package["resources"]) == ["cells", "figures"]
    (tmp_path / f"cells.{form}").unlink()
    run("export", "figures", "-o", tmp_path / f"figures.{form}", "--datapackage", "--index", library.path)
    assert len(json.loads((tmp_path / "datapackage.json").read_text("utf-8"))["resources"]) == 1


def test_one_workbook_has_a_sheet_for_each_table(run, library: Library, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    done = run("export", "all", "-o", tmp_path / "book.xlsx", "--index", library.path)
    assert done.exit_code == 0, done.output
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert book.sheetnames == list(ALL)
    assert all(sheet.freeze_panes == "A2" and sheet.auto_filter.ref for sheet in book)
    assert [cell.value for cell in book["cells"][1]] == list(COLUMNS["cells"])
    assert book["wide"].max_row == 4


@pytest.mark.parametrize(
    "args",
    [
        ["all"],
        ["datasette"],
        ["figures", "--datapackage"],
        ["all", "-o", "out.csv"],
        ["datasette", "-o", "x", "--query", "a"],
        ["figures", "-o", "."],
    ],
)
def test_what_has_no_place_is_refused_in_a_line(run, library: Library, args: list[str]) -> None:
    done = run("export", *args, "--index", library.path)
    assert done.exit_code == 2
    assert "Traceback" not in done.output


def test_a_dash_is_standard_output(run, library: Library) -> None:
    assert run("export", "cells", "-o", "-", "--index", library.path).stdout.startswith("report_id,")


def test_views_hold_the_rows_of_an_export_with_numbers_as_numbers(library: Library) -> None:
    connection = sqlite3.connect(library.path / "library.sqlite")
    for kind in COLUMNS:
        cursor = connection.execute(f"SELECT * FROM v_{kind}")
        assert tuple(column[0] for column in cursor.description) == COLUMNS[kind]
        assert len(cursor.fetchall()) == len(list(library.rows(kind)))
    assert connection.execute("SELECT count(*) FROM v_figures WHERE low > 11 AND low < 400").fetchone() == (
        6,
    )
    fee = "SELECT DISTINCT value FROM v_cells WHERE cell = 't2.a8.fee.amount_wan'"
    assert connection.execute(fee).fetchall() == [(59237.2449,)]
    connection.execute("DROP VIEW v_cells")
    connection.execute("CREATE VIEW v_cells AS SELECT 1")
    connection.commit()
    with Library(library.path):  # a view of another version is made anew
        assert connection.execute("SELECT count(*) FROM v_cells").fetchone()[0] > 1
    connection.close()


def test_every_canned_query_runs_on_the_exported_database(run, library: Library, tmp_path: Path) -> None:
    done = run("export", "datasette", "-o", tmp_path / "site", "--index", library.path)
    assert done.exit_code == 0, done.output
    connection = sqlite3.connect(tmp_path / "site" / "library.db")
    told = json.loads((tmp_path / "site" / "metadata.json").read_text("utf-8"))["databases"]["library"]
    assert connection.execute("SELECT count(*) FROM wide").fetchone() == (3,)
    given = {"metric": "公众号推送数", "topic": "", "unit": "", "words": "", "word": "公众号"}
    for query in told["queries"].values():
        rows = connection.execute(query["sql"], given).fetchall()
        assert rows, query["title"]
    for name, about in told["tables"].items():
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
        assert columns, name
        assert about.get("hidden") or list(about["columns"]) == columns
    connection.close()


def test_datasette_serves_it(run, library: Library, tmp_path: Path) -> None:
    app = pytest.importorskip("datasette.app")
    run("export", "datasette", "-o", tmp_path, "--index", library.path)

    async def ask() -> list[dict[str, object]]:
        served = app.Datasette([str(tmp_path / "library.db")], metadata=metadata())
        await served.invoke_startup()
        query = await served.client.get("/library/metric_by_year.json?metric=wechat_posts&_shape=array")
        table = await served.client.get("/library/v_figures.json?_shape=array&unit=篇")
        page = await served.client.get("/library/v_cells")
        assert page.status_code == 200 and "five different things" in page.text
        return [query.json()[0], table.json()[0]]

    metric, figure = asyncio.run(ask())
    assert (metric["value"], metric["qualifier"]) == (360, "at_least")
    assert (figure["text"], figure["low"]) == ("12篇", 12)
