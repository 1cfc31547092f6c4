"""Discord's REST routes for what a bot owns and for channels, messages and threads."""

import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.wire.discord_commands import check_commands
from tests.wire.discord_rules import RefusedError, invalid
from tests.wire.discord_state import State, against_specification, read_body
from tests.wire.discord_world import Channel, Json, Message, Right
from tests.wire.faults import Handler, Limit


def answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """JSON as Discord sends it: the client reads a body only when the type is exactly this."""
    plain = {"Content-Type": "application/json", **(headers or {})}
    return web.Response(body=json.dumps(body).encode(), status=status, headers=plain)


def number(request: web.Request, name: str) -> int:
    text = request.match_info[name]
    if not text.isdigit():
        raise invalid({name: f'Value "{text}" is not snowflake.'})
    return int(text)


@dataclass(slots=True)
class Rest:
    """The routes; `State` decides."""

    state: State

    def routes(self) -> list[tuple[str, str, Handler]]:
        message, commands = "/channels/{channel}/messages/{message}", "/applications/{app}/commands"
        guild_commands = "/applications/{app}/guilds/{guild}/commands"
        return [
            ("GET", "/gateway", self.gateway),
            ("GET", "/gateway/bot", self.gateway_bot),
            ("GET", "/users/@me", self.me),
            ("GET", "/users/{user}", self.user),
            ("POST", "/users/@me/channels", self.open_direct),
            ("GET", "/oauth2/applications/@me", self.application),
            ("GET", "/applications/@me", self.application),
            ("GET", commands, self.list_commands),
            ("PUT", commands, self.put_commands),
            ("GET", guild_commands, self.list_commands),
            ("PUT", guild_commands, self.put_commands),
            ("GET", "/guilds/{guild}", self.guild),
            ("GET", "/guilds/{guild}/channels", self.guild_channels),
            ("GET", "/guilds/{guild}/members/{user}", self.member),
            ("GET", "/channels/{channel}", self.channel),
            ("PATCH", "/channels/{channel}", self.change_channel),
            ("GET", "/channels/{channel}/messages", self.history),
            ("POST", "/channels/{channel}/messages", self.post),
            ("POST", "/channels/{channel}/typing", self.typing),
            ("GET", message, self.message),
            ("PATCH", message, self.edit),
            ("DELETE", message, self.delete),
            ("POST", f"{message}/threads", self.thread),
            ("POST", "/channels/{channel}/threads", self.thread),
        ]

    async def gateway(self, _: web.Request) -> web.Response:
        return answer({"url": self.state.gateway.url})

    async def gateway_bot(self, _: web.Request) -> web.Response:
        gateway = self.state.gateway
        limit = {"total": 1000, "remaining": max(0, 1000 - gateway.identifies), "reset_after": 0, "max_concurrency": 1}
        return answer({"url": gateway.url, "shards": gateway.shards, "session_start_limit": limit})

    async def me(self, _: web.Request) -> web.Response:
        return answer(self.state.bot.json() | {"verified": True, "mfa_enabled": True, "email": None})

    async def user(self, request: web.Request) -> web.Response:
        user = self.state.users.get(number(request, "user"))
        if user is None:
            raise RefusedError(404, 10013, "Unknown User")
        return answer(user.json())

    async def application(self, _: web.Request) -> web.Response:
        bot = self.state.bot
        return answer(
            {
                "id": str(bot.id), "name": bot.name, "icon": None, "description": "", "bot_public": True, "flags": 0,
                "bot_require_code_grant": False, "verify_key": "0" * 64, "team": None, "summary": "",
                "rpc_origins": [], "owner": bot.json(), "bot": bot.json(), "approximate_guild_count": 1,
                "redirect_uris": [], "interactions_endpoint_url": None, "role_connections_verification_url": None,
            }
        )  # fmt: skip

    def _guild_id(self, request: web.Request) -> int | None:
        if number(request, "app") != self.state.bot.id:
            raise RefusedError(403, 20012, "You are not authorized to perform this action on this application")
        if "guild" not in request.match_info:
            return None
        if number(request, "guild") not in self.state.guilds:
            raise RefusedError(403, 50001, "Missing Access")
        return number(request, "guild")

    async def list_commands(self, request: web.Request) -> web.Response:
        return answer(self.state.commands.get(self._guild_id(request), []))

    async def put_commands(self, request: web.Request) -> web.Response:
        guild_id = self._guild_id(request)
        body, _ = await read_body(request)
        check_commands(body)
        for command in body:
            against_specification("ApplicationCommandUpdateRequest", command)
        known = {command["name"]: command["id"] for command in self.state.commands.get(guild_id, [])}
        kept = [self._command(command, known.get(command["name"]), guild_id) for command in body]
        self.state.commands[guild_id] = kept
        self.state.command_writes += 1
        return answer(kept)

    def _command(self, command: Json, command_id: str | None, guild_id: int | None) -> Json:
        where = {} if guild_id is None else {"guild_id": str(guild_id)}
        version, fresh = str(self.state.snowflakes.next()), str(self.state.snowflakes.next())
        own = {"id": command_id or fresh, "application_id": str(self.state.bot.id), "version": version}
        defaults = {"type": 1, "default_member_permissions": None, "nsfw": False, "contexts": None}
        return defaults | command | own | where

    async def guild(self, request: web.Request) -> web.Response:
        guild = self.state.guilds.get(number(request, "guild"))
        if guild is None:
            raise RefusedError(404, 10004, "Unknown Guild")
        return answer(guild.json())

    async def guild_channels(self, request: web.Request) -> web.Response:
        guild = self.state.guilds.get(number(request, "guild"))
        if guild is None:
            raise RefusedError(404, 10004, "Unknown Guild")
        return answer(guild.json()["channels"])

    async def member(self, request: web.Request) -> web.Response:
        guild = self.state.guilds.get(number(request, "guild"))
        user = self.state.users.get(number(request, "user"))
        if guild is None or user is None:
            raise RefusedError(404, 10007, "Unknown Member")
        return answer(guild.member(user))

    async def open_direct(self, request: web.Request) -> web.Response:
        body, _ = await read_body(request)
        user = self.state.users.get(int(body.get("recipient_id") or 0))
        if user is None or user.bot:
            raise RefusedError(400, 50033, "Invalid Recipient(s)")
        return answer(self.state.direct(user).json())

    async def channel(self, request: web.Request) -> web.Response:
        return answer(self.state.channel(number(request, "channel")).json())

    async def change_channel(self, request: web.Request) -> web.Response:
        channel = self.state.channel(number(request, "channel"), Right.MANAGE_THREADS)
        body, _ = await read_body(request)
        channel.archived = bool(body.get("archived", channel.archived))
        channel.name = body.get("name", channel.name)
        return answer(channel.json())

    async def history(self, request: web.Request) -> web.Response:
        channel = self.state.channel(number(request, "channel"))
        most = int(request.query.get("limit", "50"))
        if not 1 <= most <= 100:
            raise invalid({"limit": "int value should be between 1 and 100."})
        if Right.READ_MESSAGE_HISTORY not in channel.bot_rights:
            return answer([])
        return answer([message.json() for message in _page(channel, request, most)])

    async def post(self, request: web.Request) -> web.Response:
        body, uploads = await read_body(request)
        return answer((await self.state.post(number(request, "channel"), body, uploads)).json())

    async def typing(self, request: web.Request) -> web.Response:
        self.state.channel(number(request, "channel"), Right.SEND_MESSAGES)
        return web.Response(status=204)

    def _message(self, request: web.Request, *needed: Right) -> Message:
        return self.state.message(self.state.channel(number(request, "channel"), *needed), number(request, "message"))

    async def message(self, request: web.Request) -> web.Response:
        return answer(self._message(request, Right.READ_MESSAGE_HISTORY).json())

    async def edit(self, request: web.Request) -> web.Response:
        message = self._message(request)
        if message.author is not self.state.bot:
            raise RefusedError(403, 50005, "Cannot edit a message authored by another user")
        return answer((await self.state.edit(message, *await read_body(request))).json())

    async def delete(self, request: web.Request) -> web.Response:
        message = self._message(request)
        if message.author is not self.state.bot:
            self.state.channel(message.channel.id, Right.MANAGE_MESSAGES)
        await self.state.delete(message)
        return web.Response(status=204)

    async def thread(self, request: web.Request) -> web.Response:
        parent = self.state.channel(number(request, "channel"), Right.CREATE_PUBLIC_THREADS)
        body, _ = await read_body(request)
        if not 1 <= len(body.get("name") or "") <= 100:
            raise invalid({"name": "Must be between 1 and 100 in length."})
        start = self._message(request) if "message" in request.match_info else None
        if start is not None and start.thread is not None:
            raise RefusedError(400, 160004, "A thread has already been created for this message")
        thread_id = start.id if start else self.state.snowflakes.next()
        thread = Channel(thread_id, body["name"], parent.guild, parent, bot_rights=parent.bot_rights)
        if start is not None:
            start.thread = thread
        self.state.keep(thread)
        event = thread.json() | {"newly_created": True}
        await self.state.gateway.dispatch("THREAD_CREATE", event, parent.guild_id)
        return answer(thread.json(), 201)


def _page(channel: Channel, request: web.Request, most: int) -> list[Message]:
    """The messages asked for, newest first. With `after` they are the oldest ones that are newer."""
    there = [message for message in channel.messages if not message.deleted]
    after, before = request.query.get("after"), request.query.get("before")
    if after is not None:
        return [message for message in there if message.id > int(after)][:most][::-1]
    if before is not None:
        there = [message for message in there if message.id < int(before)]
    return there[-most:][::-1]


async def within_limits(state: State, request: web.Request, handler: Callable[[web.Request], Awaitable[Any]]) -> Any:
    """Answer through `handler` with the headers of the rate limit, or 429."""
    shared = "/interactions/" in request.path or "/webhooks/" in request.path
    left, reset = (0, 0.0) if shared else state.windows.take("global", state.global_limit)
    if left < 0:
        return _too_many(state.global_limit, "global", reset, "global")
    if not ("/channels/" in request.path and "/messages" in request.path and request.method in ("POST", "PATCH")):
        return await handler(request)
    limit, bucket = state.channel_limit, f"{request.method} {request.match_info.get('channel')}"
    left, reset = state.windows.take(bucket, limit)
    if left < 0:
        return _too_many(limit, bucket, reset, "user")
    response = await handler(request)
    response.headers.update(_headers(limit, bucket, left, reset))
    return response


def _headers(limit: Limit, bucket: str, left: int, reset: float) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(limit.count), "X-RateLimit-Remaining": str(max(0, left)),
        "X-RateLimit-Reset": f"{time.time() + reset:.3f}", "X-RateLimit-Reset-After": f"{reset:.3f}",
        "X-RateLimit-Bucket": bucket.split()[0].lower() + "messages", "Via": "1.1 stand-in",
    }  # fmt: skip


def _too_many(limit: Limit, bucket: str, reset: float, scope: str) -> web.Response:
    body = {"message": "You are being rate limited.", "retry_after": round(reset, 3), "global": scope == "global"}
    more = {"Retry-After": str(int(reset) + 1), "X-RateLimit-Scope": scope}
    more |= {"X-RateLimit-Global": "true"} if scope == "global" else {}
    return answer(body, 429, _headers(limit, bucket, 0, reset) | more)
