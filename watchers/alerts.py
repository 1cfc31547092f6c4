"""An alert as values: everything its card shows, so that it can be rendered anywhere and at any time."""

from dataclasses import dataclass
from datetime import date, datetime

from pydantic import TypeAdapter

from watchers.claims import Figure, Metric
from watchers.ledger.state import Ledger
from watchers.ledger.values import Change, Hold, Key, Kind, State, Support


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One article that carries the change. `sentence` is where the figure was read, its words at `start:end` of it.

    `story` is what the article is a copy of.
    """

    article: str
    outlet: str
    story: str
    published: datetime
    sentence: str = ""
    start: int = 0
    end: int = 0
    title: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Other:
    """What another claimant says about the same metric."""

    claimant: str
    figure: Figure
    as_of: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A change as told to people, in one layer. `outlets` counts independent stories, never copies."""

    layer: str
    change: str
    metric: Metric
    claimant: str
    kind: Kind
    state: State
    hold: Hold
    figure: Figure
    previous: Figure | None
    previous_as_of: date | None
    as_of: date
    at: datetime
    outlets: int
    sources: tuple[Source, ...]
    others: tuple[Other, ...]
    explanation: str = ""
    caught_up: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CatchUp:
    """What feeds had published before they were first polled, told at once: the changes by metric and claimant."""

    layer: str
    at: datetime
    alerts: tuple[Alert, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Where an article can be read, and the words of the figure in it."""

    title: str = ""
    url: str = ""
    figure: str = ""


_ALERT = TypeAdapter(Alert)
_CATCH_UP = TypeAdapter(CatchUp)


def alert_of(key: Key, change: Change, ledger: Ledger, pages: dict[str, Page], explanation: str) -> Alert:
    """Put a change into an alert. `pages` are the known pages of its articles, by article id."""
    previous = change.previous
    return Alert(
        layer=key.layer,
        change=change.id,
        metric=change.metric,
        claimant=change.claimant,
        kind=change.kind,
        state=change.state,
        hold=change.hold,
        figure=change.figure,
        previous=previous.figure if previous else None,
        previous_as_of=previous.as_of if previous else None,
        as_of=change.as_of,
        at=change.at,
        outlets=len(change.outlets),
        sources=tuple(_source(support, pages) for support in change.shown),
        others=_others(key, ledger),
        explanation=explanation,
        caught_up=change.caught_up,
    )


def to_json(alert: Alert) -> dict[str, object]:
    """Return the alert as JSON values."""
    values: dict[str, object] = _ALERT.dump_python(alert, mode="json")
    return values


def from_json(values: object) -> Alert:
    """Return the alert that `to_json` put into values."""
    return _ALERT.validate_python(values)


def catch_up_to_json(catch_up: CatchUp) -> dict[str, object]:
    """Return the catch-up as JSON values."""
    values: dict[str, object] = _CATCH_UP.dump_python(catch_up, mode="json")
    return values


def catch_up_from_json(values: object) -> CatchUp:
    """Return the catch-up that `catch_up_to_json` put into values."""
    return _CATCH_UP.validate_python(values)


def _source(support: Support, pages: dict[str, Page]) -> Source:
    page = pages.get(support.article, Page())
    start = support.sentence.find(page.figure) if page.figure else -1
    return Source(
        article=support.article,
        outlet=support.outlet,
        story=support.story,
        published=support.published,
        sentence=support.sentence,
        start=max(start, 0),
        end=start + len(page.figure) if start >= 0 else 0,
        title=page.title,
        url=page.url,
    )


def _others(key: Key, ledger: Ledger) -> tuple[Other, ...]:
    entries = ledger.view(key.layer, key.metric)
    return tuple(
        Other(claimant, entry.standing.figure, entry.standing.as_of)
        for claimant, entry in sorted(entries.items())
        if entry.standing is not None and claimant != key.claimant
    )
