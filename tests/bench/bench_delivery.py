"""1,000 channels × 20 changes: how fast the outbox is beside the bare client and beside Discord's own limit.

The far end, in a process of its own, answers at once; so what is measured is the outbox, its database and the client.
Run: python tests/bench/bench_delivery.py [channels] [changes]
"""

import asyncio
import json
import logging
import multiprocessing
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import discord
import structlog
from aiohttp import web
from discord.http import Route
from sqlalchemy import event, func, select
from sqlmodel import col

from bot.discord.limits import Pace
from bot.discord.sender import DiscordMessage, DiscordSender
from bot.outbox.loop import LANES, Outbox
from bot.platforms import Post, PostKind
from watchers.store import schema
from watchers.store.database import Database, open_database
from watchers.store.delivery import queue_deliveries
from watchers.store.lease import Lease
from watchers.store.tables.delivery import AlertRow, DeliveryRow
from watchers.store.tables.settings import ChannelRow

DISCORD_PER_SECOND = 50  # the global limit of one bot
ME = {"id": "1", "username": "bench", "discriminator": "0", "avatar": None, "global_name": None}


def far_end(told: Connection) -> None:
    """A Discord that takes everything at once."""
    ids = count(1000)

    async def post(request: web.Request) -> web.Response:
        await request.read()
        channel = request.match_info["channel"]
        message = {"id": str(next(ids)), "channel_id": channel, "author": ME, "content": "", "embeds": [], "type": 0}
        more: dict[str, Any] = {
            "timestamp": "2025-01-01T00:00:00+00:00",
            "edited_timestamp": None,
            "attachments": [],
            "mentions": [],
        }
        rest = {"mention_roles": [], "mention_everyone": False, "tts": False, "pinned": False}
        return answer(message | more | rest)

    def answer(body: dict[str, Any]) -> web.Response:
        return web.Response(body=json.dumps(body).encode(), headers={"Content-Type": "application/json"})

    async def me(_: web.Request) -> web.Response:
        return answer(ME)

    async def application(_: web.Request) -> web.Response:
        return answer({"id": "1", "name": "bench", "icon": None, "description": "", "bot_public": True, "flags": 0,
                       "bot_require_code_grant": False, "verify_key": "", "owner": ME, "team": None})  # fmt: skip

    async def serve() -> None:
        app = web.Application()
        app.router.add_get("/api/v10/users/@me", me)
        app.router.add_get("/api/v10/oauth2/applications/@me", application)
        app.router.add_post("/api/v10/channels/{channel}/messages", post)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        told.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(serve())


def render(post: Post) -> DiscordMessage:
    """A card as small as the real ones."""
    text = "\n".join(str(item.content["headline"]) for item in post.items)
    title = "Digest" if post.kind is PostKind.DIGEST else "Change"
    return DiscordMessage(embeds=[discord.Embed(title=title, description=text).set_footer(text=post.marker)])


async def bare(client: discord.Client, channels: int, changes: int) -> float:
    """The floor: the same messages with the client alone, as many at a time, nothing stored."""
    todo = iter([channel for _ in range(changes) for channel in range(1, channels + 1)])
    embed = discord.Embed(title="Change", description="NIS: killed, about 600 → about 2,000").set_footer(text="x" * 12)

    async def lane() -> None:
        for channel in todo:
            await client.get_partial_messageable(channel).send(embeds=[embed])

    started = time.perf_counter()
    await asyncio.gather(*(lane() for _ in range(LANES)))
    return time.perf_counter() - started


@asynccontextmanager
async def fresh(folder: Path) -> AsyncIterator[Database]:
    """Give a new database, closed at the end."""
    database = open_database(f"sqlite:///{folder}/tollwatch.sqlite3")
    await schema.upgrade(database)
    yield database
    await database.close()


async def prepare(database: Database, channels: int) -> list[ChannelRow]:
    now = datetime.now(UTC)
    rows = [
        ChannelRow(platform="discord", layer=f"discord:{n}", address=str(n), added_at=now, ceiling=1_000_000)
        for n in range(1, channels + 1)
    ]
    async with database.writing() as session:
        session.add_all(rows)
    return rows


async def queue(database: Database, rows: list[ChannelRow], n: int) -> None:
    now = datetime.now(UTC)
    content: dict[str, object] = {"headline": f"NIS: killed, about 600 → about {n}"}
    async with database.writing() as session:
        alert = AlertRow(layer="", change_id=f"change-{n}", at=now, metric="killed", claimant="nis", content=content)
        session.add(alert)
        await session.flush()
        await queue_deliveries(session, alert, rows, now)


async def done(database: Database, outbox: Outbox, wanted: int) -> None:
    """Wait for `wanted` deliveries to be sent; these looks are not counted."""
    sent = select(func.count()).select_from(DeliveryRow).where(col(DeliveryRow.state) == "sent")
    while True:
        async with database.engine.connect() as connection:
            if (await connection.scalar(sent) or 0) >= wanted:
                return
        outbox.wake()
        await asyncio.sleep(0.05)


async def deliver(client: discord.Client, channels: int, changes: int, *, at_once: bool) -> tuple[float, int, int]:
    """Deliver by the outbox; return the seconds, messages and database calls that it took."""
    calls = 0

    def count_call(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        nonlocal calls
        calls += not statement.startswith("SELECT count(*) AS count_1 \nFROM delivery")

    with tempfile.TemporaryDirectory() as folder:
        async with fresh(Path(folder)) as database:
            rows = await prepare(database, channels)
            lease = Lease(database)
            await lease.acquire(0, print)
            outbox = Outbox(database, DiscordSender(client, render, Pace(per_second=1_000_000)), lease)
            event.listen(database.engine.sync_engine, "before_cursor_execute", count_call)
            started = time.perf_counter()
            running = asyncio.create_task(outbox.run())
            await _feed(database, outbox, rows, changes, at_once=at_once)
            seconds = time.perf_counter() - started
            messages = outbox.outcomes["sent"]
            await outbox.stop()
            await running
    return seconds, messages, calls


async def _feed(database: Database, outbox: Outbox, rows: list[ChannelRow], changes: int, *, at_once: bool) -> None:
    for n in range(1, changes + 1):
        await queue(database, rows, n)
        if not at_once:
            await done(database, outbox, n * len(rows))
    await done(database, outbox, changes * len(rows))


async def measure(port: int, channels: int, changes: int) -> None:
    Route.BASE = f"http://127.0.0.1:{port}/api/v10"
    deliveries = channels * changes
    await _with_client(partial(_report_bare, channels, changes))
    for name, at_once in (("one by one", False), ("all at once, folded", True)):
        await _with_client(partial(_report, channels, changes, name, at_once))
    at_limit = deliveries / DISCORD_PER_SECOND
    print(f"Discord's own limit, {DISCORD_PER_SECOND} a second: {deliveries} messages in {at_limit:.0f} s")


async def _report_bare(channels: int, changes: int, client: discord.Client) -> None:
    seconds = await bare(client, channels, changes)
    total = channels * changes
    print(f"bare client (floor): {total} messages in {seconds:.1f} s, {total / seconds:.0f} a second")


async def _report(channels: int, changes: int, name: str, at_once: bool, client: discord.Client) -> None:
    seconds, messages, calls = await deliver(client, channels, changes, at_once=at_once)
    total = channels * changes
    print(
        f"outbox, {name}: {total} deliveries in {messages} messages, {seconds:.1f} s, {total / seconds:.0f} deliveries"
        f" and {messages / seconds:.0f} messages a second, {calls / total:.2f} database calls a delivery"
    )


async def _with_client(work: Callable[[discord.Client], Awaitable[None]]) -> None:
    client = discord.Client(intents=discord.Intents.none())
    await client.login("bench")
    await work(client)
    await client.close()


def main() -> None:
    logging.disable()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    channels, changes = (int(text) for text in (sys.argv[1:] or ("1000", "20")))
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=far_end, args=(theirs,), daemon=True)
    server.start()
    try:
        asyncio.run(measure(ours.recv(), channels, changes))
    finally:
        server.terminate()


if __name__ == "__main__":
    main()
