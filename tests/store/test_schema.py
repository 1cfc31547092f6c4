"""The database is brought to the program's version, or refused untouched."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from watchers.store import schema
from watchers.store.database import Database, open_database


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = open_database(f"sqlite:///{tmp_path}/t.sqlite3")
    yield database
    await database.close()


async def test_an_empty_database_gets_every_table(database: Database) -> None:
    assert await schema.upgrade(database) == ("", schema.newest())
    async with database.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []


async def test_a_second_upgrade_changes_nothing(database: Database) -> None:
    await schema.upgrade(database)
    assert await schema.upgrade(database) == (schema.newest(), schema.newest())


async def test_a_newer_database_is_refused_and_left_untouched(database: Database, tmp_path: Path) -> None:
    await schema.upgrade(database)
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await database.close()
    before = (tmp_path / "t.sqlite3").read_bytes()
    with pytest.raises(schema.DatabaseNewerError, match="9999") as raised:
        await schema.upgrade(database)
    assert "newer Tollwatch" in raised.value.hint
    await database.close()
    assert (tmp_path / "t.sqlite3").read_bytes() == before


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), SQLModel.metadata))
