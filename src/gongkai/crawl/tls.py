"""TLS with certificates verified, except for the hosts the user named; no request is ever sent twice by itself."""

from __future__ import annotations

import copy
from typing import Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer


@implementer(IPolicyForHTTPS)
class _PerHost:
    """Scrapy's own policy, and a copy of it that does not verify, for named hosts only."""

    def __init__(self, strict: Any, hosts: list[str]) -> None:
        self._strict = strict
        self._lax = copy.copy(strict)
        self._lax._verify_certificates = False
        self._hosts = frozenset(hosts)

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:
        policy = self._lax if hostname.decode("ascii") in self._hosts else self._strict
        return policy.creatorForNetloc(hostname, port)


class Handler(HTTP11DownloadHandler):
    """Scrapy's download handler with that policy.

    Scrapy has one switch for all hosts. Connections are not kept: between two requests lies the delay, and Twisted's
    pool would repeat a GET at once when a kept connection turns out dead, which is a request outside the delay.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool.persistent = False
        self._pool.retryAutomatically = False
        factory: Any = _PerHost(self._contextFactory, crawler.settings.getlist("INSECURE_HOSTS"))
        self._contextFactory = factory
