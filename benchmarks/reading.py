"""Reports per second, gongkai beside the plain libraries, on the sample corpus; with cell accuracy where there are cells."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pdfplumber
from bs4 import BeautifulSoup
from timing import seconds

from gongkai.parse import parse_report
from gongkai.readers import load, read_document

SAMPLE = Path(__file__).resolve().parents[1] / "corpora" / "sample"


def cell_accuracy(files: list[Path]) -> float:
    """Share of the truth's cells that gongkai reads equal (a blank must be blank)."""
    truths = {SAMPLE / r["file"]: SAMPLE / r["truth"] for r in manifest()}
    right = total = 0
    for path in files:
        report = parse_report(read_document(load(path)))
        for cell_id, value in json.loads(truths[path].read_text("utf-8"))["cells"].items():
            cell = report.cell(cell_id)
            right += cell.state == "blank" if value is None else cell.raw.strip() == value
            total += 1
    return right / total


def manifest() -> list[dict]:
    return json.loads((SAMPLE / "manifest.json").read_text("utf-8"))["reports"]


def plain_html(content: bytes) -> str:
    return BeautifulSoup(content, "lxml").get_text("\n")


def plain_pdf(content: bytes) -> list:
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return [page.extract_tables() for page in pdf.pages]


def main() -> None:
    print("| files | n | gongkai reports/s | cells right | peer | peer reports/s | ratio |")
    print("|---|---|---|---|---|---|---|")
    for suffix, name, peer in (
        (".html", "BeautifulSoup text", plain_html),
        (".pdf", "pdfplumber tables", plain_pdf),
    ):
        files = sorted((SAMPLE / "reports").rglob(f"*{suffix}"))
        contents = [path.read_bytes() for path in files]
        ours = seconds(lambda files=files: [parse_report(read_document(load(path))) for path in files])
        theirs = seconds(lambda contents=contents, peer=peer: [peer(content) for content in contents])
        print(
            f"| {suffix} | {len(files)} | {len(files) / ours:.1f} | {cell_accuracy(files):.2%} | {name} "
            f"| {len(files) / theirs:.1f} | {theirs / ours:.2f} |"
        )


if __name__ == "__main__":
    main()
