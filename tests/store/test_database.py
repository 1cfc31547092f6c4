"""The database keeps all of a transaction or nothing, and says what is wrong."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.store.databases import fresh_database
from watchers.store.database import Database, DatabaseUnavailableError, open_database
from watchers.store.tables.settings import AuditRow, FactRow

NOW = datetime(2025, 5, 1, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with fresh_database(tmp_path / "folder") as database:
        yield database


async def test_a_writing_session_is_stored_at_its_end(database: Database) -> None:
    async with database.writing() as session:
        session.add(FactRow(name="a", value="1", until=NOW))
    async with database.reading() as session:
        row = await session.get(FactRow, "a")
        assert row is not None
        assert row.until == NOW


async def test_a_failed_writing_session_stores_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with database.writing() as session:
            session.add(FactRow(name="a"))
            await session.flush()
            raise RuntimeError
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(FactRow)) == 0


async def test_a_naive_time_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="no time zone"):
        async with database.writing() as session:
            session.add(AuditRow(layer="", at=NOW.replace(tzinfo=None), author="a", act="b"))


async def test_a_file_that_is_no_database_is_named_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / "t.sqlite3").write_text("this is not a database, only a text that is long enough to be read as one" * 9)
    database = open_database(f"sqlite:///{tmp_path}/t.sqlite3")
    with pytest.raises(DatabaseUnavailableError, match="not a database") as raised:
        async with database.reading() as session:
            await session.get(FactRow, "a")
    assert "TOLLWATCH_DATABASE_URL" in raised.value.hint
    await database.close()


def test_an_address_that_cannot_be_understood_is_refused() -> None:
    with pytest.raises(DatabaseUnavailableError):
        open_database("nonsense")
