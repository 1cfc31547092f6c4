"""The loop that sends to one platform: it folds storms, loads what is due, and gives every channel its turn."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime

import structlog

from bot.outbox.lanes import Lanes
from bot.outbox.marks import Marks
from bot.platforms import Sender
from watchers.store.database import Database, DatabaseUnavailableError
from watchers.store.folding import find_storms, fold, hold_overflow
from watchers.store.lease import Lease, LeaseLostError
from watchers.store.sending import Due, load_due, load_edits, pull_forward

LANES = 64  # channels sent to at the same time
FOLDS = 32  # channels folded in one transaction
LOOK_S = 1.0
STOP_S = 10.0
AGAIN_S = 5.0  # between two tries of a database in trouble
CLOCK_S = 2.0  # a wall clock that falls back by more than this was set
log = structlog.get_logger()


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class _Clocks:
    """Notices that the time of day was set back, by a clock that nobody sets."""

    clock: Callable[[], datetime]
    _behind: float | None = None

    def fell_back(self) -> bool:
        behind = time.monotonic() - self.clock().timestamp()
        fell = self._behind is not None and behind - self._behind > CLOCK_S
        self._behind = behind
        return fell


@dataclass(slots=True)
class Outbox:
    """Delivers one platform's messages. Run one for each platform: none of them waits for another."""

    database: Database
    sender: Sender
    lease: Lease
    clock: Callable[[], datetime] = _utc_now
    again_s: float = AGAIN_S
    _lanes: Lanes = field(init=False)
    _clocks: _Clocks = field(init=False)
    _busy: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    _rest_until: dict[int, float] = field(default_factory=dict)
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _after: int = 0
    _more: bool = False
    _stopping: bool = False
    _lost: LeaseLostError | None = None

    def __post_init__(self) -> None:
        self._lanes = Lanes(self.sender, Marks(self.database, self.lease), self.clock, self.again_s)
        self._clocks = _Clocks(self.clock)

    @property
    def outcomes(self) -> Counter[str]:
        """How often each outcome has been met since the start: sent, refused, stopped, limited, down, unknown…"""
        return self._lanes.outcomes

    @property
    def trouble(self) -> str:
        """Why the platform takes nothing at all, "" while it does."""
        return self._lanes.trouble

    def wake(self) -> None:
        """Have the loop look at once; it does so every second anyway. For whoever has just queued something."""
        self._woken.set()

    async def run(self) -> None:
        """Deliver until `stop`. Raises LeaseLostError, after its last transaction, when another process took over."""
        while not self._stopping:
            try:
                await self._look()
            except DatabaseUnavailableError as error:
                log.warning("outbox waits for the database", platform=self.sender.platform, error=str(error))
                await self._rest(self.again_s)
            except LeaseLostError as error:
                self._lost = error
            except Exception:
                log.exception("outbox broke off", platform=self.sender.platform)
                await self._rest(self.again_s)
            else:
                await self._rest(LOOK_S)
            if self._lost is not None:
                await self.stop()
                raise self._lost

    async def stop(self) -> None:
        """End `run`: nothing new is begun, what is on its way gets ten seconds to end."""
        self._stopping = True
        self.wake()
        if self._busy:
            _, late = await asyncio.wait(self._busy.values(), timeout=STOP_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _look(self) -> None:
        if self._clocks.fell_back():
            await self._pull_forward()
        if time.monotonic() < self._lanes.pause_until or not self._free:
            return
        unfolded = await self._fold()
        runs = await self._load(self._left_out() | unfolded)
        for run in runs:
            self._start(run[0].channel.id, self._lanes.send(run))
        if self._free:
            await self._start_edits()

    @property
    def _free(self) -> int:
        return LANES - len(self._busy)

    async def _pull_forward(self) -> None:
        log.warning("clock set back", platform=self.sender.platform)
        async with self.database.writing() as session:
            await pull_forward(session, self.sender.platform, self.clock())

    async def _fold(self) -> set[int]:
        """Fold what is to be folded, not for so many channels at once that nobody else can write; return the rest."""
        now, left_out = self.clock(), self._left_out()
        async with self.database.reading() as session:
            storms = await find_storms(session, self.sender.platform, now, left_out)
        if not storms.crowded and not storms.full:
            return set()
        async with self.database.writing() as session:
            await self.lease.check(session)
            await hold_overflow(session, storms.full, now)
            for channel in storms.crowded[:FOLDS]:
                await fold(session, channel, now)
        if len(storms.crowded) > FOLDS:
            self.wake()
        return set(storms.crowded[FOLDS:])

    async def _load(self, left_out: set[int]) -> list[list[Due]]:
        async with self.database.reading() as session:
            limit = self._free
            platform, now = self.sender.platform, self.clock()
            runs = await load_due(session, platform, now, after=self._after, busy=left_out, limit=limit)
            if len(runs) < limit and self._after:
                seen = left_out | {run[0].channel.id for run in runs}
                runs += await load_due(session, platform, now, after=0, busy=seen, limit=limit - len(runs))
        self._after = runs[-1][0].channel.id if len(runs) == limit else 0
        self._more = len(runs) == limit
        return runs

    async def _start_edits(self) -> None:
        async with self.database.reading() as session:
            dues = await load_edits(
                session, self.sender.platform, self.clock(), busy=self._left_out(), limit=self._free
            )
        for due in dues:
            self._start(due.channel.id, self._lanes.edit(due))

    def _left_out(self) -> set[int]:
        now = time.monotonic()
        self._rest_until = {channel: until for channel, until in self._rest_until.items() if until > now}
        return self._busy.keys() | self._rest_until.keys()

    def _start(self, channel: int, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._busy[channel] = task
        task.add_done_callback(lambda done: self._end(channel, done))

    def _end(self, channel: int, task: asyncio.Task[None]) -> None:
        del self._busy[channel]
        error = None if task.cancelled() else task.exception()
        if isinstance(error, LeaseLostError):
            self._lost = error
            self.wake()
        elif error is not None:
            self._rest_until[channel] = time.monotonic() + self.again_s
            known = isinstance(error, DatabaseUnavailableError)
            log.error("delivery broke off", channel=channel, error=str(error), exc_info=None if known else error)
        if self._more and self._free >= LANES // 2:
            self.wake()

    async def _rest(self, seconds: float) -> None:
        """Wait until woken, or for `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return
        self._woken.clear()
