"""A feed changes, and what that changes is queued: with real feeds over HTTP, worker processes and SQLite."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col
from structlog.testing import capture_logs

from bot.parts import Watching, build_watching, load_seeds, sow
from bot.settings import DEFAULT_SEEDS, Settings
from tests.store.databases import fresh_database
from tests.wire.feeds import FeedServer, feed_server, item, rss
from watchers.alerts import catch_up_from_json, from_json
from watchers.reading_work import WorkerReader
from watchers.store.database import Database
from watchers.store.feeds import add_feeds, due_feeds, new_feed
from watchers.store.tables.delivery import AlertRow, DeliveryRow
from watchers.store.tables.feeds import ArticleRow
from watchers.store.tables.settings import ChannelRow, KeywordRow
from watchers.watch import Watcher

NOW = datetime(2025, 4, 29, 12, tzinfo=UTC)
TODAY = "Wed, 30 Apr 2025 08:00:00 GMT"
BRIEFING = (
    "North Korea has suffered about 4,700 casualties in Russia's war on Ukraine, including some 600 deaths, "
    "South Korea's National Intelligence Service told lawmakers on Wednesday."
)
OTHER_WORDS = (
    "Some 600 North Korean soldiers have been killed fighting for Russia, the spy agency in Seoul estimates. Lawmakers "
    "whom it briefed behind closed doors quoted it as saying that the North's casualties have reached about 4,700."
)


@dataclass(slots=True)
class Room:
    """A watcher with its database and the time of day."""

    watching: Watching
    database: Database
    server: FeedServer
    now: datetime = NOW
    woken: int = 0

    async def poll(self) -> None:
        """Let the longest wait pass, and watch all that is due."""
        self.now += timedelta(hours=7)
        await self.watching.schedule.tick()
        await self.watching.schedule.idle()

    async def alerts(self, kind: str = "change") -> list[AlertRow]:
        """Every alert of a kind, in order."""
        async with self.database.reading() as session:
            rows = await session.scalars(select(AlertRow).where(col(AlertRow.kind) == kind).order_by(col(AlertRow.id)))
            return list(rows)

    async def told(self, layer: str) -> list[str]:
        """What the channels of a layer are told: metric and claimant."""
        query = (
            select(AlertRow)
            .join(DeliveryRow, col(DeliveryRow.alert_id) == col(AlertRow.id))
            .join(ChannelRow, col(ChannelRow.id) == col(DeliveryRow.channel_id))
            .where(col(ChannelRow.layer) == layer)
        )
        async with self.database.reading() as session:
            return sorted(f"{row.metric} {row.claimant}" for row in await session.scalars(query))


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with fresh_database(tmp_path) as database, feed_server() as server:
        settings = Settings(allowed_networks=(ip_network("127.0.0.0/8"),))
        seeds = replace(load_seeds(DEFAULT_SEEDS), feeds=())
        await sow(database, seeds, NOW)
        room: Room

        def clock() -> datetime:
            return room.now

        def queued() -> None:
            room.woken += 1

        watching = build_watching(settings, seeds, database, clock=clock, queued=queued, with_pages=False)
        room = Room(watching, database, server)
        yield room
        await watching.close()


async def add_feed(room: Room, path: str, outlet: str, *, layer: str = "") -> None:
    """Follow a feed that has been polled once, when it was empty."""
    room.server.answer_feed(path, rss())
    async with room.database.writing() as session:
        await add_feeds(session, [new_feed(room.server.url(path), room.now, outlet=outlet, lang="en", layer=layer)])
    await room.poll()


async def add_channel(room: Room, layer: str, address: str, *rules: str) -> None:
    async with room.database.writing() as session:
        session.add(ChannelRow(platform="discord", layer=layer, address=address, added_at=room.now))
        session.add_all(KeywordRow(layer=layer, rule=rule, added_at=room.now) for rule in rules)


async def test_a_changed_figure_is_queued_once_for_every_channel(room: Room) -> None:
    await add_channel(room, "discord:1", "11")
    await add_channel(room, "discord:2", "22")
    await add_feed(room, "/a", "a.example")
    room.server.answer_feed("/a", rss(item("Toll rises", guid="1", date=TODAY, text=BRIEFING)))
    await room.poll()
    await room.poll()
    assert await room.told("discord:1") == await room.told("discord:2") == ["casualties nis", "killed nis"]
    assert room.woken


async def test_a_second_outlet_edits_the_alert_and_adopts_the_change(room: Room) -> None:
    await add_channel(room, "discord:1", "11")
    await add_feed(room, "/a", "a.example")
    await add_feed(room, "/b", "b.example")
    room.server.answer_feed("/a", rss(item("Toll rises", guid="1", date=TODAY, text=BRIEFING)))
    await room.poll()
    room.server.answer_feed("/b", rss(item("Spies: heavy losses", guid="2", date=TODAY, text=OTHER_WORDS)))
    await room.poll()
    alerts = [from_json(row.content) for row in await room.alerts()]
    assert {(alert.metric.value, alert.state.value, alert.outlets) for alert in alerts} == {
        ("casualties", "adopted", 2),
        ("killed", "adopted", 2),
    }
    assert len(await room.told("discord:1")) == 2


async def test_an_alert_shows_the_sentence_with_its_figure(room: Room) -> None:
    await add_feed(room, "/a", "a.example")
    room.server.answer_feed(
        "/a", rss(item("Toll rises", guid="1", link="https://a.example/1", date=TODAY, text=BRIEFING))
    )
    await room.poll()
    alert = next(found for row in await room.alerts() if (found := from_json(row.content)).metric == "killed")
    source = alert.sources[0]
    assert "600" in source.sentence[source.start : source.end]
    assert source.url == "https://a.example/1"


async def test_what_a_feed_published_before_its_first_poll_is_told_in_one_card(room: Room) -> None:
    await add_channel(room, "discord:1", "11")
    room.now = NOW + timedelta(days=3)
    room.server.answer_feed("/a", rss(item("Toll rises", guid="1", date=TODAY, text=BRIEFING)))
    async with room.database.writing() as session:
        await add_feeds(session, [new_feed(room.server.url("/a"), room.now, outlet="a.example", lang="en")])
    await room.poll()
    assert await room.alerts() == []
    (row,) = await room.alerts("catch_up")
    assert [alert.metric.value for alert in catch_up_from_json(row.content).alerts] == ["killed", "casualties"]
    assert len(await room.told("discord:1")) == 1


async def test_a_catch_up_is_edited_when_an_article_behind_it_is_withdrawn(room: Room) -> None:
    await add_channel(room, "discord:1", "11")
    room.now = NOW + timedelta(days=3)
    room.server.answer_feed("/a", rss(item("Toll rises", guid="1", date=TODAY, text=BRIEFING)))
    async with room.database.writing() as session:
        await add_feeds(session, [new_feed(room.server.url("/a"), room.now, outlet="a.example", lang="en")])
    await room.poll()
    room.server.answer_feed("/a", rss(item("Flower show opens", guid="1", date=TODAY, text="Roses are in bloom.")))
    await room.poll()
    (row,) = await room.alerts("catch_up")
    assert row.version > 1
    assert {alert.state.value for alert in catch_up_from_json(row.content).alerts} == {"retracted"}


async def test_keywords_of_its_own_keep_an_alert_from_a_guild(room: Room) -> None:
    await add_channel(room, "discord:1", "11", "sappers + kursk")
    await add_channel(room, "discord:2", "22", "national intelligence service")
    await add_feed(room, "/a", "a.example")
    room.server.answer_feed("/a", rss(item("Toll rises", guid="1", date=TODAY, text=BRIEFING)))
    await room.poll()
    assert await room.told("discord:1") == []
    assert len(await room.told("discord:2")) == 2


async def test_a_feed_that_a_guild_added_reaches_that_guild_alone(room: Room) -> None:
    await add_channel(room, "discord:1", "11")
    await add_channel(room, "discord:2", "22")
    await add_feed(room, "/own", "own.example", layer="discord:1")
    room.server.answer_feed("/own", rss(item("Toll rises", guid="1", date=TODAY, text=BRIEFING)))
    await room.poll()
    assert len(await room.told("discord:1")) == 2
    assert await room.told("discord:2") == []


async def test_an_article_edited_to_another_text_takes_its_alerts_back(room: Room) -> None:
    await add_channel(room, "discord:1", "11")
    await add_feed(room, "/a", "a.example")
    room.server.answer_feed("/a", rss(item("Toll rises", guid="1", date=TODAY, text=BRIEFING)))
    await room.poll()
    room.server.answer_feed("/a", rss(item("Flower show opens", guid="1", date=TODAY, text="Roses are in bloom.")))
    await room.poll()
    assert {row.state for row in await room.alerts()} == {"retracted"}


@pytest.mark.parametrize("notice", ["WITHDRAWN: {}", "[기사 취소] {}", "Відкликано: {}", "{} (отозвано)"])
async def test_a_withdrawn_article_takes_its_alerts_back(room: Room, notice: str) -> None:
    await add_channel(room, "discord:1", "11")
    await add_feed(room, "/a", "a.example")
    room.server.answer_feed("/a", rss(item("Toll rises", guid="1", date=TODAY, text=BRIEFING)))
    await room.poll()
    title = notice.format("Toll of North Korean troops rises")
    room.server.answer_feed("/a", rss(item(title, guid="1", date=TODAY, text=BRIEFING)))
    await room.poll()
    assert {row.state for row in await room.alerts()} == {"retracted"}


async def watch_with_broken_reader(room: Room, nowhere: Path) -> Watcher:
    """Watch the only feed with a reader that finds no seeds; return that watcher."""
    broken = replace(room.watching.watcher, read=WorkerReader(room.watching.parser, nowhere))
    room.now += timedelta(hours=7)
    async with room.database.reading() as session:
        (feed,) = await due_feeds(session, room.now, taken=set(), limit=2)
    await broken.watch(feed)
    return broken


async def articles(room: Room) -> list[ArticleRow]:
    async with room.database.reading() as session:
        return list(await session.scalars(select(ArticleRow).order_by(col(ArticleRow.id))))


async def test_what_breaks_its_reader_three_times_is_set_aside_and_logged_once(room: Room, tmp_path: Path) -> None:
    await add_feed(room, "/a", "a.example")
    room.server.answer_feed("/a", rss(item("Toll rises", guid="1", date=TODAY, text=BRIEFING)))
    with capture_logs() as logs:
        broken = await watch_with_broken_reader(room, tmp_path / "nowhere")
        for _ in range(4):
            await broken.retry()
    assert [line["event"] for line in logs].count("article set aside") == 1
    assert [(article.read_attempts, article.set_aside) for article in await articles(room)] == [(3, True)]
    room.server.answer_feed("/a", rss(item("Toll rises", guid="2", date=TODAY, text=OTHER_WORDS)))
    await room.poll()
    assert len(await room.alerts()) == 2


async def test_what_broke_its_reader_once_is_read_the_next_time(room: Room, tmp_path: Path) -> None:
    await add_feed(room, "/a", "a.example")
    room.server.answer_feed("/a", rss(item("Toll rises", guid="1", date=TODAY, text=BRIEFING)))
    await watch_with_broken_reader(room, tmp_path / "nowhere")
    assert not await room.alerts()
    await room.watching.watcher.retry()
    assert len(await room.alerts()) == 2


async def test_an_article_that_was_set_aside_is_read_again_when_edited(room: Room, tmp_path: Path) -> None:
    await add_feed(room, "/a", "a.example")
    room.server.answer_feed("/a", rss(item("Toll rises", guid="1", date=TODAY, text=BRIEFING)))
    broken = await watch_with_broken_reader(room, tmp_path / "nowhere")
    await broken.retry()
    await broken.retry()
    room.server.answer_feed("/a", rss(item("Toll rises", guid="1", date=TODAY, text=OTHER_WORDS)))
    await room.poll()
    assert [(article.read_attempts, article.set_aside) for article in await articles(room)] == [(0, False)]
    assert len(await room.alerts()) == 2
