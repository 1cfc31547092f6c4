"""Reading one article in a worker process: whatever a stranger wrote, it ends, and the event loop never waits."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from watchers.claims import Article, Claim
from watchers.errors import TollwatchError
from watchers.feeds.values import Entry
from watchers.feeds.workers import Parser
from watchers.reading.corrections import Notice
from watchers.reading.reader import Reader, load_reader


class ReadingFailedError(TollwatchError):
    """An article broke its reader, or took too long."""


HEAD = 300  # characters of a text in which a notice of withdrawal stands


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in an article: its claims, or that it was withdrawn and has none."""

    claims: tuple[Claim, ...] = ()
    withdrawn: bool = False


Read: TypeAlias = Callable[[Entry], Awaitable[Reading]]


@dataclass(frozen=True, slots=True)
class WorkerReader:
    """Reads articles in the worker processes of `parser`, with the topic in the folder `seeds`."""

    parser: Parser
    seeds: Path

    async def __call__(self, entry: Entry) -> Reading:
        """Read an article. Raises ReadingFailedError."""
        try:
            return await self.parser.run(read_entry, self.seeds, entry)
        except Exception as error:
            raise ReadingFailedError(f"the reader broke off: {type(error).__name__}") from error


def read_entry(seeds: Path, entry: Entry) -> Reading:
    """Read an entry of a feed in this process."""
    article = Article(
        id="", outlet=entry.outlet, title=entry.title, text=entry.text, lang=entry.lang, published=entry.published
    )
    return read_article(reader_of(seeds), article)


def read_article(reader: Reader, article: Article) -> Reading:
    """Read an article; one that says of itself that it was withdrawn has no claims."""
    if _is_withdrawn(reader, article):
        return Reading(withdrawn=True)
    claims = reader.read(
        article.text,
        title=article.title,
        published=article.published.date() if article.published else None,
        lang=article.lang,
        outlet=article.outlet,
    )
    return Reading(tuple(claims))


def _is_withdrawn(reader: Reader, article: Article) -> bool:
    """Whether it bears a notice of withdrawal; a lone word must be closed by a mark: troops are withdrawn as well."""
    mark = reader.marks(article.title, article.text)
    if mark is None or mark.notice is not Notice.WITHDRAWN:
        return False
    closed = re.compile(rf"{re.escape(mark.words)}\s*(?:[\])*:|.!–—-]|$)", re.IGNORECASE | re.MULTILINE)
    return " " in mark.words or closed.search(f"{article.title}\n{article.text[:HEAD]}") is not None


@lru_cache(maxsize=1)
def reader_of(seeds: Path) -> Reader:
    """Give the reader for a topic. To load one takes a worker a second, to be spent before its first article."""
    return load_reader(seeds)
