"""One polite and careful HTTP request: of a feed with its validators, or of an article's page."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from http import HTTPStatus
from importlib.metadata import version
from urllib.parse import urljoin

import aiohttp
from yarl import URL

from watchers.feeds.address import ForbiddenAddressError, Networks, authority, check_url, checked_sockets, shown
from watchers.feeds.caching import fresh_for, wait_asked
from watchers.feeds.connections import KEPT_FOR_S, Kept
from watchers.feeds.hosts import Hosts
from watchers.feeds.resolver import Resolver
from watchers.feeds.unpack import BadPackingError, TooLargeError, unpack
from watchers.feeds.values import Failure, Feed, FeedUnavailableError, Fetched, Validators

MAX_FEED = 5 << 20
MAX_PAGE = 3 << 20
MAX_ROBOTS = 512_000
MAX_REDIRECTS = 5
ACCEPT_FEED = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1"
ACCEPT_PAGE = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
PERMANENT = {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT}
REDIRECTS = PERMANENT | {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT}


MayAsk = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of anything is accepted. `time` is for a whole request with all its redirects, turns not counted."""

    time: timedelta = timedelta(seconds=20)
    feed: int = MAX_FEED
    page: int = MAX_PAGE
    redirects: int = MAX_REDIRECTS


@dataclass(frozen=True, slots=True)
class _Answer:
    """One HTTP answer, its body read."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    size: int


class Fetcher:
    """Asks servers. `contact` is where a publisher finds us; `allowed` are the operator's own networks."""

    def __init__(
        self, *, hosts: Hosts, allowed: Networks = (), contact: str = "", limits: Limits | None = None
    ) -> None:
        self._hosts = hosts
        self.allowed = allowed
        self._limits = limits or Limits()
        self._headers = {"User-Agent": user_agent(contact), "Accept-Encoding": "gzip, deflate"}
        self._session: aiohttp.ClientSession | None = None
        self._resolver: Resolver | None = None
        self._kept = Kept()

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None
        if self._resolver is not None:
            await self._resolver.close()
            self._resolver = None

    async def fetch(self, feed: Feed) -> Fetched:
        """Ask for a feed, sending its validators back. Raises FeedUnavailableError."""
        headers = {"Accept": ACCEPT_FEED, **_conditions(feed.validators)}
        fetched = await self._follow(feed.url, headers, self._limits.feed)
        if fetched.body is None and fetched.url != feed.validators.url:
            # A redirect now leads elsewhere, and "not modified" there is about a text that we never had.
            fetched = await self._follow(feed.url, {"Accept": ACCEPT_FEED}, self._limits.feed)
            if fetched.body is None:
                reason = "its server answers that nothing has changed, without having told what there was"
                raise FeedUnavailableError(shown(feed.url), reason, failure=Failure.SERVER)
        if fetched.body is None and fetched.validators != feed.validators:
            return replace(fetched, validators=_renewed(feed.validators, fetched.validators))
        return fetched

    async def fetch_page(self, url: str, may_ask: MayAsk) -> Fetched:
        """Ask for a page, having asked `may_ask` before it and each redirect. Raises FeedUnavailableError."""
        return await self._follow(url, {"Accept": ACCEPT_PAGE}, self._limits.page, may_ask)

    async def fetch_robots(self, url: str) -> Fetched:
        """Ask for a host's robots.txt. Raises FeedUnavailableError."""
        return await self._follow(url, {"Accept": "text/plain"}, MAX_ROBOTS)

    async def _follow(self, url: str, headers: dict[str, str], cap: int, may_ask: MayAsk | None = None) -> Fetched:
        """Follow redirects by hand: each is checked, and it matters which of them are for good."""
        here, moved_to, only_permanent = url, "", True
        left = self._limits.time.total_seconds()
        for _ in range(self._limits.redirects + 1):
            check_url(here, self.allowed, led_from=url)
            if may_ask is not None:
                await may_ask(here)
            try:
                answer, took = await self._ask(here, headers, cap, left)
            except EXPECTED as error:
                raise _explained(url, error) from error
            left -= took
            if answer.status not in REDIRECTS:
                return self._judge(url, here, answer, moved_to)
            here = _target(url, here, answer)
            only_permanent = only_permanent and answer.status in PERMANENT
            moved_to = here if only_permanent else moved_to
        raise FeedUnavailableError(shown(url), "it redirects too often", failure=Failure.REDIRECTS)

    async def _ask(self, url: str, headers: dict[str, str], cap: int, left: float) -> tuple[_Answer, float]:
        async with self._hosts.turn(url, left):
            begun = asyncio.get_running_loop().time()
            answer = await self._request(url, headers, cap)
            return answer, asyncio.get_running_loop().time() - begun

    async def _request(self, url: str, headers: dict[str, str], cap: int) -> _Answer:
        if not self._kept.may_stay(authority(url)):
            headers = {**headers, "Connection": "close"}
        async with self._client().get(_parsed(url), headers=headers, allow_redirects=False) as response:
            if response.status != HTTPStatus.OK:
                return _Answer(response.status, response.headers, b"", 0)
            chunks = response.content.iter_any()
            body, size = await unpack(chunks, response.headers.get("Content-Encoding", ""), cap)
            return _Answer(response.status, response.headers, body, size)

    def _judge(self, url: str, here: str, answer: _Answer, moved_to: str) -> Fetched:
        now = datetime.now(UTC)
        if answer.status not in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
            raise _refusal(url, answer, now)
        return Fetched(
            url=here,
            body=answer.body if answer.status == HTTPStatus.OK else None,
            content_type=answer.headers.get("Content-Type", ""),
            validators=_validators(answer.headers, here),
            fresh_for=fresh_for(answer.headers, now),
            moved_to=moved_to,
            size=answer.size,
        )

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._resolver = Resolver()
            connector = aiohttp.TCPConnector(
                limit=0,
                resolver=self._resolver,
                ttl_dns_cache=300,
                socket_factory=checked_sockets(self.allowed),
                keepalive_timeout=KEPT_FOR_S,
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                headers=self._headers,
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
                auto_decompress=False,
                timeout=aiohttp.ClientTimeout(total=None),
            )
        return self._session


@lru_cache(maxsize=20_000)
def _parsed(url: str) -> URL:
    """Parse an address as the client does, but once; most are asked again and again. Raises ValueError."""
    return URL(url)


def user_agent(contact: str) -> str:
    """Say who asks, and where a publisher can complain."""
    return f"Tollwatch/{version('tollwatch')}" + (f" (+{contact})" if contact else "")


def _conditions(validators: Validators) -> dict[str, str]:
    pairs = (("If-None-Match", validators.etag), ("If-Modified-Since", validators.last_modified))
    return {name: value for name, value in pairs if value}


def _validators(headers: Mapping[str, str], url: str) -> Validators:
    return Validators(_sendable(headers.get("ETag", "")), _sendable(headers.get("Last-Modified", "")), url)


def _sendable(value: str) -> str:
    """Keep a validator only if it can go back byte for byte."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return ""
    return value


def _renewed(ours: Validators, theirs: Validators) -> Validators:
    """Keep the validators of the body that we have; a 304 may renew them but never takes one away."""
    return Validators(theirs.etag or ours.etag, theirs.last_modified or ours.last_modified, ours.url)


def _target(url: str, here: str, answer: _Answer) -> str:
    location = answer.headers.get("Location", "").strip()
    if not location:
        raise FeedUnavailableError(shown(url), "it redirects to nowhere", failure=Failure.REDIRECTS)
    try:
        return urljoin(here, location).partition("#")[0]
    except ValueError as error:
        raise FeedUnavailableError(shown(url), "it redirects to nowhere", failure=Failure.REDIRECTS) from error


def _refusal(url: str, answer: _Answer, now: datetime) -> FeedUnavailableError:
    status = answer.status
    failures = {
        HTTPStatus.GONE: Failure.GONE,
        HTTPStatus.NOT_FOUND: Failure.NOT_FOUND,
        HTTPStatus.TOO_MANY_REQUESTS: Failure.LIMITED,
    }
    failure = failures.get(HTTPStatus(status)) if status in HTTPStatus._value2member_map_ else None
    if failure is None:
        failure = Failure.SERVER if status >= HTTPStatus.INTERNAL_SERVER_ERROR else Failure.REFUSED
    wait = wait_asked(answer.headers, now)
    return FeedUnavailableError(shown(url), f"its server answered {status}", failure=failure, status=status, wait=wait)


def _explained(url: str, error: Exception) -> FeedUnavailableError:
    """Translate what a client can raise into words that name no address and quote no answer."""
    reason, failure = next(
        (reason, failure)
        for kinds, reason, failure in EXPLANATIONS
        if isinstance(error, kinds) or _caused_by(error, kinds)
    )
    return FeedUnavailableError(shown(url), reason, failure=failure)


def _caused_by(error: BaseException, kinds: tuple[type[BaseException], ...]) -> bool:
    cause = getattr(error, "os_error", None) or error.__cause__
    return isinstance(cause, kinds) and isinstance(error, OSError)


EXPECTED = (aiohttp.ClientError, OSError, TimeoutError, ValueError, TooLargeError, BadPackingError)
EXPLANATIONS: tuple[tuple[tuple[type[BaseException], ...], str, Failure], ...] = (
    ((ForbiddenAddressError,), "this address is not open to feeds", Failure.FORBIDDEN_ADDRESS),
    ((TimeoutError,), "its server took too long", Failure.TOO_SLOW),
    ((TooLargeError,), "it is too large", Failure.TOO_LARGE),
    ((BadPackingError,), "it is packed in a way that was not asked for", Failure.SERVER),
    ((aiohttp.InvalidURL,), "it is not an address", Failure.FORBIDDEN_ADDRESS),
    ((aiohttp.ClientConnectorDNSError,), "its host is not known", Failure.UNREACHABLE),
    ((aiohttp.ClientSSLError, ssl.SSLError), "its certificate is not valid", Failure.UNREACHABLE),
    (EXPECTED, "its server cannot be reached or broke off", Failure.UNREACHABLE),
)
