"""Every labelled passage keeps to the labelling rules, so that a miss is the reader's fault and not the label's."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from watchers.claims import Figure, Metric, Qualifier, Scope, Tense

HERE = Path(__file__).parent
CLAIMANTS = frozenset(
    [
        "nis",
        "rok_jcs",
        "rok_gov",
        "zelensky",
        "hur",
        "ua_military",
        "ua_gov",
        "us_gov",
        "uk_mod",
        "western",
        "russia",
        "dprk",
        "un",
        "media",
        "none",
    ]
)
VAGUE_BOUNDS = frozenset({(24, 99), (200, 999), (2000, 9999), (20000, 99999)})
PASSAGE_FIELDS = frozenset({"id", "published", "lang", "title", "text", "claims"})
CLAIM_FIELDS = frozenset({"metric", "low", "high", "qualifier", "scope", "tense", "claimant", "anchor"})


def passages() -> list[dict[str, Any]]:
    files = sorted(HERE.glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def labelled_claims() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [(passage, claim) for passage in passages() for claim in passage["claims"]]


def bounds_fit(low: int | None, high: int | None, qualifier: Qualifier) -> bool:
    match qualifier:
        case Qualifier.EXACT | Qualifier.ABOUT:
            return low is not None and low == high
        case Qualifier.AT_LEAST:
            return low is not None and high is None
        case Qualifier.AT_MOST:
            return low is None and high is not None
        case Qualifier.RANGE:
            return low is not None and high is not None and low < high
        case Qualifier.VAGUE:
            return (low, high) in VAGUE_BOUNDS


def test_every_passage_has_the_agreed_fields_and_an_id_of_its_own() -> None:
    ids = [passage["id"] for passage in passages()]
    assert len(ids) == len(set(ids))
    for passage in passages():
        assert set(passage) == PASSAGE_FIELDS, passage["id"]
        assert date.fromisoformat(passage["published"]), passage["id"]
        assert f"-{passage['lang']}-" in f"-{passage['id']}", passage["id"]
        assert passage["text"].strip(), passage["id"]


@pytest.mark.parametrize("lang", ["en", "ko", "uk", "ru"])
def test_each_language_has_passages_with_claims_and_passages_without(lang: str) -> None:
    counts = [len(passage["claims"]) for passage in passages() if passage["lang"] == lang]
    assert sum(count > 0 for count in counts) >= 15
    assert sum(count == 0 for count in counts) >= 5


def test_every_label_has_the_agreed_fields_and_values() -> None:
    for passage, claim in labelled_claims():
        assert set(claim) == CLAIM_FIELDS, passage["id"]
        assert Metric(claim["metric"]), passage["id"]
        assert Scope(claim["scope"]), passage["id"]
        assert Tense(claim["tense"]), passage["id"]
        assert claim["claimant"] in CLAIMANTS, passage["id"]


def test_every_labels_bounds_fit_its_qualifier() -> None:
    for passage, claim in labelled_claims():
        qualifier = Qualifier(claim["qualifier"])
        assert Figure(claim["low"], claim["high"], qualifier), passage["id"]
        assert bounds_fit(claim["low"], claim["high"], qualifier), (passage["id"], claim["anchor"])


def test_every_anchor_is_at_most_eight_words_of_its_passage() -> None:
    for passage, claim in labelled_claims():
        anchor = claim["anchor"]
        assert anchor in passage["title"] or anchor in passage["text"], (passage["id"], anchor)
        assert 1 <= len(anchor.split()) <= 8, (passage["id"], anchor)


def test_no_figure_is_labelled_twice_in_one_passage() -> None:
    same = ("metric", "low", "high", "scope", "tense", "claimant")
    for passage in passages():
        keys = [tuple(claim[field] for field in same) for claim in passage["claims"]]
        assert len(keys) == len(set(keys)), passage["id"]
