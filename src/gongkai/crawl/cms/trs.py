"""TRS WCM: ``index.html``, then ``index_1.html`` (most) or ``index_2.shtml`` (some); the total stands in a script."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from ..page import HtmlPage
from ..task import Task

_CALL = re.compile(r"createPageHTML\s*\(([^()]{1,300})\)")
_COUNT = re.compile(r"countPage\s*=\s*['\"]?(\d{1,4})")
_MAX_PAGES = 300


def follow(page: HtmlPage, task: Task) -> list[Task]:
    """From page one: a probe of ``index_1``. From the probe: all the rest, numbered as the probe showed."""
    state = task.context.get("trs")
    sign = str(task.context.get("sign", ""))
    if state:
        return _rest(task, state, state["n"] == 1 and sign != state["first"]) if state["n"] == 1 else []
    total, name, ext = _arguments(page)
    path = urlsplit(page.url).path
    if total < 2 or re.search(rf"/{re.escape(name)}_\d+\.\w+$", path):
        return []
    ext = ext or (path.rsplit(".", 1)[1] if "." in path.rsplit("/", 1)[-1] else "html")
    state = {
        "base": urljoin(page.url, "."),
        "name": name,
        "ext": ext,
        "total": min(total, _MAX_PAGES),
        "n": 1,
        "first": sign,
    }
    return [_turn(task, state, 1)]


def missing(task: Task) -> list[Task]:
    """The probe of ``index_1`` failed: pages are numbered from 2 to the total."""
    state = task.context["trs"]
    return _rest(task, state, False) if state["n"] == 1 else []


def _rest(task: Task, state: dict[str, object], from_zero: bool) -> list[Task]:
    """Pages after the probe. ``from_zero``: page one is number 0, so the last is total - 1; else the last is total."""
    total = int(str(state["total"]))
    last = total - 1 if from_zero else total
    return [_turn(task, state, n) for n in range(2, last + 1)]


def _turn(task: Task, state: dict[str, object], number: int) -> Task:
    return replace(
        task,
        url=f"{state['base']}{state['name']}_{number}.{state['ext']}",
        role="walk",
        parent=task.url,
        hops=0,
        first_url="",
        context={**task.context, "page": number + 1, "trs": {**state, "n": number}, "probe": True},
    )


def _arguments(page: HtmlPage) -> tuple[int, str, str]:
    """(pages, file name, extension) of ``createPageHTML(3, 0, "index", "html")`` and its relatives."""
    for call in _CALL.finditer(page.scripts):
        words = [w.strip().strip("'\"") for w in call.group(1).split(",")]
        numbers = [int(w) for w in words if w.isdigit()]
        names = [w for w in words if re.fullmatch(r"[A-Za-z][\w-]*", w)]
        ext = next((w for w in reversed(names) if w.lower() in ("html", "htm", "shtml", "jhtml")), "")
        rest = [w for w in names if w != ext and w not in ("countPage", "currentPage", "pages", "page")]
        total = numbers[0] if numbers else 0
        if "countPage" in words:
            total = _count(page)
        if total:
            return total, rest[-1] if rest else "index", ext
    return _count(page), "index", ""


def _count(page: HtmlPage) -> int:
    found = _COUNT.search(page.scripts)
    return int(found.group(1)) if found else 0
