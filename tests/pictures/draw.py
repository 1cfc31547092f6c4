"""Draws the pictures of the README: `python -m tests.pictures.draw`, into `docs/`. The story is the demonstration's."""

import asyncio
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.alert_charts import AlertCharts
from bot.answers.alerts import alert_card
from bot.cards import Card
from bot.commands import Asker
from bot.context import Context
from bot.demo.story import StoryArticle, load_story
from bot.discord.markup import to_message
from bot.parts import Seeds, load_seeds, sow
from bot.platforms import Item, Place, Post, PostKind
from bot.questions import Questions
from bot.settings import DEFAULT_SEEDS
from bot.voice import Voices
from tests.pictures.embed import draw_message
from tests.store.databases import fresh_database
from watchers.alerts import from_json
from watchers.claims import Article, Metric
from watchers.reading.reader import Reader, load_reader
from watchers.reading_work import read_article
from watchers.store.feeds import new_feed
from watchers.store.ledger import judge_article
from watchers.store.tables.delivery import AlertRow
from watchers.store.tables.feeds import ArticleRow
from watchers.telling import tell

DOCS = Path(__file__).resolve().parents[2] / "docs"
NOW = datetime(2026, 2, 20, 9, tzinfo=UTC)
ASKER = Asker(platform="discord", account="discord:1", layer="discord:1", address="1")


async def main() -> None:
    """Play the story, ask, and draw."""
    seeds = load_seeds(DEFAULT_SEEDS)
    with tempfile.TemporaryDirectory() as folder:
        async with fresh_database(Path(folder)) as database:
            await sow(database, seeds, NOW - timedelta(days=500))
            async with database.writing() as session:
                await _play(session, seeds)
            context = Context(
                database=database, voices=Voices(seeds.topic), baseline=seeds.baseline, keywords=seeds.keywords,
                operators=frozenset(), clock=lambda: NOW, queued=lambda: None,
            )  # fmt: skip
            questions = Questions(context)
            async with database.reading() as session:
                alert = await _best_alert(session)
            _draw("alert", await _with_chart(alert, context.voices))
            _draw("casualties", await questions.figures(ASKER, None, "", None))
            _draw("history", await questions.history(ASKER, Metric.KILLED, "", None))


async def _play(session: AsyncSession, seeds: Seeds) -> None:
    reader = load_reader(seeds.folder)
    feed = new_feed("https://wire.example/rss", NOW)
    feed.last_good_at = NOW - timedelta(minutes=4)
    session.add(feed)
    await session.flush()
    for told in load_story():
        await _hear(session, reader, told, feed.id or 0)


async def _hear(session: AsyncSession, reader: Reader, told: StoryArticle, feed: int) -> None:
    row = ArticleRow(
        feed_id=feed, content_hash=0, url=f"https://{told.outlet}/{told.id}", outlet=told.outlet, title=told.title,
        text=told.text, published_at=told.published, first_seen_at=told.published, on_topic=True,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    article = Article(
        id=str(row.id), outlet=told.outlet, url=row.url, title=told.title, text=told.text, published=told.published,
        seen=told.published,
    )  # fmt: skip
    claims = read_article(reader, article).claims
    judged = await judge_article(session, article, claims, now=told.published)
    await tell(session, judged.after, judged.steps, told.published)


async def _best_alert(session: AsyncSession) -> AlertRow:
    """The newest alert of a rise in the killed."""
    query = select(AlertRow).where(col(AlertRow.metric) == "killed").order_by(col(AlertRow.id).desc())
    rows = (await session.scalars(query)).all()
    return next(row for row in rows if row.content["kind"] == "up")


async def _with_chart(alert: AlertRow, voices: Voices) -> Card:
    """The card as a channel is told it."""
    item = Item(alert=alert.id or 0, at=alert.at, content=alert.content)
    place = Place(channel=1, platform="discord", address="1")
    post = Post(place=place, kind=PostKind.CHANGE, items=(item,), marker="", nonce="")
    card = alert_card(from_json(alert.content), voices.of("en"))
    return replace(card, chart=await AlertCharts(voices).of(post))


def _draw(name: str, card: Card) -> None:
    DOCS.mkdir(exist_ok=True)
    (DOCS / f"{name}.png").write_bytes(draw_message(to_message(card)))


if __name__ == "__main__":
    asyncio.run(main())
