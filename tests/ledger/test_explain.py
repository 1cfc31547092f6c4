"""What people read when they ask what became of an article."""

from dataclasses import replace

from tests.ledger.court import Court, says
from watchers.claims import Scope
from watchers.ledger.explain import explain_claims, explain_steps

DAY = "2025-04-30"


def test_the_lines_go_from_the_sentence_to_the_alert() -> None:
    court = Court()
    claim = replace(says("nis", "killed", 600), evidence="The NIS counts 600 dead.", why={"metric": "dead"})
    part = says("hur", "killed", 20, scope=Scope.PART)
    steps = court.hear(DAY, claim, part, outlet="a.example")
    change = steps[0].change
    assert explain_claims([claim]) == [
        "read: killed, 600, total, current, credited to nis",
        "  from: The NIS counts 600 dead.",
        "  metric: dead",
    ]
    told, kept = explain_steps(steps)
    assert told.startswith(f"2025-04-30 09:00 rule 2, reported from a.example: killed 600, nis (change {change}): ")
    assert told.endswith(": 600 is more than the standing up to 300; an alert is posted.")
    assert kept.startswith("2025-04-30 09:00 rule 1, history from a.example: killed 20, hur: 20 counts only a part ")
    assert kept.endswith("so it moves no total; no alert.")


def test_an_article_that_raised_nothing_is_explained_too() -> None:
    assert explain_claims([]) == ["read: no claim"]
    assert explain_steps([]) == ["judged: nothing"]


def test_what_a_layer_judged_and_what_was_caught_up_is_said() -> None:
    court = Court()
    steps = court.hear(DAY, says("nis", "killed", 600), outlet="a.example", layer="discord:1", caught_up=True)
    lines = explain_steps(steps)
    assert " in discord:1 " in lines[0]
    assert lines[-1].endswith("; told in the catch-up card.")
