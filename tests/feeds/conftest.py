"""What the tests of feeds share: a server, a fetcher that may reach it, a database in a file, worker processes."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from tests.wire.feeds import LOOPBACK, FeedServer, feed_server
from watchers.feeds.fetch import Fetcher, Limits
from watchers.feeds.hosts import Hosts
from watchers.feeds.workers import Parser
from watchers.store.database import Database, open_database

NOW = datetime(2026, 2, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with feed_server() as running:
        yield running


@pytest.fixture
def hosts() -> Hosts:
    return Hosts(spacing=timedelta(0), at_once=50, allowed=LOOPBACK)


@pytest.fixture
async def fetcher(hosts: Hosts) -> AsyncIterator[Fetcher]:
    limits = Limits(time=timedelta(seconds=0.7), feed=1 << 20)
    running = Fetcher(hosts=hosts, allowed=LOOPBACK, contact="https://example.org/bot", limits=limits)
    yield running
    await running.close()


@pytest.fixture
async def parser() -> AsyncIterator[Parser]:
    running = Parser(workers=1, limit=timedelta(seconds=5))
    yield running
    await running.close()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path / 'tollwatch.sqlite3'}")
    async with opened.engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    yield opened
    await opened.close()
