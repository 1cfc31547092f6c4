"""What it costs to read one feed, by how much of it is new: ours beside feedparser's whole parse and a bare expat."""

import io
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from xml.parsers import expat

import feedparser

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.feed_farm import document
from watchers.feeds.parse import Source, parse_body

FEEDS = 40
ROUNDS = 7
URL = "https://outlet.example/rss"
NOW = datetime(2026, 2, 3, tzinfo=UTC)
TYPE = "application/xml"


def cost(work: Callable[[int], object]) -> float:
    """Give the median CPU time of `work` for one feed, in ms."""
    times = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        for feed in range(FEEDS):
            work(feed)
        times.append((time.process_time() - begun) / FEEDS * 1000)
    return median(times)


def source(known: bytes = b"") -> Source:
    return Source(url=URL, outlet="", lang="en", timezone="", known=known)


def main() -> None:
    bodies = [document(feed, 0) for feed in range(FEEDS)]
    later = [document(feed, 1) for feed in range(FEEDS)]
    known = [source(parse_body(body, TYPE, source(), NOW).items) for body in bodies]
    headers = {"content-type": TYPE}
    rows = {
        "expat, no handlers (floor)": lambda feed: expat.ParserCreate().Parse(bodies[feed], True),
        "feedparser, whole": lambda feed: feedparser.parse(io.BytesIO(bodies[feed]), response_headers=headers),
        "ours, all entries new": lambda feed: parse_body(bodies[feed], TYPE, source(), NOW),
        "ours, one new of 30": lambda feed: parse_body(later[feed], TYPE, known[feed], NOW),
        "ours, none new": lambda feed: parse_body(bodies[feed] + b"\n", TYPE, known[feed], NOW),
    }
    costs = {name: cost(work) for name, work in rows.items()}
    size = sum(map(len, bodies)) / FEEDS / 1000
    print(f"a feed of 30 entries, {size:.0f} kB, RSS and Atom in turn; CPU time")
    for name, value in costs.items():
        print(f"{name:30}{value:8.2f} ms {value / costs['feedparser, whole']:8.3f} × feedparser")


if __name__ == "__main__":
    main()
