"""Full-text search: the query language, the engine protocol, and Whoosh behind one file."""

from __future__ import annotations

from .engine import Entry, Match, SearchEngine
from .hit import Hit
from .query import parse_query

__all__ = ["Entry", "Hit", "Match", "SearchEngine", "parse_query"]
