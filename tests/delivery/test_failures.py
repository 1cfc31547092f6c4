"""The n-th call fails, for every n: a statement, a commit, a request. Nothing is lost and nothing is doubled."""

import asyncio
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from tests.delivery.bots import Clock, Watcher, bot, lines, settled, stage
from tests.store.databases import fresh_database
from tests.wire.discord import Discord
from tests.wire.faults import Break
from watchers.store.database import Database, DatabaseUnavailableError, open_database
from watchers.store.lease import Lease, LeaseLostError

Scene = tuple[Watcher, Discord]
REQUESTS = r"(POST|PATCH|GET) .*/messages"


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with stage(tmp_path) as scene:
        yield scene


@dataclass(eq=False)
class Failing:
    """Breaks the `nth` statement or commit of a database."""

    nth: int
    calls: int = 0

    def __call__(self, *_: Any) -> None:
        self.calls += 1
        if self.calls == self.nth:
            raise sqlite3.OperationalError("database or disk is full")


@contextmanager
def failing(database: Database, kind: str, nth: int) -> Iterator[Failing]:
    engine = database.engine.sync_engine
    fault = Failing(nth)
    event.listen(engine, kind, fault)
    yield fault
    event.remove(engine, kind, fault)


@pytest.mark.parametrize("kind", ["before_cursor_execute", "commit"])
async def test_each_statement_and_commit_may_fail_once(tmp_path: Path, kind: str) -> None:
    nth, calls = 0, 1
    async with stage(tmp_path) as (watcher, discord):
        await watcher.channel(discord.guild().channel, ceiling=1_000_000)
        while nth < calls:
            nth += 1
            first = 2 * nth - 1
            await watcher.alert(first)
            await watcher.alert(first + 1)
            async with bot(watcher.database, discord, clock=watcher.clock) as outbox:
                with failing(watcher.database, kind, nth) as fault:
                    outbox.wake()
                    await reached(watcher, outbox, first + 1)
                    calls = fault.calls
    assert nth > 3
    told = [lines(message)[0] for message in discord.posts()]
    assert told == [f"<{n}>" for n in range(1, 2 * nth + 1)]


async def reached(watcher: Watcher, outbox: Any, count: int) -> None:
    """Wait until everything is sent, whatever breaks while looking."""
    async with asyncio.timeout(10):
        while True:
            try:
                await settled(watcher, outbox, "sent", count=count)
            except DatabaseUnavailableError:
                continue
            return


@pytest.mark.parametrize("kind", [Break.REFUSE, Break.REFUSE_AFTER, Break.DROP_BEFORE, Break.DROP_AFTER])
async def test_each_request_may_fail_once(scene: Scene, kind: Break) -> None:
    watcher, discord = scene
    guild = discord.guild()
    await discord.say(guild.channel, discord.user("somebody"), "hello")
    await watcher.channel(guild.channel, ceiling=1_000_000)
    for nth in range(1, 5):
        first = 2 * nth - 1
        await watcher.alert(first)
        await watcher.alert(first + 1)
        if nth > 1:
            discord.fail(Break.HOLD_BEFORE, REQUESTS, times=nth - 1).release()
        discord.fail(kind, REQUESTS, status=503)
        async with bot(watcher.database, discord, clock=watcher.clock) as outbox:
            async with asyncio.timeout(10):
                while len(await sent(watcher)) < first + 1:
                    watcher.clock.move(seconds=1)
                    outbox.wake()
                    await asyncio.sleep(0.01)
            await watcher.go_on(first, "adopted")
            async with asyncio.timeout(10):
                while "adopted" not in lines(discord.posts()[first - 1])[0]:
                    watcher.clock.move(seconds=5)
                    outbox.wake()
                    await asyncio.sleep(0.01)
        discord.faults.clear()
    assert [lines(message)[0].split()[0] for message in discord.posts()] == [f"<{n}>" for n in range(1, 9)]


async def sent(watcher: Watcher) -> list[int]:
    return [row.id or 0 for row in await watcher.deliveries() if row.state == "sent"]


async def test_what_could_not_be_marked_on_a_full_disk_is_marked_when_there_is_room(scene: Scene) -> None:
    watcher, discord = scene
    await watcher.channel(discord.guild().channel)
    await watcher.alert(1)
    held = discord.fail(Break.HOLD_AFTER, "POST .*/messages")
    async with bot(watcher.database, discord) as outbox:
        await held.reached.wait()
        full = Full()
        event.listen(watcher.database.engine.sync_engine, "before_cursor_execute", full)
        held.release()
        async with asyncio.timeout(5):
            await full.often.wait()
        full.room = True
        await settled(watcher, outbox, "sent")
    assert len(discord.posts()) == 1


@dataclass(eq=False)
class Full:
    """A disk without room: it refuses what writes."""

    room: bool = False
    refused: int = 0
    often: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not self.room and statement.startswith(("UPDATE", "INSERT")):
            self.refused += 1
            if self.refused == 3:
                self.often.set()
            raise sqlite3.OperationalError("database or disk is full")


async def test_a_blocked_event_loop_loses_neither_the_lease_nor_an_alert(scene: Scene) -> None:
    watcher, discord = scene
    await watcher.channel(discord.guild().channel)
    lease = Lease(watcher.database, renew_s=0.2, expires_s=5)
    async with bot(watcher.database, discord, lease=lease) as outbox:
        keeping = asyncio.create_task(lease.keep())
        await watcher.alert(1)
        outbox.wake()
        await asyncio.sleep(0)
        time.sleep(3)  # noqa: ASYNC251 - blocks the loop, as it must not
        await watcher.alert(2)
        await settled(watcher, outbox, "sent", count=2)
        assert not keeping.done()
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping
    assert len(discord.posts()) == 2


async def test_an_outbox_that_lost_its_lease_sends_nothing_more(scene: Scene) -> None:
    watcher, discord = scene
    await watcher.channel(discord.guild().channel)
    with pytest.raises(LeaseLostError, match="taken over"):
        async with bot(watcher.database, discord) as outbox:
            await Lease(watcher.database, expires_s=0.05).acquire(5, lambda _: None)
            await watcher.alert(1)
            async with asyncio.timeout(5):
                await outbox.run()
    assert not discord.posts()


async def test_a_locked_database_says_who_to_stop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("watchers.store.database.BUSY_TIMEOUT_S", 0.05)
    async with fresh_database(tmp_path) as database:
        other = sqlite3.connect(tmp_path / "tollwatch.sqlite3", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseUnavailableError, match="locked") as raised:
            await Watcher(database, Clock()).alert(1)
        assert "stop it or wait" in raised.value.hint
        other.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
async def test_a_database_that_may_not_be_written_says_so(tmp_path: Path) -> None:
    async with fresh_database(tmp_path):
        pass
    (tmp_path / "tollwatch.sqlite3").chmod(0o400)
    database = open_database(f"sqlite:///{tmp_path}/tollwatch.sqlite3")
    with pytest.raises(DatabaseUnavailableError, match="readonly"):
        await Watcher(database, Clock()).alert(1)
    await database.close()
