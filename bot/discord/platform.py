"""Discord as one platform of the bot: its sender, and the connection, kept up however long Discord is away."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import aiohttp
import discord
import structlog

from bot.cards import Card
from bot.commands import Product
from bot.discord.address import DiscordAddressError, use_address
from bot.discord.client import TollwatchBot
from bot.discord.markup import to_message
from bot.discord.sender import DiscordMessage, DiscordSender
from bot.platforms import Edited, Finding, Limited, Outcome, Post, Sender
from bot.settings import SettingError
from watchers.store.database import Database

AGAIN_S = 5.0
MOST_S = 300.0
NOT_YET = Limited(1.0, everywhere=True)
AWAY = (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError, DiscordAddressError)
log = structlog.get_logger()


class DiscordPlatform:
    """The adapter. `sender` can be used at once; `run` answers people until cancelled."""

    def __init__(
        self, token: str, api: str, product: Product, database: Database, render: Callable[[Post], Card]
    ) -> None:
        self._token = token
        self._api = api
        self._bot = TollwatchBot(product, database)

        self._ready = asyncio.Event()
        self._begun = False
        self.sender: Sender = _OnceLoggedIn(DiscordSender(self._bot, _renderer(render)), self._ready)

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


def _renderer(card_of: Callable[[Post], Card]) -> Callable[[Post], DiscordMessage]:
    def render(post: Post) -> DiscordMessage:
        at = post.items[0].at if post.items else None
        message = to_message(card_of(post), marker=post.marker, plain=post.plain, at=at)
        return _with_mention(message, post.place.mention_role)

    return render


def _with_mention(message: DiscordMessage, role: str) -> DiscordMessage:
    """Name the role that the admins chose, if they did: only what stands in the content notifies anybody."""
    if not role.isdigit():
        return message
    return replace(message, content=f"<@&{role}> {message.content or ''}".strip())


@dataclass(frozen=True, slots=True)
class _OnceLoggedIn:
    """A sender that asks the outbox to wait until the client has logged in: before, the library would break."""

    sender: DiscordSender
    logged_in: asyncio.Event

    @property
    def platform(self) -> str:
        """See `Sender`."""
        return self.sender.platform

    @property
    def nonce_lasts(self) -> timedelta:
        """See `Sender`."""
        return self.sender.nonce_lasts

    async def send(self, post: Post) -> Outcome:
        """See `Sender`."""
        return await self.sender.send(post) if self.logged_in.is_set() else NOT_YET

    async def edit(self, post: Post, message: str) -> Edited:
        """See `Sender`."""
        return await self.sender.edit(post, message) if self.logged_in.is_set() else NOT_YET

    async def find(self, address: str, marker: str, since: datetime) -> Finding:
        """See `Sender`."""
        return await self.sender.find(address, marker, since) if self.logged_in.is_set() else NOT_YET
