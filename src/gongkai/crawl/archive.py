"""The WARC of everything fetched (ISO 28500), written with warcio: a record a response, flushed before it counts.

Each response record carries the key of its task, so that a record written just before a kill is taken up again.
"""

from __future__ import annotations

import io
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from .task import Fetched

_ROLL = 1024**3
_CHUNK = 1024 * 1024
_KEY = "WARC-Gongkai-Key"
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
# warcio undoes the encoding on reading; the transfer's own framing is undone before we see the body.
_FRAMING = frozenset({"transfer-encoding", "content-length", "connection", "keep-alive"})
MAX_BODY = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Raw:
    """A response as it came over the wire: header names as sent, body still compressed."""

    url: str
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    at: str
    method: str = "GET"
    request_body: str = ""
    request_headers: tuple[tuple[str, str], ...] = ()
    ip: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands."""

    file: str
    offset: int
    length: int


class Archive:
    """The folder ``warc/`` of one corpus. One process writes at a time (the state's lock sees to that)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def append(self, raw: Raw, key: str, *, same_as: tuple[str, str, str] | None = None) -> Place:
        """Writes the response and flushes it to the disk. ``same_as`` (url, time, digest) makes it a revisit."""
        path = self._current()
        buffer = io.BytesIO()
        if not path.exists() or not path.stat().st_size:
            self._info(buffer, path.name)
        writer = WARCWriter(buffer, gzip=True)
        head = buffer.tell()
        writer.write_record(_response(writer, raw, key, same_as))
        end = buffer.tell()
        writer.write_record(_request(writer, raw))
        with path.open("ab") as file:
            start = file.tell()
            file.write(buffer.getvalue())
            file.flush()
            os.fsync(file.fileno())
        return Place(path.name, start + head, end - head)

    def _current(self) -> Path:
        files = sorted(self.folder.glob("crawl-*.warc.gz"))
        if files and files[-1].stat().st_size < _ROLL:
            return files[-1]
        return self.folder / f"crawl-{len(files) + 1:05d}.warc.gz"

    @staticmethod
    def _info(buffer: io.BytesIO, name: str) -> None:
        from gongkai import __version__

        writer = WARCWriter(buffer, gzip=True)
        writer.write_record(
            writer.create_warcinfo_record(
                name,
                {
                    "software": f"gongkai/{__version__} (warcio, Scrapy)",
                    "format": "WARC File Format 1.0",
                    "robots": "obey",
                },
            )
        )

    def read(self, place: Place) -> Fetched:
        """The response at a place, its body decompressed. Raises ValueError if nothing readable stands there."""
        with (self.folder / place.file).open("rb") as file:
            file.seek(place.offset)
            for record in ArchiveIterator(file):
                return fetched_of(record)
        raise ValueError(f"{place.file}: no record at {place.offset}")

    def tail(self, file: str, committed: int) -> Iterator[tuple[str, Fetched, Place, bool]]:
        """(key, response, place, is revisit) of whole records after ``committed``; what is cut off is removed."""
        path = self.folder / file
        if not path.exists() or path.stat().st_size <= committed:
            return
        good = committed
        for place in whole_members(path, committed):
            good = place.offset + place.length
            with path.open("rb") as stream:
                stream.seek(place.offset)
                record = next(iter(ArchiveIterator(stream)), None)
                key = record.rec_headers.get_header(_KEY) if record is not None else None
                if record is not None and key and record.rec_type in ("response", "revisit"):
                    yield key, fetched_of(record), place, record.rec_type == "revisit"
        if good < path.stat().st_size:  # the record that was being written when the process ended
            with path.open("r+b") as stream:
                stream.truncate(good)


def whole_members(path: Path, start: int) -> Iterator[Place]:
    """The whole gzip members of a file from ``start`` on; a cut-off one ends the search."""
    with path.open("rb") as file:
        file.seek(start)
        pending = b""
        unpacker = zlib.decompressobj(wbits=31)
        while True:
            chunk = pending or file.read(_CHUNK)
            if not chunk:
                return
            try:
                while chunk and not unpacker.eof:
                    unpacker.decompress(chunk, _CHUNK)
                    chunk = unpacker.unconsumed_tail
            except zlib.error:
                return
            pending = b""
            if unpacker.eof:
                pending = unpacker.unused_data
                end = file.tell() - len(pending)
                yield Place(path.name, start, end - start)
                start, unpacker = end, zlib.decompressobj(wbits=31)


def _response(writer: Any, raw: Raw, key: str, same_as: tuple[str, str, str] | None) -> Any:
    headers = [(k, v) for k, v in raw.headers if k.lower() not in _FRAMING]
    http = StatusAndHeaders(f"{raw.status} {_REASONS.get(raw.status, 'Status')}", headers, "HTTP/1.1")
    extra = {_KEY: key, "WARC-Date": raw.at}
    if raw.ip:
        extra["WARC-IP-Address"] = raw.ip
    if same_as:
        url, when, digest = same_as
        record = writer.create_revisit_record(
            raw.url,
            digest,
            refers_to_uri=url,
            refers_to_date=when,
            http_headers=http,
            warc_headers_dict=extra,
        )
        profile = _NOT_MODIFIED if raw.status == 304 else _SAME_PAYLOAD
        record.rec_headers.replace_header("WARC-Profile", profile)
        return record
    http.headers.append(("Content-Length", str(len(raw.body))))
    return writer.create_warc_record(
        raw.url, "response", payload=io.BytesIO(raw.body), http_headers=http, warc_headers_dict=extra
    )


def _request(writer: Any, raw: Raw) -> Any:
    from urllib.parse import urlsplit

    parts = urlsplit(raw.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    http = StatusAndHeaders(
        f"{raw.method} {target} HTTP/1.1",
        [("Host", parts.netloc), *raw.request_headers],
        is_http_request=True,
    )
    return writer.create_warc_record(
        raw.url,
        "request",
        payload=io.BytesIO(raw.request_body.encode()),
        http_headers=http,
        warc_headers_dict={"WARC-Date": raw.at},
    )


def fetched_of(record: Any) -> Fetched:
    """The response in a warcio record: framing and compression undone, size bounded.

    A resource record (no HTTP headers) counts as a 200 with its own content type.
    """
    body = record.content_stream().read(MAX_BODY)
    headers: dict[str, str] = {}
    status = 200
    if record.http_headers is not None:
        for name, value in record.http_headers.headers:
            headers[name.lower()] = value
        code = str(record.http_headers.get_statuscode() or "")
        status = int(code) if code.isdigit() else 0
    else:
        headers["content-type"] = record.content_type or ""
    return Fetched(
        record.rec_headers.get_header("WARC-Target-URI") or "",
        status,
        headers,
        body,
        record.rec_headers.get_header("WARC-Date") or "",
    )


_REASONS = {
    200: "OK", 202: "Accepted", 206: "Partial Content", 301: "Moved Permanently", 302: "Found", 303: "See Other",
    304: "Not Modified", 307: "Temporary Redirect", 308: "Permanent Redirect", 400: "Bad Request",
    401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 410: "Gone", 412: "Precondition Failed",
    429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable",
    504: "Gateway Timeout",
}  # fmt: skip
