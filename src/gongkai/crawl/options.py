"""What the user can set, with the manners as defaults."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from gongkai.errors import CrawlError

from .walk import Wanted

DEFAULT_DELAY = (2.0, 5.0)
DEFAULT_CONTACT = "maintainers@users.noreply.gongkai.example"
_YEARS = re.compile(r"^\s*(?:(20\d\d)?\s*(?:\.\.|-|—|~|至)\s*(20\d\d)?|(20\d\d))\s*$")


@dataclass(frozen=True)
class Options:
    """Options of one crawl.

    ``delay`` is the least and the most seconds between the end of one answer of a host and the next request to it.
    """

    wanted: Wanted = field(default_factory=Wanted)
    delay: tuple[float, float] = DEFAULT_DELAY
    allow_hosts: tuple[str, ...] = ()
    allow_private: bool = False
    insecure_hosts: tuple[str, ...] = ()
    contact: str = ""
    timeout: float = 30.0
    max_size: int = 50 * 1024 * 1024
    max_pages: int = 100_000
    max_host_pages: int = 10_000
    max_minutes: float = 12 * 60

    @property
    def user_agent(self) -> str:
        """Who asks, and where to complain."""
        from gongkai import __version__

        contact = self.contact or DEFAULT_CONTACT
        return f"gongkai/{__version__} (collects yearly disclosure reports 政府信息公开年报; contact: {contact})".encode(
            "ascii", "ignore"
        ).decode()

    def settings(self) -> dict[str, Any]:
        """What makes two runs the same job: a cut-off run is gone on with only under equal settings."""
        return {
            "years": [self.wanted.first, self.wanted.last],
            "organs": sorted(self.wanted.organs),
            "allow_hosts": sorted(self.allow_hosts),
            "allow_private": self.allow_private,
        }


def parse_years(text: str) -> Wanted:
    """``2020..2025``, ``2020..``, ``..2025`` or ``2024``. Raises CrawlError if it is none of these."""
    found = _YEARS.match(text)
    if not found or not any(found.groups()):
        raise CrawlError(f"--years {text}: write 2020..2025 or 2024 / 年份写法：2020..2025")
    if found.group(3):
        return Wanted(int(found.group(3)), int(found.group(3)))
    first, last = (int(g) if g else None for g in found.group(1, 2))
    if first is not None and last is not None and first > last:
        raise CrawlError(f"--years {text}: the first year is after the last / 起始年份晚于结束年份")
    return Wanted(first, last)


def parse_delay(seconds: float | None) -> tuple[float, float]:
    """The span of the delay: 2–5 s by default; ``--delay S`` means S to 1.3 S."""
    if seconds is None:
        return DEFAULT_DELAY
    return (seconds, seconds * 1.3)
