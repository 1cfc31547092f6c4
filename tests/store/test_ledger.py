"""The ledger in the database moves as the ledger in memory does, and comes back as it was."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tests.ledger.court import BASELINE, Court, exact, on, says
from tests.store.databases import fresh_database
from watchers.claims import Article, Claim, Metric, Span
from watchers.ledger.acts import Act, confirm
from watchers.ledger.state import Ledger, StepKind, Telling
from watchers.ledger.values import Key, State
from watchers.store.database import Database
from watchers.store.ledger import (
    Judged,
    ensure_baseline,
    judge_article,
    load_claims,
    load_ledger,
    steps_of_article,
    steps_of_change,
    store_steps,
)
from watchers.store.tables.feeds import ArticleRow, FeedRow

NOW = on("2025-04-30")
KILLED = Key("", Metric.KILLED, "nis")
TEXT = "The agency told lawmakers that {} soldiers have died since the autumn and that many more were hurt in Kursk."


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with fresh_database(tmp_path) as database:
        async with database.writing() as session:
            session.add(FeedRow(id=1, url="https://a.example/rss", added_at=NOW))
            await session.flush()
            for number in range(1, 10):
                session.add(ArticleRow(id=number, feed_id=1, content_hash=number, first_seen_at=NOW))
            await ensure_baseline(session, BASELINE, NOW)
        yield database


async def hear(session: AsyncSession, number: int, *claims: Claim, text: str = "", layer: str = "") -> Judged:
    article = Article(
        id=str(number), outlet=f"o{number}.example", text=text or f"Text {number} of its own.", published=NOW
    )
    return await judge_article(session, article, claims, now=NOW, layer=layer)


async def test_the_baseline_stands_at_first_and_a_moved_ledger_is_not_reset(database: Database) -> None:
    async with database.writing() as session:
        await hear(session, 1, says("nis", "killed", 600))
        await hear(session, 2, says("nis", "killed", 600))
        await ensure_baseline(session, BASELINE, NOW)
        standing = (await load_ledger(session)).seen(KILLED).standing
        assert standing is not None
        assert standing.figure == exact(600)


async def test_the_stored_ledger_moves_as_the_one_in_memory(database: Database) -> None:
    court = Court()
    heard = [
        (1, says("nis", "killed", 600), says("nis", "casualties", 4700)),
        (2, says("nis", "killed", 600), says("western", "killed", 1000)),
        (3, says("none", "killed", 1000), says("russia", "planned", 6000)),
    ]
    async with database.writing() as session:
        for number, *claims in heard:
            judged = await hear(session, number, *claims)
            court.hear("2025-04-30", *claims, article=str(number), outlet=f"o{number}.example")
            assert judged.after.view("", Metric.KILLED) == court.ledger.view("", Metric.KILLED)
    async with database.reading() as session:
        stored = await load_ledger(session)
        assert dict(stored.entries()) == dict(court.ledger.entries())
        steps = [step for number, *_ in heard for step in await steps_of_article(session, str(number))]
        assert steps == court.steps


async def test_claims_come_back_as_they_were_read(database: Database) -> None:
    claim = replace(says("nis", "killed", 600), span=Span(3, 7, in_title=True), why={"metric": "killed"})
    async with database.writing() as session:
        await hear(session, 1, claim)
        assert await load_claims(session, "1") == [claim]


async def test_an_article_judged_again_is_an_edit(database: Database) -> None:
    async with database.writing() as session:
        await hear(session, 1, says("nis", "killed", 6000))
        await hear(session, 1, says("nis", "killed", 600))
        changes = (await load_ledger(session)).seen(KILLED).changes.values()
        assert {change.figure.number: change.state for change in changes} == {
            6000: State.RETRACTED,
            600: State.REPORTED,
        }
        assert await load_claims(session, "1") == [says("nis", "killed", 600)]


async def test_the_same_text_judged_again_stores_nothing(database: Database) -> None:
    async with database.writing() as session:
        await hear(session, 1, says("nis", "killed", 600))
        assert (await hear(session, 1, says("nis", "killed", 600))).steps == ()


async def test_copies_are_found_among_stored_stories(database: Database) -> None:
    async with database.writing() as session:
        await hear(session, 1, says("nis", "killed", 600), text=TEXT.format(600))
        judged = await hear(session, 2, says("nis", "killed", 600), text="(Wire) " + TEXT.format(600))
        assert [step.story for step in judged.steps] == ["1"]
        assert next(iter(judged.after.seen(KILLED).changes.values())).state is State.CORROBORATED


async def test_a_layer_is_stored_apart_from_the_shared_ledger(database: Database) -> None:
    async with database.writing() as session:
        await hear(session, 1, says("nis", "killed", 900), layer="discord:1")
        await hear(session, 2, says("nis", "killed", 900), layer="discord:1")
        ledger = await load_ledger(session)
        assert _stands(ledger, "discord:1") == 900
        assert _stands(ledger, "") == _stands(ledger, "discord:2") == 300


async def test_an_act_is_stored_like_any_step(database: Database) -> None:
    async with database.writing() as session:
        judged = await hear(session, 1, says("nis", "killed", 600))
        change = next(step.change for step in judged.steps if step.telling is Telling.POST)
        ledger = await load_ledger(session, layer="")
        steps = confirm(ledger, "", change, Act("discord:1", "I heard the briefing", NOW))
        after = await store_steps(session, ledger, steps)
        assert _stands(await load_ledger(session), "") == _stands(after, "") == 600
        found = await steps_of_change(session, change)
        assert [step.kind for step in found] == [StepKind.REPORTED, StepKind.CONFIRMED]


def _stands(ledger: Ledger, layer: str) -> int:
    standing = ledger.seen(KILLED._replace(layer=layer)).standing
    assert standing is not None
    return standing.figure.number
