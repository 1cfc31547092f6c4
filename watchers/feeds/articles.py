"""Pages of articles whose feed gives too little text: fetched only where the host's robots.txt allows."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from watchers.feeds.address import shown
from watchers.feeds.fetch import Fetcher
from watchers.feeds.values import Failure, FeedUnavailableError
from watchers.feeds.workers import Parser

AGENT = "Tollwatch"
KEPT_FOR = timedelta(hours=24)
RETRIED_AFTER = timedelta(hours=1)
KEPT_HOSTS = 1_000
ALL_ALLOWED = b""
NONE_ALLOWED = b"User-agent: *\nDisallow: /"


@dataclass(frozen=True, slots=True)
class _Robots:
    text: bytes
    until: datetime


class Pages:
    """Fetches article pages. What hosts allow is remembered for a day."""

    def __init__(
        self, fetcher: Fetcher, parser: Parser, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._fetcher = fetcher
        self._parser = parser
        self._clock = clock
        self._robots: OrderedDict[str, _Robots] = OrderedDict()

    async def fetch_page(self, url: str) -> str:
        """Give the main text of the page at `url`, "" if it has none. Raises FeedUnavailableError."""
        return await self._parser.read_page(await self._fetcher.fetch_page(url, self._may_ask))

    async def _may_ask(self, url: str) -> None:
        robots = await self._robots_of(url)
        if not await self._parser.is_allowed(robots, AGENT, url):
            raise FeedUnavailableError(shown(url), "its host does not let robots read it", failure=Failure.ROBOTS)

    async def _robots_of(self, url: str) -> bytes:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        known = self._robots.get(origin)
        if known is None or known.until <= self._clock():
            known = await self._fetch_robots(origin)
            self._robots[origin] = known
        self._robots.move_to_end(origin)
        if len(self._robots) > KEPT_HOSTS:
            self._robots.popitem(last=False)
        return known.text

    async def _fetch_robots(self, origin: str) -> _Robots:
        """RFC 9309: a robots.txt that is not there allows everything, one that cannot be had allows nothing."""
        try:
            fetched = await self._fetcher.fetch_robots(f"{origin}/robots.txt")
        except FeedUnavailableError as error:
            absent = HTTPStatus.BAD_REQUEST <= error.status < HTTPStatus.INTERNAL_SERVER_ERROR
            absent = absent and error.failure is not Failure.LIMITED
            if absent:
                return _Robots(ALL_ALLOWED, self._clock() + KEPT_FOR)
            return _Robots(NONE_ALLOWED, self._clock() + RETRIED_AFTER)
        return _Robots(fetched.body or ALL_ALLOWED, self._clock() + KEPT_FOR)
