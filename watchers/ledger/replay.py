"""Runs articles through a fresh ledger: the product's backtest, and what other settings would have told."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from watchers.claims import Article, Claim
from watchers.errors import TollwatchError
from watchers.feeds.identity import outlet_of
from watchers.ledger.baseline import BaselineFigure, start
from watchers.ledger.judge import judge
from watchers.ledger.reasons import figure_words
from watchers.ledger.state import Ledger, Step, apply
from watchers.ledger.stories import Stories
from watchers.ledger.values import SHARED, Change, Kind, State

Read = Callable[[Article], Sequence[Claim]]
_FIELDS = ("id", "outlet", "published", "title", "text", "lang")


class MalformedArticleError(TollwatchError):
    """A line is not an article that can be replayed."""

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(
            f"line {number}: {reason}",
            hint='Give one JSON object a line: {"id", "outlet", "published", "title", "text", "lang"}.',
        )


@dataclass(frozen=True, slots=True)
class Replay:
    """What a replay ended with: every change that was told, as it ended; every step; the ledger."""

    alerts: tuple[Change, ...]
    steps: tuple[Step, ...]
    ledger: Ledger


def replay(articles: Iterable[Article], read: Read, baseline: Iterable[BaselineFigure]) -> Replay:
    """Read and judge `articles` in their order, from the baseline on, with the clock at each one's publication.

    The same id again is an edit of the article.
    """
    ledger, stories, steps = start(baseline), Stories(), list[Step]()
    read_before: dict[str, Sequence[Claim]] = {}
    story_of: dict[str, str] = {}
    clock = datetime.min.replace(tzinfo=UTC)
    for article in articles:
        clock = max(clock, article.published or clock)
        claims = read(article)
        if article.id not in story_of:
            story_of[article.id] = stories.add(article, claims, clock) if claims else article.id
        taken = judge(
            ledger, article, claims, story=story_of[article.id], now=clock, earlier=read_before.get(article.id, ())
        )
        ledger = apply(ledger, taken)
        steps += taken
        read_before[article.id] = claims
    return Replay(told_in(steps), tuple(steps), ledger)


def told_in(steps: Iterable[Step]) -> tuple[Change, ...]:
    """Return the shared ledger's changes that were told in `steps`, each as the last step left it."""
    ended: dict[str, Change] = {}
    for step in steps:
        for effect in step.effects:
            if effect.key.layer == SHARED and isinstance(effect.new, Change) and effect.new.told:
                ended[effect.slot] = effect.new
    return tuple(sorted(ended.values(), key=lambda change: (change.at, change.id)))


def parse_articles(lines: Iterable[str]) -> Iterator[Article]:
    """Parse JSON lines, one article each. Raises MalformedArticleError naming the line."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _parse(line, number)


def _parse(line: str, number: int) -> Article:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise MalformedArticleError(number, f"this is no JSON ({error})") from error
    if not isinstance(found, dict):
        raise MalformedArticleError(number, "this is no JSON object")
    values = {field: _text(found.get(field), field, number) for field in _FIELDS}
    for field in ("id", "published"):
        if not values[field]:
            raise MalformedArticleError(number, f'"{field}" is missing')
    return Article(
        id=values["id"],
        outlet=_outlet(values["outlet"]),
        title=values["title"],
        text=values["text"],
        lang=values["lang"],
        published=_time(values["published"], number),
    )


def _text(value: object, field: str, number: int) -> str:
    if value is None:
        return ""
    if field == "id" and isinstance(value, int):
        return str(value)
    if not isinstance(value, str):
        raise MalformedArticleError(number, f'"{field}" must be a text')
    return value


def _outlet(name: str) -> str:
    """The registrable domain where the name is a host, so that one house's editions are one outlet."""
    folded = name.strip().casefold()
    is_host = "." in folded and " " not in folded
    return (outlet_of(f"https://{folded}") if is_host else "") or folded


def _time(text: str, number: int) -> datetime:
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise MalformedArticleError(
            number, f'"published" must be a date or time like 2025-04-30T06:00:00Z, not {text!r}'
        ) from error
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)


def alert_row(change: Change) -> dict[str, Any]:
    """Return a told change as JSON values, as `tollwatch replay` prints it."""
    figure, previous = change.figure, change.previous
    return {
        "alert": change.id,
        "at": _z(change.at),
        "metric": change.metric.value,
        "claimant": change.claimant,
        "kind": Kind.RETRACTION.value if change.state is State.RETRACTED else change.kind.value,
        "figure": {"low": figure.low, "high": figure.high, "qualifier": figure.qualifier.value},
        "previous": None
        if previous is None
        else {
            "low": previous.figure.low,
            "high": previous.figure.high,
            "qualifier": previous.figure.qualifier.value,
        },
        "state": change.state.value,
        "outlets": len(change.outlets),
        "sources": [support.article for support in change.shown],
        "sentence": change.sentence,
        "rule": change.rule,
    }


def step_row(step: Step) -> dict[str, Any]:
    """Return a step as JSON values, as `tollwatch replay --steps` prints it."""
    figure = step.figure
    return {
        "at": _z(step.at),
        "layer": step.key.layer,
        "article": step.article,
        "outlet": step.outlet,
        "story": step.story,
        "metric": step.key.metric.value,
        "claimant": step.key.claimant,
        "figure": {"low": figure.low, "high": figure.high, "qualifier": figure.qualifier.value},
        "kind": step.kind.value,
        "rule": step.rule,
        "alert": step.change or None,
        "telling": step.telling.value,
        "explanation": step.explanation,
    }


def alert_table(changes: Iterable[Change]) -> list[tuple[str, ...]]:
    """Return rows for people: when, what, who, from, to, how it ended, outlets. The first row is the head."""
    rows: list[tuple[str, ...]] = [("when", "metric", "claimant", "kind", "before", "after", "state", "outlets")]
    for change in changes:
        before = figure_words(change.previous.figure) if change.previous else "–"
        rows.append(
            (
                change.at.date().isoformat(),
                change.metric.value,
                change.claimant,
                change.kind.value,
                before,
                figure_words(change.figure),
                change.state.value,
                str(len(change.outlets)),
            )
        )
    return rows


def _z(time: datetime) -> str:
    return time.isoformat().replace("+00:00", "Z")
