"""How long Slack waits for us: slash commands over the wire, on a full database, beside bolt answering "done".

"acknowledged" is Slack's three seconds, "shown" the time until the person sees the card. The floor is a bare slack_bolt
app with the same clients; "nothing" is our adapter with a command that does nothing.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import structlog
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.commands import Command, Product
from bot.context import Context
from bot.parts import load_seeds, sow
from bot.product import build_product
from bot.rendering import Renderer
from bot.settings import DEFAULT_SEEDS
from bot.slack.bot import SlackBot
from bot.voice import Voices
from tests.bench.bench_interactions import CLAIMS, FEEDS, NOW, WithNothing, fill, nothing
from tests.store.databases import fresh_database
from tests.wire.discord import Discord
from tests.wire.slack import Slack
from watchers.feeds.fetch import Fetcher
from watchers.feeds.hosts import Hosts
from watchers.feeds.workers import Parser

ROUNDS, CROWD = 60, 200
ASKED = ("nothing", "about", "casualties", "history killed", "evidence killed", "status", "alerts list", "feeds list")


async def ask(slack: Slack, typed: str) -> tuple[float, float]:
    """Milliseconds to the acknowledgement and until something is shown."""
    person = slack.person("admin", admin=True)
    began = time.perf_counter()
    reply = await slack.command("/tollwatch", typed, person=person, seconds=60)
    return reply.seconds * 1000, (time.perf_counter() - began) * 1000


def line(name: str, times: Sequence[tuple[float, float]]) -> str:
    first, shown = (sorted(column) for column in zip(*times, strict=True))
    cells = [at(ordered) for ordered in (first, shown) for at in (statistics.median, lambda o: o[int(len(o) * 0.99)])]
    return f"{name:18}" + "".join(f"{cell:12.1f}" for cell in cells)


@asynccontextmanager
async def bare(slack: Slack) -> AsyncIterator[None]:
    """A bolt app that acknowledges and says "done"."""
    app = AsyncApp(client=AsyncWebClient(token=slack.bot_token, base_url=slack.api))

    @app.command("/tollwatch")
    async def done(ack: Any, respond: Any) -> None:
        await ack()
        await respond("done")

    handler = AsyncSocketModeHandler(app, slack.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # bolt leaves it untyped
    await slack.socket.connected()
    yield
    await handler.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def ours(slack: Slack, product: Product, renderer: Renderer) -> AsyncIterator[None]:
    """Our adapter."""
    bot = SlackBot(slack.bot_token, slack.app_token, slack.api, product, renderer.card_of)
    running = asyncio.create_task(bot.run())
    await slack.socket.connected()
    yield
    await bot.stop()
    await running


async def product_on(stack: AsyncExitStack) -> tuple[Product, Renderer]:
    """The product on a full database, with a command that does nothing."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    database = await stack.enter_async_context(fresh_database(folder))
    seeds = load_seeds(DEFAULT_SEEDS)
    await sow(database, seeds, NOW - timedelta(days=380))
    await fill(database, Discord().guild())
    context = Context(
        database=database, voices=Voices(seeds.topic), baseline=seeds.baseline, keywords=seeds.keywords,
        operators=frozenset(), clock=lambda: NOW, queued=lambda: None,
    )  # fmt: skip
    fetcher, parser = Fetcher(hosts=Hosts(spacing=timedelta(0), at_once=8)), Parser(workers=1)
    stack.push_async_callback(parser.close)
    stack.push_async_callback(fetcher.close)
    product = build_product(context, fetcher, parser)
    idle = Command(name="nothing", description="Nothing", run=nothing)
    return WithNothing((idle, *product.commands), product.acts), Renderer(seeds.topic)


async def main() -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    async with AsyncExitStack() as stack:
        product, renderer = await product_on(stack)
        print(f"{FEEDS:,} feeds, {CLAIMS:,} claims stored\n")
        print(f"{'ms':18}{'ack p50':>12}{'p99':>12}{'shown p50':>12}{'p99':>12}")
        async with Slack() as slack, bare(slack):
            print(line("floor: bare bolt", [await ask(slack, "x") for _ in range(ROUNDS)]))
        slack = await stack.enter_async_context(Slack())
        slack.socket.acknowledge_seconds = 60.0
        await stack.enter_async_context(ours(slack, product, renderer))
        for typed in ASKED:
            await ask(slack, typed)
            print(line(f"/{typed}", [await ask(slack, typed) for _ in range(ROUNDS)]))
        crowd = [ask(slack, ASKED[n % len(ASKED)]) for n in range(CROWD)]
        print(line(f"{CROWD} at once", await asyncio.gather(*crowd)))


if __name__ == "__main__":
    asyncio.run(main())
