"""Rows → Parquet, some thousand at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Context, Decimal
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ExportError
from .columns import Column, typed
from .text import check_keys, to_json

if TYPE_CHECKING:
    import pyarrow

_AT_ONCE = 10_000
# Whole numbers of 28 digits with 10 decimals: DuckDB, polars and pandas all read 38 digits as exact decimals.
_DIGITS, _PLACES = 38, 10
_STEP = Decimal(1).scaleb(-_PLACES)
_EXACT = Context(prec=_DIGITS + 2)


def write_parquet(rows: Iterable[dict[str, Any]], path: Path) -> int:
    """Write rows to a Parquet file and return how many there were.

    Decimals are ``decimal128(38, 10)``. A column with a number that does not fit becomes a column of texts: exact
    digits matter more than the type. Raises ExportError if pyarrow is not installed.
    """
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise ExportError(
            "Parquet needs pyarrow: pip install 'gongkai[parquet]' / 导出 Parquet 需要安装 pyarrow"
        ) from None
    given = iter(rows)
    first = next(given, None)
    names = tuple(getattr(rows, "columns", ()) or first or ())
    file = _File(path, typed(names, getattr(rows, "kind", ""), first))
    try:
        return file.write(given if first is None else chain([first], given))
    finally:
        file.close()


class _File:
    def __init__(self, path: Path, columns: list[Column]) -> None:
        self._path = path
        self._columns = columns
        self._open(path)

    def _open(self, path: Path) -> None:
        import pyarrow.parquet

        self._schema = pyarrow.schema([(column.name, _arrow(column)) for column in self._columns])
        self._writer = pyarrow.parquet.ParquetWriter(path, self._schema, compression="zstd")

    def close(self) -> None:
        self._writer.close()

    def write(self, rows: Iterator[dict[str, Any]]) -> int:
        known = {column.name for column in self._columns}
        count = 0
        while some := list(islice(rows, _AT_ONCE)):
            for number, row in enumerate(some, count + 1):
                check_keys(row, known, number)
            if wide := [c.name for c in self._columns if c.type == "decimal" and not _all_fit(some, c.name)]:
                self._widen(wide)
            arrays = {c.name: [_value(c, row.get(c.name)) for row in some] for c in self._columns}
            self._writer.write_table(_table(arrays, self._schema))
            count += len(some)
        return count

    def _widen(self, names: list[str]) -> None:
        """Go on with these columns as texts, and write anew what stands in the file."""
        import pyarrow.parquet

        self.close()
        before = self._path.with_name(self._path.name + ".before")
        self._path.replace(before)
        self._columns = [Column(c.name, "string", c.content) if c.name in names else c for c in self._columns]
        try:
            self._open(self._path)
            with pyarrow.parquet.ParquetFile(before) as file:
                for batch in file.iter_batches(_AT_ONCE):
                    table = pyarrow.Table.from_batches([batch])
                    arrays = {
                        c.name: [_value(c, v) for v in table[c.name].to_pylist()]
                        if c.name in names
                        else table[c.name]
                        for c in self._columns
                    }
                    self._writer.write_table(_table(arrays, self._schema))
        finally:
            before.unlink(missing_ok=True)


def _table(arrays: dict[str, Any], schema: pyarrow.Schema) -> pyarrow.Table:
    import pyarrow

    try:
        return pyarrow.table(arrays, schema=schema)
    except (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError, OverflowError) as error:
        raise ExportError(f"Parquet cannot hold these rows: {error}") from error


def _arrow(column: Column) -> Any:
    import pyarrow

    return {
        "string": pyarrow.string(),
        "integer": pyarrow.int64(),
        "number": pyarrow.float64(),
        "decimal": pyarrow.decimal128(_DIGITS, _PLACES),
        "boolean": pyarrow.bool_(),
        "date": pyarrow.date32(),
        "list": pyarrow.list_(pyarrow.string()),
        "json": pyarrow.string(),
    }[column.type]


def _all_fit(rows: list[dict[str, Any]], name: str) -> bool:
    return all(value is None or _fits(value) for row in rows for value in (row.get(name),))


def _fits(value: Any) -> bool:
    if not isinstance(value, Decimal) or not value.is_finite():
        return False
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    if value and value.adjusted() >= _DIGITS - _PLACES:
        return False
    return exponent >= -_PLACES or value == value.quantize(_STEP, context=_EXACT)


def _value(column: Column, value: Any) -> Any:
    if value is None:
        return None
    if column.type == "string":
        return _clean(_digits(value) if isinstance(value, Decimal) else str(value))
    if column.type == "json":
        return _clean(to_json(value))
    if column.type == "list":
        return [_clean(item) for item in value]
    if column.type == "date" and isinstance(value, str):
        return date.fromisoformat(value)
    if column.type == "number":
        return float(value)
    return value


def _digits(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _clean(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
