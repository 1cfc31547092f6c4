"""Alerts reach Discord exactly once, whatever becomes of the answers."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.discord.sender import DiscordMessage, DiscordSender
from bot.outbox.loop import LANES
from bot.platforms import Post
from tests.delivery.bots import Watcher, bot, lines, render, settled, stage
from tests.wire.discord import EVERY_RIGHT, Discord, Right
from tests.wire.faults import Break, Limit

POSTING = r"POST .*/messages$"
Scene = tuple[Watcher, Discord]


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with stage(tmp_path) as scene:
        yield scene


async def test_an_alert_reaches_every_channel_once_and_in_order(scene: Scene) -> None:
    watcher, discord = scene
    guild = discord.guild(channels=("a", "b"))
    for channel in guild.channels:
        await watcher.channel(channel)
    async with bot(watcher.database, discord) as outbox:
        for n in (1, 2):
            await watcher.alert(n)
            outbox.wake()
        await settled(watcher, outbox, "sent", count=4)
    assert [lines(message) for message in discord.posts(guild.channel)] == [["<1>"], ["<2>"]]
    assert len(discord.posts()) == 4


@pytest.mark.parametrize("fault", [Break.DROP_AFTER, Break.DROP_BEFORE, Break.REFUSE, Break.REFUSE_AFTER])
async def test_a_lost_answer_or_a_server_error_neither_loses_nor_doubles(scene: Scene, fault: Break) -> None:
    watcher, discord = scene
    await watcher.channel(discord.guild().channel)
    discord.fail(fault, POSTING, status=503)
    await watcher.alert(1)
    async with bot(watcher.database, discord, clock=watcher.clock) as outbox:
        await settled(watcher, outbox, "sending")
        while outbox.outcomes["unknown"] == 0:
            await settled(watcher, outbox, "sending")
        watcher.clock.move(seconds=3)
        await settled(watcher, outbox, "sent")
    assert [lines(message) for message in discord.posts()] == [["<1>"]]


@pytest.mark.parametrize("arrived", [True, False])
async def test_what_is_open_after_a_crash_is_looked_up_in_the_channel(scene: Scene, arrived: bool) -> None:
    watcher, discord = scene
    guild = discord.guild()
    await watcher.channel(guild.channel)
    await discord.say(guild.channel, discord.user("somebody"), "hello")
    await watcher.alert(1)
    discord.fail(Break.DROP_AFTER if arrived else Break.DROP_BEFORE, POSTING)
    async with bot(watcher.database, discord) as outbox:
        await settled(watcher, outbox, "sending")
        while outbox.outcomes["unknown"] == 0:
            await settled(watcher, outbox, "sending")
    discord.state.nonces.clear()
    watcher.clock.move(minutes=10)
    async with bot(watcher.database, discord, clock=watcher.clock) as outbox:
        await settled(watcher, outbox, "sent")
    assert [lines(message) for message in discord.posts()] == [["<1>"]]
    assert any(request.startswith("GET") and "/messages" in request for request in discord.requests)


async def test_where_history_cannot_be_read_it_is_sent_once_more_and_says_so(scene: Scene) -> None:
    watcher, discord = scene
    guild = discord.guild()
    guild.channel.bot_rights = EVERY_RIGHT & ~Right.READ_MESSAGE_HISTORY
    await watcher.channel(guild.channel)
    await watcher.alert(1)
    discord.fail(Break.DROP_AFTER, POSTING)
    async with bot(watcher.database, discord) as outbox:
        while outbox.outcomes["unknown"] == 0:
            await settled(watcher, outbox, "sending")
    discord.state.nonces.clear()
    watcher.clock.move(minutes=10)
    async with bot(watcher.database, discord, clock=watcher.clock) as outbox:
        await settled(watcher, outbox, "sent")
    assert [lines(message) for message in discord.posts()] == [["<1>"], ["<1>", "possibly repeated"]]


async def test_a_message_that_somebody_deleted_before_we_knew_of_it_counts_as_told(scene: Scene) -> None:
    watcher, discord = scene
    await watcher.channel(discord.guild().channel)
    await watcher.alert(1)
    discord.fail(Break.DROP_AFTER, POSTING)
    async with bot(watcher.database, discord, clock=watcher.clock) as outbox:
        while outbox.outcomes["unknown"] == 0:
            await settled(watcher, outbox, "sending")
        await discord.state.delete(discord.posts()[0])
        watcher.clock.move(seconds=3)
        await settled(watcher, outbox, "sent")
    assert len(discord.posts()) == 1


async def test_a_limit_of_one_channel_does_not_hold_up_another(scene: Scene) -> None:
    watcher, discord = scene
    guild = discord.guild(channels=("slow", "quick"))
    for channel in guild.channels:
        await watcher.channel(channel)
    slow = discord.fail(Break.HOLD_BEFORE, rf"POST .*/{guild.channels[0].id}/messages")
    await watcher.alert(1)
    async with bot(watcher.database, discord) as outbox:
        assert [lines(message) for message in await discord.posted(guild.channels[1])] == [["<1>"]]
        slow.release()
        await settled(watcher, outbox, "sent", count=2)


async def test_blocked_text_is_told_in_a_plain_short_form(scene: Scene) -> None:
    watcher, discord = scene
    await watcher.channel(discord.guild().channel)
    discord.state.blocked_words.add("embeds")
    await watcher.alert(1)
    discord.fail(Break.REFUSE, POSTING, status=400, body='{"message": "blocked", "code": 200000}')
    async with bot(watcher.database, discord) as outbox:
        discord.state.blocked_words.clear()
        await settled(watcher, outbox, "sent")
    assert discord.posts()[0].content.startswith("plain <1>")


async def test_text_that_is_refused_even_plain_fails_and_the_admins_are_told(scene: Scene) -> None:
    watcher, discord = scene
    guild = discord.guild(channels=("alerts", "other"))
    await watcher.channel(guild.channels[0])
    discord.fail(Break.REFUSE, POSTING, times=2, status=400, body='{"message": "blocked", "code": 200000}')
    await watcher.alert(1)
    await watcher.channel(guild.channels[1], only_notices=True)
    async with bot(watcher.database, discord) as outbox:
        await settled(watcher, outbox, "failed")
        await settled(watcher, outbox, "sent")
    assert lines(discord.posts()[0]) == [f"<failed> {guild.channels[0].id} blocked by AutoMod"]


async def test_a_stopped_channel_is_left_alone_told_once_and_gets_what_it_missed_as_one_digest(scene: Scene) -> None:
    watcher, discord = scene
    guild = discord.guild()
    admin = discord.user("admin")
    await watcher.channel(guild.channel, added_by=f"discord:{admin.id}")
    guild.channel.bot_rights = Right(0)
    async with bot(watcher.database, discord, clock=watcher.clock) as outbox:
        await watcher.alert(1)
        await settled(watcher, outbox, "held")
        asked = len(discord.requests)
        for n in (2, 3):
            await watcher.alert(n)
        [notice] = await discord.posted(discord.direct(admin))
        assert lines(notice) == [f"<stopped> {guild.channel.id} the bot may not see this channel"]
        guild.channel.bot_rights = EVERY_RIGHT
        watcher.clock.move(hours=2)
        await settled(watcher, outbox, "sent", count=5)
        assert len([one for one in discord.requests[asked:] if str(guild.channel.id) in one]) == 1
    [digest] = discord.posts(guild.channel)
    assert [line.split()[0] for line in lines(digest)] == ["digest", "<1>", "<2>", "<3>"]
    assert len(discord.posts(discord.direct(admin))) == 1


async def test_a_missing_right_to_embed_is_answered_with_mere_text(scene: Scene) -> None:
    watcher, discord = scene
    guild = discord.guild()
    guild.channel.bot_rights = EVERY_RIGHT & ~Right.EMBED_LINKS
    await watcher.channel(guild.channel)
    await watcher.alert(1)
    async with bot(watcher.database, discord) as outbox:
        await settled(watcher, outbox, "sent")
    assert discord.posts()[0].content.startswith("plain <1>")


async def test_a_revoked_token_is_named_and_loses_nothing(scene: Scene) -> None:
    watcher, discord = scene
    await watcher.channel(discord.guild().channel)
    async with bot(watcher.database, discord) as outbox:
        good, discord.token = discord.token, "another"
        await watcher.alert(1)
        while not outbox.trouble:
            await settled(watcher, outbox, "pending", "sending")
        assert outbox.trouble == "Discord does not accept the token"
        discord.token = good
    assert [row.state for row in await watcher.deliveries()] == ["pending"]
    async with bot(watcher.database, discord) as outbox:
        await settled(watcher, outbox, "sent")
    assert len(discord.posts()) == 1


async def test_many_channels_in_trouble_take_no_turn_from_the_others(scene: Scene) -> None:
    watcher, discord = scene
    guild = discord.guild(channels=tuple(f"c{n}" for n in range(LANES + 10)))
    for channel in guild.channels:
        await watcher.channel(channel)
    discord.fail(Break.REFUSE, POSTING, times=LANES + 10, status=503)
    for n in (1, 2):
        await watcher.alert(n)
    async with bot(watcher.database, discord, clock=watcher.clock) as outbox:
        await settled(watcher, outbox, "sending", count=LANES + 10)
        while outbox.outcomes["unknown"] < LANES + 10:
            await settled(watcher, outbox, "sending")
        well = discord.guild().channel
        await watcher.channel(well)
        await watcher.alert(3)
        outbox.wake()
        assert [lines(message) for message in await discord.posted(well, seconds=1.5)] == [["<3>"]]


async def test_refusals_near_the_number_that_gets_an_address_banned_stop_all_requests(scene: Scene) -> None:
    watcher, discord = scene
    await watcher.channel(discord.guild().channel)
    async with bot(watcher.database, discord) as outbox:
        assert isinstance(outbox.sender, DiscordSender)
        outbox.sender.invalid.most = 1
        discord.fail(Break.REFUSE, POSTING, status=403, body='{"message": "no", "code": 50001}')
        await watcher.alert(1)
        await settled(watcher, outbox, "held")
        await watcher.channel(discord.guild().channel)
        await watcher.alert(2)
        while outbox.outcomes["limited"] == 0:
            await settled(watcher, outbox, "pending")
    assert not discord.posts()


@pytest.mark.parametrize("scope", ["user", "global"])
async def test_the_limits_of_the_headers_are_kept(scene: Scene, scope: str) -> None:
    watcher, discord = scene
    guild = discord.guild(channels=("a", "b"))
    for channel in guild.channels:
        await watcher.channel(channel)
    setattr(discord.state, "channel_limit" if scope == "user" else "global_limit", Limit(2, 0.5))
    async with bot(watcher.database, discord) as outbox:
        for n in range(1, 5):
            await watcher.alert(n)
        await settled(watcher, outbox, "sent", count=8)
    told = [[lines(message)[0] for message in discord.posts(channel)] for channel in guild.channels]
    assert told == [[f"<{n}>" for n in range(1, 5)]] * 2
    if scope == "user":
        assert discord.state.invalid_requests == 0


async def test_a_connection_closed_under_a_message_loses_nothing(scene: Scene) -> None:
    watcher, discord = scene
    await watcher.channel(discord.guild().channel)
    async with bot(watcher.database, discord) as outbox:
        assert isinstance(outbox.sender, DiscordSender)
        await outbox.sender.client.close()
        await watcher.alert(1)
        while outbox.outcomes["unknown"] == 0:
            await settled(watcher, outbox, "pending", "sending")
    assert [(row.state, row.plain) for row in await watcher.deliveries()] == [("sending", False)]


async def test_a_card_that_cannot_be_made_is_told_in_plain_text(scene: Scene) -> None:
    watcher, discord = scene
    await watcher.channel(discord.guild().channel)
    async with bot(watcher.database, discord) as outbox:
        assert isinstance(outbox.sender, DiscordSender)
        outbox.sender.render = broken
        await watcher.alert(1)
        await settled(watcher, outbox, "sent")
    assert discord.posts()[0].content.startswith("plain <1>")


def broken(post: Post) -> DiscordMessage:
    if not post.plain:
        raise KeyError("a mistake of ours")
    return render(post)


async def test_that_a_person_takes_no_messages_is_told_to_nobody_else(scene: Scene) -> None:
    watcher, discord = scene
    guild = discord.guild()
    person = discord.user("follower")
    person.takes_messages = False
    await watcher.channel(guild.channel, metrics=["wounded"])
    await watcher.channel(f"user:{person.id}", layer=f"discord:{guild.id}", added_by=f"discord:{person.id}")
    await watcher.alert(1)
    async with bot(watcher.database, discord) as outbox:
        await settled(watcher, outbox, "held")
        await watcher.alert(2)
        await settled(watcher, outbox, "held", count=2)
    assert not discord.posts()
