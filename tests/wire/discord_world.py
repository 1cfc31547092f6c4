"""The guilds, channels, people and messages that the Discord stand-in knows, in the JSON that Discord shows."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntFlag
from typing import Any

Json = dict[str, Any]
EPOCH = 1_420_070_400_000  # milliseconds, the first of January 2015
EPHEMERAL = 1 << 6
COMPONENTS_V2 = 1 << 15


class Right(IntFlag):
    """The permissions that the stand-in checks, with Discord's bits."""

    ADMINISTRATOR = 1 << 3
    MANAGE_GUILD = 1 << 5
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38


EVERY_RIGHT = Right(sum(right for right in Right if right is not Right.ADMINISTRATOR))
MEMBER = Right.VIEW_CHANNEL | Right.SEND_MESSAGES | Right.READ_MESSAGE_HISTORY | Right.USE_APPLICATION_COMMANDS
ADMIN = MEMBER | Right.MANAGE_GUILD


class Snowflakes:
    """Ids that grow and carry their time, as Discord's do."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> int:
        self._last = max(self._last + 1, (int(time.time() * 1000) - EPOCH) << 22)
        return self._last


@dataclass(slots=True)
class User:
    id: int
    name: str
    bot: bool = False
    takes_messages: bool = True

    def json(self) -> Json:
        return {
            "id": str(self.id), "username": self.name, "discriminator": "0", "global_name": self.name, "avatar": None,
            "bot": self.bot, "public_flags": 0, "flags": 0,
        }  # fmt: skip


@dataclass(slots=True)
class Attachment:
    id: int
    name: str
    data: bytes
    kind: str

    def json(self, base: str) -> Json:
        url = f"{base}/attachments/{self.id}/{self.name}"
        return {
            "id": str(self.id), "filename": self.name, "size": len(self.data), "url": url, "proxy_url": url,
            "content_type": self.kind,
        }  # fmt: skip


@dataclass(slots=True)
class Message:
    """A message in a channel. `pings` names who was notified: "everyone", "role ID" or "user ID"."""

    id: int
    channel: "Channel"
    author: User
    payload: Json
    base: str
    attachments: list[Attachment] = field(default_factory=list)
    pings: list[str] = field(default_factory=list)
    nonce: str | None = None
    edits: int = 0
    deleted: bool = False
    by_interaction: bool = False
    interaction: Json | None = None
    thread: "Channel | None" = None

    @property
    def content(self) -> str:
        return self.payload.get("content") or ""

    @property
    def embeds(self) -> list[Json]:
        return list(self.payload.get("embeds") or [])

    @property
    def components(self) -> list[Json]:
        return list(self.payload.get("components") or [])

    @property
    def flags(self) -> int:
        return int(self.payload.get("flags") or 0)

    @property
    def text(self) -> str:
        """All that a reader sees, in order, one line each."""
        return "\n".join(text for text in _texts([self.content, *self.embeds, *self.components]) if text)

    def file(self, name: str) -> bytes:
        return next(attachment.data for attachment in self.attachments if attachment.name == name)

    def json(self) -> Json:
        shown: Json = {
            "id": str(self.id), "channel_id": str(self.channel.id), "author": self.author.json(), "type": 0,
            "content": self.content, "embeds": [self._embed(embed) for embed in self.embeds],
            "components": self.components, "flags": self.flags, "tts": False, "pinned": False, "mentions": [],
            "mention_roles": [ping[5:] for ping in self.pings if ping.startswith("role ")],
            "mention_everyone": "everyone" in self.pings, "timestamp": moment(self.id),
            "edited_timestamp": datetime.now(UTC).isoformat() if self.edits else None,
            "attachments": [attachment.json(self.base) for attachment in self.attachments],
        }  # fmt: skip
        more: Json = {"nonce": self.nonce, "interaction_metadata": self.interaction}
        return shown | {key: value for key, value in more.items() if value is not None}

    def _embed(self, embed: Json) -> Json:
        """`embed` as it is shown: `attachment://name` has become an address."""
        files = {f"attachment://{file.name}": file.json(self.base)["url"] for file in self.attachments}
        shown = {"type": "rich", **embed}
        for key in ("image", "thumbnail"):
            if shown.get(key, {}).get("url") in files:
                shown[key] = {"url": files[shown[key]["url"]]}
        return shown


def moment(snowflake: int) -> str:
    return datetime.fromtimestamp(((snowflake >> 22) + EPOCH) / 1000, UTC).isoformat()


SHOWN = ("content", "title", "description", "name", "value", "label", "text", "placeholder", "author", "footer")
NESTED = ("fields", "components", "options", "accessory")


def _texts(things: list[Any]) -> list[str]:
    found: list[str] = []
    for thing in things:
        if isinstance(thing, str):
            found.append(thing)
        elif isinstance(thing, dict):
            found += _texts([thing[key] for key in SHOWN if key in thing])
            found += _texts([thing[key] for key in NESTED if key in thing])
        elif isinstance(thing, list):
            found += _texts(thing)
    return found


@dataclass(slots=True)
class Channel:
    """A text channel, a thread (`parent` given) or a direct channel (`recipient` given).

    `bot_rights` are the bot's effective permissions here: change them to take a right away.
    """

    id: int
    name: str
    guild: "Guild | None" = None
    parent: "Channel | None" = None
    recipient: User | None = None
    bot_rights: Right = EVERY_RIGHT
    messages: list[Message] = field(default_factory=list)
    gone: bool = False
    archived: bool = False

    @property
    def guild_id(self) -> int | None:
        return None if self.guild is None else self.guild.id

    def json(self) -> Json:
        if self.recipient is not None:
            return {"id": str(self.id), "type": 1, "recipients": [self.recipient.json()], "last_message_id": None}
        assert self.guild is not None
        shown: Json = {
            "id": str(self.id), "type": 0 if self.parent is None else 11, "name": self.name, "position": 0,
            "guild_id": str(self.guild.id), "parent_id": None, "nsfw": False, "topic": None,
            "permission_overwrites": self._overwrites(), "last_message_id": None, "rate_limit_per_user": 0,
        }  # fmt: skip
        if self.parent is not None:
            shown |= {
                "parent_id": str(self.parent.id), "owner_id": str(self.guild.bot.id), "message_count": 0,
                "member_count": 1, "thread_metadata": {
                    "archived": self.archived, "auto_archive_duration": 1440, "archive_timestamp": moment(self.id),
                    "locked": False,
                },
            }  # fmt: skip
        return shown

    def _overwrites(self) -> list[Json]:
        """The bot's rights here as an overwrite for it, so that the client computes the same."""
        assert self.guild is not None
        denied = EVERY_RIGHT & ~self.bot_rights
        return [{"id": str(self.guild.bot.id), "type": 1, "allow": str(int(self.bot_rights)), "deny": str(int(denied))}]

    def find(self, message_id: int) -> Message | None:
        return next((message for message in self.messages if message.id == message_id and not message.deleted), None)


@dataclass(slots=True)
class Guild:
    id: int
    name: str
    owner: User
    bot: User
    locale: str = "en-US"
    channels: list[Channel] = field(default_factory=list)
    roles: dict[int, str] = field(default_factory=dict)

    @property
    def channel(self) -> Channel:
        """The first channel, for tests that need just one."""
        return self.channels[0]

    def json(self) -> Json:
        everyone = {"id": str(self.id), "name": "@everyone", "permissions": str(int(MEMBER))}
        roles = [everyone, *({"id": str(key), "name": name, "permissions": "0"} for key, name in self.roles.items())]
        shape = {"color": 0, "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
                 "hoist": False, "position": 0, "managed": False, "mentionable": False, "flags": 0}  # fmt: skip
        return {
            "id": str(self.id), "name": self.name, "owner_id": str(self.owner.id), "preferred_locale": self.locale,
            "member_count": 2, "roles": [shape | role for role in roles], "emojis": [], "features": [], "stickers": [],
            "channels": [channel.json() for channel in self.channels if channel.parent is None and not channel.gone],
            "threads": [channel.json() for channel in self.channels if channel.parent and not channel.gone],
            "members": [self.member(self.bot)], "presences": [], "voice_states": [], "unavailable": False,
            "verification_level": 0, "default_message_notifications": 0, "mfa_level": 0, "nsfw_level": 0,
        }  # fmt: skip

    def member(self, user: User) -> Json:
        return {
            "user": user.json(),
            "roles": [],
            "joined_at": moment(self.id),
            "deaf": False,
            "mute": False,
            "flags": 0,
        }
