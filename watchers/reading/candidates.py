"""Which numbers of a sentence are candidates for a claim, and what kind of candidates they are."""

from collections.abc import Iterable
from dataclasses import replace

from watchers.claims import Metric
from watchers.reading.metrics import Reading, Trigger
from watchers.reading.numbers import Number
from watchers.reading.passage import Passage, Sentence
from watchers.reading.phrases import OURS, Phrase
from watchers.reading.subjects import Mention
from watchers.reading.times import Moment

_THOUSAND = 1_000
_TOLD = ("metrics.killed", "metrics.wounded", "metrics.casualties", "metrics.deployed")
_TIMES = 12  # how much smaller or greater a number of left-out thousands may be than the one before
_BASE = 0.2
_HANDFUL = 10  # so few prisoners need no name, and so few people may be the speakers
_GREAT = 1_000  # soldiers of whom no more is said are a deployment
_ESTIMATED = 1.1
_SENT = 3.2  # "of the earlier sent 11,000"
_FATE = 3.0
_OWN_FATE = 2.2  # "of 4,000 North Korean casualties"
_HOME = 6.0
_BESIDE = 3.0
_SHOWN = 4.0
_OPENING = ',;:–"'  # a clause begins behind one of these
_HUNDRED = 100
_ALIKE = 2  # two calibres differ by less: "122 and 152 mm"
_DAYS, _AND = 31, 5  # a day of the month, and what may stand between two: "14 and 15 December"


def shows_dead(sentence: Sentence, phrase: Phrase) -> bool:
    """Whether what is counted names or shows one of the dead each: names on a wall, portraits."""
    head = phrase.head
    return head is not None and any(
        shown.start == head.start for shown in sentence.of("people.likenesses", "people.names")
    )


def in_thousands(
    passage: Passage, sentence: Sentence, phrases: list[tuple[Number, Phrase]], before: Number | None
) -> list[tuple[Number, Phrase]]:
    """The numbers, with the thousands that some leave out: "11,000 came first, then about four"; `before` came last."""
    if sentence.of("metrics.captured", "metrics.captive"):
        return phrases
    told = []
    for number, phrase in phrases:
        if (
            number.terse
            and before is not None
            and (before.start >= sentence.start or bool(sentence.of(*_TOLD)))
            and phrase.head is None
            and not phrase.unit
            and _closes(passage, sentence, number)
        ):
            number = _in_thousands_of(number, before)
        told.append((number, phrase))
        before = number if number.size >= _HUNDRED else before
    return told


def _closes(passage: Passage, sentence: Sentence, number: Number) -> bool:
    """Whether a number ends its clause."""
    after = passage.text[number.end : sentence.end][:1]
    return after in ("", ".", ",", ";", ")", "?", "!")


def _in_thousands_of(number: Number, before: Number) -> Number:
    thousands = before.size // _THOUSAND
    if not thousands or not thousands <= number.size * _TIMES or not number.size <= thousands * _TIMES:
        return number
    low, high = (None if bound is None else bound * _THOUSAND for bound in (number.low, number.high))
    return replace(number, low=low, high=high, elided=True)


def is_base_of_increment(passage: Passage, sentence: Sentence, number: Number) -> bool:
    """Whether others come on top of those counted: "after the first 11,000 another 8,000 may come"."""
    return bool(sentence.of("scope.increment")) and any(
        base.end <= number.left and passage.distance(base.end, number.left) <= _BASE
        for base in sentence.of("limits.base")
    )


def is_bare_few(number: Number, reading: Reading) -> bool:
    """Whether a small number without a noun counts things: people so few are named or have numerals of their own."""
    few = number.terse and not number.elided and number.size < _HANDFUL
    return few and reading.metric is not Metric.CAPTURED


def repeats_captured(number: Number, reading: Reading, told: Iterable[tuple[Number, Reading]]) -> bool:
    """Whether "both" are prisoners counted before."""
    captured = number.known and reading.metric is Metric.CAPTURED
    return captured and any(n.size == number.size and r.metric is Metric.CAPTURED for n, r in told)


def counts_speakers(sentence: Sentence, number: Number) -> bool:
    """Whether a few people are those who speak: "two officials", 당국자 2명."""
    few = number.size <= _HANDFUL
    return few and any(
        (number.counted and 0 <= number.start - hit.end <= 1) or 0 <= hit.start - number.end <= 1
        for hit in sentence.of("claimant")
    )


def is_elsewhere(passage: Passage, sentence: Sentence, number: Number, mentions: list[Mention]) -> bool:
    """Whether a number stands nearer to the name of another war than to any name of ours."""
    places = [passage.apart(number.start, number.end, h.start, h.end) for h in sentence.of("elsewhere")]
    ours = [passage.apart(number.start, number.end, m.start, m.end) for m in mentions if m.side == OURS]
    return bool(places) and (min(places) <= _BESIDE or min(places) < min(ours, default=99.0))


def went_home(passage: Passage, sentence: Sentence, number: Number) -> bool:
    return any(
        passage.apart(number.start, number.end, hit.start, hit.end) <= _HOME for hit in sentence.of("scope.home")
    )


def without_units(
    passage: Passage, phrases: list[tuple[Number, Phrase]], both: frozenset[str]
) -> list[tuple[Number, Phrase]]:
    """The numbers that count no things; a small one without a noun shares that of the next: "20 and 26 years"."""
    kept, after = [], None
    for number, phrase in reversed(phrases):
        joined = after is not None and passage.between(number.end, after[0].left).strip() in both - {","}
        alike = after is not None and number.size < after[0].size < _ALIKE * number.size
        small = (number.size < _HUNDRED or alike) and phrase.head is None
        unit = phrase.unit or (joined and small and after is not None and after[1].unit)
        if not unit:
            kept.append((number, phrase))
        after = number, replace(phrase, unit=unit)
    return kept[::-1]


def is_date(number: Number, moments: list[Moment]) -> bool:
    """Whether a number is the day of a date, alone or as in "14 and 15 December"."""
    day = number.size <= _DAYS and not number.counted
    return any(
        moment.start <= number.start < moment.end or (day and 0 < moment.start - number.end <= _AND)
        for moment in moments
        if moment.day is not None and not moment.bare
    )


def same(one: Number, two: Number) -> bool:
    return (one.low, one.high) == (two.low, two.high)


def find_bases(passage: Passage, sentence: Sentence, phrases: list[tuple[Number, Phrase]]) -> set[int]:
    """The places of numbers that only say of how many: the second in "4,000 of those 11,000"."""
    return {
        index
        for index in range(1, len(phrases))
        if not phrases[index][0].former
        and (
            _follows_of(passage, sentence, phrases[index - 1][0].end, phrases[index][0])
            or _follows_of(passage, sentence, phrases[index - 1][0].right, phrases[index][0])
            or _follows_of(passage, sentence, phrases[index - 1][1].end, phrases[index][0])
            or _follows_fate(passage, sentence, phrases[index - 1][0].end, phrases[index][0])
        )
    }


def is_of_fraction(passage: Passage, sentence: Sentence, number: Number) -> bool:
    """Whether a number is what a fraction is of: "half of the 11,000"."""
    return any(_follows_of(passage, sentence, part.end, number) for part in sentence.of("limits.fractions"))


def is_base_of_next(passage: Passage, sentence: Sentence, number: Number) -> bool:
    """Whether a clause begins with how many there were: "Of the 11,000 sent, 3,000 have been lost"."""
    if number is sentence.numbers[-1]:
        return _is_followed_by_many(sentence, number)
    return opens_with_base(passage, sentence, number) or _is_followed_by_share(passage, sentence, number)


def _is_followed_by_many(sentence: Sentence, number: Number) -> bool:
    """Whether an unnumbered share of a great many is told of right behind them: 1만1천여 명 가운데 다수의 사상자."""
    parts = [part for part in sentence.of("scope.partitive") if 0 <= part.start - number.end <= 1]
    return (
        number.counted
        and number.size >= _GREAT
        and any(0 <= many.start - part.end <= 1 for part in parts for many in sentence.of("limits.many"))
    )


def _is_followed_by_share(passage: Passage, sentence: Sentence, number: Number) -> bool:
    """Whether "of them" stands right behind a great number of whose fate nothing is said: 1만1천 명 가운데."""
    following = next((other for other in sentence.numbers if other.start > number.start), number)
    some = any(0 <= part.start - number.end <= 1 for part in sentence.of("scope.partitive"))
    if not (number.counted and some and number.size >= _GREAT and following.size < number.size):
        return False
    fates = sentence.of("metrics.killed", "metrics.wounded", "metrics.casualties", "metrics.missing", "metrics.planned")
    return not any(f.end <= number.left and passage.distance(f.end, number.left) <= _ESTIMATED for f in fates)


def opens_with_base(passage: Passage, sentence: Sentence, number: Number) -> bool:
    """Whether a clause begins with "of the" and a number, whatever is told of some of those."""
    sent = sentence.of("metrics.modifiers")
    return any(
        of.end <= number.left
        and passage.distance(of.end, number.left)
        <= (_SENT if any(of.end <= hit.start < number.left for hit in sent) else _ESTIMATED)
        and not any(they.start == of.start for they in sentence.of("people.pronouns"))
        and not any(
            fate.start >= number.end
            and passage.distance(number.end, fate.start) <= _OWN_FATE
            and "," not in passage.between(number.end, fate.start)
            for fate in sentence.of("metrics.casualties")
        )
        and (of.start <= sentence.start + 1 or passage.text[of.start - 2] in _OPENING)
        for of in sentence.of("limits.of")
    )


def is_thing(passage: Passage, sentence: Sentence, number: Number) -> bool:
    """Whether a counter of portraits stands where none are shown: it counts things."""
    return number.likeness and not any(
        passage.apart(number.left, number.end, shown.start, shown.end) <= _SHOWN
        for shown in sentence.of("people.likenesses", "people.names")
    )


def is_size(passage: Passage, sentence: Sentence, number: Number) -> bool:
    """Whether a word of sending is written onto a number, which so is the size of a force: "11,000-strong"."""
    hyphen = passage.lower.startswith("-", number.end)
    return hyphen and any(hit.start == number.end + 1 for hit in sentence.of("metrics.deployed"))


def _follows_of(passage: Passage, sentence: Sentence, end: int, number: Number) -> bool:
    return any(
        end <= of.start <= end + 1 and of.end <= number.left and passage.distance(of.end, number.left) <= _ESTIMATED
        for of in sentence.of("limits.of")
    )


def _follows_fate(passage: Passage, sentence: Sentence, end: int, number: Number) -> bool:
    """Whether only what became of some stands between them and "of": "4,000 killed and wounded out of 10,000"."""
    return any(
        _follows_of(passage, sentence, fate.end, number) and passage.distance(end, fate.end) <= _FATE
        for fate in sentence.of("metrics.killed", "metrics.wounded", "metrics.casualties")
        if fate.start > end
    )


def with_bases(phrases: list[tuple[Number, Phrase]], bases: set[int]) -> list[tuple[Number, Phrase]]:
    """The numbers without those bases that have no noun; what is a share of a base reaches to the base's end."""
    kept = []
    for index, (number, phrase) in enumerate(phrases):
        if index in bases and (phrase.head is None or phrase.head.end <= number.end):
            continue
        after = phrases[index + 1][1] if index + 1 in bases else None
        kept.append((number, replace(phrase, end=after.end) if after else phrase))
    return kept


def is_thought(
    passage: Passage, number: Number, reading: Reading, moves: list[Trigger], endings: tuple[str, ...]
) -> bool:
    """Whether people are only sent in a clause of "if", or are what would come of it: 더 보내면 2만 명이 된다."""
    if reading.metric not in (Metric.DEPLOYED, Metric.PLANNED):
        return False
    return any(
        passage.lower.endswith(endings, move.start, move.end)
        and (move.end <= number.left or (reading.trigger is not None and reading.trigger.start == move.start))
        for move in moves
    )


def is_wave(sentence: Sentence, number: Number) -> bool:
    """Whether a great many people are told as one of several waves: "The first was 11,000, the second 4,000"."""
    return number.size >= _GREAT and bool(sentence.of("scope.first_wave") and sentence.of("scope.later_wave"))


def is_capture(number: Number, phrase: Phrase, reading: Reading, mentions: list[Mention]) -> bool:
    """Many prisoners are ours only where ours are named: armies exchange prisoners of their own."""
    if reading.metric is not Metric.CAPTURED or number.size <= _HANDFUL or phrase.side == OURS:
        return True
    vague = reading.trigger is not None and reading.trigger.kind == "captive" and reading.cost > _ESTIMATED
    return not vague and any(mention.side == OURS for mention in mentions)


def are_soldiers(number: Number, phrase: Phrase, mentions: list[Mention]) -> bool:
    """Whether people of whom no more is said are soldiers of ours: named so, or a great many soldiers."""
    if phrase.is_rank or phrase.side == OURS or any(mention.side == OURS for mention in mentions):
        return True
    head = phrase.head
    return head is not None and head.kind == "people.soldiers" and number.size >= _GREAT
