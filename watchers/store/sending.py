"""What the outbox loads to send, and how it stores what became of it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import ColumnElement, and_, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import col

from watchers.store.happened import happened_at
from watchers.store.tables.delivery import OPEN, AlertRow, DeliveryRow, DeliveryState
from watchers.store.tables.settings import ChannelRow

LONGEST_WAIT = timedelta(hours=1)  # a row due later than this was stored by a clock that has been set back since
RUN = 5  # deliveries of one channel sent in one go


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far one delivery has come, as stored; see DeliveryRow."""

    state: DeliveryState
    due_at: datetime
    claimed_at: datetime | None = None
    sent_at: datetime | None = None
    attempts: int = 0
    message_id: str = ""
    sent_version: int = 0
    failure: str = ""
    repeated: bool = False
    plain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EditProgress:
    """How far the edits of one message have come. `edit_due_at` is dropped by itself when the newest is shown."""

    sent_version: int
    edit_due_at: datetime
    failure: str = ""
    plain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A channel as far as sending goes; see ChannelRow."""

    id: int
    platform: str
    layer: str
    address: str
    locale: str
    time_zone: str
    mention_role: str
    thread: bool
    stopped: str
    only_notices: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One alert that a message tells, as it stands now."""

    alert: int
    at: datetime
    content: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One message to send or to edit: an alert, or a digest of several."""

    delivery: int
    channel: Channel
    change_id: str
    kind: str
    version: int
    part: int
    parts: int
    queued_at: datetime
    said: tuple[Said, ...]
    progress: Progress


async def load_due(
    session: AsyncSession, platform: str, now: datetime, *, after: int, busy: Collection[int], limit: int
) -> list[list[Due]]:
    """Return what is due, a list for each of at most `limit` channels, in the order in which it must be sent.

    Channels follow the one with the id `after`, so that everybody has a turn; those in `busy` are left out.
    """
    # Of a channel only its first open delivery counts: while that must wait, the channel is not due.
    earlier = aliased(DeliveryRow, name="earlier")
    first = (
        select(func.min(earlier.id))
        .where(text(OPEN.replace("delivery.", "earlier.")), col(earlier.channel_id) == col(DeliveryRow.channel_id))
        .scalar_subquery()
    )
    heads = await session.scalars(
        select(col(DeliveryRow.channel_id))
        .join(ChannelRow, col(ChannelRow.id) == col(DeliveryRow.channel_id))
        .where(text(OPEN), is_due(col(DeliveryRow.due_at), now), _of(platform, busy), col(ChannelRow.id) > after)
        .where(col(DeliveryRow.id) == first)
        .order_by(col(DeliveryRow.channel_id))
        .limit(limit)
    )
    found = list(heads)
    if not found:
        return []
    dues = await _load(session, and_(text(OPEN), col(DeliveryRow.channel_id).in_(found)))
    lists = [list(group) for _, group in groupby(dues, key=lambda due: due.channel.id)]
    return [run for run in (_first_run(dues, now) for dues in lists) if run]


async def load_edits(
    session: AsyncSession, platform: str, now: datetime, *, busy: Collection[int], limit: int
) -> list[Due]:
    """Return the messages that are to show a newer version, at most one for each channel."""
    dues = await _load(
        session,
        and_(
            col(DeliveryRow.message_id) != "",
            col(DeliveryRow.sent_version) < col(AlertRow.version),
            is_due(col(DeliveryRow.edit_due_at), now),
            col(ChannelRow.stopped) == "",
            _of(platform, busy),
        ),
        limit,
    )
    return list({due.channel.id: due for due in reversed(dues)}.values())


async def store_progress(session: AsyncSession, progress: Sequence[tuple[int, Progress]]) -> None:
    """Store what became of deliveries, given by their ids."""
    if not progress:
        return
    await session.execute(update(DeliveryRow), [{"id": key, **asdict(value)} for key, value in progress])
    await _drop_edits(session, [key for key, value in progress if value.state is DeliveryState.SENT])


async def store_edits(session: AsyncSession, progress: Sequence[tuple[int, EditProgress]]) -> None:
    """Store what became of edits; an alert that went on meanwhile stays due."""
    if not progress:
        return
    await session.execute(update(DeliveryRow), [{"id": key, **asdict(value)} for key, value in progress])
    await _drop_edits(session, [key for key, _ in progress])


async def _drop_edits(session: AsyncSession, deliveries: Sequence[int]) -> None:
    """Drop the edits of messages that show the newest version."""
    if not deliveries:
        return
    newest = select(col(AlertRow.version)).where(col(AlertRow.id) == col(DeliveryRow.alert_id)).scalar_subquery()
    await session.execute(
        update(DeliveryRow)
        .where(col(DeliveryRow.id).in_(deliveries), col(DeliveryRow.edit_due_at).is_not(None))
        .where(col(DeliveryRow.sent_version) >= newest)
        .values(edit_due_at=None)
        .execution_options(synchronize_session=False)
    )


async def store_told(session: AsyncSession, digest: int, progress: Progress) -> None:
    """Give the deliveries that a digest tells its own end."""
    await session.execute(
        update(DeliveryRow)
        .where(col(DeliveryRow.digest_id) == digest, col(DeliveryRow.state) == DeliveryState.FOLDED)
        .values(state=progress.state, sent_at=progress.sent_at, failure=progress.failure)
        .execution_options(synchronize_session=False)
    )


async def pull_forward(session: AsyncSession, platform: str, now: datetime) -> None:
    """Make due at once what a clock that has been set back since made due later."""
    channels = select(col(ChannelRow.id)).where(col(ChannelRow.platform) == platform)
    await session.execute(
        update(DeliveryRow)
        .where(text(OPEN), col(DeliveryRow.due_at) > now, col(DeliveryRow.channel_id).in_(channels))
        .values(due_at=now)
        .execution_options(synchronize_session=False)
    )


def is_due(column: Mapped[datetime] | Mapped[datetime | None], now: datetime) -> ColumnElement[bool]:
    """Return the condition that a time to act has come, or lies where only a clock that ran ahead can have put it."""
    return or_(column <= now, column > now + LONGEST_WAIT)


def _of(platform: str, busy: Collection[int]) -> ColumnElement[bool]:
    own = (col(ChannelRow.platform) == platform, col(ChannelRow.paused).is_(False))
    return and_(*own, col(ChannelRow.id).not_in(busy)) if busy else and_(*own)


def _first_run(dues: Sequence[Due], now: datetime) -> list[Due]:
    """Return the first of a channel's deliveries, up to one that must still wait: none overtakes it."""
    run = []
    for due in dues[:RUN]:
        if now < due.progress.due_at <= now + LONGEST_WAIT:
            break
        run.append(due)
    return run


async def _load(session: AsyncSession, which: ColumnElement[bool], limit: int | None = None) -> list[Due]:
    rows = await session.execute(
        select(DeliveryRow, AlertRow, ChannelRow)
        .join(AlertRow, col(AlertRow.id) == col(DeliveryRow.alert_id))
        .join(ChannelRow, col(ChannelRow.id) == col(DeliveryRow.channel_id))
        .where(which)
        .order_by(col(DeliveryRow.channel_id), col(DeliveryRow.id))
        .limit(limit)
    )
    found = [(delivery, alert, channel) for delivery, alert, channel in rows]
    digests = [delivery for delivery, alert, _ in found if alert.kind == "digest"]
    told = await _told(session, [delivery.id for delivery in digests if delivery.id is not None])
    parts = await _parts(session, {delivery.alert_id for delivery in digests})
    return [_due(delivery, alert, channel, told, parts) for delivery, alert, channel in found]


async def _told(session: AsyncSession, digests: Collection[int]) -> dict[int, tuple[Said, ...]]:
    if not digests:
        return {}
    rows = await session.execute(
        select(col(DeliveryRow.digest_id), AlertRow)
        .join(AlertRow, col(AlertRow.id) == col(DeliveryRow.alert_id))
        .where(col(DeliveryRow.digest_id).in_(digests))
        .order_by(col(DeliveryRow.digest_id), col(AlertRow.id))
    )
    found = [(digest, _said(alert)) for digest, alert in rows if digest is not None]
    groups = groupby(found, key=lambda row: row[0])
    return {key: tuple(sorted((said for _, said in group), key=lambda said: said.at)) for key, group in groups}


async def _parts(session: AsyncSession, alerts: Iterable[int]) -> dict[int, int]:
    if not alerts:
        return {}
    rows = await session.execute(
        select(col(DeliveryRow.alert_id), func.count())
        .where(col(DeliveryRow.alert_id).in_(alerts))
        .group_by(col(DeliveryRow.alert_id))
    )
    return dict(rows.all())


def _due(
    delivery: DeliveryRow,
    alert: AlertRow,
    channel: ChannelRow,
    told: dict[int, tuple[Said, ...]],
    parts: dict[int, int],
) -> Due:
    assert delivery.id is not None  # noqa: S101 - both were just loaded
    assert channel.id is not None  # noqa: S101 - see above
    return Due(
        delivery=delivery.id,
        channel=_channel(channel, channel.id),
        change_id=delivery.change_id,
        kind=alert.kind,
        version=alert.version,
        part=delivery.part + 1,
        parts=parts.get(delivery.alert_id, 1),
        queued_at=delivery.queued_at,
        said=told.get(delivery.id) or (_said(alert),),
        progress=_progress(delivery),
    )


def _said(alert: AlertRow) -> Said:
    return Said(alert=alert.id or 0, at=happened_at(alert), content=alert.content)


def _channel(row: ChannelRow, key: int) -> Channel:
    return Channel(
        id=key,
        platform=row.platform,
        layer=row.layer,
        address=row.address,
        locale=row.locale,
        time_zone=row.time_zone,
        mention_role=row.mention_role,
        thread=row.thread,
        stopped=row.stopped,
        only_notices=row.only_notices,
    )


def _progress(row: DeliveryRow) -> Progress:
    return Progress(
        state=DeliveryState(row.state),
        due_at=row.due_at,
        claimed_at=row.claimed_at,
        sent_at=row.sent_at,
        attempts=row.attempts,
        message_id=row.message_id,
        sent_version=row.sent_version,
        failure=row.failure,
        repeated=row.repeated,
        plain=row.plain,
    )
