"""Bytes → text: BOM, then the HTTP header, then <meta>, then strict utf-8, then gb18030.

gb2312 and gbk are always read as gb18030, their superset: pages declare the small one and use the large one.
"""

from __future__ import annotations

import codecs
import re

from ..model import Issue
from .sniff import utf16

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins alike
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_XML_ENCODING = re.compile(r"^\s{0,99}<\?xml[^>]{0,200}encoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9_.-]{2,40})")
_COMMON = frozenset("的一政府信息公开年度报告情况数量、，。月日（）件工作主动申请行本")


def codec_for(label: str) -> str | None:
    """The Python codec for a declared charset, or None if it is unknown or says nothing (latin-1, ascii)."""
    name = label.strip().lower().replace("_", "-")
    if name.startswith("gb") or name in {"chinese", "x-gbk", "cp936", "936", "csgb2312", "hz-gb-2312"}:
        return "gb18030"
    try:
        found = codecs.lookup(name)
    except LookupError:
        return None
    # Error pages and untouched server defaults declare these; Chinese text never is.
    if found.name in {"iso8859-1", "ascii", "cp1252"} or not found._is_text_encoding:
        return None
    return found.name


def declared(content: bytes, content_type: str | None) -> list[str]:
    """Declared codecs in order of trust: header, then meta/XML declaration of the first 4 kB."""
    head = content[:4096].decode("latin-1")
    labels = [m.group(1) for m in _CHARSET.finditer(content_type or "")]
    labels += [m.group(1) for m in _XML_ENCODING.finditer(head)]
    labels += [m.group(1) for m in _CHARSET.finditer(head)]
    codecs_found = [codec_for(label) for label in labels]
    return list(dict.fromkeys(c for c in codecs_found if c))


def decode(content: bytes, content_type: str | None = None) -> tuple[str, tuple[Issue, ...]]:
    """The text and what went wrong on the way (nothing, as a rule)."""
    for bom, codec in _BOMS:
        if content.startswith(bom):
            text = content.decode(codec, errors="replace")
            return text, _replaced(text, codec)
    if wide := utf16(content):
        text = content.decode(wide, errors="replace")
        return text, _replaced(text, wide)
    order = declared(content, content_type)
    utf8 = _strict(content, "utf-8")
    if utf8 is not None and not (order and order[0] not in {"utf-8", "gb18030", "big5"}):
        # Text that is strict utf-8 and not plain ASCII is utf-8, whatever a stale <meta> says.
        wrong = bool(order) and order[0] != "utf-8" and not utf8.isascii()
        issue = Issue("decode.charset", f"declared {order[0]}, but the bytes are utf-8") if wrong else None
        return utf8, (issue,) if issue else ()
    for codec in [*order, "gb18030"]:
        strict = _strict(content, codec)
        if strict is not None and (codec != "gb18030" or _sense(strict) > 0.05 or len(content) < 400):
            return strict, ()
    return _best(content, order)


def _strict(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except (UnicodeDecodeError, UnicodeError):
        return None


def _best(content: bytes, order: list[str]) -> tuple[str, tuple[Issue, ...]]:
    """No codec fits every byte: the one whose text makes most sense, with the damage told."""
    choices = list(dict.fromkeys([*order, "utf-8", "gb18030"]))
    texts = {codec: content.decode(codec, errors="replace") for codec in choices}
    codec = max(choices, key=lambda c: _sense(texts[c]))
    return texts[codec], _replaced(texts[codec], codec)


def _sense(text: str) -> float:
    """Share of characters every report is full of; mojibake has hardly any."""
    sample = [c for c in text[:200_000] if not c.isascii()]
    return sum(c in _COMMON for c in sample) / len(sample) if sample else 1.0


def _replaced(text: str, codec: str) -> tuple[Issue, ...]:
    count = text.count("\ufffd")
    return (Issue("decode.bytes", f"{count} byte sequences are not {codec} and became �"),) if count else ()
