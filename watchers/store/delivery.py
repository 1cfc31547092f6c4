"""Deliveries queued in the transaction that stores their change, and edits when an alert goes on."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import ColumnElement, and_, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from watchers.choices import ADDED, ADOPTED, Choice, Told, parse_figure
from watchers.hours import UTC_ZONE, Hours, Rhythm
from watchers.store.downtime import gathers_until, restored_from
from watchers.store.tables.delivery import AlertRow, DeliveryRow, DeliveryState
from watchers.store.tables.settings import ChannelRow

EDIT_DELAY = timedelta(seconds=15)  # what happens to an alert within this time is one edit
REACHED = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.SENT)


async def queue_deliveries(
    session: AsyncSession, alert: AlertRow, channels: Iterable[ChannelRow], now: datetime
) -> int:
    """Queue one delivery of `alert` to each channel that wants it; return how many are new.

    Call it in the transaction that stores the change, after the flush that gave the alert its id. A channel that has
    been told the change already, by this alert or by that of another layer, is not told again.
    """
    told = told_of(alert)
    if told.confirmed and alert.confirmed_at is None:
        alert.confirmed_at = now
    wanting = [channel for channel in channels if _listens(channel) and choice_of(channel).wants(told)]
    have = select(col(DeliveryRow.channel_id)).where(col(DeliveryRow.change_id) == alert.change_id)
    known = set(await session.scalars(have)) if wanting else set()
    new = [channel for channel in wanting if channel.id not in known]
    if new:
        earliest, restored = await gathers_until(session, now), await restored_from(session, now)
        rows = [_delivery(alert, channel, now, earliest, restored) for channel in new]
        await session.execute(insert(DeliveryRow), rows)
    return len(new)


async def queue_edit(session: AsyncSession, alert: AlertRow, channels: Sequence[ChannelRow], now: datetime) -> int:
    """Have every message about `alert` show its new version; return how many channels are told it only now.

    Call it after `alert.version` has grown, in the same transaction. Channels that want only what is confirmed are told
    when the alert first is.
    """
    await session.flush()
    if alert.layer:
        await _take_over(session, alert)
    own = and_(
        col(DeliveryRow.alert_id) == alert.id,
        col(DeliveryRow.state).in_(REACHED),
        col(DeliveryRow.digest_id).is_(None),
    )
    await _due_for_edit(session, own, now)
    await _edit_digests(session, alert, now)
    if told_of(alert).confirmed and alert.confirmed_at is None:
        waiting = [channel for channel in channels if channel.only_confirmed]
        return await queue_deliveries(session, alert, waiting, now)
    return 0


def told_of(alert: AlertRow) -> Told:
    """Return what channels choose by."""
    return Told(
        layer=alert.layer,
        metric=alert.metric,
        claimant=alert.claimant,
        confirmed=alert.state == ADOPTED,
        figure=parse_figure(alert.content.get("figure")),
        previous=parse_figure(alert.content.get("previous")),
        added=alert.content.get("kind") in ADDED,
    )


def choice_of(channel: ChannelRow) -> Choice:
    """Return what the channel wants told."""
    return Choice(
        layer=channel.layer,
        metrics=frozenset(channel.metrics),
        claimants=frozenset(channel.claimants),
        minimum_change=channel.minimum_change,
        minimum_percent=channel.minimum_percent,
        only_confirmed=channel.only_confirmed,
    )


def hours_of(channel: ChannelRow) -> Hours:
    """Return when the channel may be told. An unknown time zone is taken for UTC: better told than lost."""
    try:
        zone = ZoneInfo(channel.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = UTC_ZONE
    clocks = [time.fromisoformat(text) if text else None for text in (channel.quiet_from, channel.quiet_to)]
    return Hours(Rhythm(channel.digest), clocks[0], clocks[1], zone)


def _listens(channel: ChannelRow) -> bool:
    return not channel.paused and not channel.only_notices


def _delivery(
    alert: AlertRow, channel: ChannelRow, now: datetime, earliest: datetime, restored: datetime | None
) -> dict[str, object]:
    due = max(hours_of(channel).next_time(now), earliest)
    if channel.stopped:
        due = max(due, channel.probe_at or now)
    held = due > now or bool(channel.stopped)
    # After a restored copy the channel may know it already: as after a crash, its history is read first.
    told_perhaps = restored is not None and not held
    return {
        "channel_id": channel.id,
        "alert_id": alert.id,
        "change_id": alert.change_id,
        "part": 0,
        "state": _state(held=held, told_perhaps=told_perhaps),
        "due_at": due,
        "queued_at": now,
        "claimed_at": restored if told_perhaps else None,
        "attempts": int(told_perhaps),
        "message_id": "",
        "sent_version": 0,
        "failure": "",
        "repeated": False,
        "plain": False,
    }


def _state(*, held: bool, told_perhaps: bool) -> DeliveryState:
    if held:
        return DeliveryState.HELD
    return DeliveryState.SENDING if told_perhaps else DeliveryState.PENDING


async def _take_over(session: AsyncSession, alert: AlertRow) -> None:
    """Let the layer's own alert of a change have the messages that told the shared one to that layer's channels."""
    of_change = (col(AlertRow.change_id) == alert.change_id, col(AlertRow.layer) == "")
    shared = select(col(AlertRow.id)).where(*of_change)
    # A version above the shared one's, so that a message on its way, showing that, is edited afterwards.
    alert.version = max(alert.version, 1 + (await session.scalar(select(col(AlertRow.version)).where(*of_change)) or 0))
    channels = select(col(ChannelRow.id)).where(col(ChannelRow.layer) == alert.layer)
    await session.execute(
        update(DeliveryRow)
        .where(col(DeliveryRow.alert_id).in_(shared), col(DeliveryRow.channel_id).in_(channels))
        .values(alert_id=alert.id)
        .execution_options(synchronize_session=False)
    )


async def _due_for_edit(session: AsyncSession, which: ColumnElement[bool], now: datetime) -> None:
    await session.execute(
        update(DeliveryRow)
        .where(which, col(DeliveryRow.edit_due_at).is_(None))
        .values(edit_due_at=now + EDIT_DELAY)
        .execution_options(synchronize_session=False)
    )


async def _edit_digests(session: AsyncSession, alert: AlertRow, now: datetime) -> None:
    """The digests that told the alert show its new version too."""
    found = select(col(DeliveryRow.digest_id)).where(
        col(DeliveryRow.alert_id) == alert.id, col(DeliveryRow.digest_id).is_not(None)
    )
    digests = list(await session.scalars(found))
    if not digests:
        return
    alerts = select(col(DeliveryRow.alert_id)).where(col(DeliveryRow.id).in_(digests))
    await session.execute(
        update(AlertRow)
        .where(col(AlertRow.id).in_(alerts))
        .values(version=col(AlertRow.version) + 1)
        .execution_options(synchronize_session=False)
    )
    await _due_for_edit(session, col(DeliveryRow.id).in_(digests), now)
