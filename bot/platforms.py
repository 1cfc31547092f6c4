"""What the outbox asks of a platform, and every way in which that can end."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeAlias


class PostKind(StrEnum):
    """What a message is: one alert, the alerts of a feed's first sight, many alerts at once, or word to admins."""

    CHANGE = "change"
    CATCH_UP = "catch_up"
    DIGEST = "digest"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a message goes. `address` is the platform's channel id, or "user:ID" for a direct message."""

    channel: int
    platform: str
    address: str
    locale: str = "en"
    time_zone: str = "UTC"
    mention_role: str = ""
    thread: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One alert as it stands now. `late`: told so long after `at` that the message must date it."""

    alert: int
    at: datetime
    content: dict[str, object]
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What one message tells one channel; a digest has many items, in time order, anything else has one.

    `marker` must stand in the message where `find` sees it again. `nonce` (24 characters) is the same whenever this
    message is sent. `part` of `parts` numbers the messages of one digest, from 1. `repeated`: nobody can tell
    whether it has arrived before, and it says so. `plain`: the platform refused the full form; send a short text.
    """

    place: Place
    kind: PostKind
    items: tuple[Item, ...]
    marker: str
    nonce: str
    part: int = 1
    parts: int = 1
    repeated: bool = False
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform has it. `message` is its id, "" when it has been deleted since."""

    message: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The message to edit was deleted by somebody; it is left so."""


@dataclass(frozen=True, slots=True)
class Refused:
    """This message will never be taken as it is: too long, blocked by moderation."""

    reason: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """The channel takes nothing: deleted, archived, or the bot has no rights in it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Limited:
    """Not taken for now; ask again after `seconds`. `everywhere`: this holds for the whole platform."""

    seconds: float
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Down:
    """The platform takes nothing from us at all (a revoked token); surely nothing was sent."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have arrived or not: a lost answer, a time-out, an error of the server."""

    reason: str


@dataclass(frozen=True, slots=True)
class Absent:
    """The channel's history was read back far enough, and the message is not in it."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The channel's history cannot be read, so it tells nothing."""

    reason: str


Outcome: TypeAlias = Sent | Refused | Stopped | Limited | Down | Unknown
Edited: TypeAlias = Sent | Gone | Refused | Stopped | Limited | Down | Unknown
Finding: TypeAlias = Sent | Absent | Unreadable | Stopped | Limited | Down | Unknown


class Sender(Protocol):
    """One platform. No method raises for what the platform or the network does; each makes at most one message.

    `nonce_lasts`: for how long after a send another one with the same nonce surely makes no second message; zero
    where the platform has no such thing.
    """

    @property
    def platform(self) -> str:
        """The name that channels carry: discord, slack or console."""
        ...

    @property
    def nonce_lasts(self) -> timedelta:
        """See the class."""
        ...

    async def send(self, post: Post) -> Outcome:
        """Send one message."""
        ...

    async def edit(self, post: Post, message: str) -> Edited:
        """Make the message with this id show `post`."""
        ...

    async def find(self, address: str, marker: str, since: datetime) -> Finding:
        """Look in the channel's history for our message with `marker`, sent at `since` or later.

        Clocks differ and jump: read a day further back than `since`, and answer Unreadable where that is not possible.
        """
        ...
