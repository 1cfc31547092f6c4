"""Options of commands as values. What cannot be understood is a mistake that says how it is written."""

import difflib
import re
from collections.abc import Mapping
from datetime import date, time
from functools import cache
from zoneinfo import available_timezones

from bot.commands import Asker, Choice, Option, OptionKind, Suggest
from bot.i18n import LANGUAGES, mark
from bot.mistakes import MEANT, MistakeError
from bot.voice import METRICS, Voices
from watchers.claims import Figure, Metric, Qualifier

SUGGESTIONS = 25
LANGUAGE_NAMES = {"en": "English", "ko": "한국어", "uk": "Українська", "ru": "Русский"}
YES_NO = (Choice("yes", (mark("yes"),)), Choice("no", (mark("no"),)))
MOST = 100_000_000
_DATE = re.compile(r"(\d{4})(?:[-./](\d{1,2})(?:[-./](\d{1,2}))?)?")
_FIGURE = re.compile(
    r"(?P<sign>about|~|at least|more than|over|≥|>=|>|at most|up to|less than|≤|<=|<)?\s*(?P<low>\d[\d,  ]*)"
    r"(?:\s*(?:-|–|to)\s*(?P<high>\d[\d,  ]*))?(?P<plus>\+)?",
    re.IGNORECASE,
)
_AT_LEAST = {"at least", "more than", "over", "≥", ">=", ">"}
_AT_MOST = {"at most", "up to", "less than", "≤", "<=", "<"}


def metric_option(*, required: bool = False) -> Option:
    """The option that names a metric."""
    choices = tuple(Choice(metric.value, (METRICS[metric], metric.value)) for metric in Metric)
    return Option(
        name="metric",
        description=mark("What is counted"),
        kind=OptionKind.CHOICE,
        required=required,
        choices=choices,
    )


def claimant_option(voices: Voices, *, required: bool = False) -> Option:
    """The option that names a claimant, offered by name."""
    return Option(
        name="claimant",
        description=mark("Who says so"),
        kind=OptionKind.WORD,
        required=required,
        suggest=suggest_claimants(voices),
    )


def suggest_claimants(voices: Voices) -> Suggest:
    """Return what offers claimants whose name holds what was typed."""

    async def suggest(asker: Asker, typed: str) -> tuple[Choice, ...]:
        voice, wanted = voices.of(asker.locale), typed.casefold()
        names = {who: (voice.who(who), voice.short(who), who) for who in voices.topic.claimants}
        found = [Choice(who, known) for who, known in names.items() if any(wanted in name.casefold() for name in known)]
        return tuple(found[:SUGGESTIONS])

    return suggest


def suggest_list(suggest: Suggest) -> Suggest:
    """Return what offers values for the last entry of a list written with commas."""

    async def suggest_last(asker: Asker, typed: str) -> tuple[Choice, ...]:
        before, comma, last = typed.rpartition(",")
        head = f"{before}{comma} " if comma else ""
        found = await suggest(asker, last.strip())
        return tuple(Choice(head + choice.value, (head + choice.names[0],)) for choice in found)

    return suggest_last


def suggest_metrics(voices: Voices) -> Suggest:
    """Return what offers metrics by name."""

    async def suggest(asker: Asker, typed: str) -> tuple[Choice, ...]:
        wanted = typed.casefold()
        named = {metric: voices.of(asker.locale).metric(metric) for metric in Metric}
        found = [metric for metric, name in named.items() if wanted in name.casefold() or wanted in metric.value]
        return tuple(Choice(metric.value, (named[metric],)) for metric in found)

    return suggest


async def suggest_zones(_: Asker, typed: str) -> tuple[Choice, ...]:
    """Offer time zones that hold what was typed."""
    wanted = typed.casefold().replace(" ", "_")
    found = [zone for folded, zone in _zones().items() if wanted in folded]
    return tuple(Choice(zone, (zone,)) for zone in found[:SUGGESTIONS])


def date_option(name: str, description: str, *, required: bool = False) -> Option:
    """An option that is a date."""
    return Option(name=name, description=description, kind=OptionKind.DATE, required=required)


def to_metric(values: Mapping[str, str]) -> Metric | None:
    """The metric that was chosen, None for all."""
    return Metric(values["metric"]) if values.get("metric") in set(Metric) else None


def to_claimant(values: Mapping[str, str], voices: Voices) -> str:
    """The id of the claimant that was named, "" for all."""
    return find_claimant(values["claimant"], voices) if values.get("claimant") else ""


def find_claimant(named: str, voices: Voices) -> str:
    """The id of a claimant named by id or by a name in any language."""
    wanted = named.strip().casefold()
    for who, known in voices.topic.claimants.items():
        if wanted in {who, *(name.casefold() for name in (*known.names.values(), *known.shorts.values()))}:
            return who
    near = difflib.get_close_matches(wanted, _nameable(voices), 1, 0.6)
    if near:
        raise MistakeError(MEANT, hint=mark("See /sources."), word=named, meant=near[0])
    raise MistakeError(mark("{named} is no claimant that is known here."), hint=mark("See /sources."), named=named)


def _nameable(voices: Voices) -> list[str]:
    """What may have been meant by a word that names no claimant: typed freely, it may be a metric too."""
    shorts = [short.casefold() for known in voices.topic.claimants.values() for short in known.shorts.values()]
    return [metric.value for metric in Metric] + shorts


def to_date(values: Mapping[str, str], name: str) -> date | None:
    """A date: 2025, 2025-04 or 2025-04-30; the first day where none is given."""
    text = values.get(name, "").strip()
    if not text:
        return None
    found = _DATE.fullmatch(text)
    try:
        year, month, day = found.groups("1") if found else ("", "", "")
        return date(int(year), int(month), int(day))
    except ValueError as error:
        hint = mark("Write it as year, month, day: 2025-04-30.")
        raise MistakeError(mark("{given} is no date."), hint=hint, given=text) from error


def to_figure(text: str) -> Figure:
    """A figure as people write it: 600, about 600, at least 3000, up to 300, 1000-3000."""
    found = _FIGURE.fullmatch(text.strip())
    numbers = [] if found is None else [_number(found[name]) for name in ("low", "high") if found[name]]
    if found is None or max(numbers) > MOST or numbers != sorted(numbers):
        hint = mark("Write for example: 600, about 600, at least 3000, up to 300, 1000-3000.")
        raise MistakeError(mark("{given} is no figure."), hint=hint, given=text)
    sign = (found["sign"] or "").lower()
    if len(numbers) > 1:
        return Figure(numbers[0], numbers[1], Qualifier.RANGE)
    if sign in _AT_LEAST or found["plus"]:
        return Figure(numbers[0], None, Qualifier.AT_LEAST)
    if sign in _AT_MOST:
        return Figure(None, numbers[0], Qualifier.AT_MOST)
    return Figure(numbers[0], numbers[0], Qualifier.ABOUT if sign else Qualifier.EXACT)


def to_number(values: Mapping[str, str], name: str, most: int) -> int | None:
    """A whole number from 0 to `most`."""
    text = values.get(name, "").strip().rstrip("%").replace(",", "")
    if not text:
        return None
    if not text.isdecimal() or len(text) > 9 or int(text) > most:
        raise MistakeError(
            mark("{given} is no number from 0 to {most}."), hint=mark("Write digits only."), given=text, most=most
        )
    return int(text)


def to_hours(text: str) -> tuple[str, str]:
    """Quiet hours, 22:00-07:00, as two texts; both empty for "none"."""
    if text.strip().lower() in {"none", "off", "no", "-"}:
        return "", ""
    try:
        start, end = (time.fromisoformat(_clock(part)) for part in re.split(r"\s*[-–]\s*", text.strip()))
    except ValueError as error:
        hint = mark("Write for example 22:00-07:00, or none.")
        raise MistakeError(mark("{given} are no hours."), hint=hint, given=text) from error
    return start.isoformat("minutes"), end.isoformat("minutes")


def to_zone(text: str) -> str:
    """The name of a time zone."""
    zone = _zones().get(text.strip().replace(" ", "_").casefold())
    if zone is None:
        hint = mark("Write for example Europe/Kyiv or Asia/Seoul.")
        raise MistakeError(mark("{given} is no time zone."), hint=hint, given=text)
    return zone


def language_option(name: str, description: str) -> Option:
    """An option that is one of our languages."""
    choices = tuple(Choice(language, (LANGUAGE_NAMES[language], language)) for language in LANGUAGES)
    return Option(name=name, description=description, kind=OptionKind.CHOICE, choices=choices)


def words_of(text: str) -> list[str]:
    """The parts of a list written with commas; none for "all" and "none"."""
    parts = [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
    return [] if [part.lower() for part in parts] in (["all"], ["none"]) else parts


@cache
def _zones() -> dict[str, str]:
    """Every time zone by its folded name; finding them reads many folders."""
    return {zone.casefold(): zone for zone in sorted(available_timezones())}


def _number(text: str) -> int:
    return int(re.sub(r"[,  ]", "", text)[:10])


def _clock(text: str) -> str:
    return text if ":" in text else f"{int(text):02}:00"
