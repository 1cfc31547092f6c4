"""A fresh database for a test: a real SQLite file with every table."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlmodel import SQLModel

from watchers.store import tables
from watchers.store.database import Database, open_database


@asynccontextmanager
async def fresh_database(folder: Path) -> AsyncIterator[Database]:
    """Give a new database in `folder`, closed at the end."""
    assert tables.__all__
    database = open_database(f"sqlite:///{folder}/tollwatch.sqlite3")
    async with database.engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    yield database
    await database.close()
