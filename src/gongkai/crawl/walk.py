"""The way to the reports: 首页 → 政府信息公开 → 年报 column → its pages → articles, by link words and ColumnType.

Paths drift, so no address pattern decides where to go; an address only helps to tell equal words apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from . import cms
from .cms.data import embedded_links, signature
from .page import HtmlPage, Link, extension
from .rules import extensions, pattern
from .task import Outcome, Task
from .titles import (
    Title,
    column_title,
    is_collection,
    is_column,
    is_disclosure,
    is_organ,
    only_year,
    parse_title,
)
from .urls import host_of, is_home

MAX_DEPTH = 5  # steps from a start to a list; 首页 → 公开 → 年报 → 年份 → 单位 is the longest way seen
MAX_LIST_PAGES = 300
_PATIENCE = 3  # list pages in a row without a report before the paging stops
_START_PATIENCE = 8  # the user named this list, so it is looked through longer
_MAX_ORGANS = 400


@dataclass(frozen=True)
class Wanted:
    """The years wanted (None is open), and parts of organs' names (none: every organ)."""

    first: int | None = None
    last: int | None = None
    organs: tuple[str, ...] = ()

    def wants(self, year: int | None) -> bool:
        """Whether a title's year is wanted; a title without one is looked at first."""
        if year is None:
            return True
        return (self.first is None or year >= self.first) and (self.last is None or year <= self.last)

    def has(self, year: int | None, organ: str) -> bool:
        """Whether a report of that year and organ is wanted; an organ not known yet is looked at first."""
        return self.wants(year) and (
            not self.organs or not organ or any(part in organ for part in self.organs)
        )

    def tab(self, year: int) -> bool:
        """Whether a tab of that name may hold wanted reports: some tabs name the year of publication."""
        return self.wants(year) or self.wants(year - 1)


def is_column_page(page: HtmlPage, task: Task) -> bool:
    """Whether the page is a column of annual reports: by its tags, its own heading, or the link that led here."""
    if task.context.get("column"):
        return True
    tags = (page.meta.get("columntype", ""), page.meta.get("columnname", ""))
    return any("年报" in tag or is_column(tag) for tag in tags) or is_column(page.title.split("-")[0])


def read_walk(page: HtmlPage, task: Task, wanted: Wanted) -> Outcome:
    """Everything a page on the way leads to."""
    out = Outcome()
    links = [*page.links, *embedded_links(page)]
    column = is_column_page(page, task)
    reports = report_tasks(links, task, wanted, out, column=column, page_url=page.url)
    here = replace(task, context={**task.context, "column": column})
    if task.depth < MAX_DEPTH:
        out.tasks += _ways(links, page, here, wanted, column)
        out.tasks += _frames(page, task)
    if column or reports or (task.depth == 0 and urlsplit(page.url).path.strip("/")):
        out.tasks += _pages(page, links, here, reports)
    else:
        out.tasks += cms.shell(page, here)
    if page.jump and page.jump != page.url and not reports and task.hops < 5:
        out.tasks.append(replace(task, url=page.jump, hops=task.hops + 1, parent=page.url))
    return out


def report_tasks(
    links: list[Link], task: Task, wanted: Wanted, out: Outcome, *, column: bool, page_url: str
) -> int:
    """Adds a request for every report among ``links``; relatives are noted. Returns how many reports were seen."""
    seen: set[str] = set()
    named: list[tuple[Link, Title]] = []
    for link in links:
        title = parse_title(link.text) if link.url else None
        if title is None and link.url and column and (_is_file(link) or only_year(link.text) is None):
            title = column_title(link.text)
        if title is None or link.url in seen or link.url == page_url:
            continue
        if is_collection(link.text):
            out.tasks.append(_step(task, link, page_url, column=True))
            continue
        if title.relation != "report":
            out.related.append(_related(title, link, page_url))
            continue
        if is_column(link.text) and title.year is None:
            continue  # the column itself; what stands behind it decides
        seen.add(link.url)
        named.append((link, title))
    organs = {title.organ for _, title in named if title.organ}
    alone = organs.pop() if len(organs) == 1 else ""  # a list of one organ's reports
    for link, title in named:
        wish = _report_task(link, title, task, page_url, alone)
        if wanted.has(wish.year, wish.organ):
            out.tasks.append(wish)
    return len(seen)


def _report_task(link: Link, title: Title, task: Task, page_url: str, alone: str) -> Task:
    publisher = link.href.removeprefix("publisher:") if link.href.startswith("publisher:") else ""
    return Task(
        url=link.url,
        role="file" if _is_file(link) else "article",
        title=title.text,
        organ=title.organ or publisher or str(task.context.get("organ", "")) or task.organ or alone,
        year=title.year,
        date=link.date,
        parent=page_url,
        source=task.source,
        depth=task.depth + 1,
        context={"fragment": _fragment(link)} if _fragment(link) else {},
    )


def _is_file(link: Link) -> bool:
    return extension(link.url) in extensions()


def _related(title: Title, link: Link, page_url: str) -> dict[str, object]:
    return {
        "title": title.text,
        "organ": title.organ,
        "year": title.year,
        "relation": title.relation,
        "url": link.url,
        "page_url": page_url,
        "date": link.date,
    }


def _step(task: Task, link: Link, page_url: str, *, column: bool, organ: str = "") -> Task:
    context: dict[str, object] = {"column": column} if column else {}
    if organ or task.context.get("organ"):
        context["organ"] = organ or task.context["organ"]
    if _fragment(link):
        context["fragment"] = _fragment(link)
    return Task(
        url=link.url,
        role="walk",
        title=link.text[:80],
        organ=task.organ,
        parent=page_url,
        source=task.source,
        depth=task.depth + 1,
        context=context,
    )


def _fragment(link: Link) -> str:
    """The category in a gkmlpt address (``/gkmlpt/index#1234``); other fragments mean nothing."""
    tail = link.href.rpartition("#")[2]
    return tail if "gkmlpt" in link.href and tail.isdigit() else ""


def _ways(links: list[Link], page: HtmlPage, task: Task, wanted: Wanted, column: bool) -> list[Task]:
    """Links that lead on: to the column, to the disclosure pages, and inside a column to years and organs."""
    out: list[Task] = []
    organs = 0
    for link in links:
        if not link.url or link.url == page.url or extension(link.url) in extensions():
            continue
        year = only_year(link.text)
        if is_column(link.text):
            found = parse_title(link.text)
            if found is None or found.year is None or not column:
                out.append(_step(task, link, page.url, column=True))
        elif column and year is not None and 2004 <= year <= _this_year() and _same_host(link, page):
            if wanted.tab(year):
                out.append(_step(task, link, page.url, column=True))
        elif column and is_organ(link.text) and organs < _MAX_ORGANS and _leads_in(link, page):
            organs += 1
            out.append(_step(task, link, page.url, column=True, organ=link.text))
        elif (not column and is_disclosure(link.text)) or (not column and _hinted(link)):
            out.append(_step(task, link, page.url, column=False))
    return list({t.url: t for t in out}.values())


def _this_year() -> int:
    return datetime.now(UTC).year


def _same_host(link: Link, page: HtmlPage) -> bool:
    return host_of(link.url) == host_of(page.url)


def _near(link: Link, page: HtmlPage) -> bool:
    """Whether a link stays below the column's folder (or asks the same program for another part)."""
    here, there = urlsplit(page.url), urlsplit(link.url)
    if host_of(page.url) != host_of(link.url):
        return False
    folder = urlsplit(urljoin(page.url, ".")).path
    if there.path == here.path:
        return there.query != here.query
    return (len(folder) > 1 and there.path.startswith(folder)) or there.path.rsplit("/", 2)[
        0
    ] == here.path.rsplit("/", 2)[0] != ""


def _leads_in(link: Link, page: HtmlPage) -> bool:
    """Whether an organ's name leads to its reports and not to its front page: near the column, or deep in a site."""
    return not is_home(link.url) and (_near(link, page) or bool(re.search(r"\d", urlsplit(link.url).path)))


def _hinted(link: Link) -> bool:
    """An address that looks like the column's, under words that say nothing (图标, 更多)."""
    return len(link.text) <= 4 and bool(pattern("hints", "url").search(urlsplit(link.url).path))


def _frames(page: HtmlPage, task: Task) -> list[Task]:
    """Frames of a page on the way: older sites keep the list in one."""
    return [
        replace(task, url=url, parent=page.url, depth=task.depth + 1, hops=0, first_url="")
        for url in page.frames[:5]
        if extension(url) not in extensions() and host_of(url) == host_of(page.url)
    ]


def _pages(page: HtmlPage, links: list[Link], task: Task, reports: int) -> list[Task]:
    """The list's further pages, while they bring something new and reports turn up now and then."""
    number = int(task.context.get("page", 1))
    barren = 0 if reports else int(task.context.get("barren", 0)) + 1
    patience = _START_PATIENCE if task.depth == 0 else _PATIENCE
    sign = signature([link for link in links if parse_title(link.text)]) if reports else signature(links)
    seen = list(task.context.get("signs", []))
    if task.context.get("probe") and not reports:
        return []  # a page that was guessed and shows nothing is past the end
    if barren > patience or number >= MAX_LIST_PAGES or (sign in seen and "trs" not in task.context):
        return []
    context = {**task.context, "barren": barren, "sign": sign, "signs": [*seen, sign][-MAX_LIST_PAGES:]}
    return [
        t
        for t in cms.follow(page, replace(task, context=context))
        if int(t.context.get("page", 1)) <= MAX_LIST_PAGES
    ]
