"""Channels that a platform refuses: stopped, told to their admins once, asked again ever more seldom, resumed."""

from datetime import datetime, timedelta

from sqlalchemy import and_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from watchers.store.folding import FOLDABLE, unfold
from watchers.store.tables.delivery import OPEN, AlertRow, DeliveryRow, DeliveryState
from watchers.store.tables.settings import ChannelRow

FIRST_PROBE = timedelta(hours=1)
LAST_PROBE = timedelta(days=1)
DIRECT = "user:"


async def stop_channel(session: AsyncSession, channel_id: int, reason: str, now: datetime) -> bool:
    """Stop a channel and hold what waits for it; return whether it was not stopped before.

    It is asked again after an hour, then after ever longer times up to a day: asking costs a refusal, and refusals
    count. Its admins are told by another way, once for each stop.
    """
    channel = await session.get_one(ChannelRow, channel_id)
    first = not channel.stopped
    stopped_for = now - (channel.stopped_at or now)
    wait = min(max(FIRST_PROBE, stopped_for), LAST_PROBE)
    channel.stopped, channel.probe_at = reason, now + wait
    if first:
        channel.stopped_at = now
    await unfold(session, channel_id)
    await _hold(session, channel_id, now + wait)
    if first and _has_admins(channel):
        await tell_admins(session, channel, {"notice": "stopped", "reason": reason}, now)
    return first


async def resume_channel(session: AsyncSession, channel_id: int, now: datetime) -> None:
    """Take up a channel that works again; what it missed comes as one digest. Also for admins who put things right."""
    channel = await session.get_one(ChannelRow, channel_id)
    channel.stopped, channel.stopped_at, channel.probe_at = "", None, None
    await session.execute(
        update(DeliveryRow)
        .where(col(DeliveryRow.channel_id) == channel_id, col(DeliveryRow.state) == DeliveryState.HELD)
        .values(due_at=now)
        .execution_options(synchronize_session=False)
    )


async def tell_of_failure(session: AsyncSession, channel_id: int, reason: str, now: datetime) -> None:
    """Tell a channel's admins that one of its alerts could not be delivered at all."""
    channel = await session.get_one(ChannelRow, channel_id)
    if _has_admins(channel):
        await tell_admins(session, channel, {"notice": "failed", "reason": reason}, now)


async def tell_admins(session: AsyncSession, about: ChannelRow, content: dict[str, object], now: datetime) -> None:
    """Queue word of trouble with a channel to another channel of its guild or workspace, else to who added it.

    `content` gets the channel's `address`. Where there is neither, the operator's log and status are all there is.
    """
    way = await _other_channel(session, about) or await _direct(session, about, now)
    if way is None or way.id is None:
        return
    change_id = f"notice:{content['notice']}:{about.id}:{now:%Y%m%dT%H%M%S.%f}"
    told = {**content, "address": about.address}
    alert = AlertRow(layer=about.layer, change_id=change_id, kind="notice", at=now, content=told)
    session.add(alert)
    await session.flush()
    assert alert.id is not None  # noqa: S101 - the flush gave it
    session.add(DeliveryRow(channel_id=way.id, alert_id=alert.id, change_id=change_id, due_at=now, queued_at=now))


def _has_admins(channel: ChannelRow) -> bool:
    """Whether trouble with a channel is anybody's matter: what a person gets directly is that person's own."""
    return not channel.only_notices and not channel.address.startswith(DIRECT)


async def _hold(session: AsyncSession, channel_id: int, until: datetime) -> None:
    """Hold what was surely not sent; what may have been keeps its state, for the look-back, and waits as long."""
    mine = and_(text(OPEN), col(DeliveryRow.channel_id) == channel_id)
    foldable = select(col(AlertRow.id)).where(col(AlertRow.kind).in_((*FOLDABLE, "notice")))
    unsent = and_(
        mine,
        col(DeliveryRow.state) == DeliveryState.PENDING,
        col(DeliveryRow.attempts) == 0,
        col(DeliveryRow.alert_id).in_(foldable),
    )
    held = and_(
        col(DeliveryRow.channel_id) == channel_id,
        col(DeliveryRow.state) == DeliveryState.HELD,
        col(DeliveryRow.due_at) < until,
    )
    for which, values in (
        (unsent, {"state": DeliveryState.HELD, "due_at": until}),
        (mine, {"due_at": until}),
        (held, {"due_at": until}),
    ):
        await session.execute(
            update(DeliveryRow).where(which).values(**values).execution_options(synchronize_session=False)
        )


async def _other_channel(session: AsyncSession, about: ChannelRow) -> ChannelRow | None:
    own = (col(ChannelRow.platform) == about.platform, col(ChannelRow.layer) == about.layer)
    usable = (col(ChannelRow.stopped) == "", col(ChannelRow.id) != about.id, col(ChannelRow.layer) != "")
    found = select(ChannelRow).where(*own, *usable, col(ChannelRow.address).not_like(f"{DIRECT}%"))
    return (await session.scalars(found.order_by(col(ChannelRow.id)).limit(1))).first()


async def _direct(session: AsyncSession, about: ChannelRow, now: datetime) -> ChannelRow | None:
    if not about.added_by:
        return None
    address = f"{DIRECT}{about.added_by.rpartition(':')[2]}"
    known = select(ChannelRow).where(col(ChannelRow.platform) == about.platform, col(ChannelRow.address) == address)
    found = (await session.scalars(known)).first()
    if found is not None:
        return found
    made = ChannelRow(
        platform=about.platform,
        layer=about.layer,
        address=address,
        added_at=now,
        locale=about.locale,
        time_zone=about.time_zone,
        only_notices=True,
    )
    session.add(made)
    await session.flush()
    return made
