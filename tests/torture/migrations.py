"""Upgrades a database and is killed at one statement after the other; a process of its own, which forks each victim.

`python -m tests.torture.migrations FOLDER STEP` prints how many upgrades were killed before one came through.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import event

from watchers.store import schema
from watchers.store.database import open_database


async def upgrade(file: Path, nth: int) -> None:
    """Upgrade `file`, dying before its `nth` statement."""
    statements = 0

    def count(*_: Any) -> None:
        nonlocal statements
        statements += 1
        if statements == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    database = open_database(f"sqlite:///{file}")
    event.listen(database.engine.sync_engine, "before_cursor_execute", count)
    await schema.upgrade(database)
    await database.close()


def was_killed(file: Path, nth: int) -> bool:
    """Fork an upgrade that dies at its `nth` statement; say whether it came so far."""
    child = os.fork()
    if child == 0:
        asyncio.run(upgrade(file, nth))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def main() -> None:
    folder, step = Path(sys.argv[1]), int(sys.argv[2])
    kills = 0
    while was_killed(folder / f"fresh-{kills}", 1 + kills * step) and was_killed(folder / "same", 1 + kills * step):
        kills += 1
    print(kills)


if __name__ == "__main__":
    main()
