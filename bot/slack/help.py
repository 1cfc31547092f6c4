"""`/tollwatch help`, and the help for a group of commands such as `/keywords`."""

from collections.abc import Sequence

from bot.cards import Card, Fact, Facts
from bot.commands import Command
from bot.i18n import Words
from bot.typed import usage

HELP = ("", "help", "?")


def help_card(commands: Sequence[Command], name: str, text: str, words: Words) -> Card | None:
    """The help that was asked for; None when a command was."""
    asked = text.strip().lower()
    if name == "tollwatch" and asked in HELP:
        return _card("Tollwatch", commands, words)
    own = [command for command in commands if command.name == name]
    group = [command for command in commands if command.name.startswith(f"{name} ")]
    if asked == "help" or (not asked and group and not own):
        return _card(f"/{name}", [*own, *group], words) if own or group else None
    return None


def _card(title: str, commands: Sequence[Command], words: Words) -> Card:
    members = tuple(_fact(command, words) for command in commands if not command.admin)
    admins = tuple(_fact(command, words) for command in commands if command.admin)
    parts = tuple(Facts(facts, heading) for facts, heading in ((members, ""), (admins, words.say("Admins"))) if facts)
    summary = words.say("Write the options in any order, with or without their names.")
    return Card(title=title, summary=summary, parts=parts)


def _fact(command: Command, words: Words) -> Fact:
    return Fact(usage(command), words.say(command.description))
