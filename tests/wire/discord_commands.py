"""The commands that a bot has registered: Discord's limits on them, and a person's words turned into their options."""

import re
from dataclasses import dataclass
from typing import Any

from tests.wire.discord_rules import Finder, RefusedError, units
from tests.wire.discord_world import Json, Right

NAME = re.compile(r"^[-_'\w]{1,32}$")
COMMAND_KEYS = {
    "id", "name", "name_localizations", "description", "description_localizations", "options", "type", "nsfw",
    "default_member_permissions", "dm_permission", "default_permission", "contexts", "integration_types", "handler",
}  # fmt: skip
OPTION_KEYS = {
    "type", "name", "name_localizations", "description", "description_localizations", "required", "choices", "options",
    "channel_types", "min_value", "max_value", "min_length", "max_length", "autocomplete",
}  # fmt: skip
SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER = range(1, 11)


class NotShownError(Exception):
    """Discord does not offer this command, option or value to this person."""


def check_commands(commands: list[Json]) -> None:
    """Raise RefusedError when Discord would not register `commands`."""
    find = Finder()
    if len([command for command in commands if command.get("type", 1) == 1]) > 100:
        raise RefusedError(400, 30032, "Maximum number of application commands reached (100).")
    if len({(command.get("type", 1), command.get("name")) for command in commands}) < len(commands):
        find.wrong("name", "Application command names must be unique.")
    for number, command in enumerate(commands):
        find.keys(str(number), command, COMMAND_KEYS)
        _named(find, str(number), command)
        if _size(command) > 8000:
            find.wrong(str(number), "A command may have 8000 characters in all.")
    find.finish()


def _named(find: Finder, place: str, thing: Json) -> None:
    names = [thing.get("name"), *(thing.get("name_localizations") or {}).values()]
    for name in names:
        if not isinstance(name, str) or not NAME.match(name) or name != name.lower():
            find.wrong(f"{place}.name", f"{name!r} is not 1 to 32 lower-case letters, digits, - or _.")
    if thing.get("type", 1) not in (2, 3) or "options" in thing:
        for text in (thing.get("description"), *(thing.get("description_localizations") or {}).values()):
            find.length(f"{place}.description", text, 100, 1)
    _options(find, f"{place}.options", thing.get("options") or [])


def _options(find: Finder, place: str, options: list[Json]) -> None:
    if len(options) > 25:
        find.wrong(place, "Must be 25 or fewer in length.")
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        find.wrong(place, "Required options must be placed before non-required options.")
    for number, option in enumerate(options):
        here = f"{place}.{number}"
        find.keys(here, option, OPTION_KEYS)
        _named(find, here, {"options": [], **option})
        _choices(find, f"{here}.choices", option)


def _choices(find: Finder, place: str, option: Json) -> None:
    choices = option.get("choices") or []
    if len(choices) > 25 or (choices and option.get("autocomplete")):
        find.wrong(place, "Must be 25 or fewer in length, and none with autocomplete.")
    for choice in choices:
        for text in (choice.get("name"), *(choice.get("name_localizations") or {}).values()):
            find.length(place, text, 100, 1)
        if isinstance(choice.get("value"), str):
            find.length(place, choice["value"], 100)


def _size(thing: Json) -> int:
    """The characters of a command, each text in its longest localisation."""

    def longest(key: str) -> int:
        texts = [thing.get(key) or "", *(thing.get(f"{key}_localizations") or {}).values()]
        return max(units(str(text)) for text in texts)

    inner = [*(thing.get("options") or []), *(thing.get("choices") or [])]
    value = thing.get("value")
    return (
        longest("name")
        + longest("description")
        + (len(value) if isinstance(value, str) else 0)
        + sum(map(_size, inner))
    )


@dataclass(frozen=True, slots=True)
class Called:
    """A command as called: its registration, and the options in the shape of an interaction."""

    command: Json
    options: list[Json]

    def data(self, guild_id: int | None) -> Json:
        data: Json = {"id": self.command["id"], "name": self.command["name"], "type": 1, "options": self.options}
        return data | ({"guild_id": str(guild_id)} if self.command.get("guild_id") else {})


def call(commands: list[Json], path: str, values: Json, focused: str | None = None) -> Called:
    """`path` ("alerts here") called with `values`; `focused` names the option being typed."""
    first, *rest = path.split()
    command = _pick(commands, first)
    chain, node = [], command
    for name in rest:
        node = _pick(node.get("options") or [], name)
        chain.append(node)
    if any(option["type"] in (SUBCOMMAND, GROUP) for option in node.get("options") or []):
        raise NotShownError(f"/{path} needs a subcommand")
    filled = _fill(node, values, focused)
    for step in reversed(chain):
        filled = [{"name": step["name"], "type": step["type"], "options": filled}]
    return Called(command, filled)


def _pick(things: list[Json], name: str) -> Json:
    found = next((thing for thing in things if thing["name"] == name), None)
    if found is None:
        raise NotShownError(f"{name!r} is not among {[thing['name'] for thing in things]}")
    return found


def _fill(node: Json, values: Json, focused: str | None) -> list[Json]:
    options = node.get("options") or []
    unknown = set(values) - {option["name"] for option in options}
    missing = {option["name"] for option in options if option.get("required")} - set(values)
    if unknown or (missing and focused is None):
        raise NotShownError(f"unknown options {sorted(unknown)}, missing {sorted(missing)}")
    filled = []
    for option in options:
        if option["name"] in values:
            focus = {"focused": True} if option["name"] == focused else {}
            value = values[option["name"]] if focus else _value(option, values[option["name"]])
            filled.append({"name": option["name"], "type": option["type"], "value": value, **focus})
    return filled


def _value(option: Json, value: Any) -> Any:
    """`value` as Discord would let it through for `option`."""
    choices = [choice["value"] for choice in option.get("choices") or []]
    kinds: dict[int, Any] = {STRING: str, INTEGER: int, BOOLEAN: bool, NUMBER: (int, float)}
    if option["type"] in (USER, CHANNEL, ROLE, MENTIONABLE):
        return str(value)
    if not isinstance(value, kinds[option["type"]]) or (choices and value not in choices):
        raise NotShownError(f"{value!r} is no value for {option['name']}: {choices or kinds[option['type']]}")
    low, high = (("min_length", "max_length"), ("min_value", "max_value"))[option["type"] != STRING]
    size = len(value) if isinstance(value, str) else value
    if not option.get(low, size) <= size <= option.get(high, min(size, 6000)):
        raise NotShownError(f"{value!r:.100} is outside the bounds of {option['name']}")
    return value


def may_see(command: Json, permissions: Right) -> bool:
    """Whether `default_member_permissions` shows the command to someone with `permissions`."""
    needed = int(command.get("default_member_permissions") or 0)
    return bool(permissions & Right.ADMINISTRATOR) or (int(permissions) & needed) == needed
