"""`tollwatch check`: everything that a run needs, each with ok or what to do."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import typer
from rich.console import Console
from rich.text import Text
from sqlalchemy import select
from sqlmodel import col

from bot.discord.check import check_discord
from bot.parts import Seeds, load_seeds
from bot.settings import Settings, load_settings
from bot.slack.check import check_slack
from bot.verdicts import Verdict
from watchers.errors import TollwatchError
from watchers.feeds.fetch import Fetcher, Limits
from watchers.feeds.hosts import Hosts
from watchers.feeds.values import Feed, FeedUnavailableError
from watchers.feeds.workers import Parser
from watchers.store import schema
from watchers.store.database import Database, open_database
from watchers.store.feeds import list_feeds
from watchers.store.tables.settings import ChannelRow

AT_ONCE = 16
PATIENCE = timedelta(seconds=15)


def check() -> None:
    """Look at settings, seeds, database, tokens and feeds; exit code 1 when something is wrong."""
    settings = load_settings()
    console = Console()
    well = asyncio.run(_check(settings, console))
    raise typer.Exit(0 if well else 1)


async def _check(settings: Settings, console: Console) -> bool:
    well = True
    async for verdict in _verdicts(settings):
        well = well and verdict.well
        mark = Text("ok    ", style="green") if verdict.well else Text("wrong ", style="bold red")
        console.print(mark.append(verdict.subject, style="default").append(f"  {verdict.hint}", style="dim"))
    return well


async def _verdicts(settings: Settings) -> AsyncIterator[Verdict]:
    yield Verdict("settings", well=True)
    seeds = load_seeds(settings.seeds)
    yield Verdict(f"seeds in {settings.seeds}", well=True, hint=f"{len(seeds.topic.claimants)} claimants")
    database = open_database(settings.database_url)
    try:
        channels: list[ChannelRow] = []
        try:
            yield await _database(database)
            channels = await _channels(database)
        except TollwatchError as error:
            yield Verdict("database", well=False, hint=f"{error}. {error.hint}")
        async for verdict in _platforms(settings, channels):
            yield verdict
        async for verdict in _feeds(settings, await _followed(database, seeds)):
            yield verdict
    finally:
        await database.close()


async def _database(database: Database) -> Verdict:
    version = await schema.version(database)
    if version not in {"", *schema.known()}:
        return Verdict("database", well=False, hint=f"Version {version} is of a newer Tollwatch; start that one.")
    hint = "" if version == schema.newest() else "It is empty or older; `tollwatch run` brings it up to date."
    return Verdict("database", well=True, hint=hint)


async def _channels(database: Database) -> list[ChannelRow]:
    if await schema.version(database) != schema.newest():
        return []
    async with database.reading() as session:
        return list(await session.scalars(select(ChannelRow).where(col(ChannelRow.only_notices).is_(False))))


async def _platforms(settings: Settings, channels: list[ChannelRow]) -> AsyncIterator[Verdict]:
    if settings.discord_token is None and settings.slack_bot_token is None:
        yield Verdict("no token is set", well=True, hint="Alerts go to the terminal.")
    if settings.discord_token is not None:
        for verdict in await check_discord(settings.discord_token.get_secret_value(), settings.discord_api):
            yield verdict
    if settings.slack_bot_token is not None and settings.slack_app_token is not None:
        addresses = [channel.address for channel in channels if channel.platform == "slack"]
        tokens = settings.slack_bot_token.get_secret_value(), settings.slack_app_token.get_secret_value()
        for verdict in await check_slack(*tokens, settings.slack_api, addresses):
            yield verdict


async def _followed(database: Database, seeds: Seeds) -> list[Feed]:
    """The feeds that a run would poll: those in the database, and those in the seeds."""
    known: dict[str, Feed] = {seed.url: Feed(id=0, url=seed.url, lang=seed.lang) for seed in seeds.feeds}
    try:
        if await schema.version(database) == schema.newest():
            async with database.reading() as session:
                known |= {row.url: Feed(id=0, url=row.url, lang=row.lang) for row in await list_feeds(session)}
    except TollwatchError:
        pass  # said before
    return list(known.values())


async def _feeds(settings: Settings, feeds: list[Feed]) -> AsyncIterator[Verdict]:
    hosts = Hosts(spacing=timedelta(seconds=0.5), at_once=AT_ONCE, allowed=settings.allowed_networks)
    fetcher = Fetcher(
        hosts=hosts, allowed=settings.allowed_networks, contact=settings.contact, limits=Limits(time=PATIENCE)
    )
    parser = Parser()
    try:
        for verdict in asyncio.as_completed([_feed(feed, fetcher, parser) for feed in feeds]):
            yield await verdict
    finally:
        await fetcher.close()
        await parser.close()


async def _feed(feed: Feed, fetcher: Fetcher, parser: Parser) -> Verdict:
    now = datetime.now(UTC)
    try:
        fetched = await fetcher.fetch(feed)
        parsed = await parser.parse(feed, fetched, now)
    except FeedUnavailableError as error:
        return Verdict(f"feed {feed.url}", well=False, hint=f"{error.reason}. {error.hint}")
    newest = max((entry.published for entry in parsed.entries if entry.published), default=None)
    hint = f"{len(parsed.entries)} entries" + (f", the newest of {newest:%Y-%m-%d}" if newest else "")
    moved = f"; it has moved to {fetched.moved_to}" if fetched.moved_to else ""
    return Verdict(f"feed {feed.url}", well=True, hint=hint + moved)
