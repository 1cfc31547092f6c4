"""The watching half of the product, put together: from settings and seeds to a watcher with its schedule."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import select
from sqlmodel import col

from bot.administration.feeds import REMOVED
from bot.settings import Settings
from watchers.feeds.articles import Pages
from watchers.feeds.fetch import Fetcher
from watchers.feeds.hosts import Hosts
from watchers.feeds.workers import Parser
from watchers.keywords import Rule
from watchers.ledger.baseline import BaselineFigure, load_baseline
from watchers.matching import Matcher
from watchers.outcomes import Outcomes
from watchers.reading.topic import Topic, load_topic
from watchers.reading_work import WorkerReader, reader_of
from watchers.schedule import AT_ONCE, Schedule
from watchers.seed_files import SeedFeed, load_feeds, load_keywords
from watchers.store.database import Database
from watchers.store.feeds import add_feeds, new_feed
from watchers.store.ledger import ensure_baseline
from watchers.store.tables.feeds import FeedRow
from watchers.watch import Watcher

SPACING = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Seeds:
    """Everything that a folder of seeds says, read and checked."""

    folder: Path
    topic: Topic
    baseline: tuple[BaselineFigure, ...]
    feeds: tuple[SeedFeed, ...]
    keywords: tuple[Rule, ...]


def load_seeds(folder: Path) -> Seeds:
    """Read every seed file. Raises SeedError with file, line and reason."""
    topic = load_topic(folder)
    return Seeds(folder, topic, load_baseline(folder, topic.claimants), load_feeds(folder), load_keywords(folder))


async def sow(database: Database, seeds: Seeds, now: datetime) -> None:
    """Put into an empty database what the seeds say; feeds that are new in the seeds are added to any.

    What the operator removed stays removed.
    """
    async with database.writing() as session:
        await ensure_baseline(session, seeds.baseline, now)
        removed = set(await session.scalars(select(col(FeedRow.url)).where(col(FeedRow.layer) == REMOVED)))
        await add_feeds(
            session,
            [
                new_feed(
                    feed.url,
                    now,
                    outlet=feed.outlet,
                    lang=feed.lang,
                    country=feed.country,
                    time_zone=feed.time_zone,
                )
                for feed in seeds.feeds
                if feed.url not in removed
            ],
        )


@dataclass(frozen=True, slots=True)
class Watching:
    """The watcher, its schedule, and what they must give back at the end."""

    watcher: Watcher
    schedule: Schedule
    fetcher: Fetcher
    parser: Parser

    async def close(self) -> None:
        """Stop the schedule, then its connections and worker processes."""
        await self.schedule.stop()
        await self.fetcher.close()
        await self.parser.close()


def build_watching(
    settings: Settings,
    seeds: Seeds,
    database: Database,
    *,
    clock: Callable[[], datetime],
    queued: Callable[[], None],
    with_pages: bool = True,
) -> Watching:
    """Build the watching half. `queued` is called whenever deliveries may have been queued."""
    hosts = Hosts(spacing=min(SPACING, settings.poll_every / 10), at_once=AT_ONCE, allowed=settings.allowed_networks)
    fetcher = Fetcher(hosts=hosts, allowed=settings.allowed_networks, contact=settings.contact)
    parser = Parser(prepare=partial(reader_of, seeds.folder))
    watcher = Watcher(
        database=database,
        fetcher=fetcher,
        parser=parser,
        outcomes=Outcomes(database),
        matcher=Matcher(seeds.keywords),
        read=WorkerReader(parser, seeds.folder),
        pages=Pages(fetcher, parser, clock=clock) if with_pages else None,
        poll_every=settings.poll_every,
        clock=clock,
        queued=queued,
    )
    schedule = Schedule(database=database, watch=watcher.watch, poll_every=settings.poll_every, clock=clock)
    return Watching(watcher, schedule, fetcher, parser)
