"""What judging a claim costs over a short and a long history, beside one lookup of a dictionary and a naive judge.

The floor is a dictionary of standing figures, looked up and compared. The naive judge compares with every claim stored.
"""

import asyncio
import itertools
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sqlalchemy import text
from sqlmodel import SQLModel

from tests.ledger.court import BASELINE, says
from watchers.claims import Article, Claim, Metric
from watchers.ledger.baseline import start
from watchers.ledger.compare import agree
from watchers.ledger.judge import judge
from watchers.ledger.state import Ledger, apply
from watchers.ledger.stories import Stories
from watchers.ledger.values import Key
from watchers.store.database import Database, open_database
from watchers.store.ledger import ensure_baseline, judge_article
from watchers.store.tables.feeds import ArticleRow, FeedRow

HISTORIES = (1_000, 100_000)
MEASURED = 300
CLAIMANTS = ("nis", "rok_gov", "rok_jcs", "zelensky", "hur", "us_gov", "uk_mod", "western", "un", "media", "none")
METRICS = (Metric.KILLED, Metric.WOUNDED, Metric.CASUALTIES, Metric.DEPLOYED, Metric.PLANNED)
IN_WINDOW = 1_500
SEEDED = 200
SHIFT = 1_000_000
BEGIN = datetime(2025, 1, 20, tzinfo=UTC)


def news() -> Iterator[tuple[Article, list[Claim]]]:
    """Give articles without end: each with one claim, a new wave of figures every few hundred, many outlets."""
    for number in itertools.count(1):
        claimant, metric = CLAIMANTS[number % len(CLAIMANTS)], METRICS[number % len(METRICS)]
        figure = 200 + (number // 400) * 37 + number % 3
        words = " ".join(f"word{number * step * step % 3001}" for step in range(1, 60)) + f" {figure}"
        published = BEGIN + timedelta(minutes=10 * number)
        article = Article(id=str(number), outlet=f"o{number % 97}.example", text=words, lang="en", published=published)
        yield article, [says(claimant, metric.value, figure)]


def in_memory(stored: int) -> tuple[float, float, float]:
    """Give the mean time on the processor of a claim in ms, judged with its story; the floor's; the naive judge's."""
    ledger, stories, stream = start(BASELINE), Stories(), news()
    for number, (article, claims) in enumerate(itertools.islice(stream, stored)):
        # The index of stories forgets after ten days; what came before need not pass through it.
        ledger = hear(ledger, stories if number > stored - IN_WINDOW else None, article, claims)
    measured = list(itertools.islice(stream, MEASURED))
    begin = time.process_time()
    for article, claims in measured:
        ledger = hear(ledger, stories, article, claims)
    ours = time.process_time() - begin
    standing = {key: entry.standing.figure.number for key, entry in ledger.entries() if entry.standing}
    begin = time.process_time()
    for _, [claim] in measured:
        agree(claim.figure.number, standing.get(Key("", claim.metric, claim.claimant), 0))
    floor = time.process_time() - begin
    seen = [claim for _, claims in itertools.islice(news(), stored) for claim in claims]
    begin = time.process_time()
    for _, [claim] in measured[:20]:
        sum(known.claimant == claim.claimant and known.metric is claim.metric for known in seen)
    naive = (time.process_time() - begin) * MEASURED / 20
    return tuple(1000 * total / MEASURED for total in (ours, floor, naive))  # type: ignore[return-value]


def hear(ledger: Ledger, stories: Stories | None, article: Article, claims: list[Claim]) -> Ledger:
    """Find an article's story, judge it, apply the steps."""
    assert article.published is not None
    story = article.id if stories is None else stories.add(article, claims, article.published)
    return apply(ledger, judge(ledger, article, claims, story=story, now=article.published))


async def in_database(stored: int) -> float:
    """Give the mean time of a claim in ms: loaded, judged and stored in one transaction of its own."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{folder}/t.sqlite3")
        async with database.engine.begin() as connection:
            await connection.run_sync(SQLModel.metadata.create_all)
        async with database.writing() as session:
            session.add(FeedRow(id=1, url="https://a.example/rss", added_at=BEGIN))
            await ensure_baseline(session, BASELINE, BEGIN)
        stream = news()
        await hear_all(database, itertools.islice(stream, SEEDED))
        await multiply(database, stored // SEEDED)
        begin = time.perf_counter()
        await hear_all(database, itertools.islice(stream, MEASURED))
        total = time.perf_counter() - begin
        await database.close()
        return 1000 * total / MEASURED


async def hear_all(database: Database, stream: Iterable[tuple[Article, list[Claim]]]) -> None:
    """Store and judge articles, each in a transaction of its own, as the watcher does."""
    for article, claims in stream:
        assert article.published is not None
        async with database.writing() as session:
            session.add(ArticleRow(id=int(article.id), feed_id=1, content_hash=0, first_seen_at=article.published))
            await session.flush()
            await judge_article(session, article, claims, now=article.published)


async def multiply(database: Database, times: int) -> None:
    """Copy what judged articles left behind, under other ids and other keys of stories, until so much is stored."""
    shift = f"{SHIFT} + {SEEDED} * n.number"
    moved = {
        "article": {"id": f"id + {shift}"},
        "claim": {"id": "NULL", "article_id": f"article_id + {shift}"},
        "ledger_step": {
            "id": "NULL",
            "article": f"CAST(article + {shift} AS TEXT)",
            "change_id": "change_id || n.number",
        },
        "story": {"article": f"CAST(article + {shift} AS TEXT)"},
        "story_key": {"article": f"CAST(article + {shift} AS TEXT)", "key": "(key + 7919 * n.number) % 4294967296"},
    }
    numbers = f"WITH RECURSIVE n(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM n WHERE number < {times})"  # noqa: S608 - no input
    async with database.writing() as session:
        for name, changed in moved.items():
            columns = [column.name for column in SQLModel.metadata.tables[name].columns]
            values = ", ".join(changed.get(column, f"t.{column}") for column in columns)
            names = ", ".join(f'"{column}"' for column in columns)
            copy = f"INSERT INTO {name} ({names}) {numbers} SELECT {values} FROM {name} t, n"  # noqa: S608 - no input
            await session.execute(text(copy))


def main() -> None:
    """Print the costs for each length of history."""
    print(f"{'claims stored':>14} {'judge, ms':>10} {'floor, ms':>10} {'naive, ms':>10} {'with SQLite, ms':>16}")
    for stored in HISTORIES:
        ours, floor, naive = in_memory(stored)
        kept = asyncio.run(in_database(stored))
        print(f"{stored:>14,} {ours:>10.3f} {floor:>10.4f} {naive:>10.2f} {kept:>16.2f}")


if __name__ == "__main__":
    main()
