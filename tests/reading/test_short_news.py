"""News of a sentence or two in four languages: whose losses, how many, who counted them.

A claim is written as in "killed >=100 part past nis"; what is total and current goes without saying.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from watchers.claims import Claim, Figure, Qualifier, Scope, Tense
from watchers.reading.reader import Reader

FOLDER = Path(__file__).parent / "short_news"
_SIGNS = {Qualifier.AT_LEAST: ">=", Qualifier.AT_MOST: "<=", Qualifier.ABOUT: "~"}


def news() -> list[Any]:
    return [
        pytest.param(path.stem, row, id=row["id"])
        for path in sorted(FOLDER.glob("*.jsonl"))
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())
    ]


def number(figure: Figure) -> str:
    sign = _SIGNS.get(figure.qualifier, "")
    ends = dict.fromkeys(str(end) for end in (figure.low, figure.high) if end is not None)
    return sign + "-".join(ends)


def stated(claim: Claim) -> str:
    part = "part" if claim.scope is Scope.PART else ""
    past = "past" if claim.tense is Tense.PAST else ""
    return " ".join(filter(None, (claim.metric.value, number(claim.figure), part, past, claim.claimant)))


@pytest.mark.parametrize(("lang", "row"), news())
def test_short_news_says_whose_losses_how_many_and_who_counted_them(
    reader: Reader, lang: str, row: dict[str, Any]
) -> None:
    claims = reader.read(row["text"], title=row["title"], published=date.fromisoformat(row["published"]), lang=lang)
    assert sorted(map(stated, claims)) == sorted(row["claims"])
