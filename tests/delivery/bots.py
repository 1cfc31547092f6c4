"""A bot that only delivers: a real database, the real outbox, the real discord.py client, and a local Discord."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import discord as library
from discord.http import Route
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.discord.limits import Pace
from bot.discord.sender import DiscordMessage, DiscordSender
from bot.outbox import Outbox
from bot.platforms import Item, Post, PostKind
from tests.store.databases import fresh_database
from tests.wire.discord import Channel, Discord, Message
from tests.wire.faults import Limit
from watchers.store.database import Database
from watchers.store.delivery import queue_deliveries, queue_edit
from watchers.store.lease import Lease
from watchers.store.tables.delivery import AlertRow, DeliveryRow
from watchers.store.tables.settings import ChannelRow

NO_LIMIT = Limit(1_000_000, 1.0)


@dataclass(slots=True)
class Clock:
    """The time of day, which tests set."""

    ahead: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def move(self, **by: float) -> None:
        self.ahead += timedelta(**by)


def render(post: Post) -> DiscordMessage:
    """Each item as a line of its own, so that tests can count them."""
    lines = [f"<{item.content.get('n', item.content.get('notice'))}>{_marks(item)}" for item in post.items]
    if post.kind is PostKind.NOTICE:
        lines = [
            f"<{item.content['notice']}> {item.content['address']} {item.content['reason']}" for item in post.items
        ]
    head = [f"digest {post.part} of {post.parts}"] if post.kind is PostKind.DIGEST else []
    text = "\n".join([*head, *lines, *(["possibly repeated"] if post.repeated else [])])
    if post.plain:
        return DiscordMessage(content=f"plain {text} {post.marker}")
    return DiscordMessage(embeds=[library.Embed(description=text).set_footer(text=post.marker)])


def _marks(item: Item) -> str:
    state = f" {item.content['state']}" if "state" in item.content else ""
    return state + (f" late {item.at:%Y-%m-%d}" if item.late else "")


@dataclass(slots=True)
class Watcher:
    """Stands where the watchers stand: it stores alerts with their deliveries, and lets them go on."""

    database: Database
    clock: Clock = field(default_factory=Clock)

    async def channel(self, place: Channel | str, **choice: Any) -> ChannelRow:
        address = place if isinstance(place, str) else str(place.id)
        layer = "discord:1"
        if not isinstance(place, str) and place.guild is not None:
            layer = f"discord:{place.guild.id}"
        known = {"platform": "discord", "layer": layer, "address": address, "added_at": self.clock()}
        row = ChannelRow(**{**known, **choice})
        async with self.database.writing() as session:
            session.add(row)
        return row

    async def alert(self, n: int, *, age: timedelta = timedelta(0), state: str = "reported", **more: object) -> None:
        at = self.clock() - age
        row = AlertRow(
            layer=str(more.pop("layer", "")), change_id=f"change-{n}", at=at, state=state, metric="killed",
            claimant="nis", content={"n": n, **more},
        )  # fmt: skip
        async with self.database.writing() as session:
            session.add(row)
            await session.flush()
            await queue_deliveries(session, row, await _channels(session), self.clock())

    async def go_on(self, n: int, state: str, layer: str = "") -> None:
        """The alert reaches another state."""
        async with self.database.writing() as session:
            row = (await session.scalars(_alert(n, layer))).one()
            row.state, row.version, row.content = state, row.version + 1, {**row.content, "state": state}
            await queue_edit(session, row, await _channels(session), self.clock())

    async def deliveries(self) -> list[DeliveryRow]:
        async with self.database.reading() as session:
            return list(await session.scalars(select(DeliveryRow).order_by(col(DeliveryRow.id))))


def _alert(n: int, layer: str) -> Select[AlertRow]:
    return select(AlertRow).where(col(AlertRow.change_id) == f"change-{n}", col(AlertRow.layer) == layer)


async def _channels(session: AsyncSession) -> list[ChannelRow]:
    return list(await session.scalars(select(ChannelRow)))


@asynccontextmanager
async def bot(
    database: Database, discord: Discord, *, clock: Clock | None = None, lease: Lease | None = None
) -> AsyncIterator[Outbox]:
    """Run a bot on a local Discord until the block ends."""
    Route.BASE = f"{discord.api}/api/v10"
    client = library.Client(intents=library.Intents(guilds=True), max_ratelimit_timeout=30)
    sender = DiscordSender(client, render, Pace(per_second=10_000), connects_s=0)
    await client.login(discord.token)
    lease = lease or Lease(database)
    await lease.acquire(0, print)
    outbox = Outbox(database, sender, lease, clock or Clock(), again_s=0.05)
    running = asyncio.create_task(outbox.run())
    try:
        yield outbox
    finally:
        await outbox.stop()
        await client.close()
        await running
        await lease.release()


@asynccontextmanager
async def stage(folder: Path) -> AsyncIterator[tuple[Watcher, Discord]]:
    """A fresh database and a local Discord without limits, so that tests need not wait."""
    async with fresh_database(folder) as database, Discord() as discord:
        discord.state.channel_limit = discord.state.global_limit = NO_LIMIT
        yield Watcher(database), discord


async def settled(watcher: Watcher, outbox: Outbox, *states: str, count: int = 1, seconds: float = 10) -> None:
    """Wait until `count` deliveries are in one of `states`, having the outbox look again and again."""
    async with asyncio.timeout(seconds):
        while sum(row.state in states for row in await watcher.deliveries()) < count:
            outbox.wake()
            await asyncio.sleep(0.02)


def lines(message: Message) -> list[str]:
    """The lines of a message that `render` made, without its marker."""
    return [line for line in message.text.splitlines() if line and not re.fullmatch(r"[\w-]{12}", line)]
