"""`tollwatch db`: the database's tables and copies of it."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.settings import load_settings
from watchers.store import schema
from watchers.store.backup import BackupError
from watchers.store.backup import backup as copy_database
from watchers.store.backup import check as examine
from watchers.store.backup import restore as put_back
from watchers.store.database import DatabaseUnavailableError, open_database
from watchers.store.lease import Lease

app = typer.Typer(help="The database: upgrade, backup, restore, check.", no_args_is_help=True)


@app.command()
def upgrade() -> None:
    """Bring the database's tables to this program's version; `run` does so by itself."""
    before, after = asyncio.run(_upgrade(load_settings().database_url))
    print(f"The database has version {after}." if before == after else f"Upgraded from {before or 'empty'} to {after}.")


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="Where the copy goes; it must not exist yet.")]) -> None:
    """Copy the database to FILE; the bot may go on meanwhile."""
    copy_database(load_settings().database_url, file)
    print(f"The database is copied to {file}, and the copy is sound.")


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="A copy that backup made.")]) -> None:
    """Put a copy in the place of the database; stop the bot first."""
    url = load_settings().database_url
    asyncio.run(_demand_no_writer(url))
    former = put_back(url, file)
    print(f"{file} is the database now." if former is None else f"{file} is the database now; the former is {former}.")


@app.command()
def check() -> None:
    """Examine the whole database."""
    found = examine(load_settings().database_url)
    if found.faults:
        raise BackupError("; ".join(found.faults), hint="Restore a copy: tollwatch db restore FILE.")
    print(f"The database is sound; its version is {found.version or 'none'}.")


async def _demand_no_writer(url: str) -> None:
    """Raise AnotherWriterError while a bot uses the database. One that cannot be read has no bot to disturb."""
    database = open_database(url)
    lease = Lease(database)
    try:
        await lease.acquire(0, print)
        await lease.release()
    except DatabaseUnavailableError:
        return
    finally:
        await database.close()


async def _upgrade(url: str) -> tuple[str, str]:
    database = open_database(url)
    try:
        return await schema.upgrade(database)
    finally:
        await database.close()
