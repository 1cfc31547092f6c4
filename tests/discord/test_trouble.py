"""What Discord's three seconds, lost connections and refusals do to people who ask: as little as can be."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.cards import Card
from bot.commands import Act, Asker, Command, Values
from tests.discord.product import SmallProduct
from tests.discord.world import World, connected, world
from tests.store.databases import fresh_database
from tests.wire.discord import Discord
from tests.wire.discord_interactions import NoAnswerError
from tests.wire.faults import Break


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as built:
        yield built


class Slow(SmallProduct):
    """Answers when `go` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.go = asyncio.Event()

    @property
    def commands(self) -> tuple[Command, ...]:
        return (Command(name="slow", description="Slow", run=self._slow),)

    @property
    def acts(self) -> tuple[Act, ...]:
        return ()

    async def _slow(self, _: Asker, __: Values) -> Card:
        await self.go.wait()
        return Card(title="At last", summary="it came")


async def test_what_takes_long_is_acknowledged_at_once_and_answered_later(tmp_path: Path) -> None:
    product = Slow()
    async with fresh_database(tmp_path) as database, Discord() as discord:
        guild = discord.guild()
        async with connected(discord, database, product):
            discord.interactions.first_answer_seconds = 0.5
            asking = asyncio.create_task(discord.interact("slow", guild=guild))
            await asyncio.sleep(0.7)
            product.go.set()
            answer = await asking
    assert answer.seconds < 0.5
    assert "At last" in answer.text


async def test_an_answer_that_discord_does_not_take_harms_nobody_else(bot: World) -> None:
    bot.discord.fail(Break.REFUSE, r"POST .*/callback", status=404, body='{"message": "Unknown", "code": 10062}')
    bot.discord.interactions.first_answer_seconds = 0.5
    with pytest.raises(NoAnswerError):
        await bot.discord.interact("say", guild=bot.guild)
    answer = await bot.discord.interact("history", {"metric": "killed"}, guild=bot.guild)
    assert "History" in answer.text


async def test_a_card_that_discord_refuses_is_shown_as_mere_text(bot: World) -> None:
    refused = '{"message": "Invalid Form Body", "code": 50035}'
    bot.discord.fail(Break.REFUSE, r"POST .*/webhooks/", status=400, body=refused)
    answer = await bot.discord.interact("history", {"metric": "killed"}, guild=bot.guild)
    assert answer.embeds == []
    assert "killed" in answer.text


async def test_commands_are_answered_after_the_connection_was_lost(bot: World) -> None:
    await bot.discord.gateway.close(4000)
    await bot.discord.gateway.resumed()
    assert "History" in (await bot.discord.interact("history", {"metric": "killed"}, guild=bot.guild)).text


async def test_commands_that_discord_does_not_take_do_not_keep_the_bot_from_starting(tmp_path: Path) -> None:
    async with fresh_database(tmp_path) as database, Discord() as discord:
        guild = discord.guild()
        async with connected(discord, database, SmallProduct()):
            pass
        too_many = '{"message": "Max number of daily application command creates", "code": 30034}'
        discord.fail(Break.REFUSE, r"PUT .*/commands", status=400, body=too_many)
        async with connected(discord, database, Slow()):
            pass
        async with connected(discord, database, Slow()):
            names = [command["name"] for command in discord.commands(guild)]
    assert names == ["slow"]


async def test_a_command_that_only_discord_still_knows_is_explained(tmp_path: Path) -> None:
    async with fresh_database(tmp_path) as database, Discord() as discord:
        guild = discord.guild()
        async with connected(discord, database, SmallProduct()):
            pass
        discord.fail(Break.REFUSE, r"PUT .*/commands", status=400, body='{"message": "No", "code": 30034}')
        async with connected(discord, database, Slow()):
            answer = await discord.interact("say", guild=guild)
    assert "This command has changed" in answer.text


async def test_as_many_connections_are_opened_as_discord_asks_for(tmp_path: Path) -> None:
    async with fresh_database(tmp_path) as database, Discord() as discord:
        discord.gateway.shards = 2
        guilds = [discord.guild(f"Guild {number}") for number in range(4)]
        async with connected(discord, database, SmallProduct()) as client:
            assert client.shard_count == 2
            for guild in guilds:
                assert "History" in (await discord.interact("history", {"metric": "killed"}, guild=guild)).text
