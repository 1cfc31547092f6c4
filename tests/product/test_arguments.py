"""What people write after a command, as values."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.arguments import find_claimant, suggest_list, to_date, to_figure, to_hours, to_number, to_zone, words_of
from bot.commands import Asker, Choice
from bot.mistakes import MistakeError
from bot.voice import Voices
from tests.cards.alerts import TOPIC
from watchers.claims import Figure, Qualifier

ASKER = Asker(platform="discord", account="discord:1", layer="", address="1")
PARSERS: list[Callable[[str], object]] = [
    to_figure,
    to_hours,
    to_zone,
    lambda text: to_date({"day": text}, "day"),
    lambda text: to_number({"number": text}, "number", 1000),
    lambda text: find_claimant(text, Voices(TOPIC)),
]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("600", Figure(600, 600)),
        ("2,700", Figure(2700, 2700)),
        ("10 000", Figure(10_000, 10_000)),
        ("about 600", Figure(600, 600, Qualifier.ABOUT)),
        ("~600", Figure(600, 600, Qualifier.ABOUT)),
        ("at least 3000", Figure(3000, None, Qualifier.AT_LEAST)),
        ("3000+", Figure(3000, None, Qualifier.AT_LEAST)),
        ("up to 300", Figure(None, 300, Qualifier.AT_MOST)),
        ("1000-3000", Figure(1000, 3000, Qualifier.RANGE)),
        ("1000 to 3000", Figure(1000, 3000, Qualifier.RANGE)),
    ],
)
def test_a_figure_is_read_as_people_write_it(text: str, figure: Figure) -> None:
    assert to_figure(text) == figure


@pytest.mark.parametrize("text", ["", "many", "-5", "3000-1000", "9" * 40, "600 killed"])
def test_what_is_no_figure_is_refused(text: str) -> None:
    with pytest.raises(MistakeError):
        to_figure(text)


@pytest.mark.parametrize(
    ("text", "day"), [("2025", date(2025, 1, 1)), ("2025-04", date(2025, 4, 1)), ("2025/4/30", date(2025, 4, 30))]
)
def test_a_date_may_lack_its_day(text: str, day: date) -> None:
    assert to_date({"day": text}, "day") == day


@pytest.mark.parametrize(
    ("text", "hours"), [("22:00-07:00", ("22:00", "07:00")), ("22 – 7", ("22:00", "07:00")), ("none", ("", ""))]
)
def test_hours_may_lack_their_minutes(text: str, hours: tuple[str, str]) -> None:
    assert to_hours(text) == hours


@pytest.mark.parametrize("name", ["nis", "NIS", "НРС", "국정원"])
def test_a_claimant_is_known_by_its_names_in_every_language(name: str) -> None:
    assert find_claimant(name, Voices(TOPIC)) == "nis"


@pytest.mark.parametrize(("text", "words"), [("a, b", ["a", "b"]), ("all", []), ("none", []), ("a;b,", ["a", "b"])])
def test_a_list_is_written_with_commas(text: str, words: list[str]) -> None:
    assert words_of(text) == words


async def test_the_last_of_a_list_is_what_values_are_offered_for() -> None:
    async def suggest(_: Asker, typed: str) -> tuple[Choice, ...]:
        return (Choice(typed.upper(), (typed,)),)

    assert [one.value for one in await suggest_list(suggest)(ASKER, "a, b")] == ["a, B"]
    assert [one.value for one in await suggest_list(suggest)(ASKER, "a")] == ["A"]


@pytest.mark.parametrize("parse", PARSERS)
@given(text=st.text(max_size=60) | st.from_regex(r"[0-9:, \-]{0,20}"))
def test_whatever_is_written_is_understood_or_explained(parse: Callable[[str], object], text: str) -> None:
    with suppress(MistakeError):
        parse(text)
