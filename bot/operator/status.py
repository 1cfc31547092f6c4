"""How the bot does, in numbers: read from the database, so that any process can ask."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from watchers.store.database import Database
from watchers.store.downtime import ALIVE
from watchers.store.tables.delivery import AlertRow, DeliveryRow, DeliveryState
from watchers.store.tables.feeds import ArticleRow, FeedRow
from watchers.store.tables.ledger import ClaimRow
from watchers.store.tables.settings import ChannelRow, FactRow

NOTHING = timedelta(0)
OPEN = (DeliveryState.PENDING, DeliveryState.SENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The state of everything. `poll_lag` is how long the feed that waits longest has been due.

    `oldest_pending` is the age of the oldest delivery that is to be sent now; what is held for a digest waits by
    choice. `alive_at` is when the bot last said that it works.
    """

    feeds: int
    feeds_paused: int
    feeds_due: int
    feeds_failing: int
    poll_lag: timedelta
    last_good_poll: datetime | None
    articles: int
    articles_set_aside: int
    claims: int
    changes: int
    deliveries: dict[str, int] = field(default_factory=dict)
    oldest_pending: timedelta = NOTHING
    channels: int = 0
    channels_stopped: int = 0
    alive_at: datetime | None = None


async def read_status(database: Database, now: datetime) -> Status:
    """Count everything, in one consistent state of the database."""
    async with database.reading() as session:
        working = col(FeedRow.paused).is_(False)
        due = (working, col(FeedRow.next_check_at) <= now)
        by_state = select(col(DeliveryRow.state), func.count()).group_by(col(DeliveryRow.state))
        counts: dict[str, int] = dict((await session.execute(by_state)).all())
        oldest = select(func.min(col(DeliveryRow.due_at))).where(col(DeliveryRow.state).in_(OPEN))
        alive = await session.get(FactRow, ALIVE)
        return Status(
            feeds=await _count(session, FeedRow),
            feeds_paused=await _count(session, FeedRow, col(FeedRow.paused).is_(True)),
            feeds_due=await _count(session, FeedRow, *due),
            feeds_failing=await _count(session, FeedRow, working, col(FeedRow.failures) > 0),
            poll_lag=_age(await session.scalar(select(func.min(col(FeedRow.next_check_at))).where(working)), now),
            last_good_poll=await session.scalar(select(func.max(col(FeedRow.last_good_at)))),
            articles=await _count(session, ArticleRow),
            articles_set_aside=await _count(session, ArticleRow, col(ArticleRow.set_aside).is_(True)),
            claims=await _count(session, ClaimRow),
            changes=await _count(session, AlertRow, col(AlertRow.kind).in_(("change", "caught_up"))),
            deliveries={state.value: counts.get(state.value, 0) for state in DeliveryState},
            oldest_pending=_age(await session.scalar(oldest), now),
            channels=await _count(session, ChannelRow, col(ChannelRow.only_notices).is_(False)),
            channels_stopped=await _count(session, ChannelRow, col(ChannelRow.stopped) != ""),
            alive_at=alive.until if alive is not None else None,
        )


async def _count(session: AsyncSession, table: type[SQLModel], *which: ColumnElement[bool]) -> int:
    return await session.scalar(select(func.count()).select_from(table).where(*which)) or 0


def _age(since: datetime | None, now: datetime) -> timedelta:
    return max(now - since, NOTHING) if since is not None else NOTHING
