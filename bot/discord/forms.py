"""The form of a command that a button names: its options as fields."""

from collections.abc import Awaitable, Callable
from typing import Any

import discord

from bot.commands import Command, Option, OptionKind
from bot.discord.text import cut
from bot.i18n import Words

TITLE, LABEL, DESCRIPTION, FIELDS = 45, 45, 100, 5
SHORT, LONG = 200, 1_000
Send = Callable[[discord.Interaction, dict[str, str]], Awaitable[None]]


class CommandForm(discord.ui.Modal):
    """Fields by name; what was written into them is handed on when it is sent, without those left empty."""

    def __init__(self, title: str, fields: dict[str, discord.ui.Label[Any]], send: Send) -> None:
        super().__init__(title=cut(title, TITLE))
        self._fields = fields
        self._send = send
        for field in fields.values():
            self.add_item(field)

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Hand on what was written."""
        written = {name: _written(field) for name, field in self._fields.items()}
        await self._send(interaction, {name: text for name, text in written.items() if text})


def command_form(command: Command, words: Words, send: Send) -> CommandForm:
    """The form of a command: its options, those that must be given first."""
    options = sorted(command.options, key=lambda option: not option.required)[:FIELDS]
    return CommandForm(f"/{command.name}", {option.name: _field(option, words) for option in options}, send)


def _field(option: Option, words: Words) -> discord.ui.Label[Any]:
    long = option.kind is OptionKind.TEXT
    given: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id=option.name,
        style=discord.TextStyle.paragraph if long else discord.TextStyle.short,
        required=option.required,
        max_length=LONG if long else SHORT,
    )
    label = option.name.replace("_", " ").capitalize()
    return discord.ui.Label(
        text=cut(label, LABEL), description=cut(words.say(option.description), DESCRIPTION), component=given
    )


def _written(field: discord.ui.Label[Any]) -> str:
    return field.component.value.strip() if isinstance(field.component, discord.ui.TextInput) else ""
