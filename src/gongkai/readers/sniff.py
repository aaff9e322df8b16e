"""What a file is, told by its first bytes and its content; its name is never asked."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["pdf", "html", "text", "zip", "ole", "rtf", "mhtml", "image", "xml", "archive", "binary"]

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),
)
_TAG = re.compile(rb"<(?:!doctype html|/?(?:html|head|body|div|p|span|meta|title|tr|td|br)\b)", re.IGNORECASE)
_HTML_START = re.compile(
    rb"\s{0,999}(?:<\?xml[^>]{0,200}\?>\s{0,99})?(?:<!--|<!doctype\s+html|<[a-z][a-z0-9]{0,9}\b)",
    re.IGNORECASE,
)
_PAGE_START = re.compile(
    rb"\s{0,999}(?:<\?xml[^>]{0,200}\?>\s{0,99})?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE
)
_MARKDOWN = re.compile(rb"^(?:#{1,6} ?\S|\*\*\S|\|.{3,2000}\|[ \t\r]*$)", re.MULTILINE)
_TABLE = re.compile(
    rb"(?:<(?:html|body|div)\b[^>]{0,200}>\s{0,9}){0,4}<table\b.*?</table>(?:\s{0,9}</(?:html|body|div)>){0,4}",
    re.IGNORECASE | re.DOTALL,
)
_PARAGRAPH = re.compile(rb"<(?:p|div|body|html)\b", re.IGNORECASE)
_MIME_HEADER = re.compile(
    rb"^(?:MIME-Version|Content-Type|From|Snapshot-Content-Location)\s{0,3}:", re.I | re.M
)
_STRUCTURE = re.compile(rb"<(?:html|body|div|p|table)\b", re.IGNORECASE)


def sniff(content: bytes) -> Kind:
    """The kind of content. Text that merely holds a few tags (OCR Markdown with <table>) counts as text."""
    head = content[:4096]
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if (head[:2] == b"BM" and head[6:10] == b"\0\0\0\0") or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return "image"
    if wide := utf16(content):
        head = content[:16384].decode(wide, errors="replace").encode()
    elif _binary(content):
        return "binary"
    if _MIME_HEADER.search(head[:1500]) and b"multipart/" in head.lower() and b"boundary" in head.lower():
        return "mhtml"
    return _markup(head.removeprefix(b"\xef\xbb\xbf"), content)


def _markup(head: bytes, content: bytes) -> Kind:
    sample = content[:65536]
    if _PAGE_START.match(head):
        return "html"
    marks = len(_MARKDOWN.findall(sample))
    if _HTML_START.match(head):
        if head.lstrip()[:5].lower() == b"<?xml" and not _STRUCTURE.search(sample):
            return "xml"
        first = head.lstrip()[:6].lower()
        return "html" if marks < 3 and (first != b"<table" or _TAG.search(head)) else "text"
    outside = _TABLE.sub(b"", sample)  # OCR tools write tables as HTML into Markdown
    tags, paragraphs = len(_TAG.findall(outside)), len(_PARAGRAPH.findall(outside))
    return "html" if marks < 3 and paragraphs >= 3 and tags >= 8 else "text"


def utf16(content: bytes) -> str:
    """The UTF-16 codec of the content by its mark, or by the zero beside every Latin letter; "" for anything else."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = content[:1024]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    most, least = max(even, odd), min(even, odd)
    if len(sample) < 16 or most < 0.3 * len(sample) / 2 or least > 0.02 * len(sample):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _binary(content: bytes) -> bool:
    """Control bytes that no text encoding here uses, in the first 64 kB."""
    sample = content[:65536]
    if b"\0" in sample:
        return True
    control = sum(sample.count(bytes([c])) for c in range(32) if c not in (9, 10, 12, 13, 27))
    return control > max(8, len(sample) // 200)
