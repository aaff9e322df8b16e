"""One file of rows, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from .text import TEXT_FORMATS, write_rows

T = TypeVar("T")

FORMATS = (*TEXT_FORMATS, "xlsx", "parquet")
_BY_SUFFIX = {**{f".{form}": form for form in FORMATS}, ".ndjson": "jsonl"}


def form_of(path: str | Path) -> str:
    """The format that a file's name asks for, "" if it asks for none."""
    return _BY_SUFFIX.get(Path(path).suffix.lower(), "")


def write_file(rows: Iterable[dict[str, Any]], path: str | Path, form: str = "") -> int:
    """Write rows to a file, whole or not at all, and return how many there were.

    ``form`` is one of FORMATS (default: what the file's name asks for, else ``csv``). A CSV file begins with a BOM, so
    that Excel reads it as UTF-8. Raises ValueError for another form, ExportError where the library for it is missing.
    """
    path = Path(path)
    form = form or form_of(path) or "csv"
    if form not in FORMATS:
        raise ValueError(f"format {form!r} is none of {', '.join(FORMATS)}")
    return write_whole(path, lambda part: _write(rows, part, form))


def write_whole(path: Path, write: Callable[[Path], T]) -> T:
    """What ``write`` makes of a file beside the path, put in its place when it is complete."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        made = write(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return made


def _write(rows: Iterable[dict[str, Any]], path: Path, form: str) -> int:
    if form == "xlsx":
        from .xlsx import write_book

        return write_book([(getattr(rows, "kind", "") or "rows", rows)], path)[0]
    if form == "parquet":
        from .parquet import write_parquet

        return write_parquet(rows, path)
    # Half a surrogate pair is no UTF-8: it is written as \udXXX, which JSON reads back as what it was.
    encoding = "utf-8-sig" if form == "csv" else "utf-8"
    with path.open("w", encoding=encoding, newline="", errors="backslashreplace") as out:
        return write_rows(rows, out, form)
