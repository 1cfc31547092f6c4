"""One request at a time to a host, with a pause after each, and no more than so many in all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import lru_cache
from ipaddress import ip_address

from watchers.feeds.address import Networks, authority


class Hosts:
    """Turns at hosts. `spacing` is the pause after a request; hosts in the operator's own networks need none."""

    def __init__(self, *, spacing: timedelta, at_once: int, allowed: Networks = ()) -> None:
        self._spacing = spacing.total_seconds()
        self._slots = asyncio.Semaphore(at_once)
        self._allowed = allowed
        self._waiting: dict[str, int] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self._free_at: dict[str, float] = {}

    @asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[None]:
        """Wait until the host of `url` may be asked, and keep all others from it meanwhile."""
        host = authority(url)
        lock = self._locks.setdefault(host, asyncio.Lock())
        self._waiting[host] = self._waiting.get(host, 0) + 1
        try:
            async with lock:
                await self._pause(host)
                async with self._slots:
                    try:
                        yield
                    finally:
                        self._note_end(host)
        finally:
            self._leave(host)

    async def _pause(self, host: str) -> None:
        free_at = self._free_at.get(host)
        if free_at is not None:
            await asyncio.sleep(free_at - asyncio.get_running_loop().time())

    def _note_end(self, host: str) -> None:
        if not self._spacing or _is_within(host, self._allowed):
            return
        loop = asyncio.get_running_loop()
        end = loop.time() + self._spacing
        self._free_at[host] = end
        loop.call_at(end, self._forget, host, end)

    def _forget(self, host: str, end: float) -> None:
        if self._free_at.get(host) == end:
            del self._free_at[host]

    def _leave(self, host: str) -> None:
        self._waiting[host] -= 1
        if not self._waiting[host]:
            del self._waiting[host], self._locks[host]


@lru_cache(maxsize=20_000)
def _is_within(host: str, networks: Networks) -> bool:
    name = host.rpartition(":")[0] if ":" in host.rpartition("]")[2] else host
    try:
        address = ip_address(name.strip("[]"))
    except ValueError:
        return False
    return any(address.version == network.version and address in network for network in networks)
