"""The backtest's own files fit together, so that what it demands of the judge can be met."""

import json
from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from watchers.claims import Figure, Metric, Qualifier, Scope, Tense

HERE = Path(__file__).parent
ARTICLE_FIELDS = {"id", "outlet", "published", "title", "text", "lang"}
CHANGE_FIELDS = {"metric", "claimant", "kind", "low", "high", "qualifier", "not_before", "not_after", "why"}
MARK_FIELDS = {"article", "metric", "claimant", "low", "high", "qualifier", "state", "why"}
CLAIM_FIELDS = {"metric", "low", "high", "qualifier", "scope", "tense", "claimant", "addition"}
KINDS = {"first", "up", "down", "addition", "planned", "retraction"}
BASELINE_DAY = datetime(2025, 1, 13, 23, 59, 59, tzinfo=UTC)


@pytest.fixture(params=[HERE, HERE / "second"], ids=["first", "second"])
def folder(request: pytest.FixtureRequest) -> Path:
    """Where one backtest lies."""
    assert isinstance(request.param, Path)
    return request.param


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def articles(folder: Path) -> list[dict[str, str]]:
    return lines(folder / "stream.jsonl")


def listed(folder: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((folder / name).read_text(encoding="utf-8"))
    return rows


def published(article: dict[str, str]) -> datetime:
    moment = datetime.fromisoformat(article["published"])
    assert moment.tzinfo is not None, article["id"]
    return moment


def test_the_stream_is_in_four_languages_and_in_order_of_publication(folder: Path) -> None:
    stream = articles(folder)
    assert all(set(article) == ARTICLE_FIELDS for article in stream)
    assert all(earlier <= later for earlier, later in pairwise(map(published, stream)))
    assert published(stream[0]) > BASELINE_DAY
    languages = Counter(article["lang"] for article in stream)
    assert set(languages) == {"en", "ko", "uk", "ru"}
    assert min(languages.values()) >= 8


def test_the_first_stream_holds_150_articles() -> None:
    assert len(articles(HERE)) >= 150


def test_an_id_that_comes_again_is_an_edit_by_the_same_outlet_on_a_later_day(folder: Path) -> None:
    seen: dict[str, dict[str, str]] = {}
    edits = 0
    for article in articles(folder):
        if article["id"] in seen:
            edits += 1
            assert article["outlet"] == seen[article["id"]]["outlet"]
            assert article["text"] != seen[article["id"]]["text"]
            assert published(article).date() > published(seen[article["id"]]).date()
        seen[article["id"]] = article
    assert edits >= 2


@pytest.mark.parametrize(("name", "fields"), [("changes.json", CHANGE_FIELDS), ("marked.json", MARK_FIELDS)])
def test_every_listed_figure_is_well_formed_and_listed_once(folder: Path, name: str, fields: set[str]) -> None:
    rows = listed(folder, name)
    assert all(set(row) == fields for row in rows)
    assert all(Figure(row["low"], row["high"], Qualifier(row["qualifier"])) for row in rows)
    keys = [(row["metric"], row["claimant"], row["low"], row["high"], row.get("kind")) for row in rows]
    assert len(keys) == len(set(keys))


def test_every_change_has_two_independent_texts_in_its_time(folder: Path) -> None:
    for change in listed(folder, "changes.json"):
        start, end = (datetime.fromisoformat(change[key]) for key in ("not_before", "not_after"))
        assert change["kind"] in KINDS
        inside = {
            article["text"]: article["outlet"] for article in articles(folder) if start <= published(article) < end
        }
        assert len(set(inside.values())) >= 2, change["why"]


def test_every_marked_figure_names_its_article(folder: Path) -> None:
    ids = {article["id"] for article in articles(folder)}
    for mark in listed(folder, "marked.json"):
        assert mark["article"] in ids
        assert mark["state"] in {"held", "retracted"}


def test_the_labels_lie_beside_the_stream_line_by_line(folder: Path) -> None:
    labels = lines(folder / "claims.jsonl")
    assert [(row["id"], row["published"]) for row in labels] == [(a["id"], a["published"]) for a in articles(folder)]
    for claim in (claim for row in labels for claim in row["claims"]):
        assert set(claim) - {"as_of"} == CLAIM_FIELDS
        assert Figure(claim["low"], claim["high"], Qualifier(claim["qualifier"]))
        assert Metric(claim["metric"])
        assert Scope(claim["scope"])
        assert Tense(claim["tense"])


def test_every_change_is_labelled_in_the_article_that_tells_it_first(folder: Path) -> None:
    labels = [
        (datetime.fromisoformat(row["published"]), claim)
        for row in lines(folder / "claims.jsonl")
        for claim in row["claims"]
    ]
    for change in listed(folder, "changes.json"):
        same = ("metric", "claimant", "low", "high")
        moments = [at for at, claim in labels if all(claim[field] == change[field] for field in same)]
        assert min(moments) >= datetime.fromisoformat(change["not_before"]), change["why"]
        assert min(moments) < datetime.fromisoformat(change["not_after"]), change["why"]
