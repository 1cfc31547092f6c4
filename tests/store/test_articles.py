"""An article is the same article whichever one thing its feed changes about it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.feeds.conftest import NOW
from tests.feeds.test_parse import parse
from tests.store.databases import fresh_database
from tests.wire.feeds import item, rss
from watchers.feeds.values import Feed
from watchers.store.articles import Stored, store_articles
from watchers.store.database import Database
from watchers.store.feeds import add_feeds, due_feeds, new_feed

DATE = "Sun, 01 Feb 2026 10:00:00 GMT"
LATER = "Sun, 01 Feb 2026 11:30:00 GMT"
TEXT = "The intelligence service said that at least 300 soldiers had been killed in the region so far."
BASE = {"title": "Some title", "guid": "g-1", "link": "https://e.org/a", "date": DATE, "text": TEXT}


class Shelf:
    """A feed in a database that items are put on."""

    def __init__(self, database: Database, feed: Feed) -> None:
        self.database, self.feed = database, feed

    async def put(self, *items: str) -> list[Stored]:
        async with self.database.writing() as session:
            return await store_articles(session, self.feed, parse(rss(*items)).entries, NOW)


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Shelf]:
    async with fresh_database(tmp_path) as database:
        async with database.writing() as session:
            await add_feeds(session, [new_feed("https://www.example.org/rss", NOW)])
            (feed,) = await due_feeds(session, NOW, limit=2)
        yield Shelf(database, feed)


@pytest.mark.parametrize(
    "changed",
    [
        {"guid": "g-2"},
        {"link": "https://e.org/moved"},
        {"date": LATER},
        {"guid": "g-2", "link": "https://e.org/moved"},
        {"guid": "g-2", "date": LATER},
        {"guid": "g-2", "link": "https://e.org/moved", "date": LATER},
        {"guid": ""},
        {"link": "http://www.e.org/a/?utm_source=rss&fbclid=1#at=2"},
        {"title": "SOME  title"},
    ],
)
async def test_a_change_of_dress_is_no_new_article_and_no_edit(shelf: Shelf, changed: dict[str, str]) -> None:
    assert len(await shelf.put(item(**BASE))) == 1
    assert await shelf.put(item(**{**BASE, **changed})) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "Corrected title"},
        {"text": TEXT.replace("300", "400")},
        {"title": "Corrected title", "link": "https://e.org/corrected-title"},
        {"text": TEXT.replace("300", "400"), "guid": "g-2"},
        {"text": TEXT.replace("300", "400"), "guid": "g-2", "link": "https://e.org/moved"},
        {"title": "All", "text": "of it is new", "date": LATER, "link": "https://e.org/other"},
    ],
)
async def test_changed_words_are_an_edit_of_the_same_article(shelf: Shelf, changed: dict[str, str]) -> None:
    (first,) = await shelf.put(item(**BASE))
    (edit,) = await shelf.put(item(**{**BASE, **changed}))
    assert (edit.id, edit.is_edit, edit.first_seen_at) == (first.id, True, NOW)
    assert await shelf.put(item(**{**BASE, **changed})) == []


async def test_an_article_is_followed_through_one_change_after_another(shelf: Shelf) -> None:
    (first,) = await shelf.put(item(**BASE))
    assert await shelf.put(item(**{**BASE, "guid": "g-2"})) == []
    assert await shelf.put(item(**{**BASE, "guid": "g-2", "link": "https://e.org/b", "date": LATER})) == []
    (edit,) = await shelf.put(item(title="New", guid="g-2", link="https://e.org/c", text="Another text altogether."))
    assert edit.id == first.id


async def test_different_articles_stay_apart(shelf: Shelf) -> None:
    other = {"title": "Other title", "guid": "g-2", "link": "https://e.org/b", "date": DATE, "text": TEXT}
    same_title = {
        "title": "Some title",
        "guid": "g-3",
        "link": "https://e.org/c",
        "date": LATER,
        "text": "Another text.",
    }
    assert len(await shelf.put(item(**BASE), item(**other), item(**same_title))) == 3


async def test_a_guid_or_link_that_items_share_tells_nothing(shelf: Shelf) -> None:
    items = [item(f"Title {n}", guid="same", link="https://e.org/news", text=f"{TEXT} {n}") for n in range(3)]
    assert len(await shelf.put(*items)) == 3
    assert [
        one.entry.title for one in await shelf.put(item("Title 3", guid="same", link="https://e.org/news"), *items)
    ] == ["Title 3"]


async def test_items_without_guid_and_link_are_known_by_their_text(shelf: Shelf) -> None:
    assert len(await shelf.put(item("a", text=TEXT), item("b", date=DATE))) == 2
    assert await shelf.put(item("a", text=TEXT, date=LATER), item("b", date=DATE, text="more")) != []
    assert await shelf.put(item("a", text=TEXT)) == []


async def test_the_same_item_twice_in_a_feed_is_one_article(shelf: Shelf) -> None:
    assert len(await shelf.put(item(**BASE), item(**BASE))) == 1


def relayed(number: int, title: str = "300 killed - NK News") -> str:
    return item(
        title,
        guid=f"CBMi{number}",
        link=f"https://news.google.com/rss/articles/{number}",
        date=DATE,
        text=f'<a href="https://news.google.com/rss/articles/{number}">{title}</a>',
        more='<source url="https://www.nknews.org">NK News</source>',
    )


async def test_an_aggregators_new_guid_and_link_at_every_fetch_are_no_new_article(shelf: Shelf) -> None:
    (first,) = await shelf.put(relayed(1))
    assert await shelf.put(relayed(2)) == []
    assert first.entry.outlet == "nknews.org"
    assert len(await shelf.put(relayed(3, "400 killed - NK News"))) == 1


async def test_items_missing_from_a_shorter_feed_are_not_deleted_and_not_new_when_they_return(shelf: Shelf) -> None:
    items = [item(f"Title {n}", guid=str(n), text=f"{TEXT} {n}") for n in range(5)]
    assert len(await shelf.put(*items)) == 5
    assert await shelf.put(items[0]) == []
    assert await shelf.put(*items) == []


async def test_at_first_sight_what_is_older_than_a_day_or_of_no_date_is_history(shelf: Shelf) -> None:
    stored = await shelf.put(
        item("old", date="Fri, 30 Jan 2026 10:00:00 GMT"), item("new", date=DATE), item("undated", text=TEXT)
    )
    assert [(one.entry.title, one.is_history) for one in stored] == [("old", True), ("new", False), ("undated", True)]


async def test_once_a_feed_is_known_its_articles_are_no_history(shelf: Shelf) -> None:
    feed = Feed(id=shelf.feed.id, url=shelf.feed.url, first_polled_at=NOW - timedelta(days=1))
    (stored,) = await Shelf(shelf.database, feed).put(item("old", date="Fri, 30 Jan 2026 10:00:00 GMT"))
    assert not stored.is_history


async def test_two_feeds_do_not_share_their_articles(shelf: Shelf) -> None:
    async with shelf.database.writing() as session:
        await add_feeds(session, [new_feed("https://other.example/rss", NOW)])
        _, feed = await due_feeds(session, NOW, limit=2)
    other = Shelf(shelf.database, feed)
    await shelf.put(item(**BASE))
    assert len(await other.put(item(**BASE))) == 1
