"""Articles in the database: known again by any of their keys, however their feed dresses them next time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, exists, insert, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from watchers.feeds.politeness import is_history
from watchers.feeds.values import Entry, Feed, Keys
from watchers.store.tables import feeds as _tables  # noqa: F401 - it makes the table known

ARTICLES: Table = SQLModel.metadata.tables["article"]
FEEDS: Table = SQLModel.metadata.tables["feed"]
KINDS = ("guid", "link", "dated", "text")  # the strongest first
COLUMNS = {kind: ARTICLES.c[f"{kind}_key"] for kind in KINDS}

# Built once: making and hashing such statements takes longer than running them.
INSERT = insert(ARTICLES)
INSERT_NUMBERED = INSERT.returning(ARTICLES.c.id, ARTICLES.c.content_hash, ARTICLES.c.title, *COLUMNS.values())
HAVE_ARTICLES = select(FEEDS.c.id).where(
    FEEDS.c.id.in_(bindparam("feeds", expanding=True)), exists().where(ARTICLES.c.feed_id == FEEDS.c.id)
)
FIND_KNOWN = union_all(
    *(
        select(
            ARTICLES.c.id, ARTICLES.c.content_hash, ARTICLES.c.first_seen_at, ARTICLES.c.is_history, *COLUMNS.values()
        ).where(ARTICLES.c.feed_id == bindparam("feed_id"), COLUMNS[kind].in_(bindparam(kind, expanding=True)))
        for kind in KINDS
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An article that is new or edited. `is_history`: it was old when its feed was first seen."""

    id: int
    feed_id: int
    entry: Entry
    first_seen_at: datetime
    is_edit: bool = False
    is_history: bool = False


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Entries of a feed, and when they were seen."""

    feed: Feed
    entries: Sequence[Entry]
    now: datetime


@dataclass(slots=True)
class _Known:
    """Articles of one feed by their keys."""

    by_key: dict[tuple[str, int], Any] = field(default_factory=dict)

    def add(self, keys: Keys, article: Any) -> None:
        for pair in _pairs(keys):
            self.by_key.setdefault(pair, article)

    def find(self, keys: Keys) -> Any:
        return next((article for pair in _pairs(keys) if (article := self.by_key.get(pair)) is not None), None)


async def store_articles(
    session: AsyncSession,
    feed: Feed,
    entries: Sequence[Entry],
    now: datetime,
    *,
    on_topic: bool = False,
    read_attempts: int = 0,
) -> list[Stored]:
    """Store the new and edited ones of a feed's entries and give these, new ones first. What is known is left alone.

    `on_topic` and `read_attempts` are those of new ones; edited ones keep their own.
    """
    known = await _find_known(session, feed.id, entries)
    new, edits = await _sort_out(session, Arrivals(feed, entries, now), known)
    rows = [_row(feed, entry, now, on_topic=on_topic, read_attempts=read_attempts) for entry in new]
    return [*await _insert(session, rows, new), *edits]


async def store_arrivals(session: AsyncSession, arrivals: Sequence[Arrivals]) -> list[Stored]:
    """Store the new and edited ones of what many feeds, each of them once, brought; give those that are edits."""
    empty = await _find_empty(session, [one.feed for one in arrivals if one.feed.first_polled_at is None])
    rows: list[dict[str, object]] = []
    edits: list[Stored] = []
    for one in arrivals:
        known = _Known() if one.feed.id in empty else await _find_known(session, one.feed.id, one.entries)
        new, edited = await _sort_out(session, one, known)
        rows.extend(_row(one.feed, entry, one.now) for entry in new)
        edits.extend(edited)
    if rows:
        await (await session.connection()).execute(INSERT, rows)
    return edits


async def _find_empty(session: AsyncSession, feeds: Iterable[Feed]) -> set[int]:
    """Find the feeds that have no articles yet; looking for a known one in them is in vain."""
    numbers = {feed.id for feed in feeds}
    if not numbers:
        return numbers
    connection = await session.connection()
    return numbers - set((await connection.execute(HAVE_ARTICLES, {"feeds": list(numbers)})).scalars())


async def _sort_out(session: AsyncSession, arrivals: Arrivals, known: _Known) -> tuple[list[Entry], list[Stored]]:
    """Update what is known and edited; give the new entries and the edited articles."""
    new: list[Entry] = []
    edits: list[Stored] = []
    for entry in arrivals.entries:
        article = known.find(entry.keys)
        if article is None:
            known.add(entry.keys, entry)
            new.append(entry)
        elif not isinstance(article, Entry):
            edits.extend(await _update(session, arrivals.feed.id, article, entry, arrivals.now))
    return new, edits


async def _find_known(session: AsyncSession, feed_id: int, entries: Iterable[Entry]) -> _Known:
    known = _Known()
    asked: dict[str, object] = {
        kind: [key for entry in entries if (key := getattr(entry.keys, kind)) is not None] for kind in KINDS
    }
    connection = await session.connection()
    for row in await connection.execute(FIND_KNOWN, {"feed_id": feed_id, **asked}):
        known.add(_keys(row), row)
    return known


async def _insert(session: AsyncSession, rows: Sequence[dict[str, Any]], entries: Sequence[Entry]) -> list[Stored]:
    if not rows:
        return []
    # One statement for all rows gives their numbers back in any order; the keys tell which is whose.
    numbers: dict[object, list[int]] = defaultdict(list)
    connection = await session.connection()
    for row in await connection.execute(INSERT_NUMBERED, rows):
        numbers[row.content_hash, row.title, _keys(row)].append(row.id)
    return [
        Stored(
            id=numbers[entry.content_hash, entry.title, entry.keys].pop(),
            feed_id=row["feed_id"],
            entry=entry,
            first_seen_at=row["first_seen_at"],
            is_history=row["is_history"],
        )
        for entry, row in zip(entries, rows, strict=True)
    ]


async def _update(session: AsyncSession, feed_id: int, article: Any, entry: Entry, now: datetime) -> list[Stored]:
    """Follow an article to its new keys, and take over its new content if that was edited."""
    is_edit = article.content_hash != entry.content_hash
    if not is_edit and _keys(article) == entry.keys:
        return []
    values = _key_columns(entry.keys)
    if is_edit:
        values |= {**_content(entry), "edited_at": now}
    await session.execute(update(ARTICLES).where(ARTICLES.c.id == article.id).values(values))
    if not is_edit:
        return []
    return [
        Stored(
            id=article.id,
            feed_id=feed_id,
            entry=entry,
            first_seen_at=article.first_seen_at,
            is_edit=True,
            is_history=article.is_history,
        )
    ]


def _row(
    feed: Feed, entry: Entry, now: datetime, *, on_topic: bool = False, read_attempts: int = 0
) -> dict[str, object]:
    return {
        "feed_id": feed.id,
        **_key_columns(entry.keys),
        **_content(entry),
        "first_seen_at": now,
        "is_history": is_history(entry.published, feed, now),
        "on_topic": on_topic,
        "read_attempts": read_attempts,
        "set_aside": False,
    }


def _content(entry: Entry) -> dict[str, object]:
    return {
        "content_hash": entry.content_hash,
        "guid": entry.guid,
        "url": entry.url,
        "outlet": entry.outlet,
        "lang": entry.lang,
        "title": entry.title,
        "text": entry.text,
        "published_at": entry.published,
    }


def _key_columns(keys: Keys) -> dict[str, object]:
    return {f"{kind}_key": getattr(keys, kind) for kind in KINDS}


def _keys(row: Any) -> Keys:
    return Keys(row.guid_key, row.link_key, row.dated_key, row.text_key)


def _pairs(keys: Keys) -> list[tuple[str, int]]:
    return [(kind, key) for kind in KINDS if (key := getattr(keys, kind)) is not None]
