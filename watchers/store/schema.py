"""Which version the database's tables have, and how they get to the program's own."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from watchers.errors import TollwatchError
from watchers.store.database import Database, explained

MIGRATIONS = Path(__file__).parent / "migrations"


class DatabaseNewerError(TollwatchError):
    """The database was written by a newer Tollwatch; nothing in it was touched."""


async def upgrade(database: Database) -> tuple[str, str]:
    """Bring the tables to this program's version, in one transaction; return the version before and after.

    Raises DatabaseNewerError, having changed nothing, for a version that this program does not know.
    """
    with explained():
        writes = database.engine.execution_options(writes=True)
        async with writes.begin() as connection:
            return await connection.run_sync(_upgrade)


async def version(database: Database) -> str:
    """Return the version of the tables, "" for an empty database."""
    with explained():
        async with database.engine.connect() as connection:
            return await connection.run_sync(_current)


def newest() -> str:
    """Return the version of the tables that this program works with."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head() or ""


def known() -> frozenset[str]:
    """Return every version that this program can bring up to date."""
    return frozenset(script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions())


def config(connection: Connection) -> Config:
    """Return Alembic's configuration for work on `connection`."""
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.attributes["connection"] = connection
    return settings


def _current(connection: Connection) -> str:
    return MigrationContext.configure(connection).get_current_revision() or ""


def _upgrade(connection: Connection) -> tuple[str, str]:
    before = _current(connection)
    if before and before not in known():
        raise DatabaseNewerError(
            f"the database has version {before}, which this Tollwatch does not know",
            hint="Start the newer Tollwatch that wrote it, or restore a backup of its time.",
        )
    if before != newest():
        command.upgrade(config(connection), "head")
    return before, _current(connection)
