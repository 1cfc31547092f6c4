"""One database: SQLite in write-ahead mode by default, every writer in BEGIN IMMEDIATE, one writer at a time."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from watchers.errors import TollwatchError

BUSY_TIMEOUT_S = 10


class DatabaseUnavailableError(TollwatchError):
    """The database cannot be opened, read or written; the transaction was rolled back."""


class Database:
    """Sessions on one database. Readers and the writer do not block each other."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self._reader = async_sessionmaker(engine, expire_on_commit=False)
        self._writer = async_sessionmaker(engine.execution_options(writes=True), expire_on_commit=False)
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Give a session that sees one consistent state. Nothing done in it is kept."""
        with explained():
            async with self._reader() as session:
                yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """Give this process's only writing session: all that is done in it is stored at its end, or nothing.

        Raises DatabaseUnavailableError when the database is locked for too long, full, read-only or broken.
        """
        with explained():
            async with self._turn, self._writer() as session, session.begin():
                yield session

    async def close(self) -> None:
        """Give back every connection."""
        await self.engine.dispose()


def open_database(url: str) -> Database:
    """Open the database at an SQLAlchemy address such as sqlite:///tollwatch.sqlite3; nothing is read yet.

    Raises DatabaseUnavailableError for an address that cannot be understood or a folder that cannot be made.
    """
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise DatabaseUnavailableError(
            "TOLLWATCH_DATABASE_URL is not a database address", hint="Use for example sqlite:///tollwatch.sqlite3"
        ) from error
    if address.get_backend_name() != "sqlite":
        return Database(create_async_engine(address, pool_pre_ping=True))
    if address.database:
        _make_folder(Path(address.database).parent)
    engine = create_async_engine(
        address.set(drivername="sqlite+aiosqlite"), connect_args={"timeout": BUSY_TIMEOUT_S, "isolation_level": None}
    )
    event.listen(engine.sync_engine, "connect", _set_pragmas)
    event.listen(engine.sync_engine, "begin", _begin)
    return Database(engine)


@contextmanager
def explained() -> Iterator[None]:
    """Translate the driver's errors into one that says what happened and what to do."""
    try:
        yield
    except DatabaseError as error:
        reason = str(error.orig)
        raise DatabaseUnavailableError(f"the database answered: {reason}", hint=_hint(reason)) from error
    except sqlite3.DatabaseError as error:
        raise DatabaseUnavailableError(f"the database answered: {error}", hint=_hint(str(error))) from error


def _hint(reason: str) -> str:
    hints = {
        "locked": "Another program is writing to it; stop it or wait.",
        "full": "Free some space on its disk; what was to be sent is kept and goes on by itself.",
        "readonly": "Give this user the right to write the file and its folder.",
        "unable to open": "Check that the folder exists and that this user may write there.",
        "malformed": "Restore a backup: tollwatch db restore FILE.",
        "not a database": "TOLLWATCH_DATABASE_URL names a file that is something else.",
        "no such table": "Run: tollwatch db upgrade.",
    }
    return next((hint for word, hint in hints.items() if word in reason), "Run: tollwatch db check.")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUnavailableError(
            f"the folder of the database cannot be made: {error.strerror}", hint="Check TOLLWATCH_DATABASE_URL."
        ) from error


def _set_pragmas(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A transaction that reads first and then writes is refused at once when another wrote meanwhile,
    # whatever the time-out; taking the write lock at the start waits instead.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
