"""eportal (平谷, 大兴): ``/eportal/ui?pageId=…``, further pages by ``&currentPage=N``."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ..page import HtmlPage
from ..task import Task
from .paging import total_pages, turn

_MAX_PAGES = 300


def follow(page: HtmlPage, task: Task) -> list[Task]:
    """All further pages if their number is told, else the next one."""
    parts = urlsplit(page.url)
    fields = dict(parse_qsl(parts.query, keep_blank_values=True))
    current = int(fields.get("currentPage", "1")) if fields.get("currentPage", "1").isdigit() else 1
    total = total_pages(page)
    numbers = range(current + 1, min(total, _MAX_PAGES) + 1) if total else [current + 1]
    out = []
    for number in numbers:
        query = urlencode({**fields, "currentPage": str(number)})
        address = urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
        out.append(turn(task, address, number, probe=not total))
    return out
