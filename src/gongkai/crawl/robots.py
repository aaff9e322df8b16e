"""robots.txt by RFC 9309, read with Protego; parsed only if it looks like one."""

from __future__ import annotations

import re

from protego import Protego

from gongkai.readers.decode import decode

from .task import Fetched

TOKEN = "gongkai"  # the product token of our User-Agent
_FIELD = re.compile(
    rb"^[ \t]{0,20}(?:user-?agent|disallow|allow|sitemap|crawl-delay)[ \t]{0,20}:", re.I | re.M
)
_MAX_BYTES = 512 * 1024  # RFC 9309 2.5: at least 500 kibibytes are read


def looks_like_robots(fetched: Fetched) -> bool:
    """Whether a body is a robots.txt; many sites answer with their home page instead."""
    body = fetched.body[:_MAX_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not body or body[:1] == b"<" or b"<html" in body[:2000].lower():
        return False
    return bool(_FIELD.search(body))


class Robots:
    """What one robots.txt allows us."""

    def __init__(self, text: str) -> None:
        self._rules = Protego.parse(text)

    @classmethod
    def of(cls, fetched: Fetched) -> Robots:
        return cls(decode(fetched.body[:_MAX_BYTES].lstrip(b"\xef\xbb\xbf"))[0])

    def allows(self, url: str) -> bool:
        """Whether the address may be asked. Rules match paths exactly as RFC 9309 2.2.2 says."""
        return bool(self._rules.can_fetch(url, TOKEN))

    @property
    def delay(self) -> float:
        """Seconds the site asks for between requests: Crawl-delay, or what Request-rate comes to."""
        delay = self._rules.crawl_delay(TOKEN) or 0.0
        rate = self._rules.request_rate(TOKEN)
        if rate is not None and rate.requests:
            delay = max(delay, rate.seconds / rate.requests)
        return float(delay)

    @property
    def sitemaps(self) -> list[str]:
        return [str(url) for url in self._rules.sitemaps][:20]
