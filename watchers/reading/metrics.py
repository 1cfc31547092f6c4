"""What a number counts: the killed, the wounded, the sent … by the words that stand nearest to it."""

from dataclasses import dataclass, replace

from watchers.claims import Metric
from watchers.reading.numbers import Number
from watchers.reading.passage import Passage, Sentence
from watchers.reading.patterns import Hit
from watchers.reading.phrases import Phrase

_LOSSES = ("killed", "wounded", "missing", "captured", "captive")
_KINDS = (*_LOSSES, "casualties", "lost", "deployed", "planned", "other")
# How much farther away a word counts as: the general gives way to the particular.
_WEIGHTS = {
    "killed": 0.0,
    "wounded": 0.0,
    "missing": 0.5,
    "captured": 0.3,
    "captive": 0.6,
    "casualties": 0.6,
    "lost": 4.5,
    "deployed": 5.0,
    "other": 0.6,
    "planned": 5.2,
}
_CROSSING, _CROSSING_SENT = 3.0, 6.0
_TAKEN = 5.0
_TIE = 0.005
_NEARER = 0.5  # a number takes no second word that stands so much farther away
_HYPOTHETICAL = ("killed", "wounded", "casualties")
_ADJACENT = 0.3
_LINKING, _TO = 5.0, 0.6
_LINKED = 0.8
_ESTIMATED = 1.6
_HEAVY = 2.0
_CLOSE, _GOVERNS = 2.0, 0.7  # a verb a few words ahead of its object
_COLON = 3.0  # a colon right before a number equals it to what stands before
_RESUMED, _OPENS = 0.3, 0.6  # what a word behind a resumption costs, and what may stand before a number that opens
_PAUSE, _DASHES = 1.5, (" – ", " - ")  # "those who came, – three thousand"
_CHARACTER = 0.01  # a particle between makes a word stand a little farther away
_CITATION, _SAYING = 40, 70  # a longer insertion says more than who counted
_INSERTION, _INSERTED = 2, 3.0  # "…, as they believe, …": two commas part less than one
_CONJUNCTION = 1.2
_ASIDE, _NEXT = 3.1, 0.2
_OPENING, _ANNOUNCED = 3, 2.5  # characters before a number at the head of a sentence, and what lies behind its colon
_CLAUSE = 2.5  # a number with more than a particle on it ends its clause
_NEXT_CLAUSE = 10.0  # and one with a copula on it ends it for good
_NEAR = 1.1
_FAR, _FAR_SENT = 8.0, 11.0
_WRITTEN_ON = 3  # a particle and a space between a counter and the next word
_SHARE = 4.0
_AHEAD, _AHEAD_ALONE = 2.1, 4.0
_VERB = 0.6
_CONJOINED = 4  # words at most between two numbers of a list
_LISTED = 4.2  # from the last of them to the word that belongs to all
MOVES = ("deployed", "planned")
SQUAD = 20  # fewer people on the move are hardly a deployment
METRICS: dict[str, Metric | None] = {metric.value: metric for metric in Metric}
METRICS |= {"captive": Metric.CAPTURED, "lost": Metric.CASUALTIES, "other": None}


@dataclass(frozen=True, slots=True)
class Glue:
    """How a language binds words: `both` joins two nouns, written onto the first as `suffixes`, `particles` stand after
    a counter, verbs may come last, and `passive` words make what is said of somebody."""

    both: frozenset[str]
    particles: frozenset[str]
    suffixes: frozenset[str]
    verb_final: bool
    passive: frozenset[str]
    auxiliaries: frozenset[str]
    conditionals: tuple[str, ...]  # endings with which a move is only thought of
    topic: tuple[str, ...]  # endings of the one of whom a sentence tells
    quoting: tuple[str, ...]  # endings of what is said, right before whoever says it
    dative: tuple[str, ...]  # endings of those who are told something
    copulas: tuple[str, ...]  # with which a number ends its clause
    connectives: tuple[str, ...]  # endings with which a verb closes its clause


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that names a metric; `kind` is its list in the language file."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The metric of a number, the trigger that decided it (None by default) and how far away it stood."""

    metric: Metric | None
    trigger: Trigger | None
    cost: float


def find_triggers(passage: Passage, sentence: Sentence, both: frozenset[str]) -> list[Trigger]:
    """The triggers of a sentence; killed and wounded joined by "and" or "or" make one trigger for casualties."""
    found = [
        Trigger(hit.start, hit.end, hit.kind.partition(".")[2])
        for hit in sentence.of(*(f"metrics.{k}" for k in _KINDS))
        if not (hit.kind == "metrics.deployed" and _is_said(sentence, hit))
    ]
    merged: list[Trigger] = []
    for trigger in found:
        last = merged[-1] if merged else None
        if last is not None and _joins(passage, sentence, last, trigger, both):
            merged[-1] = Trigger(last.start, trigger.end, "casualties")
        else:
            merged.append(trigger)
    return merged


def _is_said(sentence: Sentence, hit: Hit) -> bool:
    """Whether a word that also means sending is what somebody says: "the service counted 2,700"."""
    return any(verb.start == hit.start for verb in sentence.of("speech.verbs")) and any(
        0 < hit.start - speaker.end <= 1 for speaker in sentence.of("claimant", "speech.same")
    )


def _joins(passage: Passage, sentence: Sentence, one: Trigger, two: Trigger, both: frozenset[str]) -> bool:
    kinds = {one.kind, two.kind}
    if "killed" in kinds and not kinds & {"wounded", "missing", "captured", "casualties"}:
        return False
    if not kinds <= {"killed", "wounded", "missing", "casualties", "captured", "captive"} or one.kind == two.kind:
        return False
    between = passage.between(one.end, two.start)
    if "casualties" in kinds and between.lstrip().startswith(","):
        return two.kind == "missing" and bool(_hits_of(sentence, one, "metrics.killed"))
    if any(one.end <= number.start < two.start for number in sentence.numbers):
        return False
    words = between.replace(",", " , ").replace("/", " / ").split()
    return bool(words) and len(words) <= 3 and any(word in both for word in words) and all(
        word in both or len(word) <= 3 or word in passage.light for word in words
    )  # fmt: skip


def _hits_of(sentence: Sentence, trigger: Trigger, kind: str) -> list[Hit]:
    return [hit for hit in sentence.of(kind) if trigger.start <= hit.start and hit.end <= trigger.end]


def choose_metric(
    passage: Passage,
    sentence: Sentence,
    number: Number,
    phrase: Phrase,
    triggers: list[Trigger],
    taken: dict[int, Number],
    words: Glue,
) -> Reading | None:
    """The metric whose trigger is cheapest to reach, or None where none is in reach."""
    readings = []
    verb = _verb_before(sentence, number, triggers)
    aside = _aside(passage, sentence, number, phrase, triggers)
    added_to = is_added_to(passage, sentence, number)
    for trigger in triggers:
        thought = trigger.kind in _HYPOTHETICAL and _is_hypothetical(passage, sentence, trigger)
        if thought and _is_definite(passage, sentence, number):
            continue
        cost = _cost(passage, sentence, number, phrase, trigger, words)
        if trigger.kind == "deployed" and _links(passage, sentence, number, trigger, triggers):
            cost += _LINKING
        if taken.get(trigger.start, number) is not number:
            low, high = sorted((number.start, trigger.start))
            cost += _TAKEN + _TAKEN * ("," in passage.between(low, high))
        apart = _is_next_clause(passage, sentence, number, phrase, verb, trigger, words)
        if trigger.kind in MOVES and (apart or _belongs_ahead(passage, sentence, phrase, trigger)):
            cost += _TAKEN
        if trigger.kind in MOVES and number.size < SQUAD:
            cost += _TAKEN
        if aside[0] < trigger.start < aside[1]:
            cost += _TAKEN
        if trigger.kind == "planned" and added_to and trigger.end <= number.left:
            cost += _TAKEN
        readings.append(Reading(None if thought else METRICS[trigger.kind], trigger, cost))
    near = [r for r in readings if r.cost <= (_FAR_SENT if r.trigger and r.trigger.kind in MOVES else _FAR)]
    best = min(near, key=lambda reading: reading.cost, default=None)
    best = best and _captured_wounded(best, near, phrase)
    best = best and _named_first(passage, sentence, number, best, readings)
    return best and _past_modifier(passage, sentence, best, readings, phrase, words)


def _aside(
    passage: Passage, sentence: Sentence, number: Number, phrase: Phrase, triggers: list[Trigger]
) -> tuple[int, int]:
    """Where a clause stands that only says which people, before the verb that says what of them: "…, whom …, are …"."""
    end = max(phrase.end, number.end)
    first = passage.lower.find(",", end, sentence.end)
    last = passage.lower.find(",", first + 1, sentence.end) if first >= 0 else -1
    told = last >= 0 and passage.distance(end, first + 2) <= _ASIDE
    told = told and any(t.start - last - 2 >= 0 and passage.distance(last + 1, t.start) <= _NEXT for t in triggers)
    return (first, last) if told else (0, 0)


def _verb_before(sentence: Sentence, number: Number, triggers: list[Trigger]) -> Trigger | None:
    """The word of sending that stands before a number with no other number between."""
    floor = max((other.end for other in sentence.numbers if other.end <= number.start), default=sentence.start)
    return next((t for t in triggers if t.kind == "deployed" and floor <= t.start and t.end <= number.left), None)


def _named_first(
    passage: Passage, sentence: Sentence, number: Number, best: Reading, readings: list[Reading]
) -> Reading:
    """ "In dead alone, the country lost 2,000": the loss that a sentence begins with is what "lost" counts first."""
    if best.trigger is None or best.trigger.kind != "lost" or number is not sentence.numbers[0]:
        return best
    for reading in readings:
        trigger = reading.trigger
        if trigger and trigger.kind in _LOSSES and passage.lead(sentence.start, trigger.start) == 0:
            return replace(reading, cost=best.cost) if trigger.end <= best.trigger.start else best
    return best


def _captured_wounded(best: Reading, readings: list[Reading], phrase: Phrase) -> Reading:
    """ "Captured two wounded soldiers": what only describes those counted gives way to what was done with them."""
    trigger = best.trigger
    if best.metric is not Metric.WOUNDED or trigger is None or phrase.head is None:
        return best
    if not (phrase.start < trigger.start and trigger.end < phrase.head.start):
        return best
    captures = [reading for reading in readings if reading.metric is Metric.CAPTURED]
    return min(captures, key=lambda reading: reading.cost, default=best)


def _past_modifier(
    passage: Passage, sentence: Sentence, best: Reading, readings: list[Reading], phrase: Phrase, words: Glue
) -> Reading:
    """ "Soldiers sent to Russia have been killed": what "sent" only describes gives way to what became of them."""
    trigger = best.trigger
    if best.metric is not Metric.DEPLOYED or trigger is None or trigger.start < phrase.end:
        return best
    participle = any(hit.start == trigger.start for hit in sentence.of("metrics.modifiers"))
    if words.auxiliaries & set(passage.between(phrase.end, trigger.start).split()) or not (
        participle or words.auxiliaries
    ):
        return best
    fates = [r for r in readings if r.trigger and r.trigger.kind in _HYPOTHETICAL and r.trigger.start > trigger.end]
    if participle:
        fates = [r for r in fates if r.trigger and passage.lower.startswith(", ", r.trigger.start - 2)]
    else:
        fates = [r for r in fates if r.cost <= _FAR]
    return min(fates, key=lambda reading: reading.cost, default=best)


def _is_hypothetical(passage: Passage, sentence: Sentence, trigger: Trigger) -> bool:
    """Whether a loss is only thought of: "could be dead by April"."""
    back = sentence.of("metrics.unplanned")
    return any(
        modal.end <= trigger.start
        and passage.distance(modal.end, trigger.start) <= _ADJACENT
        and not any(other.start < modal.end and modal.start < other.end for other in back)
        for modal in sentence.of("metrics.planned")
    )


def _is_definite(passage: Passage, sentence: Sentence, number: Number) -> bool:
    """Whether those counted are known to be there: "the 12,000 could be dead by April" tells how many were sent."""
    return any(
        the.end <= number.left and passage.distance(the.end, number.left) <= _ADJACENT
        for the in sentence.of("limits.definite", "limits.of")
    )


def _links(passage: Passage, sentence: Sentence, number: Number, trigger: Trigger, triggers: list[Trigger]) -> bool:
    """Whether a verb only links a loss with its number: "casualties came to several hundred"."""
    if trigger.end > number.start:
        return False
    beside = passage.distance(trigger.end, number.left) <= _TO
    return any(
        other.kind in ("casualties", "killed", "wounded")
        and other.end <= trigger.start
        and passage.distance(other.end, trigger.start) <= (_FAR if beside else _ADJACENT)
        and not any(other.end <= count.start < trigger.start for count in sentence.numbers)
        for other in triggers
    )


def look_ahead(
    passage: Passage, sentence: Sentence, number: Number, phrase: Phrase, reading: Reading, words: Glue
) -> Reading:
    """Turn a deployment that a word such as "will" or "plans to" puts in the future into a planned one."""
    if reading.metric is not Metric.DEPLOYED:
        return reading
    back = sentence.of("metrics.unplanned")
    aside = _aside(passage, sentence, number, phrase, [reading.trigger] if reading.trigger else [])
    added_to = is_added_to(passage, sentence, number)
    for hit in sentence.of("metrics.planned"):
        overlaid = any(other.start < hit.end and hit.start < other.end for other in back)
        if overlaid or aside[0] < hit.start < aside[1]:
            continue
        if hit.end <= number.left and (added_to or _is_there(passage, sentence, number, reading)):
            continue
        reach = passage.apart(min(phrase.start, number.left), max(phrase.end, number.end), hit.start, hit.end)
        if reading.trigger is not None:
            reach = min(reach, _VERB + passage.apart(reading.trigger.start, reading.trigger.end, hit.start, hit.end))
        if _belongs_ahead(passage, sentence, phrase, hit):
            continue
        if hit.start >= number.end and _joined_until(passage, sentence, number, hit.start, words.both):
            reach = min(reach, _VERB)
        elif _is_parted(sentence, number, hit) or _is_next_clause(
            passage, sentence, number, phrase, reading.trigger, hit, words
        ):
            continue
        if reach <= (_AHEAD if reading.trigger is not None else _AHEAD_ALONE):
            return Reading(Metric.PLANNED, Trigger(hit.start, hit.end, "planned"), reading.cost)
    return reading


def _belongs_ahead(passage: Passage, sentence: Sentence, phrase: Phrase, hit: Hit | Trigger) -> bool:
    """Whether a word of the future tells of the next number: "3,000 are there, by December it will be 10,000"."""
    following = next((number for number in sentence.numbers if number.start >= hit.end), None)
    return (
        phrase.head is not None
        and hit.start >= phrase.end
        and following is not None
        and "," in passage.between(phrase.end, hit.start)
        and passage.distance(hit.end, following.left) <= _CLOSE
    )


def _is_there(passage: Passage, sentence: Sentence, number: Number, reading: Reading) -> bool:
    """Whether those counted came before what is planned: "they would join the first 11,000, who arrived in autumn"."""
    came = reading.trigger is not None and reading.trigger.start >= number.end
    return came and any(
        the.end <= number.left and passage.distance(the.end, number.left) <= _VERB
        for the in sentence.of("limits.definite")
    )


def _reached(passage: Passage, sentence: Sentence, number: Number, start: int, end: int) -> float:
    """How far it is from one place to another; not far where a word resumes the number: "5,000: so many have …"."""
    if start < number.end or passage.lead(sentence.start, number.left) > _OPENS:
        return passage.distance(start, end)
    for hit in sentence.of("limits.resumed"):
        told = passage.between(number.end, hit.start)
        if number.end <= hit.start < end and told.rstrip().endswith((":", ".")) and len(told) <= _CITATION:
            return _RESUMED * passage.distance(hit.end, end)
    return passage.distance(start, end)


def _stands_for_verb(passage: Passage, start: int, end: int) -> float:
    """What a mark right before a number that equals it to what stands before costs too much."""
    between = passage.between(start, end)
    if between.endswith(": "):
        return _COLON
    dash = between.endswith(_DASHES)
    return dash * (_COLON + _PAUSE * between[:-3].endswith(","))


def _inserted(passage: Passage, sentence: Sentence, start: int, end: int) -> float:
    """What an insertion between two commas costs too much; one that says who counted parts nothing at all."""
    between = passage.between(start, end)
    if between.count(",") != _INSERTION:
        return 0.0
    first, last = start + between.find(","), start + between.rfind(",")
    size = last - first
    cited = size <= _CITATION and any(first < cue.start < last for cue in sentence.of("speech.according"))
    cited = cited or (size <= _SAYING and any(cue.start == first + 2 for cue in sentence.of("speech.verbs")))
    if cited:
        return passage.distance(first, last + 2)
    return _INSERTED


def _is_next_clause(
    passage: Passage,
    sentence: Sentence,
    number: Number,
    phrase: Phrase,
    verb: Trigger | None,
    hit: Hit | Trigger,
    words: Glue,
) -> bool:
    """Whether a clause ends between: "sent 1,500 soldiers and plans …", "… and they will …", N명이며 …."""
    end = max(phrase.end, number.end)
    if hit.start < end:
        return False
    suffix = passage.between(number.end, hit.start).split(" ")[0]
    if (number.counted or number.alone) and suffix not in words.particles:
        return True
    if any(
        end <= t.start < hit.start and passage.lower.endswith(words.connectives, t.start, t.end)
        for t in sentence.of("metrics.deployed")
    ):
        return True  # "N명이 있으며 …": a clause of its own
    spoken = verb is not None and verb.end <= number.start
    spoken = spoken or any(end <= they.start < hit.start for they in sentence.of("speech.same"))
    return spoken and any(word in words.both - {","} for word in passage.between(end, hit.start).split())


def _is_parted(sentence: Sentence, number: Number, hit: Hit) -> bool:
    """Whether another number, or a word that counts some of those before, stands between."""
    low, high = min(hit.end, number.end), max(hit.start, number.start)
    shares = sentence.of("people.pronouns", "scope.partitive")
    return any(other is not number and low <= other.start < high for other in sentence.numbers) or any(
        hit.end <= share.start < number.start for share in shares
    )


def _joined_until(passage: Passage, sentence: Sentence, number: Number, end: int, both: frozenset[str]) -> bool:
    """Whether numbers joined by "and" lead from `number` to a word that so belongs to all of them."""
    last = number
    for other in sentence.numbers:
        if not number.end <= other.start < end:
            continue
        between = passage.between(last.end, other.left)
        words = between.split() if "," not in between else []
        parted = any(last.end <= hit.start < other.left for kind in _KINDS for hit in sentence.of(f"metrics.{kind}"))
        if parted or len(words) > _CONJOINED or not any(word in both for word in words):
            return False
        last = other
    return last is not number and passage.distance(last.end, end) <= _LISTED


def find_taken(
    passage: Passage, sentence: Sentence, triggers: list[Trigger], phrases: list[Phrase], words: Glue
) -> dict[int, Number]:
    """Triggers that stand right beside one number belong to it."""
    counted = list(zip(sentence.numbers, phrases, strict=True))
    leading = bool(counted) and bool(triggers) and triggers[0].start < counted[0][0].start
    gaps = [
        [
            _gap(passage, n, p, trigger, words.both, words.particles)
            + _CLAUSE * _closes_before(passage, n, trigger, words.connectives)
            for n, p in counted
        ]
        for trigger in triggers
    ]
    closest = [min(column) for column in zip(*gaps, strict=True)]
    taken: dict[int, Number] = {}
    for trigger, row in zip(triggers, gaps, strict=True):
        near = [(gap, i) for i, gap in enumerate(row) if gap <= min(_NEAR, closest[i] + _NEARER)]
        if near:
            tied = [entry for entry in near if entry[0] - min(near)[0] < _TIE]
            taken[trigger.start] = counted[(tied[-1] if leading else min(near))[1]][0]
    return taken


def _closes_before(passage: Passage, number: Number, trigger: Trigger, connectives: tuple[str, ...]) -> bool:
    """Whether a verb closes a clause that ends before a number."""
    return trigger.end <= number.start and passage.lower.endswith(connectives, trigger.start, trigger.end)


def _gap(
    passage: Passage, number: Number, phrase: Phrase, trigger: Trigger, both: frozenset[str], particles: frozenset[str]
) -> float:
    """How far a trigger stands from a number with its phrase; "and" between parts them, a particle does not."""
    start, end = number.left, max(phrase.end, number.end)
    if _equals(passage, trigger, number):
        return 0.0
    gap = passage.apart(start, end, trigger.start, trigger.end)
    after = end <= trigger.start
    between = passage.between(end, trigger.start) if after else passage.between(trigger.end, start)
    if after and between.strip() in particles:
        return gap
    return gap + _CONJUNCTION * any(word in both for word in between.split()) + _CHARACTER * len(between)


def _equals(passage: Passage, trigger: Trigger, number: Number) -> bool:
    """Whether only a dash stands for a verb between: "killed – a thousand"."""
    return trigger.end < number.left and passage.between(trigger.end, number.left).strip() in ("–", "-")


def _parts_a_share(passage: Passage, sentence: Sentence, start: int, end: int, *, beside: bool) -> bool:
    """Whether "of them" or "including" stands between, unless it only closes what is told along.

    `beside`: `start` ends a number's phrase, whose own is a share right behind it: "1,000 sappers of those".
    """
    included = [number for number in sentence.numbers if _is_included(passage, sentence, number)]
    return any(
        start + 2 * beside <= share.start < end
        and not _is_inserted(passage, start, share.start, end)
        and not any(0.0 <= share.start - number.end <= _WRITTEN_ON for number in included if number.counted)
        and not any(cited.start <= share.start < cited.end for cited in sentence.of("speech.according"))
        for share in sentence.of("people.pronouns", "scope.partitive")
    )


def _is_inserted(passage: Passage, start: int, at: int, end: int) -> bool:
    """Whether a place lies in an insertion right after a phrase: "soldiers, nearly all of them recruits, were …"."""
    return passage.lower.startswith(", ", start) and "," in passage.between(at, end)


def _is_included(passage: Passage, sentence: Sentence, number: Number) -> bool:
    """Whether a number is only told along with another: "casualties, including 600 dead, of 4,700"."""
    return any(
        hit.start >= number.end and passage.distance(number.end, hit.start) <= _ADJACENT
        for hit in sentence.of("scope.partitive")
    )


def _amounts_to(passage: Passage, sentence: Sentence, number: Number, phrase: Phrase, trigger: Trigger) -> bool:
    """Whether a bare number is what a loss is put at: "casualties of those sent stand at 4,700", "Sent: 11,000"."""
    between = passage.between(trigger.end, number.left)
    listed = between.rstrip().endswith((":", "–"))
    names = listed and phrase.head is not None and phrase.head.kind == "people.heads"
    if (
        (phrase.head is not None and not names)
        or trigger.end > number.left
        or set(";" if listed else ",;") & set(between)
    ):
        return False
    put_at = trigger.kind in _HYPOTHETICAL and any(
        trigger.end <= to.start and to.end <= number.left and passage.distance(to.end, number.left) <= _ESTIMATED
        for to in sentence.of("limits.base")
    )
    return (listed or put_at) and not any(trigger.end <= other.start < number.left for other in sentence.numbers)


def is_added_to(passage: Passage, sentence: Sentence, number: Number) -> bool:
    """Whether others come on top of a number: "they would join, in addition to the 11,000 sent last year"."""
    return any(
        onto.end <= number.left and passage.distance(onto.end, number.left) <= _VERB
        for onto in sentence.of("limits.onto")
    )


def _announces(passage: Passage, sentence: Sentence, number: Number, end: int) -> bool:
    """Whether a sentence begins with a bare number and says behind a colon what it is: "25,000: so many will come"."""
    closed = passage.lower.startswith(".", number.right)  # a sentence of its own, joined to the next
    if number.left > sentence.start + _OPENING or not (closed or passage.between(number.left, end).count(":") == 1):
        return False
    return not any(number.end <= other.start < end for other in sentence.numbers)


def _cost(passage: Passage, sentence: Sentence, number: Number, phrase: Phrase, trigger: Trigger, words: Glue) -> float:
    weight = _WEIGHTS[trigger.kind]
    if phrase.start <= trigger.start and trigger.end <= phrase.end:
        return weight
    if trigger.start >= number.end:
        start, end = max(phrase.end, number.end), trigger.start
    else:
        start, end = trigger.end, min(phrase.start, number.left)
    cost = 0.0 if _equals(passage, trigger, number) else _reached(passage, sentence, number, start, end)
    cost -= _inserted(passage, sentence, start, end)
    cost -= _stands_for_verb(passage, start, end) if trigger.end <= start else 0.0
    if trigger.start >= number.end and _announces(passage, sentence, number, end):
        cost = min(cost, _ANNOUNCED)
    crossed = sum(
        1
        for other in sentence.numbers
        if other is not number and start <= other.start < end and not _is_included(passage, sentence, other)
    )
    beside = trigger.start >= number.end
    cost += _SHARE * _parts_a_share(passage, sentence, start, end, beside=beside)
    if (number.counted or number.alone) and trigger.start >= number.end:
        suffix = passage.between(number.end, trigger.start).split(" ")[0]
        cost += 0.0 if suffix in words.particles else _NEXT_CLAUSE if suffix.startswith(words.copulas) else _CLAUSE
    if trigger.end <= number.start and passage.lower.endswith(words.connectives, trigger.start, trigger.end):
        cost += _CLAUSE
    if _amounts_to(passage, sentence, number, phrase, trigger):
        return weight + _LINKED + _CHARACTER * (end - start)
    cost += (_CROSSING_SENT if trigger.kind in ("deployed", "planned") else _CROSSING) * crossed
    if any(word in words.both for word in passage.between(start, end).split()):
        cost += _CONJUNCTION
    ahead = trigger.start < number.start
    if cost <= _ADJACENT and trigger.kind != "lost" and (ahead or weight < _HEAVY):
        weight /= 2
    elif ahead and weight >= _HEAVY and cost <= _CLOSE:
        weight *= _GOVERNS
    return weight + cost + _CHARACTER * (end - start)
