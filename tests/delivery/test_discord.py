"""Alerts reach Discord exactly once, whatever becomes of the answers."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.delivery.bots import Watcher, bot, stage
from tests.wire.discord import Discord

POSTING = r"POST .*/messages$"


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[tuple[Watcher, Discord]]:
    async with stage(tmp_path) as scene:
        yield scene


async def test_an_alert_reaches_every_channel_once(scene: tuple[Watcher, Discord]) -> None:
    watcher, discord = scene
    guild = discord.guild(channels=("a", "b"))
    for channel in guild.channels:
        await watcher.channel(channel)
    await watcher.alert(1)
    async with bot(watcher.database, discord) as running:
        await discord.posted(count=2, seconds=3)
        await watcher.alert(2)
        running.outbox.wake()
        await discord.posted(count=4)
    assert [message.text.splitlines()[0] for message in discord.posts(guild.channel)] == ["<1>", "<2>"]
    assert {row.state for row in await watcher.deliveries()} == {"sent"}
