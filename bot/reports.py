"""What people ask about the bot itself: its sources and state; and exports."""

import csv
import io
import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.answers.feeds import FeedHealth, feeds_part
from bot.answers.figures import freshness_line, points_of
from bot.answers.settings import about_card, audit_card, moment_or
from bot.cards import Attachment, Card, Fact, Facts, Part
from bot.commands import Asker
from bot.context import Context
from bot.voice import Voice
from watchers.claims import Metric
from watchers.store.ledger import load_ledger
from watchers.store.tables.delivery import AlertRow, DeliveryRow, DeliveryState
from watchers.store.tables.feeds import ArticleRow, FeedRow
from watchers.store.tables.ledger import ClaimRow
from watchers.store.tables.settings import AuditRow, ChannelRow

AUDITED = 20
EXPORTED = ("metric", "claimant", "low", "high", "qualifier", "as_of", "stands", "change", "source")


@dataclass(frozen=True, slots=True)
class Reports:
    """Answers about the bot. Nothing here writes."""

    context: Context

    async def sources(self, asker: Asker) -> Card:
        """The feeds that are read and the claimants that are known."""
        voice, now = self.context.voice(asker), self.context.clock()
        async with self.context.database.reading() as session:
            feeds = await load_health(session, asker.layer)
            fresh = await self.context.freshness(session, asker.layer)
        names = ", ".join(sorted({voice.short(who) for who in self.context.voices.topic.claimants}))
        say = voice.words.say
        return Card(
            title=say("Sources"),
            summary=voice.words.count("{number} feed is read.", "{number} feeds are read.", len(feeds)),
            parts=(feeds_part(feeds, voice, now), Facts((Fact(say("Claimants known by name"), names),))),
            footer=freshness_line(fresh, voice.words),
        )

    async def about(self, asker: Asker) -> Card:
        """The method and its limits."""
        return about_card(self.context.voice(asker))

    async def status(self, asker: Asker) -> Card:
        """How the bot is doing here: feeds, articles, claims, alerts, deliveries."""
        voice, now = self.context.voice(asker), self.context.clock()
        async with self.context.database.reading() as session:
            failing = await load_health(session, asker.layer, failing=True)
            fresh = await self.context.freshness(session, asker.layer)
            facts = await self._counts(session, asker.layer, voice)
        parts: list[Part] = [Facts(tuple(facts))]
        if failing:
            parts.append(feeds_part(failing, voice, now))
        return Card(title=voice.words.say("Status"), summary=freshness_line(fresh, voice.words), parts=tuple(parts))

    async def _counts(self, session: AsyncSession, layer: str, voice: Voice) -> list[Fact]:
        say, number = voice.words.say, voice.words.number
        seen = {"", layer}
        in_layers = col(FeedRow.layer).in_(seen)
        articles = select(func.count(col(ArticleRow.id))).join(FeedRow).where(in_layers)
        claims = select(func.count(col(ClaimRow.id))).join(ArticleRow).join(FeedRow).where(in_layers)
        alerts = select(func.count(col(AlertRow.change_id).distinct()), func.max(col(AlertRow.at))).where(
            col(AlertRow.layer).in_(seen), col(AlertRow.kind) == "change"
        )
        mine = select(col(ChannelRow.id)).where(col(ChannelRow.layer) == layer)
        waiting = select(func.count()).where(
            col(DeliveryRow.channel_id).in_(mine),
            col(DeliveryRow.state).in_((DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.HELD)),
        )
        told, last = (await session.execute(alerts)).one()
        return [
            Fact(say("Articles"), number(await session.scalar(articles) or 0)),
            Fact(say("Claims"), number(await session.scalar(claims.where(col(ClaimRow.gone).is_(False))) or 0)),
            Fact(say("Alerts"), number(told)),
            Fact(say("Last alert"), moment_or(last, voice)),
            Fact(say("Deliveries waiting"), number(await session.scalar(waiting) or 0)),
        ]

    async def audit(self, asker: Asker) -> Card:
        """The newest acts of this guild's or workspace's admins."""
        query = select(AuditRow).where(col(AuditRow.layer) == asker.layer).order_by(col(AuditRow.id).desc())
        async with self.context.database.reading() as session:
            rows = list(await session.scalars(query.limit(AUDITED)))
        return audit_card(rows, self.context.voice(asker))

    async def export(self, asker: Asker, form: str) -> Card:
        """Every figure that stands or stood, as a file."""
        voice = self.context.voice(asker)
        async with self.context.database.reading() as session:
            ledger = await load_ledger(session, layer=asker.layer)
            fresh = await self.context.freshness(session, asker.layer)
        rows: list[dict[str, object]] = [
            {
                "metric": metric.value,
                "claimant": who,
                "low": known.figure.low,
                "high": known.figure.high,
                "qualifier": known.figure.qualifier.value,
                "as_of": known.as_of.isoformat(),
                "stands": known == entry.standing,
                "change": known.change,
                "source": known.source,
            }
            for metric in Metric
            for who, entry in sorted(ledger.view(asker.layer, metric).items())
            for known in points_of(entry)
        ]
        summary = voice.words.count("{number} figure.", "{number} figures.", len(rows))
        return Card(
            title=voice.words.say("Export"),
            summary=summary,
            footer=freshness_line(fresh, voice.words),
            files=(_file(rows, form),),
        )


async def load_health(session: AsyncSession, layer: str, *, failing: bool = False) -> list[FeedHealth]:
    """How the feeds stand that a layer sees, the shared ones and its own: all of them, or those that fail."""
    wanted = ("url", "outlet", "lang", "layer", "paused", "last_good_at", "failure", "failures")
    # Columns and no rows: with thousands of feeds, making objects of them would keep everybody waiting.
    query = select(*(getattr(FeedRow, name) for name in wanted)).where(col(FeedRow.layer).in_({"", layer}))
    if failing:
        query = query.where(col(FeedRow.failures) > 0)
    return [
        FeedHealth(
            url=row.url,
            outlet=row.outlet or urlsplit(row.url).hostname or row.url,
            lang=row.lang,
            own=bool(row.layer),
            paused=row.paused,
            last_good=row.last_good_at,
            failure=row.failure if row.failures else "",
        )
        for row in await session.execute(query.order_by(col(FeedRow.outlet), col(FeedRow.id)))
    ]


def _file(rows: list[dict[str, object]], form: str) -> Attachment:
    if form == "json":
        return Attachment("tollwatch.json", json.dumps(rows, ensure_ascii=False, indent=1).encode())
    paper = io.StringIO()
    writer = csv.DictWriter(paper, EXPORTED)
    writer.writeheader()
    writer.writerows(rows)
    return Attachment("tollwatch.csv", paper.getvalue().encode())
