"""Names → addresses, checked before any connection and pinned for the whole run (no rebinding between check and use)."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import Any

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IHostResolution
from zope.interface import implementer

from .urls import Address, Scope, literal

_SECONDS = 20.0
_MOST = 2  # addresses tried in turn


class Refused(Exception):
    """An address that must not be asked."""


class Unresolved(Exception):
    """A name that has no address."""


class Addresses:
    """The addresses of every host of the run, looked up once."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self.pinned: dict[str, list[Address]] = {}

    async def server(self, host: str, port: int) -> str:
        """What is one server to us: a public address whatever its port, a private one with its port.

        Raises Refused for a private address that is not allowed, Unresolved for a name without address.
        """
        if host not in self.pinned:
            self.pinned[host] = await self._lookup(host, port)
        reason = self._scope.refuse_resolved(host, port, self.pinned[host])
        if reason:
            raise Refused(reason)
        first = self.pinned[host][0]
        return f"{first}:{port}" if first.is_private or first.is_loopback else str(first)

    async def _lookup(self, host: str, port: int) -> list[Address]:
        known = literal(host)
        if known is not None and host != "localhost":
            return [known]
        loop = asyncio.get_running_loop()
        try:
            answers = await asyncio.wait_for(
                loop.getaddrinfo(host, port, type=socket.SOCK_STREAM), timeout=_SECONDS
            )
        except (OSError, UnicodeError, TimeoutError) as error:
            raise Unresolved(f"{host} has no address ({error})") from None
        found = [ipaddress.ip_address(str(a[4][0]).partition("%")[0]) for a in answers]
        # IPv4 first: many of these hosts publish an IPv6 address that nobody looks after.
        return sorted(dict.fromkeys(found), key=lambda a: a.version)[:_MOST]


@implementer(IHostResolution)
class _Resolution:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """Nothing to cancel: the answer is known."""


@implementer(IHostnameResolver)
class PinnedResolver:
    """Twisted's resolver for the run: it knows the checked addresses and nothing else."""

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses

    def resolveHostName(
        self,
        resolutionReceiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Any = None,
        transportSemantics: str = "TCP",
    ) -> Any:
        resolutionReceiver.resolutionBegan(_Resolution(hostName))
        for address in self._addresses.pinned.get(hostName, []):
            kind = IPv6Address if address.version == 6 else IPv4Address
            resolutionReceiver.addressResolved(kind("TCP", str(address), portNumber))
        resolutionReceiver.resolutionComplete()
        return resolutionReceiver
