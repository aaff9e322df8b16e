"""Full-text search: the query language, the engine protocol, and the engines behind it."""

from __future__ import annotations

from .engine import Entry, Found, Match, SearchEngine
from .hit import Group, Hit, Offer, Results
from .query import parse_query

__all__ = ["Entry", "Found", "Group", "Hit", "Match", "Offer", "Results", "SearchEngine", "parse_query"]
