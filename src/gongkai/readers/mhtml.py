"""MHTML (a page saved by hand as one file) → the Document of the HTML part that holds the report."""

from __future__ import annotations

import email
import email.header
import email.policy
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message
from itertools import islice

from ..errors import DamagedError, LimitError
from ..model import Document, Page
from .furniture import SECTION_WORDS
from .html import around, read_html
from .limits import MAX_MHTML_BYTES, MAX_MHTML_PARTS

_NESTED = 20  # multiparts in multiparts
_TRIED = 12  # HTML parts: the page and its frames


def read_mhtml(page: Page) -> Document:
    """The part that looks most like a report: the page itself or, in a frameset, the framed page.

    Raises LimitError, or DamagedError if no part is HTML; if none holds a report, the first part's own error.
    """
    if len(page.content) > MAX_MHTML_BYTES:
        raise LimitError(
            page.source, f"the MHTML file is {len(page.content) / 1e6:.0f} MB; the limit is 40 MB"
        )
    head = page.content.lower()
    if head.count(b"\ncontent-type:") > MAX_MHTML_PARTS or head.count(b"multipart/") > _NESTED:
        raise LimitError(
            page.source, f"the MHTML file has more than {MAX_MHTML_PARTS} parts or nests them too deeply"
        )
    message = email.message_from_bytes(page.content, policy=email.policy.compat32)
    parts = list(islice(_pages(message), _TRIED))
    if not parts:
        raise DamagedError(page.source, "the MHTML file holds no HTML part")
    documents = [
        read_html(replace(page, url=page.url or place), content, kind, hollow=True)
        for content, kind, place in parts
    ]
    first, best = documents[0], max(documents, key=_likeness)
    if not any(_likeness(best)[:2]):
        best = read_html(page, parts[0][0], parts[0][1])  # says why it is no report
    meta = best.meta if best is first else (*best.meta, *first.meta, *around(first.blocks))
    return replace(
        best,
        media_type="multipart/related",
        meta=tuple(dict.fromkeys(meta)),  # the page around a frame may say who published it
        title=best.title or first.title or _subject(message),
        url=page.url or _url(message.get("Snapshot-Content-Location")) or best.url,
    )


def _pages(message: Message) -> Iterator[tuple[bytes, str, str | None]]:
    """Content, content type and address of every HTML part that is not empty."""
    for part in message.walk():
        if part.get_content_type() in {"text/html", "application/xhtml+xml"}:
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content.strip():
                yield content, str(part.get("Content-Type", "")), _url(part.get("Content-Location"))


def _likeness(document: Document) -> tuple[int, int, int]:
    """How much of a report it holds: section headings, tables, text."""
    texts = [b.text for b in document.blocks if len(b.text) <= 60]
    found = sum(1 for heading in SECTION_WORDS if any(heading.search(text) for text in texts))
    return found, sum(b.kind == "table" for b in document.blocks), sum(len(b.text) for b in document.blocks)


def _url(value: object) -> str | None:
    text = str(value or "").strip()
    return text if re.match("https?://", text) else None


def _subject(message: Message) -> str:
    """The page's title as the browser noted it."""
    try:
        return str(email.header.make_header(email.header.decode_header(str(message.get("Subject") or ""))))
    except (LookupError, ValueError):
        return ""
