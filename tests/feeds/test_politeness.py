"""When a feed may be asked again. No test here waits: the time is passed in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.feeds.conftest import NOW
from watchers.feeds.politeness import Health, Outcome, after_failure, after_success, next_interval, skipped, spread
from watchers.feeds.values import (
    Entry,
    Failure,
    Feed,
    FeedUnavailableError,
    Fetched,
    Hours,
    Keys,
    Parsed,
    Validators,
    Wishes,
)

URL = "https://example.org/rss"
FEED = Feed(id=1, url=URL)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
EVERY = 10 * MINUTE
ANSWER = Fetched(url=URL, body=b"x")
UNCHANGED = replace(ANSWER, body=None)
NONE = Wishes()
NEW = (Entry(keys=Keys(), content_hash=1),)


def success(
    feed: Feed = FEED,
    fetched: Fetched = ANSWER,
    *,
    wishes: Wishes = NONE,
    every: timedelta = EVERY,
    entries: tuple[Entry, ...] = (),
) -> Outcome:
    parsed = None if fetched.body is None else Parsed(entries=entries, items=b"i", body_hash=b"h", wishes=wishes)
    return after_success(feed, fetched, parsed, poll_every=every, now=NOW, jitter=0)


def failure(kind: Failure, feed: Feed = FEED, *, wait: timedelta | None = None, every: timedelta = EVERY) -> Outcome:
    error = FeedUnavailableError(URL, "its server answered so", failure=kind, wait=wait)
    return after_failure(feed, error, poll_every=every, now=NOW, jitter=0)


def moved(url: str) -> Fetched:
    return replace(ANSWER, url=url, moved_to=url)


def wait(outcome: Outcome) -> timedelta:
    assert outcome.feed.next_check_at is not None
    return outcome.feed.next_check_at - NOW


def test_a_feed_is_first_polled_at_the_interval_of_the_settings() -> None:
    assert wait(success()) == EVERY


@pytest.mark.parametrize(
    ("fresh_for", "wishes", "expected"),
    [
        (45 * MINUTE, Wishes(), 45 * MINUTE),
        (MINUTE, Wishes(), EVERY),
        (timedelta(0), Wishes(), EVERY),
        (None, Wishes(ttl=HOUR), HOUR),
        (2 * HOUR, Wishes(ttl=HOUR), 2 * HOUR),
        (7 * DAY, Wishes(), DAY),
    ],
)
def test_the_longest_of_all_that_is_asked_for_is_kept(
    fresh_for: timedelta | None, wishes: Wishes, expected: timedelta
) -> None:
    assert wait(success(FEED, replace(ANSWER, fresh_for=fresh_for), wishes=wishes)) == expected


def test_what_the_feed_wished_holds_while_it_does_not_change() -> None:
    known = replace(FEED, wishes=Wishes(ttl=HOUR), interval=EVERY, validators=Validators('"1"', "", URL))
    assert wait(success(known, UNCHANGED)) == HOUR


def test_hours_and_days_that_a_feed_skips_are_skipped_all_of_them() -> None:
    noon = datetime(2026, 2, 1, 12, 30, tzinfo=UTC)  # a Sunday
    assert skipped(noon, Hours(frozenset({12, 13, 14}))) == datetime(2026, 2, 1, 15, tzinfo=UTC)
    assert skipped(noon, Hours(frozenset(), frozenset({6}))) == datetime(2026, 2, 2, tzinfo=UTC)
    assert skipped(noon, Hours(frozenset({0, 1}), frozenset({6, 0}))) == datetime(2026, 2, 3, 2, tzinfo=UTC)
    assert skipped(noon, Hours(frozenset({9}))) == noon


def test_a_feed_that_skips_every_hour_or_day_means_none() -> None:
    assert skipped(NOW, Hours(frozenset(range(24)), frozenset(range(7)))) == NOW


def test_the_interval_adapts_between_the_setting_and_six_hours() -> None:
    interval = next_interval(None, changed=True, poll_every=5 * MINUTE)
    assert interval == 5 * MINUTE
    for _ in range(50):
        interval = next_interval(interval, changed=False, poll_every=5 * MINUTE)
    assert interval == 6 * HOUR
    assert next_interval(interval, changed=True, poll_every=5 * MINUTE) == 3 * HOUR
    for _ in range(50):
        interval = next_interval(interval, changed=True, poll_every=5 * MINUTE)
    assert interval == 5 * MINUTE


def test_a_feed_that_changes_daily_is_polled_some_times_a_day_and_not_every_ten_minutes() -> None:
    interval, clock, polls, next_change = EVERY, timedelta(0), 0, DAY
    while clock < 30 * DAY:
        clock += interval
        polls += 1
        changed = clock >= next_change
        next_change = next_change + DAY if changed else next_change
        interval = next_interval(interval, changed=changed, poll_every=EVERY)
    assert 4 * 30 < polls < 10 * 30


@pytest.mark.parametrize("every", [timedelta(seconds=1), 4 * MINUTE])
def test_an_interval_below_five_minutes_is_kept_as_it_is(every: timedelta) -> None:
    feed = replace(FEED, interval=every)
    assert wait(success(feed, every=every)) == every
    assert wait(success(feed, every=every, entries=NEW)) == every


def test_jitter_only_ever_lengthens_a_wait() -> None:
    assert spread(HOUR, 0) == HOUR
    assert HOUR < spread(HOUR, 0.999) < HOUR * 1.06
    assert spread(DAY, 0.999) < DAY + 5 * MINUTE


def test_a_passing_failure_doubles_the_wait_up_to_six_hours() -> None:
    feed, waits = FEED, []
    for _ in range(9):
        outcome = failure(Failure.SERVER, feed)
        waits.append(wait(outcome))
        feed = outcome.feed
    assert waits[:4] == [EVERY, 2 * EVERY, 4 * EVERY, 8 * EVERY]
    assert waits[-1] == 6 * HOUR


def test_what_took_long_waits_longer_than_a_short_interval() -> None:
    assert wait(failure(Failure.TOO_SLOW, every=timedelta(seconds=1))) == timedelta(seconds=15)
    assert wait(failure(Failure.SERVER, every=timedelta(seconds=1))) == timedelta(seconds=1)


def test_a_feed_that_is_not_found_waits_up_to_half_a_day() -> None:
    assert wait(failure(Failure.NOT_FOUND, replace(FEED, failures=20))) == 64 * EVERY


def test_gone_is_never_asked_again_and_is_told() -> None:
    outcome = failure(Failure.GONE)
    assert (outcome.feed.next_check_at, outcome.health) == (None, Health.GONE)


@pytest.mark.parametrize(
    ("kind", "asked", "expected"),
    [
        (Failure.LIMITED, 2 * HOUR, 2 * HOUR),
        (Failure.LIMITED, 3 * DAY, 3 * DAY),
        (Failure.LIMITED, timedelta(seconds=5), EVERY),
        (Failure.LIMITED, None, 4 * HOUR),
        (Failure.SERVER, HOUR, HOUR),
    ],
)
def test_retry_after_is_obeyed_and_429_waits_without_it(
    kind: Failure, asked: timedelta | None, expected: timedelta
) -> None:
    assert wait(failure(kind, wait=asked)) == expected


def test_a_failure_forgets_nothing() -> None:
    known = replace(FEED, validators=Validators('"1"', "", URL), items=b"i", body_hash=b"h", wishes=Wishes(ttl=HOUR))
    after = failure(Failure.SERVER, known).feed
    assert (after.validators, after.items, after.body_hash, after.wishes) == (
        known.validators,
        b"i",
        b"h",
        known.wishes,
    )


def test_a_failing_feed_is_told_once_and_once_when_it_is_back() -> None:
    feed, told = FEED, []
    for _ in range(6):
        outcome = failure(Failure.SERVER, feed)
        told.append(outcome.health)
        feed = outcome.feed
    assert told == [None, None, Health.FAILING, None, None, None]
    assert (feed.failing_since, feed.failure) == (NOW, "its server answered so")
    back = success(feed)
    assert (back.health, back.feed.failing_since, back.feed.failures) == (Health.BACK, None, 0)
    assert success(back.feed).health is None


def test_one_passing_failure_is_not_worth_a_word() -> None:
    assert success(failure(Failure.SERVER).feed).health is None


def test_a_permanent_redirect_is_adopted_once_it_has_held() -> None:
    feed, healths = FEED, []
    for _ in range(3):
        outcome = success(feed, moved("https://new.example/rss"))
        healths.append(outcome.health)
        feed = outcome.feed
    assert healths == [None, None, Health.MOVED]
    assert (feed.url, feed.moved_to) == ("https://new.example/rss", "")


def test_a_permanent_redirect_that_does_not_hold_is_forgotten() -> None:
    feed = success(success(FEED, moved("https://a.example/")).feed, moved("https://b.example/")).feed
    assert (feed.url, feed.moved_times) == (URL, 1)
    assert success(feed).feed.moved_times == 0


def test_polling_before_the_time_is_on_the_record() -> None:
    assert success(replace(FEED, next_check_at=NOW + MINUTE)).early
    assert not success(replace(FEED, next_check_at=NOW)).early


def test_the_record_says_whether_validators_were_sent() -> None:
    assert success(replace(FEED, validators=Validators('"1"', "", URL)), UNCHANGED).conditional
    assert not success(FEED).conditional
