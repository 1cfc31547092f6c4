"""What can go wrong between a client and a far end: refusals, lost answers, slow answers, windows that are full."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Self

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Break(Enum):
    """Where a request breaks. The far end has done its work only in the last three."""

    REFUSE = "refuse"  # answered with `status`, nothing stored
    DROP_BEFORE = "drop before"  # connection cut, nothing stored
    HOLD_BEFORE = "hold before"  # nothing stored until released
    DROP_AFTER = "drop after"  # stored, and the connection cut: a lost answer
    REFUSE_AFTER = "refuse after"  # stored, and answered with `status` all the same
    HOLD_AFTER = "hold after"  # stored, and answered when released


AFTER = {Break.DROP_AFTER, Break.REFUSE_AFTER, Break.HOLD_AFTER}


@dataclass(slots=True)
class Fault:
    """One planned fault: it hits the next `times` requests whose "METHOD /path" matches `pattern`."""

    kind: Break
    pattern: str
    times: int = 1
    status: int = 500
    headers: dict[str, str] = field(default_factory=dict)
    body: str = '{"message": "Internal Server Error", "code": 0}'
    hits: int = 0
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def matches(self, request: web.Request) -> bool:
        return self.times > 0 and re.search(self.pattern, f"{request.method} {request.path}") is not None

    def release(self, after: float = 0.0) -> Self:
        """Let held requests go on, now or `after` seconds from now."""
        if after:
            asyncio.get_running_loop().call_later(after, self.released.set)
        else:
            self.released.set()
        return self


class Faults:
    """The planned faults of one far end, in the order in which they were planned."""

    def __init__(self) -> None:
        self._planned: list[Fault] = []

    def plan(self, kind: Break, pattern: str, **more: int | str | dict[str, str]) -> Fault:
        fault = Fault(kind, pattern, **more)  # type: ignore[arg-type]  # the dataclass names its own fields
        self._planned.append(fault)
        return fault

    def clear(self) -> None:
        for fault in self._planned:
            fault.release()
        self._planned.clear()

    def _next(self, request: web.Request) -> Fault | None:
        fault = next((fault for fault in self._planned if fault.matches(request)), None)
        if fault is not None:
            fault.times -= 1
            fault.hits += 1
        return fault

    async def around(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer through `handler`, or break as planned."""
        fault = self._next(request)
        if fault is None:
            return await handler(request)
        answer = await handler(request) if fault.kind in AFTER else None
        fault.reached.set()
        if fault.kind in (Break.HOLD_BEFORE, Break.HOLD_AFTER):
            await fault.released.wait()
            return answer if answer is not None else await handler(request)
        if fault.kind in (Break.DROP_BEFORE, Break.DROP_AFTER):
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        return web.Response(
            status=fault.status, body=fault.body.encode(), headers={"Content-Type": "application/json", **fault.headers}
        )


@dataclass(slots=True)
class Limit:
    """A rate limit: at most `count` requests in any `seconds`."""

    count: int
    seconds: float


class Windows:
    """Fixed windows, one for each limited thing: a window opens with its first request and is empty when it ends."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[float, int]] = {}

    def take(self, key: str, limit: Limit) -> tuple[int, float]:
        """Count one request; the places left (-1: refused, not counted) and the seconds until the window ends."""
        now = time.monotonic()
        start, count = self._open.get(key, (now, 0))
        if now >= start + limit.seconds:
            start, count = now, 0
        left = limit.count - count - 1
        if left >= 0:
            self._open[key] = (start, count + 1)
        return left, start + limit.seconds - now
