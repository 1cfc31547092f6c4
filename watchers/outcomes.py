"""What polls leave behind, stored for many together: one transaction each would be thousands a second."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from sqlalchemy.ext.asyncio import AsyncSession

from watchers.feeds.politeness import Outcome
from watchers.feeds.values import Entry, Feed
from watchers.health import tell_health
from watchers.store.articles import Arrivals, Stored, store_arrivals
from watchers.store.database import Database
from watchers.store.feeds import store_outcomes
from watchers.telling import tell_catch_up

ENTRIES_AT_ONCE = 100  # others wait for the database meanwhile, and so may the event loop

Edited: TypeAlias = Callable[[AsyncSession, Feed, Stored, datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Found:
    """The end of a poll of `feed`: its outcome, and the entries that are not stored yet.

    `edited` is called in the transaction for each of the entries that is an edit of an article.
    """

    feed: Feed
    outcome: Outcome
    entries: Sequence[Entry] = ()
    edited: Edited | None = None


@dataclass(slots=True, eq=False)
class _Waiting:
    found: Found
    stored: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Outcomes:
    """Stores in one transaction what arrives while the last is written; what fails in company is tried again alone."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[_Waiting] = []
        self._writer: asyncio.Task[None] | None = None

    async def store(self, found: Found) -> None:
        """Store what a poll found; return when it is on disk. Raises DatabaseUnavailableError."""
        waiting = _Waiting(found)
        self._waiting.append(waiting)
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        await waiting.stored

    async def _write(self) -> None:
        try:
            while self._waiting:
                await self._write_batch(self._take())
        finally:
            self._writer = None

    def _take(self) -> list[_Waiting]:
        """Take the next that wait: all that fit into one transaction, each feed once, and one in any case."""
        entries, taken = 0, dict[int, _Waiting]()
        for waiting in self._waiting:
            if entries >= ENTRIES_AT_ONCE or waiting.found.feed.id in taken:
                break
            entries += len(waiting.found.entries)
            taken[waiting.found.feed.id] = waiting
        del self._waiting[: len(taken)]
        return list(taken.values())

    async def _write_batch(self, batch: list[_Waiting]) -> None:
        try:
            async with self._database.writing() as session:
                await _store(session, [waiting.found for waiting in batch])
        except Exception as error:  # noqa: BLE001 - each of the waiting polls raises its own
            if len(batch) > 1:
                for waiting in batch:
                    await self._write_batch([waiting])
            elif not batch[0].stored.done():
                batch[0].stored.set_exception(error)
            return
        for waiting in batch:
            if not waiting.stored.done():
                waiting.stored.set_result(None)


async def _store(session: AsyncSession, batch: Sequence[Found]) -> None:
    by_id = {found.feed.id: found for found in batch}
    arrivals = [Arrivals(found.feed, found.entries, found.outcome.polled_at) for found in batch if found.entries]
    for stored in await store_arrivals(session, arrivals):
        found = by_id[stored.feed_id]
        if found.edited is not None:
            await found.edited(session, found.feed, stored, found.outcome.polled_at)
    await store_outcomes(session, [found.outcome for found in batch])
    for found in batch:
        if found.outcome.health is not None:
            await tell_health(session, found.outcome, found.outcome.polled_at)
    first = {found.feed.layer: found.outcome.polled_at for found in batch if found.feed.first_polled_at is None}
    for layer, now in first.items():
        await tell_catch_up(session, layer, now)
