"""Which connections are kept open after an answer: as many as files may be open, and no more."""

import resource
import time
from contextlib import suppress

MOST = 2_000
KEPT_FOR_S = 30.0


class Kept:
    """Counts the connections that are kept open, one for each host that was asked a short while ago.

    The client keeps every one of them, and ten thousand feeds would use up all the files that a process may open.
    """

    def __init__(self) -> None:
        self._most = min(MOST, _file_limit() // 2)
        self._until: dict[str, float] = {}

    def may_stay(self, host: str) -> bool:
        """Say whether the connection to `host` may stay open, and count it if so."""
        now = time.monotonic()
        known = self._until.pop(host, None) is not None
        if not known and len(self._until) >= self._most:
            self._forget(now)
        if len(self._until) >= self._most:
            return False
        self._until[host] = now + KEPT_FOR_S  # at the end: the dictionary is in the order of time
        return True

    def _forget(self, now: float) -> None:
        """Forget the connections that the client has closed by now."""
        for host, until in list(self._until.items()):
            if until > now:
                break
            del self._until[host]


def _file_limit() -> int:
    """Give how many files this process may open, having raised its own limit to what the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = hard if hard != resource.RLIM_INFINITY else max(soft, 4 * MOST)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(wanted, 4 * MOST)), hard))
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return soft
