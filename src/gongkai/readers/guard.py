"""A watchdog over pure-Python readers that a hostile file can keep busy for ever (pdfminer, python-docx)."""

from __future__ import annotations

import ctypes
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import LimitError

_STREAM_LIMIT = 128 * 1024 * 1024
_TOTAL_LIMIT = 1024 * 1024 * 1024
_MOST_STREAMS = 100_000
_FIRST_CHUNK = 4096  # most false starts end here
_CHUNK = 1024 * 1024


class _Stopped(BaseException):
    """Raised inside the guarded thread. Not an Exception, so that no handler on the way swallows it."""


@contextmanager
def bounded(source: str, seconds: float, megabytes: int = 1000) -> Iterator[None]:
    """Raise LimitError in the body when it runs longer than ``seconds`` or memory grows by ``megabytes``."""
    target = threading.get_ident()
    done = threading.Event()
    lock = threading.Lock()
    reason: list[str] = []
    before = _resident()

    def watch() -> None:
        end = time.monotonic() + seconds
        while not done.wait(0.2):
            if time.monotonic() > end:
                reason[:] = [f"reading took longer than {seconds:g} s"]
            elif _resident() - before > megabytes:
                reason[:] = [f"reading needed more than {megabytes} MB of memory"]
            with lock:
                if reason and not done.is_set():
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(
                        ctypes.c_ulong(target), ctypes.py_object(_Stopped)
                    )

    watcher = threading.Thread(target=watch, daemon=True, name="gongkai-read-guard")
    watcher.start()
    try:
        try:
            yield
        finally:
            with lock:
                done.set()
    except _Stopped:
        raise LimitError(source, reason[0] if reason else "reading was stopped") from None


def _resident() -> float:
    """Megabytes of memory in use, 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * 4096 / 1e6
    except (OSError, ValueError, IndexError):
        return 0.0


def check_streams(content: bytes, source: str) -> None:
    """Refuse a PDF whose compressed streams (pictures aside) unpack to more than 128 MB: a decompression bomb."""
    total = 0
    if content.count(b"endstream") > _MOST_STREAMS or content.count(b"stream") > 3 * _MOST_STREAMS:
        raise LimitError(source, f"the PDF has more than {_MOST_STREAMS} streams")
    position = content.find(b"stream")
    while position >= 0:
        start = position + 6
        if content[position - 3 : position] != b"end":
            start += 2 if content[start : start + 2] == b"\r\n" else 1
            picture = b"/Image" in content[max(0, position - 600) : position]
            if content[start : start + 1] in b"\x78\x68\x58\x48" and not picture:
                total += _unpacked(content, start, source)
                if total > _TOTAL_LIMIT:
                    raise LimitError(
                        source, "the PDF's streams unpack to more than 1 GB (decompression bomb)"
                    )
        position = content.find(b"stream", position + 6)


def _unpacked(content: bytes, start: int, source: str) -> int:
    """Bytes the stream at ``start`` unpacks to; 0 or less than all of them if it is no whole stream."""
    unpacker = zlib.decompressobj()
    inner = zlib.decompressobj()  # a stream packed twice
    total, nested, piece, step = 0, False, start, _FIRST_CHUNK
    try:
        while not unpacker.eof and (unpacker.unconsumed_tail or piece < len(content)):
            if unpacker.unconsumed_tail:
                out = unpacker.decompress(unpacker.unconsumed_tail, _CHUNK)
            else:
                out = unpacker.decompress(content[piece : piece + step], _CHUNK)
                piece, step = piece + step, _CHUNK
            if total == 0:
                nested = out[:1] == b"\x78"
            total += len(out)
            if nested:
                total += len(inner.decompress(out, _STREAM_LIMIT))
            if total > _STREAM_LIMIT:
                raise LimitError(source, "a PDF stream unpacks to more than 128 MB (decompression bomb)")
    except zlib.error:
        return total
    return total
