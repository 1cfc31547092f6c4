"""Notices that nobody watched for a while, so that what piled up meanwhile is told together."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from watchers.store.tables.settings import FactRow

ALIVE = "alive"
GATHERING = "gathering"
RESTORED = "restored"
DOWNTIME = timedelta(hours=1)
DISTRUST = timedelta(days=1)  # by then the feeds have told again what the restored copy did not know of
GATHER = timedelta(minutes=2)  # by then every feed that was due at the start has been asked


async def note_alive(session: AsyncSession, now: datetime) -> None:
    """Remember that the bot works at `now`."""
    await session.merge(FactRow(name=ALIVE, until=now))


async def note_start(session: AsyncSession, now: datetime) -> None:
    """Begin to gather when the bot was last alive so long ago that much may have piled up."""
    last = await session.get(FactRow, ALIVE)
    if last is not None and last.until is not None and now - last.until > DOWNTIME:
        await session.merge(FactRow(name=GATHERING, until=now + GATHER))
    await note_alive(session, now)


async def gathers_until(session: AsyncSession, now: datetime) -> datetime:
    """Return until when alerts are gathered: `now` unless the bot has just come back from a long downtime."""
    fact = await session.get(FactRow, GATHERING)
    if fact is None or fact.until is None or not now < fact.until <= now + GATHER:
        return now
    return fact.until


async def restored_from(session: AsyncSession, now: datetime) -> datetime | None:
    """Return how old the database is that was lately restored, None if none was: what changed since may be told."""
    fact = await session.get(FactRow, RESTORED)
    if fact is None or fact.until is None or not now < fact.until + DISTRUST <= now + DISTRUST:
        return None
    return datetime.fromisoformat(fact.value)
