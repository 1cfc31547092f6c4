"""What the claims of one article say about each other: shares of a whole, repetitions, headlines."""

from dataclasses import replace
from typing import TYPE_CHECKING

from watchers.claims import Claim, Metric, Scope, Span, Tense

if TYPE_CHECKING:
    from watchers.reading.tongue import LaidOut

_SHARE = 1.05  # how much larger a figure must be for another to be a share of it


def in_whole(claims: list[Claim]) -> list[Claim | None]:
    """The claims as the article as a whole means them; None for those that it does not make."""
    captured = {claim.figure.number for claim in claims if claim.metric is Metric.CAPTURED}
    largest: dict[str, int] = {}
    for claim in filter(_is_strength, claims):
        largest[claim.claimant] = max(claim.figure.number, largest.get(claim.claimant, 0))
    return [None if _is_prisoner(claim, captured) else _as_share(claim, largest) for claim in claims]


def _is_prisoner(claim: Claim, captured: set[int]) -> bool:
    """The wounds of two prisoners are no figure of the wounded."""
    return claim.metric in (Metric.WOUNDED, Metric.KILLED) and claim.figure.number in captured


def _is_strength(claim: Claim) -> bool:
    return claim.metric is Metric.DEPLOYED and claim.scope is Scope.TOTAL and claim.tense is Tense.CURRENT


def _as_share(claim: Claim, largest: dict[str, int]) -> Claim:
    """Where one claimant gives two sizes of the deployment, the smaller is a share of the larger."""
    top = max(claim.figure.number, claim.figure.high or 0)
    if not _is_strength(claim) or largest[claim.claimant] <= top * _SHARE:
        return claim
    return replace(claim, scope=Scope.PART, why=claim.why | {"scope": "a larger figure stands beside it"})


def distinct(claims: list[Claim]) -> list[Claim]:
    """Every claim once; a headline's only where the text below has none with its metric and bounds."""
    below = {_bounds(claim) for claim in claims if not claim.span.in_title}
    seen, kept = set(), []
    for claim in claims:
        bounds = _bounds(claim)
        key = (claim.metric, bounds, claim.scope, claim.tense, claim.claimant)
        if key in seen or (claim.span.in_title and (bounds in below or _are_dead(claim, below))):
            continue
        seen.add(key)
        kept.append(claim)
    return kept


def _are_dead(claim: Claim, below: set[tuple[Metric, int | None, int | None]]) -> bool:
    """Whether the losses of a headline are the dead of the text."""
    return claim.metric is Metric.CASUALTIES and (Metric.KILLED, claim.figure.low, claim.figure.high) in below


def _bounds(claim: Claim) -> tuple[Metric, int | None, int | None]:
    """A headline often leaves out whether those it counts were sent or are still to be sent."""
    metric = Metric.DEPLOYED if claim.metric is Metric.PLANNED else claim.metric
    return metric, claim.figure.low, claim.figure.high


def placed(claim: Claim, laid: "LaidOut") -> Claim:
    """The claim with its span in the original title or text."""
    span = claim.span
    if span.in_title:
        return replace(claim, span=Span(laid.head.origin(span.start), laid.head.origin(span.end), in_title=True))
    start, end = span.start - laid.offset, span.end - laid.offset
    return replace(claim, span=Span(laid.body.origin(start), laid.body.origin(end)))
