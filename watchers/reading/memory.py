"""What a text goes on about from sentence to sentence: whose people, under which heading, on which day."""

from datetime import date

from watchers.claims import Metric
from watchers.reading.metrics import MOVES, Glue, Reading, Trigger, find_triggers
from watchers.reading.passage import Passage, Sentence
from watchers.reading.phrases import OURS, RIVAL, UNKNOWN, Phrase
from watchers.reading.subjects import speaks_of_ours
from watchers.reading.times import Calendar, Moment

OF_ARMS = ("people.soldiers", "people.ranks", "side.subject.people")  # nouns of people under arms
OUR_NAMES = ("side.subject.people", "side.subject.actors", "side.subject.adjectives")
OTHER_NAMES = ("side.rival.people", "side.rival.adjectives", "side.rival.actors")
BRIEF = 4  # sentences after which what was said of people without arms is forgotten
_MEMORY = 6  # and of soldiers
_GOING_ON = ("people.soldiers", "people.ranks", "metrics.killed", "metrics.wounded", "metrics.captive")
_HEADING = 5  # words


class Memory:
    """What is remembered of one text. `day` opens the line of a chronicle, `heading` is a metric asked for above."""

    def __init__(self, passage: Passage, glue: Glue, calendar: Calendar, published: date | None) -> None:
        self._passage, self._glue, self._calendar, self._published = passage, glue, calendar, published
        people = {kind for sentence in passage.sentences for kind in sentence.hits}
        self._only_ours = "side.rival.people" not in people  # nobody else is spoken of
        self.side = UNKNOWN  # whose people the text goes on about, and since which sentence
        self._since = 0
        self._ours = -_MEMORY - 1  # the last sentence about ours
        self._scene = False  # the paragraph tells of a parade, a drill, an election
        self.day: Moment | None = None
        self.heading: Trigger | None = None

    def turn_to(self, sentence: Sentence) -> None:
        """Note what the place of a sentence says: a new paragraph, the day that opens a line."""
        opens = self._passage.text[sentence.start - 1 : sentence.start] == "\n"
        title = self._passage.sentences[0]
        headed = title.title and bool(title.of("limits.scenes"))
        self._scene = bool(sentence.of("limits.scenes")) or headed or (self._scene and not opens)
        self.day = self._dateline(sentence) or (None if self._begins_line(sentence) else self.day)

    def pass_over(self, sentence: Sentence) -> None:
        """Note what a sentence without numbers says of those that follow."""
        self._note_heading(sentence)
        if speaks_of_ours(sentence) or self._speaks_on(sentence):
            self.go_on_about(RIVAL if _besides_ours(sentence) else OURS, sentence)

    def go_on_about(self, side: str, sentence: Sentence) -> None:
        """Note that a sentence speaks of the people of a side."""
        self.side, self._since = side, sentence.index
        self._ours = sentence.index if side == OURS else self._ours

    def whose(self, sentence: Sentence, phrase: Phrase, reading: Reading) -> str:
        """The side of people whom their own sentence does not name."""
        return self._moved(sentence, reading) or self._going_on(sentence, phrase)

    def in_scene(self, sentence: Sentence, phrase: Phrase, reading: Reading) -> bool:
        """Whether people of whom no more is said march, vote or drill elsewhere, in this paragraph or sentence."""
        elsewhere = self._scene and phrase.side != OURS and not sentence.of("theatre")
        repeated = reading.trigger is not None and reading.trigger.kind == "said"
        return elsewhere and (repeated or reading.metric is Metric.DEPLOYED)

    def asked(self, sentence: Sentence) -> bool:
        """Whether the heading or question stands right above a sentence."""
        above = self._passage.sentences[sentence.index - 1]
        heading = self.heading
        return heading is not None and above.start <= heading.start < above.end and heading.kind != "deployed"

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
            self.heading = triggers[0] if triggers else None

    def _speaks_on(self, sentence: Sentence) -> bool:
        """Whether a sentence goes on about our soldiers without naming anybody else."""
        near = self.side == OURS and sentence.index - self._since <= BRIEF
        return near and bool(sentence.of(*_GOING_ON)) and not sentence.of(*OTHER_NAMES)

    def _going_on(self, sentence: Sentence, phrase: Phrase) -> str:
        """The side that "they" would be, forgotten after some sentences, sooner for people of no army."""
        of_arms = phrase.head is not None and (phrase.head.kind in OF_ARMS or bool(sentence.of("setting", "theatre")))
        if (of_arms or sentence.title) and self.side == UNKNOWN and self._named_next(sentence):
            return OURS
        if self._only_ours or sentence.index - self._since <= (_MEMORY if of_arms else BRIEF):
            return self.side
        return UNKNOWN

    def _moved(self, sentence: Sentence, reading: Reading) -> str:
        """Ours, where a text that told of them and then of others' losses tells of people sent without naming any."""
        sent = reading.metric in (Metric.DEPLOYED, Metric.PLANNED) and reading.trigger is not None
        near = sentence.index - self._ours <= _MEMORY and self.side == RIVAL
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


def _besides_ours(sentence: Sentence) -> bool:
    """Whether a sentence tells of others and names ours only as those besides whom they are: "besides Koreans"."""
    ours, besides = sentence.of(*OUR_NAMES), sentence.of("limits.onto")
    return bool(ours and sentence.of("side.rival.people")) and all(
        any(0 <= own.start - word.end <= 1 for word in besides) for own in ours
    )
