"""Paging without a system: 下一页 and its relatives, numbered pages, and totals in words (共N页)."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from bs4 import Tag

from ..page import HtmlPage, Link
from ..rules import pattern
from ..task import Task
from ..urls import absolute, host_of

_TOTALS = (
    re.compile(r"(?:共|总共|总计|/)(\d{1,4})页"),
    re.compile(r"(\d{1,4})/(\d{1,4})(?:页|$|\D)"),
)
_SCRIPT_TOTAL = re.compile(
    r"\b(?:totalPages?|pageCount|countPage|total_page|page_count|pages|pageTotal|maxPage)[\"']?\s*[:=]\s*[\"']?(\d{1,4})",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"^\s*javascript:\s*(?:void\(0\);?)?\s*(?P<call>[\w.$]{1,40}\s*\(\s*['\"]?(?P<n>\d{1,4})['\"]?)"
)
# Where a page's number stands in an address: a parameter or the end of the file name.
_PAGE_PARAMETERS = frozenset(
    "page pageindex pageno pagenum currentpage curpage p pn pagenumber pageid_ cpage nowpage pageno_ start_page".split()
)
_FILE_NUMBER = re.compile(
    r"(?P<stem>(?:^|.*[/_-])[A-Za-z_-]*?[_-]?)(?P<n>\d{1,4})(?P<ext>\.s?html?|\.jhtml)$"
)
_LOCATION = re.compile(
    r"location(?:\.href)?\s*=\s*[\"']([^\"']{1,200})[\"']\s*\+\s*[\w.()+ -]{1,40}?(?:\+\s*[\"']([^\"']{0,100})[\"'])?\s*[;}\n]"
)
_SIGN = re.compile(r"[<>«»‹›→]+")
_MAX_PAGES = 300


def turn(task: Task, url: str, number: int, **context: object) -> Task:
    """The task for another page of the list ``task`` is a page of."""
    return replace(
        task,
        url=url,
        role="walk",
        parent=task.url,
        hops=0,
        first_url="",
        context={**task.context, "page": number, **context},
    )


def next_link(page: HtmlPage, task: Task) -> list[Task]:
    """The page a real 下一页 address leads to, and every numbered page beside it."""
    number = int(task.context.get("page", 1))
    out: list[Task] = []
    rel = page.soup.find(["link", "a"], rel="next", href=True)
    if isinstance(rel, Tag) and absolute(page.base, str(rel["href"])):
        out.append(turn(task, absolute(page.base, str(rel["href"])), number + 1))
    for link in page.links:
        if link.url and link.url != page.url and pattern("text", "next_page").match(link.text.lower()):
            if _SIGN.fullmatch(link.text) and not _beside(link, page):
                continue  # the > of a calendar or a picture show leads elsewhere
            out.append(turn(task, link.url, number + 1))
    if out and not task.context.get("barren"):
        out += [turn(task, link.url, int(link.text)) for link in _numbered(page)]
    return out


def _beside(link: Link, page: HtmlPage) -> bool:
    """Whether a link leads to an address like the page's own: the same folder, numbers aside."""
    stem = re.sub(r"\d+", "", urlsplit(page.url).path.rsplit("/", 1)[0])
    return re.sub(r"\d+", "", urlsplit(link.url).path).startswith(stem)


def _numbered(page: HtmlPage) -> list[Link]:
    """Links that are a page number and lead to an address like this one's."""
    return [
        link
        for link in page.links
        if link.url
        and link.url != page.url
        and re.fullmatch(r"[\[【]?\d{1,3}[\]】]?", link.text)
        and link.text.isdigit()
        and _beside(link, page)
    ]


def total_pages(page: HtmlPage) -> int:
    """The number of pages a list says it has, 0 if it does not say."""
    for rule in _TOTALS:
        found = rule.search(page.text)
        if found and int(found.groups()[-1]) < 2000:
            return int(found.groups()[-1])
    script = _SCRIPT_TOTAL.search(page.scripts)
    return int(script.group(1)) if script else 0


def counted(page: HtmlPage, task: Task) -> list[Task]:
    """Pages by number where no link has an address: from numbered links, from the address itself, from a script call."""
    numbered = _numbered(page)
    if numbered:
        return [turn(task, link.url, int(link.text)) for link in numbered]
    if not _says_next(page):
        return []
    current = int(task.context.get("page", 1))
    total = min(total_pages(page), _MAX_PAGES)
    if total and current >= total:
        return []
    built = _built(page, current + 1)
    if built:
        return [turn(task, built, current + 1, probe=True)]
    address = _with_number(page.url, current, current + 1)
    if address:
        return [turn(task, address, current + 1, probe=True)]
    return (
        [turn(task, guess, 2, probe=True) for guess in _guesses(page.url)]
        if total > 1 and current == 1
        else []
    )


def _guesses(url: str) -> list[str]:
    """Where page two may be when a list says it has one and nothing leads there; wrong guesses are no failures."""
    parts = urlsplit(url)
    stem, dot, ext = parts.path.rpartition(".")
    if "/" in ext or not dot:
        return [urljoin(url, "?page=2"), urljoin(url, "index_2.html")]
    return [urljoin(url, f"{stem}_2.{ext}"), urljoin(url, f"{stem}-2.{ext}"), urljoin(url, "?page=2")]


def _built(page: HtmlPage, number: int) -> str:
    """The address a script builds for a page: ``location.href = "list-" + n + ".html"``."""
    for found in _LOCATION.finditer(page.scripts):
        url = absolute(page.base, f"{found.group(1)}{number}{found.group(2) or ''}")
        if url and host_of(url) == host_of(page.url):
            return url
    return ""


def _says_next(page: HtmlPage) -> bool:
    """Whether the list speaks of a next page, by a script call or a total above one."""
    if total_pages(page) > 1:
        return True
    if any(pattern("text", "next_page").match(link.text.lower()) and not link.url for link in page.links):
        return True
    return any(_CALL.match(link.href) for link in page.links)


def _with_number(url: str, current: int, wanted: int) -> str:
    """The address with another page number in it; from a bare list, the commonest guess ``?page=N``."""
    parts = urlsplit(url)
    fields = parse_qsl(parts.query, keep_blank_values=True)
    if any(k.lower() in _PAGE_PARAMETERS for k, _ in fields):
        query = urlencode([(k, str(wanted) if k.lower() in _PAGE_PARAMETERS else v) for k, v in fields])
        return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
    found = _FILE_NUMBER.match(parts.path)
    if found and int(found.group("n")) == current:
        path = f"{found.group('stem')}{wanted}{found.group('ext')}"
        return urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))
    if parts.query or parts.path.endswith((".jsp", ".aspx", ".php", ".do", ".action")):
        return urljoin(url, "?" + urlencode([*fields, ("page", str(wanted))]))
    return ""
