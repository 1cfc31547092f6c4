"""Discord's limits for a whole bot: the pace of requests, and how many refusals get an address banned.

The limits of each channel are in the headers of every answer, and discord.py keeps to them.
"""

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field
from types import SimpleNamespace

import aiohttp

REFUSALS = frozenset({401, 403, 429})
WINDOW_S = 600.0
MOST = 5_000  # half of the 10,000 refusals in ten minutes for which Discord bans an address for hours


@dataclass(slots=True)
class Pace:
    """Spreads requests evenly. Discord takes 50 a second from a bot; this leaves some for everything else."""

    per_second: float = 40.0
    _next: float = 0.0

    async def turn(self) -> None:
        """Wait for the next place."""
        now = time.monotonic()
        mine = max(self._next, now)
        self._next = mine + 1 / self.per_second
        await asyncio.sleep(mine - now)


@dataclass(slots=True)
class InvalidRequests:
    """Counts the refusals of the last ten minutes, whoever caused them."""

    most: int = MOST
    _times: deque[float] = field(default_factory=deque)

    def trace(self) -> aiohttp.TraceConfig:
        """Return what has a client tell us of each answer."""
        config = aiohttp.TraceConfig()
        config.on_request_end.append(self._ended)
        return config

    def blocked_for(self) -> float:
        """Return for how many seconds nothing more may be asked, 0 if something may."""
        now = time.monotonic()
        while self._times and self._times[0] < now - WINDOW_S:
            self._times.popleft()
        return self._times[0] + WINDOW_S - now if len(self._times) >= self.most else 0.0

    async def _ended(
        self, _session: aiohttp.ClientSession, _context: SimpleNamespace, params: aiohttp.TraceRequestEndParams
    ) -> None:
        shared = params.response.headers.get("X-RateLimit-Scope") == "shared"
        if params.response.status in REFUSALS and not shared:
            self._times.append(time.monotonic())
