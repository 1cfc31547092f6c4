"""When a channel may be told, on its own clock."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from watchers.hours import Hours, Rhythm

BERLIN = ZoneInfo("Europe/Berlin")
SEOUL = ZoneInfo("Asia/Seoul")
NIGHT = Hours(quiet_from=time(22), quiet_to=time(7), zone=BERLIN)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]  # the parts of a time


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (utc(2025, 6, 1, 12), utc(2025, 6, 1, 12)),
        (utc(2025, 6, 1, 20), utc(2025, 6, 2, 5)),
        (utc(2025, 6, 2, 1), utc(2025, 6, 2, 5)),
        (utc(2025, 6, 2, 5), utc(2025, 6, 2, 5)),
    ],
)
def test_quiet_hours_end_on_the_channels_own_clock(now: datetime, told: datetime) -> None:
    assert NIGHT.next_time(now) == told


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (utc(2025, 3, 29, 22), utc(2025, 3, 30, 5)),
        (utc(2025, 10, 25, 22), utc(2025, 10, 26, 6)),
    ],
)
def test_quiet_hours_end_at_the_same_hour_when_daylight_saving_begins_or_ends(now: datetime, told: datetime) -> None:
    assert NIGHT.next_time(now) == told


def test_an_end_that_the_clock_skips_in_spring_is_met_after_the_gap() -> None:
    hours = Hours(quiet_from=time(22), quiet_to=time(2, 30), zone=BERLIN)
    assert hours.next_time(utc(2025, 3, 30, 0, 30)) == utc(2025, 3, 30, 1, 30)


def test_a_daily_digest_comes_at_eight_on_the_channels_clock() -> None:
    assert Hours(Rhythm.DAILY, zone=SEOUL).next_time(utc(2025, 5, 1, 0)) == utc(2025, 5, 1, 23)


def test_a_weekly_digest_comes_on_monday() -> None:
    assert Hours(Rhythm.WEEKLY).next_time(utc(2025, 5, 1, 9)) == utc(2025, 5, 5, 8)
    assert Hours(Rhythm.WEEKLY).next_time(utc(2025, 5, 5, 9)) == utc(2025, 5, 12, 8)


def test_a_digest_that_falls_into_quiet_hours_waits_for_their_end() -> None:
    hours = Hours(Rhythm.DAILY, quiet_from=time(6), quiet_to=time(10))
    assert hours.next_time(utc(2025, 5, 1, 12)) == utc(2025, 5, 2, 10)


def test_quiet_hours_with_the_same_beginning_and_end_are_none() -> None:
    assert Hours(quiet_from=time(7), quiet_to=time(7)).next_time(utc(2025, 5, 1, 7)) == utc(2025, 5, 1, 7)
