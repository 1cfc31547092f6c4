"""Interactions: tokens and deadlines, first answers and follow-ups, and what a person finally sees."""

import asyncio
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.wire.discord_rest import answer, number
from tests.wire.discord_rules import HOOK_KEYS, RefusedError, check_answer, check_message
from tests.wire.discord_state import State, against_specification, read_body
from tests.wire.discord_world import EPHEMERAL, Channel, Guild, Json, Message, Right, User
from tests.wire.faults import Handler

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
MAY_ANSWER = {
    COMMAND: {MESSAGE, DEFERRED, MODAL},
    COMPONENT: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
    MODAL_SUBMIT: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE},
}
SCHEMAS = {
    MESSAGE: "CreateMessageInteractionCallbackRequest",
    DEFERRED: "CreateMessageInteractionCallbackRequest",
    DEFERRED_UPDATE: "UpdateMessageInteractionCallbackRequest",
    UPDATE: "UpdateMessageInteractionCallbackRequest",
    CHOICES: "ApplicationCommandAutocompleteCallbackRequest",
    MODAL: "ModalInteractionCallbackRequest",
}


class NoAnswerError(AssertionError):
    """The person saw "The application did not respond"."""


@dataclass(slots=True)
class Answer:
    """What came back for one interaction.

    `kind` is the type of the first answer, `seconds` how long it took. `message` is what stands in its place now: the
    answer itself, the message that filled a deferral, or the message that a click updated.
    """

    user: User
    guild: Guild | None
    channel: Channel
    kind: int | None = None
    seconds: float = 0.0
    loading: bool = False
    ephemeral: bool = False
    message: Message | None = None
    followups: list[Message] = field(default_factory=list)
    choices: list[Json] = field(default_factory=list)
    modal: Json | None = None

    @property
    def text(self) -> str:
        """All that the person sees, the follow-ups last."""
        return "\n".join(message.text for message in [self.message, *self.followups] if message is not None)

    @property
    def embeds(self) -> list[Json]:
        return [] if self.message is None else self.message.embeds

    @property
    def settled(self) -> bool:
        return self.kind is not None and not self.loading


@dataclass(slots=True)
class Open:
    """An interaction sent to the bot."""

    id: int
    token: str
    kind: int
    source: Message | None
    answer: Answer
    since: float = field(default_factory=time.monotonic)


class Interactions:
    """Sends interactions and takes their answers. The two times are Discord's; tests may shorten them."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.first_answer_seconds = 3.0
        self.token_seconds = 900.0
        self._open: dict[str, Open] = {}
        self._changed = asyncio.Condition()

    def routes(self) -> list[tuple[str, str, Handler]]:
        hook = "/webhooks/{app}/{token}"
        return [
            ("POST", "/interactions/{id}/{token}/callback", self.first_answer),
            ("POST", hook, self.follow_up),
            ("GET", f"{hook}/messages/{{message}}", self.get),
            ("PATCH", f"{hook}/messages/{{message}}", self.edit),
            ("DELETE", f"{hook}/messages/{{message}}", self.delete),
        ]

    async def send(self, kind: int, data: Json, answer: Answer, permissions: Right, locale: str, **more: Any) -> Answer:
        """Send an interaction and wait for its first answer, and for what fills a deferral."""
        opened = Open(self.state.snowflakes.next(), secrets.token_urlsafe(48), kind, more.get("source"), answer)
        self._open[opened.token] = opened
        payload = self._payload(opened, data, permissions, locale)
        await self.state.gateway.dispatch("INTERACTION_CREATE", payload, answer.channel.guild_id)
        if not await self._wait(lambda: answer.kind is not None, self.first_answer_seconds):
            raise NoAnswerError(f"no answer within {self.first_answer_seconds} s to {data}")
        if not await self._wait(lambda: answer.settled, more.get("seconds", 15.0)):
            raise NoAnswerError(f"still thinking about {data}")
        return answer

    async def _wait(self, met: Any, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds), self._changed:
                await self._changed.wait_for(met)
        except TimeoutError:
            return False
        return True

    async def followed(self, answer: Answer, count: int = 1, seconds: float = 10.0) -> list[Message]:
        """The follow-ups once there are `count`."""
        if not await self._wait(lambda: len(answer.followups) >= count, seconds):
            raise NoAnswerError(f"{len(answer.followups)} of {count} follow-ups")
        return answer.followups

    async def edited(self, message: Message, edits: int = 1, seconds: float = 10.0) -> Message:
        """`message` once an answer or a follow-up was edited that often."""
        if not await self._wait(lambda: message.edits >= edits, seconds):
            raise NoAnswerError(f"{message.edits} of {edits} edits")
        return message

    def _payload(self, opened: Open, data: Json, permissions: Right, locale: str) -> Json:
        answer, channel, bot = opened.answer, opened.answer.channel, self.state.bot
        payload: Json = {
            "id": str(opened.id), "application_id": str(bot.id), "type": opened.kind, "data": data, "version": 1,
            "token": opened.token, "channel_id": str(channel.id), "channel": channel.json(), "locale": locale,
            "app_permissions": str(int(channel.bot_rights)), "entitlements": [], "attachment_size_limit": 10 << 20,
        }  # fmt: skip
        if opened.source is not None:
            payload["message"] = opened.source.json()
        if answer.guild is None:
            return payload | {"user": answer.user.json(), "context": 1, "authorizing_integration_owners": {"0": "0"}}
        guild = answer.guild
        member = guild.member(answer.user) | {"permissions": str(int(permissions))}
        return payload | {
            "guild_id": str(guild.id), "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
            "member": member, "guild_locale": guild.locale, "context": 0,
            "authorizing_integration_owners": {"0": str(guild.id)},
        }  # fmt: skip

    async def first_answer(self, request: web.Request) -> web.Response:
        opened = self._open.get(request.match_info["token"])
        if opened is None or opened.id != number(request, "id"):
            raise RefusedError(404, 10062, "Unknown interaction")
        if opened.answer.kind is not None:
            raise RefusedError(400, 40060, "Interaction has already been acknowledged.")
        if time.monotonic() - opened.since > self.first_answer_seconds:
            raise RefusedError(404, 10062, "Unknown interaction")
        body, uploads = await read_body(request)
        if body.get("type") not in MAY_ANSWER[opened.kind]:
            raise RefusedError(400, 50035, "Invalid Form Body", {"type": "Not for this interaction."})
        check_answer(body, len(uploads))
        against_specification(SCHEMAS[body["type"]], body)
        self._apply(opened, body["type"], body.get("data") or {}, uploads)
        await self._tell()
        return answer(self._callback(opened)) if request.query.get("with_response") else web.Response(status=204)

    def _apply(self, opened: Open, kind: int, data: Json, uploads: list[Any]) -> None:
        told = opened.answer
        told.kind, told.seconds = kind, time.monotonic() - opened.since
        if kind in (MESSAGE, DEFERRED):
            told.ephemeral = bool((data.get("flags") or 0) & EPHEMERAL)
            told.loading = kind == DEFERRED
            told.message = self._make(opened, data, uploads, ephemeral=told.ephemeral)
        elif kind in (UPDATE, DEFERRED_UPDATE):
            told.message = opened.source
            if kind == UPDATE and opened.source is not None:
                self.state.apply(opened.source, data, uploads)
        elif kind == CHOICES:
            told.choices = list(data.get("choices") or [])
        else:
            told.modal = data

    def _make(self, opened: Open, data: Json, uploads: list[Any], *, ephemeral: bool) -> Message:
        flags = ((data.get("flags") or 0) & ~EPHEMERAL) | (EPHEMERAL if ephemeral else 0)
        channel = opened.answer.channel
        message = self.state.make(channel, data | {"flags": flags}, uploads, answer=True)
        metadata: Json = {"id": str(opened.id), "type": opened.kind, "authorizing_integration_owners": {}}
        message.interaction = metadata | {"user": opened.answer.user.json()}
        if not ephemeral:
            channel.messages.append(message)
        return message

    def _callback(self, opened: Open) -> Json:
        told = opened.answer
        interaction: Json = {"id": str(opened.id), "type": opened.kind}
        resource: Json = {"type": told.kind}
        if told.kind in (MESSAGE, DEFERRED) and told.message is not None:
            interaction |= {
                "response_message_id": str(told.message.id), "response_message_loading": told.loading,
                "response_message_ephemeral": told.ephemeral,
            }  # fmt: skip
        if told.kind in (MESSAGE, DEFERRED, UPDATE) and told.message is not None:
            resource["message"] = told.message.json()
        return {"interaction": interaction, "resource": resource}

    def _live(self, request: web.Request) -> Open:
        opened = self._open.get(request.match_info["token"])
        if opened is None or time.monotonic() - opened.since > self.token_seconds:
            raise RefusedError(401, 50027, "Invalid Webhook Token")
        if opened.answer.kind is None:
            raise RefusedError(404, 10015, "Unknown Webhook")
        return opened

    async def follow_up(self, request: web.Request) -> web.Response:
        opened = self._live(request)
        body, uploads = await read_body(request)
        check_message(body, HOOK_KEYS, len(uploads))
        against_specification("IncomingWebhookRequestPartial", body)
        told = opened.answer
        if told.loading and told.message is not None:
            self._fill(told, body, uploads)
            message = told.message
        else:
            message = self._make(opened, body, uploads, ephemeral=bool((body.get("flags") or 0) & EPHEMERAL))
            told.followups.append(message)
        await self._tell()
        return answer(message.json())

    def _fill(self, told: Answer, body: Json, uploads: list[Any]) -> None:
        """Let `body` stand in place of a deferral. Whether it is ephemeral was settled by the deferral."""
        assert told.message is not None
        flags = told.message.flags & EPHEMERAL | (body.get("flags") or 0) & ~EPHEMERAL
        self.state.apply(told.message, body | {"flags": flags}, uploads)
        told.loading = False

    def _which(self, opened: Open, request: web.Request) -> Message:
        told, wanted = opened.answer, request.match_info["message"]
        first = [] if told.message is None else [told.message]
        named = first if wanted == "@original" else [one for one in [*first, *told.followups] if str(one.id) == wanted]
        if not named or named[0].deleted:
            raise RefusedError(404, 10008, "Unknown Message")
        return named[0]

    async def get(self, request: web.Request) -> web.Response:
        return answer(self._which(self._live(request), request).json())

    async def edit(self, request: web.Request) -> web.Response:
        opened = self._live(request)
        message = self._which(opened, request)
        body, uploads = await read_body(request)
        check_message(body, HOOK_KEYS, len(uploads), new=False)
        against_specification("IncomingWebhookUpdateRequestPartial", body)
        if message is opened.answer.message and opened.answer.loading:
            self._fill(opened.answer, body, uploads)
        else:
            self.state.apply(message, body, uploads)
        await self._tell()
        return answer(message.json())

    async def delete(self, request: web.Request) -> web.Response:
        opened = self._live(request)
        self._which(opened, request).deleted = True
        opened.answer.loading = False
        await self._tell()
        return web.Response(status=204)

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()
