"""广东 集约化 gkmlpt: a shell page; the list is JSON under ``/gkmlpt/api/all/{category}?page=N&sid=SID``."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urljoin

from ..page import HtmlPage
from ..task import Task
from ..titles import is_column

_SID = re.compile(r"\b(?:SID|sid|siteId|site_id|SITE_ID)[\"']?\s*[:=]\s*[\"']?(\w{1,20})")
_API = re.compile(r"/gkmlpt/api/all/(\d{1,12})")
_NODE = re.compile(r"\{[^{}]{0,600}")
_ID = re.compile(r"[\"']?\b(?:id|cateId|cate_id|catId|cat_id)[\"']?\s*[:=]\s*[\"']?(\d{1,12})")
_NAME = re.compile(r"[\"']?\b(?:name|title|cateName|cate_name)[\"']?\s*[:=]\s*[\"']([^\"']{2,60})[\"']")
_CURRENT = re.compile(
    r"[\"']?\b(?:cat(?:e|egory)?(?:_?id)?|current_?cate|column_?id|channel_?id|cid)[\"']?\s*[:=]\s*[\"']?(\d{1,12})",
    re.IGNORECASE,
)
_MAX_PAGES = 300


def follow(page: HtmlPage, task: Task) -> list[Task]:
    """First pages of every category of the shell that is an annual report column (or the one it is opened at)."""
    sid = _SID.search(page.scripts) or _SID.search(page.source)
    wanted = [str(task.context["fragment"])] if task.context.get("fragment") else []
    wanted += [m.group(1) for m in _API.finditer(page.source)]
    for node in _NODE.finditer(page.scripts):
        name, number = _NAME.search(node.group()), _ID.search(node.group())
        if name and number and is_column(_unescape(name.group(1))):
            wanted.append(number.group(1))
    if not wanted:
        wanted = [m.group(1) for m in _CURRENT.finditer(page.scripts)][:3]
    return [
        request(task, page.url, category, sid.group(1) if sid else "", 1)
        for category in dict.fromkeys(wanted)
    ]


def request(task: Task, base: str, category: str, sid: str, number: int) -> Task:
    """The request for one page of a category's list."""
    address = urljoin(base, f"/gkmlpt/api/all/{category}?page={number}" + (f"&sid={sid}" if sid else ""))
    return replace(
        task,
        url=address,
        role="data",
        parent=task.parent or task.url,
        hops=0,
        first_url="",
        context={
            **task.context,
            "gkmlpt": {"category": category, "sid": sid, "page": number, "seen": task.context.get("seen", 0)},
        },
    )


def more(task: Task, total: int, records: int) -> list[Task]:
    """The next page, until the total is reached or a page is empty."""
    state = task.context["gkmlpt"]
    seen = int(state.get("seen", 0)) + records
    if not records or (total and seen >= total) or state["page"] >= _MAX_PAGES:
        return []
    following = replace(task, context={**task.context, "seen": seen})
    return [request(following, task.url, state["category"], state["sid"], state["page"] + 1)]


def _unescape(text: str) -> str:
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m.group(1), 16)), text)
