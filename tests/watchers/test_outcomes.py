"""What polls leave behind is stored together, and what breaks is nobody else's loss."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from tests.feeds.test_parse import parse
from tests.store.databases import fresh_database
from tests.wire.feeds import item, rss
from watchers.feeds.politeness import Outcome
from watchers.feeds.values import Feed
from watchers.outcomes import ENTRIES_AT_ONCE, Found, Outcomes
from watchers.store.articles import Stored
from watchers.store.database import Database, DatabaseUnavailableError
from watchers.store.feeds import add_feeds, due_feeds, new_feed
from watchers.store.tables.feeds import ArticleRow

NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


@dataclass(slots=True)
class Shelf:
    """Feeds in a database."""

    database: Database
    feeds: list[Feed]

    def found(self, place: int, *items: str) -> Found:
        """What a poll of a feed found."""
        feed = self.feeds[place]
        after = replace(feed, first_polled_at=NOW, next_check_at=LATER)
        return Found(feed, Outcome(feed=after, polled_at=NOW, good=True), parse(rss(*items)).entries if items else ())

    async def titles(self) -> list[str]:
        """The stored titles."""
        async with self.database.reading() as session:
            return list(await session.scalars(select(col(ArticleRow.title)).order_by(col(ArticleRow.title))))

    async def due(self) -> list[str]:
        """The feeds whose polls were not stored."""
        async with self.database.reading() as session:
            return [feed.url for feed in await due_feeds(session, NOW, limit=100)]


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Shelf]:
    async with fresh_database(tmp_path) as database:
        async with database.writing() as session:
            await add_feeds(session, [new_feed(f"https://{name}.example/rss", NOW) for name in "abcde"])
        async with database.reading() as session:
            yield Shelf(database, await due_feeds(session, NOW, limit=100))


async def test_polls_that_end_together_are_stored_with_all_their_articles(shelf: Shelf) -> None:
    outcomes = Outcomes(shelf.database)
    await asyncio.gather(*(outcomes.store(shelf.found(place, item(f"title {place}"))) for place in range(5)))
    assert await shelf.titles() == [f"title {place}" for place in range(5)]
    assert await shelf.due() == []


async def test_an_article_that_is_stored_before_its_poll_is_known_again(shelf: Shelf) -> None:
    outcomes = Outcomes(shelf.database)
    await outcomes.store(shelf.found(0, item("one", guid="1")))
    await outcomes.store(shelf.found(0, item("one", guid="1"), item("two", guid="2")))
    assert await shelf.titles() == ["one", "two"]


async def test_two_polls_of_one_feed_that_end_together_store_an_article_once(shelf: Shelf) -> None:
    outcomes = Outcomes(shelf.database)
    await asyncio.gather(*(outcomes.store(shelf.found(0, item("one", guid="1"))) for _ in range(3)))
    assert await shelf.titles() == ["one"]


async def test_a_poll_that_cannot_be_stored_keeps_none_of_its_company_from_being(shelf: Shelf) -> None:
    outcomes = Outcomes(shelf.database)
    good, bad = shelf.found(0, item("good")), shelf.found(1, item("bad"))
    broken = replace(bad, entries=[replace(bad.entries[0], title=None)])  # type: ignore[arg-type]
    results = await asyncio.gather(
        *(outcomes.store(found) for found in (good, broken, shelf.found(2))), return_exceptions=True
    )
    assert (results[0], results[2]) == (None, None)
    assert isinstance(results[1], DatabaseUnavailableError)
    assert isinstance(results[1].__cause__, IntegrityError)
    assert await shelf.titles() == ["good"]
    assert await shelf.due() == [f"https://{name}.example/rss" for name in "bde"]


async def test_an_edit_is_told_in_the_transaction_that_stores_it(shelf: Shelf) -> None:
    outcomes = Outcomes(shelf.database)
    await outcomes.store(shelf.found(0, item("one", guid="1", text="before")))
    seen: list[tuple[str, str, str]] = []

    async def edited(session: AsyncSession, feed: Feed, stored: Stored, now: datetime) -> None:
        assert now == NOW
        here = await session.scalar(select(col(ArticleRow.text)).where(col(ArticleRow.id) == stored.id))
        async with shelf.database.reading() as elsewhere:
            before = await elsewhere.scalar(select(col(ArticleRow.text)).where(col(ArticleRow.id) == stored.id))
        seen.append((feed.url, str(here), str(before)))

    await outcomes.store(replace(shelf.found(0, item("one", guid="1", text="after")), edited=edited))
    assert seen == [("https://a.example/rss", "after", "before")]


async def test_very_many_entries_are_spread_over_transactions(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = Outcomes(shelf.database)
    begun: list[AbstractAsyncContextManager[AsyncSession]] = []

    def writing() -> AbstractAsyncContextManager[AsyncSession]:
        begun.append(Database.writing(shelf.database))
        return begun[-1]

    monkeypatch.setattr(shelf.database, "writing", writing)
    many = [item(f"{number:03}", guid=str(number)) for number in range(ENTRIES_AT_ONCE)]
    await asyncio.gather(*(outcomes.store(shelf.found(place, *many)) for place in range(3)))
    assert len(begun) == 3
