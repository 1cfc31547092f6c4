"""Worker processes for what strangers wrote: it is taken apart here, under a limit that really ends."""

import asyncio
import multiprocessing
import resource
import signal
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from datetime import datetime, timedelta
from typing import ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from watchers.feeds import pages
from watchers.feeds.address import shown
from watchers.feeds.parse import NotAFeedError, Source, parse_body
from watchers.feeds.values import Failure, Feed, FeedUnavailableError, Fetched, Parsed

MEMORY = 1 << 30
TASKS_PER_WORKER = 5_000

P = ParamSpec("P")
T = TypeVar("T")


class Parser:
    """Parses feeds and article pages in worker processes, each piece of work for at most `limit`."""

    def __init__(self, *, workers: int = 2, limit: timedelta = timedelta(seconds=8)) -> None:
        self._workers = workers
        self._limit = limit.total_seconds()
        self._pool: ProcessPool | None = None

    async def parse(self, feed: Feed, fetched: Fetched, now: datetime) -> Parsed:
        """Give the entries that were not there byte for byte the last time. Raises FeedUnavailableError."""
        source = Source(
            url=fetched.url,
            outlet=feed.outlet,
            lang=feed.lang,
            timezone=feed.timezone,
            known=feed.items,
            known_body=feed.body_hash,
        )
        return await self._run(feed.url, parse_body, fetched.body or b"", fetched.content_type, source, now)

    async def read_page(self, fetched: Fetched) -> str:
        """Give the main text of an article's page, "" if it has none. Raises FeedUnavailableError."""
        return await self._run(fetched.url, pages.main_text, fetched.body or b"", fetched.content_type)

    async def is_allowed(self, robots: bytes, agent: str, url: str) -> bool:
        """Say whether a robots.txt lets `agent` fetch `url`. Raises FeedUnavailableError."""
        return await self._run(url, pages.is_allowed, robots, agent, url)

    async def close(self) -> None:
        """End the workers, whatever they do."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await asyncio.to_thread(_end, pool)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do any other work on what strangers wrote. Raises what it raises, TimeoutError, or what ended its worker."""
        future = self._working_pool().schedule(work, args=args, kwargs=kwargs, timeout=self._limit)
        return await asyncio.wrap_future(future)

    async def _run(self, url: str, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await self.run(work, *args, **kwargs)
        except TimeoutError as error:
            reason = f"it could not be parsed within {self._limit:g} s"
            raise FeedUnavailableError(shown(url), reason, failure=Failure.TOO_SLOW) from error
        except NotAFeedError as error:
            raise FeedUnavailableError(shown(url), str(error), failure=Failure.UNREADABLE) from error
        except (ProcessExpired, BrokenProcessPool, MemoryError) as error:
            raise FeedUnavailableError(shown(url), "parsing it broke down", failure=Failure.UNREADABLE) from error

    def _working_pool(self) -> ProcessPool:
        """Give the pool, a new one if all its workers have died."""
        if self._pool is None or not self._pool.active:
            self._pool = ProcessPool(
                max_workers=self._workers,
                max_tasks=TASKS_PER_WORKER,
                initializer=_begin,
                context=_context(),
            )
        return self._pool


def _context() -> multiprocessing.context.ForkServerContext:
    """Start workers from a clean process: a fork of this one would copy its threads' locks and its secrets."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def _begin() -> None:
    """Limit a worker's memory, and leave the terminal's Ctrl-C to the process that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(ValueError, OSError):  # some systems do not let a process limit its memory
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it without annotations
    pool.join()
