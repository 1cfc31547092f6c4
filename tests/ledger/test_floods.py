"""However much is published, an entry stays small and a second story is still heard."""

from tests.ledger.court import Court, exact, says
from watchers.claims import Scope
from watchers.ledger.moves import CHANGES_KEPT, SUPPORTS_KEPT
from watchers.ledger.state import revert
from watchers.ledger.values import Hold, State

DAY = "2025-04-30"


def test_no_flood_of_copies_crowds_out_a_second_story() -> None:
    court = Court()
    for _ in range(SUPPORTS_KEPT * 2):
        court.hear(DAY, says("nis", "killed", 600), story="wire")
    assert [change.state for change in court.told()] == [State.CORROBORATED]
    court.hear(DAY, says("nis", "killed", 600))
    assert court.standing("nis", "killed") == exact(600)
    [change] = court.told()
    assert len(change.supports) == SUPPORTS_KEPT


def test_no_flood_of_uncredited_copies_crowds_out_a_second_story() -> None:
    court = Court()
    court.hear(DAY, says("nis", "killed", 600))
    for _ in range(SUPPORTS_KEPT * 2):
        court.hear(DAY, says("none", "killed", 600))
    court.hear(DAY, says("nis", "killed", 600))
    assert court.standing("nis", "killed") == exact(600)


def test_no_flood_of_figures_makes_an_entry_grow_and_every_step_can_be_taken_back() -> None:
    court = Court()
    for number in range(CHANGES_KEPT * 2):
        court.hear(DAY, says("nis", "casualties", int(3300 * 1.06**number)), outlet="a.example")
    for _ in range(2):
        court.hear("2025-05-01", says("nis", "casualties", 3200))
    assert len(court.entry("nis", "casualties").changes) == CHANGES_KEPT
    assert court.standing("nis", "casualties") == exact(3200)
    assert revert(court.ledger, court.steps) == court.start


def test_a_plan_beyond_all_measure_is_held() -> None:
    court = Court()
    court.hear("2025-06-01", says("zelensky", "planned", 500000, scope=Scope.PART))
    assert [(change.state, change.hold) for change in court.told()] == [(State.HELD, Hold.JUMP)]


def test_an_uncredited_plan_shows_that_one_more_outlet_carries_it() -> None:
    court = Court()
    court.hear("2025-06-17", says("russia", "planned", 6000, scope=Scope.PART))
    court.hear("2025-06-17", says("none", "planned", 6000, scope=Scope.PART))
    [change] = court.told()
    assert (change.state, len(change.outlets)) == (State.CORROBORATED, 2)


def test_a_layer_s_uncredited_figures_leave_the_shared_changes_alone() -> None:
    court = Court()
    plan = says("russia", "planned", 6000, scope=Scope.PART)
    court.hear("2025-06-17", plan, says("nis", "killed", 600))
    before = court.ledger.layers[""]
    uncredited = says("none", "planned", 6000, scope=Scope.PART), says("none", "killed", 600)
    court.hear("2025-06-17", *uncredited, layer="discord:1")
    assert court.ledger.layers[""] == before


def test_a_claimant_who_never_said_more_than_the_others_still_says_no_more() -> None:
    court = Court()
    for _ in range(2):
        court.hear(DAY, says("zelensky", "casualties", 4700))
    for _ in range(2):
        court.hear("2025-05-10", says("rok_gov", "casualties", 3000))
    for _ in range(2):
        court.hear("2025-06-10", says("rok_gov", "casualties", 4000))
    assert [change.claimant for change in court.told()] == ["zelensky"]
    assert court.standing("rok_gov", "casualties") == exact(4000)
