"""The values that the ledger is made of: standing figures, changes and what supports them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from watchers.claims import Figure, Metric

SHARED = ""
UNATTRIBUTED = frozenset({"none", "media"})


class Kind(StrEnum):
    """What sort of change a claim makes. `RETRACTION` is shown for a change whose every source withdrew it."""

    FIRST = "first"
    UP = "up"
    DOWN = "down"
    ADDITION = "addition"
    PLANNED = "planned"
    RETRACTION = "retraction"


class State(StrEnum):
    """How far a change has come. `CORROBORATED`: more outlets carry it, but not yet two independent stories."""

    REPORTED = "reported"
    CORROBORATED = "corroborated"
    ADOPTED = "adopted"
    HELD = "held"
    DISMISSED = "dismissed"
    RETRACTED = "retracted"

    @property
    def is_open(self) -> bool:
        """Whether a further story can still move the change."""
        return self in {State.REPORTED, State.CORROBORATED, State.HELD}


class Hold(StrEnum):
    """Why a change is held as unconfirmed until a second story or an admin confirms it; `NO` when it is not."""

    NO = ""
    FALL = "fall"
    JUMP = "jump"
    ARITHMETIC = "arithmetic"


class Key(NamedTuple):
    """Whose figure of what, in which layer: "" is the shared ledger, else a guild's or workspace's own."""

    layer: str
    metric: Metric
    claimant: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The figure that stands. `change` is the change that set it, "" for the baseline; `source` says where from."""

    figure: Figure
    as_of: date
    change: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """One article that carries a change. `credited` is False where it gives the figure without its claimant."""

    article: str
    outlet: str
    story: str
    figure: Figure
    published: datetime
    sentence: str = ""
    credited: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A claim that moves the ledger, or would. `id` is the same in every replay and in every layer.

    `told` is False for what is kept without an alert: a first figure that agrees with the others or is a small part of
    what they say, an unattributed one in a single story. `closed` is the adopted change that has overtaken it: nothing
    adopts it any more. `lost` are the last supports of a retracted change, to show what it stood on. `undone` keeps
    stories from adopting it again. `source` is what a person named who set the figure by hand.
    """

    id: str
    metric: Metric
    claimant: str
    kind: Kind
    figure: Figure
    previous: Standing | None
    state: State
    rule: int
    at: datetime
    as_of: date
    supports: tuple[Support, ...] = ()
    lost: tuple[Support, ...] = ()
    hold: Hold = Hold.NO
    told: bool = True
    caught_up: bool = False
    closed: str = ""
    confirmed: bool = False
    undone: bool = False
    source: str = ""

    @property
    def outlets(self) -> tuple[str, ...]:
        """The independent outlets that carry it: one for each story, in order of arrival."""
        found: dict[str, str] = {}
        for support in self.supports:
            if support.outlet not in found.values():
                found.setdefault(support.story, support.outlet)
        return tuple(found.values())

    @property
    def is_carried_twice(self) -> bool:
        """Whether two independent stories carry it: two texts of two outlets, both naming the claimant."""
        credited = [support for support in self.supports if support.credited]
        return any(
            one.story != other.story and one.outlet != other.outlet
            for place, one in enumerate(credited)
            for other in credited[:place]
        )

    @property
    def is_total(self) -> bool:
        """Whether it is about a total; plans and additions are kept apart from the totals."""
        return self.kind not in {Kind.ADDITION, Kind.PLANNED}

    @property
    def shown(self) -> tuple[Support, ...]:
        """What carries it, or carried it until it was retracted."""
        return self.supports or self.lost

    @property
    def articles(self) -> tuple[str, ...]:
        """The ids of the articles that carry it."""
        return tuple(support.article for support in self.supports)

    @property
    def sentence(self) -> str:
        """The sentence that it was first read from, of those that still carry it or carried it last."""
        return self.shown[0].sentence if self.shown else ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the ledger knows of one claimant's figure of one metric: bounded, however long its history."""

    standing: Standing | None = None
    changes: Mapping[str, Change] = field(default_factory=dict)
    former: tuple[Standing, ...] = ()
