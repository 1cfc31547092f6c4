"""`tollwatch replay`: articles through a fresh ledger, to see what would have been told."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console
from sqlalchemy import select
from sqlmodel import col

from bot.cli.reading import opened
from bot.cli.tables import draw
from bot.settings import Settings, load_settings
from watchers.claims import Article
from watchers.ledger.baseline import load_baseline
from watchers.ledger.replay import Replay, alert_row, alert_table, parse_articles, replay, step_row
from watchers.reading.reader import load_reader
from watchers.reading_work import read_article
from watchers.store.database import open_database
from watchers.store.tables.feeds import ArticleRow


def replay_command(
    file: Annotated[str, typer.Argument(help="Articles as JSON lines; - for standard input.")] = "-",
    steps: Annotated[
        bool, typer.Option("--steps", help="Print every step of the ledger instead of the alerts.")
    ] = False,
    table: Annotated[bool, typer.Option("--table", help="Print a table for people.")] = False,
    from_database: Annotated[
        int, typer.Option(metavar="DAYS", min=0, help="Replay what was stored in the last DAYS days.")
    ] = 0,
) -> None:
    """Read and judge articles from the seed baseline, in a fresh ledger with the clock set by their publication."""
    settings = load_settings()
    if from_database:
        show(_replay(settings, asyncio.run(_stored(settings, from_database))), steps=steps, table=table)
        return
    with opened(file) as lines:
        show(_replay(settings, parse_articles(lines)), steps=steps, table=table)


def show(result: Replay, *, steps: bool, table: bool) -> None:
    """Print a replay's alerts or steps, a JSON object a line, or the alerts as a table."""
    if table:
        Console().print(draw(alert_table(result.alerts)))
        return
    rows = map(step_row, result.steps) if steps else map(alert_row, result.alerts)
    for row in rows:
        print(json.dumps(row, ensure_ascii=False))


def _replay(settings: Settings, articles: Iterator[Article]) -> Replay:
    reader = load_reader(settings.seeds)
    baseline = load_baseline(settings.seeds, reader.topic.claimants)
    return replay(articles, lambda article: read_article(reader, article).claims, baseline)


async def _stored(settings: Settings, days: int) -> Iterator[Article]:
    database = open_database(settings.database_url)
    since = datetime.now(UTC) - timedelta(days=days)
    query = select(ArticleRow).where(col(ArticleRow.first_seen_at) >= since, col(ArticleRow.on_topic).is_(True))
    try:
        async with database.reading() as session:
            rows = list(await session.scalars(query))
    finally:
        await database.close()
    return iter(sorted(map(_article, rows), key=lambda article: article.published or since))


def _article(row: ArticleRow) -> Article:
    return Article(
        id=str(row.id),
        outlet=row.outlet,
        url=row.url,
        title=row.title,
        text=row.text,
        lang=row.lang,
        published=row.published_at or row.first_seen_at,
        seen=row.first_seen_at,
    )
