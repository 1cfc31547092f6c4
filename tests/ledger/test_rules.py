"""The rules of judging, one by one, as the design lists them."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.ledger.court import Court, at_least, at_most, exact, kinds, on, says, vague
from watchers.claims import Figure, Metric, Qualifier, Scope, Span, Tense
from watchers.ledger.state import StepKind, Telling
from watchers.ledger.values import Hold, Key, Kind, State

DAY = "2025-04-30"
PART, PAST = Scope.PART, Tense.PAST


@pytest.fixture
def court() -> Court:
    return Court()


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
