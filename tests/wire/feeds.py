"""A feed server on loopback: whatever a publisher's server may do, and a count of what it was asked."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import escape
from ipaddress import ip_network

from aiohttp import web

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    at: float


@dataclass(slots=True)
class Page:
    """What a path answers: a fixed answer, or a handler of its own."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    handler: Handler | None = None
    delay: float = 0.0


class FeedServer:
    """Answers as told, and remembers what it was asked and how many requests it had at one time."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.most_at_once = 0
        self.port = 0
        self._now = 0
        self._pages: dict[str, Page] = {}
        self._arrival = asyncio.Condition()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """Give the address of a path, on another loopback host if one is named."""
        return f"http://{host}:{self.port}{path}"

    def answer(
        self,
        path: str,
        body: bytes | str = b"",
        *,
        status: int = 200,
        headers: dict[str, str] | None = None,
        delay: float = 0.0,
    ) -> None:
        """Answer `path` like this from now on."""
        content = body.encode() if isinstance(body, str) else body
        self._pages[path] = Page(
            content, status, {"Content-Type": "application/rss+xml", **(headers or {})}, delay=delay
        )

    def answer_feed(
        self, path: str, body: bytes | str, *, etag: str = "", last_modified: str = "", **headers: str
    ) -> None:
        """Answer a feed that honours its validators."""
        content = body.encode() if isinstance(body, str) else body
        given = {
            "ETag": etag,
            "Last-Modified": last_modified,
            **{key.replace("_", "-"): value for key, value in headers.items()},
        }

        async def handle(request: web.Request) -> web.StreamResponse:
            same_etag = etag and request.headers.get("If-None-Match") == etag
            same_date = last_modified and request.headers.get("If-Modified-Since") == last_modified
            status = 304 if same_etag or same_date else 200
            sent = {name: value for name, value in given.items() if value}
            return web.Response(
                status=status,
                body=content if status == 200 else None,
                headers={**sent, "Content-Type": "application/rss+xml"},
            )

        self.handle(path, handle)

    def handle(self, path: str, handler: Handler) -> None:
        """Answer `path` by a handler."""
        self._pages[path] = Page(handler=handler)

    def redirect(self, path: str, target: str, status: int = 302) -> None:
        """Redirect `path`."""
        self.answer(path, status=status, headers={"Location": target})

    def drip(self, path: str) -> None:
        """Answer a byte now and then, without end."""

        async def handle(request: web.Request) -> web.StreamResponse:
            response = web.StreamResponse(headers={"Content-Type": "application/rss+xml"})
            await response.prepare(request)
            while request.transport is not None and not request.transport.is_closing():
                await response.write(b" ")
                await asyncio.sleep(0.05)
            return response

        self.handle(path, handle)

    def bomb(self, path: str, size: int, encoding: str = "gzip") -> None:
        """Answer zeros that unpack to `size` bytes."""
        packed = gzip.compress(bytes(size))
        self.answer(path, packed, headers={"Content-Encoding": encoding})

    def hang_up(self, path: str) -> None:
        """Close the connection without an answer."""

        async def handle(request: web.Request) -> web.StreamResponse:
            assert request.transport is not None
            request.transport.close()
            return web.Response()

        self.handle(path, handle)

    async def wait_for(self, path: str, times: int = 1) -> None:
        """Wait until `path` was asked so many times in all."""
        async with self._arrival:
            await self._arrival.wait_for(lambda: self.count(path) >= times)

    def count(self, path: str) -> int:
        """Count the requests for a path."""
        return sum(1 for asked in self.asked if asked.path == path)

    def last(self, path: str) -> Asked:
        """Give the last request for a path."""
        return next(asked for asked in reversed(self.asked) if asked.path == path)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Note a request and answer it."""
        await self._note(request)
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        try:
            page = self._pages.get(request.path, Page(status=404))
            if page.delay:
                await asyncio.sleep(page.delay)
            if page.handler is not None:
                return await page.handler(request)
            return web.Response(body=page.body, status=page.status, headers=page.headers)
        finally:
            self._now -= 1

    async def _note(self, request: web.Request) -> None:
        at = asyncio.get_running_loop().time()
        async with self._arrival:
            self.asked.append(Asked(path=request.path, headers=dict(request.headers), at=at))
            self._arrival.notify_all()


@asynccontextmanager
async def feed_server() -> AsyncIterator[FeedServer]:
    """Run a feed server that answers on every loopback address of IPv4."""
    server = FeedServer()
    app = web.Application()
    app.router.add_route("GET", "/{path:.*}", server.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "0.0.0.0", 0)
    await site.start()
    server.port = runner.addresses[0][1]
    try:
        yield server
    finally:
        await runner.cleanup()


def rss(*items: str, head: str = "") -> str:
    """Write an RSS feed of ready items."""
    channel = f"<title>A feed</title>{head}{''.join(items)}"
    return f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>{channel}</channel></rss>'


def item(title: str, *, guid: str = "", link: str = "", date: str = "", text: str = "", more: str = "") -> str:
    """Write an RSS item; what is empty is left out."""
    fields = {"title": title, "guid": guid, "link": link, "pubDate": date, "description": text}
    return (
        "<item>"
        + "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items() if value)
        + more
        + "</item>"
    )
