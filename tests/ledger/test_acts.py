"""What people do by hand."""

import pytest

from tests.ledger.court import Court, at_most, exact, on, says
from watchers.claims import Figure, Metric
from watchers.ledger.acts import (
    Act,
    Dismissal,
    ImpossibleActError,
    UnknownChangeError,
    confirm,
    dismiss,
    set_figure,
    undo,
)
from watchers.ledger.state import StepKind, Telling
from watchers.ledger.values import Key, State

DAY = "2025-04-30"
ACT = Act("discord:1", "I heard it", on("2025-05-01"))
KILLED = Key("", Metric.KILLED, "nis")


def tell(court: Court, figure: Figure | int = 600) -> str:
    return court.hear(DAY, says("nis", "killed", figure))[0].change


def test_a_confirmed_change_stands_with_its_author_and_reason(court: Court) -> None:
    change = tell(court)
    steps = confirm(court.ledger, "", change, ACT)
    court.take(steps)
    assert court.standing("nis", "killed") == exact(600)
    [step] = steps
    assert (step.kind, step.author, step.telling) == (StepKind.CONFIRMED, "discord:1", Telling.EDIT)
    assert step.explanation == "discord:1 confirmed it: I heard it"


def test_a_confirmed_change_outlives_its_articles(court: Court) -> None:
    change = court.hear(DAY, says("nis", "killed", 600), article="x")[0].change
    court.take(confirm(court.ledger, "", change, ACT))
    court.hear(DAY, article="x")
    assert court.standing("nis", "killed") == exact(600)


@pytest.mark.parametrize("why", list(Dismissal))
def test_a_dismissed_figure_is_not_told_again(court: Court, why: Dismissal) -> None:
    change = tell(court)
    court.take(dismiss(court.ledger, "", change, why, ACT))
    for day in ("2025-05-02", "2025-05-03"):
        court.hear(day, says("nis", "killed", 600))
    assert [told.state for told in court.told()] == [State.DISMISSED]
    assert court.standing("nis", "killed") == at_most(300)


def test_dismissing_an_adopted_change_lets_the_figure_before_it_stand_again(court: Court) -> None:
    change = tell(court)
    tell(court)
    court.take(dismiss(court.ledger, "", change, Dismissal.FALSE, ACT))
    assert court.standing("nis", "killed") == at_most(300)


def test_undoing_a_dismissal_brings_the_change_back_as_it_was(court: Court) -> None:
    change = tell(court)
    tell(court)
    court.take(dismiss(court.ledger, "", change, Dismissal.FALSE, ACT))
    court.take(undo(court.ledger, "", change, ACT))
    assert court.standing("nis", "killed") == exact(600)


def test_an_undone_adoption_waits_for_a_person(court: Court) -> None:
    change = tell(court)
    tell(court)
    court.take(undo(court.ledger, "", change, ACT))
    tell(court)
    assert court.standing("nis", "killed") == at_most(300)
    court.take(confirm(court.ledger, "", change, ACT))
    assert court.standing("nis", "killed") == exact(600)


def test_a_change_can_be_undone_when_a_later_one_stands_on_it(court: Court) -> None:
    change = tell(court)
    tell(court)
    for _ in range(2):
        court.hear("2025-09-02", says("nis", "killed", 2000))
    court.take(undo(court.ledger, "", change, ACT))
    entry = court.entry("nis", "killed")
    assert entry.standing is not None
    assert entry.standing.figure == exact(2000)
    assert [standing.figure for standing in entry.former] == [at_most(300)]
    assert [change.previous.figure for change in court.told() if change.previous] == [at_most(300)] * 2


def test_a_figure_set_by_hand_stands_and_can_be_undone(court: Court) -> None:
    steps = set_figure(court.ledger, KILLED, exact(450), on(DAY).date(), "https://a.example/1", ACT)
    court.take(steps)
    standing = court.entry("nis", "killed").standing
    assert standing is not None
    assert (standing.figure, standing.source) == (exact(450), "https://a.example/1")
    assert [step.telling for step in steps] == [Telling.NOTHING]
    court.take(undo(court.ledger, "", steps[0].change, ACT))
    assert court.standing("nis", "killed") == at_most(300)


def test_acts_that_mean_nothing_are_refused_with_a_hint(court: Court) -> None:
    change = tell(court)
    with pytest.raises(UnknownChangeError) as unknown:
        confirm(court.ledger, "", "nothing", ACT)
    with pytest.raises(ImpossibleActError) as early:
        undo(court.ledger, "", change, ACT)
    court.take(dismiss(court.ledger, "", change, Dismissal.FALSE, ACT))
    with pytest.raises(ImpossibleActError) as twice:
        dismiss(court.ledger, "", change, Dismissal.FALSE, ACT)
    with pytest.raises(ImpossibleActError) as dismissed:
        confirm(court.ledger, "", change, ACT)
    assert all(error.value.hint for error in (unknown, early, twice, dismissed))
