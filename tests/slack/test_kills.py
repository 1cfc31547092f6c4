"""A bot killed with -9 on its way to Slack: what it had to tell is told once, and only once."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.delivery.bots import Watcher
from tests.slack.test_two_platforms import Scene, scene
from tests.wire.faults import Break, Limit
from watchers.store.tables.delivery import DeliveryState

__all__ = ["scene"]


@asynccontextmanager
async def life(scene: Scene, folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """One life of the bot, killed at the end of the block."""
    where = [f"sqlite:///{folder}/tollwatch.sqlite3", scene.slack.api, scene.slack.bot_token]
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.slack.outbox_process", *where)
    try:
        yield process
    finally:
        process.kill()
        await process.wait()


async def told(watcher: Watcher) -> None:
    """Wait until Slack's delivery is marked as sent."""
    async with asyncio.timeout(15):
        # Another process writes it, so there is no event to wait for.
        while not any(row.state == DeliveryState.SENT and ":" in row.message_id for row in await watcher.deliveries()):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        (Break.HOLD_AFTER, "chat.postMessage"),
        (Break.HOLD_BEFORE, "conversations.history"),
    ],
    ids=["after Slack has it", "while looking for it"],
)
async def test_an_alert_is_posted_once_whenever_the_bot_is_killed(
    kind: Break, pattern: str, scene: Scene, tmp_path: Path
) -> None:
    scene.slack.state.post_limit = Limit(99, 1.0)
    if pattern == "conversations.history":
        scene.slack.fail(Break.DROP_AFTER, "chat.postMessage")
    fault = scene.slack.fail(kind, pattern)
    await scene.watcher.alert(1)
    async with life(scene, tmp_path):
        async with asyncio.timeout(20):
            await fault.reached.wait()
    if kind is Break.HOLD_AFTER:
        fault.release()
    async with life(scene, tmp_path):
        await told(scene.watcher)
    assert [post.text for post in scene.slack.posts()] == ["1."]
