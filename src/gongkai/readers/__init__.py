"""Bytes → Document. The kind of a page is told by its content, never by its name."""

from __future__ import annotations

from .document import load, read_document

__all__ = ["load", "read_document"]
