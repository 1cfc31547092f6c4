"""One channel's deliveries, one after another: settle what is open, post, mark."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeAlias

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.outbox.marks import Mark, Marks
from bot.outbox.posts import marker_of, to_post
from bot.outbox.progress import PLAIN_AFTER, after_edit, after_search, after_send, begun
from bot.platforms import (
    Absent,
    Down,
    Edited,
    Finding,
    Gone,
    Limited,
    Outcome,
    PostKind,
    Refused,
    Sender,
    Sent,
    Stopped,
    Unknown,
    Unreadable,
)
from watchers.store.database import DatabaseUnavailableError
from watchers.store.refusals import resume_channel, stop_channel, tell_of_failure
from watchers.store.sending import Due, Progress, store_told
from watchers.store.tables.delivery import DeliveryState

SETTLES = timedelta(seconds=5)  # a post on its way when its sender dies has arrived by then
DOWN_S = 30.0
SHORT_S = 5.0
Also: TypeAlias = Callable[[AsyncSession], Awaitable[object]]
log = structlog.get_logger()


@dataclass(slots=True)
class Lanes:
    """Sends to one platform. `pause_until`, on the monotonic clock, is when the platform may be asked again."""

    sender: Sender
    marks: Marks
    clock: Callable[[], datetime]
    again_s: float
    outcomes: Counter[str] = field(default_factory=Counter)
    pause_until: float = 0.0
    trouble: str = ""
    _tried: dict[int, float] = field(default_factory=dict)

    async def send(self, dues: Sequence[Due]) -> None:
        """Send a channel's deliveries in order, up to the first that has to wait."""
        for due in dues:
            progress = await self._send(due)
            if progress.plain and progress.state is DeliveryState.PENDING and not due.progress.plain:
                progress = await self._send(replace(due, progress=progress))
            if progress.state not in (DeliveryState.SENT, DeliveryState.FAILED):
                return

    async def edit(self, due: Due) -> None:
        """Have a message show its alert's newest version."""
        post = to_post(due, due.progress, self.clock())
        try:
            edited = await self.sender.edit(post, due.progress.message_id)
        except Exception as error:
            log.exception("edit broke its sender", delivery=due.delivery)
            edited = Unknown(type(error).__name__)
        self._note(due, edited)
        self._pause(edited)
        progress = after_edit(due.progress, edited, due.version, self.clock())
        stop = self._stop(due, edited.reason) if isinstance(edited, Stopped) else None
        await self._surely(Mark(delivery=due.delivery, edit=progress, also=stop))

    async def _send(self, due: Due) -> Progress:
        before, repeated = due.progress, False
        if before.attempts and not self._nonce_holds(due):
            finding = await self.sender.find(due.channel.address, marker_of(due), before.claimed_at or due.queued_at)
            repeated = isinstance(finding, Unreadable)
            if not isinstance(finding, Absent) and not (repeated and not before.repeated):
                return await self._searched(due, finding)
        settles = timedelta(0) if self.sender.nonce_lasts else SETTLES
        started = begun(before, due.version, self.clock(), repeated=repeated, settles=settles)
        await self.marks.store(Mark(delivery=due.delivery, progress=started))
        self._tried.setdefault(due.delivery, time.monotonic())
        outcome = await self._post(due, started)
        return await self._end(due, outcome, after_send(before, started, outcome, self.clock()))

    async def _post(self, due: Due, started: Progress) -> Outcome:
        """Send, waiting out a limit of this channel alone where it is short."""
        post = to_post(due, started, self.clock())
        try:
            outcome = await self.sender.send(post)
            while isinstance(outcome, Limited) and not outcome.everywhere and outcome.seconds <= SHORT_S:
                await asyncio.sleep(outcome.seconds)
                outcome = await self.sender.send(post)
        except Exception as error:
            log.exception("delivery broke its sender", delivery=due.delivery)
            # It may be a connection that is being closed. What breaks even a plain text so often is a mistake of ours.
            hopeless = started.plain and started.attempts > PLAIN_AFTER
            return Refused("it could not be shown") if hopeless else Unknown(type(error).__name__)
        return outcome

    def _nonce_holds(self, due: Due) -> bool:
        """Whether this process began the first attempt so lately, on a clock that nobody sets, that the nonce holds."""
        first = self._tried.get(due.delivery)
        return first is not None and time.monotonic() - first < self.sender.nonce_lasts.total_seconds()

    async def _searched(self, due: Due, finding: Finding) -> Progress:
        return await self._end(due, finding, after_search(due.progress, finding, self.clock()))

    async def _end(self, due: Due, outcome: Outcome | Finding, progress: Progress) -> Progress:
        self._note(due, outcome)
        self._pause(outcome)
        await self._surely(Mark(delivery=due.delivery, progress=progress, also=self._also(due, outcome, progress)))
        if progress.state in (DeliveryState.SENT, DeliveryState.FAILED):
            self._tried.pop(due.delivery, None)
        return progress

    def _also(self, due: Due, outcome: Outcome | Finding, progress: Progress) -> Also | None:
        """What has to be stored together with the end of a delivery."""
        if isinstance(outcome, Stopped):
            return self._stop(due, outcome.reason)
        failed = progress.state is DeliveryState.FAILED
        told = due.kind == PostKind.DIGEST and (failed or progress.state is DeliveryState.SENT)
        works_again = bool(due.channel.stopped) and isinstance(outcome, Sent)
        if not (failed or told or works_again):
            return None

        async def also(session: AsyncSession) -> None:
            if told:
                await store_told(session, due.delivery, progress)
            if failed:
                await tell_of_failure(session, due.channel.id, progress.failure, self.clock())
            if works_again:
                await resume_channel(session, due.channel.id, self.clock())

        return also

    def _stop(self, due: Due, reason: str) -> Also:
        async def stop(session: AsyncSession) -> None:
            await stop_channel(session, due.channel.id, reason, self.clock())

        return stop

    async def _surely(self, mark: Mark) -> None:
        """Store `mark` however long the database takes to work again: what it says has happened."""
        while True:
            try:
                return await self.marks.store(mark)
            except DatabaseUnavailableError as error:
                log.warning("delivery not marked", delivery=mark.delivery, error=str(error), hint=error.hint)
                await asyncio.sleep(self.again_s)

    def _pause(self, outcome: Outcome | Finding | Edited) -> None:
        """Let the whole platform wait where the outcome says so."""
        if isinstance(outcome, Limited) and outcome.everywhere:
            self.pause_until = max(self.pause_until, time.monotonic() + outcome.seconds)
        if isinstance(outcome, Down):
            self.pause_until = max(self.pause_until, time.monotonic() + DOWN_S)

    def _note(self, due: Due, outcome: Outcome | Finding | Edited) -> None:
        self.outcomes[type(outcome).__name__.lower()] += 1
        self.trouble = outcome.reason if isinstance(outcome, Down) else ""
        reason = getattr(outcome, "reason", "")
        level = log.info if isinstance(outcome, Sent | Gone | Limited) else log.warning
        level(
            "delivery " + type(outcome).__name__.lower(),
            delivery=due.delivery,
            platform=due.channel.platform,
            channel=due.channel.address,
            **({"reason": reason} if reason else {}),
        )
