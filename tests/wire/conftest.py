"""A local Discord and the real clients that talk to it."""

import asyncio
import logging
from collections.abc import AsyncIterator

import discord as client
import pytest
import yarl

from tests.wire.discord import Channel, Discord
from tests.wire.discord_bot import Bot

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")


@pytest.fixture(autouse=True)
def without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """slack_sdk would ask a proxy of the environment for servers on loopback."""
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
async def discord() -> AsyncIterator[Discord]:
    async with Discord() as far_end:
        far_end.guild()
        yield far_end


@pytest.fixture
def channel(discord: Discord) -> Channel:
    return next(iter(discord.state.guilds.values())).channel


@pytest.fixture
def pointed(discord: Discord, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Discord:
    caplog.set_level(logging.CRITICAL, "discord")
    monkeypatch.setattr(client.http.Route, "BASE", f"{discord.api}/api/v10")
    monkeypatch.setattr(client.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(discord.gateway.url))
    return discord


@pytest.fixture
async def bot(pointed: Discord) -> AsyncIterator[Bot]:
    one = Bot()
    running = asyncio.create_task(one.start(pointed.token))
    await pointed.gateway.ready()
    await one.wait_until_ready()
    yield one
    await one.close()
    await running


@pytest.fixture
async def poster(pointed: Discord) -> AsyncIterator[client.Client]:
    """A client that is logged in and has no gateway."""
    async with client.Client(intents=client.Intents.none(), allowed_mentions=client.AllowedMentions.none()) as one:
        await one.login(pointed.token)
        yield one
