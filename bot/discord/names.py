"""Commands in the language of who reads them: their names from `names.toml`, their descriptions from the catalogues."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import discord
from discord import app_commands

from bot.i18n import LANGUAGES, words_for

LONGEST = 100
_PLACES = app_commands.TranslationContextLocation
_NAMES = frozenset({_PLACES.command_name, _PLACES.group_name, _PLACES.parameter_name})


@cache
def names() -> Mapping[str, Mapping[str, str]]:
    """The names of commands and options, by language."""
    with (Path(__file__).parent / "names.toml").open("rb") as file:
        return tomllib.load(file)


class Translator(app_commands.Translator):
    """Gives Discord the names and descriptions in the languages that we have."""

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """Return the text in `locale`, None where it is the English one."""
        language = locale.value
        if language not in LANGUAGES:
            return None
        if context.location in _NAMES:
            return names().get(language, {}).get(string.message)
        translated = words_for(language).say(string.message)
        return None if translated == string.message else translated[:LONGEST]
