"""The words after a command, read forgivingly: `killed nis since 2025-01` in any order, with or without names."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from bot.commands import Asker, Choice, Command, Option, OptionKind
from bot.i18n import LANGUAGES, mark, words_for
from bot.mistakes import MEANT, MistakeError

QUOTED = re.compile(r'(\w+[:=])?"([^"]*)"|(\S+)')
QUOTES = str.maketrans("“”„«»", '"' * 5)
ESCAPES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
REFERENCE = re.compile(r"<(?:(https?://[^|>]+)|#(C\w+)|!subteam\^(S\w+)|@([UW]\w+))(?:\|[^>]*)?>")
DATE = re.compile(r"\d{4}([-./]\d{1,2}){0,2}")
GLUED = re.compile(r"(\w+)[:=]")
NUMBER = re.compile(r"\d[\d,]*(\.\d+)?%?")
NAMES = {"as of": "as_of", "as": "as_of", "on": "as_of", "by": "claimant", "at": "as_of"}
# The commands that the manifest gives a slash of their own; every other one is written after /tollwatch, since Slack
# keeps some names (/status) for itself and others belong to whoever takes them first (/about, /export).
SLASH = {
    "casualties", "history", "compare", "evidence", "explain", "sources", "follow", "unfollow", "alerts", "keywords",
    "feeds", "baseline",
}  # fmt: skip
NOT_UNDERSTOOD = mark("“{word}” is not understood.")
NO_COMMAND = mark("There is no command “{word}”.")
WRITE, HELP = mark("Write {usage}"), mark("Write /tollwatch help for all of them.")
MISSING = mark("Still missing: {names}.")
KINDS = list(OptionKind)
SKIPPED = {"of", "the", "for", "in"}


class ArgumentError(MistakeError):
    """The words after a command cannot be understood; the hint shows how they are written."""


@dataclass(slots=True)
class _Reading:
    """The words still to be read and the values found in them."""

    command: Command
    asker: Asker
    words: list[str]
    values: dict[str, str] = field(default_factory=dict)

    def free(self) -> list[Option]:
        """The options without a value, those that are easily told apart first."""
        free = [option for option in self.command.options if option.name not in self.values]
        return sorted(free, key=lambda option: KINDS.index(option.kind))

    def take(self, option: Option, value: str, rest: list[str]) -> bool:
        self.values[option.name] = value
        self.words = rest
        return True


async def read_arguments(command: Command, text: str, asker: Asker) -> dict[str, str]:
    """The options in `text`. Raises ArgumentError for a word that fits none; missing ones are not asked for here."""
    reading = _Reading(command, asker, _words(text))
    while reading.words:
        if not (await _named(reading) or await _fitting(reading)):
            raise _not_understood(command, reading.words[0])
    return reading.values


def missing(command: Command, values: dict[str, str]) -> list[Option]:
    """The options that must be given and are not."""
    return [option for option in command.options if option.required and option.name not in values]


def refuse_missing(command: Command, values: dict[str, str]) -> None:
    """Raise ArgumentError, which names what must be given and is not, if anything is."""
    lacking = [option.name for option in missing(command, values)]
    if lacking:
        raise ArgumentError(MISSING, hint=WRITE, names=", ".join(lacking), usage=usage(command))


def find_command(commands: Sequence[Command], name: str, text: str) -> tuple[Command, str]:
    """The command of a slash command and the words left for it; `/tollwatch` comes before any other.

    Raises ArgumentError when there is none.
    """
    words = [*([] if name == "tollwatch" else [name]), *text.split(" ")]
    by_name = {command.name: command for command in commands}
    for length in (2, 1):
        command = by_name.get(" ".join(words[:length]).lower().strip())
        if command is not None:
            return command, " ".join(words[length:])
    raise _no_command([*by_name], " ".join(words[:2]).strip())


def usage(command: Command) -> str:
    """How the command is written: `/history metric [claimant] [since]`."""
    options = [option.name if option.required else f"[{option.name}]" for option in command.options]
    name = command.name if command.name.split()[0] in SLASH else f"tollwatch {command.name}"
    return " ".join([f"/{name}", *options])


def _words(text: str) -> list[str]:
    text = REFERENCE.sub(_referred, text)
    for escape, char in ESCAPES:
        text = text.replace(escape, char)
    found = [name + quoted or word for name, quoted, word in QUOTED.findall(text.translate(QUOTES))]
    return [word for word in found if word]


def _referred(match: re.Match[str]) -> str:
    """What a link or mention stands for: an address, the id of a channel or group, a person."""
    return match[1] or match[2] or match[3] or f"user:{match[4]}"


async def _named(reading: _Reading) -> bool:
    """`since 2025-01`, `since:2025-01`, `as of 2025-01`: a value with its option's name before it."""
    words = reading.words
    glued = GLUED.match(words[0])
    first = (glued[1] if glued else words[0]).lower().replace("-", "_")
    pair = " ".join(words[:2]).lower()
    name = NAMES.get(pair) or NAMES.get(first) or first
    option = next((one for one in reading.command.options if one.name == name), None)
    following = words[2 if pair in NAMES else 1 :]
    if glued and glued.end() < len(words[0]):
        following = [words[0][glued.end() :], *words[1:]]
    taken = await _take(option, following, reading, whole=True) if option is not None and following else None
    return option is not None and taken is not None and reading.take(option, taken[0], following[taken[1] :])


async def _fitting(reading: _Reading) -> bool:
    """A value without a name goes to the first free option that it fits."""
    texts = [option for option in reading.free() if option.kind is OptionKind.TEXT]
    for option in reading.free():
        taken = await _take(option, reading.words, reading, whole=len(texts) == 1)
        if taken is not None:
            return reading.take(option, taken[0], reading.words[taken[1] :])
    if reading.words[0].lower() in SKIPPED:
        reading.words = reading.words[1:]
        return True
    return False


async def _take(option: Option, words: list[str], reading: _Reading, *, whole: bool) -> tuple[str, int] | None:
    """The value for `option` at the start of `words` and how many of them it takes; a `whole` text takes all."""
    if option.kind is OptionKind.CHOICE:
        return _choice(option.choices, words)
    offered = await _suggested(option, words, reading) if option.suggest is not None else None
    if option.kind is OptionKind.TEXT:
        return offered or (_text(words, reading) if whole else (words[0], 1))
    pattern = {OptionKind.DATE: DATE, OptionKind.NUMBER: NUMBER}.get(option.kind)
    if pattern is not None and not pattern.fullmatch(words[0]):
        return None
    return offered or (words[0], 1)


def _text(words: list[str], reading: _Reading) -> tuple[str, int]:
    """All words up to the next option that is named with a colon or an equals sign."""
    names = {option.name for option in reading.command.options}
    ends = (at for at, word in enumerate(words) if at and (glued := GLUED.match(word)) and glued[1].lower() in names)
    end = next(ends, len(words))
    return " ".join(words[:end]), end


async def _suggested(option: Option, words: list[str], reading: _Reading) -> tuple[str, int] | None:
    """The longest run of words that is exactly one of the names which the product offers for it."""
    assert option.suggest is not None  # noqa: S101 - asked by the caller
    for length in range(min(6, len(words)), 0, -1):
        offered = await option.suggest(reading.asker, " ".join(words[:length]))
        found = _choice(offered, words[:length])
        if found is not None and found[1] == length:
            return found
    return None


def _choice(choices: Sequence[Choice], words: list[str]) -> tuple[str, int] | None:
    """The longest run of words that names a choice, whatever its case."""
    names = {_folded(name): choice.value for choice in choices for name in _names(choice)}
    for length in range(min(6, len(words)), 0, -1):
        value = names.get(_folded(" ".join(words[:length])))
        if value is not None:
            return value, length
    return None


@cache
def _names(choice: Choice) -> tuple[str, ...]:
    """Every name of a choice, in every language of ours; what no catalogue knows stays as it is."""
    said = [words_for(language).catalogue.gettext(name) for language in LANGUAGES for name in choice.names]
    return (choice.value, *choice.names, *said)


def _folded(text: str) -> str:
    return re.sub(r"[\s_'’.-]+", " ", text.casefold()).strip()


def _not_understood(command: Command, word: str) -> ArgumentError:
    known = {_folded(name): name for option in command.options for choice in option.choices for name in choice.names}
    near = difflib.get_close_matches(_folded(word), list(known), 1, 0.6)
    values = {"word": word, "usage": usage(command)}
    if near:
        return ArgumentError(MEANT, hint=WRITE, meant=known[near[0]], **values)
    return ArgumentError(NOT_UNDERSTOOD, hint=WRITE, **values)


def _no_command(names: list[str], given: str) -> ArgumentError:
    near = difflib.get_close_matches(given, names, 1, 0.5)
    if near:
        return ArgumentError(MEANT, hint=HELP, word=given, meant=near[0])
    return ArgumentError(NO_COMMAND, hint=HELP, word=given)
