"""How long Discord waits for us: commands over the wire, on a full database, beside a command that does nothing.

10,000 feeds, 1,000 guilds with a channel each and 100,000 claims. "first" is Discord's three seconds: the time to the
first answer; "shown" is the time until the person sees the card. What waits for nothing on our side is "nothing".
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import structlog
from sqlalchemy import insert
from sqlmodel import SQLModel

from bot.cards import Card
from bot.commands import Act, Asker, Command, Values
from bot.context import Context
from bot.parts import load_seeds, sow
from bot.product import build_product
from bot.settings import DEFAULT_SEEDS
from bot.voice import Voices
from tests.discord.world import connected
from tests.store.databases import fresh_database
from tests.wire.discord import ADMIN, Discord, Guild
from watchers.claims import Article, Claim, Figure, Metric
from watchers.feeds.fetch import Fetcher
from watchers.feeds.hosts import Hosts
from watchers.feeds.workers import Parser
from watchers.store.database import Database
from watchers.store.ledger import judge_article
from watchers.store.tables.feeds import ArticleRow, FeedRow
from watchers.store.tables.ledger import ClaimRow
from watchers.store.tables.settings import ChannelRow
from watchers.telling import tell

GUILDS, FEEDS, CLAIMS, ROUNDS = 1_000, 10_000, 100_000, 60
NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)
BATCH = 5_000
ASKED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("nothing", {}),
    ("about", {}),
    ("casualties", {}),
    ("history", {"metric": "killed"}),
    ("evidence", {"metric": "killed"}),
    ("status", {}),
    ("alerts list", {}),
    ("feeds list", {}),
)


@dataclass(frozen=True, slots=True)
class WithNothing:
    """The product and a command that does nothing."""

    commands: tuple[Command, ...]
    acts: tuple[Act, ...]

    async def home(self, asker: Asker) -> tuple[Card, ...]:
        """Nothing."""
        del asker
        return ()


async def nothing(_: Asker, __: Values) -> Card:
    return Card(title="Nothing", summary="was done")


async def fill(database: Database, guild: Guild) -> None:
    """Store what a big year leaves behind, and a ledger that moved."""
    await _insert(database, FeedRow, (_feed(n, guild) for n in range(FEEDS)))
    await _insert(database, ChannelRow, (_channel(n, guild) for n in range(GUILDS)))
    await _insert(database, ArticleRow, (_article(n) for n in range(CLAIMS)))
    await _insert(database, ClaimRow, (_claim(n) for n in range(CLAIMS)))
    async with database.writing() as session:
        for n in range(60):
            claimant, metric = ("nis", "hur", "western")[n % 3], (Metric.KILLED, Metric.CASUALTIES)[n % 2]
            day = NOW - timedelta(days=360 - 6 * n)
            article = Article(id=str(n + 1), outlet=f"outlet{n}.example", text=f"{n} words", published=day, seen=day)
            figure = Figure(300 + 100 * n, 300 + 100 * n)
            claim = Claim(metric=metric, figure=figure, claimant=claimant, as_of=day.date(), evidence=f"Sentence {n}.")
            judged = await judge_article(session, article, [claim], now=day)
            await tell(session, judged.after, judged.steps, day)


def _layer(n: int, guild: Guild) -> str:
    return f"discord:{guild.id}" if n == 0 else f"discord:{n}"


def _feed(n: int, guild: Guild) -> dict[str, Any]:
    layer = "" if n % 10 == 0 else _layer(n % GUILDS if n % GUILDS != 5 else 0, guild)
    return {"url": f"https://feed{n}.example/rss", "layer": layer, "outlet": f"feed{n}.example", "added_at": NOW}


def _channel(n: int, guild: Guild) -> dict[str, Any]:
    return {"platform": "discord", "layer": _layer(n, guild), "address": str(10_000 + n), "added_at": NOW}


def _article(n: int) -> dict[str, Any]:
    seen = NOW - timedelta(minutes=5 * n)
    return {
        "feed_id": n % FEEDS + 1, "content_hash": n, "url": f"https://a.example/{n}",
        "outlet": f"outlet{n % 900}.example", "title": f"North Korean troops, report {n}",
        "text": "At least 300 North Korean soldiers were killed. " * 8,
        "published_at": seen, "first_seen_at": seen, "on_topic": True,
    }  # fmt: skip


def _claim(n: int) -> dict[str, Any]:
    return {
        "article_id": n + 1, "metric": "killed", "claimant": "media", "low": 300, "qualifier": "at_least",
        "scope": "part", "tense": "current",
        "evidence": "At least 300 North Korean soldiers were killed.", "read_at": NOW,
    }  # fmt: skip


async def _insert(database: Database, kind: type[SQLModel], rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows with the defaults of their table."""
    full = [kind(**row).model_dump(exclude={"id"}) for row in rows]
    async with database.writing() as session:
        for start in range(0, len(full), BATCH):
            await session.execute(insert(kind), full[start : start + BATCH])


async def ask(discord: Discord, guild: Guild, name: str, values: dict[str, Any]) -> tuple[float, float]:
    """Milliseconds to the first answer and until the card is shown."""
    began = time.perf_counter()
    answer = await discord.interact(name, values, guild=guild, permissions=ADMIN, seconds=120)
    return answer.seconds * 1000, (time.perf_counter() - began) * 1000


def line(name: str, times: Sequence[tuple[float, float]]) -> str:
    first, shown = (sorted(column) for column in zip(*times, strict=True))
    cells = [at(ordered) for ordered in (first, shown) for at in (statistics.median, lambda o: o[int(len(o) * 0.99)])]
    return f"{name:14}" + "".join(f"{cell:10.1f}" for cell in cells)


async def main() -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database = await stack.enter_async_context(fresh_database(folder))
        discord = await stack.enter_async_context(Discord())
        guild, seeds = discord.guild(), load_seeds(DEFAULT_SEEDS)
        await sow(database, seeds, NOW - timedelta(days=380))
        began = time.perf_counter()
        await fill(database, guild)
        print(f"{FEEDS:,} feeds, {GUILDS:,} guilds, {CLAIMS:,} claims stored in {time.perf_counter() - began:.0f} s\n")
        context = Context(
            database=database, voices=Voices(seeds.topic), baseline=seeds.baseline, keywords=seeds.keywords,
            operators=frozenset(), clock=lambda: NOW, queued=lambda: None,
        )  # fmt: skip
        fetcher, parser = Fetcher(hosts=Hosts(spacing=timedelta(0), at_once=8)), Parser(workers=1)
        stack.push_async_callback(parser.close)
        stack.push_async_callback(fetcher.close)
        product = build_product(context, fetcher, parser)
        idle = Command(name="nothing", description="Nothing", run=nothing)
        await stack.enter_async_context(
            connected(discord, database, WithNothing((idle, *product.commands), product.acts))
        )
        discord.interactions.first_answer_seconds = 60.0
        print(f"{'ms':14}{'first p50':>10}{'p99':>10}{'shown p50':>10}{'p99':>10}")
        for name, values in ASKED:
            await ask(discord, guild, name, values)
            print(line(f"/{name}", [await ask(discord, guild, name, values) for _ in range(ROUNDS)]))
        crowd = [ask(discord, guild, *ASKED[n % len(ASKED)]) for n in range(200)]
        print(line("200 at once", await asyncio.gather(*crowd)))


if __name__ == "__main__":
    asyncio.run(main())
