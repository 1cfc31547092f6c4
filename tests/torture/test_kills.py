"""kill -9 at random and at every named point: nothing is lost, nothing is doubled."""

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from tests.delivery.bots import NO_LIMIT, Watcher, stage
from tests.store.databases import fresh_database
from tests.torture.lives import POINTS
from tests.wire.slack import Slack
from watchers.store.tables.delivery import AlertRow

ROOT = Path(__file__).parents[2]
DATABASE = "tollwatch.sqlite3"


async def torment(platform: str, api: str, token: str, file: Path, kills: int, seed: int) -> dict[str, Any]:
    """Let bots live and die on `file`; return what they report."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.torture.lives", "--platform", platform, "--api", api, "--token", token,
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


def told(texts: Iterable[str]) -> list[tuple[int, str]]:
    """Each alert that stands in messages with its state, as often as it stands there."""
    lines = re.findall(r"^(?:<|alert )(\d+)>? ?(.*)$", "\n".join(texts), re.MULTILINE)
    return [(int(n), state) for n, state in lines]


async def stored(watcher: Watcher) -> list[tuple[int, str]]:
    """Every alert in the database with the state that it says, once."""
    async with watcher.database.reading() as session:
        rows = await session.scalars(select(AlertRow).where(col(AlertRow.kind) == "change"))
        return sorted((int(str(row.content["n"])), str(row.content.get("state", ""))) for row in rows)


async def on_discord(folder: Path, kills: int, seed: int, nonce_seconds: float) -> dict[str, Any]:
    async with stage(folder) as (watcher, discord):
        discord.state.nonce_seconds = nonce_seconds
        guild = discord.guild(channels=("a", "b", "c"))
        for channel in guild.channels:
            await discord.say(channel, discord.user("somebody"), "hello")
            await watcher.channel(channel, ceiling=1_000_000)
        report = await torment("discord", discord.api, discord.token, folder / DATABASE, kills, seed)
        alerts = await stored(watcher)
        for channel in guild.channels:
            assert sorted(told(message.text for message in discord.posts(channel))) == alerts
        return {**report, "alerts": len(alerts), "posts": len(discord.posts())}


async def on_slack(folder: Path, kills: int, seed: int) -> dict[str, Any]:
    async with fresh_database(folder) as database, Slack() as slack:
        slack.state.post_limit, slack.state.method_limits = NO_LIMIT, {}
        watcher = Watcher(database)
        conversations = [slack.conversation(name) for name in ("a", "b")]
        for conversation in conversations:
            await watcher.channel(conversation.id, platform="slack", layer="slack:T1", ceiling=1_000_000)
        report = await torment("slack", slack.api, slack.bot_token, folder / DATABASE, kills, seed)
        alerts = await stored(watcher)
        for conversation in conversations:
            assert sorted(told(post.shown for post in slack.posts(conversation))) == alerts
        return {**report, "alerts": len(alerts), "posts": len(slack.posts())}


async def test_fourteen_kills_on_the_way_to_discord_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    report = await on_discord(tmp_path, kills=14, seed=1, nonce_seconds=180)
    assert sum(report["kills"].values()) == 14


async def test_fourteen_kills_on_the_way_to_slack_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    report = await on_slack(tmp_path, kills=14, seed=1)
    assert sum(report["kills"].values()) == 14


@pytest.mark.torture
@pytest.mark.parametrize(("seed", "nonce_seconds"), [(2, 180.0), (3, 0.0)])
async def test_two_hundred_kills_on_the_way_to_discord_lose_nothing_and_double_nothing(
    tmp_path: Path, seed: int, nonce_seconds: float, capsys: pytest.CaptureFixture[str]
) -> None:
    report = await on_discord(tmp_path, kills=200, seed=seed, nonce_seconds=nonce_seconds)
    with capsys.disabled():
        print(f"\nDiscord, nonce kept for {nonce_seconds:.0f} s: lost 0, doubled 0; {json.dumps(report)}")
    assert report["kills"].keys() == set(POINTS)


@pytest.mark.torture
async def test_two_hundred_kills_on_the_way_to_slack_lose_nothing_and_double_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = await on_slack(tmp_path, kills=200, seed=4)
    with capsys.disabled():
        print(f"\nSlack: lost 0, doubled 0; {json.dumps(report)}")
    assert report["kills"].keys() == set(POINTS)
