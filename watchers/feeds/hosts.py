"""One request at a time to a host, with a pause after each, and no more than so many in all."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from ipaddress import ip_address

from watchers.feeds.address import Networks, authority

CROWDED_S = 6.0  # how long a request may keep its host while others wait for it


@dataclass(slots=True)
class _Turn:
    """A request under way: when it began, and the alarm that ends it."""

    begun: float
    alarm: asyncio.Timeout


class Hosts:
    """Turns at hosts. `spacing` is the pause after a request; hosts in the operator's own networks need none."""

    def __init__(
        self, *, spacing: timedelta, at_once: int, allowed: Networks = (), crowded_s: float = CROWDED_S
    ) -> None:
        self._spacing = spacing.total_seconds()
        self._slots = asyncio.Semaphore(at_once)
        self._allowed = allowed
        self._crowded_s = crowded_s
        self._queues: dict[str, deque[asyncio.Future[None]]] = {}  # who waits for each host that is being asked
        self._turns: dict[str, _Turn] = {}
        self._free_at: dict[str, float] = {}

    @asynccontextmanager
    async def turn(self, url: str, limit: float) -> AsyncIterator[None]:
        """Wait until the host of `url` may be asked, and keep all others from it meanwhile.

        What is done inside may take `limit` seconds, and less while others wait: one feed that drips must not keep its
        neighbours from being read. Raises TimeoutError.
        """
        host = authority(url)
        await self._take(host)
        try:
            if host in self._free_at:
                await asyncio.sleep(self._free_at[host] - asyncio.get_running_loop().time())
            async with self._slots, asyncio.timeout(limit) as alarm:
                self._turns[host] = _Turn(asyncio.get_running_loop().time(), alarm)
                if self._queues[host]:
                    self._hurry(host)
                yield
        finally:
            self._turns.pop(host, None)
            self._give(host)

    def _hurry(self, host: str) -> None:
        """Bring the end of the request under way nearer, because somebody waits for its host."""
        turn = self._turns.get(host)
        if turn is None:
            return
        end, planned = turn.begun + self._crowded_s, turn.alarm.when()
        if planned is not None and end < planned and not turn.alarm.expired():
            turn.alarm.reschedule(end)

    async def _take(self, host: str) -> None:
        queue = self._queues.get(host)
        if queue is None:
            self._queues[host] = deque()
            return
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue.append(mine)
        self._hurry(host)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self._give(host)  # it was given to us, and we are no more
            raise

    def _give(self, host: str) -> None:
        """Give the host to the next that waits."""
        self._note_end(host)
        queue = self._queues[host]
        while queue:
            following = queue.popleft()
            if not following.done():
                following.set_result(None)
                return
        del self._queues[host]

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


@lru_cache(maxsize=20_000)
def _is_within(host: str, networks: Networks) -> bool:
    name = host.rpartition(":")[0] if ":" in host.rpartition("]")[2] else host
    try:
        address = ip_address(name.strip("[]"))
    except ValueError:
        return False
    return any(address.version == network.version and address in network for network in networks)
