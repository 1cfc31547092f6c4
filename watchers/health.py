"""Word to the admins of a guild or workspace when a feed that they added dies, and when it is back; once each."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from watchers.feeds.politeness import Health, Outcome
from watchers.store.tables.delivery import AlertRow, DeliveryRow
from watchers.store.tables.settings import ChannelRow

NOTICES = {Health.FAILING: "feed_failing", Health.GONE: "feed_failing", Health.BACK: "feed_back"}


async def tell_health(session: AsyncSession, outcome: Outcome, now: datetime) -> bool:
    """Queue word of what a poll changed about a feed's health to one channel of its layer; say whether it did.

    The operator's own feeds have the log, `tollwatch status` and the metrics instead.
    """
    feed = outcome.feed
    if outcome.health not in NOTICES or not feed.layer:
        return False
    usable = (col(ChannelRow.stopped) == "", col(ChannelRow.only_notices).is_(False))
    own = select(ChannelRow).where(col(ChannelRow.layer) == feed.layer, *usable).order_by(col(ChannelRow.id))
    channel = (await session.scalars(own.limit(1))).first()
    if channel is None or channel.id is None:
        return False
    notice = NOTICES[outcome.health]
    change_id = f"notice:{notice}:{feed.id}:{now:%Y%m%dT%H%M%S}"
    content: dict[str, object] = {"notice": notice, "address": feed.url, "reason": feed.failure}
    alert = AlertRow(layer=feed.layer, change_id=change_id, kind="notice", at=now, content=content)
    session.add(alert)
    await session.flush()
    assert alert.id is not None  # noqa: S101 - the flush gave it
    session.add(DeliveryRow(channel_id=channel.id, alert_id=alert.id, change_id=change_id, due_at=now, queued_at=now))
    return True
