"""A language as data: one file each, all with the same tables."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from watchers.errors import SeedError
from watchers.reading.patterns import expand

FOLDER = Path(__file__).parent / "languages"

# Every table of a language file with the kind of its values: a text, a flag, a list of patterns, or forms by number.
_TEXT, _FLAG, _COUNT, _WORDS, _FORMS, _TABLE = (
    "a text",
    "true or false",
    "a whole number",
    "a list of words",
    "a text of forms",
    "a table",
)
_SCHEMA: Mapping[str, Mapping[str, str]] = {
    "text": {
        "letters": _TEXT,
        "marks": _TEXT,
        "open_ends": _FLAG,
        "verb_final": _FLAG,
        "stem": _COUNT,
        "light": _WORDS,
        "abbreviations": _WORDS,
    },
    "numbers": {
        "group": _TEXT,
        "decimal": _TEXT,
        "ordinals": _WORDS,
        "counters": _WORDS,
        "bodies": _WORDS,
        "likenesses": _WORDS,
        "particles": _WORDS,
        "endings": _WORDS,
        "nouns": _WORDS,
    }
    | dict.fromkeys(("words", "units", "pairs", "scales", "vague", "ranges", "never", "inserts"), _TABLE),
    "numbers.words": {"*": _FORMS},
    "numbers.units": {"*": _FORMS},
    "numbers.pairs": {"*": _FORMS},
    "numbers.scales": {"*": _FORMS},
    "numbers.vague": {"*": _WORDS},
    "numbers.ranges": dict.fromkeys(
        ("openers", "joiners", "free_joiners", "changes", "modals", "denied", "instead"), _WORDS
    ),
    "numbers.inserts": dict.fromkeys(("half", "at_least", "plain", "inverted", "additive", "collectives"), _WORDS),
    "numbers.never": dict.fromkeys(("before", "after"), _WORDS),
    "bounds": dict.fromkeys(
        (
            "about_before",
            "about_after",
            "at_least_before",
            "at_least_after",
            "at_most_before",
            "at_most_after",
            "plain",
        ),
        _WORDS,
    ),
    "people": dict.fromkeys(("soldiers", "heads", "pronouns", "ranks", "sized", "likenesses", "names"), _WORDS),
    "metrics": dict.fromkeys(("killed", "wounded", "casualties", "captured", "lost", "captive", "missing"), _WORDS)
    | dict.fromkeys(
        (
            "deployed",
            "modifiers",
            "states",
            "planned",
            "unplanned",
            "auxiliaries",
            "both",
            "other",
            "connectives",
            "copulas",
        ),
        _WORDS,
    )
    | {"conditionals": _WORDS},
    "scope": dict.fromkeys(
        ("increment", "growth", "later_wave", "window", "each", "partitive", "first_wave", "total", "home", "post"),
        _WORDS,
    ),
    "limits": dict.fromkeys(
        (
            "until",
            "definite",
            "base",
            "onto",
            "things",
            "of",
            "fractions",
            "many",
            "compared",
            "scenes",
            "mixed",
            "beside",
            "resumed",
            "already",
        ),
        _WORDS,
    ),
    "tense": {"earlier": _WORDS, "now": _WORDS, "then": _WORDS, "ago": _TABLE},
    "tense.ago": {"*": _WORDS},
    "dates.ago": {"*": _WORDS},
    "dates": dict.fromkeys(("months", "weekdays", "seasons", "early", "same_month", "last_month"), _WORDS)
    | dict.fromkeys(("day_words", "day_not", "day_needed"), _WORDS)
    | {"ago": _TABLE},
    "speech": dict.fromkeys(("verbs", "according", "nouns", "same", "source", "passive", "nobody", "differing"), _WORDS)
    | dict.fromkeys(("addressing", "dative", "topic", "quoting"), _WORDS),
    "corrections": dict.fromkeys(("corrected", "withdrawn"), _WORDS),
}


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language by table and key, as `words["bounds", "at_least_before"]`."""

    code: str
    letters: str
    marks: str
    open_ends: bool
    verb_final: bool
    stem: int
    group: str
    decimal: str
    words: Mapping[tuple[str, str], tuple[str, ...]]

    def table(self, name: str) -> Mapping[str, tuple[str, ...]]:
        """All lists of one table by key."""
        return {key: words for (table, key), words in self.words.items() if table == name}


def load_languages(folder: Path = FOLDER) -> Mapping[str, Language]:
    """Read every language file of `folder`. Raises SeedError naming the file, the place in it and the reason."""
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise SeedError(f"{folder} holds no language files", hint="Install the package with its data files.")
    return {path.stem: load_language(path) for path in paths}


def load_language(path: Path) -> Language:
    """Read one language file; every table and key must be there, and none besides. Raises SeedError."""
    root = _parse(path)
    _check_tables(path, root)
    words: dict[tuple[str, str], tuple[str, ...]] = {}
    for table, schema in _SCHEMA.items():
        for key, value in _find(root, table).items():
            kind = schema.get(key, schema.get("*", ""))
            if kind == _WORDS:
                forms = [[_fold(word)] if table == "dates" else expand(_fold(word)) for word in value]
                words[table, key] = tuple(form for group in forms for form in group)
            elif kind == _FORMS:
                words[table, key] = tuple(_fold(form) for form in value.split())
    text, numbers = root["text"], root["numbers"]
    return Language(
        code=path.stem,
        letters=text["letters"],
        marks=text["marks"],
        open_ends=text["open_ends"],
        verb_final=text["verb_final"],
        stem=text["stem"],
        group=numbers["group"],
        decimal=numbers["decimal"],
        words=words,
    )


def _fold(word: str) -> str:
    return word.lower().replace("ё", "е").replace("’", "'")


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SeedError(f"{path} cannot be read: {error.strerror}", hint="Give the folder of the files.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SeedError(f"{path}: {error}", hint="Mend the file at that place; it is TOML in UTF-8.") from error


def _find(root: Mapping[str, Any], table: str) -> Mapping[str, Any]:
    found: Any = root
    for part in table.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def _check_tables(path: Path, root: Mapping[str, Any]) -> None:
    for name in root.keys() - _SCHEMA.keys():
        raise _wrong(path, name, "is not known here")
    for table, schema in _SCHEMA.items():
        found = _find(root, table)
        if not found:
            raise _wrong(path, table, "is missing")
        if "*" not in schema:
            for key in found.keys() - schema.keys():
                raise _wrong(path, f"{table}.{key}", "is not known here")
            for key in schema.keys() - found.keys():
                raise _wrong(path, f"{table}.{key}", "is missing")
        for key, value in found.items():
            _check_value(path, f"{table}.{key}", value, schema.get(key, schema.get("*", "")))


def _check_value(path: Path, place: str, value: object, kind: str) -> None:
    right = {
        _TEXT: isinstance(value, str),
        _FORMS: isinstance(value, str) and bool(value.split()),
        _FLAG: isinstance(value, bool),
        _COUNT: isinstance(value, int) and not isinstance(value, bool) and value > 0,
        _TABLE: isinstance(value, dict),
        _WORDS: isinstance(value, list) and all(isinstance(word, str) and word.strip() for word in value),
    }[kind]
    if not right:
        raise _wrong(path, place, f"must be {kind}")


def _wrong(path: Path, place: str, reason: str) -> SeedError:
    return SeedError(f"{path}: {place}: {reason}", hint="All language files have the same tables; compare another one.")
