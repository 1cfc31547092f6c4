"""The values of polling: a feed, what its server answered, the entries read from that."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from watchers.errors import TollwatchError


class Failure(StrEnum):
    """Why a feed or page could not be had. What follows from it is decided in `politeness`."""

    FORBIDDEN_ADDRESS = "forbidden address"
    UNREACHABLE = "unreachable"
    TOO_SLOW = "too slow"
    TOO_LARGE = "too large"
    REDIRECTS = "too many redirects"
    REFUSED = "refused"
    NOT_FOUND = "not found"
    GONE = "gone for good"
    LIMITED = "asked to wait"
    SERVER = "server error"
    UNREADABLE = "not a feed"
    ROBOTS = "robots.txt forbids it"


HINTS = {
    Failure.FORBIDDEN_ADDRESS: "Give a public http or https address without a password, on port 80, 443, 8080 or 8443.",
    Failure.NOT_FOUND: "If the feed has moved, add its new address.",
    Failure.GONE: "The publisher has ended this feed; remove it or add another.",
    Failure.LIMITED: "Nothing to do: it is asked again when its server allows.",
    Failure.UNREADABLE: "Check that the address is that of an RSS or Atom feed, not of a page.",
    Failure.TOO_LARGE: "Ask the publisher for a shorter feed.",
}


class FeedUnavailableError(TollwatchError):
    """A feed or page could not be fetched or parsed. Never holds a body, a header or a resolved address."""

    def __init__(
        self, url: str, reason: str, *, failure: Failure, status: int = 0, wait: timedelta | None = None
    ) -> None:
        hint = HINTS.get(failure, "It is tried again by itself; if this lasts, check the address.")
        super().__init__(f"{url} cannot be read: {reason}", hint=hint)
        self.url = url
        self.reason = reason
        self.failure = failure
        self.status = status
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Validators:
    """ETag and Last-Modified of one answer, byte for byte, and the address that gave them."""

    etag: str = ""
    last_modified: str = ""
    url: str = ""

    def __bool__(self) -> bool:
        return bool(self.etag or self.last_modified)


@dataclass(frozen=True, slots=True)
class Hours:
    """When a feed asks not to be polled: hours of the day in GMT, 0 to 23, and days of the week, 0 for Monday."""

    hours: frozenset[int] = frozenset()
    days: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a feed says of its own polling: RSS `ttl`, `skipHours` and `skipDays`."""

    ttl: timedelta | None = None
    skip: Hours = Hours()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed and where its polls stand. `layer` is "" for the operator's feeds, else a guild or workspace.

    `timezone` is what a date without a zone means here. `items` are the hashes of the items last seen, `body_hash` that
    of the whole body. `interval` is the present distance of polls; None before the first. `moved_times` counts how
    often in a row `moved_to` was given as the permanent address.
    """

    id: int
    url: str
    layer: str = ""
    outlet: str = ""
    lang: str = ""
    timezone: str = ""
    validators: Validators = Validators()
    wishes: Wishes = Wishes()
    body_hash: bytes = b""
    items: bytes = b""
    interval: timedelta | None = None
    next_check_at: datetime | None = None
    first_polled_at: datetime | None = None
    failures: int = 0
    failing_since: datetime | None = None
    failure: str = ""
    moved_to: str = ""
    moved_times: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a server answered. `url` is the address that answered, `moved_to` the permanent new address or "".

    `body` is None when nothing changed. `fresh_for` is what Cache-Control or Expires promise. `size` counts the bytes
    that crossed the network.
    """

    url: str
    body: bytes | None = field(repr=False)
    content_type: str = ""
    validators: Validators = Validators()
    fresh_for: timedelta | None = None
    moved_to: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Keys:
    """What an article is known again by, each as a 64-bit number within its feed, None where it has none."""

    guid: int | None = None
    link: int | None = None
    dated: int | None = None
    text: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed as plain text, its sentence and paragraph borders kept. `published` is in UTC.

    `outlet` is the registrable domain that published it, also where an aggregator relays it.
    """

    keys: Keys
    content_hash: int
    guid: str = ""
    url: str = ""
    outlet: str = ""
    title: str = ""
    text: str = ""
    lang: str = ""
    published: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What a body held: the entries not known byte for byte from the last time, and the hashes of all its items.

    `wishes` is None where the body was the same as the last and was not read again.
    """

    entries: tuple[Entry, ...]
    items: bytes
    body_hash: bytes
    wishes: Wishes | None = None
