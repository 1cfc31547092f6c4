"""The Discord stand-in's gateway and interactions, driven by the real discord.py client."""

from typing import Any

import discord as client
import pytest

from tests.wire.discord import ADMIN, Channel, Discord
from tests.wire.discord_bot import PNG, Bot, Buttons
from tests.wire.discord_commands import NotShownError
from tests.wire.discord_interactions import NoAnswerError

POSTING = r"POST .*/messages$"


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


@pytest.mark.usefixtures("pointed")
async def test_a_privileged_intent_that_was_not_granted_closes_with_4014(discord: Discord) -> None:
    async with client.Client(intents=client.Intents(guilds=True, message_content=True)) as one:
        with pytest.raises(client.PrivilegedIntentsRequired):
            await one.start(discord.token)


@pytest.mark.usefixtures("bot")
async def test_op_9_may_be_followed_by_a_resume(discord: Discord) -> None:
    await discord.gateway.invalidate(resumable=True)
    await discord.gateway.resumed()
    assert discord.gateway.identifies == 1
