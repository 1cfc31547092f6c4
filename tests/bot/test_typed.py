"""Words after a slash command, as people write them."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.cards import Card
from bot.commands import Asker, Choice, Command, Option, OptionKind, Values
from bot.typed import ArgumentError, find_command, missing, read_arguments, usage

METRICS = (Choice("killed", ("killed", "dead", "사망")), Choice("wounded", ("wounded", "поранені")))
CLAIMANTS = (
    Choice("nis", ("NIS", "South Korea's NIS", "국정원")),
    Choice("uk_mod", ("UK MoD", "UK Ministry of Defence")),
)


ASKER = Asker(platform="slack", account="slack:T:U", layer="slack:T", address="C")


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


async def known(_: Asker, typed: str) -> tuple[Choice, ...]:
    return tuple(one for one in CLAIMANTS if any(typed.casefold() in name.casefold() for name in one.names))


FIGURES = Command(
    name="casualties",
    description="",
    run=nothing,
    options=(
        option("metric", OptionKind.CHOICE, *METRICS),
        Option(name="claimant", description="", kind=OptionKind.WORD, suggest=known),
        option("as_of", OptionKind.DATE),
    ),
)
DISMISS = Command(
    name="baseline dismiss",
    description="",
    run=nothing,
    options=(
        option("change", OptionKind.WORD),
        option("source", OptionKind.TEXT),
        option("reason", OptionKind.TEXT),
        option("because", OptionKind.CHOICE, Choice("false", ("false",))),
    ),
)
FOLLOW = Command(
    name="follow",
    description="",
    run=nothing,
    options=(
        option("metrics", OptionKind.TEXT),
        Option(name="claimants", description="", suggest=known),
        option("minimum", OptionKind.NUMBER),
    ),
)
COMMANDS = (FIGURES, DISMISS, FOLLOW, HISTORY, KEYWORDS, SET)


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
async def test_values_are_found_in_any_order_with_or_without_names(text: str, values: dict[str, str]) -> None:
    assert await read_arguments(HISTORY, text, ASKER) == values


async def test_the_rest_of_the_words_is_a_text() -> None:
    assert await read_arguments(KEYWORDS, "north korea AND troops", ASKER) == {"rule": "north korea AND troops"}
    assert await read_arguments(SET, "killed 2,000 <https://a.example/?a=1&amp;b=2|x> said so", ASKER) == {
        "metric": "killed",
        "figure": "2,000",
        "source": "https://a.example/?a=1&b=2 said so",
    }


async def test_a_word_that_fits_nothing_is_named_with_what_was_meant_and_how_to_write_it() -> None:
    with pytest.raises(ArgumentError, match=r"“kiled” is not understood\. Did you mean “killed”\?") as wrong:
        await read_arguments(HISTORY, "kiled nis", ASKER)
    assert wrong.value.hint == "Write /history metric [claimant] [since] [as_of]"


async def test_what_is_missing_is_known() -> None:
    assert [one.name for one in missing(HISTORY, await read_arguments(HISTORY, "nis", ASKER))] == ["metric"]


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


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("killed UK Ministry of Defence", {"metric": "killed", "claimant": "uk_mod"}),
        ("국정원 killed as of 2025", {"metric": "killed", "claimant": "nis", "as_of": "2025"}),
        ("killed somebody", {"metric": "killed", "claimant": "somebody"}),
        ("claimant:UK MoD killed", {"metric": "killed", "claimant": "uk_mod"}),
    ],
)
async def test_names_that_the_product_offers_may_have_spaces(text: str, values: dict[str, str]) -> None:
    assert await read_arguments(FIGURES, text, ASKER) == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("12 wire misread twice", {"change": "12", "source": "wire", "reason": "misread twice"}),
        ("12 reason:misread by us because:false", {"change": "12", "reason": "misread by us", "because": "false"}),
        ("12 source: the wire, since May reason: x", {"change": "12", "source": "the wire, since May", "reason": "x"}),
    ],
)
async def test_of_several_texts_the_last_or_a_named_one_takes_many_words(text: str, values: dict[str, str]) -> None:
    assert await read_arguments(DISMISS, text, ASKER) == values


async def test_what_to_follow_is_said_in_three_words() -> None:
    wanted = {"metrics": "killed,wounded", "claimants": "nis", "minimum": "100"}
    assert await read_arguments(FOLLOW, "killed,wounded nis 100", ASKER) == wanted


def test_usage_shows_what_may_be_left_out() -> None:
    assert usage(HISTORY) == "/history metric [claimant] [since] [as_of]"


@settings(max_examples=40, deadline=None)
@given(some.text(max_size=200))
def test_no_words_break_the_parser(text: str) -> None:
    for command in COMMANDS:
        try:
            values = asyncio.run(read_arguments(command, text, ASKER))
        except ArgumentError:
            continue
        assert set(values) <= {one.name for one in command.options}
