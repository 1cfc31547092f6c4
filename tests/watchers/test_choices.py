"""Which alerts a channel chose to be told."""

from typing import Any

import pytest

from watchers.choices import Choice, Told, parse_figure
from watchers.claims import Figure

TOLD = Told(
    layer="", metric="killed", claimant="nis", confirmed=False, figure=Figure(2000, 2000), previous=Figure(600, 600)
)


@pytest.mark.parametrize(
    ("choice", "wanted"),
    [
        ({}, True),
        ({"metrics": frozenset({"wounded"})}, False),
        ({"metrics": frozenset({"killed"})}, True),
        ({"claimants": frozenset({"zelensky"})}, False),
        ({"only_confirmed": True}, False),
        ({"minimum_change": 1400}, True),
        ({"minimum_change": 1401}, False),
        ({"minimum_percent": 233.0}, True),
        ({"minimum_percent": 234.0}, False),
    ],
)
def test_every_choice_of_a_channel_counts(choice: dict[str, Any], wanted: bool) -> None:
    assert Choice(layer="discord:1", **choice).wants(TOLD) is wanted


def test_a_first_figure_moves_by_nothing_known_and_is_told() -> None:
    first = Told(layer="", metric="killed", claimant="nis", confirmed=False, figure=Figure(9, 9))
    assert Choice(layer="", minimum_change=100, minimum_percent=50).wants(first)


def test_an_addition_counts_by_its_own_number() -> None:
    added = Told(
        layer="", metric="deployed", claimant="nis", confirmed=False, figure=Figure(50, 50), previous=None, added=True
    )
    assert not Choice(layer="", minimum_change=100).wants(added)


def test_an_alert_of_another_layer_is_never_wanted() -> None:
    own = Told(layer="discord:1", metric="killed", claimant="nis", confirmed=True)
    assert Choice(layer="discord:1").wants(own)
    assert not Choice(layer="discord:2").wants(own)


@pytest.mark.parametrize("value", [None, "600", {}, {"low": "600"}, {"low": None, "high": None}])
def test_what_is_no_figure_is_none(value: object) -> None:
    assert parse_figure(value) is None
