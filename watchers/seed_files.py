"""The default feeds and keywords of a `seeds/` folder, read strictly."""

import tomllib
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from watchers.errors import SeedError, TollwatchError
from watchers.feeds.address import check_url
from watchers.keywords import Rule, parse_rule

# Which networks feeds may come from is a setting, checked at every connection; here only the form is checked.
EVERYWHERE = (ip_network("0.0.0.0/0"), ip_network("::/0"))
FEED_FIELDS = ("url", "outlet", "lang", "country", "time_zone")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedFeed:
    """A default feed. `outlet` is "" for an aggregator."""

    url: str
    outlet: str
    lang: str
    country: str
    time_zone: str


def load_feeds(folder: Path) -> tuple[SeedFeed, ...]:
    """Read `feeds.toml` in `folder`. Raises SeedError with file, line and reason."""
    path = folder / "feeds.toml"
    tables = _only_key(path, _parse(path), "feeds")
    if not isinstance(tables, list):
        raise _fail(path, "", "feeds must be a list of tables; begin each with [[feeds]]")
    feeds = tuple(_feed(path, table) for table in tables)
    seen: set[str] = set()
    for feed in feeds:
        if feed.url in seen:
            raise _fail(path, feed.url, f"{feed.url} is there twice", last=True)
        seen.add(feed.url)
    return feeds


def load_keywords(folder: Path) -> tuple[Rule, ...]:
    """Read `keywords.toml` in `folder`. Raises SeedError with file, line and reason."""
    path = folder / "keywords.toml"
    languages = _only_key(path, _parse(path), "keywords")
    if not isinstance(languages, dict) or not languages:
        raise _fail(path, "[keywords]", "keywords must be a table with a list of rules for each language")
    return tuple(_rule(path, text) for lang, texts in languages.items() for text in _texts(path, lang, texts))


def _feed(path: Path, table: Any) -> SeedFeed:
    place = str(table.get("url", "")) if isinstance(table, dict) else ""
    if not isinstance(table, dict):
        raise _fail(path, "feeds", "feeds must be a list of tables; begin each with [[feeds]]")
    for name in table:
        if name not in FEED_FIELDS:
            raise _fail(path, name, f"{name} is not known here; a feed has {', '.join(FEED_FIELDS)}")
    for name in FEED_FIELDS:
        if name not in table:
            raise _fail(path, place or "[[feeds]]", f"{name} is missing; a feed has {', '.join(FEED_FIELDS)}")
    for name in FEED_FIELDS:
        if not isinstance(table[name], str):
            raise _fail(path, place, f"{name} must be a text")
    try:
        check_url(table["url"], EVERYWHERE)
        ZoneInfo(table["time_zone"])
    except (TollwatchError, ZoneInfoNotFoundError, ValueError) as error:
        raise _fail(path, place, str(error).strip("'")) from error
    return SeedFeed(**table)


def _rule(path: Path, text: str) -> Rule:
    try:
        rule = parse_rule(text)
    except TollwatchError as error:
        raise _fail(path, text, str(error)) from error
    if rule.mixed:
        raise _fail(path, text, f"{rule.mixed[0]} mixes alphabets and would never match")
    return rule


def _texts(path: Path, lang: str, texts: Any) -> list[str]:
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise _fail(path, f"{lang} =", f"{lang} must be a list of rules")
    return texts


def _only_key(path: Path, data: dict[str, Any], key: str) -> Any:
    for name in data:
        if name != key:
            raise _fail(path, name, f"{name} is not known here")
    if key not in data:
        raise _fail(path, "", f"{key} is missing")
    return data[key]


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SeedError(
            f"{path} cannot be read: {error.strerror}", hint="Give the folder of the seed files."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SeedError(f"{path}: {error}", hint="Mend the file at that place; it is TOML in UTF-8.") from error


def _fail(path: Path, place: str, reason: str, *, last: bool = False) -> SeedError:
    """Make an error that names the line where `place` is written, the last such line if `last`."""
    lines = path.read_text(encoding="utf-8").splitlines()
    numbers = [number for number, line in enumerate(lines, 1) if place and place in line]
    line = f":{numbers[-1 if last else 0]}" if numbers else ""
    return SeedError(f"{path}{line}: {reason}", hint="Mend the file at that place.")
