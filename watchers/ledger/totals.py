"""Rules 2 to 5 for claims about a total: equal, implied, older, first, up, down, and what is held."""

from collections.abc import Sequence
from datetime import timedelta

from watchers.claims import Claim, Metric, Qualifier
from watchers.ledger import others
from watchers.ledger.compare import JUMP, Relation, agree, jumps, relate
from watchers.ledger.doubts import doubt
from watchers.ledger.hearing import Hearing
from watchers.ledger.moves import add_support, open_change
from watchers.ledger.reasons import Because, Reason, because
from watchers.ledger.state import StepKind
from watchers.ledger.values import SHARED, UNATTRIBUTED, Change, Entry, Hold, Key, Kind, Standing, State

GRACE = timedelta(days=1)
SUPPORT_WINDOW = timedelta(days=7)
TOTALS = frozenset({Kind.FIRST, Kind.UP, Kind.DOWN})
# A count in the first metric never exceeds the same count in the second.
CONTAINED = {Metric.KILLED: Metric.CASUALTIES, Metric.CASUALTIES: Metric.DEPLOYED}


def judge_total(hearing: Hearing, key: Key, claim: Claim, siblings: Sequence[Claim]) -> None:
    """Judge a current claim about a total against what stands at `key` and what others say."""
    entry = hearing.entry(key)
    doubted = doubt(hearing, key, claim, siblings)
    if doubted is not None:
        hearing.note(key, StepKind.HISTORY, 5, claim.figure, doubted)
        return
    if _matches_own(hearing, key, entry, claim):
        return
    reference = entry.standing.as_of if entry.standing is not None else others.newest(hearing, key)
    if reference is not None and hearing.day < reference - GRACE:
        why = because(Reason.OLDER, date=hearing.day, as_of=reference)
        hearing.note(key, StepKind.HISTORY, 3, claim.figure, why)
    elif key.claimant in UNATTRIBUTED:
        _judge_unattributed(hearing, key, claim)
    elif entry.standing is None:
        _judge_first(hearing, key, claim, siblings)
    else:
        _judge_against(hearing, key, entry, entry.standing, claim, siblings)


def _matches_own(hearing: Hearing, key: Key, entry: Entry, claim: Claim) -> bool:
    """Settle a claim whose number this claimant has given before: it stands, is told already, or resurfaces."""
    number = claim.figure.number
    if claim.figure.qualifier is Qualifier.VAGUE:
        return False
    standing = entry.standing
    current = "" if standing is None else standing.change
    near = [change for change in entry.changes.values() if change.is_total and agree(number, change.figure.number)]
    rest = [change for change in near if change.id != current and (_is_live(change) or not claim.revised)]
    gap = min((abs(number - change.figure.number) for change in rest), default=number + 1)
    if standing and agree(number, standing.figure.number) and abs(number - standing.figure.number) <= gap:
        _stands(hearing, key, entry, standing, claim)
        return True
    if rest:
        nearest = min(rest, key=lambda change: (not _is_live(change), abs(number - change.figure.number), change.id))
        _same_change(hearing, key, nearest, claim)
        return True
    if any(agree(number, standing.figure.number) for standing in entry.former) and not claim.revised:
        hearing.note(key, StepKind.HISTORY, 3, claim.figure, because(Reason.RESURFACED, figure=claim.figure))
        return True
    return False


def _stands(hearing: Hearing, key: Key, entry: Entry, standing: Standing, claim: Claim) -> None:
    change = entry.changes.get(standing.change)
    if change is not None and abs(hearing.published - change.at) <= SUPPORT_WINDOW:
        add_support(hearing, key, change, claim)
    else:
        why = because(Reason.STANDS, figure=claim.figure, standing=standing.figure)
        hearing.note(key, StepKind.AGREED, 2, claim.figure, why)


def _is_live(change: Change) -> bool:
    return not change.closed and (change.state.is_open or change.state is State.RETRACTED)


def _same_change(hearing: Hearing, key: Key, change: Change, claim: Claim) -> None:
    if change.state is State.DISMISSED:
        hearing.note(key, StepKind.HISTORY, 8, claim.figure, because(Reason.DISMISSED, figure=claim.figure))
    elif not _is_live(change):
        hearing.note(key, StepKind.HISTORY, 3, claim.figure, because(Reason.RESURFACED, figure=claim.figure))
    elif hearing.day < change.as_of - SUPPORT_WINDOW:
        why = because(Reason.OLDER, date=hearing.day, as_of=change.as_of)
        hearing.note(key, StepKind.HISTORY, 3, claim.figure, why)
    else:
        add_support(hearing, key, change, claim)


def _judge_unattributed(hearing: Hearing, key: Key, claim: Claim) -> None:
    same = others.same_change(hearing, key, claim, TOTALS, others.RELAY_WINDOW)
    span = others.range_said(hearing, key, everybody=True)
    if same is not None:
        _carry_for_another(hearing, key, claim, *same)
    elif span is not None and span.lies(claim.figure) is not Relation.ABOVE:
        hearing.note(key, StepKind.AGREED, 4, claim.figure, because(Reason.BELOW_OTHERS, figure=claim.figure))
    elif claim.figure.qualifier is Qualifier.VAGUE:
        hearing.note(key, StepKind.AGREED, 4, claim.figure, because(Reason.ALONE, figure=claim.figure))
    else:
        why = because(Reason.ALONE, figure=claim.figure)
        open_change(hearing, key, claim, Kind.FIRST, 4, why, told=False)


def _carry_for_another(hearing: Hearing, key: Key, claim: Claim, place: Key, change: Change) -> None:
    """An unattributed figure shows that one more outlet carries a change; it never adopts it."""
    if key.layer == SHARED or hearing.ledger.own(place) is not None:
        add_support(hearing, place, change, claim, credited=False)
    else:
        why = because(Reason.TOLD_BY_OTHERS, figure=claim.figure, others=place.claimant)
        hearing.note(key, StepKind.AGREED, 4, claim.figure, why)


def _judge_first(hearing: Hearing, key: Key, claim: Claim, siblings: Sequence[Claim]) -> None:
    figure, span = claim.figure, others.range_said(hearing, key)
    same = others.same_change(hearing, key, claim, TOTALS)
    if _is_implied_by_open(hearing, key, claim):
        return
    if span is None and same is None:
        hold, why = _hold(hearing, key, claim, None, siblings)
        open_change(hearing, key, claim, Kind.FIRST, 4, why or because(Reason.NOTHING_SAID), hold)
        return
    lies = Relation.IMPLIED if span is None or same is not None else span.lies(figure)
    values = {"figure": figure, "claimant": key.claimant, "range": span or figure}
    if lies is Relation.IMPLIED and figure.qualifier is Qualifier.VAGUE:
        hearing.note(key, StepKind.AGREED, 4, figure, because(Reason.WITHIN_OTHERS, **values))
    elif lies is Relation.IMPLIED:
        open_change(hearing, key, claim, Kind.FIRST, 4, because(Reason.WITHIN_OTHERS, **values), told=False)
    elif lies is Relation.BELOW and key.metric is Metric.DEPLOYED:
        hearing.note(key, StepKind.HISTORY, 2, figure, because(Reason.PRESENT, figure=figure, standing=span))
    elif span is not None and figure.number * JUMP < span.low:
        open_change(hearing, key, claim, Kind.FIRST, 5, because(Reason.FAR_BELOW, **values), Hold.JUMP, told=False)
    else:
        hold, why = _hold(hearing, key, claim, None if span is None else span.high, siblings)
        open_change(hearing, key, claim, Kind.FIRST, 4, why or because(Reason.OUTSIDE_OTHERS, **values), hold)


def _is_implied_by_open(hearing: Hearing, key: Key, claim: Claim) -> bool:
    for change in hearing.entry(key).changes.values():
        if _is_live(change) and change.is_total and relate(claim.figure, change.figure) is Relation.IMPLIED:
            why = because(Reason.IMPLIED, figure=claim.figure, standing=change.figure)
            hearing.note(key, StepKind.AGREED, 2, claim.figure, why)
            return True
    return False


def _judge_against(
    hearing: Hearing, key: Key, entry: Entry, standing: Standing, claim: Claim, siblings: Sequence[Claim]
) -> None:
    figure, relation = claim.figure, relate(claim.figure, standing.figure)
    if relation is Relation.IMPLIED:
        why = because(Reason.IMPLIED, figure=figure, standing=standing.figure)
        hearing.note(key, StepKind.AGREED, 2, figure, why)
    elif _is_implied_by_open(hearing, key, claim):
        return
    elif relation is Relation.BELOW:
        _judge_below(hearing, key, standing, claim)
    elif _agrees_quietly(hearing, key, entry, standing, claim):
        why = because(Reason.WITHIN_OTHERS, figure=figure, claimant=key.claimant, range=others.range_said(hearing, key))
        open_change(hearing, key, claim, Kind.UP, 4, why, told=False)
    else:
        hold, held = _hold(hearing, key, claim, standing.figure.number, siblings)
        why = held or because(Reason.ABOVE, figure=figure, standing=standing.figure)
        open_change(hearing, key, claim, Kind.UP, 5 if hold else 2, why, hold)


def _agrees_quietly(hearing: Hearing, key: Key, entry: Entry, standing: Standing, claim: Claim) -> bool:
    """Whether a claimant who never said more than the others still says no more than they do."""
    change, span = entry.changes.get(standing.change), others.range_said(hearing, key)
    quiet = change is not None and not change.told
    return quiet and span is not None and span.lies(claim.figure) is Relation.IMPLIED


def _judge_below(hearing: Hearing, key: Key, standing: Standing, claim: Claim) -> None:
    """A count of losses, or of all who were ever sent, does not fall by itself: most lower figures are older ones."""
    figure, as_of = claim.figure, hearing.as_of(claim)
    another = next((name for name, known in others.known_numbers(hearing, key) if agree(figure.number, known)), None)
    if claim.revised:
        why = because(Reason.BELOW, figure=figure, standing=standing.figure)
        open_change(hearing, key, claim, Kind.DOWN, 5, why, Hold.FALL)
    elif key.metric is Metric.DEPLOYED:
        why = because(Reason.PRESENT, figure=figure, standing=standing.figure)
        hearing.note(key, StepKind.HISTORY, 2, figure, why)
    elif as_of < standing.as_of - GRACE:
        hearing.note(key, StepKind.HISTORY, 3, figure, because(Reason.OLDER, date=as_of, as_of=standing.as_of))
    elif another is not None:
        why = because(Reason.ANOTHERS, figure=figure, claimant=key.claimant, others=another)
        hearing.note(key, StepKind.HISTORY, 3, figure, why)
    elif abs(hearing.day - standing.as_of) <= GRACE:
        why = because(Reason.SAME_DAY, figure=figure, standing=standing.figure)
        hearing.note(key, StepKind.HISTORY, 3, figure, why)
    else:
        why = because(Reason.BELOW, figure=figure, standing=standing.figure)
        open_change(hearing, key, claim, Kind.DOWN, 5, why, Hold.FALL)


def _hold(
    hearing: Hearing, key: Key, claim: Claim, reference: int | None, siblings: Sequence[Claim]
) -> tuple[Hold, Because | None]:
    """Say whether a rise is held: more than fivefold, or more than what must contain it."""
    figure = claim.figure
    if reference is not None and jumps(figure, reference):
        return Hold.JUMP, because(Reason.JUMP, figure=figure, standing=f"{reference:,}")
    container = CONTAINED.get(key.metric)
    limit = None if container is None else others.most(hearing, key, container, siblings)
    lowest = figure.number if figure.low is None else figure.low
    if container is None or limit is None or lowest <= limit.high or agree(lowest, limit.high):
        return Hold.NO, None
    return Hold.ARITHMETIC, because(Reason.ARITHMETIC, figure=figure, metric=container, standing=limit)
