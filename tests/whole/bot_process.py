"""`tollwatch run` as its own process, as a user starts it."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from tests.wire.discord import Discord

ROOT = str(Path(__file__).resolve().parents[2])
FEEDS = """
[[feeds]]
url = "{url}"
outlet = "{outlet}"
lang = "en"
country = "US"
time_zone = "UTC"
"""


def seeds_with_feeds(folder: Path, feeds: dict[str, str]) -> Path:
    """Copy our seeds, with other feeds: address by outlet."""
    shutil.copytree(Path(ROOT) / "seeds", folder)
    (folder / "feeds.toml").write_text(
        "".join(FEEDS.format(url=url, outlet=outlet) for outlet, url in feeds.items()), encoding="utf-8"
    )
    return folder


def environment(folder: Path, seeds: Path, **settings: str) -> dict[str, str]:
    """What the process is started with: nothing of the machine's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TOLLWATCH_")}
    return kept | {
        "TOLLWATCH_DATABASE_URL": f"sqlite:///{folder}/tollwatch.sqlite3",
        "TOLLWATCH_SEEDS": str(seeds),
        "TOLLWATCH_POLL_EVERY": "1s",
        "TOLLWATCH_ALLOWED_NETWORKS": "127.0.0.0/8",
        **settings,
    }


def of_discord(discord: Discord) -> dict[str, str]:
    """The settings with which the bot finds the stand-in."""
    return {"TOLLWATCH_DISCORD_TOKEN": discord.token, "TOLLWATCH_DISCORD_API": discord.api}


@asynccontextmanager
async def running(folder: Path, env: dict[str, str], *arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run `tollwatch` in `folder`; it is killed at the end if it still runs, and so are its workers."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *(arguments or ("run",)),
        cwd=folder,
        env=env | {"PYTHONPATH": ROOT},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.communicate()
