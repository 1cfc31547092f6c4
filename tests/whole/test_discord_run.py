"""The whole bot as a process, against a local Discord and local feeds."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest

from tests.whole.bot_process import environment, of_discord, running, seeds_with_feeds
from tests.wire.discord import ADMIN, Channel, Discord
from tests.wire.feeds import FeedServer, feed_server, item, rss

pytestmark = pytest.mark.timeout(120)
BRIEFING = (
    "North Korea has suffered about 14,700 casualties in Russia's war on Ukraine, including some 3,600 deaths, "
    "South Korea's National Intelligence Service told lawmakers."
)


@dataclass(slots=True)
class Stage:
    """A local Discord with one channel, one local feed, and how the bot is started between them."""

    folder: Path
    discord: Discord
    channel: Channel
    feeds: FeedServer
    env: dict[str, str]

    def publish(self, *texts: str) -> None:
        """Let the feed carry these articles, published now."""
        now = format_datetime(datetime.now(UTC))
        self.feeds.answer_feed(
            "/feed",
            rss(*(item(f"Toll {n}", guid=str(n), date=now, text=text) for n, text in enumerate(texts))),
        )


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with Discord() as discord, feed_server() as feeds:
        feeds.answer_feed("/feed", rss())
        seeds = seeds_with_feeds(tmp_path / "seeds", {"wire.example": feeds.url("/feed")})
        env = environment(tmp_path, seeds, **of_discord(discord))
        yield Stage(tmp_path, discord, discord.guild().channel, feeds, env)


async def test_a_changed_figure_is_posted_once_and_can_be_asked_for(stage: Stage) -> None:
    async with running(stage.folder, stage.env):
        await stage.discord.gateway.ready()
        told = await stage.discord.interact("alerts here", channel=stage.channel, permissions=ADMIN)
        assert "2,700" in str(told.embeds)
        await stage.feeds.wait_for("/feed", 2)
        stage.publish(BRIEFING)
        await stage.discord.posted(stage.channel, count=2)
        begun = time.monotonic()
        answered = await stage.discord.interact("casualties", channel=stage.channel)
        assert time.monotonic() - begun < 3
        assert "wire.example" in str([message.json() for message in stage.channel.messages])
        assert "14,700" in str(answered.embeds) or "3,000" in str(answered.embeds)
        await stage.feeds.wait_for("/feed", stage.feeds.count("/feed") + 2)
        assert len(stage.discord.posts()) == 2


async def test_killing_and_starting_again_neither_loses_nor_repeats(stage: Stage) -> None:
    async with running(stage.folder, stage.env):
        await stage.discord.gateway.ready()
        await stage.discord.interact("alerts here", channel=stage.channel, permissions=ADMIN)
        await stage.feeds.wait_for("/feed", 2)
        stage.publish(BRIEFING)
        await stage.discord.posted(stage.channel, count=1)
    polled = stage.feeds.count("/feed")
    async with running(stage.folder, stage.env):
        await stage.discord.posted(stage.channel, count=2)
        await stage.feeds.wait_for("/feed", polled + 2)
        assert len(stage.discord.posts()) == 2


async def test_it_ends_cleanly_when_asked_to(stage: Stage) -> None:
    async with running(stage.folder, stage.env) as process:
        await stage.discord.gateway.ready()
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 20) == 0


async def test_a_refused_token_is_one_clear_line(stage: Stage) -> None:
    env = stage.env | {"TOLLWATCH_DISCORD_TOKEN": "wrong"}
    async with running(stage.folder, env) as process:
        assert await asyncio.wait_for(process.wait(), 30) == 2
        assert process.stdout is not None
        said = (await process.stdout.read()).decode()
        assert "TOLLWATCH_DISCORD_TOKEN" in said.splitlines()[-1]
        assert "Traceback" not in said
