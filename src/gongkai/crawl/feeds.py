"""Sitemaps and feeds: addresses a site hands out itself. A feed names titles; a sitemap only helps with columns."""

from __future__ import annotations

import gzip
import io
import re
from urllib.parse import urlsplit

from bs4 import Tag

from gongkai.readers.decode import decode

from .cms.data import xml_links
from .page import HtmlPage
from .rules import pattern
from .task import Fetched, Outcome, Task
from .urls import absolute
from .walk import Wanted, report_tasks

_LOC = re.compile(r"<loc>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]{1,1500})", re.IGNORECASE)
_ENTRY = re.compile(r"<url>(.{0,5000}?)</url>", re.DOTALL | re.IGNORECASE)
_TITLE = re.compile(r"<(?:news:|image:)?title>\s*(?:<!\[CDATA\[)?([^<\]]{2,200})", re.IGNORECASE)
_MAX_UNPACKED = 50 * 1024 * 1024
_MAX_SITEMAPS = 20
_MAX_FROM_SITEMAP = 500


def feed_tasks(page: HtmlPage, task: Task) -> list[Task]:
    """The feeds a page on the way announces in its head."""
    out = []
    for tag in page.soup.find_all("link", href=True, limit=200):
        if isinstance(tag, Tag) and str(tag.get("type", "")).lower() in (
            "application/rss+xml",
            "application/atom+xml",
        ):
            url = absolute(page.base, str(tag["href"]))
            if url:
                out.append(
                    Task(
                        url,
                        "feed",
                        parent=page.url,
                        source=task.source,
                        organ=task.organ,
                        depth=task.depth + 1,
                    )
                )
    for link in page.links:
        if link.url and re.search(
            r"(?i)(?:rss|feed|atom)[\w/-]{0,20}(?:\.xml)?$|\.rss$", urlsplit(link.url).path
        ):
            out.append(
                Task(
                    link.url,
                    "feed",
                    parent=page.url,
                    source=task.source,
                    organ=task.organ,
                    depth=task.depth + 1,
                )
            )
    return out[:5]


def read_feed(fetched: Fetched, task: Task, wanted: Wanted) -> Outcome:
    """Reports among the entries of an RSS or Atom feed."""
    out = Outcome()
    text, _ = decode(fetched.body, fetched.content_type)
    report_tasks(xml_links(text, fetched.url), task, wanted, out, column=False, page_url=fetched.url)
    return out


def read_sitemap(fetched: Fetched, task: Task, wanted: Wanted) -> Outcome:
    """From a sitemap: further sitemaps, reports named by title, and addresses that look like an annual report column."""
    out = Outcome()
    text, _ = decode(_unpacked(fetched.body), fetched.content_type)
    if re.search(r"<sitemapindex\b", text[:5000], re.IGNORECASE):
        for found in list(_LOC.finditer(text))[:_MAX_SITEMAPS]:
            url = absolute(fetched.url, found.group(1).replace("&amp;", "&"))
            if url and task.depth < 3:
                out.tasks.append(
                    Task(url, "sitemap", parent=fetched.url, source=task.source, depth=task.depth + 1)
                )
        return out
    for entry in _ENTRY.finditer(text):
        loc, title = _LOC.search(entry.group(1)), _TITLE.search(entry.group(1))
        url = absolute(fetched.url, loc.group(1).replace("&amp;", "&")) if loc else ""
        if not url or len(out.tasks) >= _MAX_FROM_SITEMAP:
            continue
        if title:
            from .page import Link

            report_tasks(
                [Link(url, re.sub(r"\s", "", title.group(1)))],
                task, wanted, out, column=False, page_url=fetched.url,
            )  # fmt: skip
        elif pattern("hints", "url").search(urlsplit(url).path):
            out.tasks.append(
                Task(url, "walk", parent=fetched.url, source=task.source, organ=task.organ, depth=2,
                     context={"probe": True})
            )  # fmt: skip
    return out


def _unpacked(body: bytes) -> bytes:
    if body[:2] != b"\x1f\x8b":
        return body
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as stream:
            return stream.read(_MAX_UNPACKED)
    except (OSError, EOFError):
        return b""
