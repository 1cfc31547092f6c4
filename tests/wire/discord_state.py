"""What the Discord stand-in remembers, and how it takes a message: rights, nonces, mentions, uploads."""

import json
import re
import time
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.wire.discord_gateway import Gateway
from tests.wire.discord_rules import MESSAGE_KEYS, POST_KEYS, RefusedError, check_message, walk
from tests.wire.discord_world import Attachment, Channel, Guild, Json, Message, Right, Snowflakes, User
from tests.wire.faults import Faults, Limit, Windows
from tests.wire.record import Record
from tests.wire.specification import complaint

FILE_BYTES, REQUEST_BYTES = 10 << 20, 25 << 20


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a multipart body."""

    number: int
    name: str
    data: bytes
    kind: str


class State:
    """The world behind the stand-in. Its plain attributes are the settings that tests change."""

    def __init__(self, token: str, record: Record[Message]) -> None:
        self.token = token
        self.record = record
        self.snowflakes = Snowflakes()
        self.bot = User(self.snowflakes.next(), "Tollwatch", bot=True)
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.commands: dict[int | None, list[Json]] = {None: []}
        self.command_writes = 0
        self.gateway = Gateway(token, self.bot, lambda: list(self.guilds.values()))
        self.faults = Faults()
        self.windows = Windows()
        self.channel_limit = Limit(5, 5.0)  # posts, and edits, to one channel
        self.global_limit = Limit(50, 1.0)
        self.nonce_seconds = 180.0
        self.nonces: dict[str, tuple[float, Message]] = {}
        self.blocked_words: set[str] = set()  # AutoMod
        self.invalid_requests = 0
        self.base = ""

    def channel(self, channel_id: int, *needed: Right) -> Channel:
        """The channel, when the bot may do there what is needed. Raises RefusedError."""
        channel = self.channels.get(channel_id)
        if channel is None or channel.gone:
            raise RefusedError(404, 10003, "Unknown Channel")
        if Right.VIEW_CHANNEL not in channel.bot_rights:
            raise RefusedError(403, 50001, "Missing Access")
        if any(right not in channel.bot_rights for right in needed):
            raise RefusedError(403, 50013, "Missing Permissions")
        return channel

    def message(self, channel: Channel, message_id: int) -> Message:
        found = channel.find(message_id)
        if found is None:
            raise RefusedError(404, 10008, "Unknown Message")
        return found

    def direct(self, user: User) -> Channel:
        """The direct channel with `user`, made when there is none."""
        for channel in self.channels.values():
            if channel.recipient is user:
                return channel
        return self.keep(Channel(self.snowflakes.next(), user.name, recipient=user))

    def keep(self, channel: Channel) -> Channel:
        self.channels[channel.id] = channel
        if channel.guild is not None:
            channel.guild.channels.append(channel)
        return channel

    async def post(self, channel_id: int, body: Json, uploads: list[Upload]) -> Message:
        """Take a message from the bot for a channel, or give the earlier one of the same nonce."""
        channel = self.channel(channel_id)
        self._may_post(channel, body, uploads)
        check_message(body, POST_KEYS, len(uploads))
        against_specification("MessageCreateRequest", body)
        self._moderate(body)
        nonce = None if body.get("nonce") is None else str(body["nonce"])
        earlier = self._earlier(nonce) if body.get("enforce_nonce") else None
        if earlier is not None:
            return earlier
        message = self.make(channel, body, uploads)
        if nonce is not None:
            message.nonce = nonce
            self.nonces[nonce] = (time.monotonic(), message)
        channel.messages.append(message)
        await self._publish(message)
        return message

    def _may_post(self, channel: Channel, body: Json, uploads: list[Upload]) -> None:
        if channel.recipient is not None:
            if not channel.recipient.takes_messages:
                raise RefusedError(403, 50007, "Cannot send messages to this user")
            return
        self.channel(channel.id, Right.SEND_MESSAGES_IN_THREADS if channel.parent else Right.SEND_MESSAGES)
        if body.get("embeds"):
            self.channel(channel.id, Right.EMBED_LINKS)
        if uploads:
            self.channel(channel.id, Right.ATTACH_FILES)

    def _moderate(self, body: Json) -> None:
        text = json.dumps(body, ensure_ascii=False)
        if any(word in text for word in self.blocked_words):
            raise RefusedError(400, 200000, "Message was blocked by automatic moderation")

    def _earlier(self, nonce: str | None) -> Message | None:
        """The message that `nonce` made within the window, in whatever channel."""
        then, message = self.nonces.get(nonce or "", (0.0, None))
        if message is None or time.monotonic() - then > self.nonce_seconds:
            return None
        if message.deleted:
            raise RefusedError(404, 10008, "Unknown Message")
        return message

    async def _publish(self, message: Message) -> None:
        self.record.write({"event": "posted", "channel": message.channel.id, "message": message.json()})
        await self.record.add(message)
        guild = message.channel.guild
        where = {} if guild is None else {"guild_id": str(guild.id), "member": guild.member(message.author)}
        await self.gateway.dispatch("MESSAGE_CREATE", message.json() | where, message.channel.guild_id)

    def make(self, channel: Channel, body: Json, uploads: list[Upload], *, answer: bool = False) -> Message:
        """A new message of the bot, not yet in any channel."""
        payload = {key: body.get(key) for key in ("content", "embeds", "components", "flags")}
        message = Message(self.snowflakes.next(), channel, self.bot, payload, self.base, by_interaction=answer)
        message.attachments = [self._attach(upload) for upload in uploads]
        message.pings = pings(body, channel, ["users"] if answer else ["users", "roles", "everyone"])
        return message

    def _attach(self, upload: Upload) -> Attachment:
        return Attachment(self.snowflakes.next(), upload.name, upload.data, upload.kind)

    async def edit(self, message: Message, body: Json, uploads: list[Upload]) -> Message:
        """Change what `body` names; attachments that it does not list are dropped when it lists any."""
        check_message(body, MESSAGE_KEYS, len(uploads), new=False)
        against_specification("MessageEditRequestPartial", body)
        self.apply(message, body, uploads)
        self.record.write({"event": "edited", "channel": message.channel.id, "message": message.json()})
        await self.record.tell()
        await self.gateway.dispatch("MESSAGE_UPDATE", message.json(), message.channel.guild_id)
        return message

    def apply(self, message: Message, body: Json, uploads: list[Upload]) -> None:
        message.payload |= {key: body[key] for key in ("content", "embeds", "components", "flags") if key in body}
        if body.get("attachments") is not None:
            kept = {str(one.get("id")) for one in body["attachments"]}
            message.attachments = [one for one in message.attachments if str(one.id) in kept]
        message.attachments += [self._attach(upload) for upload in uploads]
        message.edits += 1

    async def delete(self, message: Message) -> None:
        message.deleted = True
        self.record.write({"event": "deleted", "channel": message.channel.id, "message": {"id": str(message.id)}})
        await self.record.tell()
        gone = {"id": str(message.id), "channel_id": str(message.channel.id)}
        await self.gateway.dispatch("MESSAGE_DELETE", gone, message.channel.guild_id)


def against_specification(schema: str, body: Any) -> None:
    """Raise RefusedError when the published specification says that `body` is wrong."""
    wrong = complaint(schema, body)
    if wrong is not None:
        raise RefusedError(400, 50035, "Invalid Form Body", {"specification": wrong})


def pings(body: Json, channel: Channel, default: list[str]) -> list[str]:
    """Whom the message notifies, given its text and its allowed mentions. Embeds never notify."""
    shown = [str(component.get("content", "")) for _, component in walk(body.get("components") or [])]
    text = "\n".join([body.get("content") or "", *shown])
    allowed = body.get("allowed_mentions")
    parse = default if allowed is None else allowed.get("parse") or []
    found = []
    if re.search(r"@(everyone|here)", text) and "everyone" in parse and Right.MENTION_EVERYONE in channel.bot_rights:
        found.append("everyone")
    for kind, pattern in (("role", r"<@&(\d+)>"), ("user", r"<@!?(\d+)>")):
        listed = [str(one) for one in (allowed or {}).get(f"{kind}s") or []]
        mentioned = dict.fromkeys(re.findall(pattern, text))
        found += [f"{kind} {one}" for one in mentioned if f"{kind}s" in parse or one in listed]
    return found


async def read_body(request: web.Request) -> tuple[Any, list[Upload]]:
    """The JSON of a request and its files. Raises RefusedError for what cannot be read or is too large."""
    if (request.content_length or 0) > REQUEST_BYTES:
        raise RefusedError(413, 40005, "Request entity too large")
    if not request.content_type.startswith("multipart/"):
        text = await request.text()
        try:
            return (json.loads(text) if text else {}), []
        except ValueError:
            raise RefusedError(400, 50109, "The request body contains invalid JSON.") from None
    return await _multipart(request)


async def _multipart(request: web.Request) -> tuple[Any, list[Upload]]:
    body: Any = {}
    uploads = []
    form = await request.post()
    for name, value in form.items():
        if name == "payload_json" and isinstance(value, str):
            body = json.loads(value)
        elif isinstance(value, web.FileField) and (number := re.fullmatch(r"files\[(\d+)\]", name)):
            uploads.append(Upload(int(number[1]), value.filename, value.file.read(), value.content_type))
        else:
            raise RefusedError(400, 50035, "Invalid Form Body", {name: "Unknown part."})
    if any(len(upload.data) > FILE_BYTES for upload in uploads):
        raise RefusedError(413, 40005, "Request entity too large")
    return body, uploads
