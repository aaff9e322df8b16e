"""Whether this installation is in order: what is installed, what is missing, where the data lies."""

from __future__ import annotations

import importlib.metadata as metadata
import locale
import platform
import re
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .errors import GongkaiError

State = Literal["ok", "missing", "broken"]
_DEV = "dev"  # the extra for developers; a user misses nothing without it


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. ``missing`` is something optional that is not there; ``broken`` has to be put right."""

    group: str
    name: str
    state: State
    detail: str = ""
    hint: str = ""


def doctor(index: str | Path = "index", corpora: str | Path = "corpora") -> list[Check]:
    """Look at program, libraries, optional tools, data files, library and corpora. Raises nothing."""
    return [*_program(), *_libraries(), *_tools(), *_data(), *_library(Path(index)), *_corpora(Path(corpora))]


def _program() -> Iterator[Check]:
    from . import __version__

    yield Check("program", "gongkai", "ok", f"{__version__} in {Path(__file__).parent}")
    is_new = sys.version_info >= (3, 11)
    yield Check(
        "program", "python", "ok" if is_new else "broken", platform.python_version(), "needs 3.11 or newer"
    )
    yield Check("program", "platform", "ok", platform.platform())
    language = locale.getlocale()[0] or "C"
    encoding = getattr(sys.stdout, "encoding", None) or "?"
    yield Check("program", "locale", "ok", f"{language}, output {encoding}")


def _libraries() -> Iterator[Check]:
    try:
        wanted = metadata.requires("gongkai") or []
    except metadata.PackageNotFoundError:
        yield Check("libraries", "gongkai", "missing", "runs from a checkout", "pip install .")
        return
    seen = set()
    for line in sorted(wanted, key=lambda one: ("extra ==" in one, "'all'" in one or '"all"' in one, one)):
        name = re.split(r"[^\w.-]", line, maxsplit=1)[0]
        extra = re.search(r"extra == ['\"]([\w-]+)", line)
        if name in seen or name == "gongkai" or (extra and extra[1] == _DEV):
            continue
        seen.add(name)
        hint = f"pip install 'gongkai[{extra[1]}]'" if extra else "pip install gongkai"
        try:
            yield Check("libraries", name, "ok", metadata.version(name))
        except metadata.PackageNotFoundError:
            yield Check("libraries", name, "missing" if extra else "broken", "not installed", hint)


def _tools() -> Iterator[Check]:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    hint = "install LibreOffice to read DOC, WPS, RTF and ODT"
    yield Check(
        "tools", "soffice", "ok" if office else "missing", office or "not found", "" if office else hint
    )


def _data() -> Iterator[Check]:
    from . import words
    from .tagging import tag

    for name, sample, use in (
        ("model", "举办新闻发布会4场。", lambda text: tag([text])),
        ("dictionary", "政策解读", words.cut),
    ):
        try:
            use(sample)
        except (GongkaiError, OSError, ValueError) as error:
            yield Check("data", name, "broken", str(error), "install gongkai again")
        else:
            yield Check("data", name, "ok", "readable")


def _library(folder: Path) -> Iterator[Check]:
    from .library import Library

    where = str(folder.absolute())
    database = folder / "library.sqlite"
    if not database.is_file():
        yield Check("library", "index", "missing", f"none in {where}", "gongkai index PATH")
        return
    try:
        with sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True) as connection:
            verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        connection.close()
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)
        with Library(folder) as library:
            counts = library.stats()
            library.search("政府", limit=1)
    except (GongkaiError, sqlite3.Error) as error:
        yield Check("library", "index", "broken", f"{where}: {error}", "delete the folder and index again")
        return
    shown = ", ".join(f"{counts[name]} {name}" for name in ("reports", "organs", "figures", "findings"))
    yield Check("library", "index", "ok", f"{where}: {shown}")


def _corpora(folder: Path) -> Iterator[Check]:
    parts = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    if not parts:
        yield Check(
            "corpora",
            str(folder),
            "missing",
            "no folder of reports here",
            "gongkai crawl URL --into corpora/NAME",
        )
    for part in parts:
        count = sum(path.is_file() for path in part.rglob("*"))
        yield Check("corpora", part.name, "ok", f"{part.absolute()}: {count} files")
