"""The topic as data: whose troops are counted, who else is counted beside them, and who counts them."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from watchers.errors import SeedError

LANGUAGES = ("en", "ko", "uk", "ru")
_TABLES = {
    "name",
    "toll",
    "force",
    "most",
    "since",
    "shows",
    "elsewhere",
    "gate",
    "outlets",
    "subject",
    "rivals",
    "theatre",
    "setting",
    "claimants",
}
_GROUPS = {"people", "adjectives", "actors", "bystanders"}
_CLAIMANT = {"name", "short", *LANGUAGES}
BESIDE = "~"  # marks a claimant's pattern, and what it finds: who acts as well as speaks
NOBODY, MEDIA = "none", "media"  # the claimants of figures that nobody, or only an outlet, stands behind
OUTLET = "outlet"  # what the pattern of an outlet finds: who only passes on what others say
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who stands behind a figure."""

    id: str
    names: Mapping[str, str]
    shorts: Mapping[str, str]
    patterns: Mapping[str, tuple[str, ...]]

    def name(self, lang: str) -> str:
        """The full name in `lang`, in English where there is none."""
        return self.names.get(lang, self.names["en"])

    def short(self, lang: str) -> str:
        """The short name in `lang`, in English where there is none."""
        return self.shorts.get(lang, self.shorts["en"])


@dataclass(frozen=True, slots=True)
class Subjects:
    """How one language names a side: its soldiers, its adjectives, the state that acts for it."""

    people: tuple[str, ...]
    adjectives: tuple[str, ...]
    actors: tuple[str, ...]
    bystanders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """Everything particular to one topic; the maps by language hold every language."""

    name: str
    toll: int
    force: int
    most: int
    since: date
    shows: str
    gate: tuple[str, ...]
    subject: Mapping[str, Subjects]
    rivals: Mapping[str, Subjects]
    theatre: Mapping[str, tuple[str, ...]]
    setting: Mapping[str, tuple[str, ...]]
    elsewhere: Mapping[str, tuple[str, ...]]
    outlets: Mapping[str, tuple[str, ...]]
    claimants: Mapping[str, Claimant]


def load_topic(folder: Path) -> Topic:
    """Read `topic.toml` in `folder`. Raises SeedError naming the file, the place in it and what is wrong there."""
    path = folder / "topic.toml"
    source = _Source(path, _parse(path))
    source.check_keys("", source.root, _TABLES, _TABLES)
    return Topic(
        name=source.text("name", source.root["name"]),
        toll=source.number("toll", source.root["toll"]),
        force=source.number("force", source.root["force"]),
        most=source.number("most", source.root["most"]),
        since=source.day("since", source.root["since"]),
        shows=source.claimant_named("shows", source.root["shows"]),
        gate=source.words("gate", source.root["gate"]),
        subject=source.by_language("subject", source.subjects),
        rivals=source.by_language("rivals", source.subjects),
        theatre=source.by_language("theatre", source.words),
        elsewhere=source.by_language("elsewhere", source.words),
        setting=source.by_language("setting", source.words),
        outlets=source.by_language("outlets", source.words),
        claimants=source.claimants(),
    )


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SeedError(
            f"{path} cannot be read: {error.strerror}", hint="Give the folder of the seed files."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SeedError(f"{path}: {error}", hint="Mend the file at that place; it is TOML in UTF-8.") from error


class _Source:
    """A parsed file that knows its path, to name places in errors."""

    def __init__(self, path: Path, root: dict[str, Any]) -> None:
        self.path, self.root = path, root

    def fail(self, place: str, reason: str) -> SeedError:
        line = self._line_of(place)
        return SeedError(f"{self.path}{line}: {place or 'file'}: {reason}", hint="Mend the file at that place.")

    def _line_of(self, place: str) -> str:
        """Where the table or key is written, as far as a search for its header tells."""
        if not place:
            return ""
        lines = self.path.read_text(encoding="utf-8").splitlines()
        table, _, key = place.rpartition(".")
        inside = table == ""
        for number, line in enumerate(lines, 1):
            if line.startswith("["):
                inside = line.strip() == f"[{table}]"
                if line.strip() == f"[{place}]":
                    return f":{number}"
            elif inside and line.partition("=")[0].strip() == key:
                return f":{number}"
        return ""

    def check_keys(self, place: str, table: object, wanted: set[str], needed: set[str]) -> Mapping[str, Any]:
        if not isinstance(table, dict):
            raise self.fail(place, "must be a table")
        dot = f"{place}." if place else ""
        for key in table.keys() - wanted:
            raise self.fail(dot + key, "is not known here")
        for key in needed - table.keys():
            raise self.fail(place, f"{key} is missing")
        return table

    def text(self, place: str, value: object) -> str:
        if not isinstance(value, str) or not value:
            raise self.fail(place, "must be a text")
        return value

    def number(self, place: str, value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.fail(place, "must be a whole number")
        return value

    def day(self, place: str, value: object) -> date:
        if not isinstance(value, date):
            raise self.fail(place, "must be a date, written as 2024-06-01")
        return value

    def words(self, place: str, value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(word, str) and word.strip() for word in value):
            raise self.fail(place, "must be a list of words")
        return tuple(word.lower() for word in value)

    def subjects(self, place: str, value: object) -> Subjects:
        table = self.check_keys(place, value, _GROUPS, _GROUPS)
        return Subjects(**{group: self.words(f"{place}.{group}", table[group]) for group in sorted(_GROUPS)})

    def by_language(self, place: str, read: Callable[[str, object], T]) -> Mapping[str, T]:
        table = self.check_keys(place, self.root[place], set(LANGUAGES), set(LANGUAGES))
        return {lang: read(f"{place}.{lang}", table[lang]) for lang in LANGUAGES}

    def claimants(self) -> Mapping[str, Claimant]:
        table = self.root["claimants"]
        if not isinstance(table, dict):
            raise self.fail("claimants", "must be a table")
        for needed in (NOBODY, MEDIA):
            if needed not in table:
                raise self.fail("claimants", f"{needed} is missing; the reader falls back on it")
        return {key: self.claimant(key, value) for key, value in table.items()}

    def claimant(self, key: str, value: object) -> Claimant:
        place = f"claimants.{key}"
        named = {"name", "short"} if key == NOBODY else {"name", "short", *LANGUAGES}
        table = self.check_keys(place, value, _CLAIMANT, named)
        return Claimant(
            id=key,
            names=self.names(f"{place}.name", table["name"]),
            shorts=self.names(f"{place}.short", table["short"]),
            patterns={lang: self.words(f"{place}.{lang}", table.get(lang, [])) for lang in LANGUAGES},
        )

    def claimant_named(self, place: str, value: object) -> str:
        claimant = self.text(place, value)
        if claimant not in self.claimants():
            raise self.fail(place, f"{claimant} is no claimant")
        return claimant

    def names(self, place: str, value: object) -> Mapping[str, str]:
        table = self.check_keys(place, value, set(LANGUAGES), set(LANGUAGES))
        return {lang: self.text(f"{place}.{lang}", table[lang]) for lang in LANGUAGES}
