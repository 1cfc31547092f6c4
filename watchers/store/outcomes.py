"""Outcomes of polls that found nothing, stored together: thousands a second would be as many commits one by one."""

import asyncio

from watchers.feeds.politeness import Outcome
from watchers.store.database import Database
from watchers.store.feeds import store_outcomes


class Outcomes:
    """Stores outcomes in one transaction for all that arrive while the last one is written."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[tuple[Outcome, asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def store(self, outcome: Outcome) -> None:
        """Store an outcome; return when it is on disk. Raises DatabaseUnavailableError."""
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((outcome, stored))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        await stored

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                await self._write_batch(batch)
        finally:
            self._writer = None

    async def _write_batch(self, batch: list[tuple[Outcome, asyncio.Future[None]]]) -> None:
        try:
            async with self._database.writing() as session:
                await store_outcomes(session, [outcome for outcome, _ in batch])
        except Exception as error:  # noqa: BLE001 - each of the waiting polls raises it
            failure: Exception | None = error
        else:
            failure = None
        for _, stored in batch:
            if stored.done():
                continue
            if failure is None:
                stored.set_result(None)
            else:
                stored.set_exception(failure)
