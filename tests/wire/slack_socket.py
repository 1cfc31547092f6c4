"""Socket Mode: one-use addresses, envelopes and their acknowledgement, warnings and refreshes."""

import asyncio
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.wire.slack_world import APP, Json


class NotAcknowledgedError(AssertionError):
    """The person saw "the app did not respond"."""


@dataclass(slots=True)
class Envelope:
    """One payload on its way to the app. `payload` of the acknowledgement is None for a bare one."""

    id: str
    sent: float = field(default_factory=time.monotonic)
    seconds: float | None = None
    payload: Any = None
    acknowledgements: int = 0


class Socket:
    """The connections of the app. The switches and counters are for tests."""

    def __init__(self) -> None:
        self.base = ""
        self.acknowledge_seconds = 3.0
        self.copies = 1  # 2 delivers every envelope twice
        self.opened = 0
        self.envelopes: dict[str, Envelope] = {}
        self._tickets: set[str] = set()
        self._sockets: list[web.WebSocketResponse] = []
        self._turn = 0
        self._changed = asyncio.Condition()

    def ticket(self) -> str:
        """A one-use address."""
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        return f"{self.base.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={APP}"

    @property
    def connections(self) -> int:
        return len(self._sockets)

    async def connected(self, count: int = 1, seconds: float = 15.0) -> None:
        """Wait until the app has that many connections."""
        await self._wait(lambda: len(self._sockets) >= count, seconds)

    async def reconnected(self, opened: int, seconds: float = 15.0) -> None:
        """Wait until the app has connected that often since the start."""
        await self._wait(lambda: self.opened >= opened and bool(self._sockets), seconds)

    async def acknowledged(self, count: int = 1, seconds: float = 15.0) -> None:
        """Wait until the app has acknowledged that many envelopes."""
        await self._wait(lambda: sum(one.acknowledgements > 0 for one in self.envelopes.values()) >= count, seconds)

    async def _wait(self, met: Any, seconds: float) -> None:
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(met)

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=408)
        self._tickets.discard(ticket)
        if len(self._sockets) >= 10:
            return web.Response(status=429)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.append(socket)
        self.opened += 1
        info = {"host": "stand-in", "build_number": 1, "approximate_connection_time": 18060}
        hello = {"type": "hello", "num_connections": len(self._sockets), "debug_info": info}
        await socket.send_json(hello | {"connection_info": {"app_id": APP}})
        await self._tell()
        try:
            await self._listen(socket)
        finally:
            self._sockets.remove(socket)
            await self._tell()
        return socket

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                frame = json.loads(message.data)
                envelope = self.envelopes.get(frame.get("envelope_id", ""))
                if envelope is not None:
                    await self._acknowledge(envelope, frame.get("payload"))

    async def _acknowledge(self, envelope: Envelope, payload: Any) -> None:
        envelope.acknowledgements += 1
        if envelope.seconds is None:
            envelope.seconds = time.monotonic() - envelope.sent
            envelope.payload = payload
        await self._tell()

    async def send(self, kind: str, payload: Json, *, answerable: bool) -> Envelope:
        """Send `payload` over one of the connections and wait for its acknowledgement."""
        envelope = Envelope(secrets.token_hex(16))
        self.envelopes[envelope.id] = envelope
        frame = {"type": kind, "envelope_id": envelope.id, "payload": payload, "accepts_response_payload": answerable}
        for attempt in range(self.copies):
            more = {"retry_attempt": attempt, "retry_reason": "timeout"} if attempt and kind == "events_api" else {}
            await self._deliver(frame | more)
        try:
            await self._wait(lambda: envelope.acknowledgements > 0, self.acknowledge_seconds)
        except TimeoutError:
            raise NotAcknowledgedError(f"{kind} not acknowledged in {self.acknowledge_seconds} s: {payload}") from None
        return envelope

    async def _deliver(self, frame: Json) -> None:
        if not self._sockets:
            raise NotAcknowledgedError("the app is not connected")
        self._turn += 1
        await self._sockets[self._turn % len(self._sockets)].send_json(frame)

    async def warn(self) -> None:
        """Announce that the connections will soon close."""
        await self._say({"type": "disconnect", "reason": "warning", "debug_info": {"host": "stand-in"}})

    async def refresh(self) -> None:
        """Ask for new connections and close these."""
        await self._say({"type": "disconnect", "reason": "refresh_requested", "debug_info": {"host": "stand-in"}})
        await self.drop()

    async def drop(self) -> None:
        """Close every connection."""
        for socket in list(self._sockets):
            await socket.close()

    async def _say(self, frame: Json) -> None:
        for socket in list(self._sockets):
            await socket.send_json(frame)
