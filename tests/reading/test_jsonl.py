"""One JSON object a line in, one out, and errors that name the line."""

import json

import pytest

from watchers.reading.jsonl import MalformedLineError, read_line
from watchers.reading.reader import Reader

TEXT = "The NIS said 600 North Korean soldiers had died in Kursk."


def test_a_line_is_answered_with_its_id_and_claims(reader: Reader) -> None:
    answer = json.loads(read_line(json.dumps({"id": "a", "text": TEXT, "published": "2025-04-30"}), 1, reader))
    claim = answer["claims"][0]
    assert answer["id"] == "a"
    assert TEXT[claim["start"] : claim["end"]] == "600"
    assert claim.items() >= {
        "metric": "killed", "low": 600, "high": 600, "qualifier": "exact", "scope": "total", "tense": "current",
        "claimant": "nis", "as_of": "2025-04-30", "evidence": TEXT,
    }.items()  # fmt: skip
    assert "in_title" not in claim


def test_a_claim_of_the_headline_says_so(reader: Reader) -> None:
    line = json.dumps({"id": "a", "title": TEXT, "text": "More to follow from Russia."})
    claim = json.loads(read_line(line, 1, reader))["claims"][0]
    assert claim["in_title"] is True
    assert TEXT[claim["start"] : claim["end"]] == "600"


def test_a_passage_without_claims_is_answered_with_none(reader: Reader) -> None:
    assert json.loads(read_line('{"id": "b", "text": ""}', 1, reader)) == {"id": "b", "claims": []}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "no JSON"),
        ("[1]", "no JSON object"),
        ('{"id": "a"}', '"text" is missing'),
        ('{"text": "a"}', '"id" is missing'),
        ('{"id": 5, "text": "a"}', '"id" must be a text'),
        ('{"id": "a", "text": "a", "published": "soon"}', "must begin with a date"),
        ("[" * 100_000, "no JSON"),
    ],
)
def test_a_malformed_line_is_named_with_its_number(reader: Reader, line: str, reason: str) -> None:
    with pytest.raises(MalformedLineError, match=rf"line 7: .*{reason}"):
        read_line(line, 7, reader)
