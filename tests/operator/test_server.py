"""/healthz and /metrics say how the bot does."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.operator.lag import LoopLag
from bot.operator.server import Desk, PortInUseError, serving
from tests.delivery.bots import Watcher, bot, settled, stage
from tests.wire.discord import Discord
from tests.wire.faults import Break

Scene = tuple[Watcher, Discord]


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with stage(tmp_path) as scene:
        yield scene


async def get(port: int, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{port}{path}") as answer:
        return answer.status, await answer.text()


async def test_metrics_count_deliveries_by_state_and_what_platforms_answered(scene: Scene) -> None:
    watcher, discord = scene
    await watcher.channel(discord.guild().channel)
    async with bot(watcher.database, discord, clock=watcher.clock) as outbox:
        discord.fail(Break.REFUSE, "POST .*/messages", status=503)
        await watcher.alert(1)
        while outbox.outcomes["unknown"] == 0:
            await settled(watcher, outbox, "sending")
        watcher.clock.move(seconds=3)
        await settled(watcher, outbox, "sent")
        desk = Desk(watcher.database, [outbox], LoopLag(), watcher.clock)
        async with serving("127.0.0.1", 0, desk) as port:
            status, text = await get(port, "/metrics")
    samples = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert status == 200
    assert samples["tollwatch_deliveries", "sent"] == 1
    assert samples["tollwatch_deliveries", "failed"] == 0
    assert samples["tollwatch_platform_outcomes_total", "discord", "sent"] == 1
    assert samples["tollwatch_platform_errors_total", "discord", "unknown"] == 1
    assert samples["tollwatch_changes",] == 1
    assert ("tollwatch_event_loop_lag_seconds",) in samples


async def test_health_turns_bad_when_a_delivery_is_stuck_and_good_again(scene: Scene) -> None:
    watcher, discord = scene
    await watcher.channel(discord.guild().channel)
    await watcher.alert(1)
    async with serving("127.0.0.1", 0, Desk(watcher.database, [], LoopLag(), watcher.clock)) as port:
        assert (await get(port, "/healthz"))[0] == 200
        watcher.clock.move(hours=1)
        status, text = await get(port, "/healthz")
        assert status == 503
        assert "delivery has been pending for 1:00" in text
        watcher.clock.move(hours=-1)
        assert (await get(port, "/healthz"))[0] == 200


async def test_a_port_in_use_is_named(scene: Scene) -> None:
    desk = Desk(scene[0].database, [], LoopLag(), scene[0].clock)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(PortInUseError, match="cannot be listened on"):
            async with serving("127.0.0.1", taken.getsockname()[1], desk):
                pass


async def test_a_blocked_event_loop_shows_as_lag() -> None:
    lag = LoopLag()
    running = asyncio.create_task(lag.run())
    await asyncio.sleep(0)
    time.sleep(0.8)  # noqa: ASYNC251 - blocks the loop, as it must not
    await asyncio.wait([running], timeout=0.1)
    assert timedelta(seconds=lag.take_longest()) > timedelta(seconds=0.2)
    running.cancel()
