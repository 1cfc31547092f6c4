"""When: one job ticks and takes what is due from the database. Nothing that matters is kept in this process."""

import asyncio
import gc
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from watchers.feeds.address import authority
from watchers.feeds.values import Feed
from watchers.store.database import Database, DatabaseUnavailableError
from watchers.store.feeds import due_feeds

log = logging.getLogger(__name__)

AT_ONCE = 200
PER_HOST = 8
TAKEN_AT_MOST = 5_000
TICK = timedelta(seconds=0.5)
STALLED_AFTER = 5

Watch = Callable[[Feed], Awaitable[None]]
Clock = Callable[[], datetime]


@dataclass(slots=True, eq=False)
class _Host:
    """The due feeds of one host, and how many of them are offered to workers and being watched."""

    queue: deque[Feed] = field(default_factory=deque)
    offered: int = 0
    watched: int = 0


def settle() -> None:
    """Tell the garbage collector that all there is now is here to stay.

    Looking through every loaded module again and again stops the event loop for some 40 ms each time.
    """
    gc.collect()
    gc.freeze()


class Schedule:
    """Calls `watch` for every feed that is due: a few feeds of a host at a time, `at_once` in all.

    That a host gets one request at a time is seen to where requests are made; others of it may be parsed meanwhile.

    A feed is due when its row says so; `watch` stores its next time. What is cut off by a stop or a crash stays due.
    """

    def __init__(
        self,
        *,
        database: Database,
        watch: Watch,
        poll_every: timedelta,
        at_once: int = AT_ONCE,
        clock: Clock = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._watch = watch
        self._clock = clock
        self._at_once = at_once
        self._tick_every = min(TICK, poll_every / 5).total_seconds()
        self._hold = poll_every.total_seconds()
        self._taken: set[int] = set()
        self._hosts: dict[str, _Host] = {}
        self._ready: deque[_Host] = deque()
        self._workers: set[asyncio.Task[None]] = set()
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._stopping = False
        self._ticking = asyncio.Lock()
        self._job: Any = None
        self._alarm: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to tick. A tick that comes late is run late, never skipped; ticks never overlap."""
        trigger = IntervalTrigger(seconds=self._tick_every, timezone=UTC)
        self._job = self._scheduler.add_job(
            self._run, trigger, next_run_time=datetime.now(UTC), misfire_grace_time=None, coalesce=True, max_instances=1
        )
        self._scheduler.start()
        self._arm()

    async def _run(self) -> None:
        async with self._ticking:
            if not self._stopping:
                self._arm()
                await self._try_to_tick()

    async def _try_to_tick(self) -> None:
        try:
            await self.tick()
        except DatabaseUnavailableError as error:
            log.warning("the schedule waits for the database", extra={"reason": str(error)})

    def _arm(self) -> None:
        """Set the alarm for a stall: the scheduler goes by the clock on the wall, and waits if that is set back."""
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = asyncio.get_running_loop().call_later(STALLED_AFTER * self._tick_every, self._unstall)

    def _unstall(self) -> None:
        self._job.modify(next_run_time=datetime.now(UTC))
        self._arm()

    async def tick(self) -> None:
        """Take the feeds that are due now and begin to watch them; return without waiting for them."""
        room = TAKEN_AT_MOST - len(self._taken)
        if self._stopping or room <= 0:
            return
        async with self._database.reading() as session:
            feeds = await due_feeds(session, self._clock(), taken=self._taken, limit=room)
        for feed in feeds:
            self._take(feed)

    async def stop(self, *, patience: timedelta = timedelta(seconds=5)) -> None:
        """Stop ticking, wait for the polls under way, and cut off those that outlast `patience`."""
        self._stopping = True
        if self._alarm is not None:
            self._alarm.cancel()
        async with self._ticking:  # a shutdown would cut off a tick under way and log that as an error
            if self._scheduler.running:
                self._scheduler.shutdown(wait=False)
        if self._workers:
            _, late = await asyncio.wait(self._workers, timeout=patience.total_seconds())
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def idle(self) -> None:
        """Wait until all that was taken has been watched."""
        while self._workers:
            await asyncio.wait(self._workers)

    def _take(self, feed: Feed) -> None:
        self._taken.add(feed.id)
        host = self._hosts.setdefault(authority(feed.url), _Host())
        host.queue.append(feed)
        self._offer(host)
        if len(self._workers) < self._at_once:
            worker = asyncio.create_task(self._work())
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)

    def _offer(self, host: _Host) -> None:
        """Offer a host's next feed to the workers, unless enough of its feeds are under way."""
        if host.offered < len(host.queue) and host.offered + host.watched < PER_HOST:
            host.offered += 1
            self._ready.append(host)

    async def _work(self) -> None:
        """Watch what hosts offer, one feed of each in turn, until nothing is left."""
        while self._ready and not self._stopping:
            host = self._ready.popleft()
            feed = host.queue.popleft()
            host.offered -= 1
            host.watched += 1
            await self._watch_one(feed)
            host.watched -= 1
            self._offer(host)
            if not host.queue and not host.watched:
                self._hosts.pop(authority(feed.url), None)

    async def _watch_one(self, feed: Feed) -> None:
        try:
            await self._watch(feed)
        except Exception:
            # One broken feed never stops the others. It stays due, but its server is not asked more often for that.
            log.exception("a feed could not be watched", extra={"feed": feed.id})
            asyncio.get_running_loop().call_later(self._hold, self._taken.discard, feed.id)
        else:
            self._taken.discard(feed.id)
