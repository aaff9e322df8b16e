"""The gate every request passes, as a Scrapy downloader middleware: address check, one request a server, the delay.

The delay runs from the end of one answer to the next request, and Crawl-delay, Retry-After and back-off move the same
clock. Scrapy's own slots count from request to request and know nothing of the two headers.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from .addresses import Refused, Unresolved
from .archive import Raw
from .state import now
from .urls import host_and_port, host_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from .run import Run


class TimeUp(IgnoreRequest):
    """The run ends before this request's turn; it stays pending."""


class Gate:
    """One per run."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._next: dict[str, float] = {}
        self._held: dict[int, str] = {}  # ticket → server

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Gate:
        spider: Any = crawler.spider  # a ReportSpider; Scrapy only knows that it is a spider
        run: Run = spider.run
        gate = cls(run)
        run.gate = gate
        return gate

    async def process_request(self, request: Request) -> None:
        """Waits for the request's turn. Raises IgnoreRequest if the address must not be asked."""
        host, port = host_and_port(request.url)
        reason = self._run.scope.refuse(request.url, request.meta.get("via", ""))
        if reason:
            raise Refused(reason)
        server = await self._run.addresses.server(host, port)
        await self._locks[server].acquire()
        self._held[request.meta["ticket"]] = server
        name = host_of(request.url)
        due = max(self._next.get(server, 0.0), self._next.get(name, 0.0), self._run.manners.earliest(name))
        while (left := due - time.monotonic()) > 0:
            if self._run.ending(left):
                raise TimeUp("the run ends first")
            await asyncio.sleep(min(left, 1.0))

    def process_response(self, request: Request, response: Response) -> Response:
        """Keeps the response as it came, before Scrapy unpacks it."""
        request.meta["raw"] = Raw(
            url=request.url,
            status=response.status,
            headers=_headers(response),
            body=response.body,
            at=now(),
            method=request.method,
            request_body=request.body.decode("utf-8", "replace"),
            request_headers=tuple(
                (k.decode("latin-1"), v[0].decode("latin-1")) for k, v in request.headers.items() if v
            ),
            ip=str(response.ip_address or ""),
        )
        return response

    def leave(self, request: Request, wait: float = 0.0) -> None:
        """The request is over: the delay starts, lengthened to ``wait`` if a back-off is due."""
        server = self._held.pop(request.meta["ticket"], None)
        if server is None:
            return
        name = host_of(request.url)
        low, high = self._run.manners.delay(name)
        at = time.monotonic() + max(random.uniform(low, high), wait)
        self._next[server] = max(self._next.get(server, 0.0), at)
        if wait:
            self._next[name] = max(self._next.get(name, 0.0), at)
        self._locks[server].release()


def _headers(response: Response) -> list[tuple[str, str]]:
    out = []
    for name, values in response.headers.items():
        for value in values:
            text = value.decode("utf-8", "surrogateescape")
            if not text.isprintable() or "\udc80" <= max(text, default="") <= "\udcff":
                text = value.decode("gb18030", "replace")
            out.append((name.decode("latin-1"), "".join(c for c in text if c.isprintable())))
    return out


__all__ = ["Gate", "Refused", "TimeUp", "Unresolved"]
