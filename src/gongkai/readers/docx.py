"""DOCX → Document: paragraphs and tables in body order, list numbers restored, merged cells as spans.

The parts are read with lxml rather than python-docx, which refuses macro-enabled and ISO-strict files and knows no list numbers.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from ..errors import DamagedError, EncryptedError, LimitError, UnsupportedError
from ..model import Document, Page
from .document import sha256
from .limits import MAX_XML_BYTES, MAX_ZIP_BYTES, MAX_ZIP_ENTRIES, MAX_ZIP_RATIO
from .normalise import one_line
from .numbering import Numbering
from .wordbody import Body, Styles

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_OTHERS = (
    ("OFD.xml", "is an OFD file (版式文件); save it as PDF or DOCX and read that"),
    ("xl/", "is an Excel workbook (XLSX); reports are read from HTML, PDF, DOCX or text"),
    ("ppt/", "is a PowerPoint file (PPTX); reports are read from HTML, PDF, DOCX or text"),
    ("content.xml", "is an OpenDocument file (ODT); save it as DOCX and read that"),
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
            raise UnsupportedError(page.source, _named(names))
        return _read(archive, names, page)


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
        raise LimitError(source, f"the zip unpacks to {total / 1e6:.0f} MB from {packed / 1e6:.1f} MB (zip bomb)")
    if any(entry.flag_bits & 1 for entry in entries):
        raise EncryptedError(source, "the zip is protected by a password (加密)")
    return {entry.filename for entry in entries}


def _read(archive: zipfile.ZipFile, names: set[str], page: Page) -> Document:
    main = "word/document.xml" if "word/document.xml" in names else min(
        n for n in names if n.startswith("word/document"))
    tree = _part(archive, main, page.source)
    numbering = _optional(archive, names, "word/numbering.xml", page.source)
    styles = Styles(_optional(archive, names, "word/styles.xml", page.source))
    body = Body(Numbering(numbering), styles, page.source)
    root = tree.find("{*}body")
    if root is None:
        raise DamagedError(page.source, "the DOCX has no body")
    body.walk(root)
    if not body.blocks:
        pictures = any(n.startswith("word/media/") for n in names)
        why = "holds pictures but no text (图片版): run OCR first" if pictures else "holds no text"
        raise (UnsupportedError if pictures else DamagedError)(page.source, f"the DOCX {why}")
    return Document(
        source=page.source,
        sha256=sha256(page),
        media_type=DOCX,
        blocks=tuple(body.blocks),
        title=_title(_optional(archive, names, "docProps/core.xml", page.source)),
        url=page.url,
        issues=tuple(body.issues),
    )


def _optional(archive: zipfile.ZipFile, names: set[str], name: str, source: str) -> Any | None:
    return _part(archive, name, source) if name in names else None


def _part(archive: zipfile.ZipFile, name: str, source: str) -> Any:
    """One XML part as a tree: no document type, no entities, no network, bounded size."""
    from lxml import etree  # type: ignore[import-untyped,unused-ignore]

    if archive.getinfo(name).file_size > MAX_XML_BYTES:
        raise LimitError(source, f"{name} unpacks to more than {MAX_XML_BYTES // 1024**2} MB")
    try:
        content = archive.read(name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise DamagedError(source, f"{name} cannot be unpacked ({error})") from None
    except Exception as error:  # zlib.error and lzma errors have no common base
        raise DamagedError(source, f"{name} is damaged ({error})") from None
    head = content.replace(b"\0", b"")
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise DamagedError(source, f"{name} declares a document type or entities, which no Word file does")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True)
    try:
        return etree.fromstring(content, parser)
    except etree.LxmlError as error:
        raise DamagedError(source, f"{name} is not well-formed XML ({str(error)[:100]})") from None


def _title(core: Any | None) -> str:
    node = core.find("{*}title") if core is not None else None
    text = one_line(node.text or "") if node is not None else ""
    return "" if re.fullmatch(r"(?:Microsoft Word.*|.*\.docx?|文档\d*|标题)?", text) else text
