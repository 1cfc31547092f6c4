"""Which addresses may be asked. A feed's address comes from a stranger, and this host can see more than they may."""

import socket
from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from watchers.feeds.values import Failure, FeedUnavailableError

Address = IPv4Address | IPv6Address
Networks = tuple[IPv4Network | IPv6Network, ...]

PORTS = frozenset({80, 443, 8080, 8443})
MAX_URL = 2_000
NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
# `is_global` of the standard library calls these public, and they are not for us: IPv4-compatible and site-local IPv6,
# NAT64's own IPv4 range, Azure's host agent, multicast, the translated ranges that could not be unwrapped.
NEVER = tuple(
    ip_network(text)
    for text in (
        "::/96",
        "fec0::/10",
        "192.0.0.0/24",
        "168.63.129.16/32",
        "192.88.99.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "ff00::/8",
        "64:ff9b:1::/48",
        "5f00::/16",
        "2001::/23",
    )
)


class ForbiddenAddressError(OSError):
    """A connection to an address that no feed may lead to. Being an OSError, it lets a client try the next one."""


def may_connect(address: Address, port: int, allowed: Networks) -> bool:
    """Say whether a feed at this address and port may be asked. `allowed` are the operator's own networks."""
    candidates = (address, *_carried(address))
    allowed_here = any(_within(candidate, allowed) for candidate in candidates)
    return (allowed_here or port in PORTS) and all(_within(one, allowed) or _is_public(one) for one in candidates)


def checked_sockets(allowed: Networks) -> Callable[[Any], socket.socket]:
    """Make sockets for a client's connections, refusing each whose address is forbidden.

    It runs after name resolution and for every redirect, so neither a literal address nor a name that resolves
    differently the second time gets around it. The socket raises ForbiddenAddressError.
    """

    def make(info: Any) -> socket.socket:
        family, kind, protocol, _, (host, port, *_rest) = info
        if not may_connect(ip_address(host.partition("%")[0]), port, allowed):
            raise ForbiddenAddressError("this address is not open to feeds")
        return socket.socket(family, kind, protocol)

    return make


def check_url(url: str, allowed: Networks, *, led_from: str = "") -> None:
    """Check an address as far as its text tells, before anything is resolved. Raises FeedUnavailableError.

    `led_from` is the feed whose redirect leads there, and the only address that the error names then.
    """
    reason = _objection(url, allowed)
    if reason:
        raise FeedUnavailableError(shown(led_from or url), reason, failure=Failure.FORBIDDEN_ADDRESS)


def shown(url: str) -> str:
    """Give an address as it may be shown: without user, password and line breaks, and not endless."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "this address"
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    return "".join(character for character in bare if character.isprintable())[:200]


@lru_cache(maxsize=20_000)
def authority(url: str) -> str:
    """Give host and port of an address: what takes one request at a time."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()


@lru_cache(maxsize=20_000)
def _objection(url: str, allowed: Networks) -> str:
    if len(url) > MAX_URL or any(character.isspace() or not character.isprintable() for character in url):
        return "it is not an address"
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return "it is not an address"
    if parts.scheme not in {"http", "https"}:
        return "only http and https addresses can be read"
    if not parts.hostname:
        return "it names no host"
    if "@" in parts.netloc:
        return "an address with a user name or password is not accepted"
    return _objection_to_host(parts.hostname, port, allowed)


def _objection_to_host(host: str, port: int, allowed: Networks) -> str:
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        # A name: where it leads is checked at the socket. On other ports it can only lead to the operator's networks.
        return "" if port in PORTS or allowed else "this port is not open to feeds"
    return "" if may_connect(address, port, allowed) else "this address is not open to feeds"


def _carried(address: Address) -> list[Address]:
    """List the IPv4 addresses that an IPv6 address really leads to."""
    if isinstance(address, IPv4Address):
        return []
    found: list[Address | None] = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if any(address in network for network in NAT64):
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [one for one in found if one is not None]


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv6Address) and (address.ipv4_mapped or address.sixtofour):
        return True  # judged by the address that it carries
    return address.is_global and not address.is_multicast and not _within(address, NEVER)


def _within(address: Address, networks: Networks) -> bool:
    return any(address.version == network.version and address in network for network in networks)
