"""What admins and operators do by hand: confirm, dismiss, set, undo. Pure, like the judge; the caller audits."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from watchers.claims import Figure
from watchers.errors import TollwatchError
from watchers.ledger.hearing import Hearing
from watchers.ledger.moves import adopt, adopt_if_carried, stand_down, with_change
from watchers.ledger.reasons import Reason, because
from watchers.ledger.state import Ledger, Step, StepKind, Telling
from watchers.ledger.values import Change, Key, Kind, State


class Dismissal(StrEnum):
    """Why a change is dismissed: our reader misread the text, or the text itself is wrong."""

    MISREAD = "misread"
    FALSE = "false"


@dataclass(frozen=True, slots=True)
class Act:
    """Who acts, why and when. `author` is an account such as discord:1234."""

    author: str
    reason: str
    at: datetime


class UnknownChangeError(TollwatchError):
    """The ledger of this layer knows no such change."""

    def __init__(self, change: str) -> None:
        super().__init__(f"there is no change {change} in this ledger", hint="Look its id up: /history or the alert.")


class ImpossibleActError(TollwatchError):
    """The change is in a state in which the act means nothing."""


def find_change(ledger: Ledger, layer: str, change: str) -> tuple[Key, Change]:
    """Return the change as the layer sees it, with its place there. Raises UnknownChangeError."""
    for key, entry in ledger.entries():
        if key.layer in {"", layer} and change in entry.changes:
            place = key._replace(layer=layer)
            if change in ledger.seen(place).changes:
                return place, ledger.seen(place).changes[change]
    raise UnknownChangeError(change)


def confirm(ledger: Ledger, layer: str, change: str, act: Act) -> tuple[Step, ...]:
    """Adopt a change by hand. Raises UnknownChangeError, ImpossibleActError."""
    key, known = find_change(ledger, layer, change)
    if known.confirmed or known.closed or known.state in {State.DISMISSED, State.RETRACTED}:
        raise ImpossibleActError(f"the change is {_state(known)}", hint="Undo that first, or set the figure by hand.")
    hearing = Hearing(ledger=ledger, at=act.at, author=act.author)
    why = because(Reason.CONFIRMED, author=act.author, why=act.reason)
    sure = replace(known, confirmed=True, undone=False)
    if known.state is State.ADOPTED:
        entry = with_change(ledger.seen(key), sure)
        hearing.move(key, entry, StepKind.CONFIRMED, 8, why, sure, Telling.EDIT)
    else:
        adopt(hearing, key, sure, StepKind.CONFIRMED, 8, why)
    return tuple(hearing.steps)


def dismiss(ledger: Ledger, layer: str, change: str, because_of: Dismissal, act: Act) -> tuple[Step, ...]:
    """Take a change out of the ledger; the same figure is not told again. Raises as `confirm` does."""
    key, known = find_change(ledger, layer, change)
    if known.state is State.DISMISSED:
        raise ImpossibleActError("the change is dismissed already", hint="Undo brings it back.")
    hearing = Hearing(ledger=ledger, at=act.at, author=act.author)
    reason = Reason.MISREAD if because_of is Dismissal.MISREAD else Reason.FALSE
    after = replace(known, state=State.DISMISSED, confirmed=False)
    entry = with_change(stand_down(ledger.seen(key), known), after)
    why = because(reason, author=act.author, why=act.reason)
    hearing.move(key, entry, StepKind.DISMISSED, 8, why, after, Telling.EDIT)
    return tuple(hearing.steps)


def set_figure(ledger: Ledger, key: Key, figure: Figure, as_of: date, source: str, act: Act) -> tuple[Step, ...]:
    """Let a figure stand by hand, with its source. It is recorded as a change, and told to nobody."""
    hearing = Hearing(ledger=ledger, at=act.at, author=act.author)
    standing = ledger.seen(key).standing
    change = Change(
        id=_id(key, figure, act),
        metric=key.metric,
        claimant=key.claimant,
        kind=_kind(figure, standing.figure if standing else None),
        figure=figure,
        previous=standing,
        state=State.REPORTED,
        rule=8,
        at=act.at,
        as_of=as_of,
        told=False,
        confirmed=True,
        source=source,
    )
    why = because(Reason.SET, author=act.author, figure=figure, source=source, why=act.reason)
    adopt(hearing, key, change, StepKind.SET, 8, why)
    return tuple(hearing.steps)


def undo(ledger: Ledger, layer: str, change: str, act: Act) -> tuple[Step, ...]:
    """Take back what last happened to a change: its adoption, its dismissal, or that it was set by hand.

    A change whose adoption was undone is open again, but only a person adopts it. Raises as `confirm` does.
    """
    key, known = find_change(ledger, layer, change)
    entry = ledger.seen(key)
    reopened = replace(known, state=State.HELD if known.hold else State.REPORTED, confirmed=False)
    if known.state is State.ADOPTED:
        state = reopened.state if known.supports else State.RETRACTED
        reopened = replace(reopened, state=state, undone=True)
        entry = stand_down(entry, known)
    elif known.state is not State.DISMISSED:
        raise ImpossibleActError(f"the change is {_state(known)}: nothing to undo", hint="Dismiss it instead.")
    hearing = Hearing(ledger=ledger, at=act.at, author=act.author)
    why = because(Reason.UNDONE, author=act.author, why=act.reason)
    hearing.move(key, with_change(entry, reopened), StepKind.UNDONE, 8, why, reopened, Telling.EDIT)
    if known.state is State.DISMISSED:
        adopt_if_carried(hearing, key, reopened)
    return tuple(hearing.steps)


def _state(change: Change) -> str:
    if change.closed:
        return "overtaken by a later figure"
    return "confirmed already" if change.confirmed else change.state.value


def _kind(figure: Figure, standing: Figure | None) -> Kind:
    if standing is None:
        return Kind.FIRST
    return Kind.DOWN if figure.number < standing.number else Kind.UP


def _id(key: Key, figure: Figure, act: Act) -> str:
    parts = (*key, figure.low, figure.high, figure.qualifier, act.author, act.at.isoformat())
    return hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).hexdigest()
