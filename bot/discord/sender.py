"""Posts, edits and finds the outbox's messages in Discord, and says of each attempt how it ended."""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import discord
import structlog
from discord.utils import snowflake_time

from bot.discord.limits import InvalidRequests, Pace
from bot.platforms import (
    Absent,
    Down,
    Edited,
    Finding,
    Gone,
    Limited,
    Outcome,
    Post,
    Refused,
    Sent,
    Stopped,
    Unknown,
    Unreadable,
)

UNKNOWN_MESSAGE = 10008
NOT_OURS = 50005
NO_RIGHT = 50013
STOPS = {  # codes after which a channel takes nothing more, whatever the message
    10003: "the channel was deleted",
    10004: "the bot is no longer in this server",
    10013: "this account does not exist",
    50001: "the bot may not see this channel",
    NO_RIGHT: "the bot may not post in this channel",
    50007: "this person takes no direct messages from the bot",
    50083: "the thread is archived",
    160005: "the thread is locked",
}
REFUSALS = {200000: "blocked by AutoMod", 200001: "blocked by AutoMod", 40005: "too large"}
BLOCKED_FOR_S = 60.0  # when Discord's front turns us away without saying for how long
PAGE, PAGES = 100, 10
CLOCKS_DIFFER = timedelta(days=1, hours=1)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordMessage:
    """A post in Discord's own form. The post's marker must stand in its content, an embed, or a custom_id."""

    content: str | None = None
    embeds: Sequence[discord.Embed] = ()
    view: discord.ui.View | discord.ui.LayoutView | None = None
    files: Sequence[discord.File] = ()


@dataclass(slots=True)
class DiscordSender:
    """See `Sender`. Make it before the client logs in, so that every answer counts towards the limits."""

    client: discord.Client
    render: Callable[[Post], DiscordMessage]
    pace: Pace = field(default_factory=Pace)
    invalid: InvalidRequests = field(default_factory=InvalidRequests)
    platform: str = field(default="discord", init=False)
    # Discord says "the past few minutes"; a minute of it is sure.
    nonce_lasts: timedelta = field(default=timedelta(seconds=60), init=False)
    connects_s: float = 15.0
    _began: float = field(default_factory=time.monotonic, init=False)

    def __post_init__(self) -> None:
        self.client.http.http_trace = self.invalid.trace()

    async def send(self, post: Post) -> Outcome:
        """Send `post` once; with its nonce Discord makes no second message of it for some minutes."""
        if (blocked := self.invalid.blocked_for()) > 0:
            return Limited(blocked, everywhere=True)
        message = self._rendered(post)
        if message is None:
            return Refused("it could not be shown")
        try:
            await self.pace.turn()
            channel = await self._channel(post.place.address)
            sent = await channel.send(
                **_shown(message),
                files=list(message.files),
                nonce=post.nonce,
                allowed_mentions=_mentions(post),
            )
        except discord.NotFound as error:
            # The nonce stands for a message that was deleted meanwhile: it was delivered.
            return Sent("") if error.code == UNKNOWN_MESSAGE else _outcome(error)
        except _FAILURES as error:
            outcome = _outcome(error)
            rich = bool(message.embeds or message.files or message.view) and not post.plain
            return Refused(outcome.reason) if _lacks_right(error) and rich and isinstance(outcome, Stopped) else outcome
        return Sent(str(sent.id))

    async def edit(self, post: Post, message: str) -> Edited:
        """Make the message show `post`; an unknown outcome is simply edited again."""
        if (blocked := self.invalid.blocked_for()) > 0:
            return Limited(blocked, everywhere=True)
        shown = self._rendered(post)
        if shown is None:
            return Refused("it could not be shown")
        try:
            await self.pace.turn()
            channel = await self._channel(post.place.address)
            await channel.get_partial_message(int(message)).edit(
                **_shown(shown), attachments=list(shown.files), allowed_mentions=_mentions(post)
            )
        except discord.HTTPException as error:
            return Gone() if error.code in (UNKNOWN_MESSAGE, NOT_OURS) else _outcome(error)
        except _FAILURES as error:
            return _outcome(error)
        return Sent(message)

    async def find(self, address: str, marker: str, since: datetime) -> Finding:
        """Read the channel back from its newest message; an empty list may mean that we must not read it."""
        if (blocked := self.invalid.blocked_for()) > 0:
            return Limited(blocked, everywhere=True)
        try:
            channel = await self._channel(address)
            before = None
            for _ in range(PAGES):
                await self.pace.turn()
                page = await self.client.http.logs_from(channel.id, PAGE, before=before)
                ours = next((one for one in page if self._is_ours(one, marker)), None)
                if ours is not None:
                    return Sent(str(ours["id"]))
                if not page and before is None and not self._may_read(channel.id, address):
                    return self._nothing_to_read()
                if len(page) < PAGE or snowflake_time(int(page[-1]["id"])) < since - CLOCKS_DIFFER:
                    return Absent()
                before = int(page[-1]["id"])
        except _FAILURES as error:
            outcome = _outcome(error)
            return Unreadable(outcome.reason) if isinstance(outcome, Sent | Refused) else outcome
        return Unreadable("too much has been written in this channel since")

    def _rendered(self, post: Post) -> DiscordMessage | None:
        """Return the message, None when a mistake of ours keeps it from being made: a plain one is tried then."""
        try:
            return self.render(post)
        except Exception:
            log.exception("message could not be made", channel=post.place.address)
            return None

    def _is_ours(self, message: Any, marker: str) -> bool:
        me = self.client.user
        return me is not None and int(message["author"]["id"]) == me.id and marker in json.dumps(message)

    def _nothing_to_read(self) -> Limited | Unreadable:
        """Just after the start the rights are not known yet; then it is worth while to wait."""
        if time.monotonic() < self._began + self.connects_s:
            return Limited(1.0)
        return Unreadable("the bot may not read this channel's history")

    def _may_read(self, channel_id: int, address: str) -> bool:
        """Whether we know that an empty history is really empty."""
        channel = self.client.get_channel(channel_id)
        if address.startswith("user:"):
            return True
        if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
            return False
        rights = channel.permissions_for(channel.guild.me)
        return rights.view_channel and rights.read_message_history

    async def _channel(self, address: str) -> discord.DMChannel | discord.PartialMessageable:
        if address.startswith("user:"):
            return await self.client.create_dm(discord.Object(int(address.removeprefix("user:"))))
        return self.client.get_partial_messageable(int(address))


_FAILURES = (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError, asyncio.TimeoutError)


def _shown(message: DiscordMessage) -> dict[str, Any]:
    shown: dict[str, Any] = {"content": message.content, "embeds": list(message.embeds)}
    if isinstance(message.view, discord.ui.LayoutView):
        shown = {}
    return {**shown, "view": message.view} if message.view is not None else shown


def _mentions(post: Post) -> discord.AllowedMentions:
    """Nobody but the role that the admins chose can be notified, whatever a text holds."""
    roles = [discord.Object(int(post.place.mention_role))] if post.place.mention_role.isdigit() else False
    return discord.AllowedMentions(everyone=False, users=False, roles=roles, replied_user=False)


def _lacks_right(error: BaseException) -> bool:
    """Whether a right is missing that a message of mere text may not need."""
    return isinstance(error, discord.Forbidden) and error.code == NO_RIGHT


def _outcome(error: BaseException) -> Refused | Stopped | Limited | Down | Unknown:
    """Say what an error means for a message. What is not surely refused may have arrived."""
    if isinstance(error, discord.RateLimited):
        return Limited(error.retry_after)
    if not isinstance(error, discord.HTTPException) or error.status >= 500:
        return Unknown(f"{type(error).__name__}: {error}"[:200])
    if error.status == 401:
        return Down("Discord does not accept the token")
    if error.status == 429 or (error.status == 403 and not error.code):
        return Limited(_retry_after(error), everywhere=True)
    if error.code in STOPS:
        return Stopped(STOPS[error.code])
    if error.status in (403, 404):
        return Stopped(f"Discord answered {error.status} ({error.code})")
    return Refused(REFUSALS.get(error.code, f"Discord answered {error.status} ({error.code})"))


def _retry_after(error: discord.HTTPException) -> float:
    text = error.response.headers.get("Retry-After", "")
    return float(text) if text.replace(".", "", 1).isdigit() else BLOCKED_FOR_S
