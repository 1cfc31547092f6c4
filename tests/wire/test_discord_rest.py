"""The Discord stand-in's REST: messages, rights, nonces, limits and faults, driven by the real discord.py client."""

import asyncio
import io
import json
import sys
from pathlib import Path
from typing import Any

import aiohttp
import discord as client
import pytest

from tests.wire.discord import Channel, Discord, Right
from tests.wire.discord_bot import PNG, Bot
from tests.wire.faults import Break, Limit
from tests.wire.specification import load

POSTING = r"POST .*/messages$"


@pytest.mark.usefixtures("pointed")
async def test_a_wrong_token_is_refused() -> None:
    async with client.Client(intents=client.Intents.none()) as one:
        with pytest.raises(client.LoginFailure):
            await one.login("wrong")


async def test_the_same_nonce_makes_one_message_in_any_channel(
    discord: Discord, poster: client.Client, channel: Channel
) -> None:
    other = discord.channel(next(iter(discord.state.guilds.values())), "other")
    first = await poster.get_partial_messageable(channel.id).send("one", nonce="same")
    again = await poster.get_partial_messageable(other.id).send("one", nonce="same")
    assert (first.id, len(discord.posts())) == (again.id, 1)


async def test_a_nonce_is_forgotten_after_its_window(discord: Discord, poster: client.Client, channel: Channel) -> None:
    discord.state.nonce_seconds = 0.0
    for _ in range(2):
        await poster.get_partial_messageable(channel.id).send("one", nonce="same")
    assert len(discord.posts(channel)) == 2


async def test_the_nonce_of_a_deleted_message_answers_unknown_message(poster: client.Client, channel: Channel) -> None:
    place = poster.get_partial_messageable(channel.id)
    await (await place.send("one", nonce="same")).delete()
    with pytest.raises(client.NotFound) as refused:
        await place.send("one", nonce="same")
    assert refused.value.code == 10008


async def test_a_lost_answer_leaves_the_message(discord: Discord, poster: client.Client, channel: Channel) -> None:
    place = poster.get_partial_messageable(channel.id)
    discord.fail(Break.DROP_AFTER, POSTING)
    with pytest.raises(aiohttp.ClientError):
        await place.send("one", nonce="same")
    assert [message.content for message in discord.posts(channel)] == ["one"]
    assert [message.content async for message in place.history()] == ["one"]


async def test_a_connection_dropped_before_leaves_nothing(
    discord: Discord, poster: client.Client, channel: Channel
) -> None:
    discord.fail(Break.DROP_BEFORE, POSTING)
    with pytest.raises(aiohttp.ClientError):
        await poster.get_partial_messageable(channel.id).send("one")
    assert discord.posts(channel) == []


async def test_a_held_answer_waits_for_its_release(discord: Discord, poster: client.Client, channel: Channel) -> None:
    fault = discord.fail(Break.HOLD_AFTER, POSTING)
    sending = asyncio.create_task(poster.get_partial_messageable(channel.id).send("one"))
    await fault.reached.wait()
    assert (len(discord.posts(channel)), sending.done()) == (1, False)
    fault.release()
    await sending


async def test_a_503_is_passed_on(discord: Discord, poster: client.Client, channel: Channel) -> None:
    discord.fail(Break.REFUSE, POSTING, status=503)
    with pytest.raises(client.DiscordServerError):
        await poster.get_partial_messageable(channel.id).send("one")


async def test_posts_over_a_channel_limit_wait(discord: Discord, poster: client.Client, channel: Channel) -> None:
    discord.state.channel_limit = Limit(2, 0.3)
    place = poster.get_partial_messageable(channel.id)
    began = asyncio.get_running_loop().time()
    for number in range(5):
        await place.send(str(number))
    assert asyncio.get_running_loop().time() - began > 0.5
    assert [message.content for message in discord.posts(channel)] == list("01234")


@pytest.mark.parametrize(
    ("right", "code"), [(Right.VIEW_CHANNEL, 50001), (Right.SEND_MESSAGES, 50013), (Right.EMBED_LINKS, 50013)]
)
async def test_a_missing_right_is_403(
    right: Right, code: int, discord: Discord, poster: client.Client, channel: Channel
) -> None:
    channel.bot_rights &= ~right
    with pytest.raises(client.Forbidden) as refused:
        await poster.get_partial_messageable(channel.id).send(embed=client.Embed(title="x"))
    assert (refused.value.code, discord.state.invalid_requests) == (code, 1)


async def test_history_without_the_right_to_read_it_is_empty(poster: client.Client, channel: Channel) -> None:
    place = poster.get_partial_messageable(channel.id)
    messages = [await place.send(text) for text in "abc"]
    after = client.Object(messages[0].id)
    assert [message.content async for message in place.history(after=after)] == ["b", "c"]
    channel.bot_rights &= ~Right.READ_MESSAGE_HISTORY
    assert [message async for message in place.history()] == []


def long_embed() -> client.Embed:
    embed = client.Embed()
    for _ in range(7):
        embed.add_field(name="n", value="v" * 1000)
    return embed


def doubled() -> client.ui.View:
    view = client.ui.View()
    for _ in range(2):
        view.add_item(client.ui.Button[client.ui.View](label="x", custom_id="same"))
    return view


@pytest.mark.parametrize(
    "make",
    [
        lambda: {"content": "x" * 2001},
        lambda: {"embed": client.Embed(title="x" * 257)},
        lambda: {"embed": client.Embed(description="𝟘" * 2049)},
        lambda: {"embed": client.Embed(title="x", url="javascript:alert(1)")},
        lambda: {"embed": long_embed()},
        lambda: {"content": "x", "view": doubled()},
    ],
    ids=["content", "title", "surrogates", "link", "embed total", "custom_id twice"],
)
async def test_what_is_over_a_limit_is_400(
    make: Any, discord: Discord, poster: client.Client, channel: Channel
) -> None:
    with pytest.raises(client.HTTPException) as refused:
        await poster.get_partial_messageable(channel.id).send(**make())
    assert (refused.value.status, refused.value.code, discord.posts()) == (400, 50035, [])


async def test_an_unknown_field_is_refused(discord: Discord, channel: Channel) -> None:
    url, headers = f"{discord.api}/api/v10/channels/{channel.id}/messages", {"Authorization": f"Bot {discord.token}"}
    async with (
        aiohttp.ClientSession() as http,
        http.post(url, json={"bold": 1}, headers=headers) as got,
    ):
        assert (got.status, "bold" in await got.text()) == (400, True)


async def test_the_published_specification_is_enforced_too(discord: Discord, channel: Channel) -> None:
    if load("discord-openapi.json") is None:
        pytest.skip("the published specification does not lie beside the repository")
    url, headers = f"{discord.api}/api/v10/channels/{channel.id}/messages", {"Authorization": f"Bot {discord.token}"}
    embed = {"title": "x", "color": "red"}
    async with aiohttp.ClientSession() as http, http.post(url, json={"embeds": [embed]}, headers=headers) as got:
        assert "specification" in await got.text()


async def test_pings_follow_the_allowed_mentions(discord: Discord, poster: client.Client, channel: Channel) -> None:
    place, text = poster.get_partial_messageable(channel.id), "@everyone <@&12> <@34>"
    await place.send(text)
    await place.send(text, allowed_mentions=client.AllowedMentions(roles=[client.Object(12)]))
    await place.send(text, allowed_mentions=client.AllowedMentions.all())
    wanted = [[], ["role 12"], ["everyone", "role 12", "user 34"]]
    assert [message.pings for message in discord.posts()] == wanted


async def test_a_message_is_edited_in_place_and_gets_a_thread(discord: Discord, bot: Bot, channel: Channel) -> None:
    place = bot.get_channel(channel.id)
    assert isinstance(place, client.TextChannel)
    message = await place.send("one", file=client.File(io.BytesIO(PNG), "chart.png"))
    await message.edit(content="two", attachments=[])
    thread = await message.create_thread(name="Follow-ups")
    await thread.send("three")
    [first, second] = discord.posts()
    assert (first.content, first.attachments, second.channel.parent) == ("two", [], channel)


async def test_a_direct_message_reaches_who_takes_it(discord: Discord, bot: Bot) -> None:
    reader, closed = discord.user("reader"), discord.user("closed")
    closed.takes_messages = False
    await (await bot.fetch_user(reader.id)).send("for you")
    with pytest.raises(client.Forbidden) as refused:
        await (await bot.fetch_user(closed.id)).send("for you")
    assert ([message.content for message in discord.posts(discord.direct(reader))], refused.value.code) == (
        ["for you"],
        50007,
    )


async def test_it_counts_in_a_process_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = tmp_path / "posts.jsonl"
    command = [sys.executable, "-m", "tests.wire.discord", "--record", str(record)]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    hello = json.loads(await process.stdout.readline())
    monkeypatch.setattr(client.http.Route, "BASE", f"{hello['api']}/api/v10")
    async with client.Client(intents=client.Intents.none()) as one:
        await one.login(hello["token"])
        place = one.get_partial_messageable(int(hello["channels"]["alerts"]))
        async with aiohttp.ClientSession() as http:
            await http.post(
                f"{hello['api']}/stand-in/fault", json={"kind": "refuse", "pattern": POSTING, "status": 503}
            )
            with pytest.raises(client.DiscordServerError):
                await place.send("none")
            await place.send("one")
            async with http.get(f"{hello['api']}/stand-in/posts", params={"count": "1"}) as posts:
                assert [post["content"] for post in await posts.json()] == ["one"]
    process.terminate()
    assert await process.wait() == 0
    [line] = record.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["message"]["content"] == "one"


async def test_a_deleted_channel_is_unknown(discord: Discord, bot: Bot, channel: Channel) -> None:
    await discord.drop_channel(channel)
    with pytest.raises(client.NotFound) as refused:
        await bot.get_partial_messageable(channel.id).send("one")
    assert refused.value.code == 10003
