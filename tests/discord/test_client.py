"""What people do in Discord, over the wire: commands, buttons, forms, rights and what goes wrong."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.discord.product import SmallProduct
from tests.discord.world import World, connected, world
from tests.store.databases import fresh_database
from tests.wire.discord import ADMIN, EVERY_RIGHT, Discord, Right
from tests.wire.discord_commands import NotShownError


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as built:
        yield built


async def test_a_command_is_answered_with_its_card_chart_and_buttons(bot: World) -> None:
    answer = await bot.discord.interact("history", {"metric": "killed"}, guild=bot.guild)
    assert answer.ephemeral
    assert answer.embeds[0]["title"] == "History"
    assert answer.embeds[0]["image"]["url"].endswith("chart.png")
    name, asker, values = bot.product.asked[-1]
    assert (name, values) == ("history", {"metric": "killed"})
    assert asker.layer == f"discord:{bot.guild.id}"
    assert asker.account == f"discord:{answer.user.id}"
    assert not asker.admin


async def test_what_is_for_all_is_seen_by_all(bot: World) -> None:
    assert not (await bot.discord.interact("say", guild=bot.guild)).ephemeral


async def test_a_command_in_a_direct_message_belongs_to_no_guild_and_no_admin(bot: World) -> None:
    answer = await bot.discord.interact("history", {"metric": "killed"}, permissions=ADMIN)
    asker = bot.product.asked[-1][1]
    assert (asker.layer, asker.admin, asker.address) == ("", False, f"user:{answer.user.id}")


async def test_who_may_not_manage_the_server_is_not_offered_what_admins_do(bot: World) -> None:
    for name in ("audit", "alerts here"):
        with pytest.raises(NotShownError):
            await bot.discord.interact(name, guild=bot.guild)


@pytest.mark.parametrize(
    ("name", "values"), [("audit", {}), ("alerts here", {}), ("baseline set", {"metric": "killed"})]
)
async def test_a_command_shown_to_everybody_all_the_same_is_refused_when_run(
    bot: World, name: str, values: dict[str, str]
) -> None:
    answer = await bot.discord.interact(name, values, guild=bot.guild, shown=True)
    assert "Only people who may manage" in answer.text
    assert not bot.product.asked


async def test_admins_act_in_their_own_guild(bot: World) -> None:
    await bot.discord.interact("alerts here", guild=bot.guild, permissions=ADMIN)
    asker = bot.product.asked[-1][1]
    assert asker.admin
    assert asker.address == str(bot.guild.channel.id)


async def test_a_channel_in_which_the_bot_cannot_post_gets_no_alerts_and_the_missing_rights_are_named(
    bot: World,
) -> None:
    silent = bot.discord.channel(bot.guild, "silent", EVERY_RIGHT & ~(Right.SEND_MESSAGES | Right.EMBED_LINKS))
    answer = await bot.discord.interact("alerts here", guild=bot.guild, channel=silent, permissions=ADMIN)
    assert "Send Messages, Embed Links" in answer.text
    assert not bot.product.asked


async def test_a_bug_is_answered_without_its_innards(bot: World) -> None:
    answer = await bot.discord.interact("break", guild=bot.guild)
    assert "This did not work" in answer.text
    assert "password" not in answer.text


async def test_a_mistake_says_what_to_do_and_pings_nobody(bot: World) -> None:
    answer = await bot.discord.interact("refuse", guild=bot.guild)
    assert "Choose one that is listed" in answer.text
    assert "@everyone" not in answer.text


async def test_a_file_is_given(bot: World) -> None:
    answer = await bot.discord.interact("export", guild=bot.guild)
    assert answer.message is not None
    assert [one.name for one in answer.message.attachments] == ["a.csv"]


async def test_long_lists_of_choices_and_what_is_stored_are_offered_while_typing(bot: World) -> None:
    offered = await bot.discord.autocomplete(
        "history", {"metric": "killed", "claimant": "3"}, "claimant", guild=bot.guild
    )
    assert [choice["value"] for choice in offered][:2] == ["c3", "c13"]
    feeds = await bot.discord.autocomplete("feeds remove", {"feed": "feed"}, "feed", guild=bot.guild)
    assert len(feeds) == 25
    assert all(str(bot.guild.id) in choice["value"] for choice in feeds)


async def test_where_offering_fails_nothing_is_offered(bot: World) -> None:
    assert await bot.discord.autocomplete("feeds remove", {"feed": "break"}, "feed", guild=bot.guild) == []


async def test_buttons_answer_everybody_and_refuse_whom_they_must(bot: World) -> None:
    message = (await bot.discord.interact("say", guild=bot.guild)).message
    assert message is not None
    assert "1" in (await bot.discord.click(message, "Evidence")).text
    assert "Only people who may manage" in (await bot.discord.click(message, "Undo")).text
    assert "Only people who may manage" in (await bot.discord.click(message, "Dismiss")).text
    assert "another version" in (await bot.discord.click(message, "Older")).text


async def test_an_admin_is_asked_for_a_reason_before_something_is_dismissed(bot: World) -> None:
    message = (await bot.discord.interact("say", guild=bot.guild)).message
    assert message is not None
    form = await bot.discord.click(message, "Dismiss", permissions=ADMIN)
    done = await bot.discord.submit(form, {"reason": "They count the wounded"})
    assert "They count the wounded" in done.text
    assert bot.product.asked[-1][2] == {"subject": "1", "reason": "They count the wounded"}


async def test_who_lost_the_right_while_the_form_was_open_is_refused(bot: World) -> None:
    message = (await bot.discord.interact("say", guild=bot.guild)).message
    assert message is not None
    form = await bot.discord.click(message, "Dismiss", permissions=ADMIN)
    refused = await bot.discord.submit(form, {"reason": "x"}, permissions=Right.VIEW_CHANNEL)
    assert "Only people who may manage" in refused.text
    assert bot.product.asked[-1][0] == "history"


async def test_a_button_that_names_a_command_shows_its_form(bot: World) -> None:
    message = (await bot.discord.interact("say", guild=bot.guild)).message
    assert message is not None
    form = await bot.discord.click(message, "Remove a feed", permissions=ADMIN)
    await bot.discord.submit(form, {"feed": "https://a.example/rss"})
    assert bot.product.asked[-1][2] == {"feed": "https://a.example/rss"}


async def test_answers_come_in_the_language_of_the_person(bot: World) -> None:
    await bot.discord.interact("history", {"metric": "killed"}, guild=bot.guild, locale="uk")
    assert bot.product.asked[-1][1].locale == "uk"


async def test_buttons_work_after_a_restart(tmp_path: Path) -> None:
    product = SmallProduct()
    async with fresh_database(tmp_path) as database, Discord() as discord:
        guild = discord.guild()
        async with connected(discord, database, product):
            message = (await discord.interact("say", guild=guild)).message
        async with connected(discord, database, product):
            assert message is not None
            assert "1" in (await discord.click(message, "Evidence")).text


async def test_commands_are_sent_to_discord_only_when_they_changed(tmp_path: Path) -> None:
    async with fresh_database(tmp_path) as database, Discord() as discord:
        discord.guild()
        for _ in range(2):
            async with connected(discord, database, SmallProduct()):
                pass
        assert sum(request.startswith("PUT") for request in discord.requests) == 1


async def test_commands_have_names_in_every_language(bot: World) -> None:
    known = {command["name"]: command for command in bot.discord.state.commands[None]}
    assert set(known["history"]["name_localizations"]) == {"ko", "uk", "ru"}
    assert known["history"]["options"][0]["name_localizations"]["uk"] == "показник"
    assert known["audit"]["default_member_permissions"] == int(Right.MANAGE_GUILD)
    assert known["baseline"]["default_member_permissions"] is None
