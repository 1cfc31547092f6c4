"""`tollwatch feeds`: the record of our manners, and lists of feeds in and out for the operator."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.settings import Settings, load_settings
from watchers.errors import TollwatchError
from watchers.feeds.opml import Listed, parse_opml, render_opml
from watchers.scores import HEADINGS, render_scores, score
from watchers.store import schema
from watchers.store.database import Database, open_database
from watchers.store.feeds import add_feeds, list_feeds, new_feed

app = typer.Typer(help="The feeds: their record, and lists of them in and out.", no_args_is_help=True)


class FileError(TollwatchError):
    """A file that was named cannot be read or written."""


@app.command(name="score")
def show_scores() -> None:
    """Show what each feed's server has seen of us: polls, validators sent, failures, times."""
    rows = asyncio.run(_scores(load_settings()))
    table = Table(*HEADINGS)
    for row in rows:
        table.add_row(*row)
    console = Console()
    if not console.is_terminal:
        console.width = 240
    console.print(table)


@app.command(name="import")
def import_feeds(file: Annotated[Path, typer.Argument(help="An OPML list, as feed readers export it.")]) -> None:
    """Follow the feeds of an OPML list, for everybody; what is there already or no feed is told."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise FileError(f"{file} cannot be read: {error.strerror}", hint="Give the path of an OPML file.") from error
    asyncio.run(_import(load_settings(), data))


@app.command(name="export")
def export_feeds(file: Annotated[Path, typer.Argument(help="The OPML file to write.")]) -> None:
    """Write the feeds that are followed for everybody as an OPML list."""
    data = asyncio.run(_export(load_settings()))
    try:
        file.write_bytes(data)
    except OSError as error:
        raise FileError(f"{file} cannot be written: {error.strerror}", hint="Give another path.") from error
    print(f"Written to {file}.")


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Database]:
    database = open_database(settings.database_url)
    try:
        await schema.upgrade(database)
        yield database
    finally:
        await database.close()


async def _scores(settings: Settings) -> list[tuple[str, ...]]:
    async with _opened(settings) as database, database.reading() as session:
        return render_scores(score(feed) for feed in await list_feeds(session))


async def _import(settings: Settings, data: bytes) -> None:
    async with _opened(settings) as database, database.writing() as session:
        known = [feed.url for feed in await list_feeds(session, "")]
        found = parse_opml(data, known=known, allowed=settings.allowed_networks)
        now = datetime.now(UTC)
        await add_feeds(session, [new_feed(feed.url, now) for feed in found.feeds])
    print(f"Added {len(found.feeds)}.")
    for url in found.duplicates:
        print(f"Not added, it is there already: {url}")
    for url, reason in found.junk:
        print(f"Not added, {reason}: {url}")


async def _export(settings: Settings) -> bytes:
    async with _opened(settings) as database, database.reading() as session:
        feeds = await list_feeds(session, "")
    return render_opml([Listed(feed.url, feed.outlet) for feed in feeds], title="Tollwatch")
