"""Puts the parts together and runs them until told to stop; the only place that knows all of them."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

import structlog
from rich.console import Console
from sqlalchemy import select
from sqlmodel import col

from bot.alert_charts import AlertCharts
from bot.commands import Product
from bot.console.sender import ADDRESS, ConsoleSender
from bot.context import Context
from bot.discord.platform import DiscordPlatform
from bot.operator.lag import LoopLag
from bot.operator.server import Desk, serving
from bot.outbox.loop import Outbox
from bot.parts import Seeds, Watching, build_watching, load_seeds, sow
from bot.platforms import Sender
from bot.product import build_product
from bot.rendering import Renderer
from bot.settings import Settings
from bot.slack.bot import SlackBot
from bot.voice import Voices
from watchers.errors import TollwatchError
from watchers.schedule import settle
from watchers.store import schema
from watchers.store.database import Database, open_database
from watchers.store.lease import Lease
from watchers.store.pruning import prune
from watchers.store.tables.settings import ChannelRow

LEASE_WAIT_S = 30
RETRY_EVERY_S = 60
PRUNE_EVERY_S = 6 * 3600
log = structlog.get_logger()


class StoppedError(TollwatchError):
    """The operator ended the program before it had begun its work."""


class Platform(Protocol):
    """One chat platform: its sender for the outbox, and a connection that takes commands."""

    @property
    def sender(self) -> Sender:
        """What the outbox sends with."""
        ...

    async def run(self) -> None:
        """Connect and take commands until cancelled."""
        ...


@dataclass(frozen=True, slots=True)
class Terminal:
    """The terminal takes no commands."""

    sender: Sender

    async def run(self) -> None:
        """Wait to be cancelled."""
        await asyncio.Event().wait()


def utc_now() -> datetime:
    """Return the time of day."""
    return datetime.now(UTC)


async def run(settings: Settings, console: Console) -> None:
    """Watch and tell until SIGINT or SIGTERM. Raises TollwatchError for what must be put right first."""
    seeds = load_seeds(settings.seeds)
    stop = _stop_signal()
    async with _opened(settings, seeds, console, stop) as (database, lease):
        outboxes: list[Outbox] = []

        def wake() -> None:
            for outbox in outboxes:
                outbox.wake()

        watching = build_watching(settings, seeds, database, clock=utc_now, queued=wake)
        renderer = Renderer(seeds.topic)
        product = _product(settings, seeds, database, watching, wake)
        platforms = await _platforms(settings, product, database, renderer, console)
        outboxes.extend(Outbox(database, platform.sender, lease) for platform in platforms)
        async with _open_to_operator(settings, database, outboxes) as lag:
            settle()
            watching.schedule.start()
            console.print(_greeting(platforms, len(seeds.feeds)), markup=False, highlight=False)
            try:
                await _until(stop, watching, platforms, outboxes, lease, lag)
            finally:
                await watching.close()
    log.info("stopped")


def _greeting(platforms: list[Platform], feeds: int) -> str:
    names = " and ".join(
        "this terminal" if platform.sender.platform == "console" else platform.sender.platform.title()
        for platform in platforms
    )
    return f"Tollwatch watches the news ({feeds} default feeds); alerts go to {names}. Ctrl-C ends it."


@asynccontextmanager
async def _open_to_operator(settings: Settings, database: Database, outboxes: list[Outbox]) -> AsyncIterator[LoopLag]:
    """Serve /healthz and /metrics, where the operator has given a port."""
    lag = LoopLag()
    if not settings.metrics_port:
        yield lag
        return
    desk = Desk(database, outboxes, lag, utc_now)
    async with serving(settings.metrics_host, settings.metrics_port, desk):
        yield lag


@asynccontextmanager
async def _opened(
    settings: Settings, seeds: Seeds, console: Console, stop: asyncio.Event
) -> AsyncIterator[tuple[Database, Lease]]:
    database = open_database(settings.database_url)
    try:
        await schema.upgrade(database)
        lease = Lease(database)
        await _acquire(lease, console, stop)
        try:
            await sow(database, seeds, utc_now())
            yield database, lease
        finally:
            await lease.release()
    finally:
        await database.close()


async def _acquire(lease: Lease, console: Console, stop: asyncio.Event) -> None:
    """Wait for the lease, or for the word to stop; then whoever goes on sees `stop` set and ends at once."""
    acquiring = asyncio.create_task(lease.acquire(LEASE_WAIT_S, lambda line: console.print(line, markup=False)))
    stopping = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait({acquiring, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if acquiring not in done:
        acquiring.cancel()
        raise StoppedError("stopped while waiting for the other Tollwatch")
    acquiring.result()


def _product(
    settings: Settings, seeds: Seeds, database: Database, watching: Watching, wake: Callable[[], None]
) -> Product:
    context = Context(
        database=database,
        voices=Voices(seeds.topic),
        baseline=seeds.baseline,
        keywords=seeds.keywords,
        operators=settings.operators,
        clock=utc_now,
        queued=wake,
    )
    return build_product(context, watching.fetcher, watching.parser)


async def _platforms(
    settings: Settings, product: Product, database: Database, renderer: Renderer, console: Console
) -> list[Platform]:
    """Every platform for which a token is set; without any, the terminal."""
    platforms: list[Platform] = []
    charts = AlertCharts(Voices(renderer.topic))
    if settings.discord_token is not None:
        token = settings.discord_token.get_secret_value()
        platforms.append(DiscordPlatform(token, settings.discord_api, product, database, renderer.card_of, charts.of))
    if settings.slack_bot_token is not None and settings.slack_app_token is not None:
        tokens = settings.slack_bot_token.get_secret_value(), settings.slack_app_token.get_secret_value()
        platforms.append(SlackBot(*tokens, settings.slack_api, product, renderer.card_of, charts.of))
    if not platforms:
        await add_terminal(database, utc_now())
        platforms.append(Terminal(ConsoleSender(console, renderer.card_of)))
    return platforms


async def add_terminal(database: Database, now: datetime) -> None:
    """Make the terminal a channel, once."""
    async with database.writing() as session:
        known = select(col(ChannelRow.id)).where(col(ChannelRow.platform) == "console")
        if (await session.execute(known)).first() is None:
            session.add(ChannelRow(platform="console", layer="", address=ADDRESS, added_at=now, ceiling=1000))


async def _until(
    stop: asyncio.Event,
    watching: Watching,
    platforms: list[Platform],
    outboxes: list[Outbox],
    lease: Lease,
    lag: LoopLag,
) -> None:
    """Run everything until `stop` is set or one of the parts ends, which none does by itself; raise its error."""
    works = [
        asyncio.create_task(stop.wait()),
        asyncio.create_task(lease.keep()),
        asyncio.create_task(_regularly(RETRY_EVERY_S, watching.watcher.retry)),
        asyncio.create_task(_regularly(PRUNE_EVERY_S, lambda: prune(watching.watcher.database, utc_now()))),
        asyncio.create_task(lag.run()),
        *(asyncio.create_task(outbox.run()) for outbox in outboxes),
        *(asyncio.create_task(platform.run()) for platform in platforms),
    ]
    try:
        done, _ = await asyncio.wait(works, return_when=asyncio.FIRST_COMPLETED)
        for work in done:
            work.result()
    finally:
        # While the platforms are still connected: a message on its way gets its answer, and need not be looked up.
        await asyncio.gather(*(outbox.stop() for outbox in outboxes))
        for work in works:
            work.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*works, return_exceptions=True)


async def _regularly(every_s: float, work: Callable[[], Awaitable[object]]) -> None:
    """Do some upkeep again and again; when it breaks off, the next time comes all the same."""
    while True:
        await asyncio.sleep(every_s)
        try:
            await work()
        except Exception:
            log.exception("upkeep broke off")


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    return stop
