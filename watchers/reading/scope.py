"""The whole or a part: a day, a battle, a unit, a sub-group, an increment."""

from dataclasses import dataclass

from watchers.claims import Metric, Qualifier, Scope
from watchers.reading.metrics import Reading
from watchers.reading.numbers import Number
from watchers.reading.passage import Passage, Sentence
from watchers.reading.patterns import Hit
from watchers.reading.phrases import Phrase

_SENT = frozenset((Metric.DEPLOYED, Metric.PLANNED))
_BESIDE = 0.6
_REACH = {
    "scope.increment": 4.2,
    "scope.first_wave": 5.0,
    "scope.later_wave": 16.0,
    "scope.window": 12.0,
    "scope.home": 6.0,
    "scope.total": 3.0,
}


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of the whole a number covers, and the words that decided it.

    An addition enlarges the deployment, a wave is its first part.
    """

    scope: Scope
    words: str
    addition: bool = False
    wave: bool = False


WHOLE = Extent(Scope.TOTAL, "no words that narrow it")


def choose_scope(
    passage: Passage,
    sentence: Sentence,
    number: Number,
    phrase: Phrase,
    reading: Reading,
    toll: int,
    both: frozenset[str],
) -> Extent:
    """The extent of a number. Fewer dead or wounded than `toll` are one event."""
    if reading.metric in _SENT:
        return _extent_of_sent(passage, sentence, number, phrase, both) or WHOLE
    if reading.metric is Metric.CAPTURED:
        return _extent_of_captured(passage, sentence, number, reading) or WHOLE
    for kind in ("scope.home", "scope.window"):
        hit = _near(passage, sentence, number, phrase, kind)
        if hit is not None:
            return Extent(Scope.PART, passage.text[hit.start : hit.end])
    if number.figure().number < toll and number.qualifier is not Qualifier.VAGUE:
        return Extent(Scope.PART, "so few are one event")
    return WHOLE


def _extent_of_sent(
    passage: Passage, sentence: Sentence, number: Number, phrase: Phrase, both: frozenset[str]
) -> Extent | None:
    head = phrase.head
    if head is not None and phrase.is_rank and not _ranks_with_men(passage, sentence, phrase, both):
        return Extent(Scope.PART, passage.text[head.start : head.end])
    for kind, addition in (("scope.increment", True), ("scope.later_wave", True), ("scope.first_wave", False)):
        hit = _near(passage, sentence, number, phrase, kind)
        if hit is not None:
            wave = kind == "scope.first_wave"
            return Extent(Scope.PART, passage.text[hit.start : hit.end], addition, wave)
    return None


def _extent_of_captured(passage: Passage, sentence: Sentence, number: Number, reading: Reading) -> Extent | None:
    """Prisoners who are known already, "the two" or "the captured", are no count of those taken so far."""
    if any(hit.end <= number.start <= hit.end + 1 for hit in sentence.of("limits.definite")):
        return Extent(Scope.PART, passage.text[number.left : number.end])
    trigger = reading.trigger
    if trigger is not None and trigger.kind == "captive":
        return Extent(Scope.PART, passage.text[trigger.start : trigger.end])
    return None


def _near(passage: Passage, sentence: Sentence, number: Number, phrase: Phrase, kind: str) -> Hit | None:
    for hit in sentence.of(kind):
        if number.left <= hit.start < number.start:
            continue
        if kind == "scope.increment" and _is_base(passage, sentence, number, hit):
            continue
        cost = passage.apart(min(phrase.start, number.start), max(phrase.end, number.end), hit.start, hit.end)
        low, high = min(hit.end, number.end), max(hit.start, number.start)
        crossed = sum(1 for other in sentence.numbers if other is not number and low <= other.start < high)
        if cost + 3.0 * crossed <= _REACH[kind]:
            return hit
    return None


def _is_base(passage: Passage, sentence: Sentence, number: Number, increment: Hit) -> bool:
    """Whether a number is what an increment comes on top of: "in addition to the 11,000"."""
    return increment.end <= number.start and any(
        increment.end <= to.start and to.end <= number.start and passage.distance(to.end, number.left) <= _BESIDE
        for to in sentence.of("limits.base")
    )


def _ranks_with_men(passage: Passage, sentence: Sentence, phrase: Phrase, both: frozenset[str]) -> bool:
    """Whether ranks are counted together with the men: "soldiers and officers" are no sub-group."""
    head = phrase.head
    if head is None:
        return False
    for men in sentence.of("people.soldiers", "side.subject.people"):
        low, high = (men.end, head.start) if men.end <= head.start else (head.end, men.start)
        between = passage.between(low, high).strip()
        if (
            low <= high
            and (between in both or (not between and passage.lower[low - 1] != " "))
            and men.start != head.start
        ):
            return True
    return False
