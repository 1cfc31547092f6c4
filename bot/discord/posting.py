"""Posts of the outbox as Discord's messages: with a chart, the chosen role, and follow-ups in threads."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import aiohttp
import discord
import structlog

from bot.cards import Card, Picture
from bot.discord.markup import to_message
from bot.discord.sender import DiscordMessage, DiscordSender
from bot.discord.threads import follow_up
from bot.platforms import Edited, Finding, Limited, Outcome, Post, PostKind, Sent, Unknown

NOT_YET = Limited(1.0, everywhere=True)
Chart = Callable[[Post], Awaitable[Picture | None]]
log = structlog.get_logger()


async def no_chart(_: Post) -> Picture | None:
    """Draw nothing."""
    return None


@dataclass(slots=True)
class PostSender:
    """See `Sender`. Before the client has logged in the library would break, so the outbox is asked to wait."""

    client: discord.Client
    card_of: Callable[[Post], Card]
    chart: Chart
    logged_in: asyncio.Event
    _sender: DiscordSender = field(init=False)
    _charts: dict[str, Picture | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._sender = DiscordSender(self.client, self._render)

    @property
    def platform(self) -> str:
        """See `Sender`."""
        return self._sender.platform

    @property
    def nonce_lasts(self) -> timedelta:
        """See `Sender`."""
        return self._sender.nonce_lasts

    async def send(self, post: Post) -> Outcome:
        """See `Sender`."""
        if not self.logged_in.is_set():
            return NOT_YET
        await self._prepare(post)
        try:
            return await self._sender.send(post)
        finally:
            self._charts.pop(post.nonce, None)

    async def edit(self, post: Post, message: str) -> Edited:
        """See `Sender`. What is new is also told in the message's thread, where the channel wants that."""
        if not self.logged_in.is_set():
            return NOT_YET
        await self._prepare(post)
        try:
            outcome = await self._sender.edit(post, message)
        finally:
            self._charts.pop(post.nonce, None)
        wants = post.place.thread and post.kind is PostKind.CHANGE and not post.place.address.startswith("user:")
        return await self._follow(post, message) if wants and isinstance(outcome, Sent) else outcome

    async def find(self, address: str, marker: str, since: datetime) -> Finding:
        """See `Sender`."""
        return await self._sender.find(address, marker, since) if self.logged_in.is_set() else NOT_YET

    async def _follow(self, post: Post, message: str) -> Edited:
        """Tell it in the thread; a thread that cannot be used is not worth losing the edit for."""
        try:
            await follow_up(self.client, int(post.place.address), int(message), post.marker, self.card_of(post))
        except (discord.DiscordServerError, aiohttp.ClientError, OSError, TimeoutError) as error:
            return Unknown(f"{type(error).__name__}: {error}"[:200])
        except discord.DiscordException as error:
            log.warning("thread not used", channel=post.place.address, reason=str(error)[:200])
        return Sent(message)

    async def _prepare(self, post: Post) -> None:
        """Draw the chart off the loop, before the message is rendered. An alert without it is still an alert."""
        try:
            self._charts[post.nonce] = await self.chart(post)
        except Exception:
            log.exception("chart not drawn", channel=post.place.address)

    def _render(self, post: Post) -> DiscordMessage:
        at = post.items[0].at if post.items else None
        card = self.card_of(post)
        if card.chart is None:
            card = replace(card, chart=self._charts.get(post.nonce))
        return _with_mention(to_message(card, marker=post.marker, plain=post.plain, at=at), post.place.mention_role)


def _with_mention(message: DiscordMessage, role: str) -> DiscordMessage:
    """Name the role that the admins chose, if they did: only what stands in the content notifies anybody."""
    if not role.isdigit():
        return message
    return replace(message, content=f"<@&{role}> {message.content or ''}".strip())
