"""DOCX → Document: paragraphs and tables in body order, list numbers restored, merged cells as spans.

python-docx opens the package; what it does not know (list numbers, content controls, tracked changes) is read
from its element tree. What it refuses (macro files, templates, ISO-strict files, broken relations) is read part by part.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

from ..errors import DamagedError, EncryptedError, LimitError, UnsupportedError
from ..model import Block, Document, Issue, Page
from .document import sha256
from .limits import MAX_XML_BYTES, MAX_ZIP_BYTES, MAX_ZIP_ENTRIES, MAX_ZIP_RATIO
from .normalise import one_line
from .numbering import Numbering
from .office import through_office
from .sniff import sniff
from .wordbody import Body, Styles, run_text

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ORDINARY = "content type"  # what python-docx says of a Word file that is no plain DOCX
_OTHERS = (
    ("OFD.xml", "is an OFD file (版式文件); save it as PDF or DOCX and read that"),
    ("xl/", "is an Excel workbook (XLSX); reports are read from HTML, PDF, DOCX or text"),
    ("ppt/", "is a PowerPoint file (PPTX); reports are read from HTML, PDF, DOCX or text"),
    ("META-INF/container.xml", "is an EPUB book; not a report"),
)


def read_zip(page: Page) -> Document:
    """The Document of a DOCX. Raises UnsupportedError for other zip files, LimitError for bombs."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(page.content))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise DamagedError(page.source, f"the DOCX/zip is damaged or cut off ({error})") from None
    with archive:
        names = _checked(archive, page.source)
        if "word/document.xml" not in names and not any(n.startswith("word/document") for n in names):
            if "content.xml" in names and _is_text(archive):
                return through_office(page, "odt")
            raise UnsupportedError(page.source, _named(names))
        _guard(archive, page.source)
        return _read(page, archive)


def _is_text(archive: zipfile.ZipFile) -> bool:
    """Whether an OpenDocument file is a text, not a sheet or slides. A WPS or LibreOffice file says so first."""
    try:
        return b"opendocument.text" in archive.read("mimetype")[:200]
    except (KeyError, zipfile.BadZipFile, zlib.error):
        return True


def _named(names: set[str]) -> str:
    for mark, sentence in _OTHERS:
        if any(name == mark or (mark.endswith("/") and name.startswith(mark)) for name in names):
            return sentence
    return "is a zip archive (压缩包), not a DOCX; unpack it and read the files inside"


def _checked(archive: zipfile.ZipFile, source: str) -> set[str]:
    entries = archive.infolist()
    if len(entries) > MAX_ZIP_ENTRIES:
        raise LimitError(source, f"the zip holds {len(entries)} entries; the limit is {MAX_ZIP_ENTRIES}")
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if total > MAX_ZIP_BYTES or (total > 5_000_000 and total > MAX_ZIP_RATIO * max(packed, 1)):
        raise LimitError(
            source, f"the zip unpacks to {total / 1e6:.0f} MB from {packed / 1e6:.1f} MB (zip bomb)"
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise EncryptedError(source, "the zip is protected by a password (加密)")
    return {entry.filename for entry in entries}


def _guard(archive: zipfile.ZipFile, source: str) -> None:
    """Refuse XML that declares a document type or is too large, before the library parses any of it."""
    for entry in archive.infolist():
        if not entry.filename.lower().endswith((".xml", ".rels")):
            continue
        name = entry.filename
        if entry.file_size > MAX_XML_BYTES:
            raise LimitError(source, f"{name} unpacks to more than {MAX_XML_BYTES // 1024**2} MB")
        try:
            content = archive.read(entry)
        except Exception as error:  # zlib.error, lzma errors and BadZipFile have no common base
            raise DamagedError(source, f"{name} cannot be unpacked ({error})") from None
        head = content.replace(b"\0", b"")  # UTF-16 spells the same words with zero bytes between
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise DamagedError(
                source, f"{name} declares a document type or entities, which no Word file does"
            )


@dataclass(frozen=True, slots=True)
class _Parts:
    """The element trees a report is read from."""

    document: Any
    numbering: Any | None
    styles: Any | None
    core: Any | None
    footnotes: Any | None
    pictures: bool
    chunks: dict[str, bytes]  # relation id → an embedded document (w:altChunk)


def _by_library(page: Page) -> _Parts:
    """The package as python-docx opens it. Raises what python-docx raises."""
    import docx
    from docx.opc.constants import RELATIONSHIP_TYPE as RT

    word = docx.Document(io.BytesIO(page.content))
    return _Parts(
        word.element,
        _related(word.part, RT.NUMBERING),
        _related(word.part, RT.STYLES),
        _related(word.part.package, RT.CORE_PROPERTIES),
        _blob(word.part, RT.FOOTNOTES),
        any(rel.reltype == RT.IMAGE for rel in word.part.rels.values()),
        {
            i: rel.target_part.blob
            for i, rel in word.part.rels.items()
            if rel.reltype == RT.A_F_CHUNK and not rel.is_external
        },
    )


def _related(owner: Any, kind: str) -> Any | None:
    """The root element of a part; None without one (the library's own accessors make up a default or raise)."""
    try:
        return getattr(owner.part_related_by(kind), "element", None)
    except (KeyError, ValueError):
        return None


def _blob(owner: Any, kind: str) -> Any | None:
    """The parsed root of a part the library keeps as bytes."""
    try:
        return _parsed(owner.part_related_by(kind).blob)
    except (KeyError, ValueError):
        return None


def _by_hand(archive: zipfile.ZipFile) -> _Parts:
    """The parts by their usual names: for macro files, templates, ISO-strict files and broken relations."""
    names = archive.namelist()
    main = next(n for n in ("word/document.xml", *names) if n in names and n.startswith("word/document"))

    def part(name: str) -> Any | None:
        return _parsed(archive.read(name)) if name in names else None

    return _Parts(
        part(main),
        part("word/numbering.xml"),
        part("word/styles.xml"),
        part("docProps/core.xml"),
        part("word/footnotes.xml"),
        any(n.startswith("word/media/") for n in names),
        {},
    )


def _parsed(content: bytes) -> Any | None:
    from lxml import etree  # type: ignore[import-untyped,unused-ignore]

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    return etree.fromstring(content, parser) if content.strip() else None


def _opened(page: Page, archive: zipfile.ZipFile) -> tuple[_Parts, tuple[Issue, ...]]:
    try:
        return _by_library(page), ()
    except (
        Exception
    ) as error:  # KeyError for a missing part, ValueError for its kind, zlib.error: no common base
        why = _short(error)
    try:
        parts = _by_hand(archive)
    except Exception as error:
        raise DamagedError(page.source, f"the DOCX cannot be opened ({_short(error)})") from None
    if parts.document is None:
        raise DamagedError(page.source, f"the DOCX cannot be opened ({why})")
    if _ORDINARY in why:  # a macro-enabled file, a template or an ISO-strict one is whole
        return parts, ()
    return parts, (Issue("docx.damaged-package", f"read part by part, the package is not in order: {why}"),)


def _short(error: Exception) -> str:
    return one_line(str(error))[:100]


def _read(page: Page, archive: zipfile.ZipFile) -> Document:
    from lxml import etree

    parts, issues = _opened(page, archive)
    root = parts.document.find("{*}body")
    if root is None:
        raise DamagedError(page.source, "the DOCX has no body")
    etree.strip_tags(root, etree.Comment)  # a comment inside w:t would hide the text after it
    chunks = parts.chunks
    body = Body(
        Numbering(parts.numbering),
        Styles(parts.styles),
        page.source,
        lambda i: _foreign(chunks.get(i, b""), page.source),
    )
    body.walk(root)
    if not body.blocks:
        why = "holds pictures but no text (图片版): run OCR first" if parts.pictures else "holds no text"
        raise (UnsupportedError if parts.pictures else DamagedError)(page.source, f"the DOCX {why}")
    return Document(
        source=page.source,
        sha256=sha256(page),
        media_type=DOCX,
        blocks=tuple(body.blocks),
        title=_title(parts.core),
        url=page.url,
        issues=(*issues, *body.issues, *_notes(parts.footnotes)),
    )


def _foreign(content: bytes, source: str) -> list[Block]:
    """The blocks of an embedded HTML or MHTML document; none of other kinds."""
    kind = sniff(content) if content else ""
    page = Page(content, source)
    if kind == "html":
        from .html import read_html

        return list(read_html(page, hollow=True).blocks)
    if kind == "mhtml":
        from .mhtml import read_mhtml

        return list(read_mhtml(page).blocks)
    return []


def _notes(root: Any | None) -> list[Issue]:
    """Footnotes: they stand outside the reading order, so they are told, not placed."""
    notes = root.iterchildren("{*}footnote") if root is not None else ()
    texts = (one_line(run_text(note)) for note in notes)
    return [Issue("docx.footnote", f"footnote not placed: {text[:150]}") for text in texts if text]


def _title(core: Any | None) -> str:
    node = core.find("{*}title") if core is not None else None
    text = one_line(node.text or "") if node is not None else ""
    return "" if re.fullmatch(r"(?:Microsoft Word.*|.*\.docx?|文档\d*|标题)?", text) else text
