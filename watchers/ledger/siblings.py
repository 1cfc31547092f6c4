"""Which of one article's claims speak for it: rounder, smaller and component figures stand behind their siblings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from watchers.claims import Claim, Metric, Qualifier, Scope, Tense
from watchers.ledger.compare import JUMP, Relation, about_same, agree, relate
from watchers.ledger.values import Kind

TITLE_ROUNDING_PERCENT = 25


@dataclass(frozen=True, slots=True)
class Heard:
    """A claim as it is judged: what it can change, None if nothing, and the sibling that speaks in its place.

    `together` is the sum of all plans of its claimant in the article. `is_total` tells of an addition that the article
    also gives as a total.
    """

    claim: Claim
    kind: Kind | None
    behind: Claim | None = None
    together: int = 0
    is_total: bool = False


def hear(claims: Iterable[Claim]) -> list[Heard]:
    """Return every claim once, in the order of the article, with what stands in its place."""
    distinct = _distinct(claims)
    behind: dict[tuple[object, ...], Claim] = {}
    for _, group in groupby(sorted(distinct, key=_group), key=_group):
        behind |= _speakers(list(group))
    behind |= _spoken_for(distinct)
    return [Heard(claim, sort_of(claim), behind.get(identity(claim)), _together(claim, distinct)) for claim in distinct]


def _distinct(claims: Iterable[Claim]) -> list[Claim]:
    """Return every claim once: as the text makes it, where the headline makes it too."""
    found: dict[tuple[object, ...], Claim] = {}
    for claim in claims:
        known = found.get(identity(claim))
        if known is None or (known.span.in_title and not claim.span.in_title):
            found[identity(claim)] = claim
    return list(found.values())


def _together(claim: Claim, claims: Iterable[Claim]) -> int:
    plans = {c.figure.number for c in claims if c.claimant == claim.claimant and sort_of(c) is Kind.PLANNED}
    return sum(plans)


def sort_of(claim: Claim) -> Kind | None:
    """Return PLANNED or ADDITION for what is told beside the totals, UP for what may move one, None for context."""
    if claim.tense is Tense.PAST:
        return None
    if claim.metric is Metric.PLANNED:
        return Kind.PLANNED
    if claim.metric is Metric.DEPLOYED and claim.addition:
        return Kind.ADDITION
    return Kind.UP if claim.scope is Scope.TOTAL else None


def identity(claim: Claim) -> tuple[object, ...]:
    """What makes a claim the same after an edit, and wherever in the article it stands."""
    return (claim.metric, claim.claimant, claim.figure, claim.scope, claim.tense, claim.addition, claim.as_of)


def _spoken_for(claims: Sequence[Claim]) -> dict[tuple[object, ...], Claim]:
    """Find the headline's claims that the text repeats and credits better: "Seoul says" there, the agency here."""
    found = {}
    for claim in claims:
        for other in claims:
            same = other.metric is claim.metric and sort_of(other) is sort_of(claim) is not None
            if claim.span.in_title and not other.span.in_title and same and _rounds(claim, other):
                found[identity(claim)] = other
    return found


def _rounds(claim: Claim, other: Claim) -> bool:
    """Whether the headline's number is the text's: of plans, which come in parts, only the same one is."""
    if claim.metric is Metric.PLANNED:
        return about_same(claim.figure, other.figure)
    gap = abs(claim.figure.number - other.figure.number)
    return gap * 100 <= TITLE_ROUNDING_PERCENT * other.figure.number


def _group(claim: Claim) -> tuple[str, str, str]:
    return claim.metric, claim.claimant, sort_of(claim) or ""


def _speakers(group: Sequence[Claim]) -> dict[tuple[object, ...], Claim]:
    kind = sort_of(group[0])
    if kind is None or len(group) == 1:
        return {}
    ranked = sorted(group, key=lambda claim: (claim.span.in_title, -claim.figure.number))
    speaks = _component_of if kind is Kind.PLANNED else _dominated_by
    found = {identity(claim): speaks(claim, ranked) for claim in ranked}
    return {identity: speaker for identity, speaker in found.items() if speaker is not None}


def _dominated_by(claim: Claim, ranked: Sequence[Claim]) -> Claim | None:
    """Find a sibling that gives more of the same, but not the headline that rounds it up."""
    number = claim.figure.number
    for other in ranked:
        rounded = other.span.in_title and not claim.span.in_title and _rounds(other, claim)
        if number < other.figure.number <= JUMP * number and not rounded:
            return other
    return None


def _component_of(claim: Claim, ranked: Sequence[Claim]) -> Claim | None:
    """Find the plan that this one, with its siblings, adds up to; or the number that a vague word stands for."""
    for other in ranked:
        if other is claim or other.figure.qualifier is Qualifier.VAGUE:
            continue
        if claim.figure.qualifier is Qualifier.VAGUE and relate(claim.figure, other.figure) is Relation.IMPLIED:
            return other
        parts = [part.figure.number for part in ranked if part.figure.number < other.figure.number]
        if claim.figure.number in parts and agree(sum(parts), other.figure.number):
            return other
    return None
