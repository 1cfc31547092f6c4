"""The whole or a part: a day, a battle, a unit, a sub-group, an increment."""

from watchers.claims import Metric, Qualifier, Scope
from watchers.reading.metrics import Reading
from watchers.reading.numbers import Number
from watchers.reading.passage import Passage, Sentence
from watchers.reading.patterns import Hit
from watchers.reading.phrases import Phrase

_LOSSES = frozenset((Metric.KILLED, Metric.WOUNDED, Metric.CASUALTIES, Metric.MISSING))
_SENT = frozenset((Metric.DEPLOYED, Metric.PLANNED))
_BESIDE = 0.6
_REACH = {"scope.increment": 3.2, "scope.first_wave": 5.0, "scope.window": 12.0, "scope.home": 6.0, "scope.total": 3.0}


def choose_scope(
    passage: Passage, sentence: Sentence, number: Number, phrase: Phrase, reading: Reading, toll: int
) -> tuple[Scope, str, bool]:
    """The scope, the words that decided it, and whether it is an increment to the deployment."""
    sent = reading.metric in _SENT
    if phrase.is_rank and sent and not _ranks_with_men(passage, sentence, phrase):
        head = phrase.head
        return Scope.PART, passage.text[head.start : head.end] if head else "", False
    if sent:
        increment = _near(passage, sentence, number, phrase, "scope.increment")
        if increment is not None:
            return Scope.PART, passage.text[increment.start : increment.end], True
        wave = _near(passage, sentence, number, phrase, "scope.first_wave")
        if wave is not None:
            return Scope.PART, passage.text[wave.start : wave.end], False
    if reading.metric is Metric.CAPTURED and reading.trigger is not None and reading.trigger.kind == "captive":
        return Scope.PART, passage.text[reading.trigger.start : reading.trigger.end], False
    if reading.metric in _LOSSES:
        for kind in ("scope.home", "scope.window"):
            hit = _near(passage, sentence, number, phrase, kind)
            if hit is not None:
                return Scope.PART, passage.text[hit.start : hit.end], False
        if number.figure().number < toll and number.qualifier is not Qualifier.VAGUE:
            return Scope.PART, "so few are one event", False
    return Scope.TOTAL, "no words that narrow it", False


def _near(passage: Passage, sentence: Sentence, number: Number, phrase: Phrase, kind: str) -> Hit | None:
    for hit in sentence.of(kind):
        if number.left <= hit.start < number.start:
            continue
        cost = passage.apart(min(phrase.start, number.start), max(phrase.end, number.end), hit.start, hit.end)
        low, high = min(hit.end, number.end), max(hit.start, number.start)
        crossed = sum(1 for other in sentence.numbers if other is not number and low <= other.start < high)
        if cost + 3.0 * crossed <= _REACH[kind]:
            return hit
    return None


def _ranks_with_men(passage: Passage, sentence: Sentence, phrase: Phrase) -> bool:
    """ "Soldiers and officers" are no sub-group."""
    head = phrase.head
    return head is not None and any(
        passage.apart(head.start, head.end, men.start, men.end) <= _BESIDE
        for men in sentence.of("people.soldiers", "side.subject.people")
        if men.start != head.start
    )
