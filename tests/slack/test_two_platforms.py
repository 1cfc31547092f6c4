"""Discord and Slack in one event loop, each with its own outbox: one platform's outage never delays the other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cards import Card
from bot.outbox import Outbox
from bot.platforms import Post
from bot.slack.clients import web_client
from bot.slack.sender import SlackSender
from tests.delivery.bots import Watcher, bot, stage
from tests.wire.discord import Channel, Discord
from tests.wire.faults import Break
from tests.wire.slack import Conversation, Slack
from watchers.store.lease import Lease
from watchers.store.tables.settings import ChannelRow


def card_of(post: Post) -> Card:
    said = str(post.items[0].content["n"])
    return Card(title=said, summary=f"{said} {post.items[0].content.get('state', '')}".strip())


@dataclass(slots=True)
class Scene:
    """Both platforms with a channel each, and the watcher that tells them."""

    watcher: Watcher
    discord: Discord
    slack: Slack
    guild_channel: Channel
    conversation: Conversation


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with stage(tmp_path) as (watcher, discord), Slack() as slack:
        channel, conversation = discord.guild().channel, slack.conversation()
        await watcher.channel(channel)
        row = ChannelRow(platform="slack", layer="slack:T0", address=conversation.id, added_at=datetime.now(UTC))
        async with watcher.database.writing() as session:
            session.add(row)
        yield Scene(watcher, discord, slack, channel, conversation)


@asynccontextmanager
async def both(scene: Scene) -> AsyncIterator[Outbox]:
    """Both outboxes running; that of Slack."""
    lease = Lease(scene.watcher.database)
    async with bot(scene.watcher.database, scene.discord, lease=lease):
        sender = SlackSender(web_client(scene.slack.bot_token, scene.slack.api), card_of)
        outbox = Outbox(scene.watcher.database, sender, lease)
        running = asyncio.create_task(outbox.run())
        yield outbox
        await outbox.stop()
        await running


async def test_an_alert_reaches_both_once(scene: Scene) -> None:
    async with both(scene):
        await scene.watcher.alert(1)
        await scene.slack.posted(scene.conversation)
        await scene.discord.posted(scene.guild_channel)
    assert (len(scene.slack.posts()), len(scene.discord.posts())) == (1, 1)


async def test_slack_goes_on_while_discord_never_answers(scene: Scene) -> None:
    fault = scene.discord.fail(Break.HOLD_BEFORE, "POST .*/messages", times=99)
    async with both(scene):
        await scene.watcher.alert(1)
        await fault.reached.wait()
        await scene.watcher.alert(2)
        await scene.slack.posted(scene.conversation, 2, seconds=8)
        assert scene.discord.posts() == []
        scene.discord.faults.clear()
        await scene.discord.posted(scene.guild_channel, 2)


async def test_discord_goes_on_while_slack_never_answers(scene: Scene) -> None:
    fault = scene.slack.fail(Break.HOLD_BEFORE, "chat.postMessage", times=99)
    async with both(scene):
        await scene.watcher.alert(1)
        await fault.reached.wait()
        await scene.watcher.alert(2)
        await scene.discord.posted(scene.guild_channel, 2, seconds=8)
        assert scene.slack.posts() == []
        scene.slack.faults.clear()
        await scene.slack.posted(scene.conversation, 2)


async def test_a_lost_answer_of_slack_ends_in_one_post(scene: Scene) -> None:
    scene.slack.fail(Break.DROP_AFTER, "chat.postMessage")
    async with both(scene) as outbox:
        await scene.watcher.alert(1)
        await scene.slack.posted(scene.conversation)
        while not (rows := [row for row in await scene.watcher.deliveries() if row.message_id.startswith("C")]):
            outbox.wake()
            await asyncio.sleep(0.05)
    assert (len(rows), len(scene.slack.posts())) == (1, 1)


async def test_an_alert_that_goes_on_is_edited_in_place(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("watchers.store.delivery.EDIT_DELAY", timedelta(0))
    async with both(scene):
        await scene.watcher.alert(1)
        [post] = await scene.slack.posted(scene.conversation)
        await scene.watcher.go_on(1, "adopted")
        await scene.slack.edited(post)
    assert (post.text, len(scene.slack.posts())) == ("1 adopted.", 1)
