"""What the bot says, in the language of who reads it: gettext catalogues in `locales/`, read by Babel.

English stands in the code: `words.say("since {date}", date=…)`. A language is a file `locales/<language>.po`; what it
lacks is said in English, and a test fails.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel.dates import format_date, format_timedelta
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from babel.support import Translations

LANGUAGES = ("en", "ko", "uk", "ru")
FOLDER = Path(__file__).resolve().parent / "locales"


def mark(text: str) -> str:
    """Return `text`, which is translated where it is said; so the catalogues know of it."""
    return text


def language_of(locale: str) -> str:
    """The language of ours that a platform's locale ("en-US", "uk") asks for."""
    language = locale.replace("_", "-").partition("-")[0].lower()
    return language if language in LANGUAGES else "en"


@dataclass(frozen=True, slots=True)
class Words:
    """One language: its catalogue, and its numbers and dates."""

    language: str
    catalogue: Translations

    def say(self, text: str, **values: object) -> str:
        """Translate `text`, then put the values into it."""
        translated: str = self.catalogue.gettext(text)
        return translated.format_map(values)

    def count(self, one: str, many: str, number: int, **values: object) -> str:
        """Say a text in the plural form of `number`, which stands in it as {number}."""
        translated: str = self.catalogue.ngettext(one, many, number)
        return translated.format_map({"number": self.number(number), **values})

    def number(self, number: int) -> str:
        """Format a number of people."""
        return str(format_decimal(number, locale=self._locale))

    def signed(self, number: int) -> str:
        """Format a difference, its sign always shown."""
        sign = "+" if number > 0 else "−" if number < 0 else "±"
        return sign + self.number(abs(number))

    def percent(self, share: float) -> str:
        """Format a share of one."""
        return str(format_percent(share, locale=self._locale))

    def day(self, day: date) -> str:
        """Format a date."""
        return str(format_date(day, "medium", locale=self._locale))

    def moment(self, at: datetime, zone: str = "UTC") -> str:
        """Format a time in a zone, which is named."""
        try:
            place = ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            place, zone = ZoneInfo("UTC"), "UTC"
        there = at.astimezone(place)
        return f"{self.day(there.date())} {there:%H:%M} {zone}"

    def ago(self, then: datetime, now: datetime) -> str:
        """Say how long ago `then` was."""
        return str(format_timedelta(then - now, add_direction=True, locale=self._locale))

    @property
    def _locale(self) -> Locale:
        return Locale.parse(self.language)


@cache
def words_for(language: str) -> Words:
    """The words of one of LANGUAGES, read from its catalogue the first time."""
    path = FOLDER / f"{language}.po"
    if not path.exists():
        return Words(language, Translations())
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Words(language, Translations(compiled))
