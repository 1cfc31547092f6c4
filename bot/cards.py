"""What an answer or an alert shows, before any platform's markup.

Every text here is plain: an adapter escapes it, cuts it to its platform's limits, and adds its own markup. It shows
title, summary, parts, chart, footer and buttons in this order; what does not fit is cut from the end of the parts.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias


class Tone(StrEnum):
    """How a card is coloured, where a platform has colours; the words always say it too."""

    NEUTRAL = "neutral"
    UP = "up"
    DOWN = "down"
    HELD = "held"
    CONFIRMED = "confirmed"
    RETRACTED = "retracted"
    MISTAKE = "mistake"


@dataclass(frozen=True, slots=True)
class Link:
    """An address that may be shown as a link; an adapter links nothing but http and https."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of text."""

    text: str


class Referent(StrEnum):
    """What a mention stands for."""

    PERSON = "person"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Mention:
    """A person or channel by the platform's own id, which it shows by name; nobody is notified."""

    kind: Referent
    id: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One name and its value, shown side by side with others; `link` is where it can be checked.

    `about` stands before the value: who or where it was.
    """

    name: str
    value: str
    link: Link | None = None
    about: tuple[Mention, ...] = ()


def person(account: str) -> Mention:
    """The mention of an account ("discord:1234")."""
    platform, _, rest = account.partition(":")
    return Mention(Referent.PERSON, account if platform == "console" else rest.rpartition(":")[2])


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts that belong together, under an optional heading."""

    facts: tuple[Fact, ...]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence as it was read, its figure at `start:end` of it, and the article it stands in."""

    sentence: str
    start: int = 0
    end: int = 0
    source: Link | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under a head; narrow, for phones."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Part: TypeAlias = Paragraph | Facts | Quote | Table


class Style(StrEnum):
    """What a button does: tell more, agree, or destroy."""

    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Button:
    """`act` names what it does and to what ("evidence:12"): at most 90 characters, unique in its card."""

    act: str
    label: str
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, and what it shows in words."""

    png: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that is given out, an export for example."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One answer or alert. `summary` alone must make sense: it is read aloud and shown in notifications."""

    title: str
    summary: str
    parts: tuple[Part, ...] = ()
    footer: str = ""
    tone: Tone = Tone.NEUTRAL
    link: Link | None = None
    chart: Picture | None = None
    buttons: tuple[Button, ...] = ()
    files: tuple[Attachment, ...] = field(default=())
