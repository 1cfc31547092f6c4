"""The Discord stand-in as a process of its own, so that it goes on counting while a bot is killed.

`python -m tests.wire.discord --port P --record FILE` prints one JSON line with the address, the token and the ids of a
guild with two channels, then serves until it is terminated. FILE gets a JSON line for each post, edit and deletion.
Other processes ask through `/stand-in/…` in JSON: GET posts, POST fault.
"""

import argparse
import asyncio
import json
import signal
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.wire.discord import TOKEN, Discord, Guild
from tests.wire.faults import Break


class Desk:
    """What another process may ask of the stand-in."""

    def __init__(self, discord: Discord) -> None:
        self.discord = discord
        router = discord.app.router
        router.add_get("/stand-in/posts", self.posts)
        router.add_post("/stand-in/fault", self.fault)

    async def posts(self, request: web.Request) -> web.Response:
        """Every post; with `count` and `seconds`, once there are that many."""
        count, seconds = int(request.query.get("count", "0")), float(request.query.get("seconds", "15"))
        posts = await self.discord.posted(count=count, seconds=seconds)
        return web.json_response([message.json() for message in posts])

    async def fault(self, request: web.Request) -> web.Response:
        """`{kind, pattern, times, status}`, see `faults.Break` for the kinds."""
        asked: dict[str, Any] = await request.json()
        self.discord.fail(Break(asked.pop("kind")), asked.pop("pattern"), **asked)
        return web.json_response({})


def _hello(discord: Discord, guild: Guild) -> str:
    channels = {channel.name: str(channel.id) for channel in guild.channels}
    return json.dumps({"api": discord.api, "token": discord.token, "guild": str(guild.id), "channels": channels})


async def serve(port: int, record: Path | None, token: str) -> None:
    """Serve until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    discord = Discord(token=token, file=record, port=port)
    Desk(discord)
    guild = discord.guild(channels=("alerts", "talk"))
    async with discord:
        print(_hello(discord, guild), flush=True)
        await stop.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--record", type=Path)
    parser.add_argument("--token", default=TOKEN)
    given = parser.parse_args()
    asyncio.run(serve(given.port, given.record, given.token))
