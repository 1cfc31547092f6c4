"""The feeds that a guild or workspace adds for itself: fetched and shown first, few enough, never another's."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.administration.rights import record, require_admin
from bot.administration.wording import in_words
from bot.answers.feeds import feed_card, feeds_part
from bot.answers.figures import freshness_line
from bot.cards import Attachment, Card, Fact, Facts
from bot.commands import Asker, Choice
from bot.context import Context
from bot.i18n import mark
from bot.mistakes import MistakeError
from bot.reports import load_health
from watchers.feeds.fetch import Fetcher
from watchers.feeds.opml import Listed, parse_opml, render_opml
from watchers.feeds.values import Entry, Feed, Fetched
from watchers.feeds.workers import Parser
from watchers.store.feeds import new_feed
from watchers.store.tables.feeds import FeedRow

QUOTA = 25
REMOVED = "removed:"  # the layer of a removed feed: its articles stay, so that what was read from them can be traced


@dataclass(frozen=True, slots=True)
class Feeds:
    """Lists and changes feeds."""

    context: Context
    fetcher: Fetcher
    parser: Parser

    async def list(self, asker: Asker) -> Card:
        """The feeds that are read for this guild or workspace, and how each stands."""
        voice = self.context.voice(asker)
        async with self.context.database.reading() as session:
            health = await load_health(session, asker.layer)
            fresh = await self.context.freshness(session, asker.layer)
        own = sum(feed.own for feed in health)
        summary = voice.words.say("{own} of {most} own feeds, and {shared} of the operator's.", own=own, most=QUOTA,
                                  shared=len(health) - own)  # fmt: skip
        part = feeds_part(health, voice, self.context.clock())
        return Card(
            title=voice.words.say("Feeds"), summary=summary, parts=(part,), footer=freshness_line(fresh, voice.words)
        )

    async def test(self, asker: Asker, url: str) -> Card:
        """Fetch a feed and show what it publishes; nothing is stored."""
        require_admin(asker)
        entries, _ = await self._look(url)
        voice = self.context.voice(asker)
        return feed_card(voice.words.say("A feed that can be read"), entries, voice, voice.words.say("Not added."))

    async def add(self, asker: Asker, url: str) -> Card:
        """Fetch a feed, and add it if it is one."""
        require_admin(asker)
        await self._check_quota(asker, 1)
        entries, fetched = await self._look(url)
        async with self.context.database.writing() as session:
            await self._check_quota_in(session, asker, 1)
            await self._put(session, asker, fetched.moved_to or url.strip().strip("<>"))
            record(session, self.context, asker, "feeds add", url)
        voice = self.context.voice(asker)
        note = voice.words.say("It is read from now on, for this server or workspace alone.")
        return feed_card(voice.words.say("Feed added"), entries, voice, note)

    async def remove(self, asker: Asker, url: str) -> Card:
        """Stop reading one of this guild's or workspace's own feeds."""
        require_admin(asker)
        async with self.context.database.writing() as session:
            row = await self._own(session, asker, url)
            row.layer, row.paused = f"{REMOVED}{asker.layer}", True
            record(session, self.context, asker, "feeds remove", row.url)
        say = self.context.voice(asker).words.say
        return Card(title=say("Feed removed"), summary=say("What was read from it stays in the history."))

    async def pause(self, asker: Asker, url: str, *, paused: bool) -> Card:
        """Pause one of the own feeds, or read it again."""
        require_admin(asker)
        async with self.context.database.writing() as session:
            row = await self._own(session, asker, url)
            row.paused = paused
            if not paused:
                row.next_check_at = row.next_check_at or self.context.clock()
            record(session, self.context, asker, "feeds pause" if paused else "feeds resume", row.url)
        say = self.context.voice(asker).words.say
        return Card(title=say("Feed paused") if paused else say("Feed is read again"), summary=row.url)

    async def bring_in(self, asker: Asker, text: str) -> Card:
        """Add the feeds of an OPML list, given as its address or as its text."""
        require_admin(asker)
        data = text.encode() if text.lstrip().startswith("<?xml") or "<opml" in text else await self._download(text)
        async with self.context.database.writing() as session:
            known = await session.scalars(select(col(FeedRow.url)).where(col(FeedRow.layer).in_({"", asker.layer})))
            with in_words():
                found = parse_opml(data, known=list(known), allowed=self.fetcher.allowed)
            await self._check_quota_in(session, asker, len(found.feeds))
            for feed in found.feeds:
                await self._put(session, asker, feed.url)
            record(session, self.context, asker, "feeds import", f"{len(found.feeds)} feeds")
        words = self.context.voice(asker).words
        facts = [
            Fact(words.say("Added"), words.number(len(found.feeds))),
            Fact(words.say("Known already"), words.number(len(found.duplicates))),
            *(Fact(address, reason) for address, reason in found.junk[:10]),
        ]
        summary = words.count("{number} feed was added.", "{number} feeds were added.", len(found.feeds))
        return Card(title=words.say("Import"), summary=summary, parts=(Facts(tuple(facts)),))

    async def export(self, asker: Asker) -> Card:
        """The feeds that are read here, as OPML."""
        async with self.context.database.reading() as session:
            health = await load_health(session, asker.layer)
        words = self.context.voice(asker).words
        data = render_opml([Listed(feed.url, feed.outlet) for feed in health], title="Tollwatch")
        summary = words.count("{number} feed.", "{number} feeds.", len(health))
        return Card(title=words.say("Export"), summary=summary, files=(Attachment("tollwatch.opml", data),))

    async def suggest(self, asker: Asker, typed: str) -> tuple[Choice, ...]:
        """The own feeds whose address holds what was typed."""
        if not asker.layer:
            return ()
        query = select(col(FeedRow.url)).where(col(FeedRow.layer) == asker.layer)
        async with self.context.database.reading() as session:
            urls = list(await session.scalars(query))
        return tuple(Choice(url, (url,)) for url in urls if typed.casefold() in url.casefold() and len(url) <= 100)

    async def _look(self, url: str) -> tuple[Sequence[Entry], Fetched]:
        """Fetch and parse a feed that is not stored. Raises MistakeError where it cannot be had."""
        feed = Feed(id=0, url=url.strip().strip("<>"))
        with in_words():
            fetched = await self.fetcher.fetch(feed)
            parsed = await self.parser.parse(feed, fetched, self.context.clock())
        return parsed.entries, fetched

    async def _download(self, url: str) -> bytes:
        with in_words():
            fetched = await self.fetcher.fetch(Feed(id=0, url=url.strip().strip("<>")))
        return fetched.body or b""

    async def _put(self, session: AsyncSession, asker: Asker, url: str) -> None:
        """Have the layer read a feed: a new one, or one that it had removed."""
        layers = {asker.layer, f"{REMOVED}{asker.layer}"}
        query = select(FeedRow).where(col(FeedRow.url) == url, col(FeedRow.layer).in_(layers))
        known = (await session.scalars(query)).first()
        if known is None:
            host = (urlsplit(url).hostname or "").removeprefix("www.")
            session.add(new_feed(url, self.context.clock(), layer=asker.layer, outlet=host))
        else:
            known.layer, known.paused, known.next_check_at = asker.layer, False, self.context.clock()
        await session.flush()

    async def _own(self, session: AsyncSession, asker: Asker, url: str) -> FeedRow:
        """One of the layer's own feeds; whatever else is named does not exist for it."""
        wanted = url.strip().strip("<>")
        query = select(FeedRow).where(col(FeedRow.url) == wanted, col(FeedRow.layer) == asker.layer)
        row = (await session.scalars(query)).first()
        if row is None:
            hint = mark("/feeds list shows which are; the operator's cannot be changed from here.")
            raise MistakeError(mark("This is none of the feeds added here."), hint=hint)
        return row

    async def _check_quota(self, asker: Asker, more: int) -> None:
        async with self.context.database.reading() as session:
            await self._check_quota_in(session, asker, more)

    async def _check_quota_in(self, session: AsyncSession, asker: Asker, more: int) -> None:
        count = select(func.count(col(FeedRow.id))).where(col(FeedRow.layer) == asker.layer)
        if asker.layer and (await session.scalar(count) or 0) + more > QUOTA:
            raise MistakeError(
                mark("That would be more than {most} own feeds."), hint=mark("Remove some first."), most=QUOTA
            )
