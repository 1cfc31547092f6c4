"""The whole or a part: a day, a battle, a unit, a sub-group, an increment."""

from dataclasses import dataclass

from watchers.claims import Metric, Qualifier, Scope
from watchers.reading.metrics import Glue, Reading, is_added_to
from watchers.reading.numbers import Number
from watchers.reading.passage import Passage, Sentence
from watchers.reading.patterns import Hit
from watchers.reading.phrases import Phrase

_SENT = frozenset((Metric.DEPLOYED, Metric.PLANNED))
_BESIDE, _NEXT = 0.6, 0.1
_CROSSING = 3.0
_PARTITIVE = 4  # characters of a word for "of them" before a number
_GROWN = 6  # characters from a number to the words that make it what was added
_WENT = 4.2  # from people to the word that they went home
_WHILE = 3.5  # from those sent to the span of time in which they were
_ON_TOP = ("scope.increment", "scope.later_wave")
_WAVES = (*_ON_TOP, "scope.first_wave")
_REACH = {
    "scope.increment": 4.2,
    "scope.first_wave": 5.0,
    "scope.later_wave": 16.0,
    "scope.window": 12.0,
    "scope.home": 6.0,
    "scope.post": 6.0,
    "scope.total": 3.0,
}


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of the whole a number covers, and the words that decided it.

    An addition enlarges the deployment, a wave is its first part; those sent within a span of time are a part only
    of more.
    """

    scope: Scope
    words: str
    addition: bool = False
    wave: bool = False
    within: bool = False


WHOLE = Extent(Scope.TOTAL, "no words that narrow it")


@dataclass(frozen=True, slots=True)
class Sizes:
    """Fewer dead or wounded than `toll` are one event, fewer still to be sent than `force` an addition.

    More than `most` are ours only where the words beside the number say so.
    """

    toll: int
    force: int
    most: int


@dataclass(frozen=True, slots=True)
class Counted:
    """What is known of a number; `moment` is where the words stand that date its statement: they narrow nothing."""

    sentence: Sentence
    number: Number
    phrase: Phrase
    reading: Reading
    moment: tuple[int, int]


def choose_scope(passage: Passage, counted: Counted, sizes: Sizes, words: Glue) -> Extent:
    """The extent of a number, by the words beside it and by its size."""
    for each in counted.sentence.of("scope.each"):
        if 0 <= each.start - counted.number.end <= 1 or 0 <= each.start - counted.phrase.end <= 1:
            return Extent(Scope.PART, passage.text[each.start : each.end])
    for grown in counted.sentence.of("scope.growth"):
        if 0 <= grown.start - counted.number.core <= _GROWN:
            return Extent(Scope.PART, passage.text[grown.start : grown.end])
    if counted.reading.metric in _SENT:
        return _extent_of_sent(passage, counted, words, sizes.toll) or _extent_of_planned(counted, sizes.force) or WHOLE
    if counted.reading.metric is Metric.CAPTURED:
        return _extent_of_captured(passage, counted, words) or WHOLE
    return _extent_of_lost(passage, counted, sizes.toll) or WHOLE


def _extent_of_lost(passage: Passage, counted: Counted, toll: int) -> Extent | None:
    for kind in ("scope.home", "scope.window"):
        hit = _near(passage, counted, kind)
        if hit is not None:
            return Extent(Scope.PART, passage.text[hit.start : hit.end])
    if _is_of_lost(counted):
        return Extent(Scope.PART, "some of those lost")
    if counted.number.size < toll and counted.number.qualifier is not Qualifier.VAGUE:
        return Extent(Scope.PART, "so few are one event")
    return None


def _extent_of_sent(passage: Passage, counted: Counted, words: Glue, few: int) -> Extent | None:
    head, both = counted.phrase.head, words.both
    summed = _is_sum(passage, counted)
    if head is not None and counted.phrase.is_rank and not _ranks_with_men(passage, counted, both):
        more = not summed and any(_near(passage, counted, kind, both) is not None for kind in _ON_TOP)
        return Extent(Scope.PART, passage.text[head.start : head.end], more)
    for kind in ("scope.increment", "scope.later_wave", "scope.first_wave", "scope.post"):
        addition = kind in _ON_TOP
        of_wave = kind in _WAVES
        hit = None if summed and of_wave else _near(passage, counted, kind, both, copulas=words.copulas)
        if hit is not None:
            return Extent(Scope.PART, passage.text[hit.start : hit.end], addition, kind == "scope.first_wave")
    home = _near(passage, counted, "scope.home", both, _WENT)
    if home is not None:
        return Extent(Scope.PART, passage.text[home.start : home.end])
    hit = _near(passage, counted, "scope.window", both, _WHILE)
    if hit is not None:
        return Extent(Scope.PART, passage.text[hit.start : hit.end], within=True)
    return Extent(Scope.PART, "so few are one event") if counted.number.size < few else None


def _extent_of_planned(counted: Counted, force: int) -> Extent | None:
    if counted.reading.metric is Metric.PLANNED and counted.number.size < force:
        return Extent(Scope.PART, "so few still to come are an addition")
    return None


def _is_of_lost(counted: Counted) -> bool:
    """Whether a loss is a share of the same loss: 사상자 중 2천명."""
    trigger, number = counted.reading.trigger, counted.number
    return (
        number.counted
        and trigger is not None
        and any(
            0 <= part.start - trigger.end <= 1 and 0 < number.left - part.start <= _PARTITIVE
            for part in counted.sentence.of("scope.partitive")
        )
    )


def _is_sum(passage: Passage, counted: Counted) -> bool:
    """Whether "in all" stands right before a number that so covers all waves."""
    number = counted.number
    return any(
        hit.end <= number.left and passage.distance(hit.end, number.left) <= _NEXT
        for hit in counted.sentence.of("scope.total")
    )


def _extent_of_captured(passage: Passage, counted: Counted, words: Glue) -> Extent | None:
    """Prisoners who are known already, "the two" or "the captured", are no count of those taken so far."""
    number, trigger = counted.number, counted.reading.trigger
    if _near(passage, counted, "scope.total") is not None:
        return None
    if number.known or any(h.end <= number.start <= h.end + 1 for h in counted.sentence.of("limits.definite")):
        return Extent(Scope.PART, passage.text[number.left : number.end])
    if passage.lower.startswith(words.copulas, number.end):
        return None
    if number.start == counted.sentence.start and passage.lower.startswith(words.topic, number.end):
        return Extent(Scope.PART, passage.text[number.start : number.end])
    if trigger is not None and trigger.kind == "captive":
        return Extent(Scope.PART, passage.text[trigger.start : trigger.end])
    return None


def _near(
    passage: Passage,
    counted: Counted,
    kind: str,
    both: frozenset[str] = frozenset(),
    reach: float = 0.0,
    copulas: tuple[str, ...] = (),
) -> Hit | None:
    """The nearest words of a kind that narrow a number."""
    number, phrase, (start, end) = counted.number, counted.phrase, counted.moment
    for hit in counted.sentence.of(kind):
        if number.left <= hit.start < number.start or (hit.start < end and start < hit.end):
            continue
        if kind == "scope.home" and _is_past_clause(passage, counted, hit):
            continue
        if kind in _ON_TOP and hit.start > number.end and passage.lower.startswith(copulas, number.end):
            continue
        if kind in _ON_TOP and _is_base(passage, counted.sentence, number, hit):
            continue
        cost = passage.apart(min(phrase.start, number.start), max(phrase.end, number.end), hit.start, hit.end)
        low, high = min(hit.end, number.end), max(hit.start, number.start)
        crossed = sum(1 for other in counted.sentence.numbers if other is not number and low <= other.start < high)
        if kind in _WAVES and _is_of_another(passage, counted, hit):
            continue
        if cost + (_REACH[kind] if kind == "scope.later_wave" else _CROSSING) * crossed > (reach or _REACH[kind]):
            continue
        if kind not in _ON_TOP or not _is_next_verb(passage, counted, hit, both):
            return hit
    return None


def _is_past_clause(passage: Passage, counted: Counted, hit: Hit) -> bool:
    """Whether the clause of a loss ends before: "2,300 have died, the rest must be sent home"."""
    trigger = counted.reading.trigger
    return (
        trigger is not None and counted.number.end <= trigger.start and "," in passage.between(trigger.end, hit.start)
    )


def _is_next_verb(passage: Passage, counted: Counted, hit: Hit, both: frozenset[str]) -> bool:
    """Whether more are spoken of with a verb of their own: "keeps 11,000 there and is ready to send more"."""
    end = max(counted.phrase.end, counted.number.end)
    return any(
        end <= verb.start < hit.start and bool((both - {","}) & set(passage.between(end, verb.start).split()))
        for verb in counted.sentence.of("metrics.planned")
    )


def _is_of_another(passage: Passage, counted: Counted, hit: Hit) -> bool:
    """Whether an increment stands nearer to another number: "11,000 … and another 3,000"."""
    own = passage.apart(counted.number.left, counted.number.end, hit.start, hit.end)
    return any(
        passage.apart(other.left, other.end, hit.start, hit.end) < own
        for other in counted.sentence.numbers
        if other is not counted.number
    )


def _is_base(passage: Passage, sentence: Sentence, number: Number, increment: Hit) -> bool:
    """Whether a number is what an increment comes on top of: "in addition to the 11,000"."""
    on_top_of = any(
        of.start < increment.end <= of.end <= number.start and passage.distance(of.end, number.left) <= _BESIDE
        for of in sentence.of("limits.of")
    )
    return (
        on_top_of
        or is_added_to(passage, sentence, number)
        or any(
            increment.end <= to.start and to.end <= number.start and passage.distance(to.end, number.left) <= _BESIDE
            for to in sentence.of("limits.base")
        )
    )


def _ranks_with_men(passage: Passage, counted: Counted, both: frozenset[str]) -> bool:
    """Whether ranks are counted together with the men: "soldiers and officers" are no sub-group."""
    head = counted.phrase.head
    if head is None:
        return False
    for men in counted.sentence.of("people.soldiers", "side.subject.people"):
        low, high = (men.end, head.start) if men.end <= head.start else (head.end, men.start)
        between = passage.between(low, high).strip()
        if (
            low <= high
            and (between in both or (not between and passage.lower[low - 1] != " "))
            and men.start != head.start
        ):
            return True
    return False
