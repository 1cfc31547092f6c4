"""Alerts as they stand in a channel: their chart, and what becomes of them told in a thread."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.alert_charts import AlertCharts, series_of
from bot.discord.platform import DiscordPlatform
from bot.platforms import Item, Place, Post, PostKind, Sent, Unknown
from bot.rendering import Renderer
from bot.voice import Voices
from tests.cards.alerts import AT, TOPIC, alert, source, voice
from tests.discord.product import SmallProduct
from tests.store.databases import fresh_database
from tests.wire.discord import EVERY_RIGHT, Channel, Discord, Right
from tests.wire.faults import Break
from watchers.alerts import to_json
from watchers.ledger.values import Kind, State


def post(channel: Channel, *, thread: bool = False, **given: object) -> Post:
    place = Place(channel=1, platform="discord", address=str(channel.id), thread=thread)
    item = Item(alert=1, at=AT, content=to_json(alert(**given)))
    return Post(place=place, kind=PostKind.CHANGE, items=(item,), marker="m4rk3r", nonce="n" * 24)


@dataclass(frozen=True, slots=True)
class Posting:
    discord: Discord
    channel: Channel
    platform: DiscordPlatform

    async def send(self, told: Post) -> str:
        outcome = await self.platform.sender.send(told)
        assert isinstance(outcome, Sent)
        return outcome.message

    def thread(self, message: str) -> list[str]:
        channel = self.discord.state.channels.get(int(message))
        return [] if channel is None else [one.text for one in channel.messages]


@pytest.fixture
async def posting(tmp_path: Path) -> AsyncIterator[Posting]:
    kept = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    async with fresh_database(tmp_path) as database, Discord() as discord:
        channel = discord.guild().channel
        charts = AlertCharts(Voices(TOPIC))
        platform = DiscordPlatform(
            discord.token, discord.api, SmallProduct(), database, Renderer(TOPIC).card_of, charts.of
        )
        work = asyncio.create_task(platform.run())
        await platform.ready()
        yield Posting(discord, channel, platform)
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = kept


async def test_an_alert_carries_a_small_chart_and_keeps_one_when_edited(posting: Posting) -> None:
    message = await posting.send(post(posting.channel))
    (shown,) = posting.discord.posts()
    assert [one.name for one in shown.attachments] == ["chart.png"]
    await posting.platform.sender.edit(post(posting.channel, state=State.ADOPTED), message)
    assert [one.name for one in shown.attachments] == ["chart.png"]
    assert shown.embeds[0]["image"]["url"].endswith("chart.png")


async def test_an_alert_with_nothing_to_compare_has_no_chart(posting: Posting) -> None:
    await posting.send(post(posting.channel, previous=None, previous_as_of=None, others=()))
    assert posting.discord.posts()[0].attachments == []


def test_what_is_added_is_not_drawn_into_the_totals() -> None:
    (own,) = series_of(alert(kind=Kind.ADDITION), voice())
    assert len(own.points) == 1


async def test_what_becomes_of_an_alert_is_told_in_its_thread_once(posting: Posting) -> None:
    message = await posting.send(post(posting.channel, thread=True))
    assert posting.thread(message) == []
    told = post(posting.channel, thread=True, state=State.RETRACTED)
    for _ in range(2):
        assert isinstance(await posting.platform.sender.edit(told, message), Sent)
    (said,) = posting.thread(message)
    assert "Retracted" in said
    await posting.platform.sender.edit(post(posting.channel, thread=True, state=State.ADOPTED), message)
    assert len(posting.thread(message)) == 2


async def test_without_that_choice_there_is_no_thread(posting: Posting) -> None:
    message = await posting.send(post(posting.channel))
    await posting.platform.sender.edit(post(posting.channel, state=State.ADOPTED), message)
    assert posting.thread(message) == []


async def test_a_channel_that_forbids_threads_is_edited_all_the_same(posting: Posting) -> None:
    message = await posting.send(post(posting.channel, thread=True))
    posting.channel.bot_rights = EVERY_RIGHT & ~Right.CREATE_PUBLIC_THREADS
    outcome = await posting.platform.sender.edit(post(posting.channel, thread=True, state=State.ADOPTED), message)
    assert isinstance(outcome, Sent)
    assert posting.discord.posts()[0].edits == 1


async def test_an_answer_lost_on_the_way_to_the_thread_says_nothing_twice(posting: Posting) -> None:
    message = await posting.send(post(posting.channel, thread=True))
    told = post(posting.channel, thread=True, state=State.ADOPTED)
    lost = posting.discord.fail(Break.DROP_AFTER, rf"POST .*/channels/{message}/messages")
    assert isinstance(await posting.platform.sender.edit(told, message), Unknown)
    assert lost.hits == 1
    await posting.platform.sender.edit(told, message)
    assert len(posting.thread(message)) == 1


async def test_nothing_of_a_hostile_article_is_live_in_an_alert(posting: Posting) -> None:
    nasty = "@everyone <@&1> [Bank](https://evil.example) ||x|| `y` https://evil.example/z \u202e" + "a" * 9_000
    told = post(posting.channel, sources=(source(sentence=nasty, title=nasty, outlet=nasty, url="javascript:x"),))
    await posting.send(replace(told, repeated=True))
    (shown,) = posting.discord.posts()
    assert "@everyone" not in shown.text
    assert "https://evil.example" not in shown.text
    assert shown.pings == []


async def test_a_chart_is_drawn_once_however_many_channels_are_told_at_the_same_time(posting: Posting) -> None:
    charts = AlertCharts(Voices(TOPIC))
    told = [post(posting.channel, change=f"c{number % 2}") for number in range(40)]
    drawn = await asyncio.gather(*map(charts.of, told))
    assert len({id(chart) for chart in drawn}) == 2
