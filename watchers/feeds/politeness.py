"""When a feed may be asked again: the manners of a reader that publishers do not mind.

Pure: the time and the jitter are given. The rules come from RFC 9110 and 9111 (validators, freshness, Retry-After), the
RSS 2.0 specification (ttl, skipHours, skipDays), and what the feed reader behaviour project scores.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from watchers.feeds.values import Failure, Feed, FeedUnavailableError, Fetched, Hours, Parsed

LONGEST_INTERVAL = timedelta(hours=6)
ADAPTS_FROM = timedelta(minutes=5)
QUICKER, SLOWER = 0.5, 1.2
LONGEST_WAIT = timedelta(days=1)
SLOW_WAIT = timedelta(seconds=15)  # what took long holds up others at its host and in the workers
UNASKED_WAIT = timedelta(hours=4)
NOTABLE_FAILURES = 3
MOVES_BEFORE_ADOPTED = 3
MAX_DOUBLINGS = 6
SPREAD = 0.05
SHORT_SPREAD = timedelta(seconds=0.25)
MOST_SPREAD = timedelta(minutes=5)
# For these the server has said something for good, or as good as; they wait longer than a passing failure.
LASTING = {Failure.NOT_FOUND, Failure.UNREADABLE, Failure.FORBIDDEN_ADDRESS, Failure.REDIRECTS, Failure.TOO_LARGE}


class Health(StrEnum):
    """What a poll changes about a feed that its admins should be told once."""

    FAILING = "failing"
    BACK = "back"
    GONE = "gone"
    MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one poll leaves behind: the feed as it now stands, and what is added to its record.

    `feed.next_check_at` is None for a feed that is not asked any more. `conditional` says that validators were sent,
    `early` that the feed was asked before its time, as an admin may by hand, `quiet` that nothing but times changed.
    """

    feed: Feed
    polled_at: datetime
    good: bool
    changed: bool = False
    not_modified: bool = False
    conditional: bool = False
    early: bool = False
    quiet: bool = False
    size: int = 0
    health: Health | None = None


def after_success(
    feed: Feed, fetched: Fetched, parsed: Parsed | None, *, poll_every: timedelta, now: datetime, jitter: float
) -> Outcome:
    """Decide what follows from an answer. `parsed` is None when nothing changed; `jitter` is in [0, 1)."""
    changed = parsed is not None and bool(parsed.entries)
    interval = next_interval(feed.interval, changed=changed, poll_every=poll_every)
    wishes = (parsed.wishes if parsed is not None else None) or feed.wishes
    wait = max(interval, fetched.fresh_for or timedelta(0), wishes.ttl or timedelta(0))
    url, moved_to, moved_times = _after_move(feed, fetched)
    after = replace(
        feed,
        url=url,
        moved_to=moved_to,
        moved_times=moved_times,
        validators=fetched.validators,
        wishes=wishes,
        body_hash=parsed.body_hash if parsed is not None else feed.body_hash,
        items=parsed.items if parsed is not None else feed.items,
        interval=interval,
        next_check_at=skipped(now + spread(min(wait, LONGEST_WAIT), jitter), wishes.skip),
        first_polled_at=feed.first_polled_at or now,
        failures=0,
        failing_since=None,
        failure="",
    )
    return Outcome(
        feed=after,
        polled_at=now,
        good=True,
        changed=changed,
        not_modified=fetched.body is None,
        conditional=bool(feed.validators),
        early=_is_early(feed, now),
        quiet=_is_quiet(feed, fetched),
        size=fetched.size,
        health=_health_of_success(feed, url),
    )


def after_failure(
    feed: Feed, error: FeedUnavailableError, *, poll_every: timedelta, now: datetime, jitter: float
) -> Outcome:
    """Decide what follows from a failure. Nothing that was known of the feed's content is forgotten."""
    failures = feed.failures + 1
    gone = error.failure is Failure.GONE
    after = replace(
        feed,
        next_check_at=None if gone else now + spread(_wait_after(error, failures, poll_every), jitter),
        failures=failures,
        failing_since=feed.failing_since or now,
        failure=error.reason,
    )
    health = Health.GONE if gone else Health.FAILING if failures == NOTABLE_FAILURES else None
    return Outcome(
        feed=after,
        polled_at=now,
        good=False,
        conditional=bool(feed.validators),
        early=_is_early(feed, now),
        health=health,
    )


def next_interval(interval: timedelta | None, *, changed: bool, poll_every: timedelta) -> timedelta:
    """Adapt a feed's interval to how often it changes, from `poll_every` to six hours.

    Halved by a change and stretched by a fifth without one, it settles where about every fifth poll finds something. An
    operator who sets `poll_every` below five minutes polls own or local feeds and gets exactly that.
    """
    if poll_every < ADAPTS_FROM:
        return poll_every
    if interval is None:
        return poll_every
    longest = max(LONGEST_INTERVAL, poll_every)
    return min(max(interval * (QUICKER if changed else SLOWER), poll_every), longest)


def spread(wait: timedelta, jitter: float) -> timedelta:
    """Lengthen a wait a little, so that feeds do not all come due at once; never shorten it."""
    return wait + min(wait * SPREAD, MOST_SPREAD if wait >= ADAPTS_FROM else SHORT_SPREAD) * jitter


def skipped(moment: datetime, skip: Hours) -> datetime:
    """Move a time out of the hours (GMT) and days that the feed asks not to be polled in."""
    if not skip.hours and not skip.days:
        return moment
    hours = skip.hours if len(skip.hours) < 24 else frozenset()
    days = skip.days if len(skip.days) < 7 else frozenset()
    for _ in range(24 * 7):
        here = moment.astimezone(UTC)
        if here.hour not in hours and here.weekday() not in days:
            break
        moment = here.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return moment


def is_history(published: datetime | None, feed: Feed, now: datetime) -> bool:
    """Say whether an article, at the first sight of its feed, is old news. One without a date may be of any age."""
    return feed.first_polled_at is None and (published is None or published < now - timedelta(days=1))


def _wait_after(error: FeedUnavailableError, failures: int, poll_every: timedelta) -> timedelta:
    """Give the wait after a failure: what the server asks for, else doubling from one interval."""
    longest = LONGEST_WAIT if error.failure in LASTING else LONGEST_INTERVAL
    first = max(poll_every, SLOW_WAIT) if error.failure is Failure.TOO_SLOW else poll_every
    doubled: timedelta = first * 2 ** min(failures - 1, MAX_DOUBLINGS)
    wait = min(doubled, max(longest, poll_every))
    if error.wait is not None:
        return max(error.wait, poll_every)
    return max(wait, UNASKED_WAIT) if error.failure is Failure.LIMITED else wait


def _after_move(feed: Feed, fetched: Fetched) -> tuple[str, str, int]:
    """Count permanent redirects to one address and adopt it once they have held: give address, target and count."""
    if not fetched.moved_to or fetched.moved_to == feed.url:
        return feed.url, "", 0
    times = feed.moved_times + 1 if fetched.moved_to == feed.moved_to else 1
    return (feed.url, fetched.moved_to, times) if times < MOVES_BEFORE_ADOPTED else (fetched.moved_to, "", 0)


def _is_quiet(feed: Feed, fetched: Fetched) -> bool:
    """Say whether an answer says nothing new about a feed that was well before."""
    same = fetched.body is None and fetched.validators == feed.validators and fetched.moved_to == feed.moved_to == ""
    return same and feed.first_polled_at is not None and not feed.failures


def _is_early(feed: Feed, now: datetime) -> bool:
    return feed.next_check_at is not None and now < feed.next_check_at


def _health_of_success(feed: Feed, url: str) -> Health | None:
    if url != feed.url:
        return Health.MOVED
    return Health.BACK if feed.failures >= NOTABLE_FAILURES else None
