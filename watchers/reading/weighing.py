"""What a number is, decided by all evidence on it: the rules' opinion is one piece among others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from watchers.claims import Metric, Scope, Tense
from watchers.reading.evidence import Candidate, Evidence
from watchers.reading.weights import Weights, joined, load_weights

NOTHING = "none"  # the answer for a number that counts nobody of ours
# Precision goes before recall: how likely it may be that a number is no claim, and must be that it is the whole.
_DOUBT, _SURE = 0.4, 0.6


@dataclass(frozen=True, slots=True)
class Decision:
    """What a candidate counts. `why` gives reasons where the rules had another opinion."""

    metric: Metric
    scope: Scope
    tense: Tense
    why: Mapping[str, str]


class Scales:
    """The learned weights of each question, the same for every language."""

    def __init__(self, metric: Weights, scope: Weights, tense: Weights) -> None:
        self._metric, self._scope, self._tense = metric, scope, tense
        self._joined = joined((metric, scope, tense))

    def weigh(self, candidates: Sequence[Candidate], evidence: Evidence) -> Iterator[Decision | None]:
        """A decision for each candidate; None for one that counts nobody of ours."""
        for index, candidate in enumerate(candidates):
            yield self._decide(index, candidate, evidence)

    def _decide(self, index: int, candidate: Candidate, evidence: Evidence) -> Decision | None:
        seen = evidence.on_metric(index)
        sums = self._joined.sums(seen)
        first, second = len(self._metric.answers), len(self._metric.answers) + len(self._scope.answers)
        shares = self._metric.shares(sums[:first])
        if shares.pop(NOTHING) > _DOUBT:
            return None
        metric = max(shares, key=lambda answer: shares[answer])
        extent, when = evidence.on_scope(seen, metric), evidence.on_tense(index, metric)
        covers = self._scope.shares(_plus(sums[first:second], self._scope.more(extent)))
        scope = (Scope.TOTAL if covers[Scope.TOTAL.value] > _SURE else Scope.PART).value
        tense = self._tense.best(_plus(sums[second:], self._tense.more(when)))
        if candidate.number.former:
            tense = Tense.PAST.value
        why, claim = {}, candidate.claim
        if claim is None or claim.metric.value != metric:
            why["metric"] = _reasons(self._metric, seen, metric, claim.metric.value if claim else NOTHING)
        if claim is not None and claim.scope.value != scope:
            why["scope"] = _reasons(self._scope, [*seen, *extent], scope, claim.scope.value)
        if claim is not None and claim.tense.value != tense:
            why["tense"] = _reasons(self._tense, [*seen, *when], tense, claim.tense.value)
        return Decision(Metric(metric), Scope(scope), Tense(tense), why)


def _plus(one: Sequence[int], two: Sequence[int]) -> list[int]:
    return [a + b for a, b in zip(one, two, strict=True)]


def _reasons(weights: Weights, evidence: Sequence[str], answer: str, other: str) -> str:
    return f"weighed against {other}: " + ", ".join(weights.reasons(evidence, answer, other))


def load_scales() -> Scales:
    """The weights that come with the package. Raises SeedError."""
    return Scales(load_weights("metric"), load_weights("scope"), load_weights("tense"))
