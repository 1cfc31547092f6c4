"""What became of the people whom one number counts: told by a word beside it, or by what was told before."""

from watchers.claims import Metric
from watchers.reading.bare import (
    CLOSE_BY,
    are_already,
    ends_here,
    has_month,
    have_arrived,
    in_place,
    is_of_now,
    lie_ahead,
    meant,
    rate,
    says_in_all,
)
from watchers.reading.candidates import is_bare_few, shows_dead, went_home
from watchers.reading.drafts import Told
from watchers.reading.memory import OF_ARMS, OTHER_NAMES, Memory
from watchers.reading.metrics import METRICS, SQUAD, Glue, Reading, Trigger, choose_metric, look_ahead
from watchers.reading.numbers import Number
from watchers.reading.passage import Passage, Sentence
from watchers.reading.phrases import OURS, Phrase
from watchers.reading.scope import Sizes
from watchers.reading.sifting import Sifted
from watchers.reading.subjects import is_share
from watchers.reading.voices import puts

_MANY = 100  # fewer people without a word of what they did are an episode, not a deployment
# How far a loss may stand from a number that has no noun: inside a phrase, and at its end.
_CLOSE, _STRAY, _STRAY_SENT = 3.0, 8.0, 9.5
_SUM = 2.5  # how much farther a sum may stand from the verb of sending
_GREAT, _NAMED = 1_000, 7.0  # a bare number so great, so near to the name of the people, counts them
_PUT = 2  # characters from a name to the figure that it puts
_SAID, _ANYWHERE = 2.2, 8.0  # and a word of saying, for "he spoke of 3,800"


class FigureReader:
    """Reads the numbers of one article one by one, in the light of what it remembers and has told."""

    def __init__(self, passage: Passage, glue: Glue, sizes: Sizes, memory: Memory, told: Told) -> None:
        self._passage, self._glue, self._sizes = passage, glue, sizes
        self._memory, self._told = memory, told

    def read(
        self,
        sentence: Sentence,
        number: Number,
        phrase: Phrase,
        triggers: list[Trigger],
        taken: dict[int, Number],
        sifted: Sifted,
    ) -> Reading | None:
        """What became of those whom a number of a sentence counts; None where it counts nobody."""
        if number.bodies or number.likeness:
            return Reading(Metric.KILLED, Trigger(number.core, number.end, "killed"), 0.0)
        if number.former and phrase.head is None and self._told.last_of(sentence):
            return self._as_last(number)
        triggers = sifted.allowed(number, phrase, triggers)
        reading = choose_metric(self._passage, sentence, number, phrase, triggers, taken, self._glue)
        of_more = phrase.end > number.right  # "4,000 of those 11,000"
        counted = number.counted or number.people or of_more or phrase.head is not None or phrase.side == OURS
        moved = reading is None or (not counted and reading.metric is Metric.DEPLOYED and self._memory.asked(sentence))
        heading = self._memory.heading
        if moved and heading is not None and ends_here(self._passage, sentence, number):
            return Reading(METRICS[heading.kind], heading, 1.0)
        if reading is None:
            if number.known:
                return None
            return self._without_trigger(sentence, number, phrase, triggers, sifted, counted=counted)
        if reading.metric in (Metric.KILLED, Metric.WOUNDED) and number.figure().number == 1:
            return None
        if reading.metric is None or (number.known and reading.metric is not Metric.CAPTURED):
            return None
        if not counted and is_bare_few(number, reading):
            return None
        if not (counted or self._in_reach(sentence, number, reading)):
            return self._as_before(sentence, number, triggers)
        return self._of_moves(sentence, number, phrase, reading)

    def _as_last(self, number: Number) -> Reading:
        """A figure of the same as the last one."""
        return Reading(self._told.last_metric(), Trigger(number.core, number.end, "said"), 1.0)

    def _of_moves(self, sentence: Sentence, number: Number, phrase: Phrase, reading: Reading) -> Reading | None:
        """Those sent, if enough to be a deployment, as still to be sent where the words say so."""
        if reading.metric in (Metric.DEPLOYED, Metric.PLANNED) and number.size < SQUAD and not phrase.is_rank:
            return None
        return look_ahead(self._passage, sentence, number, phrase, reading, self._glue)

    def _in_reach(self, sentence: Sentence, number: Number, reading: Reading) -> bool:
        """Whether a metric may be that of a number without a noun."""
        ends = ends_here(self._passage, sentence, number)
        if reading.metric in (Metric.DEPLOYED, Metric.PLANNED):
            reach = _STRAY_SENT + _SUM * says_in_all(self._passage, sentence, number)
            near = reading.cost <= reach or self._is_of_ours(sentence, number)
            return ends and near and number.size >= _MANY
        return reading.cost <= (_STRAY if ends else _CLOSE)

    def _without_trigger(
        self,
        sentence: Sentence,
        number: Number,
        phrase: Phrase,
        triggers: list[Trigger],
        sifted: Sifted,
        *,
        counted: bool,
    ) -> Reading | None:
        """People with no word of what became of them: sent, or whatever the text's last figure of them was."""
        alone = not triggers
        small = phrase.head is not None and number.size < self._sizes.toll
        lost = rate(self._passage, sentence, phrase) if small else None
        if lost is not None:
            return lost
        based = number.start in sifted.based | sifted.opened
        if shows_dead(sentence, phrase):
            return Reading(Metric.KILLED, Trigger(number.core, phrase.end, "killed"), 1.0)
        if (number.elided and self._told.drafts) or self._goes_on(sentence, number, phrase):
            return self._as_last(number)
        if not based and (phrase.head is None or phrase.head.kind not in OF_ARMS):
            said = self._as_before(sentence, number, triggers, anywhere=counted and alone)
            if said is not None:
                return said
        if number.counted and alone and phrase.head is None and self._recalls(sentence, number):
            return self._as_last(number)
        if number.start in sifted.opened and any(draft.number.size == number.size for draft in self._told.drafts):
            return None
        counted = counted or based or self._is_more(sentence, number) or self._is_of_ours(sentence, number)
        many = phrase.is_rank or number.size >= _MANY
        if not counted or not many or went_home(self._passage, sentence, number):
            return None
        return self._sent(sentence, number, phrase, triggers)

    def _sent(self, sentence: Sentence, number: Number, phrase: Phrase, triggers: list[Trigger]) -> Reading | None:
        """People who are there, or still to come where the sentence or the text before says so."""
        if triggers and lie_ahead(self._passage, phrase, triggers):
            return Reading(Metric.PLANNED, triggers[0], 9.0)
        placed = not phrase.is_rank and (have_arrived(triggers) or in_place(self._passage, sentence, phrase.end))
        placed = placed or are_already(self._passage, sentence, phrase, triggers)
        reading = Reading(Metric.DEPLOYED if placed else self._told.last_sent(), None, 9.0)
        return look_ahead(self._passage, sentence, number, phrase, reading, self._glue)

    def _goes_on(self, sentence: Sentence, number: Number, phrase: Phrase) -> bool:
        """ "100 dead in December, 300 in January", "3,000 were there, now 11,000": the next of a sentence's figures."""
        last, passage = self._told.last_of(sentence), self._passage
        if last is None or phrase.head is not None or number.size < _MANY or not ends_here(passage, sentence, number):
            return False
        if is_share(passage, sentence, number) and last.reading.metric is Metric.DEPLOYED:
            return in_place(passage, sentence, number.end)
        dated = has_month(passage, sentence, number) and has_month(passage, sentence, last.number)
        return dated or is_of_now(passage, sentence, number)

    def _recalls(self, sentence: Sentence, number: Number) -> bool:
        """ "In April it was 4,700", "now 4,700": an earlier or later figure of what was counted before."""
        dated = sentence.of("tense.earlier", "tense.now", "tense.ago", "dates.months", "dates.last_month")
        return bool(dated) and bool(self._told.drafts) and number.size >= _MANY

    def _as_before(
        self, sentence: Sentence, number: Number, triggers: list[Trigger], *, anywhere: bool = False
    ) -> Reading | None:
        """A bare number right beside a word of saying repeats what was counted before: "he spoke of 3,800"."""
        if number.size < _MANY or not (self._told.drafts or self._memory.side == OURS):
            return None
        passage = self._passage
        reach = _ANYWHERE if anywhere or self._told.last_of(sentence) else _SAID
        for cue in sentence.of("speech.verbs", "speech.nouns", "speech.according", "claimant"):
            beside = 0 <= number.left - cue.end <= _PUT
            if cue.kind == "claimant" and not (beside or puts(passage, sentence, cue)):
                continue
            near = passage.apart(number.left, number.end, cue.start, cue.end) <= reach
            if near and ends_here(passage, sentence, number):
                metric = meant(passage, sentence, number, triggers) or self._told.last_metric()
                arrived = have_arrived(triggers) or in_place(passage, sentence, number.end)
                there = metric is Metric.PLANNED and arrived
                return Reading(Metric.DEPLOYED if there else metric, Trigger(cue.start, cue.end, "said"), 1.0)
        return None

    def _is_more(self, sentence: Sentence, number: Number) -> bool:
        """ "… and another 3,000", "15,000 in all": of those whom the sentence counted before."""
        if not self._told.last_of(sentence) or not ends_here(self._passage, sentence, number):
            return False
        return any(
            self._passage.apart(hit.start, hit.end, number.left, number.end) <= CLOSE_BY
            for hit in sentence.of("scope.increment", "scope.total", "scope.first_wave", "scope.later_wave")
        )

    def _is_of_ours(self, sentence: Sentence, number: Number) -> bool:
        """ "Of our people, more than 10,000 there": a great bare number ends what their name begins."""
        passage = self._passage
        if number.size < _GREAT or number is not sentence.numbers[0] or not ends_here(passage, sentence, number):
            return False
        if any(
            loss.end <= number.left for loss in sentence.of("metrics.killed", "metrics.wounded", "metrics.casualties")
        ):
            return False
        on_ours = self._memory.side == OURS
        soldiers = [
            hit
            for hit in sentence.of("people.soldiers")
            if any(0 < hit.start - own.end <= 1 for own in sentence.of("side.subject.adjectives"))
            or (on_ours and bool(sentence.of("scope.total")) and not sentence.of(*OTHER_NAMES))
        ]
        return any(
            people.end <= number.left
            and ";" not in passage.between(people.end, number.left)
            and passage.distance(people.end, number.left) <= _NAMED
            for people in (*sentence.of("side.subject.people"), *soldiers)
        )
