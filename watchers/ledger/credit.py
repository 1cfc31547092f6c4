"""One number told of two claimants: two independent stories say whose it is, and the alert follows them.

An article may credit the outlet's source, or the reader may mistake it; and what one claimant says first is often what
another has just said. A change that only one story credits gives way to the same number of another claimant whom two
stories credit: a first figure within what others say is no change of its own (rule 4), in whatever order they came.
"""

import hashlib
from dataclasses import replace
from datetime import timedelta

from watchers.ledger import others
from watchers.ledger.hearing import Hearing
from watchers.ledger.moves import kept, with_change
from watchers.ledger.reasons import Reason, because
from watchers.ledger.state import StepKind, Telling
from watchers.ledger.values import SHARED, UNATTRIBUTED, Change, Entry, Key, State

WINDOW = timedelta(days=2)


def credit(hearing: Hearing, key: Key, adopted: str) -> None:
    """Let a change that two stories have just adopted take the place of its twins under other names."""
    change = hearing.entry(key).changes[adopted]
    if key.claimant in UNATTRIBUTED:
        return
    for place, twin in others.twins(hearing, key, change, WINDOW):
        if key.layer == SHARED or hearing.ledger.own(place) is not None:
            change = hearing.entry(key).changes[change.id]
            if change.told:
                _give_way(hearing, place, twin, change)
            else:
                change = _take_over(hearing, key, place, twin, change)


def _take_over(hearing: Hearing, key: Key, place: Key, twin: Change, change: Change) -> Change:
    """Let `change`, untold so far, have the alert of its twin; the twin stays as an untold figure of its claimant."""
    known = {support.article for support in change.supports}
    lent = [replace(support, credited=False) for support in twin.supports if support.article not in known]
    told = replace(change, id=twin.id, told=True, at=twin.at, supports=kept([*change.supports, *lent]))
    quiet = _quiet(twin)
    after = {place: _renamed(hearing.entry(place), twin.id, quiet), key: _renamed(hearing.entry(key), change.id, told)}
    why = because(Reason.CREDITED, claimant=key.claimant, others=place.claimant)
    hearing.move(key, after.pop(key), StepKind.CREDITED, 4, why, told, Telling.EDIT, also=after)
    return told


def _give_way(hearing: Hearing, place: Key, twin: Change, change: Change) -> None:
    """Dismiss an alert whose number is that of another one; the figure stays, untold, with its claimant."""
    quiet = _quiet(twin)
    entry = _renamed(hearing.entry(place), twin.id, quiet)
    dismissed = replace(twin, state=State.DISMISSED)
    why = because(Reason.CREDITED, claimant=change.claimant, others=place.claimant)
    hearing.move(place, with_change(entry, dismissed), StepKind.CREDITED, 4, why, dismissed, Telling.EDIT)


def _quiet(change: Change) -> Change:
    name = hashlib.blake2b(change.id.encode(), digest_size=8).hexdigest()
    return replace(change, id=name, told=False)


def _renamed(entry: Entry, old: str, new: Change) -> Entry:
    changes = {
        name: replace(other, closed=new.id) if other.closed == old else other
        for name, other in entry.changes.items()
        if name != old
    }
    standing, former = entry.standing, entry.former
    if standing is not None and standing.change == old:
        standing = replace(standing, change=new.id)
    former = tuple(replace(known, change=new.id) if known.change == old else known for known in former)
    return Entry(standing, {**changes, new.id: new}, former)
