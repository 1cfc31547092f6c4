"""/healthz and /metrics on a port of the operator's choice."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.operator.lag import LoopLag
from bot.operator.metrics import render_metrics
from bot.operator.status import Status, read_status
from bot.outbox.loop import Outbox
from watchers.errors import TollwatchError
from watchers.store.database import Database

STUCK_AFTER = timedelta(minutes=15)


class PortInUseError(TollwatchError):
    """The port for /healthz and /metrics cannot be listened on."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Answers what the operator's tools ask."""

    database: Database
    outboxes: Sequence[Outbox]
    lag: LoopLag
    clock: Callable[[], datetime]

    async def health(self, _: web.Request) -> web.Response:
        """Answer 200 while the bot does its work, 503 with what is wrong while it does not."""
        try:
            status = await read_status(self.database, self.clock())
        except TollwatchError as error:
            return web.json_response({"well": False, "wrong": [str(error)]}, status=503)
        wrong = [*_late(status), *(f"{box.sender.platform}: {box.trouble}" for box in self.outboxes if box.trouble)]
        return web.json_response({"well": not wrong, "wrong": wrong}, status=503 if wrong else 200)

    async def metrics(self, _: web.Request) -> web.Response:
        """Answer with every metric."""
        try:
            status = await read_status(self.database, self.clock())
        except TollwatchError as error:
            return web.Response(text=f"{error}\n", status=503)
        outcomes = {outbox.sender.platform: outbox.outcomes for outbox in self.outboxes}
        body = render_metrics(status, outcomes, self.lag.take_longest())
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


def _late(status: Status) -> list[str]:
    """What has waited for so long that something must be stuck."""
    wrong = []
    if status.poll_lag > STUCK_AFTER:
        wrong.append(f"a feed has been due for {status.poll_lag}")
    if status.oldest_pending > STUCK_AFTER:
        wrong.append(f"a delivery has been pending for {status.oldest_pending}")
    return wrong


@asynccontextmanager
async def serving(host: str, port: int, desk: Desk) -> AsyncIterator[int]:
    """Serve /healthz and /metrics until the block ends; give the port. Raises PortInUseError."""
    app = web.Application()
    app.router.add_get("/healthz", desk.health)
    app.router.add_get("/metrics", desk.metrics)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise PortInUseError(
                f"{host}:{port} cannot be listened on: {error.strerror}",
                hint="Set TOLLWATCH_METRICS_PORT to a free port, or to 0.",
            ) from error
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
