"""Buttons that work for ever: what one does is in its id, so it needs no message of this run of the program."""

import re
from typing import Protocol, Self, cast

import discord

from bot.discord.text import cut

REASON = 300


class Pressed(Protocol):
    """What a client does when a button is pressed or a form sent."""

    async def press(self, interaction: discord.Interaction, act: str) -> None:
        """Answer a press of the button "dismiss:12"."""
        ...

    async def act(self, interaction: discord.Interaction, act: str, reason: str) -> None:
        """Do what the button stands for, for this reason."""
        ...


class ActButton(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=r"tollwatch:(?P<act>.{1,90})"):
    """A button whose id names its act and subject: "tollwatch:dismiss:12"."""

    def __init__(self, act: str, label: str, style: discord.ButtonStyle = discord.ButtonStyle.secondary) -> None:
        self.act = act
        super().__init__(discord.ui.Button(label=label, style=style, custom_id=f"tollwatch:{act}"))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[discord.ui.View], match: re.Match[str]
    ) -> Self:
        """Make the button that was pressed."""
        del interaction
        label = item.label if isinstance(item, discord.ui.Button) else None
        return cls(match["act"], label or "–")

    async def callback(self, interaction: discord.Interaction) -> None:
        """Do it."""
        await cast("Pressed", interaction.client).press(interaction, self.act)


class ReasonForm(discord.ui.Modal):
    """Asks an admin why, before something is done."""

    def __init__(self, title: str, label: str, act: str) -> None:
        super().__init__(title=cut(title, 45), custom_id=f"tollwatch:{act}")
        self.act = act
        self.reason: discord.ui.TextInput[Self] = discord.ui.TextInput(
            label=cut(label, 45), max_length=REASON, custom_id="reason"
        )
        self.add_item(self.reason)

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Do it for this reason."""
        await cast("Pressed", interaction.client).act(interaction, self.act, self.reason.value)
