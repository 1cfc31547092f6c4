"""Worker processes for what strangers wrote: it is taken apart here, under a limit that really ends."""

import asyncio
import os
import pickle
import resource
import signal
import sys
import threading
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from datetime import datetime, timedelta
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext, ForkServerProcess
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any, ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from watchers.feeds import pages
from watchers.feeds.address import shown
from watchers.feeds.parse import NotAFeedError, Source, parse_body
from watchers.feeds.split import item_hash
from watchers.feeds.values import Failure, Feed, FeedUnavailableError, Fetched, Parsed

MEMORY = 1 << 30
LARGE = 512_000
TASKS_PER_WORKER = 5_000
PREPARED = "watchers.feeds.prepared"  # imported by the process that workers are forked from
PREPARE = "TOLLWATCH_PREPARE"  # what is to be done there, in its environment
STARTING = threading.Lock()

P = ParamSpec("P")
T = TypeVar("T")


class Parser:
    """Parses feeds and article pages in worker processes, each piece of work for at most `limit`.

    Large bodies have one worker of their own, so that a few that are made to run long keep nobody else waiting.
    `prepare` is done before a worker's first piece of work, and not under the limit: once for all of them where it can
    be, so that they share what it loads.
    """

    def __init__(
        self,
        *,
        workers: int = 2,
        limit: timedelta = timedelta(seconds=5),
        prepare: Callable[[], object] | None = None,
    ) -> None:
        self._workers = workers
        self._prepare = prepare
        self._limit = limit.total_seconds()
        self._pools: dict[bool, ProcessPool] = {}
        self._starting = asyncio.Lock()

    async def parse(self, feed: Feed, fetched: Fetched, now: datetime) -> Parsed:
        """Give the entries that were not there byte for byte the last time. Raises FeedUnavailableError."""
        body = fetched.body or b""
        if item_hash(body) == feed.body_hash:
            return Parsed(entries=(), items=feed.items, body_hash=feed.body_hash)
        source = Source(url=fetched.url, outlet=feed.outlet, lang=feed.lang, timezone=feed.timezone, known=feed.items)
        return await self._run(feed.url, len(body) > LARGE, parse_body, body, fetched.content_type, source, now)

    async def read_page(self, fetched: Fetched) -> str:
        """Give the main text of an article's page, "" if it has none. Raises FeedUnavailableError."""
        body = fetched.body or b""
        return await self._run(fetched.url, len(body) > LARGE, pages.main_text, body, fetched.content_type)

    async def is_allowed(self, robots: bytes, agent: str, url: str) -> bool:
        """Say whether a robots.txt lets `agent` fetch `url`. Raises FeedUnavailableError."""
        return await self._run(url, len(robots) > LARGE, pages.is_allowed, robots, agent, url)

    async def close(self) -> None:
        """End the workers, whatever they do."""
        pools, self._pools = self._pools, {}
        for pool in pools.values():
            await asyncio.to_thread(_end, pool)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do any other work on what strangers wrote. Raises what it raises, TimeoutError, or what ended its worker."""
        return await self._do(False, work, *args, **kwargs)

    async def _do(self, large: bool, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        pool = await self._working_pool(large=large)
        return await asyncio.wrap_future(pool.schedule(work, args=args, kwargs=kwargs, timeout=self._limit))

    async def _run(self, url: str, large: bool, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await self._do(large, work, *args, **kwargs)
        except TimeoutError as error:
            reason = f"it could not be parsed within {self._limit:g} s"
            raise FeedUnavailableError(shown(url), reason, failure=Failure.TOO_SLOW) from error
        except NotAFeedError as error:
            raise FeedUnavailableError(shown(url), str(error), failure=Failure.UNREADABLE) from error
        except (ProcessExpired, BrokenProcessPool, MemoryError) as error:
            raise FeedUnavailableError(shown(url), "parsing it broke down", failure=Failure.UNREADABLE) from error

    async def _working_pool(self, *, large: bool) -> ProcessPool:
        """Give the pool for small or large bodies, a new one if all its workers have died."""
        async with self._starting:
            pool = self._pools.get(large)
            if pool is None or not pool.active:
                # To start processes takes a fifth of a second, in which the event loop has other things to do.
                workers = 1 if large else self._workers
                pool = self._pools[large] = await asyncio.to_thread(_start, workers, self._prepare)
            return pool


def _start(workers: int, prepare: Callable[[], object] | None) -> ProcessPool:
    pool = ProcessPool(
        max_workers=workers,
        max_tasks=TASKS_PER_WORKER,
        initializer=_begin,
        initargs=(prepare,),
        context=_context(prepare),
    )
    if not pool.active:  # asking starts it
        raise BrokenProcessPool("the workers cannot be started")
    return pool


class _Worker(ForkServerProcess):
    """A process that does not import the program that started it: it needs none of it, and would double in size."""

    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Any:  # noqa: N802 - the name that the library calls
        with STARTING:
            program = sys.modules["__main__"]
            sys.modules["__main__"] = ModuleType("__main__")
            try:
                return ForkServerProcess._Popen(process_obj)
            finally:
                sys.modules["__main__"] = program


class _Context(ForkServerContext):
    """Starts workers from a clean process: a fork of this one would copy its threads' locks and its secrets."""

    Process = _Worker


def _context(prepare: Callable[[], object] | None) -> _Context:
    """Start the process that workers are forked from, unless it runs, and have it prepare for them.

    Loaded in each worker, a reader would take half a second and 25 MiB every time.
    """
    context = _Context()
    with STARTING:
        context.set_forkserver_preload([__name__, PREPARED])
        os.environ[PREPARE] = b64encode(pickle.dumps(prepare)).decode()
        try:
            forkserver.ensure_running()
        finally:
            del os.environ[PREPARE]
    return context


def _begin(prepare: Callable[[], object] | None) -> None:
    """Limit a worker's memory, leave the terminal's Ctrl-C to the process that started it, and prepare for work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(ValueError, OSError):  # some systems do not let a process limit its memory
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    if prepare is not None:
        with suppress(Exception):  # it fails again, and says so, in the work that needs it
            prepare()


def _end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it without annotations
    pool.join()
