"""Content systems of government sites: how each pages its lists.

A system is known by its fingerprint, one pattern over the page's address and source; its adapter is one function from
a list page to the requests that bring the rest. Data answers (XML, JSON, fragments) are read in ``data.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ..page import HtmlPage
from ..task import Task
from . import eportal, gkmlpt, jcms, paging, scripts, trs

Adapter = Callable[[HtmlPage, Task], list[Task]]

# name → (fingerprint of address + "\n" + source, adapter)
ADAPTERS: dict[str, tuple[re.Pattern[str], Adapter]] = {
    "大汉 JCMS": (re.compile(r"dataproxy\.jsp|jpage"), jcms.follow),
    "广东 gkmlpt": (re.compile(r"/gkmlpt/|gkmlpt"), gkmlpt.follow),
    "TRS WCM": (re.compile(r"createPageHTML\s*\(|countPage\s*="), trs.follow),
    "eportal": (re.compile(r"/eportal/ui"), eportal.follow),
    "龙讯 LonSun": (re.compile(r"labelName|pageIndex"), scripts.follow),
    "fragments": (re.compile(r"/columns/[0-9a-f-]{30,}/|/blocks/"), scripts.follow),
}


def follow(page: HtmlPage, task: Task) -> list[Task]:
    """The requests for the rest of a list. A real 下一页 address is believed before any system's habit."""
    real = paging.next_link(page, task)
    if real:
        return real
    text = f"{page.url}\n{page.source[:3_000_000]}"
    out: list[Task] = []
    for fingerprint, adapter in ADAPTERS.values():
        if fingerprint.search(text):
            out = adapter(page, task)
            if out:
                return out
    return paging.counted(page, task) or scripts.follow(page, task)


def shell(page: HtmlPage, task: Task) -> list[Task]:
    """The annual report categories of a shell page that names them only in its script."""
    fingerprint, adapter = ADAPTERS["广东 gkmlpt"]
    return adapter(page, task) if fingerprint.search(page.url + page.scripts[:100_000]) else []


def missing(task: Task) -> list[Task] | None:
    """What to ask instead when a probed page is not there; None if the absence is a failure."""
    if "trs" in task.context:
        return trs.missing(task)
    if "jcms" in task.context:
        return jcms.missing(task)
    if task.context.get("probe"):
        return []
    return None
