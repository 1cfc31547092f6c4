"""The workspace that the Slack stand-in knows: people, conversations, posts, views and files, in the JSON of Slack."""

import time
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
TEAM, APP, BOT_USER, BOT = "T0WATCH01", "A0WATCH01", "U0WATCHBOT", "B0WATCH01"


class Ids:
    """Ids and timestamps, each used once."""

    def __init__(self) -> None:
        self._count = 0
        self._last = 0

    def next(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}{self._count:09d}"

    def ts(self) -> str:
        self._last = max(self._last + 1, int(time.time() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"


@dataclass(slots=True)
class Person:
    """A member of the workspace, or a stranger of a shared channel (another `team`)."""

    id: str
    name: str
    team: str = TEAM
    admin: bool = False
    owner: bool = False
    bot: bool = False
    guest: bool = False
    deleted: bool = False
    locale: str = "en-US"

    def json(self) -> Json:
        return {
            "id": self.id, "team_id": self.team, "name": self.name, "deleted": self.deleted, "real_name": self.name,
            "is_admin": self.admin or self.owner, "is_owner": self.owner, "is_primary_owner": False,
            "is_restricted": self.guest, "is_ultra_restricted": False, "is_bot": self.bot, "is_app_user": False,
            "is_stranger": self.team != TEAM, "locale": self.locale, "tz": "Europe/London", "tz_offset": 0,
            "profile": {"real_name": self.name, "display_name": self.name},
        }  # fmt: skip

    def brief(self) -> Json:
        return {"id": self.id, "username": self.name, "name": self.name, "team_id": self.team}


@dataclass(slots=True)
class Post:
    """A message in a conversation. `pings` names the live mentions, `unfurls` the links that Slack would unfold.

    `hidden_for` is the only person who sees it (an ephemeral message); `command` that it answers a response_url.
    """

    ts: str
    conversation: "Conversation"
    user: str
    body: Json
    pings: list[str] = field(default_factory=list)
    unfurls: list[str] = field(default_factory=list)
    edits: int = 0
    deleted: bool = False
    seen_by: str | None = None
    answer: bool = False
    files: list["File"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The fallback text: what notifications and screen readers give."""
        return str(self.body.get("text") or "")

    @property
    def blocks(self) -> list[Json]:
        return list(self.body.get("blocks") or [])

    @property
    def thread(self) -> str | None:
        return self.body.get("thread_ts")

    @property
    def metadata(self) -> Json | None:
        return self.body.get("metadata")

    @property
    def shown(self) -> str:
        """All that a reader sees, one line each; the fallback text when there are no blocks."""
        return "\n".join(texts(self.blocks)) if self.blocks else self.text

    def json(self, *, metadata: bool = False) -> Json:
        shown: Json = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text, "team": TEAM}
        if self.user == BOT_USER:
            shown |= {"bot_id": BOT, "app_id": APP}
        shown |= {key: self.body[key] for key in ("blocks", "thread_ts", "attachments") if self.body.get(key)}
        if self.edits:
            shown["edited"] = {"user": self.user, "ts": self.ts}
        if self.files:
            shown["files"] = [file.json() for file in self.files]
        if metadata and self.metadata:
            shown["metadata"] = self.metadata
        return shown


@dataclass(slots=True)
class Conversation:
    """A channel, or the direct conversation with one person (`person`)."""

    id: str
    name: str
    private: bool = False
    person: Person | None = None
    members: set[str] = field(default_factory=lambda: {BOT_USER})
    archived: bool = False
    shared: bool = False
    posts: list[Post] = field(default_factory=list)

    def find(self, ts: str) -> Post | None:
        return next((post for post in self.posts if post.ts == ts and not post.deleted), None)

    def json(self) -> Json:
        direct = self.person is not None
        shown: Json = {
            "id": self.id, "name": self.name, "is_channel": not direct and not self.private, "is_im": direct,
            "is_group": self.private, "is_private": self.private or direct, "is_archived": self.archived,
            "is_member": BOT_USER in self.members, "is_ext_shared": self.shared, "is_mpim": False,
            "num_members": len(self.members), "context_team_id": TEAM,
        }  # fmt: skip
        return shown | ({"user": self.person.id} if self.person is not None else {})


@dataclass(slots=True)
class File:
    id: str
    name: str
    size: int
    title: str = ""
    alt: str = ""
    data: bytes = b""
    done: bool = False

    def json(self) -> Json:
        return {"id": self.id, "name": self.name, "title": self.title, "size": len(self.data), "mimetype": "image/png"}


@dataclass(slots=True)
class View:
    """A modal, or somebody's Home tab."""

    id: str
    person: Person
    body: Json
    hash: str
    open: bool = True

    @property
    def shown(self) -> str:
        title = texts([self.body["title"]]) if "title" in self.body else []
        return "\n".join(title + texts(self.body["blocks"]))

    def json(self, values: Json | None = None) -> Json:
        plain = {"private_metadata": "", "callback_id": "", "external_id": "", "clear_on_close": False}
        return plain | self.body | {
            "id": self.id, "team_id": TEAM, "app_id": APP, "bot_id": BOT, "hash": self.hash, "root_view_id": self.id,
            "previous_view_id": None, "state": {"values": values or {}},
        }  # fmt: skip


NESTED = (
    "text", "title", "label", "hint", "fields", "elements", "element", "accessory", "placeholder", "options",
    "alt_text", "description", "rows", "confirm",
)  # fmt: skip


def texts(things: Any) -> list[str]:
    """Every text that a reader of these blocks sees, in order."""
    if isinstance(things, str):
        return [things] if things else []
    if isinstance(things, list):
        return [text for thing in things for text in texts(thing)]
    if isinstance(things, dict):
        return [text for key in NESTED if key in things for text in texts(things[key])]
    return []
