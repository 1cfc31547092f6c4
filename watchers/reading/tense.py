"""Now or earlier: the moment that dates a statement, and whether the statement is so recalled as an earlier one."""

from dataclasses import dataclass

from watchers.claims import Metric, Tense
from watchers.reading.metrics import Reading, Trigger
from watchers.reading.numbers import Number
from watchers.reading.passage import Passage, Sentence
from watchers.reading.times import Moment

_REACH = 2.6
_OPENING, _SPOKEN = 3.2, 14.0
_TOLD = 0.6
_AWAY, _NEXT_TO = 8.0, 4.0
_FOLLOWED = 1.6
_NOWHERE = 99.0
_LISTED, _MONTH = 2, 1.6  # figures that make a list, and how far their months stand behind them
_INSERTED = 6  # characters of ", in " before a date between two commas
_COMMA = 1.5  # a date behind a comma belongs to what is told
_CLOSER, _OVER = 0.5, 3.0  # among several moments the one nearest to the number counts
_SPANS = ("~", "-", "–")  # a month after one of these ends a span of time
_BOUND, _PARTICLE, _SPAN = 0.3, 3, 1.6
_PLAIN = 1.0  # how much farther a word such as "earlier" reaches than a date
_CLOSED = 2  # letters of a verb that closes a clause


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure as it is told: `anchors` are the words of saying, `ours` the starts of our mentions.

    `verb_final` says that what somebody says stands between name and verb.
    """

    sentence: Sentence
    number: Number
    reading: Reading
    anchors: list[tuple[int, int]]
    ours: list[int]
    verb_final: bool
    connectives: tuple[str, ...]


def _to_anchor(passage: Passage, moment: Moment, anchor: tuple[int, int], told: Statement) -> float:
    """How far a moment stands from a word of saying; behind a mention of ours it is in what is said."""
    start, end = anchor
    if any(end <= ours < moment.start for ours in told.ours):
        return _NOWHERE
    between = passage.between(min(moment.end, end), max(moment.start, start))
    apart = passage.apart(moment.start, moment.end, start, end)
    if told.verb_final and moment.ago is not None and start >= moment.end and apart > _FOLLOWED:
        return _NOWHERE  # a verb that comes last comes after every date
    if end <= moment.start and len(between) <= _INSERTED and passage.lower.startswith(",", moment.end):
        return 0.0  # "the last count, in January, …"
    return apart + _COMMA * (moment.ago is not None and "," in between)


def _between(sentence: Sentence, moment: Moment, number: Number) -> int:
    low, high = sorted((moment.start, number.start))
    return sum(1 for other in sentence.numbers if low < other.start < high)


def _belongs_elsewhere(passage: Passage, sentence: Sentence, moment: Moment, number: Number) -> bool:
    """Whether a moment is of another clause, or stands beside another number with a verb of saying in between."""
    low, high = sorted((moment.start, number.start))
    between = passage.between(low, high)
    if (";" in between and moment.ago is not None) or (
        "," in between and _opens_clause(passage, sentence, moment, number)
    ):
        return True
    if passage.apart(moment.start, moment.end, number.left, number.end) <= _AWAY:
        return False
    return _is_parted(passage, sentence, moment, number) and any(
        passage.apart(moment.start, moment.end, other.left, other.end) <= _NEXT_TO
        and not _is_parted(passage, sentence, moment, other)
        for other in sentence.numbers
        if other is not number
    )


def _opens_clause(passage: Passage, sentence: Sentence, moment: Moment, number: Number) -> bool:
    """Whether a moment behind a number opens a clause with a verb of saying and a number of its own."""
    return number.end <= moment.start and any(
        verb.start >= moment.end
        and passage.distance(moment.end, verb.start) <= _NEXT_TO
        and any(other.start >= verb.end for other in sentence.numbers)
        for verb in sentence.of("speech.verbs")
    )


def _is_parted(passage: Passage, sentence: Sentence, moment: Moment, number: Number) -> bool:
    low, high = sorted((moment.start, number.start))
    return any(mark in passage.between(low, high) for mark in ",;") and any(
        low < verb.start < high for verb in sentence.of("speech.verbs")
    )


def _event_bias(reading: Reading) -> float:
    """Losses are told more often than they are dated, so a date is the statement's unless it stands right beside."""
    return 0.0 if reading.metric in (Metric.DEPLOYED, Metric.PLANNED) else _TOLD


def _opens(
    passage: Passage, sentence: Sentence, moment: Moment, anchors: list[tuple[int, int]], trigger: Trigger | None
) -> bool:
    """Whether a moment opens the sentence and somebody speaks before the metric comes: "In March Seoul put …"."""
    lead = passage.lead(sentence.start, moment.start)
    if moment.ago is None and lead <= _BOUND:
        return bool(anchors)
    if lead > _OPENING:
        return False
    limit = sentence.end if trigger is None or trigger.kind == "said" else trigger.start
    return any(moment.end <= start < limit and passage.distance(moment.end, start) <= _SPOKEN for start, _ in anchors)


def _is_limit(passage: Passage, sentence: Sentence, moment: Moment) -> bool:
    """Whether a date says from or until when something was counted, or bounds a week of it, not when it was said."""
    if passage.lower[moment.start - 1 : moment.start] in _SPANS:
        return True
    follows = [h.end for h in sentence.of("dates.months") if 0 <= h.start - moment.end <= _PARTICLE]
    end = max([moment.end, *follows])
    if passage.lower.startswith(",", moment.end) and any(
        0 < moment.start - hit.end <= 1 and passage.lower.endswith(", ", 0, hit.start)
        for hit in sentence.of("limits.until")
    ):
        return False  # "the last word, of 13 January, …"
    return any(
        (moment.start < hit.start and moment.end <= hit.end <= moment.end + _PARTICLE)
        or (hit.start >= end and passage.distance(end, hit.start) <= _BOUND)
        or (hit.end <= moment.start and passage.distance(hit.end, moment.start) <= _SPAN)
        for hit in sentence.of("limits.until")
        if not any(0 <= hit.start - report.end <= 1 for report in sentence.of("speech.nouns"))
    )


def _is_when_said(passage: Passage, moment: Moment, told: Statement) -> bool:
    """Whether a month stands right beside a word of saying: "announced in June that …"."""
    verbs = told.sentence.of("speech.verbs")
    return any(passage.apart(moment.start, moment.end, verb.start, verb.end) <= _TOLD for verb in verbs)


def _precedes(passage: Passage, moment: Moment, told: Statement) -> bool:
    """Whether a day stands ahead of what is said where the verb of saying comes last."""
    low, high = moment.end, told.number.start
    spoken = moment.ago is not None and not moment.bare and told.verb_final and bool(told.anchors)
    return spoken and low <= high and "," not in passage.between(low, high)


def choose_tense(passage: Passage, moments: list[Moment], told: Statement) -> tuple[Tense, Moment | None]:
    """Past where the moment nearest to the statement's own words makes it an earlier one; dates before "earlier"."""
    ranked = []
    former = _of_former_state(passage, moments, told)
    if former is not None:
        return Tense.PAST, former
    monthly = _of_month(passage, moments, told)
    if monthly is not None and monthly.earlier:
        return Tense.PAST, monthly
    for index, moment in enumerate(moments):
        cost = _cost(passage, moment, told)
        if cost <= _REACH:
            number = told.number
            cost += _CLOSER * passage.apart(moment.start, moment.end, number.left, number.end)
            cost += _OVER * _between(told.sentence, moment, number)
            ranked.append((moment.ago is None, cost, index))
    if not ranked:
        return Tense.CURRENT, None
    moment = moments[min(ranked)[2]]
    return (Tense.PAST if moment.earlier else Tense.CURRENT), moment


def _is_of_clause(passage: Passage, moment: Moment, told: Statement) -> bool:
    """Whether a clause with a date and a figure of its own closes before: "said 300 in January, now it is 600"."""
    return any(
        moment.end <= other.start and other.end <= verb.start < told.number.left and verb.end - verb.start >= _CLOSED
        for verb in told.sentence.of("speech.verbs")
        for other in told.sentence.numbers
        if other is not told.number and passage.lower.endswith(told.connectives, verb.start, verb.end)
    )


def _is_of_event(passage: Passage, moment: Moment, told: Statement) -> bool:
    """Whether a date behind a number tells when something happened to others: "of 6,000 some came in May"."""
    own = told.reading.trigger
    return moment.start >= told.number.end and any(
        hit.start >= moment.end
        and passage.distance(moment.end, hit.start) <= _TOLD
        and (own is None or hit.start != own.start)
        for hit in told.sentence.of("metrics.deployed", "metrics.killed", "metrics.captured")
    )


def _of_former_state(passage: Passage, moments: list[Moment], told: Statement) -> Moment | None:
    """The earlier moment beside a figure where another is told of now: "last year there were 14,000, now 11,000"."""
    numbers = told.sentence.numbers
    at = numbers.index(told.number) if told.number in numbers else len(numbers)
    now = [m for m in moments if m.ago == 0 and any(m.end <= n.left for n in numbers[at + 1 :])]
    if not now:
        return None
    return next(
        (
            m
            for m in moments
            if m.ago is not None
            and m.earlier
            and not m.bare
            and m.end <= told.number.left
            and passage.distance(m.end, told.number.left) <= _REACH
            and passage.distance(now[0].end, numbers[at + 1].left) <= _TOLD
        ),
        None,
    )


def _of_month(passage: Passage, moments: list[Moment], told: Statement) -> Moment | None:
    """The month beside a figure in a list of losses by month: "100 in December, 300 in January, 600 in April"."""
    if told.reading.metric in (Metric.DEPLOYED, Metric.PLANNED) or len(told.sentence.numbers) < _LISTED:
        return None
    beside = {}
    for number in told.sentence.numbers:
        after = (m for m in moments if m.bare and m.start >= number.end)
        month = next((m for m in after if passage.distance(number.end, m.start) <= _MONTH), None)
        if month is not None:
            beside[number.start] = month
    return beside.get(told.number.start) if len(beside) >= _LISTED else None


def _is_state(sentence: Sentence, trigger: Trigger) -> bool:
    """Whether people were somewhere at a time, rather than sent there then: such a figure is of that time."""
    return any(h.start < trigger.end and trigger.start < h.end for h in sentence.of("metrics.states"))


def _leads_to(passage: Passage, sentence: Sentence, moment: Moment) -> Number | None:
    """The number right behind a word for what was earlier, which so is that number's."""
    if moment.ago is not None:
        return None
    after = next((number for number in sentence.numbers if number.start >= moment.end), None)
    return after if after is not None and passage.distance(moment.end, after.left) <= _TOLD else None


def _is_of_recalled(passage: Passage, moment: Moment, told: Statement) -> bool:
    """Whether a moment is of a figure that is only recalled behind another: "2,000, up from 600 in April"."""
    if moment.ago is None:
        return told.number.start < moment.start and _leads_to(passage, told.sentence, moment) is not None
    return any(
        told.number.end <= other.start < moment.start and _is_recalled(passage, told.sentence, other)
        for other in told.sentence.numbers
    )


def _is_recalled(passage: Passage, sentence: Sentence, number: Number) -> bool:
    """Whether a word for what was earlier leads to a number."""
    return any(
        word.end <= number.left and passage.distance(word.end, number.left) <= _TOLD
        for word in sentence.of("tense.earlier")
    )


def _is_led(sentence: Sentence, moment: Moment, number: Number) -> bool:
    """Whether a preposition leads from the word to its number: "had spoken of 600", "down from 14,000"."""
    return any(
        moment.start < hit.end <= number.left and hit.end >= moment.end
        for hit in sentence.of("limits.until", "limits.of", "limits.base")
    )


def _is_out(passage: Passage, moment: Moment, told: Statement) -> bool:
    """Whether a moment dates something else than the statement."""
    sentence, number = told.sentence, told.number
    dated, planned = moment.ago is not None, told.reading.metric is Metric.PLANNED
    if dated and _is_limit(passage, sentence, moment):
        return True
    spoken = planned and _opens(passage, sentence, moment, told.anchors, told.reading.trigger)
    if planned and moment.bare and not (spoken or _is_when_said(passage, moment, told)):
        return True
    if dated and told.verb_final and (_is_of_clause(passage, moment, told) or _is_of_event(passage, moment, told)):
        return True
    if any(other.former and moment.end <= other.left and other.end <= number.left for other in sentence.numbers):
        return True  # "from 300 in January to 2,000"
    moved_on = sentence.of("limits.compared", "tense.then")
    return (
        _belongs_elsewhere(passage, sentence, moment, number)
        or _is_of_recalled(passage, moment, told)
        or any(moment.end <= held.start and held.end <= number.left for held in moved_on)
    )


def _cost(passage: Passage, moment: Moment, told: Statement) -> float:
    """How far a moment stands from the words of a statement; out of reach where it dates something else."""
    dated, planned = moment.ago is not None, told.reading.metric is Metric.PLANNED
    if _is_out(passage, moment, told):
        return _NOWHERE
    if _leads_to(passage, told.sentence, moment) is told.number and _is_led(told.sentence, moment, told.number):
        return 0.0
    cost = min((_to_anchor(passage, moment, anchor, told) for anchor in told.anchors), default=_NOWHERE)
    cost -= 0.0 if dated else _PLAIN
    trigger = told.reading.trigger
    if _opens(passage, told.sentence, moment, told.anchors, trigger) or (planned and _precedes(passage, moment, told)):
        return min(cost, _PLAIN)
    if trigger is None or trigger.kind == "said" or (planned and dated):
        return cost  # no day that has passed dates what is still to come
    if _is_state(told.sentence, trigger):
        return min(cost, passage.apart(moment.start, moment.end, trigger.start, trigger.end))
    event = passage.apart(moment.start, moment.end, trigger.start, trigger.end) + _event_bias(told.reading)
    return _NOWHERE if event <= cost else cost
