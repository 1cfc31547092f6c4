"""The product's commands as Discord is told of them, in every language."""

from typing import Any

import discord
from discord import app_commands

from bot.discord.commands import build
from bot.discord.names import Translator, names
from tests.product.conftest import Stage
from tests.wire.discord_commands import check_commands


async def payload(stage: Stage) -> list[dict[str, Any]]:
    async def nothing(*_: object) -> Any:
        raise AssertionError

    tree = app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))
    made = build(stage.product.commands, nothing, nothing)
    return [dict(await command.get_translated_payload(tree, Translator())) for command in made]


async def test_discord_takes_every_command(stage: Stage) -> None:
    commands = await payload(stage)
    check_commands(commands)
    assert len(commands) < 25


async def test_commands_that_only_admins_use_are_shown_to_them_alone(stage: Stage) -> None:
    shown_to_all = {command["name"] for command in await payload(stage) if not command["default_member_permissions"]}
    assert {"casualties", "history", "evidence", "about"} <= shown_to_all
    assert {"alerts", "keywords", "replay", "audit"}.isdisjoint(shown_to_all)


def test_no_option_is_required_after_one_that_is_not(stage: Stage) -> None:
    for command in stage.product.commands:
        required = [option.required for option in command.options]
        assert required == sorted(required, reverse=True), command.name


def test_every_command_and_option_has_a_name_in_every_language_and_no_name_is_left_over(stage: Stage) -> None:
    used = {word for command in stage.product.commands for word in command.name.split()}
    used |= {option.name for command in stage.product.commands for option in command.options}
    for language, known in names().items():
        assert used == set(known), language


async def test_no_two_things_beside_each_other_have_the_same_name_in_any_language(stage: Stage) -> None:
    def check(things: list[dict[str, Any]]) -> None:
        for language in ("ko", "uk", "ru"):
            shown = [thing["name_localizations"][language] for thing in things]
            assert len(set(shown)) == len(shown), (language, shown)
        for thing in things:
            check(thing.get("options") or [])

    check(await payload(stage))
