"""Feeds overwrite what they published: support goes with the text that gave it."""

from tests.ledger.court import Court, at_least, at_most, exact, kinds, says
from watchers.ledger.state import StepKind, Telling
from watchers.ledger.values import State

DAY = "2025-04-30"


def test_a_change_that_stood_on_a_withdrawn_article_alone_is_retracted(court: Court) -> None:
    before = court.standing("nis", "killed")
    court.hear(DAY, says("nis", "killed", 900), article="x")
    steps = court.hear(DAY, article="x")
    assert [(step.kind, step.telling) for step in steps] == [(StepKind.RETRACTED, Telling.EDIT)]
    assert [change.state for change in court.told()] == [State.RETRACTED]
    assert court.standing("nis", "killed") == before


def test_a_corrected_figure_retracts_the_wrong_one_and_is_told(court: Court) -> None:
    court.hear(DAY, says("nis", "killed", 900), article="x")
    court.hear(DAY, says("nis", "killed", 600), article="x")
    assert [(change.figure.number, change.state) for change in court.told()] == [
        (900, State.RETRACTED),
        (600, State.REPORTED),
    ]


def test_an_adopted_change_left_with_one_story_lets_the_figure_before_it_stand_again(court: Court) -> None:
    court.hear(DAY, says("nis", "killed", 900), article="x")
    court.hear(DAY, says("nis", "killed", 900), article="y")
    assert court.standing("nis", "killed") == exact(900)
    court.hear("2025-05-01", article="y")
    assert court.standing("nis", "killed") == at_most(300)
    assert [change.state for change in court.told()] == [State.REPORTED]
    court.hear("2025-05-02", says("nis", "killed", 900))
    assert court.standing("nis", "killed") == exact(900)
    assert len(court.told()) == 1


def test_with_two_stories_left_an_adopted_change_stands(court: Court) -> None:
    for article in "xyz":
        court.hear(DAY, says("nis", "killed", 900), article=article)
    court.hear(DAY, article="x")
    assert court.standing("nis", "killed") == exact(900)


def test_what_a_retracted_change_had_overtaken_is_open_again(court: Court) -> None:
    court.hear("2025-04-28", says("nis", "killed", 600), article="a")
    court.hear(DAY, says("nis", "killed", 900), article="x")
    court.hear(DAY, says("nis", "killed", 900), article="y")
    court.hear(DAY, article="x")
    court.hear(DAY, article="y")
    court.hear("2025-05-01", says("nis", "killed", 600))
    assert court.standing("nis", "killed") == exact(600)


def test_an_edit_that_leaves_the_claims_alone_changes_nothing(court: Court) -> None:
    court.hear(DAY, says("nis", "killed", 900), says("hur", "deployed", 8000), article="x")
    assert court.hear(DAY, says("nis", "killed", 900), says("hur", "deployed", 8000), article="x") == []


def test_a_figure_that_an_edit_adds_is_judged(court: Court) -> None:
    court.hear(DAY, says("nis", "killed", 600), article="x")
    steps = court.hear(DAY, says("nis", "killed", 600), says("nis", "casualties", 4700), article="x")
    assert kinds(steps) == [StepKind.REPORTED]


def test_a_figure_that_spoke_for_a_smaller_one_leaves_it_to_speak(court: Court) -> None:
    court.hear(DAY, says("nis", "killed", 900), says("nis", "killed", 600), article="x")
    court.hear(DAY, says("nis", "killed", 600), article="x")
    assert [(change.figure.number, change.state) for change in court.told()] == [
        (900, State.RETRACTED),
        (600, State.REPORTED),
    ]


def test_an_uncredited_figure_that_vanished_no_longer_supports_the_change_of_another(court: Court) -> None:
    court.hear(DAY, says("uk_mod", "casualties", at_least(6000)))
    court.hear(DAY, says("none", "casualties", 6000), article="x")
    court.hear(DAY, article="x")
    [change] = court.told()
    assert len(change.articles) == 1


def test_a_retracted_figure_that_is_published_again_revives_its_alert(court: Court) -> None:
    court.hear(DAY, says("nis", "killed", 900), article="x")
    court.hear(DAY, article="x")
    court.hear("2025-05-01", says("nis", "killed", 900))
    assert [change.state for change in court.told()] == [State.REPORTED]
