"""`tollwatch db`: the database's tables, copies of it, and whether it is sound."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.settings import load_settings
from watchers.store import backup as copies
from watchers.store import schema
from watchers.store.database import open_database

app = typer.Typer(help="The database: upgrade, backup, restore, check.", no_args_is_help=True)


@app.command()
def upgrade() -> None:
    """Bring the database's tables to this program's version; `run` does so by itself."""
    before, after = asyncio.run(_upgrade(load_settings().database_url))
    print(f"The database has version {after}." if before == after else f"Upgraded from {before or 'empty'} to {after}.")


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="The copy to make; it must not exist yet.")]) -> None:
    """Copy the database into a file, also while the bot runs."""
    copies.backup(load_settings().database_url, file)
    print(f"Copied to {file}.")


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="A copy that backup made.")]) -> None:
    """Put a copy in the place of the database; stop the bot first. The former database is kept beside it."""
    kept = copies.restore(load_settings().database_url, file)
    print(f"Restored from {file}." + (f" The former database is kept as {kept}." if kept else ""))


@app.command()
def check() -> None:
    """Examine the whole database; exit code 1 when something is broken."""
    found = copies.check(load_settings().database_url)
    for fault in found.faults:
        print(fault)
    print(f"Version {found.version or 'none'}, {'broken' if found.faults else 'sound'}.")
    raise typer.Exit(1 if found.faults else 0)


async def _upgrade(url: str) -> tuple[str, str]:
    database = open_database(url)
    try:
        return await schema.upgrade(database)
    finally:
        await database.close()
