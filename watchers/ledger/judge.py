"""What an article's claims do to the ledger. Pure: no clock, no storage, no settings."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from watchers.claims import Article, Claim, Metric, Tense
from watchers.ledger.credit import credit
from watchers.ledger.extras import judge_extra
from watchers.ledger.hearing import Hearing
from watchers.ledger.moves import withdraw
from watchers.ledger.reasons import Reason, because
from watchers.ledger.siblings import Heard, hear, identity, sort_of
from watchers.ledger.state import Ledger, Step, StepKind
from watchers.ledger.totals import CONTAINED, judge_total
from watchers.ledger.values import SHARED, Key, Kind


def judge(
    ledger: Ledger,
    article: Article,
    claims: Sequence[Claim],
    *,
    story: str,
    now: datetime,
    layer: str = SHARED,
    earlier: Sequence[Claim] = (),
    caught_up: bool = False,
) -> tuple[Step, ...]:
    """Return the steps that an article causes; `apply` takes them.

    `earlier` are the claims of the article's text before it was edited: what vanished from it loses its support. A
    withdrawn article is one edited to no claims. `story` names the text that the article is a copy of, or itself.
    `caught_up` marks what a feed published before it was first polled. Claims of the shared layer also count in each
    layer that has a figure of its own at their place; those of a guild's feed count in its layer alone.
    """
    hearing = Hearing(ledger=ledger, at=now, article=article, story=story, caught_up=caught_up)
    heard = hear(claims)
    said = {identity(claim) for claim in claims}
    for claim in earlier:
        if identity(claim) not in said:
            _withdraw(hearing, claim, layer)
    before = {identity(was.claim): was.behind is None for was in hear(earlier)}
    for now_heard in heard:
        spoke = before.get(identity(now_heard.claim))
        if spoke is None or (not spoke and now_heard.behind is None):
            for key in _places(hearing.ledger, now_heard.claim, layer):
                taken = len(hearing.steps)
                _judge_claim(hearing, now_heard, key, claims)
                for step in hearing.steps[taken:]:
                    if step.kind is StepKind.ADOPTED:
                        credit(hearing, step.key, step.change)
    return tuple(hearing.steps)


def metrics_needed(claims: Iterable[Claim]) -> frozenset[Metric]:
    """Return the metrics whose entries the judge looks at for these claims: their own, and what contains them."""
    needed = {claim.metric for claim in claims}
    if Metric.PLANNED in needed:
        needed.add(Metric.DEPLOYED)
    return frozenset(needed | {CONTAINED[metric] for metric in needed if metric in CONTAINED})


def _places(ledger: Ledger, claim: Claim, layer: str) -> list[Key]:
    layers = [layer] if layer else [SHARED, *ledger.owners(claim.metric, claim.claimant)]
    return [Key(name, claim.metric, claim.claimant) for name in layers]


def _judge_claim(hearing: Hearing, heard: Heard, key: Key, claims: Sequence[Claim]) -> None:
    claim, figure = heard.claim, heard.claim.figure
    if heard.kind is None:
        reason = Reason.PAST if claim.tense is Tense.PAST else Reason.PART
        hearing.note(key, StepKind.HISTORY, 1, figure, because(reason, figure=figure))
    elif heard.behind is not None:
        why = because(Reason.SIBLING, figure=figure, standing=heard.behind.figure)
        hearing.note(key, StepKind.AGREED, 2, figure, why)
    elif heard.kind is Kind.UP:
        judge_total(hearing, key, claim, [other for other in claims if sort_of(other) is Kind.UP])
    else:
        judge_extra(hearing, key, heard, heard.kind)


def _withdraw(hearing: Hearing, claim: Claim, layer: str) -> None:
    """Take away the article's support for a figure, whoever's changes it supported."""
    layers = [layer] if layer else list(hearing.ledger.layers)
    for name in layers:
        for claimant, entry in hearing.ledger.view(name, claim.metric).items():
            key = Key(name, claim.metric, claimant)
            if name == SHARED or hearing.ledger.own(key) is not None:
                for change in entry.changes.values():
                    if any(s.article == hearing.article.id and s.figure == claim.figure for s in change.supports):
                        withdraw(hearing, key, change)
