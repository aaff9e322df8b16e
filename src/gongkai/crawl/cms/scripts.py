"""Lists that a script loads: an address or a call with a page parameter stands in the page (龙讯 labels, fragments)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from html import unescape
from urllib.parse import urlencode

from ..page import HtmlPage
from ..task import Task
from ..urls import absolute
from .paging import total_pages

_PAGE_NAMES = "pageIndex|pageNo|pageNum|pageNumber|currentPage|curPage|pageCurrent|nowPage|page|pn"
_IS_PAGE = re.compile(rf"(?:{_PAGE_NAMES})", re.IGNORECASE)
_ADDRESS = re.compile(
    rf"[\"'`]([^\"'`\s<>]{{0,600}}[?&](?:{_PAGE_NAMES})=)(\d{{0,4}}|\$\{{[\w.+ ]{{1,40}}\}})([^\"'`\s<>+]{{0,600}})[\"'`]"
)
_BLOCK = re.compile(r"[\"'`]([^\"'`\s<>]{0,300}/blocks/[0-9a-f-]{8,}[^\"'`\s<>]{0,100})[\"'`]")
# $.ajax({url: "…", data: {…}}), $.post("…", {…}), axios.get("…", {params: {…}})
_CALL = re.compile(
    r"(?:\burl\s*:\s*|\.(?P<verb>get|post|getJSON|load)\(\s*)[\"'`](?P<url>[^\"'`\s]{1,400})[\"'`](?P<rest>[^{]{0,200}?(?:(?:data|params)\s*:\s*)?\{)",
    re.IGNORECASE,
)
_DATA = re.compile(r"(?:data|params)\s*:\s*\{([^{}]{0,1000})\}")
_FIELD = re.compile(
    r"[\"']?(\w{1,40})[\"']?\s*:\s*(?:\"([^\"]{0,300})\"|'([^']{0,300})'|(-?\d{1,12})|([A-Za-z_$][\w.$]{0,60}))"
)
_POST = re.compile(r"(?:type|method)\s*:\s*[\"']post", re.IGNORECASE)
_MAX_PAGES = 200
_MAX_LISTS = 3


@dataclass(frozen=True)
class Endpoint:
    """A list's address (and form) with a hole for the page number."""

    before: str
    after: str = ""
    post: str = ""  # the address, if the hole is in a form sent to it


def follow(page: HtmlPage, task: Task) -> list[Task]:
    """The first page of each list a script names (at most three lists)."""
    if "script" in task.context:
        return []
    total = total_pages(page)
    out = []
    for endpoint in dict.fromkeys(endpoints(page)):
        first = request(replace(task, parent=page.url), endpoint, 1, total, page.base)
        if first.url:
            out.append(first)
    return out[:_MAX_LISTS]


def endpoints(page: HtmlPage) -> Iterator[Endpoint]:
    """Everything in a page's source that asks for a numbered page."""
    source = unescape(page.source[:3_000_000])
    for found in _ADDRESS.finditer(source):
        yield Endpoint(found.group(1), found.group(3))
    for found in _BLOCK.finditer(source):
        if "page=" not in found.group(1):
            yield Endpoint(found.group(1) + ("&" if "?" in found.group(1) else "?") + "page=")
    for call in _CALL.finditer(page.scripts):
        endpoint = _of_call(page.scripts, call)
        if endpoint:
            yield endpoint


def _of_call(source: str, call: re.Match[str]) -> Endpoint | None:
    around = source[call.start() : call.start() + 1500]
    data = _DATA.search(around)
    inline = source[call.end() : call.end() + 1000].partition("}")[0]
    body = data.group(1) if data else inline
    fields: dict[str, str] = {}
    number = ""
    for name, double, single, digits, word in _FIELD.findall(body):
        if _IS_PAGE.fullmatch(name):
            number = name
        else:
            fields[name] = double or single or digits or _variable(source, word)
    if not number:
        return None
    form = urlencode(fields)
    address = call.group("url")
    if (call.group("verb") or "").lower() == "post" or _POST.search(
        source[max(0, call.start() - 150) : call.start() + 600]
    ):
        return Endpoint(f"{form}&{number}=" if form else f"{number}=", post=address)
    return Endpoint(f"{address}{'&' if '?' in address else '?'}{form}{'&' if form else ''}{number}=")


def _variable(source: str, word: str) -> str:
    """The constant a script gives a name."""
    if not word:
        return ""
    name = re.escape(word.rpartition(".")[2])
    found = re.search(rf"\b{name}\s*[:=]\s*[\"']?([\w\u4e00-\u9fff.-]{{1,100}})[\"']?\s*[;,\n}}]", source)
    return found.group(1) if found else ""


def request(task: Task, endpoint: Endpoint, number: int, total: int, base: str) -> Task:
    """The request for one page of a script's list."""
    address = endpoint.post or f"{endpoint.before}{number}{endpoint.after}"
    return replace(
        task,
        url=absolute(base, address),
        role="data",
        method="POST" if endpoint.post else "GET",
        body=f"{endpoint.before}{number}{endpoint.after}" if endpoint.post else "",
        hops=0,
        first_url="",
        context={
            **task.context,
            "probe": True,
            "script": {"endpoint": asdict(endpoint), "n": number, "total": total, "base": base},
        },
    )


def more(task: Task, fresh: bool) -> list[Task]:
    """The next page, while pages bring something not seen on the page before."""
    state = task.context["script"]
    if not fresh or state["n"] >= min(state["total"] or _MAX_PAGES, _MAX_PAGES):
        return []
    endpoint = Endpoint(**state["endpoint"])
    return [request(task, endpoint, state["n"] + 1, state["total"], state["base"])]
