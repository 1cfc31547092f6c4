"""Sentences as news wires write them, in `wires.tsv`: language, date, sentence, and the claims that it holds.

A claim is written "metric figure [part] [past] claimant"; a figure 300, ~300 (about), 300+ (at least), -300 (at most),
300-400 (range) or v200 (vague, from 200).
"""

from datetime import date
from pathlib import Path

import pytest

from watchers.claims import Claim, Qualifier, Scope, Tense
from watchers.reading.reader import Reader

WIRES = [line.split("\t") for line in (Path(__file__).parent / "wires.tsv").read_text(encoding="utf-8").splitlines()]


def written(claim: Claim) -> str:
    low, high = claim.figure.low, claim.figure.high
    figure = {
        Qualifier.EXACT: f"{low}",
        Qualifier.ABOUT: f"~{low}",
        Qualifier.AT_LEAST: f"{low}+",
        Qualifier.AT_MOST: f"-{high}",
        Qualifier.RANGE: f"{low}-{high}",
        Qualifier.VAGUE: f"v{low}",
    }[claim.figure.qualifier]
    part = " part" if claim.scope is Scope.PART else ""
    past = " past" if claim.tense is Tense.PAST else ""
    return f"{claim.metric.value} {figure}{part}{past} {claim.claimant}"


@pytest.mark.parametrize(("lang", "day", "sentence", "claims"), WIRES)
def test_a_sentence_of_the_wires_is_read(reader: Reader, lang: str, day: str, sentence: str, claims: str) -> None:
    found = reader.read(sentence, published=date.fromisoformat(day), lang=lang)
    assert "; ".join(map(written, found)) == claims
