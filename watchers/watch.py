"""One feed from its poll to queued deliveries. Shell: it fetches, reads, has judged, and stores."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from watchers.claims import Article
from watchers.feeds.articles import Pages
from watchers.feeds.fetch import Fetcher
from watchers.feeds.values import Entry, Feed, FeedUnavailableError, Keys
from watchers.feeds.workers import Parser
from watchers.matching import Matcher
from watchers.outcomes import Found, Outcomes
from watchers.poll import poll
from watchers.reading_work import Read, Reading, ReadingFailedError
from watchers.store.articles import Stored, store_articles
from watchers.store.database import Database
from watchers.store.ledger import judge_article
from watchers.store.tables.feeds import ArticleRow, FeedRow
from watchers.telling import Audience, tell

SHORT_TEXT = 1_500  # characters; a longer text without a figure is not a teaser of its page
READ_AT_MOST = 3
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Watcher:
    """Watches feeds. `pages` is None where pages of articles are not fetched; `queued` is called after alerts are."""

    database: Database
    fetcher: Fetcher
    parser: Parser
    outcomes: Outcomes
    matcher: Matcher
    read: Read
    pages: Pages | None
    poll_every: timedelta
    clock: Callable[[], datetime]
    queued: Callable[[], None]

    async def watch(self, feed: Feed) -> None:
        """Poll `feed` once; judge what is new or edited, and queue what that changes.

        Each article on topic is stored with its claims, steps and deliveries in one transaction, and the poll's
        outcome after them all: after a crash the feed is asked again, and what is stored is known.
        """
        now = self.clock()
        polled = await poll(feed, fetcher=self.fetcher, parser=self.parser, poll_every=self.poll_every, now=now)
        if polled.error is not None:
            log.info("feed failed", feed=feed.url, reason=polled.error.reason)
        if not polled.entries and feed.first_polled_at is not None and polled.outcome.health is None:
            await self.outcomes.store(Found(feed, polled.outcome))
            return
        await self.matcher.refresh(self.database)
        rest = await self._take_on_topic(feed, polled.entries, now)
        await self.outcomes.store(Found(feed, polled.outcome, rest, self._judge_edit))
        self.queued()

    async def retry(self) -> None:
        """Read again what broke its reader before; what breaks it three times is set aside and logged once."""
        async with self.database.reading() as session:
            waiting = (
                select(ArticleRow, FeedRow)
                .join(FeedRow, col(FeedRow.id) == col(ArticleRow.feed_id))
                .where(col(ArticleRow.read_attempts) > 0, col(ArticleRow.set_aside).is_(False))
                .limit(100)
            )
            found = list(await session.execute(waiting))
        for article, feed in found:
            await self._read_again(article, feed)

    async def _take_on_topic(self, feed: Feed, entries: Sequence[Entry], now: datetime) -> list[Entry]:
        """Read and store the entries on topic, those without a figure in their text last; return the other entries."""
        rest: list[Entry] = []
        teasers: list[Entry] = []
        ordered = sorted(entries, key=lambda entry: entry.published or now)
        for entry, layers in zip(ordered, self.matcher.layers_of_all(feed.layer, ordered), strict=True):
            if not layers:
                rest.append(entry)
                continue
            reading = await self._try_to_read(entry)
            if reading is not None and self.pages is not None and _may_be_teaser(entry, reading):
                teasers.append(entry)
            else:
                await self._take(feed, entry, reading, now)
        for entry in teasers:
            full = await self._with_page(entry)
            await self._take(feed, full, await self._try_to_read(full), now)
        return rest

    async def _take(self, feed: Feed, entry: Entry, reading: Reading | None, now: datetime) -> None:
        async with self.database.writing() as session:
            attempts = 1 if reading is None else 0
            for stored in await store_articles(session, feed, [entry], now, on_topic=True, read_attempts=attempts):
                if stored.is_edit:
                    await _mark(session, stored.id, on_topic=True, read_attempts=attempts, set_aside=False)
                if reading is not None:
                    await self._judge(session, feed, stored, reading, now)
        self.queued()

    async def _judge_edit(self, session: AsyncSession, feed: Feed, stored: Stored, now: datetime) -> None:
        """Judge an edit that took an article off topic: whatever it claimed before is withdrawn."""
        await self._judge(session, feed, stored, Reading(), now)

    async def _judge(
        self, session: AsyncSession, feed: Feed | FeedRow, stored: Stored, reading: Reading, now: datetime
    ) -> None:
        entry = stored.entry
        layers = self.matcher.layers(feed.layer, entry)
        audience = Audience(self.matcher.choosers - layers)
        for layer in [""] if "" in layers else sorted(layers) or [feed.layer]:
            judged = await judge_article(
                session, _article(stored), reading.claims, layer=layer, now=now, caught_up=stored.is_history
            )
            await tell(session, judged.after, judged.steps, now, audience)

    async def _try_to_read(self, entry: Entry) -> Reading | None:
        try:
            return await self.read(entry)
        except ReadingFailedError as error:
            log.warning("article broke the reader", article=entry.url, reason=str(error))
            return None

    async def _with_page(self, entry: Entry) -> Entry:
        assert self.pages is not None  # noqa: S101 - teasers are kept only then
        try:
            text = await self.pages.fetch_page(entry.url)
        except FeedUnavailableError as error:
            log.info("page not fetched", article=entry.url, reason=error.reason)
            return entry
        return replace(entry, text=text) if len(text) > len(entry.text) else entry

    async def _read_again(self, article: ArticleRow, feed: FeedRow) -> None:
        assert article.id is not None  # noqa: S101 - it was loaded
        entry = Entry(
            keys=Keys(),
            content_hash=article.content_hash,
            url=article.url,
            outlet=article.outlet,
            title=article.title,
            text=article.text,
            lang=article.lang,
            published=article.published_at,
        )
        reading = await self._try_to_read(entry)
        now = self.clock()
        async with self.database.writing() as session:
            if reading is None:
                attempts = article.read_attempts + 1
                await _mark(session, article.id, read_attempts=attempts, set_aside=attempts >= READ_AT_MOST)
                if attempts >= READ_AT_MOST:
                    log.error("article set aside", article=article.id, url=article.url)
                return
            await _mark(session, article.id, read_attempts=0)
            stored = Stored(
                id=article.id,
                feed_id=article.feed_id,
                entry=entry,
                first_seen_at=article.first_seen_at,
                is_history=article.is_history,
            )
            await self._judge(session, feed, stored, reading, now)
        self.queued()


def _may_be_teaser(entry: Entry, reading: Reading) -> bool:
    is_short = bool(entry.url) and len(entry.text) < SHORT_TEXT
    return is_short and not reading.claims and not reading.withdrawn


def _article(stored: Stored) -> Article:
    entry = stored.entry
    return Article(
        id=str(stored.id),
        outlet=entry.outlet,
        url=entry.url,
        title=entry.title,
        text=entry.text,
        lang=entry.lang,
        published=entry.published,
        seen=stored.first_seen_at,
    )


async def _mark(session: AsyncSession, article_id: int, **values: object) -> None:
    await session.execute(update(ArticleRow).where(col(ArticleRow.id) == article_id).values(**values))
