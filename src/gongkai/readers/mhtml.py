"""MHTML (a page saved by hand as one file) → the Document of its main HTML part."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace

from ..errors import DamagedError
from ..model import Document, Page
from .html import read_html

_MAX_PARTS = 2000


def read_mhtml(page: Page) -> Document:
    """The first HTML part that is not empty, with the address the browser noted."""
    message = email.message_from_bytes(page.content, policy=email.policy.compat32)
    fallback: Document | None = None
    for number, part in enumerate(message.walk()):
        if number > _MAX_PARTS:
            break
        if part.get_content_type() not in {"text/html", "application/xhtml+xml"}:
            continue
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes) or not content.strip():
            continue
        place = message.get("Snapshot-Content-Location") or part.get("Content-Location") or ""
        url = page.url or (str(place) if re.match("https?://", str(place)) else None)
        document = read_html(replace(page, url=url), content, str(part.get("Content-Type", "")))
        # A frameset's own part holds no text; the framed page follows it.
        if sum(len(b.text) for b in document.blocks) > 200 or any(b.kind == "table" for b in document.blocks):
            return replace(document, media_type="multipart/related")
        fallback = fallback or document
    if fallback is None:
        raise DamagedError(page.source, "the MHTML file holds no HTML part")
    return replace(fallback, media_type="multipart/related")
