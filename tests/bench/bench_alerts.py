"""From publication to posted alert: 2,000 feeds polled at a short interval, some of which publish a figure.

Everything is real but the publishers and Discord, which are processes of their own: an article counts as posted when
Discord's stand-in has accepted the message that tells its figure.
"""

import argparse
import asyncio
import logging
import multiprocessing
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from pathlib import Path

import discord
import structlog
from discord.http import Route
from sqlalchemy import select
from sqlmodel import col

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bot.discord.posting import PostSender, no_chart
from bot.outbox.loop import Outbox
from bot.platforms import Edited, Finding, Outcome, Post, Sent
from bot.rendering import Renderer
from tests.bench.bench_delivery import far_end, prepare
from tests.bench.bench_feeds import AT_ONCE
from tests.bench.feed_farm import RunningFarm, running_farm
from tests.bench.ours import SEEDS, Clock, Ours, open_ours
from watchers.choices import parse_figure
from watchers.reading.topic import load_topic
from watchers.store.lease import Lease
from watchers.store.tables.feeds import ArticleRow
from watchers.store.tables.ledger import ClaimRow

INTERVAL = timedelta(seconds=10)
PUBLISHED = 60
SPREAD = 6  # intervals over which they are: more than five at once to one channel are one digest, and wait for it
FIRST, STEP = 200, 1.08  # each figure is further from the last than what counts as the same
STANDS = range(4_400, 5_000)  # as good as what all the feeds have told before
PATIENCE_S = 60


class RealClock(Clock):
    """The time of day."""

    def __call__(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class Noting:
    """Sends, and notes at what time of day each figure was accepted."""

    sender: PostSender
    platform: str = "discord"
    nonce_lasts: timedelta = field(init=False)
    accepted: dict[int, float] = field(default_factory=dict)
    all_told: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.nonce_lasts = self.sender.nonce_lasts

    async def send(self, post: Post) -> Outcome:
        outcome = await self.sender.send(post)
        if isinstance(outcome, Sent):
            for item in post.items:
                figure = parse_figure(item.content.get("figure"))
                if figure is not None and figure.low is not None:
                    self.accepted.setdefault(figure.low, time.time())
            if self.accepted.keys() >= set(figures()):
                self.all_told.set()
        return outcome

    async def edit(self, post: Post, message: str) -> Edited:
        return await self.sender.edit(post, message)

    async def find(self, address: str, marker: str, since: datetime) -> Finding:
        return await self.sender.find(address, marker, since)


@asynccontextmanager
async def posting(ours: Ours) -> AsyncIterator[tuple[Noting, Outbox]]:
    """Deliver to one channel of Discord's stand-in."""
    client = discord.Client(intents=discord.Intents.none())
    await client.login("bench")
    logged_in = asyncio.Event()
    logged_in.set()
    noting = Noting(PostSender(client, Renderer(load_topic(SEEDS)).card_of, no_chart, logged_in))
    await prepare(ours.database, 1)
    lease = Lease(ours.database)
    await lease.acquire(0, print)
    outbox = Outbox(ours.database, noting, lease)
    running = asyncio.create_task(outbox.run())
    yield noting, outbox
    await outbox.stop()
    await running
    await client.close()


async def measure(feeds: int, farm: RunningFarm) -> None:
    """Publish at moments spread over some intervals, and print how long each took to be posted."""
    outboxes: list[Outbox] = []

    def wake() -> None:
        for outbox in outboxes:
            outbox.wake()

    with tempfile.TemporaryDirectory() as folder:
        urls = [farm.url(feed) for feed in range(feeds)]
        ours = await open_ours(
            Path(folder),
            urls,
            at_once=AT_ONCE,
            poll_every=INTERVAL,
            clock=RealClock(),
            queued=wake,
        )
        async with posting(ours) as (noting, outbox):
            outboxes.append(outbox)
            await ours.poll_due()
            ours.schedule.start()
            await asyncio.sleep(2 * INTERVAL.total_seconds())  # until polls have spread over the interval
            chosen = random.Random(1).sample(range(feeds), PUBLISHED)  # noqa: S311 - the same feeds at every run
            begun = dict(await asyncio.gather(*(publish(farm, *one) for one in zip(chosen, figures(), strict=True))))
            with suppress(TimeoutError):
                await asyncio.wait_for(noting.all_told.wait(), PATIENCE_S)
            polled = await polls_of(ours)
        await ours.close()
    posted = noting.accepted.keys() & begun.keys()
    print(f"{feeds:,} feeds polled every {INTERVAL.total_seconds():.0f} s, {len(begun)} figures, {len(posted)} posted")
    print_delays("publication to posted alert", [noting.accepted[figure] - begun[figure] for figure in posted])
    print_delays("of that from its poll on", [noting.accepted[figure] - polled[figure] for figure in posted])
    print(f"goal: p99 at most {INTERVAL.total_seconds() + 1:.0f} s")


async def polls_of(ours: Ours) -> dict[int | None, float]:
    """Give for each figure when the poll that found it began."""
    found = select(col(ClaimRow.low), col(ArticleRow.first_seen_at)).join(
        ArticleRow, col(ArticleRow.id) == col(ClaimRow.article_id)
    )
    async with ours.database.reading() as session:
        return {low: seen.timestamp() for low, seen in await session.execute(found)}


def figures() -> list[int]:
    """Give as many figures as are published, each of which is a change."""
    found = (round(FIRST * STEP**number) for number in count())
    return list(islice((figure for figure in found if figure not in STANDS), PUBLISHED))


async def publish(farm: RunningFarm, feed: int, figure: int) -> tuple[int, float]:
    """Publish a figure at some moment, and say when that was."""
    await asyncio.sleep(random.random() * SPREAD * INTERVAL.total_seconds())  # noqa: S311 - any moment
    begun = time.time()
    await asyncio.to_thread(farm.order, "news", feed, figure)
    return figure, begun


def print_delays(name: str, delays: list[float]) -> None:
    delays.sort()
    middle, late = delays[len(delays) // 2], delays[int(len(delays) * 0.99)]
    print(f"{name}: p50 {middle:.2f} s, p99 {late:.2f} s, worst {delays[-1]:.2f} s")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--feeds", type=int, default=2_000)
    given = arguments.parse_args()
    logging.disable()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=far_end, args=(theirs,), daemon=True)
    server.start()
    Route.BASE = f"http://127.0.0.1:{ours.recv()}/api/v10"
    try:
        with running_farm() as farm:
            asyncio.run(measure(given.feeds, farm))
    finally:
        server.terminate()


if __name__ == "__main__":
    main()
