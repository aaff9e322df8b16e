"""Runs Scrapy. The reactor lives in one thread for the life of the process, so that a program may crawl twice."""

from __future__ import annotations

import asyncio
import logging
import threading
from typing import Any

from .run import Run

_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None


def crawl_web(run: Run) -> None:
    """Fetches until nothing is left to ask, the time or page limit is reached, or the user interrupts."""
    loop = _reactor()
    future = asyncio.run_coroutine_threadsafe(_crawl(run), loop)
    while True:
        try:
            future.result()
            return
        except KeyboardInterrupt:
            if run.stopping:
                raise
            run.stopping = "interrupted by the user (中断)"


async def _crawl(run: Run) -> None:
    from scrapy.crawler import AsyncCrawlerRunner
    from twisted.internet import reactor as installed

    from .addresses import Addresses, PinnedResolver
    from .spider import ReportSpider, settings

    run.addresses = Addresses(run.scope)
    reactor: Any = installed
    before = reactor.installNameResolver(PinnedResolver(run.addresses))
    try:
        runner = AsyncCrawlerRunner(settings(run.options))
        await runner.crawl(ReportSpider, run=run)
    finally:
        reactor.installNameResolver(before)


def _reactor() -> asyncio.AbstractEventLoop:
    """The loop of the reactor's thread, started on first use."""
    global _loop
    with _lock:
        if _loop is None:
            for name in ("scrapy", "twisted"):
                logging.getLogger(name).setLevel(logging.CRITICAL)
            ready: list[Any] = []
            started = threading.Event()
            threading.Thread(target=_serve, args=(ready, started), daemon=True, name="gongkai-crawl").start()
            started.wait()
            if isinstance(ready[0], BaseException):
                raise ready[0]
            _loop = ready[0]
    return _loop


def _serve(ready: list[Any], started: threading.Event) -> None:
    try:
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        from twisted.internet import asyncioreactor

        install: Any = asyncioreactor.install
        install(loop)
        from twisted.internet import reactor as installed

        reactor: Any = installed
        ready.append(loop)
        loop.call_soon(started.set)
        reactor.run(installSignalHandlers=False)
    except BaseException as error:
        ready.append(error)
        started.set()
