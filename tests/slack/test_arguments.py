"""Words after a slash command, as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.cards import Card
from bot.commands import Asker, Choice, Command, Option, OptionKind, Values
from bot.slack.arguments import ArgumentError, find_command, missing, read_arguments, usage

METRICS = (Choice("killed", ("killed", "dead", "사망")), Choice("wounded", ("wounded", "поранені")))
CLAIMANTS = (
    Choice("nis", ("NIS", "South Korea's NIS", "국정원")),
    Choice("uk_mod", ("UK MoD", "UK Ministry of Defence")),
)


async def nothing(_: Asker, __: Values) -> Card:
    return Card(title="", summary="")


def option(name: str, kind: OptionKind, *choices: Choice, required: bool = False) -> Option:
    return Option(name=name, description=name, kind=kind, choices=choices, required=required)


HISTORY = Command(
    name="history",
    description="How a figure came to be",
    run=nothing,
    options=(
        option("metric", OptionKind.CHOICE, *METRICS, required=True),
        option("claimant", OptionKind.CHOICE, *CLAIMANTS),
        option("since", OptionKind.DATE),
        option("as_of", OptionKind.DATE),
    ),
)
KEYWORDS = Command(name="keywords add", description="", run=nothing, options=(option("rule", OptionKind.TEXT),))
SET = Command(
    name="baseline set",
    description="",
    run=nothing,
    options=(
        option("metric", OptionKind.CHOICE, *METRICS),
        option("figure", OptionKind.NUMBER),
        option("source", OptionKind.TEXT),
    ),
)
COMMANDS = (HISTORY, KEYWORDS, SET)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("killed nis", {"metric": "killed", "claimant": "nis"}),
        ("NIS Killed", {"metric": "killed", "claimant": "nis"}),
        ("killed since 2025-01", {"metric": "killed", "since": "2025-01"}),
        ("dead by south korea’s nis since:2025", {"metric": "killed", "claimant": "nis", "since": "2025"}),
        ("사망 국정원 as of 2025-06-01", {"metric": "killed", "claimant": "nis", "as_of": "2025-06-01"}),
        ("поранені UK Ministry of Defence", {"metric": "wounded", "claimant": "uk_mod"}),
        ('metric=killed claimant:"uk mod"', {"metric": "killed", "claimant": "uk_mod"}),
        ("killed 2025-01", {"metric": "killed", "since": "2025-01"}),
        ("", {}),
    ],
)
def test_values_are_found_in_any_order_with_or_without_names(text: str, values: dict[str, str]) -> None:
    assert read_arguments(HISTORY, text) == values


def test_the_rest_of_the_words_is_a_text() -> None:
    assert read_arguments(KEYWORDS, "north korea AND troops") == {"rule": "north korea AND troops"}
    assert read_arguments(SET, "killed 2,000 <https://a.example/?a=1&amp;b=2|x> said so") == {
        "metric": "killed",
        "figure": "2,000",
        "source": "https://a.example/?a=1&b=2 said so",
    }


def test_a_word_that_fits_nothing_is_named_with_what_was_meant_and_how_to_write_it() -> None:
    with pytest.raises(ArgumentError, match=r"“kiled” is not understood\. Did you mean “killed”\?") as wrong:
        read_arguments(HISTORY, "kiled nis")
    assert wrong.value.hint == "Write /history metric [claimant] [since] [as_of]"


def test_what_is_missing_is_known() -> None:
    assert [one.name for one in missing(HISTORY, read_arguments(HISTORY, "nis"))] == ["metric"]


@pytest.mark.parametrize(
    ("name", "text", "found", "left"),
    [
        ("history", "killed nis", "history", "killed nis"),
        ("keywords", "add north korea", "keywords add", "north korea"),
        ("tollwatch", "history killed", "history", "killed"),
        ("tollwatch", "Baseline SET killed", "baseline set", "killed"),
    ],
)
def test_a_command_is_found_with_or_without_tollwatch_before_it(name: str, text: str, found: str, left: str) -> None:
    command, rest = find_command(COMMANDS, name, text)
    assert (command.name, rest) == (found, left)


def test_a_command_that_is_not_there_is_said_so() -> None:
    with pytest.raises(ArgumentError, match=r"Did you mean “keywords add”\?"):
        find_command(COMMANDS, "keywords", "ad")


def test_usage_shows_what_may_be_left_out() -> None:
    assert usage(HISTORY) == "/history metric [claimant] [since] [as_of]"


@given(some.text(max_size=200))
def test_no_words_break_the_parser(text: str) -> None:
    for command in COMMANDS:
        try:
            values = read_arguments(command, text)
        except ArgumentError:
            continue
        assert set(values) <= {one.name for one in command.options}
