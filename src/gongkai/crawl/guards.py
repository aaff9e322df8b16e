"""Pages that stand before a site and let only browsers or people through. They are detected and never defeated."""

from __future__ import annotations

import re

from gongkai.readers.decode import decode

from .page import parse_page
from .rules import guards, pattern
from .task import Fetched

_STATUS = {
    521: "加速乐 (status 521)",
    412: "瑞数 (status 412)",
    493: "WAF (status 493)",
    418: "WAF (status 418)",
}
_MAX_WORDS = 500


def guard_of(fetched: Fetched) -> str:
    """The name of the guard that answered, "" if the site itself did.

    521 and 412 are guards' own status codes; 202 is one when a script comes with it. A page of 200 is a guard's only
    if it has hardly any words, and either a guard's script or the words of a check.
    """
    if fetched.status in _STATUS:
        return _STATUS[fetched.status]
    if fetched.status in (301, 302, 303, 304, 307, 308):
        target = fetched.headers.get("location", "")
        return "验证页" if re.search(r"(?i)wzws|captcha|/verify(?:\b|_)|waf_", target) else ""
    if not _is_markup(fetched):
        return ""
    head = fetched.body[:200_000].decode("latin-1")
    cookies = fetched.headers.get("set-cookie", "")
    if fetched.status != 202 and not _suspicious(fetched, head + cookies):
        return ""
    page = parse_page(fetched)
    if len(page.words) > _MAX_WORDS or page.section_hits >= 3 or len(page.links) > 12:
        return ""
    script = "<script" in head.lower()
    for name, rule in guards():
        if rule.search(head) or (rule.search(cookies) and script and len(page.words) < 100):
            return name
    if fetched.status == 202 and script:
        return "瑞数 (status 202 with a script)"
    if len(page.links) <= 8 and pattern("page", "guard_words").search(page.words + page.title):
        return "验证页 (a check for people)"
    return ""


def _suspicious(fetched: Fetched, text: str) -> bool:
    """A cheap look before the page is parsed."""
    if any(rule.search(text) for _, rule in guards()):
        return True
    return len(fetched.body) < 100_000 and bool(
        pattern("page", "guard_words").search(decode(fetched.body, fetched.content_type)[0])
    )


def _is_markup(fetched: Fetched) -> bool:
    start = fetched.body[:2000].lstrip().lower()
    return bool(start) and (start.startswith(b"<") or b"<html" in start or b"<script" in start)
