"""What members ask about the figures, answered from the ledger as their guild or workspace sees it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.answers.alerts import evidence_card, recent_card
from bot.answers.figures import (
    ASIDES,
    Said,
    Told,
    beside_of,
    comparison_card,
    figures_card,
    history_card,
    points_of,
    standing_on,
)
from bot.cards import Card, Link, Picture
from bot.charts import Point, Series, draw, hangul_font
from bot.commands import Asker
from bot.context import Context
from bot.i18n import mark
from bot.mistakes import MistakeError
from bot.voice import Voice
from watchers.alerts import Alert, from_json
from watchers.claims import Figure, Metric
from watchers.ledger.state import Ledger
from watchers.ledger.values import UNATTRIBUTED, Change, Entry, Standing, State
from watchers.store.ledger import load_claims, load_ledger
from watchers.store.tables.delivery import AlertRow
from watchers.store.tables.feeds import ArticleRow

View = Mapping[str, Entry]
TOLD = ("change", "caught_up")
RECENT = 5


@dataclass(frozen=True, slots=True)
class Questions:
    """Answers members. Nothing here writes, and nothing of another guild or workspace is seen."""

    context: Context

    async def figures(self, asker: Asker, metric: Metric | None, claimant: str, day: date | None) -> Card:
        """The standing figures, beside the baseline."""
        metrics = tuple(Metric) if metric is None else (metric,)
        voice = self.context.voice(asker)
        async with self.context.database.reading() as session:
            ledger = await load_ledger(session, layer=asker.layer, metrics=metrics)
            views = {one: _view(ledger, asker.layer, one, claimant) for one in metrics}
            links = await _links(session, views)
            fresh = await self.context.freshness(session, asker.layer)
        said = {one: self._said(one, view, links, day) for one, view in views.items()}
        drawn = metric or next((one for one in Metric if said.get(one)), Metric.KILLED)
        told = () if day else _beside(views[drawn])
        chart = await self._chart(drawn, _series(views[drawn]), told, voice)
        beside = {} if day else {one: self._told(one, view, links) for one, view in views.items()}
        if claimant:  # what one claimant does not count, others may
            said = {one: rows for one, rows in said.items() if rows or beside.get(one)}
        return figures_card(said, beside, voice, fresh, day, chart)

    async def history(self, asker: Asker, metric: Metric, claimant: str, since: date | None) -> Card:
        """What each claimant has said over time."""
        voice = self.context.voice(asker)
        async with self.context.database.reading() as session:
            ledger = await load_ledger(session, layer=asker.layer, metrics=(metric,))
            fresh = await self.context.freshness(session, asker.layer)
        view = _view(ledger, asker.layer, metric, claimant)
        series, beside = _series(view), _beside(view)
        if since is not None:
            series = {who: [known for known in points if known.as_of >= since] for who, points in series.items()}
            beside = [change for change in beside if change.as_of >= since]
        return history_card(metric, series, beside, voice, fresh, await self._chart(metric, series, beside, voice))

    async def compare(self, asker: Asker, first: date, second: date) -> Card:
        """What stood on two days."""
        first, second = min(first, second), max(first, second)
        async with self.context.database.reading() as session:
            ledger = await load_ledger(session, layer=asker.layer)
            fresh = await self.context.freshness(session, asker.layer)
        rows = [
            (metric, who, standing_on(entry, first), standing_on(entry, second))
            for metric in Metric
            for who, entry in _view(ledger, asker.layer, metric, "").items()
        ]
        return comparison_card(rows, self.context.voice(asker), fresh, first, second)

    async def evidence(self, asker: Asker, metric: Metric | None, claimant: str) -> Card:
        """The sentences behind the newest alert of a metric and claimant."""
        query = select(AlertRow).where(col(AlertRow.kind).in_(TOLD), col(AlertRow.layer).in_({"", asker.layer}))
        if metric is not None:
            query = query.where(col(AlertRow.metric) == metric.value)
        if claimant:
            query = query.where(col(AlertRow.claimant) == claimant)
        async with self.context.database.reading() as session:
            row = (await session.scalars(query.order_by(col(AlertRow.id).desc()).limit(1))).first()
        if row is None:
            hint = mark("The baseline's document is named by /baseline show.")
            raise MistakeError(mark("No alert has been told for that yet."), hint=hint)
        return await self.evidence_of(asker, row.change_id)

    async def evidence_of(self, asker: Asker, change: str) -> Card:
        """The sentences that carry a change, and why its figure was read so."""
        async with self.context.database.reading() as session:
            alert = await find_alert(session, asker.layer, change)
            article = next((source.article for source in alert.sources if source.article.isdecimal()), "")
            claims = await load_claims(session, article) if article else []
        of_metric = [claim for claim in claims if claim.metric is alert.metric]
        same = [claim for claim in of_metric if claim.claimant == alert.claimant] or of_metric
        return evidence_card(alert, self.context.voice(asker), same[0].why if same else {})

    async def recent(self, asker: Asker) -> Card:
        """The newest alerts."""
        query = select(AlertRow).where(col(AlertRow.kind).in_(TOLD), col(AlertRow.layer).in_({"", asker.layer}))
        async with self.context.database.reading() as session:
            rows = list(await session.scalars(query.order_by(col(AlertRow.id).desc()).limit(2 * RECENT)))
        newest = [from_json(row.content) for row in as_seen(rows)[:RECENT]]
        return recent_card(newest, self.context.voice(asker))

    def _said(self, metric: Metric, view: View, links: Mapping[str, Link], day: date | None) -> list[Said]:
        start = self._start(metric)
        said = [
            Said(who, standing, start.get(who), links.get(standing.change))
            for who, entry in view.items()
            if (standing := standing_on(entry, day)) is not None
        ]
        return sorted(said, key=lambda one: (one.claimant in UNATTRIBUTED, -one.standing.figure.number, one.claimant))

    def _told(self, metric: Metric, view: View, links: Mapping[str, Link]) -> list[Told]:
        start = self._start(metric)
        return [Told(change, start.get(change.claimant), links.get(change.id)) for change in _beside(view)]

    def _start(self, metric: Metric) -> dict[str, Figure]:
        """The baseline's figure by claimant."""
        return {known.claimant: known.figure for known in self.context.baseline if known.metric is metric}

    async def _chart(
        self, metric: Metric, series: Mapping[str, Sequence[Standing]], told: Sequence[Change], voice: Voice
    ) -> Picture | None:
        """A drawn history, None while there is nothing to draw; in English where no font has the reader's letters."""
        if not any(series.values()) and not any(map(_is_drawn, told)):
            return None
        is_foreign = voice.words.language == "ko" and hangul_font() is None
        drawn_in = self.context.voices.of("en") if is_foreign else voice
        most = {who: max((known.figure.number for known in points), default=0) for who, points in series.items()}
        lines = [
            Series(drawn_in.short(who), tuple(Point(known.as_of, known.figure) for known in series[who]))
            for who in sorted(series, key=lambda who: -most[who])
        ] + _reported(told, drawn_in)
        title, today, number = drawn_in.metric(metric), self.context.clock().date(), drawn_in.words.number
        png = await asyncio.to_thread(draw, tuple(lines), title, today, number)
        alt = voice.words.say("Chart of what each claimant has said over time: {metric}", metric=voice.metric(metric))
        return Picture(png, alt)


def as_seen(rows: Sequence[AlertRow]) -> list[AlertRow]:
    """The alerts of a layer and the shared ones: where both have one of the same change, the layer's own alone."""
    own = {row.change_id for row in rows if row.layer}
    return [row for row in rows if row.layer or row.change_id not in own]


async def find_alert(session: AsyncSession, layer: str, change: str) -> Alert:
    """The alert of a change as the layer sees it: its own, or the shared one. Raises MistakeError where it has none."""
    query = select(AlertRow).where(
        col(AlertRow.change_id) == change, col(AlertRow.kind).in_(TOLD), col(AlertRow.layer).in_({"", layer})
    )
    row = (await session.scalars(query.order_by(col(AlertRow.layer).desc()).limit(1))).first()
    if row is None:
        hint = mark("Its number stands at the foot of its alert.")
        raise MistakeError(mark("There is no alert of the change {change} here."), hint=hint, change=change[:40])
    return from_json(row.content)


def _is_drawn(change: Change) -> bool:
    """Whether a change that does not stand belongs beside those that do: nothing unconfirmed bends the chart."""
    return change.is_total and change.state in {State.REPORTED, State.CORROBORATED}


def _reported(told: Sequence[Change], voice: Voice) -> list[Series]:
    """What was told and does not stand yet, as lines that say so."""
    points: dict[str, list[Point]] = {}
    for change in sorted(filter(_is_drawn, told), key=lambda change: change.as_of):
        points.setdefault(change.claimant, []).append(Point(change.as_of, change.figure))
    reported = voice.words.say(ASIDES[State.REPORTED])
    return [Series(f"{voice.short(who)} ({reported})", tuple(known)) for who, known in points.items()]


def _view(ledger: Ledger, layer: str, metric: Metric, claimant: str) -> View:
    view = ledger.view(layer, metric)
    return {who: entry for who, entry in view.items() if not claimant or who == claimant}


def _series(view: View) -> dict[str, Sequence[Standing]]:
    return {who: points for who, entry in view.items() if (points := points_of(entry))}


def _beside(view: View) -> list[Change]:
    return [change for entry in view.values() for change in beside_of(entry)]


def _shown(entry: Entry) -> list[Change]:
    """The changes that an answer names: what made the standing figure, and what was told beside it."""
    standing = entry.changes.get(entry.standing.change) if entry.standing is not None else None
    return [*([standing] if standing is not None else []), *beside_of(entry)]


async def _links(session: AsyncSession, views: Mapping[Metric, View]) -> dict[str, Link]:
    """Where the standing figures, and those told beside them, can be read, by change."""
    shown = [change for view in views.values() for entry in view.values() for change in _shown(entry)]
    first = {change.id: change.articles[0] for change in shown if change.articles}
    ids = [int(article) for article in first.values() if article.isdecimal()]
    query = select(col(ArticleRow.id), col(ArticleRow.url), col(ArticleRow.outlet)).where(col(ArticleRow.id).in_(ids))
    pages = {str(number): Link(outlet, url) for number, url, outlet in await session.execute(query) if url}
    return {change: pages[article] for change, article in first.items() if article in pages}
