"""Posts to Slack for the outbox.

Slack has no key that makes a second send harmless, so each post carries its marker as metadata, and `find` looks for it
after an unknown outcome. Nothing is ever sent twice by the library's own retries.
"""

import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards import Card, Picture
from bot.platforms import Edited, Finding, Limited, Outcome, Post, Refused, Sent, Unreadable
from bot.slack.charts import Uploads
from bot.slack.history import History
from bot.slack.markup import to_message, to_text
from bot.slack.messages import QUIETLY, Message, mentioning
from bot.slack.outcomes import TRANSPORT, code_of, edit_failure, failure_of
from bot.slack.threads import follow_up

EVENT_TYPE = "tollwatch_delivery"
SECONDS_BETWEEN_POSTS = 1.0
CLOCKS_DIFFER = timedelta(days=1)
MARKERS = uuid.UUID("8a3f1d5e-6a57-4d9b-9d5b-2c1a7f0e4b11")
Render = Callable[[Post], Card]
Draw = Callable[[Post], Awaitable[Picture | None]]
log = structlog.get_logger()


async def no_chart(_: Post) -> Picture | None:
    """Draw nothing."""
    return None


@dataclass(frozen=True, slots=True)
class Spot:
    """A message's place: the outbox keeps it as one text, `conversation:timestamp`."""

    conversation: str
    ts: str

    def __str__(self) -> str:
        return f"{self.conversation}:{self.ts}"

    @classmethod
    def of(cls, message: str) -> "Spot":
        conversation, _, ts = message.partition(":")
        return cls(conversation, ts)


class SlackSender:
    """The sender of one workspace. `client` must have no retry handlers: the outbox does the retries."""

    platform = "slack"
    nonce_lasts = timedelta(0)

    def __init__(
        self,
        client: AsyncWebClient,
        render: Render,
        chart: Draw = no_chart,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if client.retry_handlers:
            raise ValueError("a client with retry handlers may post twice")
        self._client = client
        self._render = render
        self._chart = chart
        self._uploads = Uploads(client)
        self._clock = clock
        self._posted: dict[str, float] = {}
        self._direct: dict[str, str] = {}
        self._history = History(client)

    async def send(self, post: Post) -> Outcome:
        """Post one message, a second or more after the last one to the same conversation."""
        wait = self._wait(post.place.address)
        if wait > 0:
            return Limited(wait)
        message = await self._message(post, self._render(post))
        chart = await self._uploads.file_of(message.chart)
        try:
            return await self._post(post, message, chart)
        except TRANSPORT as error:
            return failure_of(error)
        finally:
            self._posted[post.place.address] = self._clock()

    def _wait(self, address: str) -> float:
        then = self._posted.get(address)
        return 0.0 if then is None else then + SECONDS_BETWEEN_POSTS - self._clock()

    async def _post(self, post: Post, message: Message, chart: str) -> Outcome:
        arguments: dict[str, object] = {
            "channel": await self._conversation(post.place.address),
            "client_msg_id": str(uuid.uuid5(MARKERS, post.nonce)),
            "metadata": {"event_type": EVENT_TYPE, "event_payload": {"marker": post.marker}},
            **QUIETLY,
        }
        try:
            answer = await self._call("chat.postMessage", arguments | message.arguments(chart))
        except SlackApiError as error:
            if not chart or code_of(error) != "invalid_blocks":
                raise
            self._uploads.forget(message.chart)
            answer = await self._call("chat.postMessage", arguments | message.arguments())
        return Sent(str(Spot(str(answer.get("channel") or arguments["channel"]), str(answer.get("ts") or ""))))

    async def _call(self, method: str, arguments: dict[str, object]) -> dict[str, object]:
        answer = await self._client.api_call(method, json=arguments)
        return answer.data if isinstance(answer.data, dict) else {}

    async def edit(self, post: Post, message: str) -> Edited:
        """Make the message show `post`, blocks, text and chart alike; in its thread, say what is new."""
        spot, card = Spot.of(message), self._render(post)
        shown = await self._message(post, card)
        chart = await self._uploads.file_of(shown.chart)
        try:
            await self._update(spot, shown, chart)
            if post.place.thread:
                await follow_up(self._client, spot.conversation, spot.ts, post.marker, to_text(card))
        except TRANSPORT as error:
            return edit_failure(error)
        return Sent(message)

    async def _message(self, post: Post, card: Card) -> Message:
        """The post in Slack's form: text alone where the full form was refused, and the group that the admins chose."""
        if post.plain:
            return mentioning(Message(to_text(card)), post.place.mention_role)
        if card.chart is None:
            card = replace(card, chart=await self._drawn(post))
        return mentioning(to_message(card), post.place.mention_role)

    async def _drawn(self, post: Post) -> Picture | None:
        """The chart of a post. An alert without it is still an alert."""
        try:
            return await self._chart(post)
        except Exception:
            log.exception("chart not drawn", channel=post.place.address)
            return None

    async def _update(self, spot: Spot, shown: Message, chart: str) -> None:
        place: dict[str, object] = {"channel": spot.conversation, "ts": spot.ts, "link_names": False, "parse": "none"}
        try:
            await self._call("chat.update", place | shown.arguments(chart))
        except SlackApiError as error:
            if not chart or code_of(error) != "invalid_blocks":
                raise
            self._uploads.forget(shown.chart)
            await self._call("chat.update", place | shown.arguments())

    async def find(self, address: str, marker: str, since: datetime) -> Finding:
        """Look for the post that carries `marker`, a day further back than `since`."""
        try:
            conversation = await self._conversation(address)
            return await self._history.find(conversation, marker, since - CLOCKS_DIFFER)
        except TRANSPORT as error:
            if code_of(error) in ("missing_scope", "not_in_channel"):
                return Unreadable(f"Slack answered {code_of(error)}")
            failure = failure_of(error)
            return Unreadable(failure.reason) if isinstance(failure, Refused) else failure

    async def _conversation(self, address: str) -> str:
        """The conversation of an address; that with a person is opened once."""
        kind, _, user = address.partition(":")
        if kind != "user":
            return address
        if user not in self._direct:
            opened = await self._client.conversations_open(users=user)
            self._direct[user] = str((opened.get("channel") or {}).get("id") or user)
        return self._direct[user]
