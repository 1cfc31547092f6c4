"""A feed's body to entries. It runs in a worker process: what strangers wrote can take feedparser seconds."""

import io
import pyexpat
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

import feedparser

from watchers.feeds import identity, text
from watchers.feeds.charset import to_utf8
from watchers.feeds.dates import first_date
from watchers.feeds.plain import Fields, plain_items
from watchers.feeds.split import HASH_BYTES, MAX_ITEMS, Item, NotWellFormedError, Split, TooDeepError, item_hash, split
from watchers.feeds.values import Entry, Hours, Parsed, Wishes

# Before 2.4.1 expat lets a few hundred bytes of entities grow without end.
if pyexpat.version_info < (2, 4, 1):
    raise ImportError(f"this Python has {pyexpat.EXPAT_VERSION}; feeds from strangers need expat 2.4.1 or newer")

T = TypeVar("T")

MAX_LINK = 2_000
MAX_TTL = timedelta(days=1)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DATE_FIELDS = ("published", "updated", "created")
WISHES = re.compile(rb"<(ttl|hour|day)>\s*([A-Za-z0-9]{1,10})\s*</\1>", re.IGNORECASE)


class NotAFeedError(Exception):
    """The body is no feed: it has neither entries nor the head of one."""


class ParserBrokeError(NotAFeedError):
    """The parser of record raised an error of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is known of a feed before it is read. `known` are the item hashes of the last time, one after another."""

    url: str
    outlet: str
    lang: str
    timezone: str
    known: bytes = field(repr=False)


def parse_body(body: bytes, content_type: str, source: Source, now: datetime) -> Parsed:
    """Parse a body; give the entries that are not known byte for byte. Raises NotAFeedError."""
    body_hash = item_hash(body)
    data = to_utf8(body, content_type, source.lang)
    try:
        return _parse_split(split(data), body_hash, source, now)
    except TooDeepError:
        raise NotAFeedError("its elements are nested too deeply") from None
    except NotWellFormedError:
        return _parse_whole(data, body_hash, source, now)


def _parse_split(cut: Split, body_hash: bytes, source: Source, now: datetime) -> Parsed:
    if not cut.items:
        return _parse_whole(cut.data, body_hash, source, now)
    known = set(_hashes(source.known))
    items = _ends(cut.items)
    unseen = sorted({item.hash: item for item in items if item.hash not in known}.values(), key=lambda item: item.start)
    entries = tuple(_entries_of(cut, unseen, source, now)) if unseen else ()
    return Parsed(
        entries=entries,
        items=b"".join(item.hash for item in items),
        body_hash=body_hash,
        wishes=_wishes(cut.wishes),
    )


def _entries_of(cut: Split, unseen: list[Item], source: Source, now: datetime) -> Iterator[Entry]:
    """Read the unseen items: the plain ones here, the odd ones with the parser of record."""
    plain: list[Fields | None] = plain_items(cut.only(unseen), cut.prefixes)
    if len(plain) != len(unseen):
        plain = [None] * len(unseen)
    odd = [item for item, fields in zip(unseen, plain, strict=True) if fields is None]
    documents = _documents(cut, odd) if odd or not source.lang else []
    read = (entry for document in documents for entry in document.entries)
    zone_of = _zone_of(documents[0] if documents else None, source)
    shared = cut.shared()
    for fields in plain:
        entry = fields or next(read, None)
        if entry is not None:
            yield _entry(entry, source, zone_of, now, shared)


def _documents(cut: Split, odd: list[Item]) -> list[Any]:
    """Parse items together; if the parser breaks on that, one by one without those that break it."""
    try:
        return [run_feedparser(cut.only(odd))]
    except ParserBrokeError:
        return [document for item in odd for document in _documents(cut, [item])] if len(odd) > 1 else []


def _parse_whole(data: bytes, body_hash: bytes, source: Source, now: datetime) -> Parsed:
    document = run_feedparser(data)
    if not document.entries and not document.get("version"):
        raise NotAFeedError("it is not a feed")
    found = [(name.decode().lower(), value.decode()) for name, value in WISHES.findall(data[:50_000])]
    return Parsed(
        entries=tuple(_entries(document, source, now, _shared(document.entries))),
        items=b"",
        body_hash=body_hash,
        wishes=_wishes(found),
    )


def run_feedparser(data: bytes) -> Any:
    """Run the parser of record on UTF-8. Given bytes it would open a file of that name, so it gets a stream.

    Raises ParserBrokeError for input that it cannot cope with.
    """
    # Told where the feed is, it would join that with every element's base; links are made absolute by us.
    headers = {"content-type": "application/xml; charset=utf-8"}
    stream = io.BytesIO(data)
    try:
        return feedparser.parse(stream, response_headers=headers, resolve_relative_uris=False, sanitize_html=False)
    except MemoryError:
        raise
    except Exception as error:
        # A text input within an item is a KeyError, a port of letters a ValueError: its bugs are not ours to list.
        raise ParserBrokeError("the parser could not cope with it") from error


def _entries(document: Any, source: Source, now: datetime, shared: frozenset[str]) -> Iterator[Entry]:
    zone_of = _zone_of(document, source)
    return (_entry(entry, source, zone_of, now, shared) for entry in _ends(document.entries))


def _zone_of(document: Any, source: Source) -> str:
    """Give the language in whose home zone a date without one is: the feed's, as far as we were told or it says."""
    own = document.feed.get("language") if document is not None else ""
    return source.lang or str(own or "")[:2].lower()


def _ends(items: Sequence[T]) -> Sequence[T]:
    """Cap a list of items at both its ends: most feeds begin with the newest, and some end with it."""
    half = MAX_ITEMS // 2
    return items if len(items) <= MAX_ITEMS else [*items[:half], *items[-half:]]


def _entry(entry: Any, source: Source, zone_of: str, now: datetime, shared: frozenset[str]) -> Entry:
    """Read an entry. `zone_of` is the language whose home zone a date without one is in.

    What a feed says of its own language decides nothing else: "en-US" is what software writes that nobody told.
    """
    guid, raw_link = text.clean(_string(entry, "id"))[:MAX_LINK], _string(entry, "link")
    relayed_from, relayed_name = _relayed(entry, source)
    title = _without_publisher(text.title(_string(entry, "title")), relayed_name)
    body = text.plain(_longest(entry))
    url = safe_link(raw_link, source.url)
    published = first_date((_string(entry, name) for name in DATE_FIELDS), lang=zone_of, zone=source.timezone, now=now)
    same = identity.identify(
        guid="" if guid in shared else guid,
        link="" if raw_link in shared else url,
        title=title,
        text=body,
        published=published,
        relayed_from=relayed_from,
    )
    return Entry(
        keys=same.keys,
        content_hash=same.content_hash,
        guid=guid,
        url=url,
        outlet=relayed_from or source.outlet or identity.outlet_of(url) or identity.outlet_of(source.url),
        title=title,
        text=body,
        lang=source.lang,
        published=published,
    )


def _string(entry: Any, name: str) -> str:
    value = dict.get(entry, name)  # its own `get` gives one date for another
    return value if isinstance(value, str) else ""


def _longest(entry: Any) -> str:
    """Give the fullest text: feeds put it into the summary, the content, or both."""
    contents = [content.get("value") for content in entry.get("content") or () if isinstance(content, dict)]
    texts = [candidate for candidate in (*contents, entry.get("summary")) if isinstance(candidate, str)]
    return max(texts, key=len, default="")


def _relayed(entry: Any, source: Source) -> tuple[str, str]:
    """Give outlet and name of the publisher that an aggregator relays; empty for a feed of its own articles."""
    origin = entry.get("source")
    address = origin.get("href") if isinstance(origin, dict) else None
    if not isinstance(address, str):
        return "", ""
    outlet = identity.outlet_of(address)
    if not outlet or outlet in {source.outlet, identity.outlet_of(source.url)}:
        return "", ""
    return outlet, str(origin.get("title") or "").strip()


def _without_publisher(title: str, publisher: str) -> str:
    return title.removesuffix(f" - {publisher}") if publisher else title


def safe_link(link: str, base: str) -> str:
    """Make a link absolute; "" for anything but a plain http or https address."""
    link = link.strip()
    if not link or len(link) > MAX_LINK:
        return ""
    try:
        absolute = link if link.startswith(("https://", "http://")) else urljoin(base, link)
        parts = urlsplit(absolute)
    except ValueError:
        return ""
    good = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc and absolute.isprintable()
    return absolute if good and " " not in absolute else ""


def _shared(entries: list[Any]) -> frozenset[str]:
    counts = Counter(_string(entry, "id") for entry in entries)
    counts.update(link for entry in entries if (link := _string(entry, "link")) != _string(entry, "id"))
    return frozenset(value for value, count in counts.items() if value and count > 1)


def _hashes(packed: bytes) -> Iterator[bytes]:
    return (packed[place : place + HASH_BYTES] for place in range(0, len(packed), HASH_BYTES))


def _wishes(found: Any) -> Wishes:
    ttls = [int(value) for name, value in found if name == "ttl" and value.isdecimal() and len(value) < 8]
    hours = {int(value) % 24 for name, value in found if name == "hour" and value.isdecimal() and len(value) < 3}
    days = {DAYS.index(value.lower()) for name, value in found if name == "day" and value.lower() in DAYS}
    ttl = min(timedelta(minutes=ttls[0]), MAX_TTL) if ttls and ttls[0] else None
    return Wishes(ttl=ttl, skip=Hours(frozenset(hours), frozenset(days)))
