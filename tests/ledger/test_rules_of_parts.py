"""The rules of judging: what moves no total, and what corroborates or is implied."""

from dataclasses import replace
from typing import Any

import pytest

from tests.ledger.court import Court, at_least, at_most, exact, kinds, says, vague
from watchers.claims import Figure, Qualifier, Scope, Span, Tense
from watchers.ledger.state import StepKind
from watchers.ledger.values import Kind, State

DAY = "2025-04-30"
PART, PAST = Scope.PART, Tense.PAST


# 1. Parts and recalled figures never move the ledger; plans and additions are told, once, apart from the totals.


@pytest.mark.parametrize("kept_out", [{"scope": PART}, {"tense": PAST}, {"scope": PART, "tense": PAST}])
def test_a_part_or_a_recalled_figure_is_history(court: Court, kept_out: dict[str, Any]) -> None:
    before = court.ledger
    assert kinds(court.hear(DAY, says("nis", "killed", 5000, **kept_out))) == [StepKind.HISTORY]
    assert court.ledger == before


@pytest.mark.parametrize("scope", list(Scope))
def test_each_new_plan_is_told_whatever_its_scope(court: Court, scope: Scope) -> None:
    court.hear("2025-06-17", says("russia", "planned", 6000, scope=scope))
    court.hear("2025-07-02", says("hur", "planned", 25000, scope=scope))
    assert [(change.kind, change.claimant, change.figure.number) for change in court.told()] == [
        (Kind.PLANNED, "russia", 6000),
        (Kind.PLANNED, "hur", 25000),
    ]


def test_a_plan_is_told_once_for_its_claimant_and_number(court: Court) -> None:
    for day in ("2025-06-17", "2025-06-18", "2025-09-01"):
        court.hear(day, says("russia", "planned", 6000, scope=PART))
    assert len(court.told()) == 1


def test_the_parts_of_a_plan_are_not_told_beside_their_sum(court: Court) -> None:
    plans = [says("russia", "planned", number, scope=PART) for number in (1000, 5000, 6000)]
    court.hear("2025-06-17", *plans)
    court.hear("2025-06-18", *plans[:2])
    assert [change.figure.number for change in court.told()] == [6000]


def test_the_sum_of_plans_told_already_is_not_told_again(court: Court) -> None:
    court.hear("2025-06-17", says("russia", "planned", 1000, scope=PART), says("russia", "planned", 5000, scope=PART))
    court.hear("2025-06-18", says("russia", "planned", 6000, scope=PART))
    assert [change.figure.number for change in court.told()] == [1000, 5000]


def test_a_plan_for_a_total_that_is_there_already_is_no_news(court: Court) -> None:
    court.hear("2025-02-01", says("nis", "planned", 12000))
    assert court.told() == []


def test_an_addition_is_told_and_leaves_the_total_alone(court: Court) -> None:
    for day in ("2025-03-27", "2025-03-27", "2025-06-17"):
        court.hear(day, says("rok_jcs", "deployed", 3000, scope=PART, addition=True))
    [change] = court.told()
    assert (change.kind, change.state) == (Kind.ADDITION, State.ADOPTED)
    assert court.standing("rok_jcs", "deployed") is None
    assert court.standing("rok_gov", "deployed") == at_least(10000)


def test_an_addition_that_another_claimant_told_is_no_second_one(court: Court) -> None:
    court.hear("2025-03-27", says("rok_jcs", "deployed", at_least(3000), scope=PART, addition=True))
    court.hear("2025-05-29", says("un", "deployed", 3000, scope=PART, addition=True))
    assert [change.claimant for change in court.told()] == ["rok_jcs"]


def test_an_addition_as_large_as_all_who_were_sent_waits_for_a_second_story(court: Court) -> None:
    court.hear(DAY, says("nis", "deployed", 15000, scope=PART, addition=True))
    assert court.told() == []
    court.hear(DAY, says("nis", "deployed", 15000, scope=PART, addition=True))
    assert [(change.kind, change.state) for change in court.told()] == [(Kind.ADDITION, State.ADOPTED)]
    assert court.standing("nis", "deployed") is None


def test_a_headline_s_reach_of_a_plan_is_the_text_s_plan(court: Court) -> None:
    title = replace(says("hur", "planned", at_most(30000), scope=PART), span=Span(0, 1, in_title=True))
    court.hear("2025-07-02", title, says("hur", "planned", Figure(25000, 30000, Qualifier.RANGE), scope=PART))
    court.hear("2025-07-03", says("hur", "planned", at_most(30000), scope=PART))
    assert [change.figure.low for change in court.told()] == [25000]


# 2. A claim is compared by its number with what stands and with what is open.


@pytest.mark.parametrize("figure", [exact(600), at_least(600), exact(630), exact(570), at_most(610)])
def test_the_same_number_within_five_percent_corroborates(court: Court, figure: Figure) -> None:
    court.hear(DAY, says("nis", "killed", 600))
    court.hear(DAY, says("nis", "killed", figure))
    assert [change.state for change in court.told()] == [State.ADOPTED]


@pytest.mark.parametrize("number", [1, 3])
def test_the_tolerance_is_at_least_one(court: Court, number: int) -> None:
    assert kinds(court.hear(DAY, says("zelensky", "captured", number))) == [StepKind.AGREED]


@pytest.mark.parametrize(
    "figure",
    [at_least(1000), at_least(4500), at_most(5000), vague(2000, 9999), Figure(4000, 5000, Qualifier.RANGE)],
)
def test_what_is_weaker_and_implied_is_nothing_new(court: Court, figure: Figure) -> None:
    court.hear(DAY, says("nis", "casualties", 4700))
    court.hear(DAY, says("nis", "casualties", 4700))
    assert kinds(court.hear("2025-06-01", says("nis", "casualties", figure))) == [StepKind.AGREED]


@pytest.mark.parametrize(
    "figure", [exact(4000), at_least(3500), at_most(6000), Figure(4000, 5000, Qualifier.RANGE), vague(20000, 99999)]
)
def test_a_higher_number_is_a_change_up(court: Court, figure: Figure) -> None:
    court.hear(DAY, says("nis", "casualties", figure))
    [change] = court.told()
    assert change.kind is Kind.UP
    assert change.previous == court.entry("nis", "casualties").standing


def test_ten_small_steps_cannot_slip_through_under_the_tolerance(court: Court) -> None:
    number = 3000
    for month in range(2, 12):
        number = number * 104 // 100
        for _ in range(2):
            court.hear(f"2025-{month:02}-01", says("nis", "casualties", number))
    standing = court.standing("nis", "casualties")
    assert standing is not None
    assert court.told()
    assert number <= standing.number * 1.05
    adopted = [step.figure for step in court.steps if step.kind is StepKind.ADOPTED]
    assert adopted == [change.figure for change in court.told()]


def test_fewer_now_present_is_no_fall_of_all_who_were_sent(court: Court) -> None:
    court.hear(DAY, says("nis", "deployed", 15000))
    court.hear(DAY, says("nis", "deployed", 15000))
    assert kinds(court.hear("2025-11-04", says("nis", "deployed", 10000))) == [StepKind.HISTORY]
    assert kinds(court.hear("2025-11-04", says("hur", "deployed", 8000))) == [StepKind.HISTORY]


def test_a_deployment_falls_where_the_text_says_that_the_figure_was_revised(court: Court) -> None:
    court.hear(DAY, says("nis", "deployed", 15000))
    court.hear(DAY, says("nis", "deployed", 15000))
    assert kinds(court.hear("2025-11-04", says("nis", "deployed", 13000, revised=True))) == [StepKind.HELD]


def test_a_headline_that_rounds_the_text_speaks_no_second_time(court: Court) -> None:
    court.hear(DAY, says("nis", "casualties", 4700), says("nis", "casualties", at_least(4000)))
    assert [change.figure.number for change in court.told()] == [4700]


def test_the_text_says_whose_figure_its_headline_tells(court: Court) -> None:
    title = replace(says("rok_gov", "casualties", at_least(4000)), span=Span(0, 1, in_title=True))
    court.hear(DAY, title, says("nis", "casualties", 4700))
    assert [change.claimant for change in court.told()] == ["nis"]


def test_a_headline_s_sum_of_plans_speaks_for_its_parts(court: Court) -> None:
    title = replace(says("russia", "planned", 6000, scope=PART), span=Span(0, 1, in_title=True))
    parts = says("russia", "planned", 5000, scope=PART), says("russia", "planned", 1000, scope=PART)
    court.hear("2025-06-17", title, *parts)
    assert [change.figure.number for change in court.told()] == [6000]


def test_a_claim_of_headline_and_text_is_the_text_s(court: Court) -> None:
    title = replace(says("nis", "casualties", 4700), span=Span(0, 1, in_title=True))
    court.hear(DAY, title, says("rok_gov", "casualties", 4700), says("nis", "casualties", 4700))
    assert [change.claimant for change in court.told()] == ["nis"]
