"""Thirteen months of news, replayed: every real change told once, nothing else told, nothing false adopted."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.backtest.scoring import Score, perfect_reader, run
from tests.ledger.court import BASELINE
from watchers.claims import Article, Claim, Figure
from watchers.ledger.replay import Replay, parse_articles, replay
from watchers.ledger.values import Key, State
from watchers.reading.reader import Reader, load_reader
from watchers.reading_work import read_article

HERE = Path(__file__).parent
SEEDS = HERE.parent.parent / "seeds"
FOLDERS = {"first": HERE, "second": HERE / "second"}
# What the reader still costs: changes missed, told twice or with too little support, and false alerts, together.
# Lower a number when the reader gets better; never raise one.
LEFT = {"first": 0, "second": 1}


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader(SEEDS)


@pytest.mark.parametrize("name", FOLDERS)
def test_with_every_claim_read_rightly_every_change_is_told_once_and_nothing_else(name: str) -> None:
    _, found = run(FOLDERS[name], perfect_reader(FOLDERS[name]))
    assert found == Score()


@pytest.mark.parametrize("name", FOLDERS)
def test_what_goes_wrong_with_the_real_reader_is_no_more_than_is_known(name: str, reader: Reader) -> None:
    def read(article: Article) -> Sequence[Claim]:
        return read_article(reader, article).claims

    _, found = run(FOLDERS[name], read)
    assert len(found.missed + found.repeated + found.false + found.wrong) <= LEFT[name], found
    assert not found.repeated


@pytest.mark.parametrize("name", FOLDERS)
def test_no_false_alert_of_the_real_reader_moves_the_ledger(name: str, reader: Reader) -> None:
    def read(article: Article) -> Sequence[Claim]:
        return read_article(reader, article).claims

    result, found = run(FOLDERS[name], read)
    adopted = [alert for alert in result.alerts if alert.state is State.ADOPTED]
    assert not [line for line in found.false if State.ADOPTED in line.split()]
    assert adopted


@pytest.mark.parametrize("name", FOLDERS)
def test_old_news_told_again_word_for_word_a_year_later_changes_nothing(name: str) -> None:
    """Only what was false from the start may be told once more, unconfirmed: no ledger remembers every error."""
    with (FOLDERS[name] / "stream.jsonl").open(encoding="utf-8") as lines:
        articles = list(parse_articles(lines))
    read = perfect_reader(FOLDERS[name])
    claims = [read(article) for article in articles]
    again = [_a_year_later(article) for article in articles]
    labels = iter([*claims, *([replace(claim, as_of=None) for claim in one] for one in claims)])
    once = iter(claims)
    first = replay(articles, lambda _: next(once), BASELINE)
    both = replay([*articles, *again], lambda _: next(labels), BASELINE)
    told = {alert.id for alert in first.alerts}
    assert all(alert.state is State.HELD for alert in both.alerts if alert.id not in told)
    assert standing(both) == standing(first)


def standing(result: Replay) -> dict[Key, Figure]:
    """What stands at the end."""
    return {key: entry.standing.figure for key, entry in result.ledger.entries() if entry.standing is not None}


def _a_year_later(article: Article) -> Article:
    assert article.published is not None
    return replace(article, id=f"again-{article.id}", published=article.published + timedelta(days=500))
