"""The product on a real database, with our seeds and a small story already told."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.cards import Card, Fact, Facts, Paragraph, Quote, Table
from bot.commands import Asker
from bot.context import Context
from bot.parts import load_seeds, sow
from bot.product import Tollwatch, build_product
from bot.voice import Voices
from tests.cards.alerts import SEEDS
from tests.store.databases import fresh_database
from tests.wire.feeds import LOOPBACK
from watchers.claims import Article, Claim, Figure, Metric, Qualifier, Span
from watchers.feeds.fetch import Fetcher
from watchers.feeds.hosts import Hosts
from watchers.feeds.workers import Parser
from watchers.store.database import Database
from watchers.store.feeds import new_feed
from watchers.store.ledger import judge_article
from watchers.store.tables.feeds import ArticleRow
from watchers.telling import tell

NOW = datetime(2025, 5, 1, 12, tzinfo=UTC)
GUILD, OTHER = "discord:1", "discord:2"
PADDING = {  # so that two articles are two stories and not copies of one
    "one.example": " Lawmakers left the room without a word, and the chairman spoke to reporters on the stairs.",
    "two.example": " Behind closed doors the spies also talked of hospitals near Kursk, letters home and winter boots.",
}


@dataclass(slots=True)
class Stage:
    """The product, and people who use it."""

    product: Tollwatch
    database: Database
    woken: list[int] = field(default_factory=list)

    def asker(self, **given: Any) -> Asker:
        known: dict[str, Any] = {"platform": "discord", "account": "discord:7", "layer": GUILD, "address": "100"}
        return Asker(**{**known, **given})

    async def run(self, name: str, asker: Asker | None = None, /, **values: str) -> Card:
        """Run a command as an admin of the first guild, unless somebody else is given."""
        (command,) = [command for command in self.product.commands if command.name == name]
        return await command.run(asker or self.asker(admin=True), values)

    async def press(self, name: str, subject: str, reason: str = "", **given: Any) -> Card:
        (act,) = [act for act in self.product.acts if act.name == name]
        return await act.run(self.asker(**{"admin": True, **given}), subject, reason)

    async def report(self, number: int, *, outlet: str, layer: str = "", day: datetime = NOW) -> str:
        """An article says that the NIS now speaks of that many dead; returns the id of the change, "" without one."""
        words = f"about {number:,}"
        text = f"The agency puts the dead at {words}.{PADDING.get(outlet, '')}"
        sentence = text.partition(".")[0] + "."
        figure = Figure(number, number, Qualifier.ABOUT)
        start = text.index(words)
        claim = Claim(
            metric=Metric.KILLED, figure=figure, claimant="nis", as_of=day.date(), evidence=sentence,
            span=Span(start, start + len(words)), why={"claimant": f"named by {outlet}"},
        )  # fmt: skip
        async with self.database.writing() as session:
            feed = new_feed(f"https://{outlet}/{layer}", day, layer=layer, outlet=outlet)
            session.add(feed)
            await session.flush()
            assert feed.id is not None
            row = ArticleRow(
                feed_id=feed.id, content_hash=number, url=f"https://{outlet}/{number}", outlet=outlet, text=text,
                title=f"{outlet} on the toll", published_at=day, first_seen_at=day, on_topic=True,
            )  # fmt: skip
            session.add(row)
            await session.flush()
            article = Article(
                id=str(row.id), outlet=outlet, url=row.url, title=row.title, text=text, published=day, seen=day
            )
            judged = await judge_article(session, article, [claim], layer=layer, now=day)
            alerts = await tell(session, judged.after, judged.steps, day)
        return alerts[0].change if alerts else ""


def fact_shown(fact: Fact) -> str:
    """Name and value, with whom or what channel it is about."""
    return f"{fact.name}: {' · '.join([*(one.id for one in fact.about), fact.value])}"


def shown(card: Card) -> str:
    """Every word of a card."""
    texts = [card.title, card.summary, card.footer]
    for part in card.parts:
        match part:
            case Paragraph(text):
                texts.append(text)
            case Facts():
                texts += [part.heading, *map(fact_shown, part.facts)]
            case Quote():
                texts += [part.sentence, part.note]
            case Table():
                texts += [" ".join(row) for row in (part.head, *part.rows)]
    return "\n".join(texts)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    seeds = load_seeds(SEEDS)
    fetcher = Fetcher(hosts=Hosts(spacing=timedelta(0), at_once=8, allowed=LOOPBACK), allowed=LOOPBACK)
    parser = Parser(workers=1)
    async with fresh_database(tmp_path) as database:
        await sow(database, seeds, NOW - timedelta(days=90))
        woken: list[int] = []
        context = Context(
            database=database,
            voices=Voices(seeds.topic),
            baseline=seeds.baseline,
            keywords=seeds.keywords,
            operators=frozenset({"discord:99"}),
            clock=lambda: NOW,
            queued=lambda: woken.append(1),
        )
        yield Stage(build_product(context, fetcher, parser), database, woken)
        await fetcher.close()
        await parser.close()
