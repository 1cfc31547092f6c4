"""What the other claimants say, as one claimant's key sees it."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from watchers.claims import Claim, Metric
from watchers.ledger.compare import Range, agree, range_of
from watchers.ledger.hearing import Hearing
from watchers.ledger.values import UNATTRIBUTED, Change, Hold, Key, Kind, State

RELAY_WINDOW = timedelta(days=14)
A_DAY = timedelta(days=1)


def range_said(hearing: Hearing, key: Key, *, everybody: bool = False) -> Range | None:
    """Return the span of the other claimants' standing figures, None where none of them has one."""
    view = hearing.ledger.view(key.layer, key.metric)
    return range_of(
        entry.standing.figure
        for name, entry in view.items()
        if entry.standing is not None and (everybody or name != key.claimant)
    )


def newest(hearing: Hearing, key: Key) -> date | None:
    """Return the newest date of any standing figure of the metric."""
    view = hearing.ledger.view(key.layer, key.metric)
    return max((entry.standing.as_of for entry in view.values() if entry.standing is not None), default=None)


def oldest(hearing: Hearing, key: Key) -> date | None:
    """Return the oldest date of any figure of the metric that stands or stood."""
    dates: list[date] = []
    for entry in hearing.ledger.view(key.layer, key.metric).values():
        standing = () if entry.standing is None else (entry.standing,)
        dates += [known.as_of for known in (*entry.former[:1], *standing)]
    return min(dates, default=None)


def told_changes(hearing: Hearing, key: Key, kinds: frozenset[Kind]) -> Iterator[tuple[Key, Change]]:
    """Give the other claimants' changes of these kinds that were told and are neither dismissed nor retracted."""
    for name, entry in hearing.ledger.view(key.layer, key.metric).items():
        if name != key.claimant:
            for change in entry.changes.values():
                if change.told and change.kind in kinds and change.state not in {State.DISMISSED, State.RETRACTED}:
                    yield key._replace(claimant=name), change


def same_change(
    hearing: Hearing, key: Key, claim: Claim, kinds: frozenset[Kind], window: timedelta | None = None
) -> tuple[Key, Change] | None:
    """Find another claimant's told change of the same number, the youngest one within `window` of the article."""
    found = [
        (place, change)
        for place, change in told_changes(hearing, key, kinds)
        if agree(claim.figure.number, change.figure.number)
        and change.hold is Hold.NO
        and (window is None or abs(hearing.day - change.as_of) <= window)
    ]
    return max(found, key=lambda pair: (pair[1].claimant not in UNATTRIBUTED, pair[1].at, pair[1].id), default=None)


def twins(hearing: Hearing, key: Key, change: Change, window: timedelta) -> list[tuple[Key, Change]]:
    """Find the other claimants' told changes of the same number and time that at most one story credits to them."""
    kinds = frozenset({Kind.FIRST}) if change.is_total else frozenset({change.kind})
    found = []
    for place, twin in told_changes(hearing, key, kinds):
        near = agree(twin.figure.number, change.figure.number) and abs(twin.as_of - change.as_of) <= window
        lone = twin.state.is_open and not twin.closed and not twin.is_carried_twice
        if near and not twin.confirmed and (lone or place.claimant in UNATTRIBUTED):
            found.append((place, twin))
    return sorted(found, key=lambda pair: (pair[1].at, pair[1].id))


def known_numbers(hearing: Hearing, key: Key) -> Iterator[tuple[str, int]]:
    """Give every number of the metric that some claimant had given by the day before: standing, earlier, or open."""
    for name, entry in hearing.ledger.view(key.layer, key.metric).items():
        standing = () if entry.standing is None else (entry.standing,)
        said = [(known.figure, known.as_of) for known in (*standing, *entry.former)]
        said += [
            (change.figure, change.as_of)
            for change in entry.changes.values()
            if change.is_total and change.told and change.hold is Hold.NO and change.state is not State.DISMISSED
        ]
        yield from ((name, figure.number) for figure, as_of in said if hearing.day - as_of > A_DAY)


def most(hearing: Hearing, key: Key, metric: Metric, siblings: Sequence[Claim]) -> Range | None:
    """Return the largest figure that anybody, or the same article, gives for `metric`, with its reach."""
    entries = hearing.ledger.view(key.layer, metric).values()
    figures = [entry.standing.figure for entry in entries if entry.standing is not None]
    figures += [
        change.figure
        for entry in entries
        for change in entry.changes.values()
        if change.is_total and change.told and change.hold is Hold.NO and change.state.is_open
    ]
    figures += [claim.figure for claim in siblings if claim.metric is metric]
    spans = [span for figure in figures if (span := range_of([figure])) is not None]
    return max(spans, key=lambda span: span.high, default=None)
