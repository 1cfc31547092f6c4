"""One article read from its first sentence to its last: numbers become claims."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from watchers.claims import Claim, Metric, Scope, Span, Tense
from watchers.reading.attribution import Attribution, Credit
from watchers.reading.candidates import (
    are_soldiers,
    counts_speakers,
    find_bases,
    in_thousands,
    is_bare_few,
    is_base_of_increment,
    is_base_of_next,
    is_capture,
    is_date,
    is_elsewhere,
    is_of_fraction,
    is_size,
    is_thing,
    is_thought,
    is_wave,
    opens_with_base,
    repeats_captured,
    same,
    shows_dead,
    went_home,
    with_bases,
    without_units,
)
from watchers.reading.evidence import Candidate
from watchers.reading.metrics import (
    METRICS,
    MOVES,
    SQUAD,
    Glue,
    Reading,
    Trigger,
    choose_metric,
    find_taken,
    find_triggers,
    look_ahead,
)
from watchers.reading.numbers import Number
from watchers.reading.passage import Passage, Sentence
from watchers.reading.phrases import OURS, RIVAL, UNKNOWN, Phrase, read_phrase
from watchers.reading.scope import WHOLE, Counted, Extent, Sizes, choose_scope
from watchers.reading.sequences import follows_past
from watchers.reading.settle import in_whole
from watchers.reading.subjects import Mention, choose_side, find_mentions, is_share, speaks_of_ours
from watchers.reading.tense import Statement, choose_tense
from watchers.reading.times import Calendar, Moment
from watchers.reading.voices import puts

if TYPE_CHECKING:
    from watchers.reading.tongue import LaidOut

_OF_ARMS = ("people.soldiers", "people.ranks", "side.subject.people")
_MEMORY, _BRIEF = 6, 4
_DASH, _ALREADY, _BESIDE = " – ", 4.6, 0.6  # a dash for a verb, and how far "already" and a place may stand
_HEADING = 5  # words
_TABLE = 40  # a sentence with more numbers is a table of something else
_OURS = ("side.subject.people", "side.subject.actors", "side.subject.adjectives")
_GOING_ON = ("people.soldiers", "people.ranks", "metrics.killed", "metrics.wounded", "metrics.captive")
_OTHERS = ("side.rival.people", "side.rival.adjectives", "side.rival.actors")
_MANY = 100  # fewer people without a word of what they did are an episode, not a deployment
# How far a loss may stand from a number that has no noun: inside a phrase, and at its end.
_CLOSE, _STRAY, _STRAY_SENT = 3.0, 8.0, 9.5
_CLOSE_BY, _NEXT = 0.6, 0.2
_GREAT, _NAMED = 1_000, 7.0  # a bare number so great, so near to the name of the people, counts them
_PUT = 2  # characters from a name to the figure that it puts
_PAIRED = 16  # characters between two groups joined by "and"
_SUM = 2.5  # how much farther a sum may stand from the verb of sending
_LAST_WORD = 1.5
_SAID, _ANYWHERE = 2.2, 8.0  # and a word of saying, for "he spoke of 3,800"


@dataclass(frozen=True, slots=True)
class Draft:
    """A number with everything decided about it."""

    number: Number
    sentence: Sentence
    phrase: Phrase
    reading: Reading
    subject: str
    credit: Credit
    tense: Tense
    moment: Moment | None


class ArticleReader:
    """Reads one article; what it remembers from sentence to sentence stays in it."""

    def __init__(
        self, laid: "LaidOut", glue: Glue, calendar: Calendar, published: date | None, sizes: Sizes, shows: str
    ) -> None:
        self.laid, self._passage = laid, laid.passage
        self._noted: list[Candidate] = []  # every number, in order
        self._readings: dict[int, Reading] = {}
        self._sides: dict[int, str] = {}
        self._glue, self._calendar, self._published, self._sizes = glue, calendar, published, sizes
        self.attribution = Attribution(laid.passage, glue, shows)
        people = {kind for sentence in laid.passage.sentences for kind in sentence.hits}
        self._only_ours = "side.rival.people" not in people  # nobody else is spoken of
        self._side = UNKNOWN  # whose people the text goes on about, and since which sentence
        self._since = 0
        self._ours = -_MEMORY - 1  # the last sentence about ours
        self._based: set[int] = set()
        self._opened: set[int] = set()  # bases before what is told of them: they were only sent
        self._scene = False  # the paragraph tells of a parade, a drill, an election
        self._day: Moment | None = None  # the day that a line of a chronicle begins with
        self._heading: Trigger | None = None  # the metric of a table or question above
        self._others: set[tuple[int | None, int | None]] = set()  # figures that the text below gives of others
        self._drafts: list[Draft] = []
        self._told: defaultdict[int, list[Draft]] = defaultdict(list)  # the drafts of each sentence

    def candidates(self) -> list[Candidate]:
        """Every number of an article on the topic, with what the rules make of it."""
        if not self._is_on_topic():
            return []
        for sentence in self._passage.sentences:
            self._read_sentence(sentence)
        claims = self._claims()
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
        reading = Reading(metric, trigger, 0.0)
        draft = self._draft(sentence, number, candidate.phrase, reading, "the words around it", list(candidate.moments))
        return self._claim(draft, self._extent(draft))

    def _is_on_topic(self) -> bool:
        """Whether a text names the theatre, or else its setting and no other disaster or war."""
        found = {kind for sentence in self._passage.sentences for kind in sentence.hits}
        return "theatre" in found or ("setting" in found and "elsewhere" not in found)

    def _in_context(self, draft: Draft) -> Draft:
        """People of whom one place says no more are those whom another place says will be sent."""
        reading = draft.reading
        if reading.trigger is not None or reading.metric is not Metric.DEPLOYED:
            return draft
        planned = any(d.reading.metric is Metric.PLANNED and same(d.number, draft.number) for d in self._drafts)
        planned = planned or self._is_summand(draft)
        return replace(draft, reading=replace(reading, metric=Metric.PLANNED)) if planned else draft

    def _is_of_others(self, draft: Draft) -> bool:
        """Whether the text says of a headline's figure that it counts others: workers, people of another nation."""
        others = draft.sentence.title and (draft.number.low, draft.number.high) in self._others
        return others and not any(same(d.number, draft.number) and not d.sentence.title for d in self._drafts)

    def _is_summand(self, draft: Draft) -> bool:
        """ "1,000 sappers and 5,000 builders, 6,000 in all, will come": what adds up to those who will come."""
        told = self._told[draft.sentence.index]
        return any(
            whole.reading.metric is Metric.PLANNED
            and whole.number.start > draft.number.end
            and whole.number.size == sum(d.number.size for d in told if d.number.end <= whole.number.start)
            for whole in told
        )

    def _read_sentence(self, sentence: Sentence) -> None:
        opens = self._passage.text[sentence.start - 1 : sentence.start] == "\n"
        title = self._passage.sentences[0]
        headed = title.title and bool(title.of("limits.scenes"))
        self._scene = bool(sentence.of("limits.scenes")) or headed or (self._scene and not opens)
        self._day = self._dateline(sentence) or (None if self._begins_line(sentence) else self._day)
        if not sentence.numbers:
            self._note_heading(sentence)
            if speaks_of_ours(sentence) or self._speaks_on(sentence):
                self._go_on_about(RIVAL if self._besides_ours(sentence) else OURS, sentence)
            return
        if len(sentence.numbers) > _TABLE:
            return
        every = list(sentence.numbers)
        mentions = find_mentions(self._passage, sentence, self._glue.both, self._glue.suffixes)
        sides: set[str] = set()
        if sentence.numbers:
            moments = self._calendar.find(self._passage, sentence, self._published)
            phrases = [
                (number, read_phrase(self._passage, sentence, number, self._glue.both)) for number in sentence.numbers
            ]
            around = {number.start: phrase for number, phrase in phrases}
            phrases = without_units(self._passage, phrases, self._glue.both)
            phrases = [(n, p) for n, p in phrases if not is_date(n, moments)]
            phrases = in_thousands(self._passage, sentence, phrases, self._last_number(sentence))
            based = find_bases(self._passage, sentence, phrases)
            self._based = {phrases[index][0].start for index in based}
            self._based |= {
                n.start
                for n, _ in phrases
                if is_of_fraction(self._passage, sentence, n) or is_size(self._passage, sentence, n)
            }
            self._based |= {n.start for n, _ in phrases if opens_with_base(self._passage, sentence, n)}
            self._opened = {n.start for n, _ in phrases if is_base_of_next(self._passage, sentence, n)}
            phrases = with_bases(phrases, based)
            phrases = [
                (n, p) for n, p in phrases if not (counts_speakers(sentence, n) or is_thing(self._passage, sentence, n))
            ]
            phrases = [
                (n, p) for n, p in phrases if p.is_share or not is_elsewhere(self._passage, sentence, n, mentions)
            ]
            sentence.numbers = [number for number, _ in phrases]
            sides = self._read_numbers(sentence, phrases, mentions, moments)
            self._note(sentence, every, around, moments)
        if any(mention.side == OURS for mention in mentions) or OURS in sides:
            self._go_on_about(OURS, sentence)
        if RIVAL in sides and OURS not in sides:
            self._go_on_about(RIVAL, sentence)

    def _besides_ours(self, sentence: Sentence) -> bool:
        """Whether a sentence tells of others and names ours only as those besides whom they are: "besides Koreans"."""
        ours, besides = sentence.of(*_OURS), sentence.of("limits.onto")
        return bool(ours and sentence.of("side.rival.people")) and all(
            any(0 <= own.start - word.end <= 1 for word in besides) for own in ours
        )

    def _note(self, sentence: Sentence, every: list[Number], around: dict[int, Phrase], moments: list[Moment]) -> None:
        """Keep what was found out about all numbers of a sentence."""
        kept = {number.start: number for number in sentence.numbers}
        numbers = [kept.get(number.start, number) for number in every]
        for number in numbers:
            side, reading = self._sides.get(number.start), self._readings.get(number.start)
            is_kept = number.start in kept
            self._noted.append(
                Candidate(number, sentence, numbers, around[number.start], moments, is_kept, side, reading, None)
            )

    def _last_number(self, sentence: Sentence) -> Number | None:
        """The figure counted last, where that was not long before."""
        near = self._drafts and sentence.index - self._drafts[-1].sentence.index <= 1
        return self._drafts[-1].number if near else None

    def _begins_line(self, sentence: Sentence) -> bool:
        return "\n" in self._passage.text[max(0, sentence.start - 2) : sentence.start]

    def _dateline(self, sentence: Sentence) -> Moment | None:
        """The day that opens a line of a chronicle: "23 December. The president …"."""
        if not (self._begins_line(sentence) or not sentence.index) or not sentence.of("dates.months"):
            return None
        moments = self._calendar.find(self._passage, sentence, self._published)
        first = moments[0] if moments else None
        if first is None or first.day is None or first.start != sentence.start:
            return None
        rest = self._passage.text[first.end : sentence.end].strip()
        return first if rest[:1] in (".", ":", "–", "-", "") or rest.rstrip(".") == "" else None

    def _speaks_on(self, sentence: Sentence) -> bool:
        """Whether a sentence goes on about our soldiers without naming anybody else."""
        near = self._side == OURS and sentence.index - self._since <= _BRIEF
        return near and bool(sentence.of(*_GOING_ON)) and not sentence.of(*_OTHERS)

    def _note_heading(self, sentence: Sentence) -> None:
        """A few words without a number, or a question, say what the numbers below count: "KILLED", "How many died?"."""
        text = self._passage.text[sentence.start : sentence.end]
        heads = text.endswith("?") or (len(text.split()) <= _HEADING and text[-1:] not in '.!…,"')
        triggers = find_triggers(self._passage, sentence, self._glue.both)
        counts = [noun.start - 1 for noun in sentence.of("speech.nouns")]
        told = triggers and triggers[0].start == sentence.start and triggers[0].end in counts
        if not heads and (told or (triggers and sentence.of("speech.differing"))):
            heads = True  # "The casualty estimates differ."
            triggers.sort(key=lambda trigger: trigger.kind in MOVES)
        triggers = triggers if heads else []
        if triggers or not heads:
            self._heading = triggers[0] if triggers else None

    def _asked(self, sentence: Sentence) -> bool:
        """Whether the heading or question stands right above a sentence."""
        above = self._passage.sentences[sentence.index - 1]
        heading = self._heading
        return heading is not None and above.start <= heading.start < above.end and heading.kind != "deployed"

    def _go_on_about(self, side: str, sentence: Sentence) -> None:
        self._side, self._since = side, sentence.index
        self._ours = sentence.index if side == OURS else self._ours

    def _going_on(self, sentence: Sentence, phrase: Phrase) -> str:
        """The side that "they" would be, forgotten after some sentences, sooner for people of no army."""
        of_arms = phrase.head is not None and (phrase.head.kind in _OF_ARMS or bool(sentence.of("setting", "theatre")))
        if (of_arms or sentence.title) and self._side == UNKNOWN and self._named_next(sentence):
            return OURS
        if self._only_ours or sentence.index - self._since <= (_MEMORY if of_arms else _BRIEF):
            return self._side
        return UNKNOWN

    def _moved(self, sentence: Sentence, reading: Reading) -> str:
        """Ours, where a text that told of them and then of others' losses tells of people sent without naming any."""
        sent = reading.metric in (Metric.DEPLOYED, Metric.PLANNED) and reading.trigger is not None
        near = sentence.index - self._ours <= _MEMORY and self._side == RIVAL
        soldiers = sentence.of("people.soldiers") and not sentence.of("side.rival.people", "side.rival.bystanders")
        return OURS if sent and near and soldiers else UNKNOWN

    def _named_next(self, sentence: Sentence) -> bool:
        """Whether the soldiers that a text begins with are named in its next sentence, as ours alone."""
        following = self._passage.sentences[sentence.index + 1 : sentence.index + 2]
        rivals = ("side.rival.people", "side.rival.adjectives")
        ours = ["side.subject.people", "side.subject.adjectives"]
        if sentence.title and self._glue.verb_final:
            ours.append("side.subject.actors")  # a headline may leave out who sends them
        return not sentence.of(*rivals, "side.rival.actors") and any(
            after.of(*ours) and not after.of(*rivals) for after in following
        )

    def _read_numbers(
        self, sentence: Sentence, phrases: list[tuple[Number, Phrase]], mentions: list[Mention], moments: list[Moment]
    ) -> set[str]:
        """Read the numbers of a sentence; the sides that they counted."""
        triggers = find_triggers(self._passage, sentence, self._glue.both)
        taken = find_taken(self._passage, sentence, triggers, [p for _, p in phrases], self._glue)
        before = UNKNOWN
        last: Reading | None = None
        sides: set[str] = set()
        if not sentence.title and any(m.side == OURS for m in mentions):
            others = [(n, p.head) for n, p in phrases if p.head and p.head.kind == "side.rival.people"]
            self._others |= {(n.low, n.high) for n, head in others if 0 <= head.start - n.end <= 1}
        for number, phrase in phrases:
            reading = self._reading(sentence, number, phrase, triggers, taken)
            if reading is None and phrase.side == OURS and is_share(self._passage, sentence, number):
                reading = last  # "800 enemies were killed, 42 North Koreans among them"
            last = reading
            if reading is None or self._in_scene(sentence, phrase, reading):
                continue
            if is_thought(self._passage, number, reading, triggers, self._glue.conditionals):
                continue
            if number.bodies and not sentence.of(*_OURS) and sentence.of("side.rival.actors"):
                continue  # armies hand over the bodies of each other's dead
            if reading.metric is Metric.PLANNED and is_base_of_increment(self._passage, sentence, number):
                reading = replace(reading, metric=Metric.DEPLOYED)
            self._readings[number.start] = reading
            side, subject = choose_side(
                self._passage,
                sentence,
                number,
                phrase,
                reading,
                mentions,
                before,
                self._moved(sentence, reading) or self._going_on(sentence, phrase),
            )
            self._sides[number.start] = side
            followed, before = before == OURS, side
            sides.add(side)
            known = (
                followed
                or number.start in self._opened
                or is_wave(sentence, number)
                or reading.trigger is not None
                or are_soldiers(number, phrase, mentions)
            )
            told = ((d.number, d.reading) for d in self._drafts)
            if repeats_captured(number, reading, told):
                continue
            believable = phrase.side == OURS or reading.metric is Metric.PLANNED or number.size <= self._sizes.most
            if side == OURS and known and believable and is_capture(number, phrase, reading, mentions):
                draft = self._draft(sentence, number, phrase, reading, subject, moments)
                self._drafts.append(draft)
                self._told[sentence.index].append(draft)
        return sides

    def _reading(
        self, sentence: Sentence, number: Number, phrase: Phrase, triggers: list[Trigger], taken: dict[int, Number]
    ) -> Reading | None:
        if number.bodies or number.likeness:
            return Reading(Metric.KILLED, Trigger(number.core, number.end, "killed"), 0.0)
        if number.former and phrase.head is None and self._drafts and self._drafts[-1].sentence is sentence:
            return Reading(self._last_metric(), Trigger(number.core, number.end, "said"), 1.0)
        triggers = self._allowed(number, phrase, triggers)
        reading = choose_metric(self._passage, sentence, number, phrase, triggers, taken, self._glue)
        of_more = phrase.end > number.right  # "4,000 of those 11,000"
        counted = number.counted or number.people or of_more or phrase.head is not None or phrase.side == OURS
        moved = reading is None or (not counted and reading.metric is Metric.DEPLOYED and self._asked(sentence))
        if moved and self._heading is not None and self._ends_here(sentence, number):
            return Reading(METRICS[self._heading.kind], self._heading, 1.0)
        if reading is None:
            return None if number.known else self._without_trigger(sentence, number, phrase, triggers, counted=counted)
        if reading.metric in (Metric.KILLED, Metric.WOUNDED) and number.figure().number == 1:
            return None
        if reading.metric is None or (number.known and reading.metric is not Metric.CAPTURED):
            return None
        if not counted and is_bare_few(number, reading):
            return None
        if not (counted or self._in_reach(sentence, number, reading)):
            return self._as_before(sentence, number, triggers)
        return self._of_moves(sentence, number, phrase, reading)

    def _of_moves(self, sentence: Sentence, number: Number, phrase: Phrase, reading: Reading) -> Reading | None:
        """Those sent, if enough to be a deployment, as still to be sent where the words say so."""
        if reading.metric in (Metric.DEPLOYED, Metric.PLANNED) and number.size < SQUAD and not phrase.is_rank:
            return None
        return look_ahead(self._passage, sentence, number, phrase, reading, self._glue)

    def _in_scene(self, sentence: Sentence, phrase: Phrase, reading: Reading) -> bool:
        """Whether people of whom no more is said march, vote or drill elsewhere, in this paragraph or sentence."""
        elsewhere = self._scene and phrase.side != OURS and not sentence.of("theatre")
        repeated = reading.trigger is not None and reading.trigger.kind == "said"
        return elsewhere and (repeated or reading.metric is Metric.DEPLOYED)

    def _allowed(self, number: Number, phrase: Phrase, triggers: list[Trigger]) -> list[Trigger]:
        """The triggers that may be a number's: a base was only sent, unless its fate stands right behind it."""
        if number.start in self._opened:
            return [t for t in triggers if t.kind == "deployed"]
        if number.start in self._based:
            return [t for t in triggers if t.kind == "deployed" or 0 <= t.start - phrase.end <= 1]
        return triggers

    def _in_reach(self, sentence: Sentence, number: Number, reading: Reading) -> bool:
        """Whether a metric may be that of a number without a noun."""
        ends = self._ends_here(sentence, number)
        if reading.metric in (Metric.DEPLOYED, Metric.PLANNED):
            reach = _STRAY_SENT + _SUM * self._sums(sentence, number)
            near = reading.cost <= reach or self._is_of_ours(sentence, number)
            return ends and near and number.size >= _MANY
        return reading.cost <= (_STRAY if ends else _CLOSE)

    def _sums(self, sentence: Sentence, number: Number) -> bool:
        """Whether "in all" stands right before a number."""
        return any(
            hit.end <= number.start and self._passage.distance(hit.end, number.start) <= _NEXT
            for hit in sentence.of("scope.total")
        )

    def _without_trigger(
        self, sentence: Sentence, number: Number, phrase: Phrase, triggers: list[Trigger], *, counted: bool
    ) -> Reading | None:
        """People with no word of what became of them: sent, or whatever the text's last figure of them was."""
        alone = not triggers
        rate = self._rate(sentence, phrase) if phrase.head is not None and number.size < self._sizes.toll else None
        if rate is not None:
            return rate
        based = number.start in self._based | self._opened
        if shows_dead(sentence, phrase):
            return Reading(Metric.KILLED, Trigger(number.core, phrase.end, "killed"), 1.0)
        if (number.elided and self._drafts) or (self._drafts and self._goes_on(sentence, number, phrase)):
            return Reading(self._last_metric(), Trigger(number.core, number.end, "said"), 1.0)
        if not based and (phrase.head is None or phrase.head.kind not in _OF_ARMS):
            said = self._as_before(sentence, number, triggers, anywhere=counted and alone)
            if said is not None:
                return said
        if number.counted and alone and phrase.head is None and self._recalls(sentence, number):
            return Reading(self._last_metric(), Trigger(number.core, number.end, "said"), 1.0)
        if number.start in self._opened and any(draft.number.size == number.size for draft in self._drafts):
            return None
        counted = counted or based or self._is_more(sentence, number) or self._is_of_ours(sentence, number)
        many = phrase.is_rank or number.size >= _MANY
        if not counted or not many or went_home(self._passage, sentence, number):
            return None
        if triggers and _lie_ahead(self._passage, phrase, triggers):
            return Reading(Metric.PLANNED, triggers[0], 9.0)
        placed = not phrase.is_rank and (_arrived(triggers) or self._in_place(sentence, phrase.end))
        placed = placed or self._are_already(sentence, phrase, triggers)
        reading = Reading(Metric.DEPLOYED if placed else self._last_sent(), None, 9.0)
        return look_ahead(self._passage, sentence, number, phrase, reading, self._glue)

    def _goes_on(self, sentence: Sentence, number: Number, phrase: Phrase) -> bool:
        """ "100 dead in December, 300 in January", "3,000 were there, now 11,000": the next of a sentence's figures."""
        here = self._drafts[-1].sentence is sentence and phrase.head is None and number.size >= _MANY
        if not here or not self._ends_here(sentence, number):
            return False
        if is_share(self._passage, sentence, number) and self._drafts[-1].reading.metric is Metric.DEPLOYED:
            return self._in_place(sentence, number.end)
        now = any(
            hit.end <= number.left and self._passage.distance(hit.end, number.left) <= _CLOSE_BY
            for hit in sentence.of("tense.now")
        )
        return now or (self._has_month(sentence, number) and self._has_month(sentence, self._drafts[-1].number))

    def _has_month(self, sentence: Sentence, number: Number) -> bool:
        months = sentence.of("dates.months")
        return any(
            hit.start >= number.end and self._passage.distance(number.end, hit.start) <= _LAST_WORD for hit in months
        )

    def _recalls(self, sentence: Sentence, number: Number) -> bool:
        """ "In April it was 4,700", "now 4,700": an earlier or later figure of what was counted before."""
        dated = sentence.of("tense.earlier", "tense.now", "tense.ago", "dates.months", "dates.last_month")
        return bool(dated) and bool(self._drafts) and number.size >= _MANY

    def _rate(self, sentence: Sentence, phrase: Phrase) -> Reading | None:
        """ "92 men a day": so many are lost, not sent."""
        for hit in sentence.of("scope.window"):
            if hit.start >= phrase.end and self._passage.distance(phrase.end, hit.start) <= _NEXT:
                return Reading(Metric.CASUALTIES, Trigger(hit.start, hit.end, "casualties"), 1.0)
        return None

    def _in_place(self, sentence: Sentence, end: int) -> bool:
        """Whether the theatre is named right after people: they are there, not still to come."""
        end += len(_DASH) * self._passage.lower.startswith(_DASH, end)
        return any(
            place.start >= end and self._passage.distance(end, place.start) <= _CLOSE_BY
            for place in sentence.of("theatre")
        )

    def _are_already(self, sentence: Sentence, phrase: Phrase, triggers: list[Trigger]) -> bool:
        """Whether "already" and a word of being there follow people: some of those to come have come."""
        following = min((n.start for n in sentence.numbers if n.start >= phrase.end), default=sentence.end)
        there = [(t.start, t.end) for t in triggers if t.kind == "deployed"]
        there += [(place.start, place.end) for place in sentence.of("theatre")]
        return any(
            phrase.end <= now.start
            and self._passage.distance(phrase.end, now.start) <= _ALREADY
            and any(now.start <= at < following and self._passage.distance(now.end, at) <= _BESIDE for at, _ in there)
            for now in sentence.of("limits.already")
        )

    def _as_before(
        self, sentence: Sentence, number: Number, triggers: list[Trigger], *, anywhere: bool = False
    ) -> Reading | None:
        """A bare number right beside a word of saying repeats what was counted before: "he spoke of 3,800"."""
        if number.size < _MANY or not (self._drafts or self._side == OURS):
            return None
        here = bool(self._drafts) and self._drafts[-1].sentence is sentence
        reach = _ANYWHERE if anywhere or here else _SAID
        for cue in sentence.of("speech.verbs", "speech.nouns", "speech.according", "claimant"):
            beside = 0 <= number.left - cue.end <= _PUT
            if cue.kind == "claimant" and not (beside or puts(self._passage, sentence, cue)):
                continue
            if self._passage.apart(number.left, number.end, cue.start, cue.end) <= reach and self._ends_here(
                sentence, number
            ):
                metric = self._meant(sentence, number, triggers) or self._last_metric()
                there = metric is Metric.PLANNED and (_arrived(triggers) or self._in_place(sentence, number.end))
                return Reading(Metric.DEPLOYED if there else metric, Trigger(cue.start, cue.end, "said"), 1.0)
        return None

    def _meant(self, sentence: Sentence, number: Number, triggers: list[Trigger]) -> Metric | None:
        """Whose loss "them" right before a number are: "the fate of the wounded; the service counted them at 2,700"."""
        theirs = any(0 < number.left - they.end <= 1 for they in sentence.of("people.pronouns"))
        lost = [t for t in triggers if t.end <= number.left and t.kind in ("killed", "wounded", "casualties")]
        opens = bool(lost) and self._passage.lead(sentence.start, lost[0].start) == 0
        alone = len(sentence.numbers) == 1 or (opens and number is sentence.numbers[0])
        only = alone and len({t.kind for t in lost}) == 1  # "how many died; the figure was 2,000"
        return METRICS[lost[-1].kind] if (theirs and lost) or only else None

    def _last_metric(self) -> Metric | None:
        """The metric of the last figure that was no share of another; those sent where there was none."""
        wholes = (
            draft
            for draft in reversed(self._drafts)
            if not (draft.phrase.is_share or is_share(self._passage, draft.sentence, draft.number))
        )
        last = next(wholes, self._drafts[-1] if self._drafts else None)
        return last.reading.metric if last else Metric.DEPLOYED

    def _is_more(self, sentence: Sentence, number: Number) -> bool:
        """ "… and another 3,000", "15,000 in all": of those whom the sentence counted before."""
        if not self._drafts or self._drafts[-1].sentence is not sentence or not self._ends_here(sentence, number):
            return False
        return any(
            self._passage.apart(hit.start, hit.end, number.left, number.end) <= _CLOSE_BY
            for hit in sentence.of("scope.increment", "scope.total", "scope.first_wave", "scope.later_wave")
        )

    def _is_of_ours(self, sentence: Sentence, number: Number) -> bool:
        """ "Of our people, more than 10,000 there": a great bare number ends what their name begins."""
        if number.size < _GREAT or number is not sentence.numbers[0] or not self._ends_here(sentence, number):
            return False
        if any(
            loss.end <= number.left for loss in sentence.of("metrics.killed", "metrics.wounded", "metrics.casualties")
        ):
            return False
        soldiers = [
            hit
            for hit in sentence.of("people.soldiers")
            if any(0 < hit.start - own.end <= 1 for own in sentence.of("side.subject.adjectives"))
            or (self._side == OURS and bool(sentence.of("scope.total")) and not sentence.of(*_OTHERS))
        ]
        return any(
            people.end <= number.left
            and ";" not in self._passage.between(people.end, number.left)
            and self._passage.distance(people.end, number.left) <= _NAMED
            for people in (*sentence.of("side.subject.people"), *soldiers)
        )

    def _ends_here(self, sentence: Sentence, number: Number) -> bool:
        """Whether no noun follows a number: the phrase ends, or a short word or one that is known follows."""
        end = number.right
        if self._passage.lead(end, sentence.end) <= _LAST_WORD:
            return True
        rest = self._passage.lower[end : end + 20]
        word = rest.strip().split(" ")[0] if rest[:1] == " " else ""
        at = end + 1
        return (
            len(word) <= 3
            or word in self._passage.light
            or any(hit.start == at for hits in sentence.hits.values() for hit in hits)
        )

    def _last_sent(self) -> Metric:
        """Whether the text was speaking of people sent or of people still to be sent."""
        sent = [d.reading.metric for d in self._drafts if d.reading.metric in (Metric.DEPLOYED, Metric.PLANNED)]
        return (sent[-1] if sent else None) or Metric.DEPLOYED

    def _draft(
        self, sentence: Sentence, number: Number, phrase: Phrase, reading: Reading, subject: str, moments: list[Moment]
    ) -> Draft:
        credit = self.attribution.credit(sentence, number)
        anchors = [(hit.start, hit.end) for hit in sentence.of("speech.verbs", "speech.nouns")]
        anchors += credit.spans if credit.own else ()
        repeated = reading.trigger is not None and reading.trigger.kind == "said" and number.counted
        if repeated:
            anchors.append((number.start, number.end))
        if reading.trigger is not None and reading.trigger.end < sentence.start:
            anchors.append((sentence.start, sentence.end))  # a row of a table: any date in it is the figure's
        ours = [hit.start for hit in sentence.of(*_OURS)]
        told = Statement(sentence, number, reading, anchors, ours, self._glue.verb_final, self._glue.connectives)
        tense, moment = choose_tense(self._passage, moments, told)
        last = self._drafts[-1] if self._drafts else None
        if number.former or follows_past(self._passage, sentence, number, reading, last):
            tense = Tense.PAST
        if self._day is not None and tense is Tense.CURRENT and self._day.earlier:
            tense, moment = Tense.PAST, self._day
        return Draft(number, sentence, phrase, reading, subject, credit, tense, moment)

    def _extent(self, draft: Draft) -> Extent:
        if draft.number.likeness and draft.sentence.of("people.likenesses"):
            return Extent(Scope.PART, "the dead who are shown")
        if self._is_share_of_sent(draft):
            return Extent(Scope.PART, "some of those counted before")
        if self._is_beside_ranks(draft):
            return Extent(Scope.PART, "others are counted beside them")
        moment = (draft.moment.start, draft.moment.end) if draft.moment else (0, 0)
        counted = Counted(draft.sentence, draft.number, draft.phrase, draft.reading, moment)
        return choose_scope(self._passage, counted, self._sizes, self._glue)

    def _is_share_of_sent(self, draft: Draft) -> bool:
        """ "6,000, of whom 1,000 are there": some of those whom the sentence counted before."""
        share = draft.phrase.is_share or is_share(self._passage, draft.sentence, draft.number)
        here = draft.sentence.index
        return (
            share
            and draft.reading.metric is Metric.DEPLOYED
            and any(
                (other.reading.metric is Metric.DEPLOYED or (index == here and other.reading.metric is Metric.PLANNED))
                and other.number.end <= draft.number.left
                and other.number.size > draft.number.size
                for index in range(max(0, here - _BRIEF), here + 1)
                for other in self._told.get(index, ())
            )
        )

    def _is_beside_ranks(self, draft: Draft) -> bool:
        """ "10,000 combat troops and 1,000 sappers": one of two groups that are there."""
        end = draft.number.end
        return (
            draft.number.counted
            and draft.reading.metric is Metric.DEPLOYED
            and any(
                other.phrase.is_rank
                and other.reading.metric is Metric.DEPLOYED
                and 0 < other.number.left - end <= _PAIRED
                and bool(set(self._passage.between(end, other.number.left).split()) & (self._glue.both - {","}))
                for other in self._told[draft.sentence.index]
            )
        )

    def _claims(self) -> list[Claim]:
        """The drafts as claims. A first wave is the whole where the text names no later one that is there too."""
        drafts = [self._in_context(draft) for draft in self._drafts if not self._is_of_others(draft)]
        extents = [self._extent(draft) for draft in drafts]
        more = any(e.addition and _have_come(d) for d, e in zip(drafts, extents, strict=True))
        most: dict[str, int] = {}
        for draft in drafts:
            if draft.reading.metric is Metric.DEPLOYED:
                most[draft.credit.claimant] = max(draft.number.size, most.get(draft.credit.claimant, 0))
        extents = [self._widened(d, e, more=more, most=most) for d, e in zip(drafts, extents, strict=True)]
        return [self._claim(draft, extent) for draft, extent in zip(drafts, extents, strict=True)]

    def _widened(self, draft: Draft, extent: Extent, *, more: bool, most: dict[str, int]) -> Extent:
        """A first wave is the whole where none came later, and a week's where its claimant names no greater figure."""
        if draft.reading.metric is not Metric.DEPLOYED:
            return WHOLE if extent.within else extent
        larger = draft.tense is Tense.CURRENT and most[draft.credit.claimant] > draft.number.size
        return WHOLE if (extent.wave and not more) or (extent.within and not larger) else extent

    def _claim(self, draft: Draft, extent: Extent) -> Claim:
        number, reading, text = draft.number, draft.reading, self._passage.text
        trigger, moment = reading.trigger, draft.moment
        return Claim(
            metric=reading.metric or Metric.DEPLOYED,
            figure=number.figure(),
            claimant=draft.credit.claimant,
            scope=extent.scope,
            tense=draft.tense,
            as_of=(moment.day if moment else None) or self._published,
            addition=extent.addition,
            evidence=text[draft.sentence.start : draft.sentence.end],
            span=Span(number.start, number.end, draft.sentence.title),
            why={
                "metric": text[trigger.start : trigger.end] if trigger else "the people counted",
                "subject": draft.subject,
                "bounds": number.words,
                "scope": extent.words,
                "tense": text[moment.start : moment.end] if moment else "no earlier date",
                "claimant": " … ".join(text[a:b] for a, b in draft.credit.spans) or "nobody is named",
            },
        )


def _have_come(draft: Draft) -> bool:
    """Whether those counted are there; a headline often leaves out that they are still to be sent."""
    return draft.reading.metric is Metric.DEPLOYED and not draft.sentence.title


def _lie_ahead(passage: Passage, phrase: Phrase, triggers: list[Trigger]) -> bool:
    """Whether a sentence that begins with people says behind a colon what will become of them."""
    between = passage.between(phrase.end, triggers[0].start)
    return ":" in between and all(trigger.kind == "planned" for trigger in triggers)


def _arrived(triggers: list[Trigger]) -> bool:
    """Whether a sentence speaks of people sent, and not of people still to be sent."""
    kinds = {trigger.kind for trigger in triggers}
    return "deployed" in kinds and "planned" not in kinds
