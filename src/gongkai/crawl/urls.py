"""Addresses: one spelling for one page, and which addresses may be asked at all."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

_SESSION = re.compile(r";jsessionid=[^?#/]*", re.IGNORECASE)
_SCRIPT = re.compile(
    r"^\s*(?:javascript|mailto|tel|data|about|file|ftp|blob|weixin|vbscript):", re.IGNORECASE
)
_NOISE_PARAMETERS = frozenset(
    "jsessionid phpsessid sid_ _ timestamp ts rnd random utm_source utm_medium".split()
)
MAX_URL = 1500
MAX_SEGMENTS = 14
# Ports below 1024 belong to other services (mail, ssh, databases of old); the web's own are let through.
_LOW_PORTS = frozenset({80, 443, *range(81, 90), 808, 880, 888, 999})

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def absolute(base: str, href: str) -> str:
    """The absolute address of a link, without fragment; "" if it is no address (javascript:, empty, broken)."""
    href = href.strip().strip("\u200b\ufeff")
    if not href or href.startswith("#") or _SCRIPT.match(href) or len(href) > MAX_URL:
        return ""
    try:
        joined = urljoin(base, href.replace("\\", "/").replace("\n", "").replace("\r", "").replace("\t", ""))
        return clean(joined)
    except ValueError:
        return ""


def clean(url: str) -> str:
    """The address as it is requested: scheme and host in lower case, no fragment, non-ASCII escaped as UTF-8.

    Raises ValueError if the address is broken.
    """
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme.lower() not in ("http", "https") or not host:
        raise ValueError(f"not a web address: {url}")
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    if ":" in host:
        host = f"[{host}]"
    port = f":{parts.port}" if parts.port and parts.port != _default_port(parts.scheme) else ""
    user = f"{parts.username or ''}@" if "@" in parts.netloc else ""
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    path = _resolve_dots(path)
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return urlunsplit((parts.scheme.lower(), f"{user}{host}{port}", path, query, ""))


def _resolve_dots(path: str) -> str:
    if "/." not in path and "//" not in path:
        return path
    out: list[str] = []
    for part in path.split("/")[1:]:
        if part == "..":
            out = out[:-1]
        elif part != ".":
            out.append(part)
    tail = "/" if path.endswith(("/.", "/..")) and (not out or out[-1]) else ""
    return "/" + "/".join(out) + tail


def _default_port(scheme: str) -> int:
    return 443 if scheme.lower() == "https" else 80


def url_key(url: str) -> str:
    """One spelling for addresses that name one page: no session, parameters in order, no directory index."""
    parts = urlsplit(_SESSION.sub("", url))
    query = sorted(
        (k, v)
        for k, v in parse_qsl(parts.query, keep_blank_values=True)
        if k.lower() not in _NOISE_PARAMETERS
    )
    path = (
        re.sub(r"/(?:index|default)\.(?:s?html?|jsp|aspx?|php)$", "/", parts.path)
        if not query
        else parts.path
    )
    return urlunsplit((parts.scheme, parts.netloc, path or "/", urlencode(query), ""))


def host_of(url: str) -> str:
    """host:port of an address, the port only where it is not the scheme's own."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def origin_of(url: str) -> str:
    """scheme://host:port, the unit a robots.txt speaks for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


def host_and_port(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return (parts.hostname or "").lower(), parts.port or _default_port(parts.scheme)


def is_home(url: str) -> bool:
    """Whether the address is a host's front page."""
    parts = urlsplit(url)
    return not parts.query and bool(re.fullmatch(r"/?(?:(?:index|default|main|home)\.\w{2,6})?", parts.path))


def literal(host: str) -> Address | None:
    """The address a host name spells, also in the old ways inet_aton takes (2130706433, 0x7f.1, 127.1)."""
    import socket

    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        pass
    if host == "localhost" or host.endswith(".localhost"):
        return ipaddress.ip_address("127.0.0.1")
    if re.fullmatch(r"[0-9a-fx.]+", host):
        try:
            return ipaddress.ip_address(socket.inet_aton(host))
        except OSError:
            return None
    return None


def is_public(address: Address) -> bool:
    """Whether the address is on the open internet; a public address wrapped in a private one is not."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            return is_public(inner)
        if address in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(ipaddress.ip_address(int(address) & 0xFFFFFFFF))
    return address.is_global and not address.is_multicast and not address.is_reserved


@dataclass(frozen=True)
class Scope:
    """Which addresses may be asked: *.gov.cn and the user's list; private ones only when allowed.

    ``hosts`` are names (a name lets its subdomains in), ``named`` the (host, port) pairs the user gave as starts.
    """

    hosts: frozenset[str] = frozenset()
    named: frozenset[tuple[str, int]] = frozenset()
    allow_private: bool = False

    def refuse(self, url: str, via: str = "") -> str:
        """Why the address may not be asked, "" if it may. ``via`` is the address that redirects to it."""
        if len(url) > MAX_URL:
            return "the address is too long"
        try:
            parts = urlsplit(url)
            host, port = host_and_port(url)
        except ValueError:
            return "the address is broken"
        if parts.scheme not in ("http", "https"):
            return f"{parts.scheme or 'no'} scheme: only http and https are asked"
        if "@" in parts.netloc:
            return "the address carries a user name"
        if port < 1024 and port not in _LOW_PORTS:
            return f"port {port} is not a web port"
        if parts.path.count("/") > MAX_SEGMENTS or _repeats(parts.path):
            return "the path repeats itself or is too deep (a loop)"
        address = literal(host)
        if address is not None:
            return self._refuse_address(address, host, port, via)
        if not self._named_host(host):
            return f"{host} is outside *.gov.cn; name it with --allow-host to let it in"
        return ""

    def refuse_resolved(self, host: str, port: int, addresses: Iterable[Address]) -> str:
        """Why a name may not be asked, now that its addresses are known."""
        for address in addresses:
            if is_public(address):
                continue
            if not self.allow_private:
                return f"{host} resolves to the private address {address}"
            if not address.is_loopback and (host, port) not in self.named:
                return f"{host} resolves to the private address {address}, which was not named as a start"
        return ""

    def _named_host(self, host: str) -> bool:
        if host == "gov.cn" or host.endswith(".gov.cn"):
            return True
        return any(host == name or host.endswith("." + name) for name in self.hosts)

    def _refuse_address(self, address: Address, host: str, port: int, via: str) -> str:
        if is_public(address):
            return "" if self._named_host(host) else f"{host} is outside *.gov.cn; name it with --allow-host"
        if not self.allow_private:
            return f"{host} is a private address; --allow-private lets it in"
        if (host, port) in self.named or self._named_host(host):
            return ""
        if not address.is_loopback:
            return f"{host} is a private address and was not named as a start"
        if via and (literal(host_and_port(via)[0]), host_and_port(via)[1]) != (address, port):
            return f"a redirect to another private address ({host}:{port})"
        return ""


def _repeats(path: str) -> bool:
    """Whether one path segment comes back four times or more, as relative links that lost their way do."""
    segments = [s for s in path.split("/") if s]
    return any(segments.count(s) >= 4 for s in set(segments))
