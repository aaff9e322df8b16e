"""Errors a caller can meet. Each names what it is about, so that one line tells the user.

::

    GongkaiError
    ├── ReadError            a file or page cannot be read (source, cause)
    │   ├── UnsupportedError     not a kind we read, or an optional tool is missing
    │   ├── DamagedError         the kind is known, the content is broken or empty
    │   ├── EncryptedError       protected by a password
    │   └── LimitError           too large, too deep, too slow
    ├── QueryError           a search query cannot be understood (position, suggestion)
    ├── LibraryError         the library or its index cannot be opened or written
    ├── ModelError           a tagging model cannot be loaded or does not fit
    ├── ExportError          an export cannot be written: a library for it is missing, or a value does not fit
    ├── ConfigError          gongkai.toml cannot be read, or an option does not take what it says
    └── CrawlError           a crawl cannot start: its sources, folder or state
"""

from __future__ import annotations


class GongkaiError(Exception):
    """Base of every error gongkai raises on purpose."""


class ReadError(GongkaiError):
    """A source cannot be read."""

    def __init__(self, source: str, cause: str) -> None:
        super().__init__(f"{source}: {cause}")
        self.source = source
        self.cause = cause


class UnsupportedError(ReadError):
    """Not a kind of file that is read here, or the tool for it is not installed."""


class DamagedError(ReadError):
    """Broken, truncated or empty content."""


class EncryptedError(ReadError):
    """Protected by a password."""


class LimitError(ReadError):
    """Over a limit of size, depth or time."""


class QueryError(GongkaiError):
    """A query cannot be understood."""

    def __init__(self, message: str, position: int = 0, suggestion: str = "") -> None:
        super().__init__(message)
        self.position = position
        self.suggestion = suggestion


class LibraryError(GongkaiError):
    """The library or its index cannot be opened or written."""


class ModelError(GongkaiError):
    """A tagging model cannot be loaded."""


class ExportError(GongkaiError):
    """An export cannot be written: the library for its format is missing, or a value does not fit the format."""


class CrawlError(GongkaiError):
    """A crawl cannot start: its sources, its folder or its state are not usable."""


class ConfigError(GongkaiError):
    """gongkai.toml cannot be read, or says what an option does not take."""
