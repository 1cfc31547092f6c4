"""What the card of an alert says."""

import pytest

from bot.answers.alerts import alert_card, headline
from bot.cards import Facts, Quote
from tests.cards.alerts import SENTENCE, alert, voice
from watchers.ledger.values import Hold, Kind, State


def test_the_headline_says_who_what_and_how_far_in_one_line() -> None:
    assert headline(alert(), voice()) == "NIS: killed, about 600 → about 2,000 (+1,400)"


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({"kind": Kind.FIRST, "previous": None}, "NIS: killed, about 2,000 (first figure)"),
        ({"state": State.HELD, "hold": Hold.JUMP}, "Unconfirmed · NIS: killed, about 600 → about 2,000 (+1,400)"),
        ({"kind": Kind.ADDITION, "previous": None}, "NIS: killed, another about 2,000"),
        ({"state": State.RETRACTED}, "Retracted · NIS: killed, about 600 → about 2,000 (+1,400)"),
    ],
)
def test_the_headline_says_what_sort_of_change_it_is(given: dict[str, object], line: str) -> None:
    assert headline(alert(**given), voice()) == line


def test_the_card_quotes_the_sentence_with_its_figure_marked() -> None:
    quotes = [part for part in alert_card(alert(), voice()).parts if isinstance(part, Quote)]
    assert [(quote.sentence, quote.sentence[quote.start : quote.end]) for quote in quotes] == [
        (SENTENCE, "about 2,000")
    ]


def test_the_card_says_what_the_others_say() -> None:
    last = alert_card(alert(), voice()).parts[-1]
    assert isinstance(last, Facts)
    assert [(fact.name, fact.value) for fact in last.facts] == [("Western officials", "about 1,000 (Jan 22, 2025)")]


@pytest.mark.parametrize(
    ("state", "acts"),
    [
        (State.REPORTED, ["evidence", "history", "confirm", "dismiss"]),
        (State.ADOPTED, ["evidence", "history", "dismiss", "undo"]),
        (State.DISMISSED, ["evidence", "history", "undo"]),
    ],
)
def test_the_buttons_are_what_can_be_done_in_its_state(state: State, acts: list[str]) -> None:
    assert [button.act.partition(":")[0] for button in alert_card(alert(state=state), voice()).buttons] == acts


def test_a_late_alert_gives_its_date() -> None:
    assert alert_card(alert(), voice(), late=True).summary.startswith("From Sep 11, 2025.")
