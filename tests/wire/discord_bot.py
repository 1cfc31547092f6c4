"""A small bot on the real discord.py client, with a command, button and form of every kind."""

import io
from typing import Any

import discord as client
from discord import app_commands

from tests.wire.discord import Channel

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


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
