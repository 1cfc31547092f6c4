"""Claims read line by line: one JSON object in, one JSON object out."""

import json
from datetime import date
from typing import Any

from watchers.claims import Claim
from watchers.errors import TollwatchError
from watchers.reading.reader import Reader

_FIELDS = ("id", "text", "title", "published", "lang", "outlet")


class MalformedLineError(TollwatchError):
    """A line of input is not the JSON object that it should be."""

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(
            f"line {number}: {reason}",
            hint='Give one JSON object a line: {"id", "text"} and if known "title", "published", "lang", "outlet".',
        )


def read_line(line: str, number: int, reader: Reader) -> str:
    """Read the passage on one line of JSON and return its claims as one line of JSON.

    Raises MalformedLineError naming `number`.
    """
    passage = _parse(line, number)
    claims = reader.read(
        passage["text"],
        title=passage.get("title", ""),
        published=_day(passage.get("published", ""), number),
        lang=passage.get("lang", ""),
        outlet=passage.get("outlet", ""),
    )
    return json.dumps({"id": passage["id"], "claims": [render(claim) for claim in claims]}, ensure_ascii=False)


def _parse(line: str, number: int) -> dict[str, str]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise MalformedLineError(number, f"this is no JSON ({error})") from error
    if not isinstance(found, dict):
        raise MalformedLineError(number, "this is no JSON object")
    passage = {field: found[field] for field in _FIELDS if found.get(field) is not None}
    for field, value in passage.items():
        if not isinstance(value, str):
            raise MalformedLineError(number, f'"{field}" must be a text')
    for field in ("id", "text"):
        if field not in passage:
            raise MalformedLineError(number, f'"{field}" is missing')
    return passage


def _day(text: str, number: int) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise MalformedLineError(number, f'"published" must begin with a date like 2025-04-30, not {text!r}') from error


def render(claim: Claim) -> dict[str, Any]:
    """A claim as JSON values; offsets count in the passage's text, or in its title where "in_title" says so."""
    found: dict[str, Any] = {
        "metric": claim.metric.value,
        "low": claim.figure.low,
        "high": claim.figure.high,
        "qualifier": claim.figure.qualifier.value,
        "scope": claim.scope.value,
        "tense": claim.tense.value,
        "claimant": claim.claimant,
        "as_of": claim.as_of.isoformat() if claim.as_of else None,
        "addition": claim.addition,
        "evidence": claim.evidence,
        "start": claim.span.start,
        "end": claim.span.end,
        "why": claim.why,
    }
    if claim.span.in_title:
        found["in_title"] = True
    return found
