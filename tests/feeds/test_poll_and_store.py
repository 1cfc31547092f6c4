"""One feed from its server into the database, over a real connection."""

from dataclasses import replace
from datetime import timedelta

from tests.feeds.conftest import NOW
from tests.wire.feeds import FeedServer, item, rss
from watchers.feeds.fetch import Fetcher
from watchers.feeds.values import Feed
from watchers.feeds.workers import Parser
from watchers.poll import Polled, poll
from watchers.store.articles import Stored, store_articles
from watchers.store.database import Database
from watchers.store.feeds import add_feeds, due_feeds, list_feeds, new_feed, store_outcomes

DATE = "Sun, 01 Feb 2026 10:00:00 GMT"
EVERY = timedelta(minutes=10)


class Reader:
    """Polls and stores the only feed of a database, as the watcher does."""

    def __init__(self, fetcher: Fetcher, parser: Parser, database: Database) -> None:
        self.fetcher, self.parser, self.database = fetcher, parser, database
        self.now = NOW

    async def follow(self, url: str) -> None:
        async with self.database.writing() as session:
            await add_feeds(session, [new_feed(url, self.now)])

    async def feed(self) -> Feed:
        async with self.database.reading() as session:
            (feed,) = await due_feeds(session, self.now + timedelta(days=30), limit=5)
        return feed

    async def poll(self) -> tuple[Polled, list[Stored]]:
        feed = await self.feed()
        polled = await poll(feed, fetcher=self.fetcher, parser=self.parser, poll_every=EVERY, now=self.now)
        async with self.database.writing() as session:
            stored = await store_articles(session, feed, polled.entries, self.now)
            await store_outcomes(session, [polled.outcome])
        self.now += timedelta(hours=1)
        return polled, stored


async def test_a_polled_feed_is_stored_and_due_again_later(
    server: FeedServer, fetcher: Fetcher, parser: Parser, database: Database
) -> None:
    server.answer_feed("/rss", rss(item("One", guid="1", date=DATE), item("Two", guid="2", date=DATE)), etag='"v1"')
    reader = Reader(fetcher, parser, database)
    await reader.follow(server.url("/rss"))
    _, stored = await reader.poll()
    assert [(one.entry.title, one.is_history) for one in stored] == [("One", False), ("Two", False)]
    async with database.reading() as session:
        assert await due_feeds(session, NOW + timedelta(minutes=9), limit=5) == []
        (feed,) = await due_feeds(session, NOW + timedelta(minutes=11), limit=5)
    assert feed.validators.etag == '"v1"'


async def test_a_feed_that_did_not_change_is_not_parsed_again(
    server: FeedServer, fetcher: Fetcher, parser: Parser, database: Database
) -> None:
    server.answer_feed("/rss", rss(item("One", guid="1", date=DATE)), etag='W/"a b"', last_modified=DATE)
    reader = Reader(fetcher, parser, database)
    await reader.follow(server.url("/rss"))
    await reader.poll()
    polled, stored = await reader.poll()
    assert (polled.outcome.not_modified, stored) == (True, [])
    headers = server.last("/rss").headers
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('W/"a b"', DATE)
    async with database.reading() as session:
        (row,) = await list_feeds(session)
    assert (row.polls, row.polls_conditional, row.polls_not_modified, row.polls_early) == (2, 1, 1, 0)


async def test_a_failure_is_an_outcome_and_keeps_what_is_known(
    server: FeedServer, fetcher: Fetcher, parser: Parser, database: Database
) -> None:
    server.answer_feed("/rss", rss(item("One", guid="1", date=DATE)), etag='"v1"')
    reader = Reader(fetcher, parser, database)
    await reader.follow(server.url("/rss"))
    await reader.poll()
    server.answer("/rss", status=503)
    polled, stored = await reader.poll()
    assert stored == []
    assert polled.error is not None
    assert "503" in str(polled.error)
    feed = await reader.feed()
    assert (feed.failures, feed.validators.etag) == (1, '"v1"')
    assert replace(feed, failures=0).failing_since is not None
