"""How a change moves: opened, supported, adopted, withdrawn. Every move is a step of a hearing."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from watchers.claims import Claim, Figure, Qualifier
from watchers.ledger.hearing import Hearing
from watchers.ledger.reasons import Because, Reason, because
from watchers.ledger.state import StepKind, Telling
from watchers.ledger.values import UNATTRIBUTED, Change, Entry, Hold, Key, Kind, Standing, State, Support

SENTENCE_LENGTH = 600
SUPPORTS_KEPT = 24
CHANGES_KEPT = 32
FORMER_KEPT = 64
WAITING_WINDOW = timedelta(days=7)
_PRECISION = (
    Qualifier.EXACT,
    Qualifier.ABOUT,
    Qualifier.AT_LEAST,
    Qualifier.RANGE,
    Qualifier.AT_MOST,
    Qualifier.VAGUE,
)


def support(hearing: Hearing, claim: Claim, *, credited: bool = True) -> Support:
    """Return the article's support for what it claims."""
    return Support(
        article=hearing.article.id,
        outlet=hearing.article.outlet,
        story=hearing.story,
        figure=claim.figure,
        published=hearing.published,
        sentence=claim.evidence[:SENTENCE_LENGTH],
        credited=credited,
    )


def open_change(
    hearing: Hearing,
    key: Key,
    claim: Claim,
    kind: Kind,
    rule: int,
    why: Because,
    hold: Hold = Hold.NO,
    told: bool = True,
) -> None:
    """Open a change: told at once, or kept untold until more is known."""
    state = State.HELD if hold else State.REPORTED
    standing = hearing.entry(key).standing
    change = Change(
        id=change_id(hearing, claim),
        metric=key.metric,
        claimant=key.claimant,
        kind=kind,
        figure=claim.figure,
        previous=standing if kind in {Kind.FIRST, Kind.UP, Kind.DOWN} else None,
        state=state,
        rule=rule,
        at=hearing.at,
        as_of=_as_of(hearing, claim, standing),
        supports=(support(hearing, claim),),
        hold=hold,
        told=told,
        caught_up=hearing.caught_up,
    )
    step = StepKind.WAITING if not told else StepKind.HELD if hold else StepKind.REPORTED
    hearing.move(key, with_change(hearing.entry(key), change), step, rule, why, change, Telling.POST)


def _as_of(hearing: Hearing, claim: Claim, standing: Standing | None) -> date:
    """The date of what a new article changes: never before the date of the figure that it moves."""
    as_of = hearing.as_of(claim)
    return hearing.day if standing is not None and as_of < standing.as_of else as_of


def change_id(hearing: Hearing, claim: Claim) -> str:
    """Make the change's id of the claim that opens it, so that a replay or a retry makes the same one."""
    figure = claim.figure
    parts = (hearing.article.id, claim.metric, claim.claimant, figure.low, figure.high, claim.addition)
    return hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).hexdigest()


def add_support(hearing: Hearing, key: Key, change: Change, claim: Claim, *, credited: bool = True) -> None:
    """Count the article as one more that carries `change`, and adopt the change if that makes two stories."""
    added = support(hearing, claim, credited=credited)
    if any(known.article == added.article and known.credited >= credited for known in change.supports):
        return
    change = _recent(hearing, change)
    rest = [known for known in change.supports if known.article != added.article]
    copied = added.story in {known.story for known in rest}
    after = replace(change, supports=kept([*rest, added]))
    if change.state is State.RETRACTED:
        after = replace(after, state=State.HELD if change.hold else State.REPORTED, lost=())
    elif change.state is State.REPORTED and len({known.outlet for known in after.supports}) > 1:
        after = replace(after, state=State.CORROBORATED)
    after = replace(after, figure=_shared_figure(after))
    reason = Reason.COPY if copied else Reason.SECOND_OUTLET
    entry = _restated(hearing.entry(key), after)
    hearing.move(
        key, entry, StepKind.CORROBORATED, 6 if copied else 5, because(reason, outlet=added.outlet), after, Telling.EDIT
    )
    adopt_if_carried(hearing, key, after)


def adopt_if_carried(hearing: Hearing, key: Key, change: Change) -> None:
    """Adopt an open change that two independent stories carry, unless a person undid that."""
    if change.state.is_open and not change.closed and not change.undone and change.is_carried_twice:
        adopt(hearing, key, change, StepKind.ADOPTED, 5, because(Reason.TWO_STORIES, stories=_names(change)))


def kept(supports: list[Support]) -> tuple[Support, ...]:
    """Return so many of the supports: what is given up first does not name the claimant, or repeats a story."""
    if len(supports) > SUPPORTS_KEPT:
        stories = Counter(known.story for known in supports)
        spare = [place for place, known in enumerate(supports) if place and not known.credited]
        spare = spare or [place for place, known in enumerate(supports) if place and stories[known.story] > 1]
        del supports[spare[-1] if spare else -1]
    return tuple(supports)


def _recent(hearing: Hearing, change: Change) -> Change:
    """Forget what is too old to stand beside the article, where a figure only waits for a second story."""
    if change.told or change.claimant not in UNATTRIBUTED:
        return change
    near = (known for known in change.supports if abs(hearing.published - known.published) <= WAITING_WINDOW)
    return replace(change, supports=tuple(near))


def adopt(hearing: Hearing, key: Key, change: Change, kind: StepKind, rule: int, why: Because) -> None:
    """Let the change's figure stand, and close what it overtakes. Plans and additions leave the totals alone."""
    entry = hearing.entry(key)
    telling = Telling.EDIT
    if not change.told and (change.claimant in UNATTRIBUTED or change.hold):
        change, telling = replace(change, told=True, at=hearing.at), Telling.POST
    change = replace(change, state=State.ADOPTED)
    if change.is_total:
        entry, change = _let_stand(entry, change)
    hearing.move(key, with_change(entry, change), kind, rule, why, change, telling)


def _let_stand(entry: Entry, change: Change) -> tuple[Entry, Change]:
    """Let the figure stand, or fill it into the history where a later one stands already."""
    if entry.standing is not None and entry.standing.as_of > change.as_of and not change.source:
        former = sorted((*entry.former, standing_of(change)), key=lambda standing: standing.as_of)
        return replace(entry, former=tuple(former)[-FORMER_KEPT:]), change
    change = replace(change, previous=entry.standing)
    return _overtake(entry, change), change


def _overtake(entry: Entry, change: Change) -> Entry:
    former = entry.former if entry.standing is None else (*entry.former, entry.standing)[-FORMER_KEPT:]
    changes = {
        name: replace(other, closed=change.id) if _is_overtaken(other, change) else other
        for name, other in entry.changes.items()
    }
    return Entry(standing_of(change), changes, former)


def _is_overtaken(other: Change, change: Change) -> bool:
    is_open = other.state.is_open and not other.closed and other.is_total and other.id != change.id
    return is_open and other.as_of <= change.as_of and other.figure.number <= change.figure.number


def standing_of(change: Change) -> Standing:
    """Return the standing figure that an adopted change sets."""
    return Standing(change.figure, change.as_of, change.id, change.source)


def withdraw(hearing: Hearing, key: Key, change: Change) -> None:
    """Take the article's support away; retract what stood on it alone, and let the figure before it stand again."""
    left = tuple(known for known in change.supports if known.article != hearing.article.id)
    after = replace(change, supports=left)
    why, kind = because(Reason.WITHDRAWN, outlet=hearing.article.outlet), StepKind.WITHDRAWN
    entry = hearing.entry(key)
    if not left and not change.confirmed and change.state is not State.DISMISSED:
        after = replace(after, state=State.RETRACTED, lost=change.supports)
        why, kind = because(Reason.UNSUPPORTED), StepKind.RETRACTED
        entry = stand_down(entry, change)
    elif change.state is State.ADOPTED and not change.confirmed and not after.is_carried_twice:
        after = replace(after, state=State.HELD if change.hold else State.REPORTED)
        why, kind = because(Reason.ONE_STORY_LEFT), StepKind.RETRACTED
        entry = stand_down(entry, change)
    elif after.state is not State.RETRACTED and left:
        after = replace(after, figure=_shared_figure(after))
        entry = _restated(entry, after)
    hearing.move(key, with_change(entry, after), kind, 5, why, after, Telling.EDIT)


def stand_down(entry: Entry, change: Change) -> Entry:
    """Return the entry as if `change` had never been adopted: what it replaced stands, what it overtook is open."""
    changes = {name: _without(other, change) for name, other in entry.changes.items()}
    if entry.standing is not None and entry.standing.change == change.id:
        return Entry(entry.former[-1] if entry.former else None, changes, entry.former[:-1])
    former = tuple(standing for standing in entry.former if standing.change != change.id)
    return Entry(entry.standing, changes, former)


def _without(other: Change, change: Change) -> Change:
    if other.closed == change.id:
        other = replace(other, closed="")
    if other.previous is not None and other.previous.change == change.id:
        other = replace(other, previous=change.previous)
    return other


def with_change(entry: Entry, change: Change) -> Entry:
    """Return the entry with the change as it is now; it keeps only so many, the current one for sure."""
    changes = {**entry.changes, change.id: change}
    while len(changes) > CHANGES_KEPT:
        del changes[_least(changes, entry.standing)]
    return replace(entry, changes=changes)


def _least(changes: Mapping[str, Change], standing: Standing | None) -> str:
    """Name the change that is given up first: the untold before the told, the oldest of them."""
    current = "" if standing is None else standing.change
    rest = [change for change in changes.values() if change.id != current]
    return min(rest, key=lambda change: (change.told, change.at, change.id)).id


def _restated(entry: Entry, change: Change) -> Entry:
    """Return the entry with the change, and with its standing figure worded as most stories of that day word it."""
    entry = with_change(entry, change)
    if entry.standing is not None and entry.standing.change == change.id:
        return replace(entry, standing=standing_of(change))
    return entry


def _shared_figure(change: Change) -> Figure:
    """Return the figure that most stories of the change's first day give, so that their order does not matter."""
    credited = [known for known in change.supports if known.credited] or list(change.supports)
    first = min(known.published for known in credited) + timedelta(days=1)
    in_turn = sorted(credited, key=lambda known: (known.published, known.article), reverse=True)
    by_story = {known.story: known.figure for known in in_turn if known.published <= first}
    votes = Counter(by_story.values())
    return max(votes, key=lambda figure: (votes[figure], -_PRECISION.index(figure.qualifier), -figure.number))


def _names(change: Change) -> str:
    outlets = [known.outlet for known in change.supports if known.credited]
    return ", ".join(dict.fromkeys(outlets))
