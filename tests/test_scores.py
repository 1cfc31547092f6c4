"""The record that `tollwatch feeds score` prints."""

from datetime import timedelta

from tests.feeds.conftest import NOW
from watchers.scores import HEADINGS, render_scores, score
from watchers.store.feeds import new_feed
from watchers.store.tables.feeds import FeedRow


def row(**about: object) -> FeedRow:
    feed = new_feed("https://e.org/rss", NOW)
    for name, value in about.items():
        setattr(feed, name, value)
    return feed


def test_the_record_counts_what_the_server_saw() -> None:
    feed = row(
        polls=5,
        polls_conditional=4,
        polls_not_modified=3,
        bytes_received=42_000,
        last_polled_at=NOW + timedelta(hours=2),
    )
    found = score(feed)
    assert (found.unconditional, found.not_modified, found.early, found.spacing) == (1, 3, 0, timedelta(minutes=30))
    (cells,) = render_scores([found])
    assert dict(zip(HEADINGS, cells, strict=True)) == {
        "feed": "https://e.org/rss",
        "polls": "5",
        "unchanged": "3",
        "with validators": "4",
        "failed": "0",
        "early": "0",
        "kB": "42",
        "every": "30 min",
        "last": "2026-02-01 14:00",
        "next": "2026-02-01 12:00",
        "state": "ok",
    }


def test_the_state_says_why_a_feed_is_not_read() -> None:
    assert score(row()).state == "not asked yet"
    assert score(row(paused=True)).state == "paused"
    failing = row(polls=3, failures=3, failing_since=NOW, failure="its server answered 503")
    assert score(failing).state == "failing since 2026-02-01 12:00: its server answered 503"
    assert score(row(next_check_at=None, failure="its server answered 410")).state.startswith("not asked any more")
