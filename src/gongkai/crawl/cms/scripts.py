"""Lists that a script loads: an address with a page parameter stands in the page (龙讯 labels, HTML fragments)."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from ..page import HtmlPage
from ..task import Task
from ..urls import absolute
from .paging import total_pages

_ADDRESS = re.compile(
    r"[\"'`]([^\"'`\s<>]{0,600}[?&](?:pageIndex|pageNo|pageNum|pageNumber|currentPage|curPage|page)=)(\d{0,4})([^\"'`\s<>+]{0,600})[\"'`]"
)
_BLOCK = re.compile(r"[\"'`]([^\"'`\s<>]{0,300}/blocks/[0-9a-f-]{8,}[^\"'`\s<>]{0,100})[\"'`]")
_MAX_PAGES = 200


def follow(page: HtmlPage, task: Task) -> list[Task]:
    """The first page of each list a script names (at most three lists)."""
    if "script" in task.context:
        return []
    out: list[Task] = []
    source = unescape(page.source[:3_000_000])
    templates = [(m.group(1), m.group(3)) for m in _ADDRESS.finditer(source)]
    templates += [
        (m.group(1) + ("&" if "?" in m.group(1) else "?") + "page=", "")
        for m in _BLOCK.finditer(source)
        if "page=" not in m.group(1)
    ]
    total = total_pages(page)
    for before, after in dict.fromkeys(templates):
        if absolute(page.base, before + "1" + after):
            out.append(request(task, absolute(page.base, before), after, 1, total))
    return out[:3]


def request(task: Task, before: str, after: str, number: int, total: int) -> Task:
    """The request for one page of a script's list."""
    return replace(
        task,
        url=absolute(task.url, f"{before}{number}{after}"),
        role="data",
        parent=task.parent or task.url,
        hops=0,
        first_url="",
        context={
            **task.context,
            "probe": True,
            "script": {"before": before, "after": after, "n": number, "total": total},
        },
    )


def more(task: Task, fresh: bool) -> list[Task]:
    """The next page, while pages bring something not seen on the page before."""
    state = task.context["script"]
    if not fresh or state["n"] >= min(state["total"] or _MAX_PAGES, _MAX_PAGES):
        return []
    return [request(task, state["before"], state["after"], state["n"] + 1, state["total"])]
