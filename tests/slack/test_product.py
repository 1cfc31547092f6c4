"""The whole product in Slack: every command and act of it, over the wire, from a real database."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any, get_args

import pytest
from discord import app_commands
from sqlalchemy import select
from sqlmodel import col

from bot.cards import Card, Part, Tone
from bot.commands import Command
from bot.discord.commands import build
from bot.rendering import Renderer
from bot.slack.bot import SlackBot
from bot.slack.markup import STYLES, part_blocks, to_message
from bot.typed import SLASH, find_command, usage
from tests.cards.alerts import TOPIC
from tests.product.conftest import Stage, stage
from tests.slack.cards import ALERT
from tests.wire.slack import Conversation, Person, Slack
from tests.wire.slack_rules import check_message
from tests.wire.slack_world import TEAM
from watchers.store.tables.settings import ChannelRow

__all__ = ["stage"]
BROKEN = "Something broke on our side"


@pytest.fixture
def admin(slack: Slack) -> Person:
    return slack.person("admin", admin=True)


@pytest.fixture
async def bot(slack: Slack, stage: Stage, caplog: pytest.LogCaptureFixture) -> AsyncIterator[SlackBot]:
    caplog.set_level(logging.CRITICAL)
    one = SlackBot(slack.bot_token, slack.app_token, slack.api, stage.product, Renderer(TOPIC).card_of)
    running = asyncio.create_task(one.run())
    await slack.socket.connected()
    yield one
    await one.stop()
    await running


async def refuse(*_: object) -> None:
    raise AssertionError


def test_discord_and_slack_have_the_same_commands(stage: Stage) -> None:
    commands = stage.product.commands
    names = {command.name for command in commands}
    assert {find_command(commands, "tollwatch", name)[0].name for name in names} == names
    assert {entry.qualified_name for entry in discord_commands(commands)} == {name.replace("_", "-") for name in names}
    assert SLASH - {name.split()[0] for name in names} == set()


def discord_commands(commands: tuple[Command, ...]) -> list[app_commands.Command[Any, ..., None]]:
    """Every command in Discord's tree, groups left out."""
    found: list[app_commands.Command[Any, ..., None]] = []
    for entry in build(commands, refuse, refuse):  # type: ignore[arg-type]  # neither is called here
        inner = entry.walk_commands() if isinstance(entry, app_commands.Group) else [entry]
        found += [one for one in inner if isinstance(one, app_commands.Command)]
    return found


def test_every_part_of_a_card_and_every_tone_has_its_form_in_slack() -> None:
    for part in get_args(Part):
        assert part_blocks.dispatch(part) is not part_blocks.dispatch(object)
    for tone in Tone:
        check_message(to_message(Card(title="t", summary="s", tone=tone, buttons=ALERT.buttons)).arguments())
    assert set(STYLES.values()) == {"primary", "danger"}


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("locale", ["en-US", "ko-KR", "uk-UA", "ru-RU"])
async def test_every_command_is_answered_or_shows_its_form_in_every_language(
    locale: str, slack: Slack, stage: Stage, channel: Conversation
) -> None:
    slack.state.trigger_seconds = 30
    person = slack.person("admin", admin=True, locale=locale)
    for command in stage.product.commands:
        reply = await slack.command("/tollwatch", command.name, person=person, where=channel)
        assert reply.answered, command.name
        assert BROKEN not in reply.text, command.name


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("locale", ["en-US", "ko-KR", "uk-UA", "ru-RU"])
async def test_help_has_room_for_every_command(locale: str, slack: Slack, stage: Stage) -> None:
    reply = await slack.command("/tollwatch", "help", person=slack.person(locale=locale))
    assert [one.name for one in stage.product.commands if usage(one).split(" ")[0] not in reply.text] == []
    assert reply.text.count("\n*/") == len(stage.product.commands)


@pytest.mark.usefixtures("bot")
async def test_casualties_show_the_baseline_with_its_claimants_and_a_chart(
    slack: Slack, stage: Stage, channel: Conversation
) -> None:
    await stage.report(2000, outlet="one.example")
    reply = await slack.command("/casualties", "killed", person=slack.person(), where=channel)
    [post] = reply.posts
    assert "300" in post.shown
    assert "NIS" in post.shown
    assert [file.data[:4] for file in post.files] == [b"\x89PNG"]


@pytest.mark.usefixtures("bot")
async def test_a_change_is_looked_into_and_dismissed_for_this_workspace_alone(
    slack: Slack, stage: Stage, admin: Person, channel: Conversation
) -> None:
    change = await stage.report(2000, outlet="one.example")
    shown = await slack.command("/evidence", "killed", person=slack.person(), where=channel)
    assert "about 2,000" in shown.text
    told = await slack.command(
        "/baseline", f"dismiss {change} reason: a slip of the tongue", person=admin, where=channel
    )
    assert BROKEN not in told.text
    audit = await slack.command("/tollwatch", "audit", person=admin, where=channel)
    assert "a slip of the tongue" in audit.text


@pytest.mark.usefixtures("bot")
async def test_a_channel_gets_alerts_from_now_on(
    slack: Slack, stage: Stage, admin: Person, channel: Conversation
) -> None:
    await slack.command("/alerts", "here", person=admin, where=channel)
    listed = await slack.command("/alerts", "list", person=admin, where=channel)
    assert "this channel" in listed.text
    async with stage.database.reading() as session:
        [row] = await session.scalars(select(ChannelRow).where(col(ChannelRow.platform) == "slack"))
    assert (row.layer, row.address, row.added_by) == (f"slack:{TEAM}", channel.id, f"slack:{TEAM}:{admin.id}")


@pytest.mark.usefixtures("bot")
async def test_settings_are_chosen_in_a_form(slack: Slack, admin: Person, channel: Conversation) -> None:
    await slack.command("/alerts", "here", person=admin, where=channel)
    form = (await slack.command("/alerts", "set", person=admin, where=channel)).view
    assert form is not None
    told = await slack.submit(form, {"metrics": "killed", "minimum": "50", "digest": "daily"}, waits=True)
    assert BROKEN not in told.text
    listed = await slack.command("/alerts", "list", person=admin, where=channel)
    assert "50" in listed.text


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize(
    ("typed", "locale"),
    [("사망 국정원", "ko-KR"), ("загиблі", "uk-UA"), ("NIS killed", "en-US"), ("casualties", "en-GB")],
)
async def test_figures_are_asked_for_in_ones_own_words(
    typed: str, locale: str, slack: Slack, channel: Conversation
) -> None:
    reply = await slack.command("/casualties", typed, person=slack.person(locale=locale), where=channel)
    assert len(reply.posts[0].files) == 1


@pytest.mark.usefixtures("bot")
async def test_a_group_is_chosen_by_mentioning_it(
    slack: Slack, stage: Stage, admin: Person, channel: Conversation
) -> None:
    await slack.command("/alerts", "here", person=admin, where=channel)
    await slack.command("/alerts", "set mention:<!subteam^S0123ABC|@desk>", person=admin, where=channel)
    async with stage.database.reading() as session:
        [row] = await session.scalars(select(ChannelRow).where(col(ChannelRow.platform) == "slack"))
    assert row.mention_role == "S0123ABC"


@pytest.mark.usefixtures("bot")
async def test_the_home_tab_shows_figures_and_for_admins_the_settings(slack: Slack, admin: Person) -> None:
    member = await slack.open_home(slack.person())
    assert "NIS" in member.shown
    assert "/keywords add" not in member.shown
    home = await slack.open_home(admin)
    form = (await slack.click(home, "/keywords add", person=admin)).view
    assert form is not None
    told = await slack.submit(form, {"rule": "north korea + troops"}, waits=True)
    assert "north korea" in told.text
    assert "/keywords add" in (await slack.refreshed(admin, home)).shown


@pytest.mark.usefixtures("bot")
async def test_figures_are_exported_as_a_file(slack: Slack, channel: Conversation) -> None:
    person = slack.person()
    await slack.command("/tollwatch", "export json", person=person, where=channel)
    [post] = await slack.posted(slack.direct(person))
    assert post.files[0].data.startswith(b"[") or post.files[0].data.startswith(b"{")
