"""The two doors of the room: ``load`` a file into a Page, ``read_document`` a Page into a Document."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from ..errors import DamagedError, LimitError, ReadError, UnsupportedError
from ..model import Document, Page
from .limits import MAX_BLOCKS, MAX_CELLS, MAX_FILE_BYTES
from .sniff import Kind, sniff


def load(path: str | Path) -> Page:
    """The file as a Page. Raises ReadError if it is missing, a directory, empty, unreadable or over 200 MB."""
    file = Path(path)
    source = str(path)
    try:
        if file.is_dir():
            raise ReadError(source, "is a directory; name one file")
        size = file.stat().st_size
        if size > MAX_FILE_BYTES:
            raise LimitError(source, f"is {size / 1e6:.0f} MB; the limit is {MAX_FILE_BYTES // 1024**2} MB")
        with file.open("rb") as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        raise ReadError(source, "no such file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ReadError(source, f"cannot be opened ({reason})") from None
    if len(content) > MAX_FILE_BYTES:  # a pipe or a file that grew
        raise LimitError(source, f"is larger than {MAX_FILE_BYTES // 1024**2} MB")
    if not content:
        raise DamagedError(source, "is empty (空文件)")
    return Page(content=content, source=source)


def read_document(page: Page) -> Document:
    """What the page says, as blocks in reading order. Raises a ReadError naming the cause."""
    if len(page.content) > MAX_FILE_BYTES:
        raise LimitError(page.source, f"is larger than {MAX_FILE_BYTES // 1024**2} MB")
    if not page.content.strip(b" \t\r\n\0"):
        raise DamagedError(page.source, "is empty (空文件)")
    document = _reader(sniff(page.content), page.source)(page)
    if len(document.blocks) > MAX_BLOCKS:
        raise LimitError(page.source, f"has {len(document.blocks)} paragraphs; the limit is {MAX_BLOCKS}")
    cells = sum(len(block.cells) for block in document.blocks)
    if cells > MAX_CELLS:
        raise LimitError(page.source, f"has {cells} table cells; the limit is {MAX_CELLS}")
    return document


def _reader(kind: Kind, source: str) -> Callable[[Page], Document]:
    """The reader for a kind; imported here so that reading text never loads the PDF machinery."""
    if kind == "html":
        from .html import read_html

        return read_html
    if kind == "text":
        from .text import read_text

        return read_text
    if kind == "pdf":
        from .pdf import read_pdf

        return read_pdf
    if kind == "zip":
        from .docx import read_zip

        return read_zip
    if kind == "ole":
        from .office import read_ole

        return read_ole
    if kind == "rtf":
        from .office import read_rtf

        return read_rtf
    if kind == "mhtml":
        from .mhtml import read_mhtml

        return read_mhtml
    raise UnsupportedError(source, _REFUSALS[kind])


_REFUSALS: dict[Kind, str] = {
    "image": "is a picture (图片版); text in pictures is not read, look for the HTML or PDF copy",
    "xml": "is an XML file without HTML in it; not a report",
    "archive": "is a compressed archive (压缩包); unpack it and read the files inside",
    "binary": "is binary data of no known kind",
}


def sha256(page: Page) -> str:
    """The hash that names the page's bytes."""
    return hashlib.sha256(page.content).hexdigest()
