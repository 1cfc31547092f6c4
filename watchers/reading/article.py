"""One article read from its first sentence to its last: numbers become claims."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from watchers.claims import Claim, Metric
from watchers.reading.candidates import (
    are_soldiers,
    is_base_of_increment,
    is_capture,
    is_thought,
    is_wave,
    repeats_captured,
)
from watchers.reading.claiming import Claiming
from watchers.reading.drafts import Told
from watchers.reading.evidence import Candidate
from watchers.reading.figures import FigureReader
from watchers.reading.memory import OUR_NAMES, Memory
from watchers.reading.metrics import METRICS, Glue, Reading, find_taken, find_triggers
from watchers.reading.numbers import Number
from watchers.reading.passage import Sentence
from watchers.reading.phrases import OURS, RIVAL, UNKNOWN, Phrase
from watchers.reading.scope import Sizes
from watchers.reading.settle import in_whole
from watchers.reading.sifting import Sifted, sift
from watchers.reading.subjects import Mention, choose_side, find_mentions, is_share
from watchers.reading.times import Calendar, Moment

if TYPE_CHECKING:
    from watchers.reading.tongue import LaidOut

_TABLE = 40  # a sentence with more numbers is a table of something else


class ArticleReader:
    """Reads one article, sentence by sentence."""

    def __init__(
        self, laid: "LaidOut", glue: Glue, calendar: Calendar, published: date | None, sizes: Sizes, shows: str
    ) -> None:
        self.laid, self._passage = laid, laid.passage
        self._glue, self._calendar, self._published, self._sizes = glue, calendar, published, sizes
        self._noted: list[Candidate] = []  # every number, in order
        self._readings: dict[int, Reading] = {}
        self._sides: dict[int, str] = {}
        self._memory, self._told = Memory(laid.passage, glue, calendar, published), Told(laid.passage)
        self._figures = FigureReader(laid.passage, glue, sizes, self._memory, self._told)
        self._claiming = Claiming(laid.passage, glue, sizes, shows, published, self._memory, self._told)

    def candidates(self) -> list[Candidate]:
        """Every number of an article on the topic, with what the rules make of it."""
        if not self._is_on_topic():
            return []
        for sentence in self._passage.sentences:
            self._read_sentence(sentence)
        claims = self._claiming.claims()
        by_start = {claim.span.start: whole for claim, whole in zip(claims, in_whole(claims), strict=True)}
        return [replace(candidate, claim=by_start.get(candidate.number.start)) for candidate in self._noted]

    def claim_of(self, candidate: Candidate, metric: Metric) -> Claim:
        """A claim of a metric that the rules did not find."""
        number, sentence = candidate.number, candidate.sentence
        near = [
            trigger
            for trigger in find_triggers(self._passage, sentence, self._glue.both)
            if METRICS[trigger.kind] is metric
        ]
        trigger = min(near, key=lambda t: self._passage.apart(t.start, t.end, number.left, number.end), default=None)
        reading, subject = Reading(metric, trigger, 0.0), "the words around it"
        draft = self._claiming.draft(sentence, number, candidate.phrase, reading, subject, candidate.moments)
        return self._claiming.claim(draft)

    def _is_on_topic(self) -> bool:
        """Whether a text names the theatre, or else its setting and no other disaster or war."""
        found = {kind for sentence in self._passage.sentences for kind in sentence.hits}
        return "theatre" in found or ("setting" in found and "elsewhere" not in found)

    def _read_sentence(self, sentence: Sentence) -> None:
        self._memory.turn_to(sentence)
        if not sentence.numbers:
            self._memory.pass_over(sentence)
            return
        if len(sentence.numbers) > _TABLE:
            return
        every, both = list(sentence.numbers), self._glue.both
        mentions = find_mentions(self._passage, sentence, both, self._glue.suffixes)
        moments = self._calendar.find(self._passage, sentence, self._published)
        sifted = sift(self._passage, sentence, moments, mentions, self._told.number_before(sentence), both)
        sentence.numbers = [number for number, _ in sifted.phrases]
        sides = self._read_numbers(sentence, sifted, mentions, moments)
        self._note(sentence, every, sifted.around, moments)
        if any(mention.side == OURS for mention in mentions) or OURS in sides:
            self._memory.go_on_about(OURS, sentence)
        if RIVAL in sides and OURS not in sides:
            self._memory.go_on_about(RIVAL, sentence)

    def _note(
        self, sentence: Sentence, every: Sequence[Number], around: dict[int, Phrase], moments: list[Moment]
    ) -> None:
        """Keep what was found out about all numbers of a sentence."""
        kept = {number.start: number for number in sentence.numbers}
        numbers = [kept.get(number.start, number) for number in every]
        for number in numbers:
            side, reading = self._sides.get(number.start), self._readings.get(number.start)
            is_kept = number.start in kept
            self._noted.append(
                Candidate(number, sentence, numbers, around[number.start], moments, is_kept, side, reading, None)
            )

    def _read_numbers(
        self, sentence: Sentence, sifted: Sifted, mentions: list[Mention], moments: list[Moment]
    ) -> set[str]:
        """Read the numbers of a sentence; the sides that they counted."""
        phrases = sifted.phrases
        triggers = find_triggers(self._passage, sentence, self._glue.both)
        taken = find_taken(self._passage, sentence, triggers, [p for _, p in phrases], self._glue)
        before = UNKNOWN
        last: Reading | None = None
        sides: set[str] = set()
        if not sentence.title and any(m.side == OURS for m in mentions):
            others = [(n, p.head) for n, p in phrases if p.head and p.head.kind == "side.rival.people"]
            self._told.of_others |= {(n.low, n.high) for n, head in others if 0 <= head.start - n.end <= 1}
        for number, phrase in phrases:
            reading = self._figures.read(sentence, number, phrase, triggers, taken, sifted)
            if reading is None and phrase.side == OURS and is_share(self._passage, sentence, number):
                reading = last  # "800 enemies were killed, 42 North Koreans among them"
            last = reading
            if reading is None or self._memory.in_scene(sentence, phrase, reading):
                continue
            if is_thought(self._passage, number, reading, triggers, self._glue.conditionals):
                continue
            if number.bodies and not sentence.of(*OUR_NAMES) and sentence.of("side.rival.actors"):
                continue  # armies hand over the bodies of each other's dead
            if reading.metric is Metric.PLANNED and is_base_of_increment(self._passage, sentence, number):
                reading = replace(reading, metric=Metric.DEPLOYED)
            self._readings[number.start] = reading
            whose = self._memory.whose(sentence, phrase, reading)
            side, subject = choose_side(self._passage, sentence, number, phrase, reading, mentions, before, whose)
            self._sides[number.start] = side
            followed, before = before == OURS, side
            sides.add(side)
            known = (
                followed
                or number.start in sifted.opened
                or is_wave(sentence, number)
                or reading.trigger is not None
                or are_soldiers(number, phrase, mentions)
            )
            if repeats_captured(number, reading, ((d.number, d.reading) for d in self._told.drafts)):
                continue
            believable = phrase.side == OURS or reading.metric is Metric.PLANNED or number.size <= self._sizes.most
            if side == OURS and known and believable and is_capture(number, phrase, reading, mentions):
                self._told.add(self._claiming.draft(sentence, number, phrase, reading, subject, moments))
        return sides
