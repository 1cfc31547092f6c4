"""What an attempt makes of a delivery: from values to values, no clock and no database."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.platforms import Down, Edited, Finding, Gone, Limited, Outcome, Refused, Sent, Stopped, Unknown
from watchers.store.sending import LONGEST_WAIT, EditProgress, Progress
from watchers.store.tables.delivery import DeliveryState

LONGEST_BACKOFF = timedelta(minutes=5)
PLAIN_AFTER = 12  # a message whose outcome stays unknown so often may itself be what breaks the far end
EDIT_AGAIN = timedelta(minutes=1)
CANNOT_TELL = "nobody can tell whether it arrived, and it was sent twice already"


def begun(progress: Progress, version: int, now: datetime, *, repeated: bool, settles: timedelta) -> Progress:
    """Return the state to store before an attempt; after a crash nobody looks before `settles` has passed.

    An earlier attempt may have arrived, so the version of the first is what the channel shows at the least.
    """
    return replace(
        progress,
        sent_version=progress.sent_version if progress.attempts else version,
        state=DeliveryState.SENDING,
        attempts=progress.attempts + 1,
        claimed_at=progress.claimed_at or now,
        due_at=now + settles,
        repeated=progress.repeated or repeated,
    )


def after_send(before: Progress, started: Progress, outcome: Outcome, now: datetime) -> Progress:
    """Return the state to store after an attempt: `before` it was made, and as it was `started`."""
    match outcome:
        case Sent(message):
            return _sent(started, message, now)
        case Unknown(reason):
            plain = started.plain or started.attempts >= PLAIN_AFTER
            return replace(started, due_at=now + backoff(started.attempts), failure=reason, plain=plain)
        case _:
            return _not_sent(before, outcome, now)


def after_search(before: Progress, finding: Finding, now: datetime) -> Progress:
    """Return the state to store when the look-back ended the matter or could not be made now."""
    match finding:
        case Sent(message):
            return _sent(before, message, now)
        case Unknown(reason):
            attempts = before.attempts + 1
            return replace(before, attempts=attempts, due_at=now + backoff(attempts), failure=reason)
        case Limited() | Down() | Stopped():
            return _not_sent(before, finding, now)
        case _:
            return replace(before, state=DeliveryState.FAILED, failure=CANNOT_TELL)


def after_edit(progress: Progress, edited: Edited, version: int, now: datetime) -> EditProgress:
    """Return the state to store after an edit. A message that somebody deleted is left so."""
    kept = EditProgress(sent_version=progress.sent_version, edit_due_at=now + EDIT_AGAIN, plain=progress.plain)
    match edited:
        case Sent():
            return replace(kept, sent_version=version)
        case Gone():
            return replace(kept, sent_version=version, failure="deleted by somebody")
        case Refused(reason) if progress.plain:
            return replace(kept, sent_version=version, failure=reason)
        case Refused(reason):
            return replace(kept, edit_due_at=now, failure=reason, plain=True)
        case Limited(seconds):
            return replace(kept, edit_due_at=now + _wait(seconds))
        case _:
            return replace(kept, failure=edited.reason)


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: 2, 4, 8 seconds and so on."""
    return min(timedelta(seconds=2 ** min(attempts, 10)), LONGEST_BACKOFF)


def _sent(progress: Progress, message: str, now: datetime) -> Progress:
    return replace(progress, state=DeliveryState.SENT, message_id=message, sent_at=now, failure="")


def _not_sent(before: Progress, outcome: Refused | Stopped | Limited | Down, now: datetime) -> Progress:
    match outcome:
        case Limited(seconds):
            return replace(before, due_at=now + _wait(seconds))
        case Refused(reason) if before.plain:
            return replace(before, state=DeliveryState.FAILED, failure=reason)
        case Refused(reason):
            return replace(before, plain=True, due_at=now, failure=reason)
        case _:
            return replace(before, due_at=now, failure=outcome.reason)


def _wait(seconds: float) -> timedelta:
    return min(timedelta(seconds=max(seconds, 0)), LONGEST_WAIT)
