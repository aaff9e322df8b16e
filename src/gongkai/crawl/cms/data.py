"""Machine answers of lists → links: XML records, JSON records, HTML fragments, and records inside a page's scripts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import Any

from gongkai.readers.decode import decode

from ..page import HtmlPage, Link, parse_html
from ..rules import squeeze
from ..task import Fetched, Task
from ..urls import absolute
from . import gkmlpt, jcms, scripts

_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_OBJECT = re.compile(r"\{[^{}]{10,3000}\}")
_TITLE_KEYS = ("title", "name", "articletitle", "showtitle", "doctitle", "bt", "infotitle", "text")
_URL_KEYS = (
    "url",
    "post_url",
    "posturl",
    "link",
    "href",
    "puburl",
    "docpuburl",
    "infourl",
    "htmlurl",
    "linkurl",
    "path",
    "visiturl",
)
_DATE_KEYS = (
    "create_time",
    "publish_time",
    "pubdate",
    "date",
    "time",
    "docreltime",
    "publishtime",
    "display_publish_time",
    "infodate",
    "createdate",
    "publishdate",
)
_PAIR = re.compile(r"[\"']?(\w{2,24})[\"']?\s*:\s*(?:\"((?:[^\"\\]|\\.){0,600})\"|'((?:[^'\\]|\\.){0,600})')")
_RECORD = re.compile(r"<record[\s>]", re.IGNORECASE)
_MAX_DEPTH = 40


def read_data(fetched: Fetched, task: Task) -> tuple[list[Link], list[Task], str]:
    """(links, following requests, what is missing) of a data answer.

    A list that tells its total and ends before it is told to the user: that is the proof of completeness.
    """
    text, _ = decode(fetched.body, fetched.content_type)
    # Relative addresses in an answer are relative to the list page that asked for it.
    base = task.parent or fetched.url
    value = _json(text)
    links = (
        list(_json_links(value, base))
        if value is not None
        else fragment_links(text, base) or xml_links(text, base)
    )
    sign = signature(links)
    repeated = bool(links) and sign == task.context.get("sign") and task.context.get("window", 1) != 1
    if "gkmlpt" in task.context:
        total, count = _total(value), len(_records(value))
        following = gkmlpt.more(task, total, count)
        seen = int(task.context["gkmlpt"].get("seen", 0)) + count
    elif "jcms" in task.context:
        count = len(_RECORD.findall(text)) or len(links)
        following = [] if repeated else jcms.more(task, text, count)
        total, seen = jcms.total_of(task, text), int(task.context["start"]) - 1 + count
    elif "script" in task.context:
        fresh = bool(links) and (task.context["script"]["n"] == 1 or sign != task.context.get("sign", ""))
        following, total, seen = scripts.more(task, fresh), 0, 0
    else:
        return links, [], ""
    short = f"{base}: the list says {total} entries, {seen} were given (列表不全)"
    return links, [_signed(t, sign) for t in following], short if not following and seen < total else ""


def _signed(task: Task, sign: str) -> Task:
    return replace(task, context={**task.context, "sign": sign, "window": 2})


def signature(links: list[Link]) -> str:
    """A short mark of a set of links, to see that a page brings nothing new."""
    import hashlib

    return hashlib.sha256("\n".join(sorted({link.url for link in links})).encode()).hexdigest()[:8]


def embedded_links(page: HtmlPage) -> list[Link]:
    """Links that stand in scripts: XML islands, strings of HTML, arrays of records."""
    source = page.scripts
    out: list[Link] = []
    if "<a " in source or "<A " in source or "href=" in source:
        out += fragment_links(source, page.base)
    if re.search(r"[\"']?(?:title|url|href)[\"']?\s*:", source):
        out += object_links(source, page.base)
    return out


def fragment_links(text: str, base: str) -> list[Link]:
    """Links of HTML inside XML records, script strings or a bare fragment."""
    pieces = [m.group(1) for m in _CDATA.finditer(text)] or [text]
    html = "\n".join(pieces)
    if "&lt;a" in html:
        html = unescape(html)
    html = html.replace('\\"', '"').replace("\\'", "'").replace("\\/", "/")
    if "<a" not in html.lower():
        return []
    return parse_html(f"<html><body>{html}</body></html>", base).links


def xml_links(text: str, base: str) -> list[Link]:
    """Links of XML records that name title and address in elements of their own."""
    out = []
    for record in re.finditer(r"<(item|entry|record|row|info)\b.{0,8000}?</\1>", text, re.DOTALL):
        piece = record.group()
        title = _element(piece, "title|name|infotitle|bt")
        url = _element(piece, "url|link|href|guid|infourl") or _attribute(piece)
        if title and url and absolute(base, url):
            when = _element(piece, "pubdate|date|published|updated|time|createdate")
            out.append(Link(absolute(base, url), squeeze(title)[:300], when[:10], url))
    return out


def _element(text: str, names: str) -> str:
    found = re.search(rf"<(?:{names})\b[^>]{{0,200}}>(.{{0,2000}}?)</(?:{names})>", text, re.DOTALL | re.I)
    return unescape(re.sub(r"<!\[CDATA\[|\]\]>", "", found.group(1))).strip() if found else ""


def _attribute(text: str) -> str:
    found = re.search(r"<link\b[^>]{0,300}href=[\"']([^\"']{1,1000})", text, re.IGNORECASE)
    return unescape(found.group(1)) if found else ""


def object_links(text: str, base: str) -> list[Link]:
    """Links of flat objects ``{title: "…", url: "…"}`` in a script."""
    out = []
    for found in _OBJECT.finditer(text):
        record = {
            k.lower(): _unescape(a or b) for k, a, b in (m.groups("") for m in _PAIR.finditer(found.group()))
        }
        link = _record_link(record, base)
        if link:
            out.append(link)
    return out


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text
    try:
        value = json.loads(f'"{text}"')
        return value if isinstance(value, str) else text
    except ValueError:
        return text.replace("\\/", "/")


def _json(text: str) -> Any:
    body = text.strip().lstrip("\ufeff")
    wrapped = re.match(r"[\w.$]{1,60}\(([\[{].*[\]}])\);?$", body, re.DOTALL)
    if wrapped:
        body = wrapped.group(1)
    if not body.startswith(("{", "[")):
        return None
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _json_links(value: Any, base: str) -> Iterator[Link]:
    for record in _walk(value, 0):
        if isinstance(record, str):
            if "<a" in record.lower():
                yield from fragment_links(record, base)
            continue
        link = _record_link({str(k).lower(): v for k, v in record.items()}, base)
        if link:
            yield link


def _walk(value: Any, depth: int) -> Iterator[Any]:
    """Every object and string below ``value``."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from _walk(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from _walk(item, depth + 1)
    elif isinstance(value, str):
        yield value


def _record_link(record: dict[str, Any], base: str) -> Link | None:
    title = next((str(record[k]) for k in _TITLE_KEYS if isinstance(record.get(k), str) and record[k]), "")
    href = next((str(record[k]) for k in _URL_KEYS if isinstance(record.get(k), str) and record[k]), "")
    url = absolute(base, href)
    if not title or not url:
        return None
    date = next((str(record[k]) for k in _DATE_KEYS if record.get(k)), "")
    publisher = record.get("publisher") or record.get("organ") or ""
    text = squeeze(re.sub(r"<[^<>]{0,200}>", "", title))[:300]
    return Link(
        url, text, _date(date), f"publisher:{publisher}" if isinstance(publisher, str) and publisher else href
    )


def _date(value: str) -> str:
    import datetime

    if re.fullmatch(r"\d{10}|\d{13}", value):
        seconds = int(value[:10])
        return datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%Y-%m-%d")
    return value[:10]


def _records(value: Any) -> list[Any]:
    if isinstance(value, dict):
        for key in ("articles", "data", "list", "rows", "records", "items", "result"):
            inner = value.get(key)
            if isinstance(inner, list):
                return inner
            if isinstance(inner, dict):
                return _records(inner)
    return value if isinstance(value, list) else []


def _total(value: Any) -> int:
    if isinstance(value, dict):
        for key in ("total", "count", "totalCount", "total_count"):
            if isinstance(value.get(key), int) and not isinstance(value[key], bool):
                return int(value[key])
        for inner in value.values():
            if isinstance(inner, dict) and _total(inner):
                return _total(inner)
    return 0
