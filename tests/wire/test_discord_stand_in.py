"""The Discord stand-in, driven by the real discord.py client."""

import asyncio
import io
import json
import logging
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import discord as client
import pytest
import yarl
from discord import app_commands

from tests.wire.discord import ADMIN, Channel, Discord, Right
from tests.wire.discord_commands import NotShownError
from tests.wire.discord_interactions import NoAnswerError
from tests.wire.faults import Break, Limit
from tests.wire.specification import load

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
POSTING = r"POST .*/messages$"


class Form(client.ui.Modal, title="Words"):
    words: client.ui.Label["Form"] = client.ui.Label(
        text="Keywords", component=client.ui.TextInput(custom_id="words", max_length=50)
    )

    async def on_submit(self, interaction: client.Interaction) -> None:
        assert isinstance(self.words.component, client.ui.TextInput)
        await interaction.response.send_message(f"kept {self.words.component.value}", ephemeral=True)


class Buttons(client.ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)

    @client.ui.button(label="Evidence", custom_id="evidence:1")
    async def evidence(self, interaction: client.Interaction, _: client.ui.Button[Any]) -> None:
        await interaction.response.edit_message(content="seen")

    @client.ui.button(label="Words", custom_id="words:1")
    async def ask(self, interaction: client.Interaction, _: client.ui.Button[Any]) -> None:
        await interaction.response.send_modal(Form())


def register(bot: "Bot") -> None:
    tree = bot.tree

    @tree.command(description="Answer at once")
    @app_commands.describe(metric="Which")
    async def plain(interaction: client.Interaction, metric: str, size: int = 1) -> None:
        await interaction.response.send_message(f"{metric} {size}", ephemeral=True)

    @plain.autocomplete("metric")
    async def metrics(_: client.Interaction, current: str) -> list[app_commands.Choice[str]]:
        names = ("killed", "wounded")
        return [app_commands.Choice(name=name, value=name) for name in names if name.startswith(current)]

    @tree.command(description="Think first")
    async def slow(interaction: client.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send("thought", file=client.File(io.BytesIO(PNG), "chart.png"))
        await interaction.followup.send("and more")

    @tree.command(description="Never answer")
    async def mute(_: client.Interaction) -> None:
        return

    @tree.command(description="Answer twice")
    async def twice(interaction: client.Interaction) -> None:
        await interaction.response.send_message("once")
        again = client.InteractionResponse(interaction)
        try:
            await again.send_message("twice")
        except client.HTTPException as error:
            await interaction.followup.send(f"refused with {error.code}")

    @tree.command(description="Only admins")
    @app_commands.default_permissions(manage_guild=True)
    async def admin(interaction: client.Interaction) -> None:
        await interaction.response.send_message(f"may manage: {interaction.permissions.manage_guild}")


class Bot(client.AutoShardedClient):
    def __init__(self) -> None:
        mentions = client.AllowedMentions.none()
        super().__init__(intents=client.Intents(guilds=True), allowed_mentions=mentions, guild_ready_timeout=0.2)
        self.tree = app_commands.CommandTree(self)
        register(self)

    async def setup_hook(self) -> None:
        self.add_view(Buttons())
        await self.tree.sync()

    def place(self, channel: Channel) -> client.PartialMessageable:
        return self.get_partial_messageable(channel.id)


@pytest.fixture
async def discord() -> AsyncIterator[Discord]:
    async with Discord() as far_end:
        far_end.guild()
        yield far_end


@pytest.fixture
def channel(discord: Discord) -> Channel:
    return next(iter(discord.state.guilds.values())).channel


@pytest.fixture(autouse=True)
def pointed(discord: Discord, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "discord")
    monkeypatch.setattr(client.http.Route, "BASE", f"{discord.api}/api/v10")
    monkeypatch.setattr(client.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(discord.gateway.url))


@pytest.fixture
async def bot(discord: Discord) -> AsyncIterator[Bot]:
    one = Bot()
    running = asyncio.create_task(one.start(discord.token))
    await discord.gateway.ready()
    await one.wait_until_ready()
    yield one
    await one.close()
    await running


@pytest.fixture
async def poster(discord: Discord) -> AsyncIterator[client.Client]:
    """A client that is logged in and has no gateway."""
    async with client.Client(intents=client.Intents.none(), allowed_mentions=client.AllowedMentions.none()) as one:
        await one.login(discord.token)
        yield one


async def test_a_bot_logs_in_registers_its_commands_and_sees_its_guild(discord: Discord, bot: Bot) -> None:
    assert [guild.name for guild in bot.guilds] == ["Watchers"]
    assert {command["name"] for command in discord.commands(None)} == {"plain", "slow", "mute", "twice", "admin"}
    guild = bot.guilds[0]
    assert guild.text_channels[0].permissions_for(guild.me).send_messages


@pytest.mark.usefixtures("bot")
async def test_a_command_is_answered_and_counted_as_no_post(discord: Discord, channel: Channel) -> None:
    told = await discord.interact("plain", {"metric": "killed"}, channel=channel)
    assert (told.text, told.ephemeral, discord.posts()) == ("killed 1", True, [])


@pytest.mark.usefixtures("bot")
async def test_a_deferred_answer_is_filled_in_and_followed_up(discord: Discord, channel: Channel) -> None:
    told = await discord.interact("slow", channel=channel)
    await discord.interactions.followed(told)
    assert told.message is not None
    assert told.message.file("chart.png") == PNG
    assert told.text == "thought\nand more"
    assert [told.ephemeral, told.message.flags & 64, told.followups[0].flags & 64] == [True, 64, 0]


@pytest.mark.usefixtures("bot")
async def test_a_command_without_an_answer_fails_at_the_deadline(discord: Discord, channel: Channel) -> None:
    discord.interactions.first_answer_seconds = 0.2
    with pytest.raises(NoAnswerError, match=r"no answer within 0\.2 s"):
        await discord.interact("mute", channel=channel)


@pytest.mark.usefixtures("bot")
async def test_a_second_first_answer_is_refused(discord: Discord, channel: Channel) -> None:
    told = await discord.interact("twice", channel=channel)
    await discord.interactions.followed(told)
    assert told.text == "once\nrefused with 40060"


@pytest.mark.usefixtures("bot")
async def test_autocomplete_offers_choices(discord: Discord, channel: Channel) -> None:
    offered = await discord.autocomplete("plain", {"metric": "w"}, "metric", channel=channel)
    assert [choice["value"] for choice in offered] == ["wounded"]


@pytest.mark.parametrize("values", [{}, {"metric": "killed", "size": "two"}, {"metric": "killed", "other": 1}])
@pytest.mark.usefixtures("bot")
async def test_discord_lets_no_wrong_option_through(values: dict[str, Any], discord: Discord, channel: Channel) -> None:
    with pytest.raises(NotShownError):
        await discord.interact("plain", values, channel=channel)


@pytest.mark.usefixtures("bot")
async def test_an_admin_command_is_shown_to_admins_only(discord: Discord, channel: Channel) -> None:
    with pytest.raises(NotShownError):
        await discord.interact("admin", channel=channel)
    assert (await discord.interact("admin", channel=channel, permissions=ADMIN)).text == "may manage: True"
    assert (await discord.interact("admin", channel=channel, shown=True)).text == "may manage: False"


async def test_buttons_and_modals_go_there_and_back(discord: Discord, bot: Bot, channel: Channel) -> None:
    await bot.place(channel).send("alert", view=Buttons())
    [message] = await discord.posted(channel)
    asked = await discord.click(message, "Words")
    assert (await discord.submit(asked, {"Keywords": "north"})).text == "kept north"
    await discord.click(message, "evidence:1")
    assert (message.content, message.edits) == ("seen", 1)


@pytest.mark.usefixtures("bot")
async def test_a_dropped_session_is_resumed_and_missed_events_arrive(discord: Discord, channel: Channel) -> None:
    await discord.gateway.close(4000)
    await discord.gateway.gone()
    told = await discord.interact("plain", {"metric": "killed"}, channel=channel)
    assert told.text == "killed 1"
    assert (discord.gateway.identifies, discord.gateway.resumes) == (1, 1)


@pytest.mark.usefixtures("bot")
async def test_op_7_makes_the_bot_resume(discord: Discord) -> None:
    await discord.gateway.reconnect()
    await discord.gateway.resumed()
    assert discord.gateway.identifies == 1


async def test_a_privileged_intent_that_was_not_granted_closes_with_4014(discord: Discord) -> None:
    async with client.Client(intents=client.Intents(guilds=True, message_content=True)) as one:
        with pytest.raises(client.PrivilegedIntentsRequired):
            await one.start(discord.token)


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
        await one.get_partial_messageable(int(hello["channels"]["alerts"])).send("one")
    process.terminate()
    assert await process.wait() == 0
    [line] = record.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["message"]["content"] == "one"
