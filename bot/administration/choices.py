"""What a channel, a follower or a replay chooses to be told: from options of a command to columns."""

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from bot.arguments import find_claimant, to_hours, to_number, to_zone, words_of
from bot.commands import Values
from bot.context import Context
from bot.i18n import language_of, mark
from bot.mistakes import MistakeError
from bot.voice import METRICS
from watchers.choices import Choice
from watchers.claims import Metric

Parse: TypeAlias = Callable[[str, Context], dict[str, object]]


def settings_of(values: Values, context: Context) -> dict[str, object]:
    """The settings among a command's options, by column. Raises MistakeError for one that cannot be understood."""
    chosen: dict[str, object] = {}
    for name, text in values.items():
        if name in PARSERS and text.strip():
            chosen |= PARSERS[name](text.strip(), context)
    return chosen


def _number(column: str, most: int) -> Parse:
    return lambda text, _: {column: to_number({column: text}, column, most)}


def _hours(text: str, _: Context) -> dict[str, object]:
    start, end = to_hours(text)
    return {"quiet_from": start, "quiet_to": end}


PARSERS: Mapping[str, Parse] = {
    "metrics": lambda text, _: {"metrics": [_metric(word) for word in words_of(text)]},
    "claimants": lambda text, context: {"claimants": [find_claimant(word, context.voices) for word in words_of(text)]},
    "minimum": _number("minimum_change", 1_000_000),
    "percent": _number("minimum_percent", 1_000),
    "confirmed": lambda text, _: {"only_confirmed": text == "yes"},
    "thread": lambda text, _: {"thread": text == "yes"},
    "quiet": _hours,
    "zone": lambda text, _: {"time_zone": to_zone(text)},
    "digest": lambda text, _: {"digest": text},
    "language": lambda text, _: {"locale": language_of(text)},
    "mention": lambda text, _: {"mention_role": _role(text)},
}


def _metric(word: str) -> str:
    wanted = word.casefold()
    if wanted not in set(Metric):
        names = ", ".join(METRICS)
        raise MistakeError(mark("{word} is no metric."), hint=mark("Write some of: {names}."), word=word, names=names)
    return wanted


def _role(text: str) -> str:
    """A role's id out of a mention of it, "" for none."""
    digits = text.strip().removeprefix("<@&").removesuffix(">")
    if digits.lower() in {"none", "off", "no"}:
        return ""
    if not re.fullmatch(r"\d{1,20}|S[A-Z0-9]{2,20}", digits):
        raise MistakeError(mark("{given} is no role."), hint=mark("Mention the role, or write none."), given=text)
    return digits


def choice_of(layer: str, chosen: Mapping[str, object]) -> Choice:
    """Return what such settings would have told."""
    known = {name: value for name, value in chosen.items() if name in {"minimum_change", "only_confirmed"}}
    percent, metrics, claimants = (chosen.get(name) for name in ("minimum_percent", "metrics", "claimants"))
    return Choice(
        layer=layer,
        metrics=frozenset(metrics) if isinstance(metrics, list) else frozenset(),
        claimants=frozenset(claimants) if isinstance(claimants, list) else frozenset(),
        minimum_percent=float(percent) if isinstance(percent, int) else 0.0,
        **known,  # type: ignore[arg-type]  # an int and a bool, as settings_of makes them
    )
