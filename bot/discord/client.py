"""Discord: takes commands, clicks and forms, asks the product, and shows its cards."""

import hashlib
import json
from collections.abc import Awaitable, Callable
from typing import Any

import discord
import structlog
from discord import app_commands
from discord.ext import commands as extension

from bot.cards import Card
from bot.commands import Act, Asker, Command, Option, Product
from bot.discord.buttons import ActButton, ReasonForm
from bot.discord.commands import Translator, build
from bot.discord.markup import to_message
from bot.discord.text import cut
from bot.i18n import Words, language_of, mark, words_for
from bot.mistakes import MistakeError, NotAllowedError, broken_card, mistake_card
from watchers.errors import TollwatchError
from watchers.store.database import Database
from watchers.store.tables.settings import FactRow

SYNCED = "discord commands"
SUGGESTED = 25
NEEDED = {
    "view_channel": mark("View Channel"),
    "send_messages": mark("Send Messages"),
    "embed_links": mark("Embed Links"),
    "attach_files": mark("Attach Files"),
    "read_message_history": mark("Read Message History"),
}
log = structlog.get_logger()


class TollwatchBot(extension.AutoShardedBot):
    """The bot's connection. `product` answers; `database` remembers which commands Discord has."""

    def __init__(self, product: Product, database: Database) -> None:
        super().__init__(
            command_prefix=extension.when_mentioned,
            help_command=None,
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
        )
        self._product = product
        self._database = database
        self._acts = {act.name: act for act in product.acts}

    async def setup_hook(self) -> None:
        """Take up buttons of earlier runs, and tell Discord our commands if they have changed."""
        self.add_dynamic_items(ActButton)
        self.tree.error(self._on_tree_error)
        await self.tree.set_translator(Translator())
        for command in build(self._product.commands, self._run_command, self._suggest):
            self.tree.add_command(command)
        await self._sync()
        await self._count_shards()

    async def _count_shards(self) -> None:
        """Ask Discord how many shards it wants; a stand-in for Discord may not know."""
        try:
            self.shard_count, *_ = await self.http.get_bot_gateway()
        except discord.HTTPException:
            self.shard_count = 1

    async def _sync(self) -> None:
        payload = [
            await command.get_translated_payload(self.tree, Translator()) for command in self.tree.get_commands()
        ]
        digest = hashlib.sha256(json.dumps([self.application_id, payload], sort_keys=True).encode()).hexdigest()
        async with self._database.reading() as session:
            known = await session.get(FactRow, SYNCED)
        if known is not None and known.value == digest:
            return
        await self.tree.sync()
        async with self._database.writing() as session:
            await session.merge(FactRow(name=SYNCED, value=digest))

    async def press(self, interaction: discord.Interaction, act: str) -> None:
        """Answer a press of the button "dismiss:12"; asks for a reason first where the act needs one."""
        known, _ = self._act(act)
        if known is None:
            await self._answer(interaction, _gone())
        elif known.reason and (not known.admin or _manages(interaction)):
            words = _words(interaction)
            form = ReasonForm(words.say(known.label), words.say(mark("Reason")), act)
            await interaction.response.send_modal(form)
        else:
            await self.act(interaction, act, "")

    async def act(self, interaction: discord.Interaction, act: str, reason: str) -> None:
        """Do what a button stands for, for this reason."""
        known, subject = self._act(act)
        if known is None:
            await self._answer(interaction, _gone())
            return
        asker = _asker(interaction)
        await self._answer(interaction, _allowed(asker, known.admin, lambda: known.run(asker, subject, reason)))

    def _act(self, act: str) -> tuple[Act | None, str]:
        name, _, subject = act.partition(":")
        return self._acts.get(name), subject

    async def _run_command(self, interaction: discord.Interaction, command: Command, values: dict[str, str]) -> None:
        asker = _asker(interaction)

        async def work() -> Card:
            if command.posts:
                _require_rights(interaction)
            return await command.run(asker, values)

        await self._answer(interaction, _allowed(asker, command.admin, work), public=command.public)

    async def _suggest(
        self, interaction: discord.Interaction, option: Option, current: str
    ) -> list[app_commands.Choice[str]]:
        if option.suggest is not None:
            choices = await option.suggest(_asker(interaction), current)
        else:
            wanted = current.casefold()
            choices = tuple(c for c in option.choices if any(wanted in name.casefold() for name in c.names))
        return [app_commands.Choice(name=cut(c.names[0], 100), value=c.value[:100]) for c in choices[:SUGGESTED]]

    async def _answer(
        self, interaction: discord.Interaction, working: Awaitable[Card], *, public: bool = False
    ) -> None:
        """Defer, wait for the card, show it. A mistake is shown to its maker alone."""
        # Discord drops an interaction that is not answered within 3 s; the first query can take longer.
        await interaction.response.defer(ephemeral=not public, thinking=True)
        try:
            card, well = await working, True
        except TollwatchError as error:
            card, well = mistake_card(error, _words(interaction)), False
        except Exception:
            log.exception("answer broke off", command=interaction.command.qualified_name if interaction.command else "")
            card, well = broken_card(_words(interaction)), False
        if public and not well:
            await interaction.delete_original_response()
        await _show(interaction, card, ephemeral=not public or not well)

    async def _on_tree_error(self, interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
        """What is left: Discord took the answer too late or not at all. The asker sees that; we log it."""
        log.warning("answer not taken", guild=interaction.guild_id, reason=str(error))


def _asker(interaction: discord.Interaction) -> Asker:
    account = f"discord:{interaction.user.id}"
    if interaction.guild_id is None:
        return Asker(
            platform="discord",
            account=account,
            layer="",
            address=f"user:{interaction.user.id}",
            locale=interaction.locale.value,
        )
    return Asker(
        platform="discord",
        account=account,
        layer=f"discord:{interaction.guild_id}",
        address=str(interaction.channel_id),
        locale=interaction.locale.value,
        admin=_manages(interaction),
    )


def _manages(interaction: discord.Interaction) -> bool:
    """Whether Discord lets the asker manage the server, by its own word with this very interaction."""
    return interaction.guild_id is not None and interaction.permissions.manage_guild


async def _allowed(asker: Asker, admin: bool, work: Callable[[], Awaitable[Card]]) -> Card:
    if admin and not asker.admin:
        raise NotAllowedError
    return await work()


async def _gone() -> Card:
    raise MistakeError(
        mark("This button is of another version."), hint=mark("Use the command instead; / lists them all.")
    )


def _require_rights(interaction: discord.Interaction) -> None:
    """Raise MistakeError unless the bot may post alerts in this channel."""
    words = _words(interaction)
    lacking = [words.say(name) for right, name in NEEDED.items() if not getattr(interaction.app_permissions, right)]
    if lacking and interaction.guild_id is not None:
        raise MistakeError(
            mark("I may not post alerts in this channel: {rights} is missing."),
            hint=mark("Give me that right in the channel's settings, then try again."),
            rights=", ".join(lacking),
        )


def _words(interaction: discord.Interaction) -> Words:
    return words_for(language_of(interaction.locale.value))


async def _show(interaction: discord.Interaction, card: Card, *, ephemeral: bool) -> None:
    message = to_message(card)
    shown: dict[str, Any] = {"embeds": list(message.embeds), "files": list(message.files)}
    if message.content:
        shown["content"] = message.content
    if message.view is not None:
        shown["view"] = message.view
    await interaction.followup.send(**shown, ephemeral=ephemeral)
