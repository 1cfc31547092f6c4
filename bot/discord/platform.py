"""Discord as one platform of the bot: its sender, and the connection, kept up however long Discord is away."""

import asyncio
from collections.abc import Callable

import aiohttp
import discord
import structlog

from bot.cards import Card
from bot.commands import Product
from bot.discord.address import DiscordAddressError, use_address
from bot.discord.client import TollwatchBot
from bot.discord.posting import Chart, PostSender, no_chart
from bot.platforms import Post, Sender
from bot.settings import SettingError
from watchers.store.database import Database

AGAIN_S = 5.0
MOST_S = 300.0
AWAY = (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError, DiscordAddressError)
log = structlog.get_logger()


class DiscordPlatform:
    """The adapter. `sender` can be used at once; `run` answers people until cancelled."""

    def __init__(
        self,
        token: str,
        api: str,
        product: Product,
        database: Database,
        render: Callable[[Post], Card],
        chart: Chart = no_chart,
    ) -> None:
        self._token = token
        self._api = api
        self._bot = TollwatchBot(product, database)

        self._ready = asyncio.Event()
        self._begun = False
        self.sender: Sender = PostSender(self._bot, render, chart, self._ready)

    async def ready(self) -> None:
        """Wait until messages can be sent."""
        await self._ready.wait()

    async def run(self) -> None:
        """Log in, connect and answer. Raises SettingError when Discord refuses the token."""
        try:
            await self._log_in()
            self._ready.set()
            await self._bot.connect(reconnect=True)
        except discord.ConnectionClosed as error:
            raise SettingError(
                f"Discord closed the connection for good ({error.code})",
                hint="Look at the bot's page in Discord's developer portal; 4004 means that the token was reset.",
            ) from error
        finally:
            if self._begun:  # the library cannot close what has not begun
                await self._bot.close()

    async def _log_in(self) -> None:
        wait = AGAIN_S
        while True:
            try:
                await use_address(self._api)
                self._begun = True
                await self._bot.login(self._token)
            except discord.LoginFailure as error:
                raise SettingError(
                    "TOLLWATCH_DISCORD_TOKEN: Discord refuses this token",
                    hint="Copy it again from the page Bot of your application.",
                ) from error
            except AWAY as error:
                log.warning("discord is away", error=type(error).__name__, again_in=wait)
                await asyncio.sleep(wait)
                wait = min(2 * wait, MOST_S)
            else:
                return
