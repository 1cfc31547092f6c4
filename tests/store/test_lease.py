"""One process writes: a second one waits for it, or refuses with a line that says what to do."""

import asyncio
import sqlite3
import sys
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from tests.store.databases import fresh_database
from watchers.store.database import Database
from watchers.store.lease import AnotherWriterError, Holder, Lease, LeaseLostError
from watchers.store.tables.settings import FactRow


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with fresh_database(tmp_path) as database:
        yield database


def silent(_: str) -> None:
    """Nobody reads what is told."""


async def gone() -> int:
    """The number of a process that has ended."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
    await process.wait()
    return process.pid


async def test_a_second_process_refuses_while_the_first_renews(database: Database) -> None:
    first = Lease(database, renew_s=0.05)
    await first.acquire(0, silent)
    keeping = asyncio.create_task(first.keep())
    told: list[str] = []
    with pytest.raises(AnotherWriterError, match="another Tollwatch") as raised:
        await Lease(database).acquire(0.1, told.append)
    assert len(told) == 1
    assert "TOLLWATCH_DATABASE_URL" in raised.value.hint
    await ended(keeping)


async def test_a_second_process_takes_over_as_soon_as_the_first_gives_back(database: Database) -> None:
    first, second = Lease(database, renew_s=0.05), Lease(database)
    await first.acquire(0, silent)
    waiting = asyncio.create_task(second.acquire(10, silent))
    await asyncio.sleep(0)
    await first.release()
    await asyncio.wait_for(waiting, 2)
    with pytest.raises(LeaseLostError):
        async with database.writing() as session:
            await first.check(session)


async def test_one_who_hangs_is_replaced_and_may_write_no_more(database: Database) -> None:
    hung = Lease(database, renew_s=0.01)
    await hung.acquire(0, silent)
    await Lease(database, expires_s=0.1).acquire(5, silent)
    with pytest.raises(LeaseLostError, match="taken over"):
        await hung.keep()


@pytest.mark.parametrize("days", [1, -1, 4000])
async def test_a_clock_that_jumps_takes_no_lease_from_its_living_holder(database: Database, days: int) -> None:
    first = Lease(database, renew_s=0.02)
    await first.acquire(0, silent)
    async with database.writing() as session:
        row = await session.get_one(FactRow, "writer")
        row.until = datetime.now(UTC) - timedelta(days=days)
    keeping = asyncio.create_task(first.keep())
    with pytest.raises(AnotherWriterError):
        await Lease(database, expires_s=0.2).acquire(0.3, silent)
    await ended(keeping)


async def test_a_database_that_is_full_for_a_while_ends_no_renewing(database: Database) -> None:
    lease = Lease(database, renew_s=0.01)
    await lease.acquire(0, silent)
    tried = asyncio.Event()

    def refuse(*_: object) -> None:
        tried.set()
        raise sqlite3.OperationalError("database or disk is full")

    keeping = asyncio.create_task(lease.keep())
    event.listen(database.engine.sync_engine, "before_cursor_execute", refuse)
    await tried.wait()
    event.remove(database.engine.sync_engine, "before_cursor_execute", refuse)
    before = await record(database)
    async with asyncio.timeout(5):
        while await record(database) == before:  # noqa: ASYNC110 - the database has no event for it
            await asyncio.sleep(0.01)
    assert not keeping.done()
    await ended(keeping)


async def ended(task: asyncio.Task[None]) -> None:
    """Cancel a task and wait until it has let go of the database."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def record(database: Database) -> str:
    async with database.reading() as session:
        return (await session.get_one(FactRow, "writer")).value


async def test_the_lease_of_a_process_that_is_gone_is_taken_at_once(database: Database) -> None:
    lease = Lease(database)
    dead = Lease(database, me=Holder("dead", lease.me.machine, await gone()))
    await dead.acquire(0, silent)
    started = time.monotonic()
    await lease.acquire(0, silent)
    assert time.monotonic() - started < 1


async def test_a_process_of_another_machine_is_watched_and_not_taken_for_dead(database: Database) -> None:
    await Lease(database, me=Holder("far", "elsewhere/", await gone())).acquire(0, silent)
    started = time.monotonic()
    await Lease(database, expires_s=0.5).acquire(0, silent)
    assert time.monotonic() - started >= 0.5
