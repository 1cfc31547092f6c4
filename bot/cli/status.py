"""`tollwatch status`: how the bot does, read from its database."""

import asyncio
from datetime import UTC, datetime, timedelta

from rich.console import Console
from rich.table import Table

from bot.operator.status import Status, read_status
from bot.settings import load_settings
from watchers.store.database import open_database

SILENT_AFTER = timedelta(minutes=1)  # a running bot says every few seconds that it is alive


def status() -> None:
    """Show feeds, articles, changes and deliveries in numbers, and whether a bot is running."""
    now = datetime.now(UTC)
    found = asyncio.run(_read(load_settings().database_url, now))
    table = Table(show_header=False, box=None, pad_edge=False)
    for name, value in _lines(found, now):
        table.add_row(name, value)
    Console().print(table)


async def _read(url: str, now: datetime) -> Status:
    database = open_database(url)
    try:
        return await read_status(database, now)
    finally:
        await database.close()


def _lines(status: Status, now: datetime) -> list[tuple[str, str]]:
    deliveries = ", ".join(f"{count:,} {state}" for state, count in status.deliveries.items() if count)
    waits = f", the longest for {_length(status.poll_lag)}" if status.feeds_due else ""
    return [
        ("bot", _alive(status.alive_at, now)),
        ("feeds", f"{status.feeds:,}, {status.feeds_paused:,} paused, {status.feeds_failing:,} failing"),
        ("feeds due", f"{status.feeds_due:,}{waits}"),
        ("last good poll", _moment(status.last_good_poll)),
        ("articles", f"{status.articles:,}, {status.articles_set_aside:,} set aside"),
        ("claims", f"{status.claims:,}"),
        ("changes", f"{status.changes:,}"),
        ("channels", f"{status.channels:,}, {status.channels_stopped:,} stopped"),
        ("deliveries", deliveries or "none"),
        ("oldest pending", _length(status.oldest_pending) if status.oldest_pending else "none"),
    ]


def _alive(at: datetime | None, now: datetime) -> str:
    if at is None:
        return "has never run"
    return "running" if abs(now - at) < SILENT_AFTER else f"not running since {_moment(at)}"


def _moment(at: datetime | None) -> str:
    return "never" if at is None else f"{at:%Y-%m-%d %H:%M} UTC"


def _length(time: timedelta) -> str:
    return str(timedelta(seconds=round(time.total_seconds())))
