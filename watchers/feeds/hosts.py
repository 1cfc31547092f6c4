"""One request at a time to a host, with a pause after each, and no more than so many in all."""

import asyncio
from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache, partial
from ipaddress import ip_address
from types import TracebackType

from watchers.feeds.address import Networks, authority

SWEEP_S = 0.1  # how much later than asked for an alarm may be raised
CROWDED_S = 6.0  # how long a request may keep its host while others wait for it


@dataclass(slots=True)
class _Turn:
    """A request under way: when it began, when it has to end, and the alarm for that."""

    begun: float
    end: float
    alarm: asyncio.Timeout


class Hosts:
    """Turns at hosts. `spacing` is the pause after a request; hosts in the operator's own networks need none."""

    def __init__(
        self, *, spacing: timedelta, at_once: int, allowed: Networks = (), crowded_s: float = CROWDED_S
    ) -> None:
        self._spacing = spacing.total_seconds()
        self._slots = asyncio.Semaphore(at_once)
        self._is_allowed = lru_cache(maxsize=20_000)(partial(_is_within, networks=allowed))
        self._crowded_s = crowded_s
        self._queues: dict[str, deque[asyncio.Future[None]]] = {}  # who waits for each host that is being asked
        self._turns: dict[str, _Turn] = {}
        self._free_at: dict[str, float] = {}
        self._sweeping: asyncio.TimerHandle | None = None

    def turn(self, url: str, limit: float) -> "_Visit":
        """Wait until the host of `url` may be asked, and keep all others from it meanwhile; for `async with`.

        What is done inside may take `limit` seconds, and less while others wait: one feed that drips must not keep its
        neighbours from being read. Raises TimeoutError.
        """
        return _Visit(self, authority(url), limit)

    async def begin(self, host: str, limit: float) -> asyncio.Timeout:
        """Begin a turn at a host; give the alarm that is raised at its limit."""
        await self._take(host)
        try:
            if host in self._free_at:
                await asyncio.sleep(self._free_at[host] - asyncio.get_running_loop().time())
            await self._slots.acquire()
        except BaseException:
            self._give(host)
            raise
        # One timer for all turns: one of its own would be a tenth of what a request costs.
        alarm = await asyncio.timeout(None).__aenter__()
        loop = asyncio.get_running_loop()
        self._turns[host] = _Turn(loop.time(), loop.time() + limit, alarm)
        if self._sweeping is None:
            self._sweeping = loop.call_later(SWEEP_S, self._sweep)
        if self._queues[host]:
            self._hurry(host)
        return alarm

    def end(self, host: str) -> None:
        """End a turn at a host and let the next begin."""
        del self._turns[host]
        self._slots.release()
        self._give(host)

    def _hurry(self, host: str) -> None:
        """Bring the end of the request under way nearer, because somebody waits for its host."""
        turn = self._turns.get(host)
        if turn is not None:
            turn.end = min(turn.end, turn.begun + self._crowded_s)

    def _sweep(self) -> None:
        """Raise the alarm of every turn that has lasted too long."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        for turn in self._turns.values():
            if turn.end <= now and not turn.alarm.expired():
                turn.alarm.reschedule(now)
        self._sweeping = loop.call_later(SWEEP_S, self._sweep) if self._turns else None

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
        if not self._spacing or self._is_allowed(host):
            return
        loop = asyncio.get_running_loop()
        end = loop.time() + self._spacing
        self._free_at[host] = end
        loop.call_at(end, self._forget, host, end)

    def _forget(self, host: str, end: float) -> None:
        if self._free_at.get(host) == end:
            del self._free_at[host]


class _Visit:
    """A turn at a host as a context. A generator would do, and be half of what a turn costs."""

    __slots__ = ("_alarm", "_host", "_hosts", "_limit")

    def __init__(self, hosts: Hosts, host: str, limit: float) -> None:
        self._hosts, self._host, self._limit = hosts, host, limit

    async def __aenter__(self) -> None:
        self._alarm = await self._hosts.begin(self._host, self._limit)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self._alarm.__aexit__(kind, error, trace)
        finally:
            self._hosts.end(self._host)


def _is_within(host: str, networks: Networks) -> bool:
    name = host.rpartition(":")[0] if ":" in host.rpartition("]")[2] else host
    try:
        address = ip_address(name.strip("[]"))
    except ValueError:
        return False
    return any(address.version == network.version and address in network for network in networks)
