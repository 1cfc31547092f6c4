"""The whole product in Discord, over the wire: the real client, the real outbox, a local Discord."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.discord.platform import DiscordPlatform
from bot.outbox import Outbox
from bot.rendering import Renderer
from tests.cards.alerts import TOPIC
from tests.product.conftest import Stage
from tests.wire.discord import ADMIN, Discord, Guild, Message
from watchers.store.lease import Lease


@dataclass(slots=True)
class Life:
    """The bot as it runs: it answers, and its outbox delivers."""

    stage: Stage
    discord: Discord
    guild: Guild
    outbox: Outbox

    async def told(self, number: int, outlet: str = "one.example") -> Message:
        """An article with a new figure appears; returns the message about it."""
        await self.stage.report(number, outlet=outlet, day=datetime.now(UTC))
        self.outbox.wake()
        return (await self.discord.posted(self.guild.channel))[-1]


def seen(message: Message) -> str:
    """What people see of a message: Discord drops a backslash before a sign."""
    return message.text.replace("\\", "")


@pytest.fixture
async def life(stage: Stage) -> AsyncIterator[Life]:
    kept = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    async with Discord() as discord:
        guild = discord.guild()
        platform = DiscordPlatform(discord.token, discord.api, stage.product, stage.database, Renderer(TOPIC).card_of)
        lease = Lease(stage.database)
        await lease.acquire(0, print)
        outbox = Outbox(stage.database, platform.sender, lease)
        works = [asyncio.create_task(platform.run()), asyncio.create_task(outbox.run())]
        await platform.ready()
        await discord.gateway.ready()
        yield Life(stage, discord, guild, outbox)
        await outbox.stop()
        for work in works:
            work.cancel()
            with suppress(asyncio.CancelledError):
                await work
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = kept


async def test_a_channel_is_chosen_told_and_asks_back(life: Life) -> None:
    discord, guild = life.discord, life.guild
    here = await discord.interact("alerts here", guild=guild, permissions=ADMIN)
    assert "up to 300" in here.text

    message = await life.told(600)
    assert "NIS: killed, up to 300 → about 600 (+300)" in seen(message)
    assert "**about 600**" in message.text

    evidence = await discord.click(message, "Evidence")
    assert evidence.ephemeral
    assert "one.example" in evidence.text
    history = await discord.click(message, "History")
    assert "up to 300" in history.text

    refused = await discord.click(message, "Confirm")
    assert "Only people who may manage" in refused.text
    form = await discord.click(message, "Confirm", permissions=ADMIN)
    done = await discord.submit(form, {"reason": "seen the briefing"})
    assert "Confirmed" in done.text
    audit = await discord.interact("audit", guild=guild, permissions=ADMIN)
    assert "seen the briefing" in audit.text


async def test_an_answer_comes_in_the_language_of_who_asks(life: Life) -> None:
    answer = await life.discord.interact("casualties", guild=life.guild, locale="uk")
    assert "загиблі" in answer.text
    assert answer.embeds[0]["image"]["url"].endswith("chart.png")
    korean = await life.discord.interact("casualties", guild=life.guild, locale="ko")
    assert "사망" in korean.text


async def test_a_channel_is_told_in_its_own_language(life: Life) -> None:
    await life.discord.interact("alerts here", {"language": "ru"}, guild=life.guild, permissions=ADMIN)
    assert "погибшие, до 300 → около 600" in (await life.told(600)).text


@pytest.mark.parametrize(
    ("command", "options", "said"),
    [
        ("history", {"metric": "killed"}, "up to 300"),
        ("compare", {"from": "2025-02-01"}, "up to 300"),
        ("sources", {}, "yna.co.kr"),
        ("about", {}, "two independent stories"),
        ("status", {}, "Articles"),
        ("baseline show", {}, "at least 3,000"),
        ("export", {"format": "json"}, "Export"),
        ("feeds list", {}, "never read"),
        ("follow", {"minimum": 100}, "changes of 100 or more"),
    ],
)
async def test_what_everybody_may_ask_is_answered(
    life: Life, command: str, options: dict[str, object], said: str
) -> None:
    assert said in (await life.discord.interact(command, options, guild=life.guild)).text


async def test_who_follows_gets_a_direct_message(life: Life) -> None:
    reader = life.discord.user("reader")
    await life.discord.interact("follow", {"metrics": "killed"}, guild=life.guild, user=reader)
    await life.stage.report(600, outlet="one.example", day=datetime.now(UTC))
    life.outbox.wake()
    (message,) = await life.discord.posted(life.discord.direct(reader))
    assert "about 600" in message.text


async def test_claimants_and_rules_are_offered_while_typing(life: Life) -> None:
    choices = await life.discord.autocomplete("casualties", {"claimant": "zel"}, "claimant", guild=life.guild)
    assert [choice["value"] for choice in choices] == ["zelensky"]
    listed = await life.discord.autocomplete("follow", {"metrics": "killed, wou"}, "metrics", guild=life.guild)
    assert [choice["value"] for choice in listed] == ["killed, wounded"]
    await life.discord.interact("keywords add", {"rule": "zebra"}, guild=life.guild, permissions=ADMIN)
    rules = await life.discord.autocomplete("keywords remove", {"rule": "z"}, "rule", guild=life.guild)
    assert [choice["value"] for choice in rules] == ["zebra"]
