"""From steps of the ledger to alerts and deliveries, in the transaction that stores the steps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from watchers.alerts import Alert, CatchUp, Page, alert_of, catch_up_to_json, from_json, to_json
from watchers.claims import Metric
from watchers.ledger.state import Ledger, Step, Telling
from watchers.ledger.values import SHARED, Change, Key
from watchers.store.delivery import queue_deliveries, queue_edit
from watchers.store.tables.delivery import AlertRow
from watchers.store.tables.feeds import ArticleRow, FeedRow
from watchers.store.tables.ledger import ClaimRow
from watchers.store.tables.settings import ChannelRow

CAUGHT_UP = "caught_up"

# Built once: making and hashing such statements takes longer than running them.
FIND_ALERT = select(AlertRow).where(
    col(AlertRow.layer) == bindparam("of_layer"), col(AlertRow.change_id) == bindparam("of_change")
)
CHANNELS = select(ChannelRow)
FIND_PAGES = (
    select(
        col(ArticleRow.id),
        col(ArticleRow.title),
        col(ArticleRow.url),
        col(ArticleRow.text),
        col(ClaimRow.low),
        col(ClaimRow.high),
        col(ClaimRow.in_title),
        col(ClaimRow.span_start),
        col(ClaimRow.span_end),
    )
    .join(ClaimRow, col(ClaimRow.article_id) == col(ArticleRow.id))
    .where(col(ArticleRow.id).in_(bindparam("articles", expanding=True)), col(ClaimRow.metric) == bindparam("metric"))
)


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom an article is not for: layers that chose keywords of their own, none of which it matches."""

    without: frozenset[str] = field(default_factory=frozenset)


EVERYBODY = Audience()


async def tell(
    session: AsyncSession, ledger: Ledger, steps: Sequence[Step], now: datetime, audience: Audience = EVERYBODY
) -> list[Alert]:
    """Make or edit the alert of every change that `steps` tell of, and queue it; return the alerts as they now stand.

    `ledger` is the ledger after the steps.
    """
    told: list[Alert] = []
    for (key, change_id), step in _to_tell(steps).items():
        change = ledger.seen(key).changes.get(change_id)
        if change is not None:
            told.append(await _tell_one(session, ledger, key, change, step, now, audience))
    return told


async def tell_catch_up(session: AsyncSession, layer: str, now: datetime) -> bool:
    """Once no feed of the layer waits for its first poll, tell in one card what those polls found; say if it did."""
    waiting = select(col(FeedRow.id)).where(
        col(FeedRow.layer) == layer,
        col(FeedRow.first_polled_at).is_(None),
        col(FeedRow.failures) == 0,
        col(FeedRow.paused).is_(False),
    )
    if (await session.execute(waiting.limit(1))).first() is not None:
        return False
    query = select(AlertRow).where(col(AlertRow.kind) == CAUGHT_UP, col(AlertRow.layer) == layer)
    rows = list(await session.scalars(query.where(col(AlertRow.told_in).is_(None)).order_by(col(AlertRow.id))))
    if not rows:
        return False
    catch_up = CatchUp(layer=layer, at=now, alerts=_ordered(from_json(row.content) for row in rows))
    row = AlertRow(layer=layer, change_id=f"catch-up:{rows[0].id}", kind="catch_up", at=now)
    row.content = catch_up_to_json(catch_up)
    session.add(row)
    await session.flush()
    for caught in rows:
        caught.told_in = row.id
    await queue_deliveries(session, row, await _channels(session, layer, frozenset()), now)
    return True


def _to_tell(steps: Iterable[Step]) -> dict[tuple[Key, str], Step]:
    """The last step of each change that must be told, posting before editing."""
    found: dict[tuple[Key, str], Step] = {}
    for step in steps:
        place = (step.key, step.change)
        if step.telling is Telling.NOTHING or not step.change:
            continue
        if place not in found or found[place].telling is Telling.EDIT:
            found[place] = step
    return found


async def _tell_one(
    session: AsyncSession,
    ledger: Ledger,
    key: Key,
    change: Change,
    step: Step,
    now: datetime,
    audience: Audience,
) -> Alert:
    pages = await _pages(session, change)
    alert = alert_of(key, change, ledger, pages, step.explanation)
    row = await _stored(session, alert, now)
    if row.kind == CAUGHT_UP:
        await _edit_catch_up(session, row, now)
        return alert
    owners = frozenset(ledger.owners(key.metric, key.claimant)) if key.layer == SHARED else frozenset()
    channels = await _channels(session, key.layer, owners | audience.without)
    # The first alert of a layer's own takes over the messages that told its channels the shared one.
    if row.version > 1 or row.layer != SHARED:
        await queue_edit(session, row, channels, now)
    # A channel may learn of a change only from its second article, the first to match its keywords.
    listening = [channel for channel in channels if channel.added_at <= row.at]
    await queue_deliveries(session, row, listening, now)
    return alert


async def _edit_catch_up(session: AsyncSession, caught: AlertRow, now: datetime) -> None:
    """Have the catch-up that told a change, if one has, show it as it now stands."""
    if caught.told_in is None:
        return
    row = await session.get_one(AlertRow, caught.told_in)
    told = await session.scalars(select(AlertRow).where(col(AlertRow.told_in) == row.id))
    catch_up = CatchUp(layer=row.layer, at=row.at, alerts=_ordered(from_json(one.content) for one in told))
    row.content, row.version = catch_up_to_json(catch_up), row.version + 1
    await queue_edit(session, row, await _channels(session, row.layer, frozenset()), now)


async def _stored(session: AsyncSession, alert: Alert, now: datetime) -> AlertRow:
    row = await session.scalar(FIND_ALERT, {"of_layer": alert.layer, "of_change": alert.change})
    if row is None:
        kind = CAUGHT_UP if alert.caught_up else "change"
        row = AlertRow(layer=alert.layer, change_id=alert.change, kind=kind, at=now)
        row.metric, row.claimant = alert.metric.value, alert.claimant
        session.add(row)
    else:
        row.version += 1
    row.state, row.content = alert.state.value, to_json(alert)
    await session.flush()
    return row


async def _channels(session: AsyncSession, layer: str, without: frozenset[str]) -> list[ChannelRow]:
    """The channels that see this layer: its own, or for the shared one all but those of the layers `without` it."""
    query = CHANNELS
    if layer != SHARED:
        query = query.where(col(ChannelRow.layer) == layer)
    return [channel for channel in await session.scalars(query) if channel.layer not in without]


async def _pages(session: AsyncSession, change: Change) -> dict[str, Page]:
    ids = [int(article) for article in change.articles if article.isdecimal()]
    found = await session.execute(FIND_PAGES, {"articles": ids, "metric": change.metric.value})
    figures = {support.article: support.figure for support in change.supports}
    pages: dict[str, Page] = {}
    for number, title, url, text, low, high, in_title, start, end in found:
        figure = figures[str(number)]
        source = title if in_title else text
        words = source[start:end] if (low, high) == (figure.low, figure.high) else ""
        known = pages.get(str(number), Page())
        pages[str(number)] = Page(title, url, known.figure or words)
    return pages


def _ordered(alerts: Iterable[Alert]) -> tuple[Alert, ...]:
    metrics = list(Metric)
    return tuple(sorted(alerts, key=lambda alert: (metrics.index(alert.metric), alert.claimant, alert.as_of, alert.at)))
