"""A short look into collected documents: the organ and year where no link told them, and whether there is text at all."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .rules import squeeze
from .titles import Title, parse_title

_PAGES = 2
_LINES = 40
_LINE = 60


@dataclass(frozen=True, slots=True)
class Look:
    """What the first pages say. ``cause``: why there is nothing to read, "" if there is (or nobody can tell)."""

    title: Title | None = None
    cause: str = ""


def look(path: Path, kind: str) -> Look:
    """The title on the first pages of a PDF or DOCX. Never raises: a document nobody can open is left as it is."""
    try:
        if kind == "pdf":
            return _pdf(path.read_bytes())
        if kind == "docx":
            return Look(_title(_docx_lines(path.read_bytes())))
        if kind == "text":
            return Look(_title(path.read_text("utf-8", "replace").splitlines()[:_LINES]))
    except Exception:  # damaged files fail in many ways; `gongkai index` names the cause to the user
        return Look()
    return Look()


def _pdf(content: bytes) -> Look:
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    lines: list[str] = []
    pictures = 0
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            pages = document.pages[:_PAGES]
            for page in pages:
                lines += (page.extract_text() or "").splitlines()
                pictures += len(page.images)
    except PDFPasswordIncorrect:
        return Look(cause="the PDF is protected by a password (加密)")
    except Exception as error:
        if "PDFPasswordIncorrect" in repr(error):
            return Look(cause="the PDF is protected by a password (加密)")
        raise
    if pages and pictures and not squeeze("".join(lines)):
        return Look(cause="the PDF is scanned, it holds pictures and no text (扫描件)")
    return Look(_title(lines[:_LINES]))


def _docx_lines(content: bytes) -> list[str]:
    import docx

    document = docx.Document(io.BytesIO(content))
    return [paragraph.text for paragraph in document.paragraphs[:_LINES]]


def _title(lines: Iterable[str]) -> Title | None:
    """The title in the first lines, also where it is broken over two or three of them."""
    short = [squeeze(line) for line in lines if squeeze(line)]
    best: Title | None = None
    for index in range(len(short)):
        for count in (1, 2, 3):
            piece = short[index : index + count]
            if any(len(line) > _LINE for line in piece):
                break
            title = parse_title("".join(piece))
            if title and title.relation == "report" and title.organ and title.year:
                return title
            best = best or title
    return best
