"""The cards about feeds: how each stands, and what one has published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards import Card, Fact, Facts, Link, Table, Tone
from bot.voice import Voice
from watchers.feeds.values import Entry

SHOWN = 30
ENTRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHealth:
    """How a feed stands. `own`: the guild or workspace added it itself."""

    url: str
    outlet: str
    lang: str
    own: bool
    paused: bool
    last_good: datetime | None
    failure: str


def feeds_part(feeds: Sequence[FeedHealth], voice: Voice, now: datetime) -> Facts:
    """Each feed with when it was last read; those that fail come first."""
    say = voice.words.say
    ordered = sorted(feeds, key=lambda feed: (not feed.failure, not feed.own, feed.outlet))
    facts = [
        Fact(
            " · ".join(text for text in (feed.outlet, feed.lang, say("own") if feed.own else "") if text),
            _state(feed, voice, now),
            Link("", feed.url),
        )
        for feed in ordered[:SHOWN]
    ]
    if len(ordered) > SHOWN:
        facts.append(Fact("…", say("and {number} more", number=voice.words.number(len(ordered) - SHOWN))))
    return Facts(tuple(facts), say("Feeds"))


def feeds_table(feeds: Sequence[FeedHealth], voice: Voice, now: datetime) -> Table:
    """The same in little room: outlet and when it was last read."""
    ordered = sorted(feeds, key=lambda feed: (not feed.failure, not feed.own, feed.outlet))
    rows = tuple((f"{feed.outlet} {feed.lang}".strip(), _state(feed, voice, now)) for feed in ordered)
    return Table((voice.words.say("Feed"), voice.words.say("Last read")), rows)


def feed_card(title: str, entries: Sequence[Entry], voice: Voice, note: str) -> Card:
    """What a feed publishes, newest first."""
    say = voice.words.say
    newest = sorted(entries, key=lambda entry: entry.published.timestamp() if entry.published else 0.0, reverse=True)
    facts = tuple(
        Fact(
            entry.title[:200] or entry.url,
            voice.words.day(entry.published.date()) if entry.published else say("without a date"),
            Link("", entry.url),
        )
        for entry in newest[:ENTRIES]
    )
    count = voice.words.count("It lists {number} article.", "It lists {number} articles.", len(entries))
    parts = (Facts(facts, say("Newest articles")),) if facts else ()
    return Card(title=title, summary=f"{count} {note}".strip(), parts=parts, tone=Tone.CONFIRMED)


def _state(feed: FeedHealth, voice: Voice, now: datetime) -> str:
    say = voice.words.say
    if feed.paused:
        return say("paused")
    read = say("never read") if feed.last_good is None else voice.words.ago(feed.last_good, now)
    return say("{read}; failing: {reason}", read=read, reason=feed.failure) if feed.failure else read
