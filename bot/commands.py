"""What people can ask and do: an adapter turns these into its own platform's commands, buttons and forms."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

from bot.cards import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, from where. `account` and `layer` are "discord:1234" and the like; `admin` is the platform's own word.

    `address` is the channel's, as deliveries use it; `layer` is empty in a direct message.
    """

    platform: str
    account: str
    layer: str
    address: str
    locale: str = "en"
    admin: bool = False


class OptionKind(StrEnum):
    """How an option is written. A `WORD` has no spaces, a `TEXT` takes all that is left."""

    CHOICE = "choice"
    DATE = "date"
    NUMBER = "number"
    WORD = "word"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that may be chosen, and the names by which people know it; the first is shown."""

    value: str
    names: tuple[str, ...]


Values: TypeAlias = Mapping[str, str]
Suggest: TypeAlias = Callable[[Asker, str], Awaitable[tuple[Choice, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option of a command. `suggest` offers values while one is being typed."""

    name: str
    description: str
    kind: OptionKind = OptionKind.TEXT
    required: bool = False
    choices: tuple[Choice, ...] = ()
    suggest: Suggest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command, "casualties" or "alerts here". `run` gets the options that were given, a choice as its value.

    It raises TollwatchError for whatever the asker can mend. `admin`: only for those who administer the server or
    workspace; the adapter asks its platform each time. `public`: everybody in the channel sees the answer. `posts`: the
    bot will post in this channel from now on, so the adapter first makes sure that it can.
    """

    name: str
    description: str
    run: Callable[[Asker, Values], Awaitable[Card]]
    options: tuple[Option, ...] = ()
    admin: bool = False
    public: bool = False
    posts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What a button does to the subject in its act ("dismiss:12"). `reason`: the asker is asked for one first."""

    name: str
    label: str
    run: Callable[[Asker, str, str], Awaitable[Card]]
    admin: bool = False
    reason: bool = False


class Product(Protocol):
    """All of it: what an adapter is given."""

    @property
    def commands(self) -> tuple[Command, ...]:
        """Every command."""
        ...

    @property
    def acts(self) -> tuple[Act, ...]:
        """What buttons do."""
        ...

    async def home(self, asker: Asker) -> tuple[Card, ...]:
        """What a page of one's own shows: figures, settings, feed health, recent alerts."""
        ...
