"""Our way from a due feed to queued deliveries, as the benchmarks run it: the real parts, and a clock moved by hand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from ipaddress import ip_network
from pathlib import Path

from sqlmodel import SQLModel

from watchers.feeds.fetch import Fetcher
from watchers.feeds.hosts import Hosts
from watchers.feeds.workers import Parser
from watchers.matching import Matcher
from watchers.outcomes import Outcomes
from watchers.reading_work import WorkerReader, reader_of
from watchers.schedule import Schedule, settle
from watchers.seed_files import load_keywords
from watchers.store import tables
from watchers.store.database import Database, open_database
from watchers.store.feeds import due_feeds, new_feed
from watchers.watch import Watcher

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
LOOPBACK = (ip_network("127.0.0.0/8"),)
EVERY = timedelta(minutes=10)
BATCH = 500
BEGINNING = datetime(2026, 2, 3, tzinfo=UTC)


@dataclass
class Clock:
    """The time, moved by hand."""

    now: datetime = BEGINNING

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, slots=True)
class Ours:
    """The parts that watch."""

    database: Database
    fetcher: Fetcher
    parser: Parser
    schedule: Schedule
    clock: Clock = field(default_factory=Clock)

    async def poll_all(self) -> None:
        """Let every feed come due, and watch them all."""
        self.clock.now += timedelta(hours=25)
        await self.poll_due()

    async def poll_due(self) -> None:
        """Watch every feed that is due."""
        while True:
            await self.schedule.tick()
            await self.schedule.idle()
            async with self.database.reading() as session:
                if not await due_feeds(session, self.clock(), limit=1):
                    return

    async def close(self) -> None:
        """End everything."""
        await self.schedule.stop()
        await self.parser.close()
        await self.fetcher.close()
        await self.database.close()


async def open_ours(
    folder: Path,
    urls: list[str],
    *,
    at_once: int,
    poll_every: timedelta = EVERY,
    clock: Clock | None = None,
    queued: Callable[[], None] = lambda: None,
) -> Ours:
    """Put the parts together over a new database that follows `urls`. A clock that is given begins where it stands."""
    assert tables.__all__
    clock = clock or Clock()
    database = open_database(f"sqlite:///{folder}/bench.sqlite3")
    async with database.engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    for batch in range(0, len(urls), BATCH):  # all at once would take memory that the watching does not
        async with database.writing() as session:
            session.add_all([new_feed(url, clock()) for url in urls[batch : batch + BATCH]])
    hosts = Hosts(spacing=timedelta(seconds=1), at_once=at_once, allowed=LOOPBACK)
    fetcher, parser = Fetcher(hosts=hosts, allowed=LOOPBACK), Parser(prepare=partial(reader_of, SEEDS))
    watcher = Watcher(
        database=database,
        fetcher=fetcher,
        parser=parser,
        outcomes=Outcomes(database),
        matcher=Matcher(load_keywords(SEEDS)),
        read=WorkerReader(parser, SEEDS),
        pages=None,
        poll_every=poll_every,
        clock=clock,
        queued=queued,
    )
    schedule = Schedule(database=database, watch=watcher.watch, poll_every=poll_every, at_once=at_once, clock=clock)
    settle()
    return Ours(database, fetcher, parser, schedule, clock)
