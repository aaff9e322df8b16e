"""The library as a folder that Datasette serves: a copy of the database, its description, and canned queries."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from ..library import COLUMNS, Filters, Rows
from .columns import about, columns_of, typed
from .files import write_whole
from .tables import table
from .text import flat

if TYPE_CHECKING:
    from ..library import Library

_MADE = ("metrics", "wide")  # what no SQL makes of the library
_TYPES = {"integer": "INTEGER", "number": "NUMERIC", "decimal": "NUMERIC"}


def write_datasette(library: Library, folder: Path, **filters: Unpack[Filters]) -> Path:
    """Write ``library.db`` and ``metadata.json`` into the folder; ``datasette FOLDER`` opens both.

    The database is a copy of the whole library with two tables more, ``metrics`` and ``wide`` (which the filters
    narrow). Returns the database's path.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "library.db"

    def write(part: Path) -> None:
        library.copy(part)
        connection = sqlite3.connect(part)
        try:
            for kind in _MADE:
                _insert(connection, table(library, kind, **filters))
            connection.commit()
        finally:
            connection.close()

    write_whole(path, write)
    text = json.dumps(metadata(), ensure_ascii=False, indent=1)
    (folder / "metadata.json").write_text(f"{text}\n", "utf-8")
    return path


def metadata() -> dict[str, Any]:
    """What Datasette shows about the database: ``data/datasette.json`` and the data dictionary."""
    told = json.loads(files("gongkai").joinpath("data/datasette.json").read_text("utf-8"))
    tables: dict[str, Any] = {name: {"hidden": True} for name in told["hidden"]}
    for kind in (*COLUMNS, *_MADE):
        columns = {column.name: column.content for column in columns_of(kind)}
        tables[f"v_{kind}" if kind in COLUMNS else kind] = {"description": about(kind), "columns": columns}
    library = {"description": told["description"], "tables": tables, "queries": told["queries"]}
    return {
        "title": told["title"],
        "description": told["description"],
        "source": "gongkai",
        "databases": {"library": library},
    }


def _insert(connection: sqlite3.Connection, rows: Rows) -> None:
    columns = typed(rows.columns, rows.kind)
    listed = ", ".join(f'"{column.name}" {_TYPES.get(column.type, "TEXT")}' for column in columns)
    connection.execute(f"CREATE TABLE {rows.kind} ({listed})")
    marks = ",".join("?" * len(columns))
    connection.executemany(f"INSERT INTO {rows.kind} VALUES ({marks})", _values(rows))


def _values(rows: Rows) -> Iterator[list[Any]]:
    for row in rows:
        yield [_value(row[name]) for name in rows.columns]


def _value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return flat(value) if isinstance(value, (list, tuple, dict)) else value
