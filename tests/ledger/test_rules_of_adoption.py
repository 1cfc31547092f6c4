"""The rules of judging: how a change is told, adopted, held and explained, and whose it becomes."""

import pytest

from tests.ledger.court import Court, at_least, at_most, exact, kinds, says
from watchers.claims import Metric, Scope, Tense
from watchers.ledger.state import StepKind, Telling
from watchers.ledger.values import Hold, Key, State

DAY = "2025-04-30"
PART, PAST = Scope.PART, Tense.PAST


# 5. Told at once; adopted by two independent stories; held where it is hard to believe.


def test_a_change_is_told_at_once_and_moves_nothing_yet(court: Court) -> None:
    steps = court.hear(DAY, says("nis", "killed", 600))
    assert [step.telling for step in steps] == [Telling.POST]
    assert court.standing("nis", "killed") == at_most(300)


def test_two_independent_stories_adopt_it(court: Court) -> None:
    court.hear(DAY, says("nis", "killed", 600))
    assert kinds(court.hear(DAY, says("nis", "killed", 600))) == [StepKind.CORROBORATED, StepKind.ADOPTED]
    assert court.standing("nis", "killed") == exact(600)


def test_the_same_outlet_twice_is_not_two(court: Court) -> None:
    for _ in range(3):
        court.hear(DAY, says("nis", "killed", 600), outlet="a.example")
    assert court.standing("nis", "killed") == at_most(300)


@pytest.mark.parametrize(
    ("metric", "number", "hold"),
    [
        ("casualties", 30000, Hold.JUMP),
        ("killed", 2000, Hold.JUMP),
        ("casualties", 13000, Hold.ARITHMETIC),
        ("casualties", 470, Hold.FALL),
    ],
)
def test_a_fall_a_jump_and_broken_arithmetic_are_held_and_told_once(
    court: Court, metric: str, number: int, hold: Hold
) -> None:
    for _ in range(3):
        court.hear(DAY, says("nis", metric, number), outlet="a.example")
    assert [(change.state, change.hold) for change in court.told()] == [(State.HELD, hold)]
    court.hear(DAY, says("nis", metric, number), outlet="b.example")
    assert [change.state for change in court.told()] == [State.ADOPTED]
    assert court.standing("nis", metric) == exact(number)


def test_more_killed_than_casualties_is_held(court: Court) -> None:
    court.hear(DAY, says("western", "killed", 1400))
    court.hear(DAY, says("western", "killed", 1400))
    court.hear("2025-05-02", says("western", "killed", 5000))
    assert court.told()[-1].hold is Hold.ARITHMETIC


def test_the_article_s_own_total_makes_room_for_its_dead(court: Court) -> None:
    court.hear(DAY, says("western", "killed", 1400))
    court.hear(DAY, says("western", "killed", 1400))
    court.hear("2025-05-02", says("western", "killed", 5000), says("western", "casualties", 9000))
    assert court.told()[-2].hold is Hold.NO


def test_one_false_article_raises_one_marked_alert_and_moves_nothing(court: Court) -> None:
    before = {key: entry.standing for key, entry in court.ledger.entries()}
    court.hear(DAY, says("nis", "killed", 9500))
    for day in ("2025-05-01", "2025-05-02"):
        court.hear(day, says("nis", "killed", 9500), outlet="outlet1.example")
    assert [change.state for change in court.told()] == [State.HELD]
    assert {key: entry.standing for key, entry in court.ledger.entries()} == before


def test_another_army_s_losses_are_kept_out(court: Court) -> None:
    for _ in range(3):
        assert kinds(court.hear(DAY, says("zelensky", "killed", 46000))) == [StepKind.HISTORY]


def test_a_count_under_another_count_s_name_is_kept_out(court: Court) -> None:
    steps = court.hear(DAY, says("nis", "killed", 600), says("nis", "casualties", 600), says("nis", "wounded", 3000))
    assert kinds(steps) == [StepKind.REPORTED, StepKind.HISTORY, StepKind.HISTORY]


def test_a_part_beside_a_risen_total_is_no_fall(court: Court) -> None:
    steps = court.hear(DAY, says("nis", "killed", 600), says("nis", "wounded", 2000))
    assert kinds(steps) == [StepKind.REPORTED, StepKind.HISTORY]


# 6. Copies are one story; more outlets edit the alert.


def test_copies_count_once_and_edit_the_alert_in_place(court: Court) -> None:
    court.hear(DAY, says("nis", "killed", 600), story="wire")
    for _ in range(4):
        steps = court.hear(DAY, says("nis", "killed", 600), story="wire")
        assert [step.telling for step in steps] == [Telling.EDIT]
    [change] = court.told()
    assert (len(change.outlets), len(change.articles), change.state) == (1, 5, State.CORROBORATED)
    assert court.standing("nis", "killed") == at_most(300)


# 7. Claimants may disagree for ever.


def test_every_claimant_keeps_a_figure_of_its_own(court: Court) -> None:
    for _ in range(2):
        court.hear("2025-02-01", says("zelensky", "casualties", 4000), says("us_gov", "casualties", 1200))
    assert court.standing("zelensky", "casualties") == exact(4000)
    assert court.standing("us_gov", "casualties") == exact(1200)
    assert court.standing("nis", "casualties") == at_least(3000)


# 8. Every step is explained.


def test_every_step_says_why_in_a_sentence(court: Court) -> None:
    court.hear(DAY, says("nis", "casualties", 470), says("hur", "deployed", 8000))
    court.hear(DAY, says("nis", "killed", 600))
    court.hear(DAY, says("nis", "killed", 600), says("nis", "killed", 20, scope=PART))
    assert [step.explanation for step in court.steps] == [
        "470 is less than the standing at least 3,000; it is unconfirmed until a second story carries it.",
        "8,000 is lower than the 10,000 to 12,000 ever sent: it counts those now present, or in one place.",
        "600 is more than the standing up to 300.",
        "outlet3.example carries it too.",
        "Two independent stories carry it: outlet2.example, outlet3.example.",
        "20 counts only a part (a day, a battle, a unit or a group), so it moves no total.",
    ]


# 4 and 5. Whose figure it is, two stories say.


def test_an_alert_credited_by_one_story_goes_to_the_claimant_whom_two_stories_credit(court: Court) -> None:
    court.hear(DAY, says("media", "killed", 1000))
    court.hear(DAY, says("uk_mod", "killed", 1000), article="odd")
    for _ in range(2):
        court.hear(DAY, says("western", "killed", 1000))
    told = {change.id: change for change in court.ledger.seen(Key("", Metric.KILLED, "western")).changes.values()}
    assert [(c.claimant, c.state, "odd" in c.articles) for c in told.values() if c.told] == [
        ("western", State.ADOPTED, True)
    ]
    assert [step.telling for step in court.steps].count(Telling.POST) == 1
    assert court.standing("western", "killed") == exact(1000)
    assert court.standing("uk_mod", "killed") is None


def test_a_first_figure_told_too_early_gives_way_to_the_change_it_repeats(court: Court) -> None:
    court.hear(DAY, says("rok_gov", "casualties", 4700))
    for _ in range(2):
        court.hear(DAY, says("nis", "casualties", 4700))
    assert [(change.claimant, change.state) for change in court.told()] == [
        ("rok_gov", State.DISMISSED),
        ("nis", State.ADOPTED),
    ]
    court.hear(DAY, says("rok_gov", "casualties", 4700))
    assert court.standing("rok_gov", "casualties") == exact(4700)
    assert len(court.told()) == 2


def test_two_claimants_whom_two_stories_each_credit_keep_their_changes(court: Court) -> None:
    for _ in range(2):
        court.hear(DAY, says("zelensky", "casualties", 4700))
    for _ in range(2):
        court.hear(DAY, says("nis", "casualties", 4700))
    assert [change.state for change in court.told()] == [State.ADOPTED, State.ADOPTED]


def test_a_figure_that_nobody_was_credited_with_goes_to_who_is(court: Court) -> None:
    for _ in range(2):
        court.hear(DAY, says("none", "killed", 900))
    for _ in range(2):
        court.hear(DAY, says("hur", "killed", 900))
    assert [step.telling for step in court.steps].count(Telling.POST) == 1
    [told] = [change for change in court.entry("hur", "killed").changes.values() if change.told]
    assert told.state is State.ADOPTED
