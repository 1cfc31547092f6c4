"""Alerts for tests, and a voice that speaks of our own topic."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bot.voice import Voice, Voices
from watchers.alerts import Alert, Other, Source
from watchers.claims import Figure, Metric, Qualifier
from watchers.ledger.values import Hold, Kind, State
from watchers.reading.topic import load_topic

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
AT = datetime(2025, 9, 11, 6, tzinfo=UTC)
TOPIC = load_topic(SEEDS)
SENTENCE = "The agency now puts the dead at about 2,000."


def voice(locale: str = "en") -> Voice:
    return Voices(TOPIC).of(locale)


def about(number: int) -> Figure:
    return Figure(number, number, Qualifier.ABOUT)


def source(**given: Any) -> Source:
    start = SENTENCE.index("about")
    known: dict[str, Any] = {
        "article": "1", "outlet": "wire.example", "story": "1", "published": AT, "sentence": SENTENCE,
        "start": start, "end": start + len("about 2,000"), "title": "Toll rises", "url": "https://wire.example/1",
    }  # fmt: skip
    return Source(**{**known, **given})


def alert(**given: Any) -> Alert:
    known: dict[str, Any] = {
        "layer": "", "change": "c0ffee", "metric": Metric.KILLED, "claimant": "nis", "kind": Kind.UP,
        "state": State.REPORTED, "hold": Hold.NO, "figure": about(2000), "previous": about(600),
        "previous_as_of": date(2025, 4, 30), "as_of": date(2025, 9, 11), "at": AT, "outlets": 1,
        "sources": (source(),), "others": (Other("western", about(1000), date(2025, 1, 22)),),
    }  # fmt: skip
    return Alert(**{**known, **given})
