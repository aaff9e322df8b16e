"""One response → what it means: where to go on, what was found, what failed and why."""

from __future__ import annotations

import email.utils
import hashlib
import time
from dataclasses import dataclass, field, replace

from . import cms
from .articles import (
    attachments,
    document_kind,
    has_period,
    is_report_page,
    own_titles,
    read_article,
    read_file,
)
from .cms.data import read_data
from .feeds import feed_tasks, read_feed, read_sitemap
from .guards import guard_of
from .page import HtmlPage, parse_page, soft_404
from .robots import Robots, looks_like_robots
from .task import Fetched, Outcome, Task
from .titles import parse_title
from .urls import absolute, host_and_port, host_of, is_home, literal, url_key
from .walk import Wanted, read_walk, report_tasks

MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LATER = frozenset({408, 425, 429, 500, 502, 503, 504, 509, 520, 522, 523, 524})


@dataclass
class View:
    """What the reading of a page needs to know of the run."""

    wanted: Wanted = field(default_factory=Wanted)
    homes: dict[str, str] = field(default_factory=dict)  # host → hash of its front page's words


def interpret(fetched: Fetched, task: Task, view: View) -> Outcome:
    """What a response means. Never raises for anything a server can send."""
    guard = guard_of(fetched)
    if guard:
        return Outcome(
            reason="guard",
            detail=f"a guard answered: {guard}",
            stop=f"guard: {guard}; the site was left alone. Save the page by hand and import it / 网站有防护，请手工保存后导入",
        )
    if fetched.status in _REDIRECTS and fetched.headers.get("location"):
        return _redirect(fetched, task)
    if (
        task.role == "data"
        and fetched.status >= 400
        and fetched.status != 429
        and (instead := cms.missing(task))
    ):
        return Outcome(tasks=instead)  # some proxies take GET only, some POST
    if fetched.status in _LATER:
        return _later(fetched, task)
    if task.role == "robots":
        return _robots(fetched, task)
    if fetched.status in (404, 410):
        return _missing(task, f"status {fetched.status}")
    if fetched.status in (401, 403):
        return Outcome(reason="error", detail=f"refused by the server (status {fetched.status})")
    if fetched.status not in (200, 203):
        return Outcome(reason="error", detail=f"status {fetched.status}")
    return _content(fetched, task, view)


def _redirect(fetched: Fetched, task: Task) -> Outcome:
    target = absolute(fetched.url, fetched.headers["location"])
    if not target:
        return Outcome(reason="error", detail="a redirect to no web address")
    if task.role == "robots" and ("robots" not in target or task.hops >= MAX_REDIRECTS):
        return Outcome(robots="none")  # sent to the home page: there is none; RFC 9309 2.3.1.2 on long chains
    if task.hops >= MAX_REDIRECTS:
        return Outcome(reason="error", detail=f"more than {MAX_REDIRECTS} redirects")
    gone = (
        is_home(target)
        and not is_home(fetched.url)
        and literal(host_and_port(target)[0])
        in (
            None,
            literal(host_and_port(fetched.url)[0]),
        )
    )
    if gone and task.role in ("article", "file", "data"):
        return Outcome(reason="not_found", detail="redirects to the home page: it is gone (跳转首页)")
    trail = [*task.context.get("trail", []), url_key(fetched.url)]
    if url_key(target) in trail:
        return Outcome(reason="error", detail="the redirects go in a circle (循环跳转)")
    keep = fetched.status in (307, 308)
    following = replace(
        task,
        url=target,
        method=task.method if keep else "GET",
        body=task.body if keep else "",
        hops=task.hops + 1,
        first_url=task.first_url or task.url,
        context={**task.context, "trail": trail},
    )
    return Outcome(tasks=[following])


def _later(fetched: Fetched, task: Task) -> Outcome:
    return Outcome(
        reason="error",
        detail=f"status {fetched.status}",
        retry=True,
        retry_after=_retry_after(fetched.headers.get("retry-after", "")),
        robots="closed" if task.role == "robots" else None,
    )


def _retry_after(value: str) -> float | None:
    """Seconds of a Retry-After header: a number or a date (RFC 9110 10.2.3)."""
    value = value.strip()
    if value.isdigit():
        return float(value[:9])
    if not value:
        return None
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None


def _robots(fetched: Fetched, task: Task) -> Outcome:
    """RFC 9309 2.3.1: 4xx allows all, 5xx forbids all, 2xx is read, if it is a robots.txt at all."""
    if fetched.status in (200, 203) and looks_like_robots(fetched):
        maps = Robots.of(fetched).sitemaps
        tasks = [
            Task(url, "sitemap", parent=fetched.url, source=task.source, organ=task.organ, depth=1)
            for address in maps
            if (url := absolute(fetched.url, address))
        ]
        return Outcome(robots="rules", tasks=tasks)
    return Outcome(robots="none")


def _missing(task: Task, detail: str) -> Outcome:
    instead = cms.missing(task)
    if instead is not None:
        lost = not instead and int(task.context.get("page", 1)) > 2
        return Outcome(
            tasks=instead, notes=[f"{task.url}: this page of the list is missing ({detail})"] if lost else []
        )
    if task.role in ("sitemap", "feed"):
        return Outcome()
    if task.role == "walk" and task.depth > 0 and not task.context.get("column"):
        return Outcome(notes=[f"{task.url}: a page on the way is missing ({detail})"])
    return Outcome(reason="not_found", detail=detail)


def _content(fetched: Fetched, task: Task, view: View) -> Outcome:
    if not fetched.body.strip():
        return Outcome(reason="error", detail="the answer is empty (空页面)")
    if task.role == "data":
        return _data(fetched, task, view)
    if task.role == "sitemap":
        return read_sitemap(fetched, task, view.wanted)
    if task.role == "feed":
        return read_feed(fetched, task, view.wanted)
    kind = document_kind(fetched.body)
    if kind in ("html", "text") and not (kind == "text" and task.role == "file"):
        return _html(fetched, task, view)
    if task.role == "walk" and not task.title and task.depth > 0:
        return Outcome(reason="error", detail=f"a {kind} file where a page was expected")
    return _filtered(read_file(fetched, task), view)


def _data(fetched: Fetched, task: Task, view: View) -> Outcome:
    links, following, short = read_data(fetched, task)
    out = Outcome(tasks=following, notes=[short] if short else [])
    report_tasks(links, task, view.wanted, out, column=True, page_url=task.parent)
    return out


def _html(fetched: Fetched, task: Task, view: View) -> Outcome:
    page = parse_page(fetched)
    words = hashlib.sha256(page.words.encode()).hexdigest()
    home = view.homes.get(host_of(fetched.url))
    if is_home(fetched.url) and len(page.words) > 50:
        view.homes[host_of(fetched.url)] = words
    elif home == words and task.role in ("article", "file"):
        return Outcome(reason="not_found", detail="the home page came instead: it is gone (首页代替)")
    if soft_404(page):
        return _missing(task, "the page says it does not exist (soft 404)")
    if task.role == "file" and not is_report_page(page):
        if page.jump and page.jump != page.url:
            return _jump(page, task)
        return Outcome(reason="not_found", detail="a web page came instead of the document (soft 404)")
    if _is_article(page, task):
        out = _article(page, fetched, task, view)
        if (
            task.role == "walk"
        ):  # a column that shows its newest report in full, beside the list of the others
            around = read_walk(page, task, view.wanted)
            out.tasks += [t for t in around.tasks if t.key not in {o.key for o in out.tasks}]
            out.related += around.related
        return out
    out = read_walk(page, task, view.wanted)
    out.tasks += feed_tasks(page, task)
    if task.depth == 0 and not out.tasks:
        out.reason, out.detail = "not_found", "nothing on the page leads to annual reports (没有找到年报栏目)"
    return out


def _jump(page: HtmlPage, task: Task) -> Outcome:
    """A page that sends its reader on by meta refresh or script is a redirect like any other."""
    return _redirect(Fetched(page.url, 302, {"location": page.jump}, b"", ""), task)


def _is_article(page: HtmlPage, task: Task) -> bool:
    if task.role in ("article", "file"):
        return True
    titles = [t for t in own_titles(page) if t.relation == "report" and t.year is not None]
    if is_report_page(page):
        # 政府信息公开指南 speaks of the same things: without a title of its own, a report names its period
        return bool(titles) or (page.section_hits >= 5 and has_period(page) and "指南" not in page.title)
    own = parse_title(page.meta.get("articletitle", "") or page.heading())
    return own is not None and own.relation == "report" and own.year is not None and bool(attachments(page))


def _article(page: HtmlPage, fetched: Fetched, task: Task, view: View) -> Outcome:
    out = read_article(page, fetched, task)
    whole = any(found.relation == "report" for found in out.found)
    if not whole and task.role == "article":
        # The words of a report led to a list (年报 of many organs) or to a page that jumps on.
        if page.jump and page.jump != page.url:
            return _jump(page, task)
        other = read_walk(page, replace(task, role="walk", context={"column": True}), view.wanted)
        titles = {t.url for t in other.tasks if t.role in ("article", "file") and t.url != page.url}
        if len(titles) >= 2 or (titles and not out.tasks):
            return other
    return _filtered(out, view)


def _filtered(out: Outcome, view: View) -> Outcome:
    """Without what turned out not to be wanted."""
    kept = [found for found in out.found if view.wanted.has(found.year, found.organ)]
    if len(kept) < len(out.found):
        out.found = kept
        out.reason, out.detail = (
            ("filtered", "of a year or organ that is not wanted") if not kept else (out.reason, out.detail)
        )
    out.tasks = [task for task in out.tasks if view.wanted.has(task.year, task.organ)]
    return out
