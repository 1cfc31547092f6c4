"""What a guild adds reaches nobody else."""

from tests.ledger.court import Court, at_most, exact, on, says
from watchers.claims import Metric
from watchers.ledger.acts import Act, Dismissal, confirm, dismiss, set_figure
from watchers.ledger.values import Key, State

DAY = "2025-04-30"
ACT = Act("discord:9", "ours", on(DAY))
MINE, THEIRS = "discord:1", "discord:2"


def test_nobody_moves_the_figures_of_others_by_feeding_invented_outlets_into_one_server(court: Court) -> None:
    before = {key: entry for key, entry in court.ledger.entries() if not key.layer}
    for number in range(5):
        court.hear(DAY, says("nis", "killed", 2900 + number), outlet=f"invented{number}.example", layer=MINE)
        court.hear(DAY, says("none", "casualties", 9000), outlet=f"invented{number}.example", layer=MINE)
    for change in court.told(MINE):
        if change.state is not State.ADOPTED:
            court.take(confirm(court.ledger, MINE, change.id, ACT))
    court.take(set_figure(court.ledger, Key(MINE, Metric.DEPLOYED, "rok_gov"), exact(99), on(DAY).date(), "us", ACT))
    assert {key: entry for key, entry in court.ledger.entries() if not key.layer} == before
    assert court.told() == court.told(THEIRS) == []
    assert court.standing("nis", "killed", THEIRS) == court.standing("nis", "killed") == at_most(300)
    assert court.standing("nis", "killed", MINE) == exact(2900)


def test_invented_figures_do_not_hide_or_hold_what_the_shared_feeds_say(court: Court) -> None:
    for number in range(3):
        court.hear(DAY, says("hur", "killed", 2000), outlet=f"invented{number}.example", layer=MINE)
    court.hear(DAY, says("nis", "killed", 600))
    court.hear(DAY, says("hur", "killed", 1400))
    assert [(change.claimant, change.state) for change in court.told()] == [
        ("nis", State.REPORTED),
        ("hur", State.REPORTED),
    ]


def test_a_layer_without_a_figure_of_its_own_sees_the_shared_one(court: Court) -> None:
    for _ in range(2):
        court.hear(DAY, says("nis", "killed", 600))
    assert court.standing("nis", "killed", MINE) == exact(600)


def test_a_layer_with_a_figure_of_its_own_still_hears_the_shared_feeds(court: Court) -> None:
    court.hear(DAY, says("nis", "killed", 600), layer=MINE, outlet="mine.example")
    court.hear(DAY, says("nis", "killed", 600), outlet="shared.example")
    assert court.standing("nis", "killed", MINE) == exact(600)
    assert court.standing("nis", "killed", THEIRS) == at_most(300)


def test_an_admin_s_act_counts_in_the_own_layer_alone(court: Court) -> None:
    change = court.hear(DAY, says("nis", "killed", 600))[0].change
    court.take(confirm(court.ledger, MINE, change, ACT))
    court.take(dismiss(court.ledger, THEIRS, change, Dismissal.FALSE, ACT))
    assert court.standing("nis", "killed", MINE) == exact(600)
    assert court.entry("nis", "killed").changes[change].state is State.REPORTED
    court.hear(DAY, says("nis", "killed", 600))
    assert court.standing("nis", "killed") == exact(600)
    assert court.standing("nis", "killed", THEIRS) == at_most(300)


def test_a_withdrawn_shared_article_is_withdrawn_in_every_layer(court: Court) -> None:
    court.hear(DAY, says("nis", "killed", 600), article="x")
    court.hear(DAY, says("nis", "killed", 600), layer=MINE, outlet="mine.example")
    assert court.standing("nis", "killed", MINE) == exact(600)
    court.hear(DAY, article="x")
    assert court.standing("nis", "killed", MINE) == at_most(300)
