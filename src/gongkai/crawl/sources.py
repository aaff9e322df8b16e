"""Where a crawl starts: addresses, a SOURCES.yml, folders of saved pages, WARC files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from gongkai.errors import CrawlError

from .urls import Scope, clean, host_and_port, literal

_KEYS = frozenset({"organ", "name", "url", "urls", "folder", "warc", "insecure", "note"})
_TOP = frozenset({"sources", "contact", "years", "delay", "allow_hosts", "note"})
_MAX_YAML = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Source:
    """One site, folder or WARC file; ``organ`` is whose reports are expected there."""

    organ: str = ""
    urls: tuple[str, ...] = ()
    folder: Path | None = None
    warc: Path | None = None
    insecure: bool = False


@dataclass
class Sources:
    """Everything a crawl starts from, and what a SOURCES.yml sets beside it."""

    items: list[Source] = field(default_factory=list)
    contact: str = ""
    years: str = ""
    delay: float | None = None
    allow_hosts: tuple[str, ...] = ()

    @property
    def urls(self) -> list[str]:
        return [url for item in self.items for url in item.urls]


def read_sources(names: Sequence[str], warcs: Sequence[str] = ()) -> Sources:
    """Sources named on the command line: addresses, .yml files, folders, WARC files.

    Raises CrawlError naming what is wrong.
    """
    out = Sources()
    for name in names:
        path = Path(name)
        if name.lower().endswith((".yml", ".yaml")):
            _read_yaml(path, out)
        elif name.lower().endswith((".warc", ".warc.gz", ".wacz")):
            out.items.append(Source(warc=_existing(path, name)))
        elif path.is_file() and _starts(path, b"WARC/"):
            out.items.append(Source(warc=path))
        elif path.is_dir() or path.is_file():
            out.items.append(Source(folder=path))
        else:
            out.items.append(Source(urls=(start_url(name),)))
    out.items += [Source(warc=_existing(Path(name), name)) for name in warcs]
    if not out.items:
        raise CrawlError(
            "nothing to crawl: name a URL, a SOURCES.yml, a folder or --warc FILE / 请给出网址或来源文件"
        )
    return out


def _starts(path: Path, magic: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(magic)) == magic


def start_url(text: str) -> str:
    """A start as an address; without a scheme https is tried first. Raises CrawlError."""
    address = text if "://" in text else f"https://{text}"
    try:
        host = urlsplit(address).hostname or ""
        if "." not in host and literal(host) is None:
            raise ValueError
        fragment = urlsplit(address).fragment
        return clean(address) + (f"#{fragment}" if fragment.isdigit() else "")
    except ValueError:
        raise CrawlError(
            f"{text}: is neither a web address nor a file or folder / 不是网址也不是文件"
        ) from None


def _existing(path: Path, name: str) -> Path:
    if not path.is_file():
        raise CrawlError(f"{name}: no such file / 文件不存在")
    return path


def _read_yaml(path: Path, out: Sources) -> None:
    import yaml

    try:
        if path.stat().st_size > _MAX_YAML:
            raise CrawlError(f"{path}: is larger than 5 MB")
        data = yaml.safe_load(path.read_text("utf-8-sig"))
    except OSError as error:
        raise CrawlError(f"{path}: cannot be opened ({error.strerror})") from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark is not None else ""
        raise CrawlError(f"{path}: is no valid YAML{where}") from None
    if isinstance(data, list):
        data = {"sources": data}
    if not isinstance(data, dict) or not isinstance(data.get("sources"), list):
        raise CrawlError(f"{path}: needs a list under 'sources'; see docs/crawling.md")
    unknown = set(map(str, data)) - _TOP
    if unknown:
        raise CrawlError(f"{path}: unknown key {sorted(unknown)[0]!r}; known are {', '.join(sorted(_TOP))}")
    out.contact = str(data.get("contact") or out.contact)
    out.years = str(data.get("years") or out.years)
    out.delay = float(data["delay"]) if isinstance(data.get("delay"), int | float) else out.delay
    hosts = data.get("allow_hosts") or []
    if not isinstance(hosts, list):
        raise CrawlError(f"{path}: 'allow_hosts' must be a list of host names")
    out.allow_hosts += tuple(map(str, hosts))
    for number, entry in enumerate(data["sources"], 1):
        out.items.append(_entry(entry, f"{path}: source {number}", path.parent))


def _entry(entry: Any, where: str, folder: Path) -> Source:
    if isinstance(entry, str):
        return Source(urls=(_named_url(entry, where),))
    if not isinstance(entry, dict):
        raise CrawlError(f"{where}: must be an address or a mapping with 'url'")
    unknown = set(map(str, entry)) - _KEYS
    if unknown:
        raise CrawlError(f"{where}: unknown key {sorted(unknown)[0]!r}; known are {', '.join(sorted(_KEYS))}")
    urls = entry.get("urls") or []
    if not isinstance(urls, list):
        raise CrawlError(f"{where}: 'urls' must be a list")
    urls = [*([entry["url"]] if entry.get("url") else []), *urls]
    saved = folder / str(entry["folder"]) if entry.get("folder") else None
    if saved is not None and not saved.is_dir():
        raise CrawlError(f"{where}: no such folder {saved}")
    warc = _existing(folder / str(entry["warc"]), f"{where}: {entry['warc']}") if entry.get("warc") else None
    if not urls and saved is None and warc is None:
        raise CrawlError(f"{where}: needs 'url', 'urls', 'folder' or 'warc'")
    return Source(
        organ=str(entry.get("organ") or entry.get("name") or ""),
        urls=tuple(_named_url(str(url), where) for url in urls),
        folder=saved,
        warc=warc,
        insecure=bool(entry.get("insecure")),
    )


def _named_url(text: str, where: str) -> str:
    try:
        return start_url(text)
    except CrawlError as error:
        raise CrawlError(f"{where}: {error}") from None


def scope_of(sources: Sources, allow_hosts: Sequence[str], allow_private: bool) -> Scope:
    """The scope of a crawl. Raises CrawlError if a start itself lies outside it: nothing is fetched then."""
    names = frozenset(
        host.strip().lower().rpartition("://")[2].split("/")[0].partition(":")[0]
        for host in [*allow_hosts, *sources.allow_hosts]
        if host.strip()
    )
    named = frozenset(host_and_port(url) for url in sources.urls)
    scope = Scope(names, named, allow_private)
    for url in sources.urls:
        reason = scope.refuse(url)
        if reason:
            raise CrawlError(f"{url}: {reason} / 不在允许的范围内")
    return scope
