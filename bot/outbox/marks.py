"""What many channels' senders have to store, stored together: one transaction for all who wait."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from watchers.store.database import Database
from watchers.store.lease import Lease
from watchers.store.sending import EditProgress, Progress, store_edits, store_progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One delivery's new state, and what else belongs into the same transaction."""

    delivery: int
    progress: Progress | None = None
    edit: EditProgress | None = None
    also: Callable[[AsyncSession], Awaitable[object]] | None = None


@dataclass(slots=True)
class Marks:
    """Stores marks. Every transaction first makes sure that this process is still the writer."""

    database: Database
    lease: Lease
    _waiting: list[tuple[Mark, asyncio.Future[None]]] = field(default_factory=list)
    _writer: asyncio.Task[None] | None = None

    async def store(self, mark: Mark) -> None:
        """Return when `mark` is stored. Raises DatabaseUnavailableError or LeaseLostError; then it is not."""
        stored = asyncio.get_running_loop().create_future()
        self._waiting.append((mark, stored))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        await stored

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            failed = await self._try([mark for mark, _ in batch])
            for mark, stored in batch:
                # Together they failed; alone, only the one that is to blame does.
                error = await self._try([mark]) if failed is not None and len(batch) > 1 else failed
                _settle(stored, error)

    async def _try(self, marks: Sequence[Mark]) -> Exception | None:
        try:
            async with self.database.writing() as session:
                await self.lease.check(session)
                await store_progress(session, [(m.delivery, m.progress) for m in marks if m.progress is not None])
                await store_edits(session, [(m.delivery, m.edit) for m in marks if m.edit is not None])
                for mark in marks:
                    if mark.also is not None:
                        await mark.also(session)
        except Exception as error:  # noqa: BLE001 - handed to whoever waits for the mark
            return error
        return None


def _settle(stored: asyncio.Future[None], error: Exception | None) -> None:
    if stored.done():  # its waiter was cancelled
        return
    if error is None:
        stored.set_result(None)
    else:
        stored.set_exception(error)
