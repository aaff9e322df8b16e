"""The Scrapy side: a scheduler over the state, a spider that hands answers to the run, and the settings."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler
from scrapy.http import Response
from twisted.python.failure import Failure

from .gate import Refused, TimeUp, Unresolved
from .options import Options
from .run import Run
from .task import Ticket
from .urls import host_of

ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,application/json;q=0.9,*/*;q=0.8"


class StateScheduler(BaseScheduler):
    """Scrapy's scheduler interface over the SQLite state: one request a host is under way at any time."""

    _spider: ReportSpider

    def open(self, spider: Spider) -> None:
        assert isinstance(spider, ReportSpider)
        self._spider = spider

    def has_pending_requests(self) -> bool:
        return self._spider.run.has_more()

    def enqueue_request(self, request: Request) -> bool:
        """Nothing comes this way: answers put their requests into the state themselves."""
        return False

    def next_request(self) -> Request | None:
        ticket = self._spider.run.next_ticket()
        return None if ticket is None else self._spider.request(ticket)


class ReportSpider(Spider):
    """Turns tickets into requests and answers into settlements."""

    name = "gongkai"

    def __init__(self, run: Run, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.run = run

    async def start(self) -> AsyncIterator[Any]:
        """The starts lie in the state already."""
        return
        yield

    def request(self, ticket: Ticket) -> Request:
        """The Scrapy request of a ticket."""
        task = ticket.task
        timeout = self.run.options.timeout
        headers = {"Accept": ACCEPT, "Accept-Language": "zh-CN,zh;q=0.9", "Accept-Encoding": "gzip, deflate"}
        if task.method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        return Request(
            task.url,
            method=task.method,
            body=task.body,
            headers={**headers, **ticket.conditional},
            callback=self.answered,
            errback=self.failed,
            dont_filter=True,
            meta={
                "ticket": ticket.id,
                "of": ticket,
                "via": task.parent if task.hops else "",
                "download_slot": host_of(task.url),
                "download_timeout": timeout * 3 if task.role == "file" else timeout,
            },
        )

    def answered(self, response: Response) -> None:
        request = response.request
        assert request is not None
        wait = 0.0
        try:
            wait = self.run.answered(request.meta["of"], request.meta["raw"], response.body)
        finally:
            self._over(request, wait)

    def failed(self, failure: Failure) -> None:
        given: Any = failure  # Scrapy adds the request
        request: Request = given.request
        wait = 0.0
        try:
            wait = self._fail(request.meta["of"], failure)
        finally:
            self._over(request, wait)

    def _fail(self, ticket: Ticket, failure: Failure) -> float:
        error = failure.value
        if isinstance(error, TimeUp):
            return 0.0
        if isinstance(error, Refused):
            return self.run.failed(ticket, "refused", str(error), network=False)
        name = type(error).__name__
        detail = explain(error)
        if "Cancelled" in name:
            size = self.run.options.max_size // 1024**2
            return self.run.failed(ticket, "limit", f"larger than {size} MB; it was cut off", network=False)
        if "MAXSIZE" in detail:
            size = self.run.options.max_size // 1024**2
            return self.run.failed(
                ticket, "limit", f"unpacks to more than {size} MB (compressed)", network=False
            )
        if isinstance(error, Unresolved) or "Ignore" not in name:
            return self.run.failed(ticket, "error", detail, network=True)
        return self.run.failed(ticket, "error", detail, network=False)

    def _over(self, request: Request, wait: float) -> None:
        self.run.gate.leave(request, wait)
        self.run.leave(host_of(request.url))


def explain(error: BaseException | None) -> str:
    """One line about a failed connection."""
    if error is None:
        return "unknown"
    text = str(error).replace("\n", " ")
    cause = error.__cause__ or error.__context__
    if cause is not None and str(cause) and str(cause) not in text:
        text = f"{text} ({cause})"
    if "certificate verify failed" in text:
        return "the certificate is not valid (certificate verify failed); --insecure-host HOST lets it pass, with a note"
    inner = re.search(r"failure\.Failure [\w.]*?(\w+): (.{0,200}?)>\]?", text)
    if inner:
        text = f"{inner.group(1)} {inner.group(2)}"
    name = type(error).__name__.removesuffix("Error").removeprefix("Download")
    return f"{name}: {text}"[:300] if text else name


def settings(options: Options) -> dict[str, Any]:
    """Scrapy's settings. What the gate and the state do is switched off, so that no two things do the same."""
    base = "scrapy.downloadermiddlewares."
    return {
        "USER_AGENT": options.user_agent,
        "ROBOTSTXT_OBEY": False,  # obeyed by the run itself: archived, resumable, and by RFC 9309 on errors
        "COOKIES_ENABLED": False,
        "CONCURRENT_REQUESTS": 512,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_MAXSIZE": options.max_size,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_HANDLERS": {
            "http": "gongkai.crawl.tls.Handler",
            "https": "gongkai.crawl.tls.Handler",
            "file": None,
            "data": None,
            "ftp": None,
            "s3": None,
        },
        "DOWNLOADER_MIDDLEWARES_BASE": {
            base + "downloadtimeout.DownloadTimeoutMiddleware": 350,
            base + "useragent.UserAgentMiddleware": 500,
            base + "httpcompression.HttpCompressionMiddleware": 590,
            "gongkai.crawl.gate.Gate": 900,
        },
        "SPIDER_MIDDLEWARES_BASE": {},
        "EXTENSIONS_BASE": {},
        "SCHEDULER": "gongkai.crawl.spider.StateScheduler",
        "TELNETCONSOLE_ENABLED": False,
        "LOG_ENABLED": False,
        "INSECURE_HOSTS": list(options.insecure_hosts),
    }
