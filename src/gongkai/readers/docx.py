"""DOCX → Document: paragraphs and tables in body order, list numbers restored, merged cells as spans.

python-docx opens the package; what it does not know (list numbers, content controls, tracked changes) is read
from its element tree. It refuses macro-enabled and ISO-strict files, and so do we.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from ..errors import DamagedError, EncryptedError, LimitError, UnsupportedError
from ..model import Document, Page
from .document import sha256
from .limits import MAX_XML_BYTES, MAX_ZIP_BYTES, MAX_ZIP_ENTRIES, MAX_ZIP_RATIO
from .normalise import one_line
from .numbering import Numbering
from .wordbody import Body, Styles

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_OTHER_WORD = (
    "is a macro-enabled, template or ISO-strict Word file; save it as an ordinary DOCX and read that"
)
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
        _guard(archive, page.source)
    return _read(page)


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
        if name == "_rels/.rels" and b"purl.oclc.org/ooxml" in head:
            raise UnsupportedError(source, _OTHER_WORD)


def _opened(page: Page) -> WordDocument:
    """The package as python-docx sees it."""
    import docx

    try:
        return docx.Document(io.BytesIO(page.content))
    except ValueError as error:
        if "content type" in str(error):
            raise UnsupportedError(page.source, _OTHER_WORD) from None
        raise DamagedError(page.source, f"the DOCX cannot be opened ({_short(error)})") from None
    except Exception as error:  # KeyError for a missing part, XMLSyntaxError, zlib.error: no common base
        raise DamagedError(page.source, f"the DOCX cannot be opened ({_short(error)})") from None


def _short(error: Exception) -> str:
    return one_line(str(error))[:100]


def _read(page: Page) -> Document:
    from docx.opc.constants import RELATIONSHIP_TYPE as RT
    from lxml import etree  # type: ignore[import-untyped,unused-ignore]

    word = _opened(page)
    root = word.element.find("{*}body")
    if root is None:
        raise DamagedError(page.source, "the DOCX has no body")
    etree.strip_tags(root, etree.Comment)  # a comment inside w:t would hide the text after it
    body = Body(
        Numbering(_related(word.part, RT.NUMBERING)), Styles(_related(word.part, RT.STYLES)), page.source
    )
    body.walk(root)
    if not body.blocks:
        pictures = any(rel.reltype == RT.IMAGE for rel in word.part.rels.values())
        why = "holds pictures but no text (图片版): run OCR first" if pictures else "holds no text"
        raise (UnsupportedError if pictures else DamagedError)(page.source, f"the DOCX {why}")
    return Document(
        source=page.source,
        sha256=sha256(page),
        media_type=DOCX,
        blocks=tuple(body.blocks),
        title=_title(_related(word.part.package, RT.CORE_PROPERTIES)),
        url=page.url,
        issues=tuple(body.issues),
    )


def _related(owner: Any, kind: str) -> Any | None:
    """The root element of a part; None without one (the library's own accessors make up a default or raise)."""
    try:
        return getattr(owner.part_related_by(kind), "element", None)
    except (KeyError, ValueError):
        return None


def _title(core: Any | None) -> str:
    node = core.find("{*}title") if core is not None else None
    text = one_line(node.text or "") if node is not None else ""
    return "" if re.fullmatch(r"(?:Microsoft Word.*|.*\.docx?|文档\d*|标题)?", text) else text
