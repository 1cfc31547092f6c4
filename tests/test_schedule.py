"""The schedule takes what is due from the database, one feed of a host at a time, and survives whatever happens."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.feeds.conftest import NOW
from tests.store.databases import fresh_database
from watchers.feeds.politeness import Health, Outcome
from watchers.feeds.values import Feed
from watchers.outcomes import Found, Outcomes
from watchers.schedule import PER_HOST, Schedule
from watchers.store.database import Database
from watchers.store.feeds import add_feeds, due_feeds, list_feeds, new_feed, store_outcomes

HOUR = timedelta(hours=1)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with fresh_database(tmp_path) as database:
        yield database


async def follow(database: Database, *urls: str, now: datetime = NOW) -> None:
    async with database.writing() as session:
        await add_feeds(session, [new_feed(url, now) for url in urls])


async def due(database: Database, now: datetime) -> list[str]:
    async with database.reading() as session:
        return [feed.url for feed in await due_feeds(session, now, limit=100)]


def polled(feed: Feed, now: datetime) -> Outcome:
    return Outcome(feed=replace(feed, next_check_at=now + HOUR, first_polled_at=now), polled_at=now, good=True)


class Watching:
    """A `watch` that notes what it is called for and waits as told."""

    def __init__(self, database: Database, clock: datetime = NOW) -> None:
        self.outcomes = Outcomes(database)
        self.seen: list[str] = []
        self.at_once: dict[str, int] = {}
        self.most: dict[str, int] = {}
        self.gate = asyncio.Event()
        self.gate.set()
        self.clock = clock
        self.called = asyncio.Event()
        self.calls = asyncio.Condition()

    async def wait_for(self, times: int) -> None:
        """Wait until it was called so often."""
        async with self.calls:
            await self.calls.wait_for(lambda: len(self.seen) >= times)

    async def __call__(self, feed: Feed) -> None:
        host = feed.url.split("/")[2]
        self.at_once[host] = self.at_once.get(host, 0) + 1
        self.most[host] = max(self.most.get(host, 0), self.at_once[host])
        self.seen.append(feed.url)
        self.called.set()
        async with self.calls:
            self.calls.notify_all()
        try:
            await self.gate.wait()
            await self.outcomes.store(Found(feed, polled(feed, self.clock)))
        finally:
            self.at_once[host] -= 1


def schedule(database: Database, watch: Watching, **about: int) -> Schedule:
    return Schedule(database=database, watch=watch, poll_every=HOUR, clock=lambda: watch.clock, **about)


async def test_what_is_due_is_watched_and_then_not_due(database: Database) -> None:
    await follow(database, "https://a.example/1", "https://b.example/1")
    watch = Watching(database)
    running = schedule(database, watch)
    await running.tick()
    await running.idle()
    await running.tick()
    await running.idle()
    assert sorted(watch.seen) == ["https://a.example/1", "https://b.example/1"]
    watch.clock += HOUR
    await running.tick()
    await running.idle()
    assert len(watch.seen) == 4


async def test_a_few_feeds_of_a_host_at_a_time_and_hosts_side_by_side(database: Database) -> None:
    await follow(database, *(f"https://{host}.example/{n}" for host in "abc" for n in range(12)))
    watch = Watching(database)
    watch.gate.clear()
    running = schedule(database, watch)
    await running.tick()
    await running.tick()
    await watch.wait_for(3 * PER_HOST)
    assert sum(watch.at_once.values()) == 3 * PER_HOST
    watch.gate.set()
    await running.idle()
    assert len(watch.seen) == len(set(watch.seen)) == 36
    assert set(watch.most.values()) == {PER_HOST}


async def test_a_host_of_many_feeds_does_not_keep_the_others_waiting(database: Database) -> None:
    await follow(database, *(f"https://large.example/{n}" for n in range(50)), "https://small.example/")
    watch = Watching(database)
    watch.gate.clear()
    running = schedule(database, watch, at_once=PER_HOST + 1)
    await running.tick()
    await watch.wait_for(PER_HOST + 1)
    assert "https://small.example/" in watch.seen
    watch.gate.set()
    await running.idle()
    assert len(watch.seen) == 51


async def test_no_more_than_so_many_at_once(database: Database) -> None:
    await follow(database, *(f"https://h{n}.example/" for n in range(10)))
    watch = Watching(database)
    watch.gate.clear()
    running = schedule(database, watch, at_once=3)
    await running.tick()
    await watch.called.wait()
    assert sum(watch.at_once.values()) <= 3
    watch.gate.set()
    await running.idle()
    assert len(watch.seen) == 10


async def test_one_broken_feed_stops_no_other_and_is_not_asked_at_every_tick(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await follow(database, "https://bad.example/", "https://good.example/")
    watch = Watching(database)

    async def breaking(feed: Feed) -> None:
        if "bad" in feed.url:
            watch.seen.append(feed.url)
            raise RuntimeError("a bug")
        await watch(feed)

    running = Schedule(database=database, watch=breaking, poll_every=HOUR, clock=lambda: NOW)
    for _ in range(3):
        await running.tick()
        await running.idle()
    assert sorted(watch.seen) == ["https://bad.example/", "https://good.example/"]
    assert "a feed could not be watched" in caplog.text
    assert await due(database, NOW) == ["https://bad.example/"]


async def test_it_ticks_by_itself_and_stops_cleanly(database: Database) -> None:
    await follow(database, "https://a.example/")
    watch = Watching(database)
    watch.gate.clear()
    running = Schedule(database=database, watch=watch, poll_every=timedelta(seconds=1), clock=lambda: NOW)
    running.start()
    await watch.called.wait()
    await running.stop(patience=timedelta(0))
    assert await due(database, NOW) == ["https://a.example/"]  # what was cut off stays due


async def test_a_stop_lets_the_polls_under_way_finish_and_begins_no_other(database: Database) -> None:
    await follow(database, "https://a.example/1", "https://a.example/2")
    watch = Watching(database)
    watch.gate.clear()
    running = schedule(database, watch, at_once=1)
    await running.tick()
    await watch.called.wait()
    stopping = asyncio.create_task(running.stop())
    await asyncio.sleep(0)
    watch.gate.set()
    await stopping
    assert watch.seen == ["https://a.example/1"]
    assert await due(database, NOW) == ["https://a.example/2"]


async def test_a_restart_polls_nobody_early(database: Database) -> None:
    await follow(database, "https://a.example/")
    watch = Watching(database)
    first = schedule(database, watch)
    await first.tick()
    await first.idle()
    again = Watching(database, NOW + timedelta(minutes=59))
    second = schedule(database, again)
    await second.tick()
    await second.idle()
    assert again.seen == []


async def test_a_clock_set_back_does_not_stall_the_ticks(database: Database) -> None:
    await follow(database, "https://a.example/")
    watch = Watching(database)
    running = Schedule(database=database, watch=watch, poll_every=timedelta(seconds=1), clock=lambda: watch.clock)
    running.start()
    await watch.called.wait()
    # To the scheduler a clock set back looks like a next run that is far away.
    running._job.modify(next_run_time=datetime.now(UTC) + timedelta(days=1))
    watch.called.clear()
    watch.clock += 2 * HOUR
    async with asyncio.timeout(10):
        await watch.called.wait()
    await running.stop()


async def test_a_time_that_was_stored_by_a_wrong_clock_counts_as_due(database: Database) -> None:
    await follow(database, "https://a.example/", now=NOW + timedelta(days=400))
    assert await due(database, NOW) == ["https://a.example/"]


async def test_paused_and_ended_feeds_are_not_due(database: Database) -> None:
    await follow(database, "https://a.example/", "https://b.example/")
    async with database.writing() as session:
        rows = await list_feeds(session)
        rows[0].paused, rows[1].next_check_at = True, None
    assert await due(database, NOW + timedelta(days=1)) == []


async def test_outcomes_of_many_polls_are_stored_together(database: Database) -> None:
    await follow(database, *(f"https://h{n}.example/" for n in range(50)))
    async with database.reading() as session:
        feeds = await due_feeds(session, NOW, limit=100)
    outcomes = Outcomes(database)
    await asyncio.gather(*(outcomes.store(Found(feed, polled(feed, NOW))) for feed in feeds))
    assert await due(database, NOW) == []


async def test_a_feed_is_not_moved_to_an_address_that_its_layer_follows(database: Database) -> None:
    await follow(database, "https://old.example/", "https://new.example/")
    async with database.writing() as session:
        feeds = await due_feeds(session, NOW, limit=5)
        moved = [
            replace(polled(replace(feed, url=url), NOW), health=Health.MOVED)
            for feed, url in zip(feeds, ("https://new.example/", "https://newer.example/"), strict=True)
        ]
        await store_outcomes(session, moved)
    async with database.reading() as session:
        assert [row.url for row in await list_feeds(session)] == ["https://old.example/", "https://newer.example/"]
