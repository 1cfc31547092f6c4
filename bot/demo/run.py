"""The demonstration: the clock of the story drives the real watchers, ledger and outbox."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.rule import Rule
from rich.text import Text
from sqlalchemy import func, select, true
from sqlmodel import col

from bot.app import add_terminal
from bot.commands import Asker
from bot.console.markup import to_panel
from bot.console.sender import ADDRESS, ConsoleSender
from bot.context import Context
from bot.demo.server import serve_story
from bot.demo.story import StoryArticle, load_story
from bot.outbox.loop import Outbox
from bot.parts import Seeds, Watching, build_watching, load_seeds, sow
from bot.questions import Questions
from bot.rendering import Renderer
from bot.settings import DEFAULT_SEEDS, load_settings
from bot.voice import Voices
from watchers.seed_files import SeedFeed
from watchers.store import schema
from watchers.store.database import Database, open_database
from watchers.store.delivery import EDIT_DELAY
from watchers.store.lease import Lease
from watchers.store.tables.delivery import AlertRow, DeliveryRow, DeliveryState
from watchers.store.tables.feeds import ArticleRow
from watchers.store.tables.ledger import ClaimRow

BEFORE = timedelta(days=2)
AFTER = timedelta(minutes=5)
LOOK_S = 0.02
LOOPBACK = (ip_network("127.0.0.0/8"),)


@dataclass(slots=True)
class StoryClock:
    """The time of day in the story."""

    now: datetime

    def __call__(self) -> datetime:
        """Return the story's time of day."""
        return self.now


async def run_demo(console: Console) -> None:
    """Serve the story on loopback, watch it for real, and print what is told."""
    story = load_story()
    clock = StoryClock(story[0].published - BEFORE)
    with TemporaryDirectory(prefix="tollwatch-demo-") as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'demo.sqlite3'}")
        await schema.upgrade(database)
        async with serve_story(story, clock) as addresses:
            seeds = _with_feeds(load_seeds(DEFAULT_SEEDS), addresses)
            await sow(database, seeds, clock())
            await add_terminal(database, clock())
            await _play(story, seeds, database, clock, console)
        await _sum_up(seeds, database, clock, console)
        await database.close()


def _with_feeds(seeds: Seeds, addresses: dict[str, str]) -> Seeds:
    feeds = tuple(
        SeedFeed(url=address, outlet="", lang="en", country="", time_zone="UTC") for address in addresses.values()
    )
    return replace(seeds, feeds=feeds)


async def _play(
    story: list[StoryArticle], seeds: Seeds, database: Database, clock: StoryClock, console: Console
) -> None:
    settings = load_settings().model_copy(
        update={"poll_every": timedelta(seconds=1), "allowed_networks": LOOPBACK, "contact": ""}
    )
    lease = Lease(database)
    await lease.acquire(0, console.print)
    outbox = Outbox(database, ConsoleSender(console, Renderer(seeds.topic).card_of), lease, clock)
    watching = build_watching(settings, seeds, database, clock=clock, queued=outbox.wake, with_pages=False)
    sending = asyncio.create_task(outbox.run())
    try:
        for moment in [clock(), *sorted({article.published for article in story})]:
            await _at(moment + AFTER, watching, outbox, database, clock, console)
    finally:
        await watching.close()
        await outbox.stop()
        await sending


async def _at(
    moment: datetime,
    watching: Watching,
    outbox: Outbox,
    database: Database,
    clock: StoryClock,
    console: Console,
) -> None:
    """Let it be `moment`: poll what is due, and wait until all that this queued has been told."""
    clock.now = moment
    console.print(Rule(Text(f"{moment:%-d %B %Y}", style="dim"), style="dim", align="left"))
    await watching.schedule.tick()
    await watching.schedule.idle()
    clock.now += EDIT_DELAY
    outbox.wake()
    # The outbox works by itself; what it has done is in the database.
    while await _untold(database, clock()):  # noqa: ASYNC110
        await asyncio.sleep(LOOK_S)


async def _untold(database: Database, now: datetime) -> bool:
    sent = col(DeliveryRow.state).in_((DeliveryState.SENT, DeliveryState.FAILED))
    waiting = select(col(DeliveryRow.id)).where(~sent | (col(DeliveryRow.edit_due_at) <= now))
    async with database.reading() as session:
        return (await session.execute(waiting.limit(1))).first() is not None


async def _sum_up(seeds: Seeds, database: Database, clock: StoryClock, console: Console) -> None:
    console.print(Rule(Text("/casualties", style="bold"), align="left"))
    context = Context(
        database=database,
        voices=Voices(seeds.topic),
        baseline=seeds.baseline,
        keywords=seeds.keywords,
        operators=frozenset(),
        clock=clock,
        queued=lambda: None,
    )
    asker = Asker(platform="console", account="", layer="", address=ADDRESS)
    console.print(to_panel(await Questions(context).figures(asker, None, "", None)))
    async with database.reading() as session:
        articles, claims, alerts = [
            await session.scalar(select(func.count()).select_from(table).where(condition))
            for table, condition in (
                (ArticleRow, true()),
                (ClaimRow, col(ClaimRow.gone).is_(False)),
                (AlertRow, col(AlertRow.kind) == "change"),
            )
        ]
    console.print(f"{articles} articles, {claims} claims, {alerts} alerts.", highlight=False)
