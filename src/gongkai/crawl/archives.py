"""ZIP attachments, unpacked in memory and within bounds: no path leaves the archive, no bomb goes off."""

from __future__ import annotations

import io
import zipfile
import zlib

_MAX_ENTRIES = 200
_MAX_ENTRY = 60 * 1024 * 1024
_MAX_TOTAL = 200 * 1024 * 1024
_MAX_RATIO = 300
_DOCUMENTS = (".pdf", ".doc", ".docx", ".wps", ".ofd", ".html", ".htm", ".txt")


def members(content: bytes) -> list[tuple[str, bytes]]:
    """(base name, bytes) of the documents in an archive. Names are labels, never paths; encrypted ones are left out."""
    out: list[tuple[str, bytes]] = []
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist()[:_MAX_ENTRIES]:
                name = _name(entry)
                ratio = entry.file_size / max(entry.compress_size, 1)
                if entry.is_dir() or entry.flag_bits & 1 or not name.lower().endswith(_DOCUMENTS):
                    continue
                if entry.file_size > _MAX_ENTRY or ratio > _MAX_RATIO or total + entry.file_size > _MAX_TOTAL:
                    continue
                with archive.open(entry) as stream:
                    data = stream.read(_MAX_ENTRY + 1)
                if data and len(data) <= _MAX_ENTRY:
                    total += len(data)
                    out.append((name, data))
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError):
        return out
    return out


def _name(entry: zipfile.ZipInfo) -> str:
    """The entry's base name; names without the UTF-8 flag were written by Chinese Windows in gb18030."""
    name = entry.filename
    if not entry.flag_bits & 0x800:
        raw = name.encode("cp437", errors="replace")
        for codec in ("utf-8", "gb18030"):
            try:
                name = raw.decode(codec)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/").rsplit("/", 1)[-1][:200]
