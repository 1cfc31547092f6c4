"""When a channel may be told: its quiet hours and digests, on its own clock, across daylight saving."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

DIGEST_TIME = time(8)
MONDAY = 0
UTC_ZONE = ZoneInfo("UTC")


class Rhythm(StrEnum):
    """How often a channel is told."""

    REALTIME = "realtime"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Hours:
    """A channel's choice. Without both `quiet_from` and `quiet_to`, or with both alike, no hour is quiet."""

    rhythm: Rhythm = Rhythm.REALTIME
    quiet_from: time | None = None
    quiet_to: time | None = None
    zone: ZoneInfo = UTC_ZONE

    def next_time(self, now: datetime) -> datetime:
        """Return when an alert queued at `now` may be told: `now` itself, or a later time in UTC."""
        due = now if self.rhythm is Rhythm.REALTIME else self._next_digest(now)
        return self._after(due, self.quiet_to) if self.quiet_to is not None and self._is_quiet(due) else due

    def _is_quiet(self, at: datetime) -> bool:
        if self.quiet_from is None or self.quiet_to is None:
            return False
        clock = at.astimezone(self.zone).time()
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= clock < self.quiet_to
        return clock >= self.quiet_from or clock < self.quiet_to

    def _next_digest(self, now: datetime) -> datetime:
        due = self._after(now, DIGEST_TIME)
        if self.rhythm is Rhythm.DAILY:
            return due
        day = due.astimezone(self.zone).date()
        return self._at(day + timedelta(days=(MONDAY - day.weekday()) % 7), DIGEST_TIME)

    def _after(self, now: datetime, clock: time) -> datetime:
        """Return the next time after `now` at which the channel's clock shows `clock`."""
        today = now.astimezone(self.zone).date()
        due = self._at(today, clock)
        return due if due > now else self._at(today + timedelta(days=1), clock)

    def _at(self, day: date, clock: time) -> datetime:
        # A time that the clock skips in spring is met an hour later; of one that it shows twice, the first counts.
        return datetime.combine(day, clock, tzinfo=self.zone).astimezone(UTC)
