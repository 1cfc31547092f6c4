"""A feed's record of our manners, so that a publisher who complains gets an answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from watchers.store.tables.feeds import FeedRow

HEADINGS = ("feed", "polls", "unchanged", "with validators", "failed", "early", "kB", "every", "last", "next", "state")


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What one feed's server has seen of us. `spacing` is the mean time between two polls, None before the second.

    `unconditional` counts the polls without validators; the first one is always among them. `early` are polls before
    the time that was set, which only an admin's order can cause.
    """

    url: str
    polls: int
    not_modified: int
    unconditional: int
    failed: int
    early: int
    received: int
    spacing: timedelta | None
    last: datetime | None
    next: datetime | None
    state: str


def score(feed: FeedRow) -> Score:
    """Give the record of one feed."""
    return Score(
        url=feed.url,
        polls=feed.polls,
        not_modified=feed.polls_not_modified,
        unconditional=feed.polls - feed.polls_conditional,
        failed=feed.polls_failed,
        early=feed.polls_early,
        received=feed.bytes_received,
        spacing=_spacing(feed),
        last=feed.last_polled_at,
        next=feed.next_check_at,
        state=_state(feed),
    )


def render_scores(scores: Iterable[Score]) -> list[tuple[str, ...]]:
    """Render records as the cells of a table under HEADINGS."""
    return [
        (
            one.url,
            str(one.polls),
            str(one.not_modified),
            str(one.polls - one.unconditional),
            str(one.failed),
            str(one.early),
            str(round(one.received / 1000)),
            _duration(one.spacing),
            _time(one.last),
            _time(one.next),
            one.state,
        )
        for one in scores
    ]


def _spacing(feed: FeedRow) -> timedelta | None:
    if feed.polls < 2 or feed.last_polled_at is None:
        return None
    return (feed.last_polled_at - feed.added_at) / (feed.polls - 1)


def _state(feed: FeedRow) -> str:
    if feed.paused:
        return "paused"
    if feed.next_check_at is None:
        return f"not asked any more: {feed.failure}"
    if feed.failures:
        return f"failing since {_time(feed.failing_since)}: {feed.failure}"
    return "ok" if feed.polls else "not asked yet"


def _duration(length: timedelta | None) -> str:
    if length is None:
        return "–"
    minutes = length.total_seconds() / 60
    return f"{minutes:.0f} min" if minutes >= 1 else f"{length.total_seconds():.0f} s"


def _time(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "–"
