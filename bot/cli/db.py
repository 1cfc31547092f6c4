"""`tollwatch db`: the database's tables and copies of it."""

import asyncio

import typer

from bot.settings import load_settings
from watchers.store import schema
from watchers.store.database import open_database

app = typer.Typer(help="The database: upgrade, backup, restore, check.", no_args_is_help=True)


@app.command()
def upgrade() -> None:
    """Bring the database's tables to this program's version; `run` does so by itself."""
    before, after = asyncio.run(_upgrade(load_settings().database_url))
    print(f"The database has version {after}." if before == after else f"Upgraded from {before or 'empty'} to {after}.")


async def _upgrade(url: str) -> tuple[str, str]:
    database = open_database(url)
    try:
        return await schema.upgrade(database)
    finally:
        await database.close()
