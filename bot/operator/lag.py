"""How late the event loop is: a coroutine that blocks it delays everybody."""

import asyncio
import time
from dataclasses import dataclass

EVERY_S = 0.5


@dataclass(slots=True)
class LoopLag:
    """Measures how much longer a short sleep takes. `longest` is of the time since it was last taken."""

    last: float = 0.0
    _longest: float = 0.0

    async def run(self) -> None:
        """Measure until cancelled."""
        while True:
            begun = time.monotonic()
            await asyncio.sleep(EVERY_S)
            self.last = max(0.0, time.monotonic() - begun - EVERY_S)
            self._longest = max(self._longest, self.last)

    def take_longest(self) -> float:
        """Return the longest lag since the last call, in seconds."""
        longest, self._longest = self._longest, self.last
        return longest
