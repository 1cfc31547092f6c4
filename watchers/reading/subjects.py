"""Whose people a number counts, where its own phrase does not say."""

from dataclasses import dataclass, replace

from watchers.reading.metrics import Reading
from watchers.reading.numbers import Number
from watchers.reading.passage import Passage, Sentence
from watchers.reading.patterns import Hit
from watchers.reading.phrases import MIXED, OURS, RIVAL, UNKNOWN, Phrase
from watchers.reading.topic import BESIDE

_ADJACENT = 1.6
_FAR = 10.5
_ACTOR, _BESIDE, _NEXT, _INSERTED = 2.0, 0.6, 0.2, 7.0
_WITH = 6  # characters of " with " after "together"
_AT_ONCE = 12  # characters between a state and its verb
_PREPOSITION = 2  # letters of a short word before a state, which makes it a place
_LOSSES = ("killed", "wounded", "casualties", "lost", "missing")
_PLACE = 99.0  # another state that loses nobody is only a place
_PEOPLE = ("people.soldiers", "people.heads", "people.ranks", "metrics.casualties", "metrics.killed", "metrics.captive")


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where one side's people are spoken of; an actor is a state that sends or loses them."""

    start: int
    end: int
    side: str
    actor: bool = False
    state: bool = False
    loose: bool = False  # mixed only because its sentence tells of both together


def find_mentions(
    passage: Passage, sentence: Sentence, both: frozenset[str], suffixes: frozenset[str]
) -> list[Mention]:
    """The mentions of either side in a sentence, in order. Two sides joined by "and" are mixed."""
    mentions = []
    for side, name in ((OURS, "subject"), (RIVAL, "rival")):
        people = [h for h in sentence.of(f"side.{name}.people") if not _is_of_rank(sentence, h)]
        mentions += [Mention(h.start, h.end, side) for h in people]
        mentions += [Mention(h.start, h.end, side, actor=True, state=True) for h in sentence.of(f"side.{name}.actors")]
        for adjective in sentence.of(f"side.{name}.adjectives"):
            if side == OURS and _makes_things(sentence, adjective):
                continue
            noun = next((h for h in sentence.of(*_PEOPLE) if h.start >= adjective.end), None)
            if (
                noun is not None
                and not _names_speaker(sentence, adjective, noun)
                and _belongs(passage, adjective, noun, both)
            ):
                mentions.append(Mention(adjective.start, noun.end, side))
            else:
                mentions.append(Mention(adjective.start, adjective.end, side, actor=True))
    mentions += _bases(sentence)
    mentions += _losers(passage, sentence, mentions) + _senders(passage, sentence, mentions)
    mentions += _elliptic(passage, sentence, mentions)
    mentions = _mixed(passage, sorted(mentions, key=lambda mention: mention.start), both, suffixes)
    names = sentence.of("claimant")
    sides = {m.side for m in mentions if not any(h.start < m.start and m.end <= h.end for h in names)}
    if sentence.of("limits.mixed") and {OURS, RIVAL} <= sides:
        return [replace(mention, side=MIXED, loose=True) for mention in mentions]
    return mentions


def _bases(sentence: Sentence) -> list[Mention]:
    """Others of whom some are counted: "among the residents 570 are missing"."""
    return [
        Mention(others.start, part.end, RIVAL)
        for others in sentence.of("side.rival.bystanders")
        for part in sentence.of("scope.partitive")
        if 0 <= part.start - others.end <= 1
    ]


def _makes_things(sentence: Sentence, adjective: Hit) -> bool:
    """Whether an adjective only tells whose weapons or goods are spoken of: "North Korean missiles"."""
    return any(0 <= thing.start - adjective.end <= 1 for thing in sentence.of("limits.things"))


def speaks_of_ours(sentence: Sentence) -> bool:
    """Whether a sentence names ours: the people, their state, or something of theirs that is no mere thing."""
    return bool(sentence.of("side.subject.people", "side.subject.actors")) or any(
        not _makes_things(sentence, adjective) for adjective in sentence.of("side.subject.adjectives")
    )


def _is_of_rank(sentence: Sentence, people: Hit) -> bool:
    """Whether other people are only a word of a trade: the workers in "army construction workers"."""
    return people.kind.startswith("side.rival") and any(
        rank.start <= people.start and people.end <= rank.end for rank in sentence.of("people.ranks")
    )


def _losers(passage: Passage, sentence: Sentence, mentions: list[Mention]) -> list[Mention]:
    """A state that loses stands for its people: "Russia lost …", "the losses of Ukraine"."""
    losers = []
    for verb in sentence.of("metrics.lost"):
        before = max((m for m in mentions if m.end <= verb.start), key=lambda m: m.end, default=None)
        after = min((m for m in mentions if m.start >= verb.end), key=lambda m: m.start, default=None)
        if before is not None and _is_subject(passage, sentence, before, verb, mentions):
            losers.append(Mention(before.start, verb.end, before.side))
        elif after is not None and after.state and passage.distance(verb.end, after.start) <= _NEXT:
            losers.append(Mention(verb.start, after.end, after.side))
    for noun in sentence.of("metrics.casualties"):
        losers += [Mention(noun.start, m.end, m.side) for m in mentions if m.state and m.start == noun.end + 1]
        named = [h for h in sentence.of("claimant") if h.value.endswith(BESIDE) and h.start == noun.end + 1]
        losers += [Mention(noun.start, hit.end, RIVAL) for hit in named]
    return losers


def _is_subject(passage: Passage, sentence: Sentence, state: Mention, verb: Hit, mentions: list[Mention]) -> bool:
    """Whether a state is the one that loses: right before the verb, or at the head of the sentence, and no place."""
    word = passage.between(sentence.start, state.start).rpartition(" ")[0].rpartition(" ")[2]
    if not state.state or 0 < len(word) <= _PREPOSITION:
        return False
    distance = passage.distance(state.end, verb.start)
    leads = state.start == sentence.start or not any(mention.side == OURS for mention in mentions)
    return distance <= (_INSERTED if leads else _BESIDE)


def _senders(passage: Passage, sentence: Sentence, mentions: list[Mention]) -> list[Mention]:
    """Another state right before a verb of sending sends its own: "Russia has massed 50,000 troops"."""
    return [
        Mention(m.start, verb.end, m.side)
        for verb in sentence.of("metrics.deployed")
        for m in mentions
        if m.state and m.side == RIVAL and 0 < verb.start - m.end <= _AT_ONCE
        and passage.lead(sentence.start, m.start) <= _BESIDE
        and set(passage.between(m.end, verb.start).split()) <= passage.light
    ]  # fmt: skip


def _elliptic(passage: Passage, sentence: Sentence, mentions: list[Mention]) -> list[Mention]:
    """Another state that begins a clause right before a number: "…; Ukraine some 20,000"."""
    return [
        Mention(m.start, number.end, m.side)
        for m in mentions
        for number in sentence.numbers
        if m.state and m.side == RIVAL and 0 <= number.left - m.end <= 1 and not number.counted
        and passage.text[max(sentence.start, m.start - _PREPOSITION) : m.start].rstrip()[-1:] in ("", ";")
    ]  # fmt: skip


def _names_speaker(sentence: Sentence, adjective: Hit, noun: Hit) -> bool:
    """Whether somebody who speaks is named between an adjective and a noun of people, and so is of that side."""
    return any(adjective.end <= name.start and name.end <= noun.start for name in sentence.of("claimant"))


def _belongs(passage: Passage, adjective: Hit, noun: Hit, both: frozenset[str]) -> bool:
    between = passage.between(adjective.end, noun.start)
    return passage.distance(adjective.end, noun.start) <= _ADJACENT and not any(w in both for w in between.split())


def _mixed(passage: Passage, mentions: list[Mention], both: frozenset[str], suffixes: frozenset[str]) -> list[Mention]:
    for index in range(1, len(mentions)):
        one, two = mentions[index - 1], mentions[index]
        words = passage.between(one.end, two.start).split()
        joined = len(words) == 1 and words[0] in both and words[0] != ","
        joined = (
            joined
            or passage.between(one.end, two.start) in ("-", "–")
            or (not words and passage.lower[one.end - 1] in suffixes)
        )
        if joined and {one.side, two.side} == {OURS, RIVAL} and not (one.state and two.state):
            mentions[index - 1] = replace(one, side=MIXED, actor=False)
            mentions[index] = replace(two, side=MIXED, actor=False)
    return mentions


def choose_side(
    passage: Passage, sentence: Sentence, number: Number, phrase: Phrase, reading: Reading, mentions: list[Mention],
    before: str, text: str,
) -> tuple[str, str]:  # fmt: skip
    """The side and the words that decided it.

    `before` is the side of the number before in the sentence, `text` the one that the text was speaking of.
    """
    joined = [m for m in mentions if m.side == MIXED and not (m.loose and phrase.side == OURS)]
    if any(m.start < phrase.end and phrase.start < m.end for m in joined):
        return MIXED, phrase.owner
    if phrase.side != UNKNOWN:
        return phrase.side, phrase.owner
    if _holds_some(passage, sentence, phrase, mentions):
        return MIXED, "ours are some of them"
    named = _named_after_dash(passage, phrase, number, mentions)
    if named is not None:
        return named.side, passage.text[named.start : named.end]
    if before != UNKNOWN and (phrase.is_share or is_share(passage, sentence, number)):
        return before, "those counted before"
    mentions = [m for m in mentions if not (_is_beside(sentence, m, mentions) or _is_parted(passage, m, number))]
    mentions = [m for m in mentions if not _is_of_next(passage, sentence, number, m)]
    apart = [m for m in mentions if m.side != RIVAL or not (phrase.start <= m.start < phrase.end)]
    best, words = _nearest(passage, number, reading, apart if phrase.is_rank else mentions)
    if best != UNKNOWN:
        return best, words
    if before != UNKNOWN:
        return before, "those counted before"
    return _only_side(passage, number, mentions, text) or (text, "those the text speaks of")


def _is_of_next(passage: Passage, sentence: Sentence, number: Number, mention: Mention) -> bool:
    """Whether others are named behind a comma, right before a number of theirs: "15,000 soldiers, workers 18,000"."""
    if mention.side != RIVAL or mention.start < number.end or "," not in passage.between(number.end, mention.start):
        return False
    return number.counted and any(0 <= other.left - mention.end <= 1 for other in sentence.numbers)


def _is_beside(sentence: Sentence, mention: Mention, mentions: list[Mention]) -> bool:
    """Whether somebody is only named as those beside or against whom others fight: "they, together with Russians"."""
    if mention.side != RIVAL:
        return False
    alone = not any(other.side == OURS for other in mentions)
    return any(0 <= mention.start - h.end <= 1 for h in sentence.of("limits.beside")) or (
        alone and any(0 <= mention.start - h.end <= _WITH for h in sentence.of("limits.mixed"))
    )


def _is_parted(passage: Passage, mention: Mention, number: Number) -> bool:
    """Whether a clause ends between a number and others named before it."""
    return mention.side == RIVAL and ";" in passage.between(mention.end, number.start)


def _named_after_dash(passage: Passage, phrase: Phrase, number: Number, mentions: list[Mention]) -> Mention | None:
    """ "10,000 of them – North Koreans", "– from the North": people named right after a dash."""
    end = max(phrase.end if phrase.head is not None and phrase.head.start > number.start else 0, number.end)
    for mention in mentions:
        words = passage.between(end, mention.start).split()
        if words[:1] in (["–"], ["-"]) and len(words) == (2 if mention.actor else 1):
            return mention
    return None


def _only_side(passage: Passage, number: Number, mentions: list[Mention], text: str) -> tuple[str, str] | None:
    """The one side whose people a sentence names; ours also where only their state is named and nothing else helps."""
    mentions = [m for m in mentions if ";" not in passage.between(number.end, m.start)]
    people = [mention for mention in mentions if not mention.actor]
    if text == UNKNOWN and not people:
        people = [mention for mention in mentions if mention.side == OURS]
    if not people or {mention.side for mention in people} != {people[0].side}:
        return None
    if people[0].side == RIVAL and any(mention.side == OURS for mention in mentions):
        return None
    return people[0].side, passage.text[people[0].start : people[0].end]


def _holds_some(passage: Passage, sentence: Sentence, phrase: Phrase, mentions: list[Mention]) -> bool:
    """Whether ours are named as some of the people of a phrase: "50,000 soldiers, among them North Koreans"."""
    for part in sentence.of("scope.partitive"):
        if part.start >= phrase.end and passage.distance(phrase.end, part.start) <= _ADJACENT + 1.0:
            for mention in mentions:
                near = mention.start >= part.end and passage.distance(part.end, mention.start) <= _ADJACENT
                if near and mention.side == OURS and not mention.state:
                    return True
    return False


def is_share(passage: Passage, sentence: Sentence, number: Number) -> bool:
    """Whether "of them" or "including" stands before a number."""
    return any(
        hit.end <= number.start and passage.distance(hit.end, number.left) <= _ADJACENT
        for hit in sentence.of("people.pronouns", "scope.partitive")
    )


def _nearest(passage: Passage, number: Number, reading: Reading, mentions: list[Mention]) -> tuple[str, str]:
    ranked = [(_cost(passage, number, reading, mention), index) for index, mention in enumerate(mentions)]
    if not ranked or min(ranked)[0] > _FAR:
        return UNKNOWN, ""
    mention = mentions[min(ranked)[1]]
    return mention.side, passage.text[mention.start : mention.end]


def _cost(passage: Passage, number: Number, reading: Reading, mention: Mention) -> float:
    cost = passage.apart(number.start, number.end, mention.start, mention.end)
    trigger = reading.trigger
    beside = 99.0
    if trigger is not None:
        beside = passage.apart(trigger.start, trigger.end, mention.start, mention.end)
        if mention.side != RIVAL or trigger.kind in _LOSSES:
            cost = min(cost, 1.0 + beside)
    if not mention.actor:
        return cost
    genitive = trigger is not None and trigger.kind == "casualties" and mention.start == trigger.end + 1
    if genitive and mention.state:
        return min(cost, beside)
    return cost + _ACTOR if mention.side == OURS else _PLACE
