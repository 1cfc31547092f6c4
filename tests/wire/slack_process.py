"""The Slack stand-in as a process of its own, so that it goes on counting while a bot is killed.

`python -m tests.wire.slack --port P --record FILE` prints one JSON line with the address, the tokens and the ids of two
channels, then serves until it is terminated. FILE gets a JSON line for each post and edit. Other processes
ask through `/stand-in/…` in JSON: GET posts, POST fault.
"""

import argparse
import asyncio
import json
import signal
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.wire.faults import Break
from tests.wire.slack import Slack


class Desk:
    """What another process may ask of the stand-in."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack
        slack.app.router.add_get("/stand-in/posts", self.posts)
        slack.app.router.add_post("/stand-in/fault", self.fault)

    async def posts(self, request: web.Request) -> web.Response:
        """Every post; with `count` and `seconds`, once there are that many."""
        count, seconds = int(request.query.get("count", "0")), float(request.query.get("seconds", "15"))
        posts = await self.slack.posted(count=count, seconds=seconds)
        return web.json_response([post.json(metadata=True) for post in posts])

    async def fault(self, request: web.Request) -> web.Response:
        """`{kind, pattern, times, status}`, see `faults.Break` for the kinds."""
        asked: dict[str, Any] = await request.json()
        self.slack.fail(Break(asked.pop("kind")), asked.pop("pattern"), **asked)
        return web.json_response({})


async def serve(port: int, record: Path | None) -> None:
    """Serve until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    slack = Slack(file=record, port=port)
    Desk(slack)
    channels = {name: slack.conversation(name).id for name in ("alerts", "talk")}
    async with slack:
        tokens = {"bot_token": slack.bot_token, "app_token": slack.app_token}
        print(json.dumps({"api": slack.api, "channels": channels, **tokens}), flush=True)
        await stop.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--record", type=Path)
    given = parser.parse_args()
    asyncio.run(serve(given.port, given.record))
