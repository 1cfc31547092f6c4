"""What everything that answers people is built from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.answers.figures import Freshness
from bot.commands import Asker
from bot.voice import Voice, Voices
from watchers.keywords import Rule
from watchers.ledger.baseline import BaselineFigure
from watchers.store.database import Database
from watchers.store.tables.feeds import FeedRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The database, what the seeds say, the clock. `queued` is called after deliveries may have been queued."""

    database: Database
    voices: Voices
    baseline: Sequence[BaselineFigure]
    keywords: Sequence[Rule]
    operators: frozenset[str]
    clock: Callable[[], datetime]
    queued: Callable[[], None]

    def voice(self, asker: Asker) -> Voice:
        """The voice in the asker's language."""
        return self.voices.of(asker.locale)

    async def freshness(self, session: AsyncSession, layer: str) -> Freshness:
        """How fresh the data is that a layer sees."""
        query = select(
            func.max(col(FeedRow.last_good_at)), func.count(), func.count().filter(col(FeedRow.failures) > 0)
        ).where(col(FeedRow.layer).in_({"", layer}), col(FeedRow.paused).is_(False))
        last_good, feeds, failing = (await session.execute(query)).one()
        return Freshness(self.clock(), last_good, feeds, failing)
