"""Discord: takes commands, clicks and forms, asks the product, and shows its cards."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from typing import Any

import discord
import structlog
from discord import app_commands
from discord.ext import commands as extension

from bot.cards import Card
from bot.commands import Act, Asker, Choice, Command, Option, Product
from bot.discord.buttons import ActButton, ReasonForm
from bot.discord.commands import build
from bot.discord.forms import command_form
from bot.discord.markup import to_message
from bot.discord.names import Translator
from bot.discord.text import cut, one_line
from bot.i18n import Words, language_of, mark, words_for
from bot.mistakes import MistakeError, NotAllowedError, broken_card, mistake_card
from watchers.errors import TollwatchError
from watchers.store.database import Database
from watchers.store.tables.settings import FactRow

SYNCED = "discord commands"
SUGGESTED, LONGEST = 25, 100
SUGGEST_S = 2.0  # Discord waits three for what is offered while somebody types
COMMAND_ACT = "command"
NEEDED = {
    "view_channel": mark("View Channel"),
    "send_messages": mark("Send Messages"),
    "embed_links": mark("Embed Links"),
    "attach_files": mark("Attach Files"),
    "read_message_history": mark("Read Message History"),
}
log = structlog.get_logger()


class TollwatchBot(extension.AutoShardedBot):
    """The bot's connection. `product` answers; `database` remembers which commands Discord has.

    `guild_ready_timeout` is how many seconds a start waits for more guilds to be told.
    """

    def __init__(self, product: Product, database: Database, *, guild_ready_timeout: float = 2.0) -> None:
        super().__init__(
            command_prefix=extension.when_mentioned,
            help_command=None,
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            max_ratelimit_timeout=30,
            guild_ready_timeout=guild_ready_timeout,
        )
        self._product = product
        self._database = database
        self._acts = {act.name: act for act in product.acts}
        self._commands = {command.name: command for command in product.commands}

    async def setup_hook(self) -> None:
        """Take up buttons of earlier runs, and tell Discord our commands if they have changed."""
        self.tree.clear_commands(guild=None)
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
        try:
            await self.tree.sync()
        except discord.HTTPException as error:
            # The commands that Discord has still work; a day allows few changes of them.
            log.error("commands not taken by discord", code=error.code, reason=error.text[:300])  # noqa: TRY400 - an answer of theirs
            return
        async with self._database.writing() as session:
            await session.merge(FactRow(name=SYNCED, value=digest))

    async def press(self, interaction: discord.Interaction, act: str) -> None:
        """Answer a press of the button "dismiss:12"; asks for a reason first where the act needs one."""
        known, subject = self._act(act)
        if act.startswith(f"{COMMAND_ACT}:") and subject in self._commands:
            await self._offer(interaction, self._commands[subject])
        elif known is None:
            await self._answer(interaction, _gone)
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
            await self._answer(interaction, _gone)
            return
        asker = _asker(interaction)

        async def work() -> Card:
            _require_admin(asker, needed=known.admin)
            return await known.run(asker, subject, reason)

        await self._answer(interaction, work)

    async def _offer(self, interaction: discord.Interaction, command: Command) -> None:
        """Run a command that a button names, or show its form where something must be given."""
        if not any(option.required for option in command.options):
            await self._run_command(interaction, command, {})
            return

        async def send(sent: discord.Interaction, written: dict[str, str]) -> None:
            await self._run_command(sent, command, written)

        await interaction.response.send_modal(command_form(command, _words(interaction), send))

    def _act(self, act: str) -> tuple[Act | None, str]:
        name, _, subject = act.partition(":")
        return self._acts.get(name), subject

    async def _run_command(self, interaction: discord.Interaction, command: Command, values: dict[str, str]) -> None:
        asker = _asker(interaction)

        async def work() -> Card:
            _require_admin(asker, needed=command.admin)
            if command.posts:
                _require_rights(interaction)
            return await command.run(asker, values)

        await self._answer(interaction, work, public=command.public)

    async def _suggest(
        self, interaction: discord.Interaction, option: Option, current: str
    ) -> list[app_commands.Choice[str]]:
        try:
            async with asyncio.timeout(SUGGEST_S):
                choices = await _found(option, _asker(interaction), current)
        except Exception:
            # What was typed can still be sent as it is.
            log.exception("nothing offered", option=option.name)
            return []
        say = _words(interaction).catalogue.gettext
        return [
            app_commands.Choice(name=cut(one_line(say(choice.names[0])), LONGEST) or "–", value=choice.value)
            for choice in choices[:SUGGESTED]
        ]

    async def _answer(
        self, interaction: discord.Interaction, work: Callable[[], Awaitable[Card]], *, public: bool = False
    ) -> None:
        """Defer, wait for the card, show it. A mistake is shown to its maker alone."""
        try:
            # Discord drops an interaction that is not answered within 3 s; the first query can take longer.
            await interaction.response.defer(ephemeral=not public, thinking=True)
            card, well = await _worked(work, _words(interaction))
            if public and not well:
                await interaction.delete_original_response()
            await _show(interaction, card, ephemeral=not public or not well)
        except discord.HTTPException as error:
            # Nobody can be told: the interaction is over, or Discord is away.
            log.warning("answer not taken", guild=interaction.guild_id, status=error.status, code=error.code)

    async def _on_tree_error(self, interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
        """A command that Discord still has and we have otherwise or not; the rest is answered where it happens."""
        if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            await self._answer(interaction, _changed)
        else:
            log.error("command broke off", guild=interaction.guild_id, exc_info=error)


async def _worked(work: Callable[[], Awaitable[Card]], words: Words) -> tuple[Card, bool]:
    """The card, and whether all went well."""
    try:
        return await work(), True
    except TollwatchError as error:
        return mistake_card(error, words), False
    except Exception:
        log.exception("answer broke off")
        return broken_card(words), False


async def _found(option: Option, asker: Asker, typed: str) -> list[Choice]:
    """What fits what was typed; a value that Discord could not hand back whole is left out."""
    if option.suggest is not None:
        found = await option.suggest(asker, typed)
    else:
        wanted = typed.casefold()
        found = tuple(one for one in option.choices if any(wanted in name.casefold() for name in one.names))
    return [one for one in found if one.names and 0 < len(one.value) <= LONGEST]


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


def _require_admin(asker: Asker, *, needed: bool) -> None:
    if needed and not asker.admin:
        raise NotAllowedError


async def _changed() -> Card:
    raise MistakeError(
        mark("This command has changed."), hint=mark("Reload Discord (Ctrl+R, or restart the app), then try again.")
    )


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
    """Show a card; one that Discord will not take is shown as mere text."""
    message = to_message(card)
    shown: dict[str, Any] = {"embeds": list(message.embeds), "files": list(message.files)}
    if message.view is not None:
        shown["view"] = message.view
    try:
        await interaction.followup.send(**shown, ephemeral=ephemeral)
    except discord.HTTPException as error:
        if error.status != 400:
            raise
        log.error("card refused by discord", code=error.code, reason=error.text[:300])  # noqa: TRY400 - an answer of theirs
        await interaction.followup.send(to_message(card, plain=True).content or "–", ephemeral=ephemeral)
