"""The product's commands as Discord's slash commands, in four languages."""

import inspect
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.commands import Command, Option, OptionKind
from bot.discord.text import cut
from bot.i18n import mark

DESCRIPTION = 100
CHOICES = 25
GROUPS = {
    "alerts": mark("Which channel is told what"),
    "keywords": mark("Which articles count here"),
    "feeds": mark("Which feeds are read"),
    "baseline": mark("The figures that stand, and changes by hand"),
}
Run = Callable[[discord.Interaction, Command, dict[str, str]], Awaitable[None]]
Suggest = Callable[[discord.Interaction, Option, str], Awaitable[list[app_commands.Choice[str]]]]
AnyCommand = app_commands.Command[Any, ..., None]


def build(commands: Iterable[Command], run: Run, suggest: Suggest) -> list[AnyCommand | app_commands.Group]:
    """Turn commands into Discord's; "alerts here" becomes the subcommand `here` of the group `alerts`."""
    made: dict[str, AnyCommand | app_commands.Group] = {}
    for command in commands:
        name, _, sub = command.name.partition(" ")
        if not sub:
            made[name] = _build_one(name, command, run, suggest)
            continue
        about = GROUPS.get(name, command.description)[:DESCRIPTION]
        group = made.setdefault(name, app_commands.Group(name=name, description=locale_str(about)))
        assert isinstance(group, app_commands.Group)  # noqa: S101 - the product has no command "alerts" beside "alerts here"
        group.add_command(_build_one(sub.replace(" ", "-"), command, run, suggest))
    for entry in made.values():
        _restrict(entry, [command for command in commands if command.name.split(" ")[0] == entry.name])
    return list(made.values())


def _restrict(entry: AnyCommand | app_commands.Group, commands: list[Command]) -> None:
    """Have Discord show it to admins only, where all of it is theirs. The run-time check stands beside this."""
    if all(command.admin for command in commands):
        entry.guild_only = True
        entry.default_permissions = discord.Permissions(manage_guild=True)


def _build_one(name: str, command: Command, run: Run, suggest: Suggest) -> AnyCommand:
    async def callback(interaction: discord.Interaction, **options: Any) -> None:
        given = {option.name: options.get(_variable(option)) for option in command.options}
        await run(interaction, command, {name: str(value) for name, value in given.items() if value is not None})

    parameters = [inspect.Parameter("interaction", inspect.Parameter.POSITIONAL_OR_KEYWORD)]
    # Discord wants what must be given first.
    parameters += map(_parameter, sorted(command.options, key=lambda option: not option.required))
    callback.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # discord.py reads it
    by_variable = {_variable(option): option for option in command.options}
    app_commands.rename(**{variable: option.name for variable, option in by_variable.items()})(callback)
    described = {variable: locale_str(option.description[:DESCRIPTION]) for variable, option in by_variable.items()}
    app_commands.describe(**described)(callback)
    fixed = {name: _choices(option) for name, option in by_variable.items() if 0 < len(option.choices) <= CHOICES}
    if fixed:
        app_commands.choices(**fixed)(callback)
    about = locale_str(command.description[:DESCRIPTION])
    made: AnyCommand = app_commands.Command(name=name, description=about, callback=callback)
    for variable, option in by_variable.items():
        if variable not in fixed and (option.suggest is not None or option.choices):
            made.autocomplete(variable)(_autocomplete(option, suggest))
    return made


def _variable(option: Option) -> str:
    """The option's name as a parameter; an option may be called `from`."""
    return f"{option.name}_"


def _parameter(option: Option) -> inspect.Parameter:
    kind = int if option.kind is OptionKind.NUMBER else str
    default = inspect.Parameter.empty if option.required else None
    annotation = kind if option.required else kind | None
    return inspect.Parameter(
        _variable(option), inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default, annotation=annotation
    )


def _choices(option: Option) -> list[app_commands.Choice[str]]:
    return [
        app_commands.Choice(name=locale_str(cut(choice.names[0], DESCRIPTION)), value=choice.value)
        for choice in option.choices
    ]


def _autocomplete(option: Option, suggest: Suggest) -> Any:
    async def complete(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        return await suggest(interaction, option, current)

    return complete
