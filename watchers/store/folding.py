"""Many alerts to one channel, folded into one digest: after a pause, in a storm, past the hour's ceiling."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from watchers.store.happened import happened_at
from watchers.store.sending import LONGEST_WAIT
from watchers.store.tables.delivery import OPEN, AlertRow, DeliveryRow, DeliveryState
from watchers.store.tables.settings import ChannelRow

BURST = 5  # more alerts than this waiting for one channel are one digest
PART = 10  # alerts in one message of a digest
SOON = timedelta(minutes=10)  # what is held until so soon goes with a digest that is due now
HOUR = timedelta(hours=1)
FOLDABLE = ("change", "catch_up")
_ID: ColumnElement[int] = cast("ColumnElement[int]", col(DeliveryRow.id))  # never NULL in a stored row


@dataclass(frozen=True, slots=True)
class Storms:
    """Channels whose waiting alerts are to be folded, and those that have had an hour's messages."""

    crowded: tuple[int, ...]
    full: tuple[int, ...]


async def find_storms(session: AsyncSession, platform: str, now: datetime, busy: Collection[int]) -> Storms:
    """Return the channels of a platform, those in `busy` left out, that have something to fold or to hold."""
    held = await session.scalars(_waiting(platform, _is_due(now)).distinct())
    fresh = _waiting(platform, and_(_fresh(), col(AlertRow.kind).in_(FOLDABLE)))
    many = await session.execute(fresh.add_columns(func.count()).group_by(col(DeliveryRow.channel_id)))
    waiting: dict[int, int] = dict(many.all())
    crowded = {*held, *(channel for channel, count in waiting.items() if count > BURST)} - set(busy)
    full = set(await session.scalars(_full(waiting.keys() - set(busy), now))) if waiting else set()
    return Storms(tuple(sorted(crowded)), tuple(sorted(full - crowded)))


async def hold_overflow(session: AsyncSession, channels: Sequence[int], now: datetime) -> None:
    """Hold the waiting alerts of channels that have had an hour's messages until the first of those is an hour old."""
    for channel in channels:
        of_hour = (col(DeliveryRow.channel_id) == channel, col(DeliveryRow.sent_at) > now - HOUR)
        first = await session.scalar(select(func.min(col(DeliveryRow.sent_at))).where(*of_hour)) or now
        due = min(max(first + HOUR, now + timedelta(minutes=1)), now + HOUR)
        await session.execute(
            update(DeliveryRow)
            .where(col(DeliveryRow.id).in_(_foldable(channel, _fresh())))
            .values(state=DeliveryState.HELD, due_at=due)
            .execution_options(synchronize_session=False)
        )


async def fold(session: AsyncSession, channel_id: int, now: datetime) -> None:
    """Fold what waits for a channel into one digest, in the order in which it happened; a single alert stays itself."""
    await _release_notices(session, channel_id, now)
    held_soon = and_(
        col(DeliveryRow.state) == DeliveryState.HELD, or_(col(DeliveryRow.due_at) <= now + SOON, _is_due(now))
    )
    waiting = _foldable(channel_id, or_(held_soon, _fresh())).add_columns(AlertRow).order_by(_ID)
    found = sorted([*await session.execute(waiting)], key=lambda row: happened_at(row[1]))
    members = [row[0] for row in found]
    if len(members) == 1:
        await _set(session, members, state=DeliveryState.PENDING, due_at=now)
    if len(members) > 1:
        await _make_digest(session, channel_id, members, now)


async def unfold(session: AsyncSession, channel_id: int) -> None:
    """Take apart the digests of a channel that were surely not sent; what they told is held again."""
    digests = list(
        await session.execute(
            select(col(DeliveryRow.id), col(DeliveryRow.alert_id))
            .join(AlertRow, col(AlertRow.id) == col(DeliveryRow.alert_id))
            .where(
                col(DeliveryRow.channel_id) == channel_id,
                col(AlertRow.kind) == "digest",
                col(DeliveryRow.state) == DeliveryState.PENDING,
                col(DeliveryRow.attempts) == 0,
            )
        )
    )
    ids = [digest for digest, _ in digests]
    members = select(col(DeliveryRow.id)).where(
        col(DeliveryRow.digest_id).in_(ids), col(DeliveryRow.state) == DeliveryState.FOLDED
    )
    await _set(session, list(await session.scalars(members)), state=DeliveryState.HELD, digest_id=None)
    await session.execute(delete(DeliveryRow).where(col(DeliveryRow.id).in_(ids)))
    kept = select(col(DeliveryRow.alert_id))
    await session.execute(
        delete(AlertRow).where(col(AlertRow.id).in_([alert for _, alert in digests]), col(AlertRow.id).not_in(kept))
    )


async def _make_digest(session: AsyncSession, channel_id: int, members: list[int], now: datetime) -> None:
    channel = await session.get_one(ChannelRow, channel_id)
    change_id = f"digest:{channel_id}:{max(members)}:{now:%Y%m%dT%H%M%S.%f}"
    alert = AlertRow(layer=channel.layer, change_id=change_id, kind="digest", at=now, content={"alerts": len(members)})
    session.add(alert)
    await session.flush()
    assert alert.id is not None  # noqa: S101 - the flush gave it
    for part, start in enumerate(range(0, len(members), PART)):
        digest = DeliveryRow(
            channel_id=channel_id, alert_id=alert.id, change_id=change_id, part=part, due_at=now, queued_at=now
        )
        session.add(digest)
        await session.flush()
        told = members[start : start + PART]
        await _set(session, told, state=DeliveryState.FOLDED, digest_id=digest.id)


async def _release_notices(session: AsyncSession, channel_id: int, now: datetime) -> None:
    notices = select(col(AlertRow.id)).where(col(AlertRow.kind) == "notice")
    await session.execute(
        update(DeliveryRow)
        .where(
            col(DeliveryRow.channel_id) == channel_id,
            col(DeliveryRow.state) == DeliveryState.HELD,
            col(DeliveryRow.alert_id).in_(notices),
        )
        .values(state=DeliveryState.PENDING, due_at=now)
        .execution_options(synchronize_session=False)
    )


async def _set(session: AsyncSession, deliveries: Sequence[int], **values: object) -> None:
    await session.execute(
        update(DeliveryRow)
        .where(col(DeliveryRow.id).in_(deliveries))
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _is_due(now: datetime) -> ColumnElement[bool]:
    """What is held and due. One held for no quiet hour or digest, yet for long, was held by a clock since set back."""
    told_at_once = and_(
        col(ChannelRow.digest) == "realtime", col(ChannelRow.quiet_from) == "", col(ChannelRow.stopped) == ""
    )
    too_late = and_(told_at_once, col(DeliveryRow.due_at) > now + LONGEST_WAIT)
    return and_(col(DeliveryRow.state) == DeliveryState.HELD, or_(col(DeliveryRow.due_at) <= now, too_late))


def _fresh() -> ColumnElement[bool]:
    """What waits to be sent and was surely not."""
    return and_(text(OPEN), col(DeliveryRow.state) == DeliveryState.PENDING, col(DeliveryRow.attempts) == 0)


def _waiting(platform: str, which: ColumnElement[bool]) -> Select[int]:
    return (
        select(col(DeliveryRow.channel_id))
        .join(ChannelRow, col(ChannelRow.id) == col(DeliveryRow.channel_id))
        .join(AlertRow, col(AlertRow.id) == col(DeliveryRow.alert_id))
        .where(which, col(ChannelRow.platform) == platform, col(ChannelRow.paused).is_(False))
    )


def _full(channels: Collection[int], now: datetime) -> Select[int]:
    return (
        select(col(DeliveryRow.channel_id))
        .join(ChannelRow, col(ChannelRow.id) == col(DeliveryRow.channel_id))
        .where(
            col(DeliveryRow.channel_id).in_(channels),
            col(DeliveryRow.sent_at).between(now - HOUR, now),
            col(DeliveryRow.message_id) != "",
        )
        .group_by(col(DeliveryRow.channel_id), col(ChannelRow.ceiling))
        .having(func.count() >= col(ChannelRow.ceiling))
    )


def _foldable(channel_id: int, which: ColumnElement[bool]) -> Select[int]:
    return (
        select(_ID)
        .join(AlertRow, col(AlertRow.id) == col(DeliveryRow.alert_id))
        .join(ChannelRow, col(ChannelRow.id) == col(DeliveryRow.channel_id))
        .where(col(DeliveryRow.channel_id) == channel_id, col(AlertRow.kind).in_(FOLDABLE), which)
    )
