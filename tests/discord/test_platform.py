"""What the platform does with tokens, posts and the languages of its commands."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.cards import Card
from bot.discord.check import invite_link
from bot.discord.names import names
from bot.discord.platform import DiscordPlatform
from bot.platforms import Item, Limited, Outcome, Place, Post, PostKind, Sent
from bot.settings import SettingError
from tests.discord.product import SmallProduct
from tests.store.databases import fresh_database
from tests.wire.discord import Discord
from tests.wire.discord_commands import NAME
from watchers.store.database import Database


def post(address: str, role: str = "") -> Post:
    place = Place(channel=1, platform="discord", address=address, mention_role=role)
    item = Item(alert=1, at=datetime(2025, 9, 11, tzinfo=UTC), content={"title": "@everyone rise"})
    return Post(place=place, kind=PostKind.CHANGE, items=(item,), marker="m4rk3r", nonce="n" * 24)


def card_of(shown: Post) -> Card:
    return Card(title=str(shown.items[0].content["title"]), summary="told")


@pytest.fixture(autouse=True)
def own_addresses() -> Iterator[None]:
    kept = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    yield
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = kept


@asynccontextmanager
async def running(discord: Discord, database: Database) -> AsyncIterator[DiscordPlatform]:
    platform = DiscordPlatform(discord.token, discord.api, SmallProduct(), database, card_of)
    work = asyncio.create_task(platform.run())
    try:
        yield platform
    finally:
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work


async def sent(platform: DiscordPlatform, told: Post) -> Outcome:
    await platform.ready()
    return await platform.sender.send(told)


async def test_a_post_queued_before_the_login_arrives_with_its_marker_and_notifies_nobody(tmp_path: Path) -> None:
    async with fresh_database(tmp_path) as database, Discord() as discord:
        guild = discord.guild()
        async with running(discord, database) as platform:
            assert isinstance(await platform.sender.send(post(str(guild.channel.id))), Limited)
            assert isinstance(await sent(platform, post(str(guild.channel.id))), Sent)
        arrived = discord.posts()[0]
        assert arrived.embeds[0]["footer"]["text"] == "m4rk3r"
        assert "@everyone" not in arrived.text


async def test_the_role_that_admins_chose_is_mentioned(tmp_path: Path) -> None:
    async with fresh_database(tmp_path) as database, Discord() as discord:
        guild = discord.guild()
        async with running(discord, database) as platform:
            await sent(platform, post(str(guild.channel.id), "123456789012345678"))
        assert "<@&123456789012345678>" in discord.posts()[0].text


async def test_a_refused_token_is_named_with_what_to_do(tmp_path: Path) -> None:
    async with fresh_database(tmp_path) as database, Discord() as discord:
        platform = DiscordPlatform("wrong", discord.api, SmallProduct(), database, card_of)
        with pytest.raises(SettingError) as caught:
            await platform.run()
    assert "TOLLWATCH_DISCORD_TOKEN" in str(caught.value)
    assert caught.value.hint


def test_every_language_names_the_same_commands_in_letters_that_discord_takes() -> None:
    known = names()
    assert set(known) == {"ko", "uk", "ru"}
    assert set(known["ko"]) == set(known["uk"]) == set(known["ru"])
    for language in known.values():
        for name in language.values():
            assert NAME.match(name)
            assert name == name.lower()


def test_the_invite_link_asks_for_the_least_rights() -> None:
    url = invite_link(42)
    assert "client_id=42" in url
    assert "permissions=309237763072" in url


async def test_it_can_be_stopped_while_discord_has_never_been_reached(tmp_path: Path) -> None:
    async with fresh_database(tmp_path) as database:
        platform = DiscordPlatform("token", "http://127.0.0.1:9", SmallProduct(), database, card_of)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await platform.run()


async def test_a_token_that_is_reset_while_we_run_ends_it_with_what_to_look_at(tmp_path: Path) -> None:
    async with fresh_database(tmp_path) as database, Discord() as discord:
        discord.guild()
        platform = DiscordPlatform(discord.token, discord.api, SmallProduct(), database, card_of)
        work = asyncio.create_task(platform.run())
        await platform.ready()
        await discord.gateway.ready()
        await discord.gateway.close(4004)
        with pytest.raises(SettingError, match="4004"):
            await work
