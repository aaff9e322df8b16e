"""The records of the crawl: what to fetch, what came back, what was found in it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

# robots, sitemap, feed: machine files of a host; walk: any page on the way (home, column, list);
# data: a list's machine answer (XML, JSON, HTML fragment); article: a page that should be or hold a report;
# file: an attachment
Role = Literal["robots", "sitemap", "feed", "walk", "data", "article", "file"]
# Why something that was looked for is not there; the words of the coverage table.
Reason = Literal["not_found", "robots", "guard", "unreadable", "error", "refused", "limit", "filtered", ""]


@dataclass(frozen=True, slots=True)
class Task:
    """One request to make. ``context`` is small and JSON-like: what an adapter must remember."""

    url: str
    role: Role
    method: str = "GET"
    body: str = ""
    title: str = ""
    organ: str = ""
    year: int | None = None
    date: str = ""  # as the list shows it
    parent: str = ""  # the page it was found on
    relation: str = "report"
    source: str = ""  # the start it came from
    depth: int = 0  # steps from the start
    hops: int = 0  # redirects so far
    first_url: str = ""  # the address before redirects
    context: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What makes two tasks the same request."""
        from .urls import url_key

        # "/" may send its reader to "/index.html"; elsewhere the two are one page
        text = f"{self.method} {self.url if self.hops else url_key(self.url)} {self.body}"
        if self.role == "robots":  # two origins may be sent to one robots.txt
            text = f"robots of {self.first_url or self.url} at {self.url}"
        elif self.context.get("fragment"):
            text += f" #{self.context['fragment']}"
        return hashlib.sha256(text.encode()).hexdigest()[:24]

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @staticmethod
    def from_json(text: str) -> Task:
        return Task(**json.loads(text))


@dataclass(frozen=True, slots=True)
class Ticket:
    """A request that was handed out."""

    id: int
    task: Task
    attempts: int
    conditional: dict[str, str]


@dataclass(frozen=True, slots=True)
class Fetched:
    """A response as archived: headers in lower case, body decompressed."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes
    at: str  # ISO 8601, UTC

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "")


@dataclass(frozen=True, slots=True)
class Found:
    """A document that was fetched: a report, or a relative of one."""

    url: str
    content: bytes
    kind: str  # as sniffed: html, pdf, docx …
    organ: str
    year: int | None
    title: str
    relation: str = "report"
    page_url: str = ""
    date: str = ""
    text_hash: str = ""  # of the report's own words, so that a page's furniture may change
    cause: str = ""  # why it cannot be read, "" if it can
    entry: str = ""  # the member of an archive


@dataclass(slots=True)
class Outcome:
    """What one response means."""

    tasks: list[Task] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    reason: Reason = ""
    detail: str = ""
    stop: str = ""  # why the whole host is left alone from here on
    retry: bool = False
    retry_after: float | None = None
    robots: str | None = None  # "none", "rules" or "closed"
    notes: list[str] = field(default_factory=list)
    related: list[dict[str, Any]] = field(default_factory=list)  # known by title only: 图解, 解读, 通知
