"""大汉 JCMS: the list is an XML island, the rest comes from ``dataproxy.jsp`` by record numbers, GET or POST."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from ..page import HtmlPage
from ..task import Task

_PROXY = re.compile(r"[\"'(]([^\"'()\s<>]{0,200}dataproxy\.jsp[^\"'()\s<>]{0,1500})", re.IGNORECASE)
_PARAMETERS = "col appid webid path columnid sourceContentType unitid webname permissiontype infotypeId jdid area".split()
_TOTAL = re.compile(
    r"(?:totalrecord|totalRecord|total_record|\btotal)[\"']?\s*(?:[:=>]|\]=)\s*[\"']?(\d{1,6})", re.IGNORECASE
)
_PER_PAGE = re.compile(r"perpage[\"']?\s*[:=]\s*[\"']?(\d{1,3})", re.IGNORECASE)
_GROUP = 3  # the site's own script asks for three pages at once
_MAX_RECORDS = 20_000


def follow(page: HtmlPage, task: Task) -> list[Task]:
    """The first request to the proxy that a list page names; the answers bring the next ones."""
    if "jcms" in task.context:
        return []
    source = unescape(page.source)
    found = max(_PROXY.finditer(source), key=lambda m: len(m.group(1)), default=None)
    address = found.group(1) if found else ""
    if not address:
        if not re.search(r"jpage|<recordset", source):
            return []
        address = "/module/web/jpage/dataproxy.jsp"
    proxy = urlsplit(urljoin(page.url, address))
    given = dict(parse_qsl(proxy.query, keep_blank_values=True))
    fields = {
        k: v for k, v in given.items() if k.lower() not in ("startrecord", "endrecord", "perpage", "page")
    }
    for name in _PARAMETERS:
        value = _parameter(source, name)
        if value is not None:
            fields.setdefault(name, value)
    per = int(given.get("perpage") or 0) or _number(_PER_PAGE, source) or 15
    state = {
        "url": urlunsplit((proxy.scheme, proxy.netloc, proxy.path, "", "")),
        "fields": fields,
        "per": per,
        "total": _number(_TOTAL, source),
        "method": "GET" if len(given) > 3 else "POST",
        "tried": 1,
        "paged": "page" in given,
    }
    return [request(task, state, 1)]


def request(task: Task, state: dict[str, Any], start: int) -> Task:
    """The request for the records from ``start`` on."""
    per = int(str(state["per"]))
    end = start + per * _GROUP - 1
    total = int(str(state["total"] or 0))
    window = {"startrecord": start, "endrecord": min(end, total) if total >= start else end, "perpage": per}
    if state["paged"]:
        window["page"] = (start - 1) // per + 1
    fields: dict[str, object] = dict(state["fields"])
    post = state["method"] == "POST"
    query = urlencode(window if post else {**fields, **window})
    return replace(
        task,
        url=f"{state['url']}?{query}",
        role="data",
        method="POST" if post else "GET",
        body=urlencode(fields) if post else "",
        parent=task.parent or task.url,
        hops=0,
        first_url="",
        context={**task.context, "jcms": state, "start": start},
    )


def more(task: Task, body: str, records: int) -> list[Task]:
    """After an answer: the next window, or the same one by the other method if nothing came back."""
    state = dict(task.context["jcms"])
    start = int(task.context["start"])
    if not records:
        return missing(task)
    total = state["total"] = total_of(task, body)
    following = start + records  # some servers give less than was asked for
    if following > min(total or following, _MAX_RECORDS) or (not total and records < int(state["per"])):
        return []
    return [request(task, state, following)]


def total_of(task: Task, body: str) -> int:
    """The number of records the proxy, or else the page, says there are; 0 if neither does."""
    return _number(_TOTAL, body) or int(task.context["jcms"]["total"] or 0)


def missing(task: Task) -> list[Task]:
    """The first window brought nothing: ask once more by the other method."""
    state = dict(task.context["jcms"])
    if int(task.context["start"]) != 1 or state["tried"] != 1:
        return []
    return [request(task, {**state, "method": "GET" if state["method"] == "POST" else "POST", "tried": 2}, 1)]


def _parameter(source: str, name: str) -> str | None:
    found = re.search(
        rf"[\"'&?;\s{{,]{name}[\"']?\s*[:=]\s*[\"']?([^\"'&,;}}\s<>]{{1,200}})", source
    ) or re.search(rf"name=[\"']{name}[\"'][^<>]{{0,100}}value=[\"']([^\"']{{0,200}})", source)
    return found.group(1) if found else None


def _number(rule: re.Pattern[str], text: str) -> int:
    found = rule.search(text)
    return int(found.group(1)) if found else 0
