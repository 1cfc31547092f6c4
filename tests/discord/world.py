"""The real client, connected to a local Discord."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.commands import Product
from bot.discord.address import use_address
from bot.discord.client import TollwatchBot
from tests.discord.product import SmallProduct
from tests.store.databases import fresh_database
from tests.wire.discord import Discord, Guild
from watchers.store.database import Database


@dataclass(frozen=True, slots=True)
class World:
    """A local Discord with one guild, and the bot in it."""

    discord: Discord
    guild: Guild
    product: SmallProduct
    database: Database


@asynccontextmanager
async def connected(discord: Discord, database: Database, product: Product) -> AsyncIterator[TollwatchBot]:
    """One life of the bot: connected at the start, gone at the end."""
    kept = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    await use_address(discord.api)
    client = TollwatchBot(product, database, guild_ready_timeout=0.2)
    await client.login(discord.token)
    running = asyncio.create_task(client.connect())
    try:
        ready = asyncio.create_task(client.wait_until_ready())
        await asyncio.wait([running, ready], return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
        yield client
    finally:
        await client.close()
        with suppress(asyncio.CancelledError):
            await running
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = kept


@asynccontextmanager
async def world(folder: Path) -> AsyncIterator[World]:
    """The bot with a small product in one guild."""
    product = SmallProduct()
    async with fresh_database(folder) as database, Discord() as discord:
        guild = discord.guild()
        async with connected(discord, database, product):
            yield World(discord, guild, product, database)
