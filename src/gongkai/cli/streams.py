"""Standard output and error: any encoding, any reader, even one that leaves early."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

_SIGPIPE = 141  # the exit code of a program whose reader has left (128 + SIGPIPE), as shells show it


@contextmanager
def steady_streams() -> Iterator[None]:
    """Survive terminals that are not UTF-8 and readers that leave; a disk that is full is told in one line."""
    for stream in (sys.stdout, sys.stderr):
        survive_encoding(stream)
    if isinstance(sys.stdin, io.TextIOWrapper) and not sys.stdin.isatty():
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")
    try:
        try:
            yield
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()  # else the interpreter does it at its very end, and complains
    except BrokenPipeError:
        reader_left()
    except OSError as error:
        _to_nowhere()
        print(f"gongkai: <stdout>: {error.strerror or error}", file=sys.stderr)
        sys.exit(2)


def reader_left() -> None:
    """``gongkai … | head``: what is still to be written goes nowhere, in silence."""
    _to_nowhere()
    sys.exit(_SIGPIPE)


def _to_nowhere() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def survive_encoding(stream: IO[str] | None) -> None:
    """A terminal shows "?" for what it cannot show; a pipe or a file always gets UTF-8."""
    reconfigure = getattr(stream, "reconfigure", None)
    if stream is None or reconfigure is None:
        return
    if stream.isatty():
        reconfigure(errors="replace")
    else:
        reconfigure(encoding="utf-8", errors="backslashreplace")
