"""Two guilds on one bot, over the wire: nothing of one is seen or changed from the other, guessed ids included."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.discord.address import use_address
from bot.discord.client import TollwatchBot
from tests.product.conftest import NOW, Stage
from tests.wire.discord import ADMIN, Discord, Guild
from tests.wire.discord_interactions import Answer
from watchers.store.feeds import new_feed

SECRET = "https://secret.example/rss"


@dataclass(frozen=True, slots=True)
class Two:
    """The bot in two guilds, and the id of a change that only the first one knows."""

    stage: Stage
    discord: Discord
    first: Guild
    second: Guild
    change: str

    async def ask(self, guild: Guild, command: str, **options: Any) -> Answer:
        return await self.discord.interact(command, options, guild=guild, permissions=ADMIN)


@pytest.fixture
async def two(stage: Stage) -> AsyncIterator[Two]:
    kept = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    async with Discord() as discord:
        first, second = discord.guild("First"), discord.guild("Second")
        await use_address(discord.api)
        client = TollwatchBot(stage.product, stage.database, guild_ready_timeout=0.2)
        async with client:
            await client.login(discord.token)
            connecting = client.loop.create_task(client.connect())
            await client.wait_until_ready()
            layer = f"discord:{first.id}"
            change = await stage.report(900, outlet="one.example", layer=layer)
            async with stage.database.writing() as session:
                session.add(new_feed(SECRET, NOW - timedelta(days=1), layer=layer, outlet="secret.example"))
            yield Two(stage, discord, first, second, change)
        await connecting
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = kept


async def test_figures_of_one_guild_are_not_shown_in_the_other(two: Two) -> None:
    for command, options in (("casualties", {}), ("history", {"metric": "killed"}), ("export", {"format": "json"})):
        assert "900" not in (await two.ask(two.second, command, **options)).text
    await two.ask(two.first, "baseline confirm", change=two.change, reason="seen")
    assert "900" in (await two.ask(two.first, "casualties")).text
    assert "900" not in (await two.ask(two.second, "casualties")).text


@pytest.mark.parametrize("command", ["baseline confirm", "baseline dismiss", "baseline undo"])
async def test_a_guessed_change_of_the_other_guild_cannot_be_acted_on(two: Two, command: str) -> None:
    refused = await two.ask(two.second, command, change=two.change, reason="guessed")
    assert "This did not work" in refused.text
    assert "900" not in refused.text
    assert "guessed" not in (await two.ask(two.first, "audit")).text


@pytest.mark.parametrize("act", ["evidence", "confirm", "dismiss", "undo"])
async def test_a_forged_button_reaches_nothing_of_the_other_guild(two: Two, act: str) -> None:
    message = (await two.ask(two.second, "casualties")).message
    assert message is not None
    forged = {"type": 2, "style": 2, "label": "Forged", "custom_id": f"tollwatch:{act}:{two.change}"}
    message.payload["components"] = [{"type": 1, "components": [forged]}]
    answer = await two.discord.click(message, "Forged", permissions=ADMIN)
    if answer.modal is not None:
        answer = await two.discord.submit(answer, {"reason": "guessed"})
    assert "This did not work" in answer.text
    assert "900" not in answer.text


async def test_feeds_of_one_guild_are_neither_seen_nor_removed_from_the_other(two: Two) -> None:
    for command in ("feeds list", "sources", "status"):
        assert "secret" not in (await two.ask(two.second, command)).text
    offered = await two.discord.autocomplete("feeds remove", {"feed": ""}, "feed", guild=two.second)
    assert offered == []
    assert "This did not work" in (await two.ask(two.second, "feeds remove", feed=SECRET)).text
    assert "This did not work" in (await two.ask(two.second, "feeds pause", feed=SECRET)).text
    assert "secret" in (await two.ask(two.first, "feeds list")).text


async def test_keywords_channels_and_audit_stay_in_their_guild(two: Two) -> None:
    await two.ask(two.first, "keywords add", rule="zebra")
    await two.ask(two.first, "alerts here")
    for command in ("keywords list", "alerts list", "audit"):
        text = (await two.ask(two.second, command)).text
        assert "zebra" not in text
        assert str(two.first.channel.id) not in text
    assert "This did not work" in (await two.ask(two.second, "keywords remove", rule="zebra")).text
    assert "zebra" in (await two.ask(two.first, "keywords list")).text
