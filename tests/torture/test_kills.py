"""kill -9 at random and at every named point: nothing is lost, nothing is doubled."""

import asyncio
import json
import os
import re
import signal
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from tests.delivery.bots import Watcher, stage
from tests.torture.lives import POINTS
from tests.wire.discord import Channel, Discord
from watchers.store.tables.delivery import AlertRow

ROOT = Path(__file__).parents[2]


async def torment(discord: Discord, file: Path, kills: int, seed: int) -> dict[str, Any]:
    """Let bots live and die on `file`; return what they report."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.torture.lives", "--api", discord.api, "--token", discord.token,
        "--database", str(file), "--kills", str(kills), "--seed", str(seed),
        cwd=ROOT, env={**os.environ, "PYTHONWARNINGS": "ignore"}, stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    try:
        output, _ = await process.communicate()
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 0
    report: dict[str, Any] = json.loads(output.splitlines()[-1])
    return report


def told(discord: Discord, channel: Channel) -> Counter[int]:
    """How often each alert stands in the posts of a channel."""
    numbers = (re.findall(r"^<(\d+)>", message.text, re.MULTILINE) for message in discord.posts(channel))
    return Counter(int(n) for found in numbers for n in found)


def shown(discord: Discord, channel: Channel) -> dict[int, str]:
    """The state in which each alert stands in a channel's messages."""
    text = "\n".join(message.text for message in discord.posts(channel))
    return {int(n): state for n, state in re.findall(r"^<(\d+)> ?(.*)$", text, re.MULTILINE)}


async def stored(watcher: Watcher) -> dict[int, str]:
    """Every alert in the database with the state that it says."""
    async with watcher.database.reading() as session:
        rows = await session.scalars(select(AlertRow).where(col(AlertRow.kind) == "change"))
        return {int(str(row.content["n"])): str(row.content.get("state", "")) for row in rows}


async def endure(folder: Path, kills: int, seed: int, nonce_seconds: float) -> dict[str, Any]:
    async with stage(folder) as (watcher, discord):
        discord.state.nonce_seconds = nonce_seconds
        guild = discord.guild(channels=("a", "b", "c"))
        for channel in guild.channels:
            await discord.say(channel, discord.user("somebody"), "hello")
            await watcher.channel(channel, ceiling=1_000_000)
        report = await torment(discord, folder / "tollwatch.sqlite3", kills, seed)
        alerts = await stored(watcher)
        for channel in guild.channels:
            assert told(discord, channel) == dict.fromkeys(alerts, 1)
            assert shown(discord, channel) == alerts
        return {**report, "alerts": len(alerts), "posts": len(discord.posts())}


async def test_twenty_kills_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    report = await endure(tmp_path, kills=20, seed=1, nonce_seconds=180)
    assert sum(report["kills"].values()) == 20


@pytest.mark.torture
@pytest.mark.parametrize(("seed", "nonce_seconds"), [(2, 180.0), (3, 0.0)])
async def test_two_hundred_kills_lose_nothing_and_double_nothing(
    tmp_path: Path, seed: int, nonce_seconds: float, capsys: pytest.CaptureFixture[str]
) -> None:
    report = await endure(tmp_path, kills=200, seed=seed, nonce_seconds=nonce_seconds)
    with capsys.disabled():
        print(f"\nnonce kept for {nonce_seconds:.0f} s: lost 0, doubled 0; {json.dumps(report)}")
    assert report["kills"].keys() == set(POINTS)
