"""The whole program killed with -9 between a feed and a channel: each change is told once, and only once."""

import asyncio
import os
import random
import re
import shutil
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest

from tests.wire.discord import ADMIN, Discord
from tests.wire.feeds import feed_server, item, rss

ROOT = Path(__file__).parents[2]


def seeds_with(feed: str, folder: Path) -> Path:
    """Our seeds, with one feed."""
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    entry = f'[[feeds]]\nurl = "{feed}"\noutlet = "wire.example"\nlang = "en"\ncountry = "KR"\ntime_zone = "UTC"\n'
    (folder / "seeds" / "feeds.toml").write_text(entry, encoding="utf-8")
    return folder / "seeds"


@asynccontextmanager
async def life(discord: Discord, seeds: Path, folder: Path) -> AsyncIterator[None]:
    """One life of `python -m bot run`, from its first greeting to its death by kill -9."""
    settings = {
        "DISCORD_TOKEN": discord.token, "DISCORD_API": discord.api, "SEEDS": str(seeds), "POLL_EVERY": "1s",
        "DATABASE_URL": f"sqlite:///{folder}/tollwatch.sqlite3", "ALLOWED_NETWORKS": "127.0.0.0/8",
        "LOG_LEVEL": "error",
    }  # fmt: skip
    environment = {**os.environ, **{f"TOLLWATCH_{name}": value for name, value in settings.items()}}
    identified = discord.gateway.identifies
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=environment, cwd=folder, start_new_session=True
    )
    try:
        async with asyncio.timeout(30):
            while discord.gateway.identifies == identified:  # noqa: ASYNC110 - the stand-in has no event for it
                await asyncio.sleep(0.05)
        await discord.gateway.ready()
        yield
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # its workers would see that it is gone a little later


def entry(number: int) -> str:
    """An article with a figure of its own."""
    text = f"About {number:,} North Korean soldiers have been killed in Kursk, South Korea's NIS said on Monday."
    return item(f"Toll at {number:,}", guid=str(number), text=text, date=format_datetime(datetime.now(UTC)))


def told(discord: Discord) -> Counter[int]:
    """How often each new figure stands in the posts."""
    found = re.findall(r"→ about ([\d,]+)", "\n".join(message.text for message in discord.posts()))
    return Counter(int(number.replace(",", "")) for number in found)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("kills", [1, pytest.param(25, marks=pytest.mark.torture)])
async def test_a_program_that_is_killed_tells_each_change_once(tmp_path: Path, kills: int) -> None:
    dice = random.Random(kills)  # noqa: S311 - the same deaths each time
    async with feed_server() as feeds, Discord() as discord:
        feeds.answer("/rss", rss())
        guild = discord.guild()
        await discord.say(guild.channel, discord.user("somebody"), "hello")
        seeds = seeds_with(feeds.url("/rss"), tmp_path)
        async with life(discord, seeds, tmp_path):
            await discord.interact("alerts here", guild=guild, permissions=ADMIN)
            while not feeds.asked:  # noqa: ASYNC110 - the poll of the first life
                await asyncio.sleep(0.05)
        lift_ceiling(tmp_path)
        published: list[str] = []
        for number in numbers(kills):
            async with life(discord, seeds, tmp_path):
                published.append(entry(number))
                feeds.answer("/rss", rss(*published))
                await asyncio.sleep(dice.uniform(0, 3))
        async with life(discord, seeds, tmp_path):
            async with asyncio.timeout(60):
                while sum(told(discord).values()) < kills:  # noqa: ASYNC110 - a digest tells several in one post
                    await asyncio.sleep(0.1)
            await asyncio.sleep(2)
        assert told(discord) == dict.fromkeys(numbers(kills), 1)


def lift_ceiling(folder: Path) -> None:
    """Let the channel have more than an hour's messages, so that none is held for a digest."""
    with closing(sqlite3.connect(folder / "tollwatch.sqlite3")) as connection, connection:
        connection.execute("UPDATE channel SET ceiling = 1000000")


def numbers(count: int) -> list[int]:
    """Figures that rise by an eighth each."""
    return [10 * round(70 * 1.125**n) for n in range(count)]
