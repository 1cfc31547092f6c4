"""Many alerts at once, after a downtime, in quiet hours or past the hour's ceiling: one digest, in time order."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.delivery.bots import Watcher, bot, lines, settled, stage
from tests.wire.discord import Discord
from tests.wire.faults import Break
from watchers.store.downtime import note_alive, note_start

Scene = tuple[Watcher, Discord]


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with stage(tmp_path) as scene:
        yield scene


async def test_many_alerts_at_once_are_one_digest_in_time_order_with_late_ones_dated(scene: Scene) -> None:
    watcher, discord = scene
    await watcher.channel(discord.guild().channel)
    for n in range(6):
        await watcher.alert(n, age=timedelta(minutes=n))
    await watcher.alert(6, age=timedelta(days=1))
    async with bot(watcher.database, discord) as outbox:
        await settled(watcher, outbox, "sent", count=8)
    [digest] = discord.posts()
    yesterday = (watcher.clock() - timedelta(days=1)).date()
    assert lines(digest) == [
        "digest 1 of 1", f"<6> late {yesterday}", "<5>", "<4>", "<3>", "<2>", "<1>", "<0>",
    ]  # fmt: skip


async def test_a_long_digest_comes_in_parts_that_keep_the_order(scene: Scene) -> None:
    watcher, discord = scene
    await watcher.channel(discord.guild().channel)
    for n in range(25):
        await watcher.alert(n, age=timedelta(minutes=25 - n))
    async with bot(watcher.database, discord) as outbox:
        await settled(watcher, outbox, "sent", count=28)
    posts = [lines(message) for message in discord.posts()]
    assert [post[0] for post in posts] == ["digest 1 of 3", "digest 2 of 3", "digest 3 of 3"]
    assert [line for post in posts for line in post[1:]] == [f"<{n}>" for n in range(25)]


async def test_what_piled_up_while_nobody_watched_is_gathered_into_one_digest(scene: Scene) -> None:
    watcher, discord = scene
    await watcher.channel(discord.guild().channel)
    async with watcher.database.writing() as session:
        await note_alive(session, watcher.clock() - timedelta(hours=6))
        await note_start(session, watcher.clock())
    async with bot(watcher.database, discord, clock=watcher.clock) as outbox:
        for n in (1, 2, 3):
            await watcher.alert(n)
            outbox.wake()
        assert [row.state for row in await watcher.deliveries()] == ["held"] * 3
        watcher.clock.move(minutes=3)
        await settled(watcher, outbox, "sent", count=4)
    assert [lines(message) for message in discord.posts()] == [["digest 1 of 1", "<1>", "<2>", "<3>"]]


async def test_past_the_ceiling_of_an_hour_the_rest_is_folded(scene: Scene) -> None:
    watcher, discord = scene
    await watcher.channel(discord.guild().channel, ceiling=3)
    async with bot(watcher.database, discord, clock=watcher.clock) as outbox:
        for n in range(1, 6):
            await watcher.alert(n)
            await settled(watcher, outbox, "sent", count=min(n, 3))
        await settled(watcher, outbox, "held", count=2)
        assert len(discord.posts()) == 3
        watcher.clock.move(hours=1, minutes=1)
        await settled(watcher, outbox, "sent", count=6)
    assert [lines(message)[0] for message in discord.posts()] == ["<1>", "<2>", "<3>", "digest 1 of 1"]


async def test_alerts_of_quiet_hours_come_as_one_digest_when_they_end(scene: Scene) -> None:
    watcher, discord = scene
    begins = (watcher.clock() - timedelta(hours=1)).strftime("%H:%M")
    ends = (watcher.clock() + timedelta(hours=2)).strftime("%H:%M")
    await watcher.channel(discord.guild().channel, quiet_from=begins, quiet_to=ends)
    async with bot(watcher.database, discord, clock=watcher.clock) as outbox:
        await watcher.alert(1)
        await watcher.alert(2)
        await settled(watcher, outbox, "held", count=2)
        watcher.clock.move(hours=2, minutes=1)
        await settled(watcher, outbox, "sent", count=3)
    [digest] = discord.posts()
    assert [line.split(" ")[0] for line in lines(digest)] == ["digest", "<1>", "<2>"]


async def test_edits_of_one_alert_are_merged_into_one(scene: Scene) -> None:
    watcher, discord = scene
    await watcher.channel(discord.guild().channel)
    async with bot(watcher.database, discord, clock=watcher.clock) as outbox:
        await watcher.alert(1)
        await settled(watcher, outbox, "sent")
        for state in ("corroborated", "held", "adopted"):
            await watcher.go_on(1, state)
            outbox.wake()
        watcher.clock.move(seconds=16)
        outbox.wake()
        message = await discord.edited(discord.posts()[0])
    assert message.edits == 1
    assert lines(message) == ["<1> adopted"]


async def test_a_message_that_somebody_deleted_is_not_made_again_by_an_edit(scene: Scene) -> None:
    watcher, discord = scene
    await watcher.channel(discord.guild().channel)
    async with bot(watcher.database, discord, clock=watcher.clock) as outbox:
        await watcher.alert(1)
        await settled(watcher, outbox, "sent")
        await discord.state.delete(discord.posts()[0])
        await watcher.go_on(1, "adopted")
        watcher.clock.move(seconds=16)
        while outbox.outcomes["gone"] == 0:
            await settled(watcher, outbox, "sent")
    assert len(discord.posts()) == 1


async def test_a_digest_is_edited_when_one_of_its_alerts_goes_on(scene: Scene) -> None:
    watcher, discord = scene
    await watcher.channel(discord.guild().channel)
    for n in range(6):
        await watcher.alert(n)
    async with bot(watcher.database, discord, clock=watcher.clock) as outbox:
        await settled(watcher, outbox, "sent", count=7)
        await watcher.go_on(3, "retracted")
        watcher.clock.move(seconds=16)
        outbox.wake()
        message = await discord.edited(discord.posts()[0])
    assert "<3> retracted" in lines(message)


async def test_a_channel_for_confirmed_alerts_is_told_when_one_is_confirmed(scene: Scene) -> None:
    watcher, discord = scene
    guild = discord.guild(channels=("all", "confirmed"))
    await watcher.channel(guild.channels[0])
    await watcher.channel(guild.channels[1], only_confirmed=True)
    async with bot(watcher.database, discord, clock=watcher.clock) as outbox:
        await watcher.alert(1)
        await settled(watcher, outbox, "sent")
        assert not discord.posts(guild.channels[1])
        await watcher.go_on(1, "adopted")
        await settled(watcher, outbox, "sent", count=2)
        await watcher.go_on(1, "adopted")
    assert [lines(message) for message in discord.posts(guild.channels[1])] == [["<1> adopted"]]


async def test_a_layers_own_alert_takes_over_the_message_of_the_shared_one(scene: Scene) -> None:
    watcher, discord = scene
    guild = discord.guild()
    await watcher.channel(guild.channel)
    async with bot(watcher.database, discord, clock=watcher.clock) as outbox:
        await watcher.alert(1)
        await settled(watcher, outbox, "sent")
        await watcher.alert(1, layer=f"discord:{guild.id}", state="adopted")
        await watcher.go_on(1, "confirmed here", layer=f"discord:{guild.id}")
        watcher.clock.move(seconds=16)
        outbox.wake()
        message = await discord.edited(discord.posts()[0])
    assert lines(message) == ["<1> confirmed here"]
    assert len(discord.posts()) == 1


@pytest.mark.parametrize("days", [1, -1])
async def test_a_clock_that_jumps_a_day_neither_doubles_nor_stalls(scene: Scene, days: int) -> None:
    watcher, discord = scene
    await watcher.channel(discord.guild().channel)
    async with bot(watcher.database, discord, clock=watcher.clock) as outbox:
        await watcher.alert(1)
        await settled(watcher, outbox, "sent")
        discord.fail(Break.DROP_AFTER, r"POST .*/messages$")
        await watcher.alert(2)
        while outbox.outcomes["unknown"] == 0:
            await settled(watcher, outbox, "sent")
        watcher.clock.move(days=days)
        await settled(watcher, outbox, "sent", count=2)
        await watcher.alert(3)
        await settled(watcher, outbox, "sent", count=3)
    assert [lines(message)[0].split()[0] for message in discord.posts()] == ["<1>", "<2>", "<3>"]
