"""Claims that cannot be what they seem: another count's number, another army's losses, a part beside a risen total.

A reader errs, and so do newsrooms; what is caught here is kept as history and raises no alert.
"""

from collections.abc import Iterable, Iterator, Sequence

from watchers.claims import Claim, Metric
from watchers.ledger import others
from watchers.ledger.compare import Relation, relate
from watchers.ledger.hearing import Hearing
from watchers.ledger.reasons import Because, Reason, because
from watchers.ledger.values import Key, Standing

LOSSES = (Metric.KILLED, Metric.WOUNDED, Metric.CASUALTIES)
IMPOSSIBLE = 3
FAR = 2


def doubt(hearing: Hearing, key: Key, claim: Claim, siblings: Sequence[Claim]) -> Because | None:
    """Say why a claim about losses cannot be what it seems, None if it can. `siblings` are the article's totals."""
    if key.metric not in LOSSES:
        return None
    figure = claim.figure
    sent = others.most(hearing, key, Metric.DEPLOYED, siblings)
    lowest = figure.number if figure.low is None else figure.low
    if sent is not None and lowest > IMPOSSIBLE * sent.high:
        return because(Reason.IMPOSSIBLE, figure=figure, standing=f"{sent.high:,}")
    other = _misnamed(hearing, key, claim, siblings)
    if other is not None:
        return because(Reason.MISNAMED, figure=figure, claimant=key.claimant, metric=other)
    before = _settled(hearing, key)
    if before is None or claim.revised or relate(figure, before.figure) is not Relation.BELOW:
        return None
    risen = _risen_beside(hearing, key, siblings)
    if risen is None:
        return None
    return because(Reason.RISEN, figure=figure, standing=before.figure, metric=risen.metric)


def _risen_beside(hearing: Hearing, key: Key, siblings: Iterable[Claim]) -> Claim | None:
    """Find another loss that the article puts no lower than the claimant's standing figure: losses rise together."""
    for sibling in siblings:
        if sibling.metric in LOSSES and sibling.metric is not key.metric:
            before = _settled(hearing, key._replace(metric=sibling.metric))
            if before is not None and relate(sibling.figure, before.figure) in {Relation.EQUAL, Relation.ABOVE}:
                return sibling
    return None


def is_whole(hearing: Hearing, key: Key, claim: Claim) -> bool:
    """Whether an addition is as large as all that were ever sent: most such are their sum, read as an addition."""
    sent = others.range_said(hearing, key, everybody=True)
    return sent is not None and claim.figure.number >= sent.low


def _misnamed(hearing: Hearing, key: Key, claim: Claim, siblings: Sequence[Claim]) -> Metric | None:
    """Find the other count whose number this is. No two counts of losses are alike: one contains the other."""
    number = claim.figure.number
    said = others.range_said(hearing, key, everybody=True)
    is_far = said is not None and number > FAR * said.high
    for metric in LOSSES:
        # That many dead may have caught up with an old count of casualties, but not by leaps.
        is_likely = metric is not key.metric and (is_far or key.metric is not Metric.KILLED)
        if is_likely and number in set(_numbers(hearing, key, metric, siblings)):
            return metric
    sent = {
        entry.standing.figure.number
        for entry in hearing.ledger.view(key.layer, Metric.DEPLOYED).values()
        if entry.standing is not None
    }
    return Metric.DEPLOYED if is_far and number in sent else None


def _numbers(hearing: Hearing, key: Key, metric: Metric, siblings: Sequence[Claim]) -> Iterator[int]:
    before = _settled(hearing, key._replace(metric=metric))
    if before is not None:
        yield before.figure.number
    # Where an article gives one number for both, the killed are what it counts.
    if key.metric is not Metric.KILLED:
        for sibling in siblings:
            if sibling.metric is metric:
                yield sibling.figure.number


def _settled(hearing: Hearing, key: Key) -> Standing | None:
    """Return the figure that stood before the day's news began to move it, so that their order does not matter."""
    entry, today = hearing.entry(key), hearing.day - others.A_DAY
    stood = entry.former if entry.standing is None else (*entry.former, entry.standing)
    return next((standing for standing in reversed(stood) if standing.as_of < today), None)
