"""Collecting reports: politely, completely, resumably.

``sources`` (where to start) → ``run`` (hands out requests, settles answers) ⇄ ``engine``/``spider``/``gate`` (Scrapy) →
``interpret`` (``walk``, ``cms``, ``articles``) → ``state`` and ``archive`` (memory) → ``finish``, ``coverage``, ``summary``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .collect import crawl
    from .options import Options
    from .summary import Summary

__all__ = ["Options", "Summary", "crawl"]

_HOME = {"Options": "options", "Summary": "summary", "crawl": "collect"}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)
