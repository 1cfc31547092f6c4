"""The rules of judging: old news, first figures, and figures that nobody is credited with."""

from datetime import date

import pytest

from tests.ledger.court import Court, at_least, at_most, exact, kinds, on, says
from watchers.claims import Scope, Tense
from watchers.ledger.state import StepKind
from watchers.ledger.values import Kind, State

DAY = "2025-04-30"
PART, PAST = Scope.PART, Tense.PAST


# 3. Old news makes no current change.


def test_an_article_older_than_the_standing_figure_fills_in_history(court: Court) -> None:
    steps = court.hear("2025-01-05", says("nis", "killed", 5000), says("zelensky", "casualties", 3800))
    assert kinds(steps) == [StepKind.HISTORY, StepKind.HISTORY]


def test_an_earlier_figure_that_surfaces_again_raises_no_alert(court: Court) -> None:
    for _ in range(2):
        court.hear(DAY, says("nis", "killed", 600))
    for _ in range(3):
        assert kinds(court.hear("2025-10-19", says("nis", "killed", 300))) == [StepKind.HISTORY]
    assert court.standing("nis", "killed") == exact(600)


def test_a_lower_figure_dated_before_the_standing_one_is_history(court: Court) -> None:
    for _ in range(2):
        court.hear(DAY, says("nis", "killed", 600))
    assert kinds(court.hear("2025-06-01", says("nis", "killed", 450, as_of=date(2025, 3, 1)))) == [StepKind.HISTORY]


def test_a_figure_overtaken_before_a_second_story_came_is_not_adopted_later(court: Court) -> None:
    court.hear("2025-03-28", says("uk_mod", "casualties", at_least(5000)))
    for _ in range(2):
        court.hear("2025-06-15", says("uk_mod", "casualties", at_least(6000)))
    court.hear("2025-06-20", says("uk_mod", "casualties", at_least(5000)))
    assert court.standing("uk_mod", "casualties") == at_least(6000)
    assert [change.state for change in court.told()] == [State.REPORTED, State.ADOPTED]


def test_a_date_to_come_does_not_make_today_s_news_old(court: Court) -> None:
    for _ in range(2):
        court.hear("2099-01-01", says("nis", "killed", 600), now=on(DAY))
    for _ in range(2):
        court.hear("2025-09-02", says("nis", "killed", 2000))
    assert court.standing("nis", "killed") == exact(2000)


def test_what_was_published_before_the_first_poll_moves_the_ledger_and_is_marked(court: Court) -> None:
    for _ in range(2):
        court.hear(DAY, says("nis", "killed", 600), caught_up=True)
    assert court.standing("nis", "killed") == exact(600)
    assert all(step.caught_up for step in court.steps)
    assert all(change.caught_up for change in court.told())


# 4. First figures, and figures that nobody is credited with.


@pytest.mark.parametrize("number", [3000, 3100, 3600])
def test_a_first_figure_within_what_others_say_is_no_change(court: Court, number: int) -> None:
    for _ in range(2):
        court.hear("2025-02-01", says("rok_jcs", "casualties", number))
    assert court.told() == []
    assert court.standing("rok_jcs", "casualties") == exact(number)


@pytest.mark.parametrize("number", [1200, 4000])
def test_a_first_figure_outside_what_others_say_is_a_change(court: Court, number: int) -> None:
    court.hear("2025-02-01", says("us_gov", "casualties", number))
    [change] = court.told()
    assert (change.kind, change.previous, change.state) == (Kind.FIRST, None, State.REPORTED)


def test_a_first_figure_of_less_than_a_fifth_of_the_others_waits_for_a_second_story(court: Court) -> None:
    for _ in range(2):
        court.hear(DAY, says("dprk", "casualties", 101), outlet="a.example")
    assert court.told() == []
    court.hear(DAY, says("dprk", "casualties", 101))
    assert [(change.kind, change.state) for change in court.told()] == [(Kind.FIRST, State.ADOPTED)]


def test_what_another_claimant_told_already_is_corroboration(court: Court) -> None:
    court.hear(DAY, says("nis", "casualties", 4700))
    court.hear(DAY, says("rok_gov", "casualties", 4700))
    assert [change.claimant for change in court.told()] == ["nis"]


@pytest.mark.parametrize("nobody", ["none", "media"])
def test_a_figure_credited_to_nobody_waits_for_a_second_independent_story(court: Court, nobody: str) -> None:
    court.hear(DAY, says(nobody, "killed", 900), outlet="a.example", story="s")
    court.hear(DAY, says(nobody, "killed", 900), outlet="b.example", story="s")
    assert court.told() == []
    court.hear(DAY, says(nobody, "killed", 900), outlet="c.example")
    assert [(change.kind, change.state) for change in court.told()] == [(Kind.FIRST, State.ADOPTED)]


def test_two_uncredited_figures_weeks_apart_do_not_meet(court: Court) -> None:
    court.hear(DAY, says("none", "killed", 900))
    court.hear("2025-06-10", says("none", "killed", 900))
    assert court.told() == []


def test_an_uncredited_figure_shows_that_one_more_outlet_carries_it_and_adopts_nothing(court: Court) -> None:
    court.hear(DAY, says("nis", "killed", 600))
    court.hear(DAY, says("none", "killed", 600))
    [change] = court.told()
    assert (change.state, len(change.outlets)) == (State.CORROBORATED, 2)
    assert court.standing("nis", "killed") == at_most(300)


def test_an_uncredited_figure_below_what_is_known_is_nothing_new(court: Court) -> None:
    for _ in range(2):
        court.hear(DAY, says("none", "casualties", 1100))
    assert court.told() == []
