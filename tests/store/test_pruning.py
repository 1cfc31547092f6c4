"""Old texts off topic are dropped; everything that an alert may be traced to stays."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlmodel import col

from tests.store.databases import fresh_database
from watchers.store.feeds import add_feeds, new_feed
from watchers.store.pruning import prune
from watchers.store.tables.feeds import ArticleRow

NOW = datetime(2025, 6, 1, tzinfo=UTC)


async def test_only_old_texts_off_topic_are_dropped(tmp_path: Path) -> None:
    async with fresh_database(tmp_path) as database:
        async with database.writing() as session:
            (feed,) = await add_feeds(session, [new_feed("https://a.example/rss", NOW)])
            assert feed.id is not None
            for title, age, on_topic in (("old", 40, False), ("old on topic", 40, True), ("new", 3, False)):
                seen = NOW - timedelta(days=age)
                session.add(
                    ArticleRow(
                        feed_id=feed.id,
                        content_hash=1,
                        title=title,
                        text="Text.",
                        on_topic=on_topic,
                        first_seen_at=seen,
                    )
                )
        assert await prune(database, NOW) == 1
        assert await prune(database, NOW) == 0
        async with database.reading() as session:
            kept = await session.scalars(select(col(ArticleRow.title)).where(col(ArticleRow.text) != ""))
            assert set(kept) == {"old on topic", "new"}
