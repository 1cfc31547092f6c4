"""Whether a poll costs more the more is stored: one new article of thirty, over 10⁴ and 10⁶ stored ones."""

import asyncio
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sqlalchemy import insert

from tests.bench.bench_parse import NOW, TYPE, source
from tests.bench.feed_farm import document
from tests.bench.ours import open_ours
from watchers.feeds.parse import parse_body
from watchers.feeds.values import Feed
from watchers.store.articles import ARTICLES, store_articles
from watchers.store.database import Database
from watchers.store.feeds import due_feeds

FEEDS = 100
STORED = (10_000, 1_000_000)
BATCH = 10_000
SPREAD = 0x9E3779B97F4A7C15


async def fill(database: Database, feeds: list[Feed], count: int) -> None:
    """Store articles that no feed will publish again."""
    for start in range(0, count, BATCH):
        rows = []
        for number in range(start, start + BATCH):
            key = (number * SPREAD) % 2**64 - 2**63
            rows.append(
                {
                    "feed_id": feeds[number % len(feeds)].id,
                    **dict.fromkeys(("guid_key", "link_key", "dated_key", "text_key", "content_hash"), key),
                    "first_seen_at": NOW,
                    "title": f"Title {number}",
                    "text": "Some words that were read long ago. " * 4,
                    **dict.fromkeys(("guid", "url", "outlet", "lang"), ""),
                    **dict.fromkeys(("is_history", "on_topic", "set_aside"), False),
                    "read_attempts": 0,
                }
            )
        async with database.writing() as session:
            await session.execute(insert(ARTICLES), rows)


async def cost(stored: int) -> float:
    """Give the mean time to find what is known of a feed's 30 entries and to store the one that is new, in ms."""
    with tempfile.TemporaryDirectory() as folder:
        ours = await open_ours(Path(folder), [f"https://outlet{feed}.example/rss" for feed in range(FEEDS)], at_once=1)
        async with ours.database.reading() as session:
            feeds = await due_feeds(session, NOW, limit=FEEDS)
        await fill(ours.database, feeds, stored)
        old = [parse_body(document(feed, 0), TYPE, source(), NOW).entries for feed in range(FEEDS)]
        new = [parse_body(document(feed, 1), TYPE, source(), NOW).entries for feed in range(FEEDS)]
        for feed, entries in zip(feeds, old, strict=True):
            async with ours.database.writing() as session:
                await store_articles(session, feed, entries, NOW)
        begun = time.perf_counter()
        for feed, entries in zip(feeds, new, strict=True):
            async with ours.database.writing() as session:
                found = await store_articles(session, replace(feed, first_polled_at=NOW), entries, NOW)
            if len(found) != 1:
                raise RuntimeError(f"{len(found)} articles passed for new")
        took = time.perf_counter() - begun
        await ours.close()
        return took / FEEDS * 1000


async def main() -> None:
    print("one new entry of 30, to look up and store")
    for stored in STORED:
        print(f"{stored:>12,} articles stored {await cost(stored):8.2f} ms a feed")


if __name__ == "__main__":
    asyncio.run(main())
