"""Compares what a replay told with the lists of what is real."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tests.ledger.court import BASELINE
from watchers.claims import Article, Claim, Figure, Metric, Qualifier, Scope, Tense
from watchers.ledger.compare import agree
from watchers.ledger.replay import Replay, parse_articles, replay
from watchers.ledger.values import Change, State

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Score:
    """What went wrong; nothing, if all is empty."""

    missed: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def score(alerts: Sequence[Change], changes: Sequence[Row], marked: Sequence[Row]) -> Score:
    """Find the real changes that were missed, told twice or told wrongly, and the alerts that tell of none."""
    found = Score()
    explained: set[str] = set()
    for real in changes:
        telling = [alert for alert in alerts if _tells(alert, real)]
        explained |= {alert.id for alert in telling}
        name = f"{real['metric']} {real['claimant']} {real['kind']} {real['low']}-{real['high']}"
        if not telling:
            found.missed.append(name)
        if len(telling) > 1:
            found.repeated.append(name)
        found.wrong.extend(f"{name}: {fault}" for alert in telling for fault in _faults(alert, real))
    for mark in marked:
        telling = [alert for alert in alerts if alert.id not in explained and _is_marked(alert, mark)]
        explained |= {alert.id for alert in telling}
        if len(telling) > 1:
            found.repeated.append(mark["article"])
        found.wrong.extend(f"{mark['article']}: {a.state}" for a in telling if a.state != mark["state"])
    found.false.extend(describe(alert) for alert in alerts if alert.id not in explained)
    return found


def _tells(alert: Change, real: Row) -> bool:
    number = Figure(real["low"], real["high"]).number
    same = alert.metric == real["metric"] and alert.claimant == real["claimant"]
    beside = {"addition", "planned"}
    sort = alert.kind.value == real["kind"] or (alert.kind.value not in beside and real["kind"] not in beside)
    in_time = alert.at <= datetime.fromisoformat(real["not_after"])
    return same and sort and in_time and agree(alert.figure.number, number) and alert.state is not State.RETRACTED


def _faults(alert: Change, real: Row) -> list[str]:
    faults = []
    if alert.kind.value != real["kind"]:
        faults.append(f"told as {alert.kind.value}")
    if alert.at < datetime.fromisoformat(real["not_before"]):
        faults.append(f"told too early, at {alert.at}")
    if alert.state is not State.ADOPTED or len(alert.outlets) < 2:
        faults.append(f"{alert.state} by {len(alert.outlets)}")
    return faults


def _is_marked(alert: Change, mark: Row) -> bool:
    number = Figure(mark["low"], mark["high"]).number
    same = alert.metric == mark["metric"] and alert.claimant == mark["claimant"]
    return same and agree(alert.figure.number, number)


def describe(alert: Change) -> str:
    """Put an alert in one line, for a failed test to show."""
    sources = ", ".join(alert.articles[:4])
    figure = f"{alert.figure.low}-{alert.figure.high}"
    head = f"{alert.at:%Y-%m-%d} {alert.metric} {alert.claimant} {alert.kind} {figure} {alert.state}"
    return f"{head} [{sources}] {alert.sentence[:160]}"


def run(folder: Path, read: Callable[[Article], Sequence[Claim]]) -> tuple[Replay, Score]:
    """Replay a folder's stream and score it."""
    with (folder / "stream.jsonl").open(encoding="utf-8") as lines:
        result = replay(parse_articles(lines), read, BASELINE)
    changes = json.loads((folder / "changes.json").read_text(encoding="utf-8"))
    marked = json.loads((folder / "marked.json").read_text(encoding="utf-8"))
    return result, score(result.alerts, changes, marked)


def perfect_reader(folder: Path) -> Callable[[Article], list[Claim]]:
    """Return a reader that knows the labels of the folder's stream, article by article in its order."""
    labels = iter((folder / "claims.jsonl").read_text(encoding="utf-8").splitlines())

    def read(article: Article) -> list[Claim]:
        row = json.loads(next(labels))
        assert row["id"] == article.id
        return [_claim(claim, article) for claim in row["claims"]]

    return read


def _claim(row: Row, article: Article) -> Claim:
    day = date.fromisoformat(row["as_of"]) if row.get("as_of") else None
    return Claim(
        metric=Metric(row["metric"]),
        figure=Figure(row["low"], row["high"], Qualifier(row["qualifier"])),
        claimant=row["claimant"],
        scope=Scope(row["scope"]),
        tense=Tense(row["tense"]),
        as_of=day or (article.published.date() if article.published else None),
        addition=row["addition"],
    )
