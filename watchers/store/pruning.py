"""What is not needed any more: texts of old articles off topic. Their keys stay, so that they are known again."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlmodel import col

from watchers.store.database import Database
from watchers.store.tables.feeds import ArticleRow

KEPT_FOR = timedelta(days=30)  # longer than the preview of a keyword rule looks back
AT_ONCE = 2_000


async def prune(database: Database, now: datetime) -> int:
    """Drop the texts of articles off topic that were first seen more than 30 days ago; return how many.

    In portions, so that nobody waits long for the database.
    """
    pruned = 0
    old = select(col(ArticleRow.id)).where(
        col(ArticleRow.first_seen_at) < now - KEPT_FOR, col(ArticleRow.on_topic).is_(False), col(ArticleRow.text) != ""
    )
    while True:
        async with database.writing() as session:
            ids = list(await session.scalars(old.limit(AT_ONCE)))
            await session.execute(update(ArticleRow).where(col(ArticleRow.id).in_(ids)).values(text=""))
        pruned += len(ids)
        if len(ids) < AT_ONCE:
            return pruned
