"""Each envelope once: Slack may deliver the same one twice, and bolt would run its listener twice."""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.response import BoltResponse

REMEMBERED_SECONDS, REMEMBERED = 3600.0, 10_000


class Once:
    """The keys of what was delivered in the last hour."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: OrderedDict[str, float] = OrderedDict()

    def first(self, key: str) -> bool:
        """Whether `key` is seen for the first time; an empty key always is."""
        self._forget(self._clock())
        known = key in self._seen
        if key and not known:
            self._seen[key] = self._clock()
        return not known

    def _forget(self, now: float) -> None:
        while self._seen:
            key, then = next(iter(self._seen.items()))
            if len(self._seen) < REMEMBERED and then >= now - REMEMBERED_SECONDS:
                return
            del self._seen[key]

    async def middleware(self, body: dict[str, Any], next: Callable[[], Awaitable[None]]) -> BoltResponse | None:  # noqa: A002  bolt passes arguments by name
        """Acknowledge what has come before, and go no further with it."""
        if not self.first(key_of(body)):
            return BoltResponse(status=200, body="")
        await next()
        return None


def key_of(body: Mapping[str, Any]) -> str:
    """What is the same whenever the same thing is delivered: the id of an event, else what belongs to one act alone."""
    return str(body.get("event_id") or body.get("trigger_id") or body.get("response_url") or "")
