"""A replay: articles in, alerts as they ended out."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from tests.ledger.court import BASELINE, says
from watchers.claims import Article, Claim
from watchers.ledger.replay import (
    MalformedArticleError,
    Replay,
    alert_row,
    alert_table,
    parse_articles,
    replay,
    step_row,
)

LINES: list[dict[str, Any]] = [
    {
        "id": 1,
        "outlet": "www.A.example",
        "published": "2025-04-30T11:00:00+09:00",
        "title": "t",
        "text": "600",
        "lang": "en",
    },
    {"id": "2", "outlet": "b.example", "published": "2025-04-30", "text": "600 dead, they say"},
    {"id": "3", "outlet": "c.example", "published": "2025-05-03T00:00:00Z", "text": "900"},
    {"id": "3", "outlet": "c.example", "published": "2025-05-04T00:00:00Z", "text": ""},
]


def read(article: Article) -> Sequence[Claim]:
    """Read a text that begins with its number."""
    return [says("nis", "killed", int(article.text.split()[0]))] if article.text else []


def lines(*rows: dict[str, Any]) -> list[str]:
    return [json.dumps(row) for row in rows]


@pytest.fixture
def result() -> Replay:
    return replay(parse_articles(lines(*LINES)), read, BASELINE)


def test_a_replay_prints_each_alert_as_it_ended(result: Replay) -> None:
    first, second = map(alert_row, result.alerts)
    assert {**first, "alert": "", "sources": sorted(first["sources"])} == {
        "alert": "",
        "at": "2025-04-30T02:00:00Z",
        "metric": "killed",
        "claimant": "nis",
        "kind": "up",
        "figure": {"low": 600, "high": 600, "qualifier": "exact"},
        "previous": {"low": None, "high": 300, "qualifier": "at_most"},
        "state": "adopted",
        "outlets": 2,
        "sources": ["1", "2"],
        "sentence": "nis says 600 killed.",
        "rule": 2,
    }
    assert (second["kind"], second["state"], second["outlets"]) == ("retraction", "retracted", 0)
    assert (second["sources"], second["sentence"]) == (["3"], "nis says 900 killed.")


def test_a_replay_starts_from_the_baseline_every_time(result: Replay) -> None:
    again = replay(parse_articles(lines(*LINES)), read, BASELINE)
    assert [alert_row(alert) for alert in again.alerts] == [alert_row(alert) for alert in result.alerts]


def test_steps_and_table_tell_the_same_story(result: Replay) -> None:
    assert [step_row(step)["kind"] for step in result.steps] == [
        "reported",
        "corroborated",
        "adopted",
        "reported",
        "retracted",
    ]
    assert all(step_row(step)["explanation"] for step in result.steps)
    head, *rows = alert_table(result.alerts)
    assert len(rows) == 2
    assert all(len(row) == len(head) for row in rows)
    assert rows[0][:6] == ("2025-04-30", "killed", "nis", "up", "up to 300", "600")


def test_the_clock_never_runs_backwards() -> None:
    late = {"id": "4", "outlet": "d.example", "published": "2025-04-01", "text": "600"}
    steps = replay(parse_articles(lines(*LINES, late)), read, BASELINE).steps
    assert [step.at for step in steps] == sorted(step.at for step in steps)


@pytest.mark.parametrize(
    ("outlet", "domain"),
    [("en.yna.co.kr", "yna.co.kr"), ("www.BBC.co.uk", "bbc.co.uk"), ("Korea Herald", "korea herald"), ("", "")],
)
def test_the_editions_of_one_house_are_one_outlet(outlet: str, domain: str) -> None:
    [article] = parse_articles(lines({**LINES[0], "outlet": outlet}))
    assert article.outlet == domain


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "line 2: this is no JSON"),
        ("[" * 100_000, "line 2: this is no JSON"),
        ("[]", "line 2: this is no JSON object"),
        ('{"published": "2025-01-01"}', 'line 2: "id" is missing'),
        ('{"id": "1"}', 'line 2: "published" is missing'),
        ('{"id": "1", "published": "yesterday"}', 'line 2: "published" must be'),
        ('{"id": "1", "published": "2025-01-01", "text": 3}', 'line 2: "text" must be a text'),
    ],
)
def test_a_malformed_line_is_named_with_a_hint(line: str, reason: str) -> None:
    with pytest.raises(MalformedArticleError) as raised:
        list(parse_articles(["", line]))
    assert reason in str(raised.value)
    assert raised.value.hint
