"""Rule 1's two exceptions: plans, and stated additions to the deployment. Told once each, apart from the totals."""

from datetime import timedelta
from itertools import combinations

from watchers.claims import Claim, Metric, Qualifier, Scope
from watchers.ledger import others
from watchers.ledger.compare import JUMP, Relation, about_same, agree, relate
from watchers.ledger.doubts import is_whole
from watchers.ledger.hearing import Hearing
from watchers.ledger.moves import add_support, open_change
from watchers.ledger.reasons import Reason, because
from watchers.ledger.siblings import Heard
from watchers.ledger.state import StepKind
from watchers.ledger.values import SHARED, UNATTRIBUTED, Change, Hold, Key, Kind, State

SUPPORT_WINDOW = timedelta(days=14)
SUM_WINDOW = timedelta(days=60)


def judge_extra(hearing: Hearing, key: Key, heard: Heard, kind: Kind) -> None:
    """Judge a plan or an addition: each once for every claimant and number."""
    claim = heard.claim
    if _is_old(hearing, key, claim) or _is_told(hearing, key, heard, kind) or _is_others(hearing, key, claim, kind):
        return
    if key.claimant in UNATTRIBUTED:
        if claim.figure.qualifier is not Qualifier.VAGUE:
            open_change(hearing, key, claim, kind, 1, because(Reason.ALONE, figure=claim.figure), told=False)
        return
    if kind is Kind.ADDITION and is_whole(hearing, key, claim):
        why = because(Reason.WHOLE, figure=claim.figure)
        open_change(hearing, key, claim, kind, 5, why, Hold.JUMP, told=False)
        return
    reason = Reason.PLAN if kind is Kind.PLANNED else Reason.ADDITION
    why, hold = because(reason, figure=claim.figure, claimant=key.claimant), Hold.NO
    sent = others.most(hearing, key, Metric.DEPLOYED, ())
    if sent is not None and claim.figure.number > JUMP * sent.high:
        why, hold = because(Reason.JUMP, figure=claim.figure, standing=f"{sent.high:,}"), Hold.JUMP
    open_change(hearing, key, claim, kind, 1, why, hold)


def _is_old(hearing: Hearing, key: Key, claim: Claim) -> bool:
    """Settle what was published before the ledger's first figures, or before this claimant's last telling."""
    told = [change.as_of for change in hearing.entry(key).changes.values() if not change.is_total and change.told]
    start = others.oldest(hearing, key._replace(metric=Metric.DEPLOYED))
    reference = max(told, default=start)
    if reference is None or hearing.day >= reference - timedelta(days=1):
        return False
    why = because(Reason.OLDER, date=hearing.day, as_of=reference)
    hearing.note(key, StepKind.HISTORY, 3, claim.figure, why)
    return True


def _is_told(hearing: Hearing, key: Key, heard: Heard, kind: Kind) -> bool:
    """Settle a number that this claimant has told, or that adds up with what it has told."""
    claim, told = heard.claim, _own(hearing, key, kind)
    same = [change for change in told if about_same(claim.figure, change.figure)]
    if same:
        _same(hearing, key, min(same, key=lambda change: abs(claim.figure.number - change.figure.number)), claim)
        return True
    if claim.figure.qualifier is Qualifier.VAGUE:
        weaker = any(relate(claim.figure, change.figure) is Relation.IMPLIED for change in told)
        return weaker and _agreed(hearing, key, claim, Reason.IMPLIED, standing=told[0].figure)
    if kind is not Kind.PLANNED:
        total = hearing.entry(key).standing
        is_total = total is not None and agree(claim.figure.number, total.figure.number)
        return (is_total or heard.is_total) and _agreed(hearing, key, claim, Reason.TOTAL)
    parts = _sum(claim, heard.together, [change for change in told if hearing.day - change.as_of <= SUM_WINDOW])
    return bool(parts) and _agreed(hearing, key, claim, Reason.SUM, parts=parts)


def _own(hearing: Hearing, key: Key, kind: Kind) -> list[Change]:
    changes = sorted(hearing.entry(key).changes.values(), key=lambda change: (change.at, change.id))
    return [change for change in changes if change.kind is kind]


def _same(hearing: Hearing, key: Key, change: Change, claim: Claim) -> None:
    is_live = change.state.is_open or change.state in {State.RETRACTED, State.ADOPTED}
    if (is_live and abs(hearing.day - change.as_of) <= SUPPORT_WINDOW) or (is_live and not change.told):
        add_support(hearing, key, change, claim)
    else:
        reason = Reason.DISMISSED if change.state is State.DISMISSED else Reason.SAME_CHANGE
        _agreed(hearing, key, claim, reason, standing=change.figure)


def _sum(claim: Claim, together: int, told: list[Change]) -> str:
    """Say what plans this one is the sum of, or what plan it makes with its siblings; "" if neither."""
    whole = [change for change in told if change.told and agree(together, change.figure.number)]
    if whole and together > claim.figure.number:
        return f"{whole[0].figure.number:,}"
    numbers = [change.figure.number for change in told if change.told][-4:]
    for size in range(2, len(numbers) + 1):
        for parts in combinations(numbers, size):
            if agree(sum(parts), claim.figure.number):
                return " + ".join(f"{part:,}" for part in parts)
    return ""


def _is_others(hearing: Hearing, key: Key, claim: Claim, kind: Kind) -> bool:
    """Settle a number that another claimant has told, and a plan for the total that is fulfilled already."""
    relayed = key.claimant in UNATTRIBUTED or kind is Kind.PLANNED
    same = others.same_change(hearing, key, claim, frozenset({kind}), others.RELAY_WINDOW if relayed else None)
    if same is not None and key.claimant in UNATTRIBUTED:
        place, change = same
        if key.layer == SHARED or hearing.ledger.own(place) is not None:
            add_support(hearing, place, change, claim, credited=False)
            return True
    if same is not None and key.claimant not in UNATTRIBUTED:
        why = because(Reason.TOLD_BY_OTHERS, figure=claim.figure, others=same[0].claimant)
        open_change(hearing, key, claim, kind, 1, why, told=False)
        return True
    if same is not None:
        return _agreed(hearing, key, claim, Reason.TOLD_BY_OTHERS, others=same[0].claimant)
    sent = others.range_said(hearing, key._replace(metric=Metric.DEPLOYED), everybody=True)
    if kind is not Kind.PLANNED or claim.scope is not Scope.TOTAL or sent is None:
        return False
    within = sent.lies(claim.figure) is Relation.IMPLIED and claim.figure.low is not None
    return within and _agreed(hearing, key, claim, Reason.FULFILLED, standing=sent)


def _agreed(hearing: Hearing, key: Key, claim: Claim, reason: Reason, **values: object) -> bool:
    why = because(reason, figure=claim.figure, **values)
    hearing.note(key, StepKind.AGREED, 1, claim.figure, why)
    return True
