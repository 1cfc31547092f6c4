"""Feeds in the database: which are due, and what their polls leave behind."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Table, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from watchers.feeds.politeness import Health, Outcome
from watchers.feeds.values import Feed, Hours, Validators, Wishes
from watchers.store.tables.feeds import FeedRow

FEEDS: Table = SQLModel.metadata.tables["feed"]
SHOWN = tuple(
    FEEDS.c[name]
    for name in (
        "id",
        "layer",
        "url",
        "outlet",
        "lang",
        "time_zone",
        "etag",
        "last_modified",
        "validators_url",
        "ttl_s",
        "skip_hours",
        "skip_days",
        "body_hash",
        "items",
        "interval_s",
        "next_check_at",
        "first_polled_at",
        "failures",
        "failing_since",
        "failure",
        "moved_to",
        "moved_times",
    )
)
IMPOSSIBLE = timedelta(days=10)
REPLACED = (
    "etag",
    "last_modified",
    "validators_url",
    "body_hash",
    "items",
    "ttl_s",
    "skip_hours",
    "skip_days",
    "interval_s",
    "next_check_at",
    "first_polled_at",
    "last_polled_at",
    "failures",
    "failing_since",
    "failure",
    "moved_to",
    "moved_times",
)


async def due_feeds(session: AsyncSession, now: datetime, *, taken: Collection[int] = (), limit: int) -> list[Feed]:
    """Find feeds that may be polled now, the longest due first, without those already `taken`."""
    # No wait is as long as that: a time further ahead was stored while the clock was wrong.
    is_due = or_(FEEDS.c.next_check_at <= now, FEEDS.c.next_check_at > now + IMPOSSIBLE)
    query = (
        select(*SHOWN)
        .where(is_due, FEEDS.c.paused.is_(False))
        .order_by(FEEDS.c.next_check_at, FEEDS.c.id)
        .limit(limit + len(taken))
    )
    rows = await session.execute(query)
    return [to_feed(row) for row in rows if row[0] not in taken][:limit]


async def store_outcomes(session: AsyncSession, outcomes: Sequence[Outcome]) -> None:
    """Store what polls leave behind, in one statement.

    It belongs after the articles of these polls or into their transaction: a validator stored before an article hides
    the article behind "not modified" if the process dies in between.
    """
    if not outcomes:
        return
    connection = await session.connection()
    quiet = [_quiet_changes(outcome) for outcome in outcomes if outcome.quiet]
    others = [_changes(outcome) for outcome in outcomes if not outcome.quiet]
    if quiet:
        await connection.execute(RECORD_QUIET, quiet)
    if others:
        await connection.execute(RECORD, others)
    for outcome in outcomes:
        if outcome.health is Health.MOVED:
            await _adopt_address(session, outcome.feed)


async def _adopt_address(session: AsyncSession, feed: Feed) -> None:
    """Store a feed's new address, unless its layer follows that address already."""
    same = select(FEEDS.c.id).where(FEEDS.c.layer == feed.layer, FEEDS.c.url == feed.url)
    if (await session.execute(same)).first() is None:
        await session.execute(update(FEEDS).where(FEEDS.c.id == feed.id).values(url=feed.url))


async def add_feeds(session: AsyncSession, feeds: Iterable[FeedRow]) -> list[FeedRow]:
    """Store those of `feeds` that their layer does not have yet, and give these. All are due at once."""
    added = []
    for feed in feeds:
        known = select(FEEDS.c.id).where(FEEDS.c.layer == feed.layer, FEEDS.c.url == feed.url)
        if (await session.execute(known)).first() is None:
            session.add(feed)
            await session.flush()
            added.append(feed)
    return added


def new_feed(
    url: str,
    now: datetime,
    *,
    layer: str = "",
    outlet: str = "",
    lang: str = "",
    country: str = "",
    time_zone: str = "",
) -> FeedRow:
    """Make the row of a feed that is due at once."""
    return FeedRow(
        url=url,
        layer=layer,
        outlet=outlet,
        lang=lang,
        country=country,
        time_zone=time_zone,
        added_at=now,
        next_check_at=now,
    )


async def list_feeds(session: AsyncSession, layer: str | None = None) -> list[FeedRow]:
    """List the feeds of one layer, or all, with the record of their polls."""
    query = select(FeedRow).order_by(col(FeedRow.layer), col(FeedRow.id))
    if layer is not None:
        query = query.where(col(FeedRow.layer) == layer)
    return list((await session.execute(query)).scalars())


def to_feed(row: Any) -> Feed:
    """Turn a row of SHOWN columns into the value that is polled."""
    (
        feed_id,
        layer,
        url,
        outlet,
        lang,
        time_zone,
        etag,
        last_modified,
        validators_url,
        ttl_s,
        skip_hours,
        skip_days,
        body_hash,
        items,
        interval_s,
        next_check_at,
        first_polled_at,
        failures,
        failing_since,
        failure,
        moved_to,
        moved_times,
    ) = row
    return Feed(
        id=feed_id,
        url=url,
        layer=layer,
        outlet=outlet,
        lang=lang,
        timezone=time_zone,
        validators=Validators(etag, last_modified, validators_url),
        wishes=_wishes(ttl_s, skip_hours, skip_days),
        body_hash=body_hash,
        items=items,
        interval=timedelta(seconds=interval_s) if interval_s else None,
        next_check_at=next_check_at,
        first_polled_at=first_polled_at,
        failures=failures,
        failing_since=failing_since,
        failure=failure,
        moved_to=moved_to,
        moved_times=moved_times,
    )


@lru_cache(maxsize=256)
def _wishes(ttl_s: int, skip_hours: str, skip_days: str) -> Wishes:
    ttl = timedelta(seconds=ttl_s) if ttl_s else None
    return Wishes(ttl=ttl, skip=Hours(_numbers(skip_hours), _numbers(skip_days)))


def _changes(outcome: Outcome) -> dict[str, object]:
    feed = outcome.feed
    return {
        "feed_id": feed.id,
        "new_etag": feed.validators.etag,
        "new_last_modified": feed.validators.last_modified,
        "new_validators_url": feed.validators.url,
        "new_body_hash": feed.body_hash,
        "new_items": feed.items,
        "new_ttl_s": int(feed.wishes.ttl.total_seconds()) if feed.wishes.ttl else 0,
        "new_skip_hours": _joined(feed.wishes.skip.hours),
        "new_skip_days": _joined(feed.wishes.skip.days),
        "new_interval_s": int(feed.interval.total_seconds()) if feed.interval else 0,
        "new_next_check_at": feed.next_check_at,
        "new_first_polled_at": feed.first_polled_at,
        "new_last_polled_at": outcome.polled_at,
        "new_last_good_at": outcome.polled_at if outcome.good else None,
        "new_failures": feed.failures,
        "new_failing_since": feed.failing_since,
        "new_failure": feed.failure,
        "new_moved_to": feed.moved_to,
        "new_moved_times": feed.moved_times,
        "add_conditional": int(outcome.conditional),
        "add_not_modified": int(outcome.not_modified),
        "add_changed": int(outcome.changed),
        "add_failed": int(not outcome.good),
        "add_early": int(outcome.early),
        "add_bytes": outcome.size,
    }


def _quiet_changes(outcome: Outcome) -> dict[str, object]:
    feed = outcome.feed
    return {
        "feed_id": feed.id,
        "new_next_check_at": feed.next_check_at,
        "new_interval_s": int(feed.interval.total_seconds()) if feed.interval else 0,
        "new_last_polled_at": outcome.polled_at,
        "add_early": int(outcome.early),
    }


def _record_quiet() -> Any:
    """Make the statement that stores the outcome of a poll that changed nothing: most of them, and the cheapest."""
    c = FEEDS.c
    polled_at = bindparam("new_last_polled_at", type_=c.last_polled_at.type)
    return (
        update(FEEDS)
        .where(c.id == bindparam("feed_id"))
        .values(
            next_check_at=bindparam("new_next_check_at", type_=c.next_check_at.type),
            interval_s=bindparam("new_interval_s"),
            last_polled_at=polled_at,
            last_good_at=polled_at,
            polls=c.polls + 1,
            polls_conditional=c.polls_conditional + 1,
            polls_not_modified=c.polls_not_modified + 1,
            polls_early=c.polls_early + bindparam("add_early"),
        )
    )


def _record() -> Any:
    """Make the statement that stores an outcome."""
    c = FEEDS.c
    replaced = {name: bindparam(f"new_{name}", type_=c[name].type) for name in REPLACED}
    return (
        update(FEEDS)
        .where(c.id == bindparam("feed_id"))
        .values(
            **replaced,
            last_good_at=func.coalesce(bindparam("new_last_good_at", type_=c.last_good_at.type), c.last_good_at),
            polls=c.polls + 1,
            polls_conditional=c.polls_conditional + bindparam("add_conditional"),
            polls_not_modified=c.polls_not_modified + bindparam("add_not_modified"),
            polls_changed=c.polls_changed + bindparam("add_changed"),
            polls_failed=c.polls_failed + bindparam("add_failed"),
            polls_early=c.polls_early + bindparam("add_early"),
            bytes_received=c.bytes_received + bindparam("add_bytes"),
        )
    )


def _numbers(text: str) -> frozenset[int]:
    return frozenset(int(number) for number in text.split(",")) if text else frozenset()


def _joined(numbers: frozenset[int]) -> str:
    return ",".join(str(number) for number in sorted(numbers))


RECORD = _record()
RECORD_QUIET = _record_quiet()
