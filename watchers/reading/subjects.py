"""Whose people a number counts, where its own phrase does not say."""

from dataclasses import dataclass

from watchers.reading.metrics import Reading
from watchers.reading.numbers import Number
from watchers.reading.passage import Passage, Sentence
from watchers.reading.phrases import MIXED, OURS, RIVAL, UNKNOWN, Phrase

_ADJACENT = 1.6
_FAR = 10.5
_PEOPLE = ("people.soldiers", "people.heads", "people.ranks", "metrics.casualties", "metrics.killed", "metrics.captive")


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where one side's people are spoken of; an actor is a state that sends or loses them."""

    start: int
    end: int
    side: str
    actor: bool = False


def find_mentions(passage: Passage, sentence: Sentence) -> list[Mention]:
    """The mentions of either side in a sentence, in order."""
    mentions = []
    for side, name in ((OURS, "subject"), (RIVAL, "rival")):
        mentions += [Mention(h.start, h.end, side) for h in sentence.of(f"side.{name}.people")]
        mentions += [Mention(h.start, h.end, side, actor=True) for h in sentence.of(f"side.{name}.actors")]
        for adjective in sentence.of(f"side.{name}.adjectives"):
            noun = next((h for h in sentence.of(*_PEOPLE) if h.start >= adjective.end), None)
            if noun is not None and passage.distance(adjective.end, noun.start) <= _ADJACENT:
                mentions.append(Mention(adjective.start, noun.end, side))
            elif side == OURS:
                mentions.append(Mention(adjective.start, adjective.end, side, actor=True))
    return sorted(mentions, key=lambda mention: mention.start)


def choose_side(
    passage: Passage, number: Number, phrase: Phrase, reading: Reading, mentions: list[Mention], before: str
) -> tuple[str, str]:
    """The side and the words that decided it; `before` is the side that the text was speaking of."""
    if phrase.side != UNKNOWN:
        return phrase.side, phrase.owner
    best, words = _nearest(passage, number, reading, mentions)
    if best != UNKNOWN:
        return best, words
    return before, "the side the text speaks of"


def _nearest(passage: Passage, number: Number, reading: Reading, mentions: list[Mention]) -> tuple[str, str]:
    trigger = reading.trigger
    ranked = []
    for mention in mentions:
        cost = passage.apart(number.start, number.end, mention.start, mention.end)
        if trigger is not None:
            cost = min(cost, 1.0 + passage.apart(trigger.start, trigger.end, mention.start, mention.end))
        if mention.actor:
            cost += 2.0 if mention.side == OURS else 9.0
        ranked.append((cost, mention.start, mention))
    if not ranked or min(ranked)[0] > _FAR:
        return UNKNOWN, ""
    mention = min(ranked)[2]
    return mention.side, passage.text[mention.start : mention.end]


__all__ = ["MIXED", "OURS", "RIVAL", "Mention", "choose_side", "find_mentions"]
