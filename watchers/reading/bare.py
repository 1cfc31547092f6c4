"""Where a number stands that no word of loss or sending, or no noun, tells of: what is right beside it."""

from watchers.claims import Metric
from watchers.reading.metrics import METRICS, Reading, Trigger
from watchers.reading.numbers import Number
from watchers.reading.passage import Passage, Sentence
from watchers.reading.phrases import Phrase

CLOSE_BY = 0.6  # how far a word may stand that is right beside a number
_DASH, _ALREADY, _BESIDE = " – ", 4.6, 0.6  # a dash for a verb, and how far "already" and a place may stand
_NEXT = 0.2
_LAST_WORD = 1.5
_SHORT = 3  # letters of a word that is no noun
_LOST = ("killed", "wounded", "casualties")


def ends_here(passage: Passage, sentence: Sentence, number: Number) -> bool:
    """Whether no noun follows a number: the phrase ends, or a short word or one that is known follows."""
    end = number.right
    if passage.lead(end, sentence.end) <= _LAST_WORD:
        return True
    rest = passage.lower[end : end + 20]
    word = rest.strip().split(" ")[0] if rest[:1] == " " else ""
    at = end + 1
    return (
        len(word) <= _SHORT
        or word in passage.light
        or any(hit.start == at for hits in sentence.hits.values() for hit in hits)
    )


def says_in_all(passage: Passage, sentence: Sentence, number: Number) -> bool:
    """Whether "in all" stands right before a number."""
    return any(
        hit.end <= number.start and passage.distance(hit.end, number.start) <= _NEXT
        for hit in sentence.of("scope.total")
    )


def has_month(passage: Passage, sentence: Sentence, number: Number) -> bool:
    """Whether a month stands right behind a number: "300 in January"."""
    months = sentence.of("dates.months")
    return any(hit.start >= number.end and passage.distance(number.end, hit.start) <= _LAST_WORD for hit in months)


def is_of_now(passage: Passage, sentence: Sentence, number: Number) -> bool:
    """Whether "now" stands right before a number."""
    return any(
        hit.end <= number.left and passage.distance(hit.end, number.left) <= CLOSE_BY
        for hit in sentence.of("tense.now")
    )


def in_place(passage: Passage, sentence: Sentence, end: int) -> bool:
    """Whether the theatre is named right after people: they are there, not still to come."""
    end += len(_DASH) * passage.lower.startswith(_DASH, end)
    return any(
        place.start >= end and passage.distance(end, place.start) <= CLOSE_BY for place in sentence.of("theatre")
    )


def are_already(passage: Passage, sentence: Sentence, phrase: Phrase, triggers: list[Trigger]) -> bool:
    """Whether "already" and a word of being there follow people: some of those to come have come."""
    following = min((n.start for n in sentence.numbers if n.start >= phrase.end), default=sentence.end)
    there = [(t.start, t.end) for t in triggers if t.kind == "deployed"]
    there += [(place.start, place.end) for place in sentence.of("theatre")]
    return any(
        phrase.end <= now.start
        and passage.distance(phrase.end, now.start) <= _ALREADY
        and any(now.start <= at < following and passage.distance(now.end, at) <= _BESIDE for at, _ in there)
        for now in sentence.of("limits.already")
    )


def have_arrived(triggers: list[Trigger]) -> bool:
    """Whether a sentence speaks of people sent, and not of people still to be sent."""
    kinds = {trigger.kind for trigger in triggers}
    return "deployed" in kinds and "planned" not in kinds


def lie_ahead(passage: Passage, phrase: Phrase, triggers: list[Trigger]) -> bool:
    """Whether a sentence that begins with people says behind a colon what will become of them."""
    between = passage.between(phrase.end, triggers[0].start)
    return ":" in between and all(trigger.kind == "planned" for trigger in triggers)


def rate(passage: Passage, sentence: Sentence, phrase: Phrase) -> Reading | None:
    """ "92 men a day": so many are lost, not sent."""
    for hit in sentence.of("scope.window"):
        if hit.start >= phrase.end and passage.distance(phrase.end, hit.start) <= _NEXT:
            return Reading(Metric.CASUALTIES, Trigger(hit.start, hit.end, "casualties"), 1.0)
    return None


def meant(passage: Passage, sentence: Sentence, number: Number, triggers: list[Trigger]) -> Metric | None:
    """Whose loss "them" right before a number are: "the fate of the wounded; the service counted them at 2,700"."""
    theirs = any(0 < number.left - they.end <= 1 for they in sentence.of("people.pronouns"))
    lost = [t for t in triggers if t.end <= number.left and t.kind in _LOST]
    opens = bool(lost) and passage.lead(sentence.start, lost[0].start) == 0
    alone = len(sentence.numbers) == 1 or (opens and number is sentence.numbers[0])
    only = alone and len({t.kind for t in lost}) == 1  # "how many died; the figure was 2,000"
    return METRICS[lost[-1].kind] if (theirs and lost) or only else None
