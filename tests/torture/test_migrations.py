"""kill -9 during a migration: the next start finds the old tables or the new ones, and nothing between."""

import asyncio
import os
import sqlite3
import sys
from pathlib import Path

import pytest

from watchers.store import schema
from watchers.store.backup import check
from watchers.store.database import open_database

ROOT = Path(__file__).parents[2]


async def kill_upgrades(folder: Path, step: int) -> int:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.torture.migrations", str(folder), str(step),
        cwd=ROOT, env={**os.environ, "PYTHONWARNINGS": "ignore"}, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    output, _ = await process.communicate()
    assert process.returncode == 0
    return int(output)


@pytest.mark.parametrize("step", [16, pytest.param(1, marks=pytest.mark.torture)])
async def test_a_killed_migration_leaves_all_of_it_or_nothing(tmp_path: Path, step: int) -> None:
    kills = await kill_upgrades(tmp_path, step)
    assert kills > 2
    for name in os.listdir(tmp_path):
        if not name.startswith("fresh-") or name.endswith(("-wal", "-shm")):
            continue
        file = tmp_path / name
        with sqlite3.connect(file) as connection:
            tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone()[0]
        connection.close()
        found = check(f"sqlite:///{file}")
        assert found.faults == ()
        assert bool(tables) == (found.version == schema.newest())
        await come_through(file)


async def come_through(file: Path) -> None:
    """The next start brings the database to the newest version."""
    database = open_database(f"sqlite:///{file}")
    await schema.upgrade(database)
    assert await schema.version(database) == schema.newest()
    await database.close()
