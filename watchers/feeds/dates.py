"""The dates of entries. A date that cannot be trusted is no date: the time of first sight stands in for it."""

import re
import tomllib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
AHEAD = timedelta(hours=24)
MAX_LENGTH = 100

CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
OFFSET = re.compile(r"(?<![\d:])(?:UTC|GMT)?\s?(?P<sign>[+\-−])(?P<hours>\d{2}):?(?P<minutes>\d{2})?\s*(?:\(|$)")
TIME = re.compile(CLOCK)
YEAR_FIRST = re.compile(r"\b(?P<year>\d{4})\s?[-./년]\s?(?P<month>\d{1,2})\s?[-./월]\s?(?P<day>\d{1,2})(?!\d)")
COMPACT = re.compile(
    r"^(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:T?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?)?Z?$"
)
DAY_FIRST = re.compile(r"\b(?P<day>\d{1,2})[.\s-]\s?(?P<name>[^\W\d]{3,12})\.?,?[\s-](?P<year>\d{4}|\d{2})\b")
MONTH_FIRST = re.compile(r"\b(?P<name>[^\W\d]{3,12})\.?\s(?P<day>\d{1,2}),?\s(?P<year>\d{4})\b")
DOTTED = re.compile(r"\b(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})\b")
SHAPES = (COMPACT, YEAR_FIRST, DOTTED, DAY_FIRST, MONTH_FIRST)
EPOCH = re.compile(r"^\d{10}(?:\d{3})?$")


def first_date(texts: Iterable[str], *, lang: str, zone: str, now: datetime) -> datetime | None:
    """Give the first of `texts` that is a believable date, in UTC and never after `now`.

    A date up to a day ahead is a clock or zone that is wrong, and means now. `zone` names the feed's own zone or "".
    """
    for text in texts:
        moment = parse_date(text, lang=lang, zone=zone)
        if moment is not None and EARLIEST <= moment <= now + AHEAD:
            return min(moment, now)
    return None


def parse_date(text: str, *, lang: str = "", zone: str = "") -> datetime | None:
    """Read one date as UTC; None for what is not surely a date. Without a zone it is the feed's local time."""
    text = text.strip()[:MAX_LENGTH]
    if EPOCH.match(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    home = _home(lang, zone)
    try:
        return _parse_iso(text, home) or _parse_words(text, home)
    except (ValueError, OverflowError):
        return None


def _parse_iso(text: str, home: tzinfo) -> datetime | None:
    if not re.match(r"\d{4}-?\d{2}-?\d{2}[T ]\d{2}", text):
        return None
    try:
        moment = datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d{2}:?\d{2}$)", "", text))
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=home)).astimezone(UTC)


def _parse_words(text: str, home: tzinfo) -> datetime | None:
    found = next((match for shape in SHAPES if (match := shape.search(text))), None)
    if found is None:
        return None
    parts = found.groupdict()
    month = int(parts["month"]) if parts.get("month") else _month(parts["name"])
    if month is None:
        return None
    year = int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0)
    rest = text[: found.start()] + " " + text[found.end() :]
    hour, minute, second = _clock(parts if parts.get("hour") else None, rest)
    moment = datetime(year, month, int(parts["day"]), hour, minute, second, tzinfo=_zone(rest, home))
    return moment.astimezone(UTC)


def _clock(parts: dict[str, str] | None, rest: str) -> tuple[int, int, int]:
    if parts is None:
        match = TIME.search(rest)
        if match is None:
            return 12, 0, 0  # a bare date: at noon it is the same day in UTC for almost everybody
        parts = match.groupdict()
    hour = int(parts["hour"])
    words = _tables().words
    lowered = rest.lower()
    if hour < 12 and any(word in lowered for word in words["afternoon"]):
        hour += 12
    elif hour == 12 and any(word in lowered for word in words["morning"]):
        hour = 0
    return hour, int(parts["minute"]), int(parts["second"] or 0)


def _zone(rest: str, home: tzinfo) -> tzinfo:
    offset = OFFSET.search(rest)
    if offset:
        size = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
        return timezone(size if offset["sign"] == "+" else -size)
    names = [_tables().zones.get(word.upper()) for word in re.findall(r"[^\W\d]{1,5}", rest)]
    return next((zone for zone in names if zone is not None), home)


def _month(name: str) -> int | None:
    name = name.lower()
    return next((month for month, stems in _tables().months.items() if name.startswith(tuple(stems))), None)


@cache
def _home(lang: str, zone: str) -> tzinfo:
    try:
        return ZoneInfo(zone or _tables().home.get(lang, "UTC"))
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


class _Tables:
    """The words of dates.toml."""

    def __init__(self, data: dict[str, dict[str, object]]) -> None:
        self.zones = {name: _offset(str(text)) for name, text in data["zones"].items()}
        self.home = {lang: str(zone) for lang, zone in data["home"].items()}
        self.months = {int(month): _strings(stems) for month, stems in data["months"].items()}
        self.words = {name: _strings(words) for name, words in data["words"].items()}


@cache
def _tables() -> _Tables:
    return _Tables(tomllib.loads(files("watchers.feeds").joinpath("dates.toml").read_text(encoding="utf-8")))


def _strings(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _offset(text: str) -> timezone:
    hours, minutes = text[1:].split(":")
    size = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(size if text[0] == "+" else -size)
