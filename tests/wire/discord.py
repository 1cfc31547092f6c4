"""A local Discord for the real discord.py client: REST, gateway and interactions, with what Discord enforces.

Tests build one with `async with Discord() as discord`, point the client at `discord.api`, and then act as people do:
`interact`, `click`, `submit`, `autocomplete`, and wait with `posted` for what arrives in channels. It also runs as its
own process (`python -m tests.wire.discord`), see `discord_process`.
"""

from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.wire.discord_commands import NotShownError, call, may_see
from tests.wire.discord_interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL_SUBMIT, Answer, Interactions
from tests.wire.discord_rest import Rest, answer, within_limits
from tests.wire.discord_rules import RefusedError, walk
from tests.wire.discord_state import State
from tests.wire.discord_world import ADMIN, EVERY_RIGHT, MEMBER, Channel, Guild, Json, Message, Right, User
from tests.wire.faults import Fault, Handler
from tests.wire.record import Record

TOKEN = "MTA.stand-in.discord"
OPEN_PATHS = ("/interactions/", "/webhooks/", "/attachments/", "/gateway", "/stand-in/")
__all__ = [
    "ADMIN",
    "EVERY_RIGHT",
    "MEMBER",
    "TOKEN",
    "Answer",
    "Channel",
    "Discord",
    "Guild",
    "Message",
    "Right",
    "User",
]


class Discord:
    """The far end. `state`, `gateway`, `faults` and `interactions` hold the switches."""

    def __init__(self, *, token: str = TOKEN, file: Path | None = None, port: int = 0) -> None:
        self.record: Record[Message] = Record(file)
        self.state = State(token, self.record)
        self.gateway = self.state.gateway
        self.faults = self.state.faults
        self.interactions = Interactions(self.state)
        self.token = token
        self.api = ""
        self.requests: list[str] = []
        self._port = port
        self._runner = web.AppRunner(self.application(), access_log=None, shutdown_timeout=0.2)

    def application(self) -> web.Application:
        app = web.Application(middlewares=[self._meet], client_max_size=30 << 20)
        for method, path, handler in [*Rest(self.state).routes(), *self.interactions.routes()]:
            for prefix in ("", "/api/v10"):
                app.router.add_route(method, prefix + path, handler)
        app.router.add_get("/", self.gateway.serve)
        app.router.add_get("/attachments/{id}/{name}", self._attachment)
        return app

    @property
    def app(self) -> web.Application:
        return self._runner.app

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.api = self.state.base = f"http://{host}:{port}"
        self.gateway.url = f"ws://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.faults.clear()
        await self.gateway.close(1001)
        await self._runner.cleanup()

    @web.middleware
    async def _meet(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path == "/" or request.path.startswith("/stand-in/"):
            return await handler(request)
        self.requests.append(f"{request.method} {request.path}")
        response = await self.faults.around(
            request, lambda asked: within_limits(self.state, asked, self._guard(handler))
        )
        self.state.invalid_requests += response.status in (401, 403, 429)
        return response

    def _guard(self, handler: Handler) -> Handler:
        async def guarded(request: web.Request) -> web.StreamResponse:
            public = request.path.removeprefix("/api/v10").startswith(OPEN_PATHS)
            if not public and request.headers.get("Authorization") != f"Bot {self.token}":
                return answer({"message": "401: Unauthorized", "code": 0}, 401)
            try:
                return await handler(request)
            except RefusedError as refused:
                return answer(refused.json(), refused.status)

        return guarded

    async def _attachment(self, request: web.Request) -> web.Response:
        for channel in self.state.channels.values():
            for one in (one for message in channel.messages for one in message.attachments):
                if str(one.id) == request.match_info["id"]:
                    return web.Response(body=one.data, content_type=one.kind)
        raise web.HTTPNotFound

    # The world

    def user(self, name: str) -> User:
        user = User(self.state.snowflakes.next(), name)
        self.state.users[user.id] = user
        return user

    def guild(self, name: str = "Watchers", channels: tuple[str, ...] = ("alerts",), locale: str = "en-US") -> Guild:
        """A guild with text channels. Guilds made after the bot has connected are told to it by `invite`."""
        guild = Guild(self.state.snowflakes.next(), name, self.user("owner"), self.state.bot, locale)
        self.state.guilds[guild.id] = guild
        for channel in channels:
            self.channel(guild, channel)
        return guild

    def channel(self, guild: Guild, name: str, bot_rights: Right = EVERY_RIGHT) -> Channel:
        return self.state.keep(Channel(self.state.snowflakes.next(), name, guild, bot_rights=bot_rights))

    async def invite(self, guild: Guild) -> None:
        """The bot, already connected, is added to `guild`."""
        await self.gateway.dispatch("GUILD_CREATE", guild.json(), guild.id)

    async def remove(self, guild: Guild) -> None:
        """The bot is thrown out of `guild`."""
        del self.state.guilds[guild.id]
        for channel in guild.channels:
            channel.bot_rights = Right(0)
        await self.gateway.dispatch("GUILD_DELETE", {"id": str(guild.id)}, guild.id)

    async def drop_channel(self, channel: Channel) -> None:
        """`channel` is deleted."""
        channel.gone = True
        await self.gateway.dispatch("CHANNEL_DELETE", channel.json(), channel.guild_id)

    async def say(self, channel: Channel, user: User, content: str) -> Message:
        """A person writes into `channel`."""
        message = Message(self.state.snowflakes.next(), channel, user, {"content": content}, self.state.base)
        channel.messages.append(message)
        return message

    def direct(self, user: User) -> Channel:
        return self.state.direct(user)

    # What arrives

    def posts(self, channel: Channel | None = None) -> list[Message]:
        """Every message that the bot has posted, deleted ones too; answers to interactions are not posts."""
        return [message for message in self.record.items if channel is None or message.channel is channel]

    async def posted(self, channel: Channel | None = None, count: int = 1, seconds: float = 15.0) -> list[Message]:
        """The bot's posts once there are `count`."""
        return await self.record.wait(lambda message: channel is None or message.channel is channel, count, seconds)

    async def edited(self, message: Message, edits: int = 1, seconds: float = 15.0) -> Message:
        """`message` once it has been edited that often."""
        await self.record.wait(lambda one: one is message and one.edits >= edits, 1, seconds)
        return message

    def fail(self, kind: Any, pattern: str, **more: Any) -> Fault:
        """Plan a fault, see `faults`."""
        return self.faults.plan(kind, pattern, **more)

    # What people do

    def commands(self, guild: Guild | None) -> list[Json]:
        own = [] if guild is None else self.state.commands.get(guild.id, [])
        return [*own, *self.state.commands[None]]

    def _answer(self, user: User | None, guild: Guild | None, channel: Channel | None) -> Answer:
        person = user or self.user("somebody")
        where = channel or (guild.channel if guild is not None else self.direct(person))
        return Answer(person, where.guild, where)

    async def interact(
        self,
        command: str,
        options: Json | None = None,
        *,
        user: User | None = None,
        guild: Guild | None = None,
        channel: Channel | None = None,
        permissions: Right = MEMBER,
        locale: str = "en-US",
        shown: bool = False,
        seconds: float = 15.0,
    ) -> Answer:
        """Call `/command` ("alerts here") and wait for its answer; in a direct channel when no guild is given.

        Raises NotShownError when Discord would not offer it. `shown` stands for a server that shows the command to
        everybody, whatever the bot asked for.
        """
        told = self._answer(user, guild, channel)
        called = call(self.commands(told.guild), command, options or {})
        if not shown and told.guild is not None and not may_see(called.command, permissions):
            raise NotShownError(f"/{command} is not shown to somebody with {permissions!r}")
        data = called.data(told.channel.guild_id)
        return await self.interactions.send(COMMAND, data, told, permissions, locale, seconds=seconds)

    async def autocomplete(
        self,
        command: str,
        options: Json,
        focused: str,
        *,
        guild: Guild | None = None,
        permissions: Right = ADMIN,
        **more: Any,
    ) -> list[Json]:
        """The choices offered while `focused` is being typed."""
        told = self._answer(more.get("user"), guild, more.get("channel"))
        data = call(self.commands(told.guild), command, options, focused).data(told.channel.guild_id)
        locale = more.get("locale", "en-US")
        return (await self.interactions.send(AUTOCOMPLETE, data, told, permissions, locale)).choices

    async def click(
        self,
        message: Message,
        button: str,
        *,
        user: User | None = None,
        permissions: Right = MEMBER,
        locale: str = "en-US",
        values: list[str] | None = None,
        seconds: float = 15.0,
    ) -> Answer:
        """Press the button with this custom_id or label, or choose `values` in the select with this custom_id."""
        component = find_component(message, button)
        data: Json = {"custom_id": component["custom_id"], "component_type": component["type"], "id": 1}
        if values is not None:
            data["values"] = values
        told = self._answer(user, message.channel.guild, message.channel)
        more = {"source": message, "seconds": seconds}
        return await self.interactions.send(COMPONENT, data, told, permissions, locale, **more)

    async def submit(
        self, shown: Answer, values: dict[str, Any], *, permissions: Right = ADMIN, locale: str = "en-US", **more: Any
    ) -> Answer:
        """Fill in the modal that `shown` is, by custom_id or label, and send it."""
        assert shown.modal is not None
        components = [_filled(component, values) for component in shown.modal["components"]]
        data = {"custom_id": shown.modal["custom_id"], "components": components}
        told = Answer(shown.user, shown.guild, shown.channel)
        return await self.interactions.send(MODAL_SUBMIT, data, told, permissions, locale, **more)


def find_component(message: Message, name: str) -> Json:
    """The component with this custom_id or label. Raises NotShownError when it cannot be used."""
    for _, component in walk(message.components):
        if name in (component.get("custom_id"), component.get("label")):
            if component.get("disabled") or not component.get("custom_id"):
                raise NotShownError(f"{name!r} cannot be used")
            return component
    raise NotShownError(f"{name!r} is not among the components of {message.text!r}")


def _filled(component: Json, values: dict[str, Any], label: str | None = None) -> Json:
    """`component` of a modal as it comes back, with what was written into it."""
    kind = {"type": component["type"], "id": component.get("id", 1)}
    if component["type"] == 1:
        return kind | {"components": [_filled(inner, values) for inner in component["components"]]}
    if component["type"] == 18:
        return kind | {"component": _filled(component["component"], values, component["label"])}
    if "custom_id" not in component:
        return kind
    key = str(component["custom_id"] if component["custom_id"] in values else component.get("label") or label)
    value: Any = values.get(key, component.get("value") or ([] if component["type"] != 4 else ""))
    if component.get("required", True) and not value:
        raise NotShownError(f"{key!r} must be filled in")
    if isinstance(value, str) and not component.get("min_length", 0) <= len(value) <= component.get("max_length", 4000):
        raise NotShownError(f"{key!r} has a wrong length")
    return kind | {"custom_id": component["custom_id"], "value" if component["type"] == 4 else "values": value}


if __name__ == "__main__":
    from tests.wire.discord_process import main

    main()
