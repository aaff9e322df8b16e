"""Reading beside plain libraries on the sample corpus: reports a second, cells right, clauses of prose found whole.

Peers stop earlier: BeautifulSoup gives all text, trafilatura the main text, and a plain table reader (pdfplumber's
``extract_tables`` or the rows of every <table>) gives grids, of which the cells of table 3 are looked up by their row
label and the order of the last seven columns, as a first script would.
"""

from __future__ import annotations

import io
import json
import re
import tomllib
from collections.abc import Callable, Iterable
from importlib.resources import files
from pathlib import Path

import pdfplumber
import trafilatura
from bs4 import BeautifulSoup
from timing import seconds

from gongkai.model import Report
from gongkai.parse import parse_report
from gongkai.readers import load, read_document

SAMPLE = Path(__file__).resolve().parents[1] / "corpora" / "sample"
FORM = json.loads(files("gongkai.data").joinpath("format.json").read_text("utf-8"))["t3"]
COLUMNS = [column["id"] for column in FORM["cols"]]
Grid = list[list[str | None]]


def manifest() -> list[dict]:
    return json.loads((SAMPLE / "manifest.json").read_text("utf-8"))["reports"]


TRUTHS = {
    SAMPLE / r["file"]: json.loads((SAMPLE / r["truth"]).read_text("utf-8"))["cells"] for r in manifest()
}
NAMES = {SAMPLE / r["file"]: r["name"] for r in manifest()}


def read(path: Path) -> Report:
    return parse_report(read_document(load(path)))


def cells_right(path: Path, report: Report) -> tuple[int, int]:
    """Cells of the truth read equal (a blank must be blank), and how many there are."""
    truth = TRUTHS[path]
    right = 0
    for cell_id, value in truth.items():
        cell = report.cell(cell_id)
        right += cell.state == "blank" if value is None else cell.raw.strip() == value
    return right, len(truth)


def looked_up(path: Path, grids: Iterable[Grid]) -> tuple[int, int]:
    """Cells of table 3 that a plain lookup by row label finds equal, and how many there are."""
    found: dict[str, str] = {}
    labels = {squeeze(row["label"]): row["id"] for row in FORM["rows_2021"]}
    for grid in grids:
        for row in grid:
            cells = [squeeze(cell or "") for cell in row]
            name = next((labels[c] for c in reversed(cells[:-7]) if c in labels), None)
            if name:
                found.update({f"t3.{name}.{c}": v for c, v in zip(COLUMNS, cells[-7:], strict=False)})
    truth = {k: v for k, v in TRUTHS[path].items() if k.startswith("t3.")}
    return sum(found.get(k) == (v or "") for k, v in truth.items()), len(truth)


def squeeze(text: str) -> str:
    return "".join(text.split())


def clauses(path: Path) -> list[str]:
    """Clauses of the report's narrative as it was written, before any carrier got hold of it."""
    source = tomllib.loads((SAMPLE / "sources" / f"{NAMES[path]}.toml").read_text("utf-8"))
    words = re.split("[，。；：\n]", source.get("s1", "") + source.get("s5", ""))
    return [w for w in map(squeeze, words) if len(w) >= 8 and "{" not in w and not w.startswith("#")]


def prose_found(path: Path, text: str) -> tuple[int, int]:
    shown, wanted = squeeze(text), clauses(path)
    return sum(w in shown for w in wanted), len(wanted)


def text_of(path: Path) -> str:
    return BeautifulSoup(path.read_bytes(), "lxml").get_text("\n")


def main_text(path: Path) -> str:
    return trafilatura.extract(path.read_bytes(), include_tables=True) or ""


def html_grids(path: Path) -> list[Grid]:
    tables = BeautifulSoup(path.read_bytes(), "lxml").find_all("table")
    return [[[c.get_text() for c in row.find_all(["td", "th"])] for row in t.find_all("tr")] for t in tables]


def pdf_grids(path: Path) -> list[Grid]:
    with pdfplumber.open(io.BytesIO(path.read_bytes())) as pdf:
        return [table for page in pdf.pages for table in page.extract_tables()]


def pdf_text(path: Path) -> str:
    with pdfplumber.open(io.BytesIO(path.read_bytes())) as pdf:
        return "\n".join(page.extract_text() for page in pdf.pages)


def share(pairs: Iterable[tuple[int, int]]) -> str:
    right, total = (sum(column) for column in zip(*pairs, strict=True))
    return f"{right / total:.1%}"


def line(name: str, paths: list[Path], work: Callable[[Path], object], cells: str, prose: str) -> None:
    taken = seconds(lambda: [work(path) for path in paths])
    print(f"| {paths[0].suffix} | {len(paths)} | {name} | {len(paths) / taken:.1f} | {cells} | {prose} |")


def main() -> None:
    print("| files | n | reader | reports/s | cells right | clauses of prose whole |")
    print("|---|---|---|---|---|---|")
    html = sorted((SAMPLE / "reports").rglob("*.html"))
    pdf = sorted((SAMPLE / "reports").rglob("*.pdf"))
    for paths, texts, grids, name in (
        (html, {"BeautifulSoup text": text_of, "trafilatura": main_text}, html_grids, "rows of every table"),
        (pdf, {"pdfplumber text": pdf_text}, pdf_grids, "pdfplumber tables"),
    ):
        cells = share(cells_right(p, read(p)) for p in paths)
        line("gongkai", paths, read, cells, share(prose_found(p, read(p).text) for p in paths))
        for peer, work in texts.items():
            line(peer, paths, work, "–", share(prose_found(p, work(p)) for p in paths))
        line(name, paths, grids, f"{share(looked_up(p, grids(p)) for p in paths)} of table 3", "–")


if __name__ == "__main__":
    main()
