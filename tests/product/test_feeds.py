"""Feeds that admins add: fetched and shown first, few enough, and nobody else's."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from bot.administration.feeds import QUOTA
from bot.administration.wording import WHY
from bot.mistakes import MistakeError
from tests.product.conftest import NOW, OTHER, Stage, shown
from tests.wire.feeds import FeedServer, feed_server
from watchers.feeds.values import Failure
from watchers.store.feeds import new_feed
from watchers.store.tables.feeds import FeedRow

RSS = b"""<rss version="2.0"><channel><title>T</title><item><title>Toll rises</title><link>https://a.example/1</link>
<pubDate>Thu, 01 May 2025 10:00:00 GMT</pubDate><description>Text</description></item></channel></rss>"""
OPML = """<opml version="2.0"><head/><body><outline type="rss" text="A" xmlUrl="https://a.example/rss"/>
<outline type="rss" text="B" xmlUrl="http://10.0.0.1/private"/></body></opml>"""


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with feed_server() as running:
        running.answer_feed("/rss", RSS)
        yield running


async def own_feeds(stage: Stage) -> list[FeedRow]:
    async with stage.database.reading() as session:
        return list(await session.scalars(select(FeedRow).where(col(FeedRow.layer) == "discord:1")))


async def test_a_feed_is_shown_and_read_for_its_guild_alone(stage: Stage, server: FeedServer) -> None:
    url = server.url("/rss")
    assert "Toll rises" in shown(await stage.run("feeds add", feed=url))
    assert [row.url for row in await own_feeds(stage)] == [url]
    assert "own" in shown(await stage.run("feeds list"))
    assert "own:" not in shown(await stage.run("feeds list", stage.asker(layer=OTHER)))


async def test_testing_a_feed_stores_nothing(stage: Stage, server: FeedServer) -> None:
    assert "Toll rises" in shown(await stage.run("feeds test", feed=server.url("/rss")))
    assert not await own_feeds(stage)


async def test_what_is_no_feed_is_not_added(stage: Stage, server: FeedServer) -> None:
    server.answer("/page", "<html></html>", headers={"Content-Type": "text/html"})
    with pytest.raises(MistakeError) as caught:
        await stage.run("feeds add", feed=server.url("/page"))
    assert caught.value.hint
    assert not await own_feeds(stage)


def test_every_failure_has_its_words() -> None:
    assert set(WHY) == set(Failure)


async def test_an_address_inside_the_network_is_refused(stage: Stage) -> None:
    with pytest.raises(MistakeError):
        await stage.run("feeds add", feed="http://169.254.169.254/latest")


async def test_a_removed_feed_can_be_added_again(stage: Stage, server: FeedServer) -> None:
    url = server.url("/rss")
    for name in ("feeds add", "feeds pause", "feeds resume", "feeds remove", "feeds add"):
        await stage.run(name, feed=url)
    (row,) = await own_feeds(stage)
    assert not row.paused


async def test_a_feed_of_the_operator_or_of_another_guild_cannot_be_changed(stage: Stage, server: FeedServer) -> None:
    await stage.run("feeds add", feed=server.url("/rss"))
    async with stage.database.reading() as session:
        shared = (await session.scalars(select(col(FeedRow.url)).where(col(FeedRow.layer) == ""))).first()
    stranger = stage.asker(layer=OTHER, admin=True)
    for url in (server.url("/rss"), str(shared)):
        for name in ("feeds remove", "feeds pause", "feeds resume"):
            with pytest.raises(MistakeError, match="none of the feeds"):
                await stage.run(name, stranger, feed=url)


async def test_a_guild_has_a_quota(stage: Stage, server: FeedServer) -> None:
    async with stage.database.writing() as session:
        session.add_all(new_feed(f"https://a.example/{n}", NOW, layer="discord:1") for n in range(QUOTA))
    with pytest.raises(MistakeError, match=f"more than {QUOTA}"):
        await stage.run("feeds add", feed=server.url("/rss"))


async def test_a_list_is_brought_in_without_what_is_not_allowed(stage: Stage) -> None:
    card = await stage.run("feeds import", opml=OPML)
    assert card.summary == "1 feed was added."
    assert [row.url for row in await own_feeds(stage)] == ["https://a.example/rss"]


async def test_a_list_is_brought_in_from_its_address(stage: Stage, server: FeedServer) -> None:
    server.answer("/list", OPML, headers={"Content-Type": "text/x-opml"})
    assert (await stage.run("feeds import", opml=server.url("/list"))).summary == "1 feed was added."


async def test_a_list_may_name_feeds_of_the_operators_own_network(stage: Stage, server: FeedServer) -> None:
    listed = f'<opml version="2.0"><body><outline type="rss" text="ours" xmlUrl="{server.url("/rss")}"/></body></opml>'
    assert (await stage.run("feeds import", opml=listed)).summary == "1 feed was added."


async def test_what_is_given_out_holds_the_own_and_the_shared_feeds(stage: Stage, server: FeedServer) -> None:
    await stage.run("feeds add", feed=server.url("/rss"))
    (file,) = (await stage.run("feeds export")).files
    assert server.url("/rss").encode() in file.data
    (file,) = (await stage.run("feeds export", stage.asker(layer=OTHER))).files
    assert server.url("/rss").encode() not in file.data


async def test_a_failing_feed_is_named_with_its_reason(stage: Stage) -> None:
    async with stage.database.writing() as session:
        first = select(col(FeedRow.id)).where(col(FeedRow.outlet) == "tass.com")
        await session.execute(
            update(FeedRow).where(col(FeedRow.id).in_(first)).values(failures=3, failure="server error")
        )
    text = shown(await stage.run("status"))
    assert "server error" in text


async def test_a_damaged_list_is_refused_whole(stage: Stage) -> None:
    with pytest.raises(MistakeError, match="This list cannot be used"):
        await stage.run("feeds import", opml=OPML[:90])
    assert not await own_feeds(stage)
