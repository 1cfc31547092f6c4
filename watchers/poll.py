"""One poll of one feed: ask, parse, and say what follows. Nothing is stored here."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from watchers.feeds.fetch import Fetcher
from watchers.feeds.politeness import Outcome, after_failure, after_success
from watchers.feeds.values import Entry, Feed, FeedUnavailableError
from watchers.feeds.workers import Parser


@dataclass(frozen=True, slots=True)
class Polled:
    """What a poll found and what it leaves behind.

    `outcome` is stored after the entries or in their transaction, never before: its validators would hide what is not
    stored yet. `error` is why there are no entries, None when all went well.
    """

    entries: tuple[Entry, ...]
    outcome: Outcome
    error: FeedUnavailableError | None = field(default=None)


async def poll(feed: Feed, *, fetcher: Fetcher, parser: Parser, poll_every: timedelta, now: datetime) -> Polled:
    """Poll `feed` once. A feed that cannot be had is an outcome like any other and raises nothing."""
    jitter = random.random()  # noqa: S311 - it spreads load and guards nothing
    try:
        fetched = await fetcher.fetch(feed)
        parsed = None if fetched.body is None else await parser.parse(feed, fetched, now)
    except FeedUnavailableError as error:
        return Polled((), after_failure(feed, error, poll_every=poll_every, now=now, jitter=jitter), error)
    outcome = after_success(feed, fetched, parsed, poll_every=poll_every, now=now, jitter=jitter)
    return Polled(parsed.entries if parsed is not None else (), outcome)
