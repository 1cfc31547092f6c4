"""What speaks for and against each reading of a number: the words around it, the rules' opinion, its neighbours.

Evidence is a list of short names. Names of words found in the data files are the same in every language; other words
enter by their stems.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from watchers.claims import Claim, Metric
from watchers.reading.metrics import Reading
from watchers.reading.numbers import Number
from watchers.reading.passage import Passage, Sentence
from watchers.reading.patterns import Hit
from watchers.reading.phrases import Phrase
from watchers.reading.times import Moment

_WORD = re.compile(r"[^\W\d_][\w']*|[:;,()\"–?]")
_NEAR = (0.3, 1.3, 2.6, 4.5, 8.0, 14.0)  # how far a word stands, in steps
_SIZES = (1, 2, 5, 10, 20, 50, 100, 300, 700, 1000, 2000, 2030, 5000, 10_000, 15_000, 20_000, 50_000, 100_000)
_AGES = ((2, "now"), (8, "week"), (40, "month"), (200, "season"))  # days before publication
_OF_SCOPE = ("near scope", "rule ", "size ", "place ", "prev", "next", "larger")
_MERE = ("metrics.modifiers", "metrics.unplanned")  # words that only go with others
_WINDOW = 8  # words on either side
_BRIEF = 3  # sentences; in so short a text the rules count for more
_LARGER = 1.05
_AGAIN = 4  # places of the same figure that are looked at
_FIRST, _MANY = 6, 5  # sentences and numbers that are told apart
_LATE = 13


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number that may count somebody. `reading` is what the rules took it for, `claim` what they made of it."""

    number: Number
    sentence: Sentence
    numbers: Sequence[Number]  # all of its sentence
    phrase: Phrase
    moments: Sequence[Moment]
    kept: bool
    side: str | None
    reading: Reading | None
    claim: Claim | None


class Evidence:
    """The evidence on the candidates of one passage; words count by their first `stem` letters."""

    def __init__(self, passage: Passage, candidates: Sequence[Candidate], stem: int) -> None:
        self._passage, self._candidates, self._stem = passage, candidates, stem
        self._alike: defaultdict[tuple[int | None, int | None], list[Candidate]] = defaultdict(list)
        self._largest: dict[Metric, int] = {}
        for candidate in candidates:
            self._alike[candidate.number.low, candidate.number.high].append(candidate)
            if candidate.claim is not None:
                size = max(candidate.number.size, self._largest.get(candidate.claim.metric, 0))
                self._largest[candidate.claim.metric] = size
        self._brief = len(passage.sentences) <= _BRIEF
        kinds = {kind for sentence in passage.sentences for kind in sentence.hits}
        self._setting = [
            f"text {kind}" for kind in sorted(kinds) if kind.startswith("side.") or kind in ("theatre", "elsewhere")
        ]

    @property
    def text(self) -> str:
        """The whole text, even and in lower case."""
        return self._passage.lower

    def on_metric(self, index: int) -> list[str]:
        """What tells which metric a candidate has, or that it counts nobody of ours."""
        candidate = self._candidates[index]
        opinion = _opinion(candidate)
        return [
            *_concepts(self._passage, candidate),
            *self._words(candidate),
            *opinion,
            *(f"brief: {name}" for name in opinion if self._brief),
            *_shape(candidate),
            *self._neighbours(index),
            *self._setting,
        ]

    def on_scope(self, seen: Sequence[str], metric: str) -> list[str]:
        """What tells a part from the whole besides what was `seen`, now that the metric is decided."""
        return [f"is {metric}", *(f"{metric}: {name}" for name in seen if name.startswith(_OF_SCOPE))]

    def on_tense(self, index: int, metric: str) -> list[str]:
        """What tells an earlier figure from one of now besides what was seen, now that the metric is decided."""
        when = self._times(self._candidates[index])
        return [*when, f"is {metric}", *(f"{metric}: {name}" for name in when)]

    def _words(self, candidate: Candidate) -> list[str]:
        """The stems beside a number, near and farther off."""
        passage, number, sentence, stem = self._passage, candidate.number, candidate.sentence, self._stem
        left = [word[:stem] for word in _WORD.findall(passage.lower, sentence.start, max(sentence.start, number.left))]
        right = [word[:stem] for word in _WORD.findall(passage.lower, number.core, sentence.end)[:_WINDOW]]
        left = left[-_WINDOW:]
        names = [f"before{_ring(place)} {word}" for place, word in enumerate(reversed(left))]
        return names + [f"after{_ring(place)} {word}" for place, word in enumerate(right)]

    def _neighbours(self, index: int) -> list[str]:
        """What the rules took the numbers before and after for, and whether a larger one is told of."""
        here = self._candidates[index]
        names = []
        for other, tag in ((index - 1, "prev"), (index + 1, "next")):
            if not 0 <= other < len(self._candidates):
                names.append(f"{tag} none")
                continue
            there = self._candidates[other]
            same = "same" if there.sentence is here.sentence else "other"
            metric = there.claim.metric.value if there.claim else "nothing"
            names.append(f"{tag} {metric} {same}")
            if there.claim:
                names.append(f"{tag} {metric} {there.claim.scope.value} {there.claim.tense.value}")
            one, two = there.number.size, here.number.size
            names.append(f"{tag} {'<' if one < two else '>' if one > two else '='} {same}")
        return [*names, *self._again(here), f"larger {self._is_larger(here)}"]

    def _again(self, here: Candidate) -> list[str]:
        """What the rules took the same figure for in other places, and whether one is the headline."""
        return [
            f"again {there.claim.metric.value if there.claim else 'nothing'} title {there.sentence.title}"
            for there in self._alike[here.number.low, here.number.high][:_AGAIN]
            if there is not here
        ]

    def _is_larger(self, here: Candidate) -> bool:
        largest = self._largest.get(here.claim.metric, 0) if here.claim else 0
        return largest > here.number.size * _LARGER

    def _times(self, candidate: Candidate) -> list[str]:
        """The moments of the sentence, the nearest once more."""
        number, ranked = candidate.number, []
        for moment in candidate.moments:
            far = self._passage.apart(moment.start, moment.end, number.left, number.end)
            ranked.append((far, f"{_age(moment)} {'before' if moment.end <= number.start else 'after'}"))
        if not ranked:
            return ["time none"]
        nearest = min(ranked)[1]
        names = [f"time {name}" for _, name in ranked] + [f"time {name} {step(far)}" for far, name in ranked]
        return [*names, f"nearest {nearest}", f"nearest {nearest.split()[0]}"]


def step(far: float) -> int:
    """How far something stands, in a few steps."""
    return bisect_left(_NEAR, far)


def _ring(place: int) -> str:
    return "0" if place == 0 else "1" if place < 3 else "2"


def _age(moment: Moment) -> str:
    if moment.ago is None:
        return "earlier"
    return next((name for days, name in _AGES if moment.ago <= days), "year")


def _concepts(passage: Passage, candidate: Candidate) -> list[str]:
    """The nearest word of each kind on either side, how far it stands, and whether another number stands between."""
    start, left, core, end = candidate.number.start, candidate.number.left, candidate.number.core, candidate.number.end
    others = [other.start for other in candidate.numbers if other is not candidate.number]
    last = max((other for other in others if other < start), default=-1)
    following = min((other for other in others if other >= end), default=len(passage.lower))
    names = []
    ranked: dict[str, list[tuple[float, str, str, bool]]] = {"metrics": [], "side": [], "people": []}
    for name, hits in _by_kind(candidate.sentence).items():
        nearest: dict[str, tuple[float, bool]] = {}
        for hit in hits:
            if hit.start >= core:
                if "after" in nearest:
                    continue  # it stands farther off than the one before
                side, far, crossed = "after", passage.distance(end, hit.start), following < hit.start
            elif hit.end <= start:
                side, far, crossed = "before", passage.distance(hit.end, left), last >= hit.end
            else:
                side, far, crossed = "within", 0.0, False
            if side not in nearest or far <= nearest[side][0]:
                nearest[side] = far, crossed
        group = name.partition(".")[0]
        for side, (far, crossed) in nearest.items():
            across = " across" if crossed else ""
            names += [f"near {name} {side}{across}", f"near {name} {side} {step(far)}{across}"]
            if group in ranked and name not in _MERE:
                ranked[group].append((far, name, side, crossed))
    return names + _nearest(ranked)


def _by_kind(sentence: Sentence) -> Mapping[str, Sequence[Hit]]:
    """What was found in a sentence, all words of dates together, in order."""
    found: dict[str, Sequence[Hit]] = {}
    for kind, hits in sentence.hits.items():
        if kind.startswith("dates"):
            found["dates"] = sorted([*found.get("dates", ()), *hits])
        elif not kind.startswith("numbers"):
            found[kind] = hits
    return found


def _nearest(ranked: dict[str, list[tuple[float, str, str, bool]]]) -> list[str]:
    names = []
    for place, (far, name, side, crossed) in enumerate(sorted(ranked["metrics"])[:2]):
        names += [f"metric{place} {name}", f"metric{place} {name} {side} {step(far)}{' across' if crossed else ''}"]
    for _, name, side, _ in sorted(ranked["side"])[:1]:
        names += [f"side0 {name}", f"side0 {name} {side}"]
    for far, name, side, _ in sorted(ranked["people"])[:1]:
        names.append(f"people0 {name} {side} {step(far)}")
    return names


def _opinion(candidate: Candidate) -> list[str]:
    """What the rules make of a number."""
    reading, claim, phrase = candidate.reading, candidate.claim, candidate.phrase
    taken = "nothing" if reading is None else reading.metric.value if reading.metric else "other"
    side = candidate.side if candidate.side is not None else "-"
    names = [f"rule reading {taken}", f"rule side {side}", f"rule side {side} {taken}"]
    if reading is not None:
        names.append(f"rule cost {taken} {step(reading.cost)}")
        names.append(f"rule word {taken} {reading.trigger.kind if reading.trigger else '-'}")
    if claim is None:
        names.append("rule claim nothing")
    else:
        scope, tense = claim.scope.value, claim.tense.value
        names += [f"rule claim {claim.metric.value}", f"rule claim {claim.metric.value} {scope} {tense}"]
        names += [f"rule scope {scope}", f"rule tense {tense}", f"rule addition {claim.addition}"]
    return [
        *names,
        f"rule head {phrase.head.kind if phrase.head else '-'}",
        f"rule owner {phrase.side or '-'}",
        f"rule unit {phrase.unit}",
        f"rule kept {candidate.kept}",
    ]


def _shape(candidate: Candidate) -> list[str]:
    number, numbers = candidate.number, candidate.numbers
    place = next(index for index, other in enumerate(numbers) if other is number)
    last = len(numbers) - 1
    where = "only" if last == 0 else "first" if place == 0 else "last" if place == last else "middle"
    return [
        f"size {bisect_left(_SIZES, number.size)}",
        f"bound {number.qualifier.value}",
        f"counted {number.counted}",
        f"title {candidate.sentence.title}",
        f"sentence {min(candidate.sentence.index, _FIRST)}",
        f"numbers {min(len(numbers), _MANY)}",
        f"place {where}",
        f"known {number.known}",
        f"former {number.former}",
    ]
