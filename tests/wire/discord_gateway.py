"""Discord's gateway: HELLO, IDENTIFY or RESUME, heartbeats, events in sequence, and every way in which it may close."""

import asyncio
import json
import secrets
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.wire.discord_world import Guild, Json, User

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME, RECONNECT, CHUNK, INVALID, HELLO, ACK = (
    0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11,
)  # fmt: skip
PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15  # members, presences, message content
NEEDS = {"MESSAGE_CREATE": 1 << 9 | 1 << 12, "MESSAGE_UPDATE": 1 << 9 | 1 << 12, "MESSAGE_DELETE": 1 << 9 | 1 << 12}
GUILDS = 1


@dataclass(slots=True)
class Session:
    """One shard's session: it outlives its connection, so that a resume can be given what was missed."""

    id: str
    intents: int
    shard: tuple[int, int]
    socket: web.WebSocketResponse | None
    sequence: int = 0
    sent: list[Json] = field(default_factory=list)
    identified: float = field(default_factory=time.monotonic)

    def serves(self, guild_id: int | None) -> bool:
        number, count = self.shard
        return number == (0 if guild_id is None else (guild_id >> 22) % count)

    async def dispatch(self, event: str, data: Any) -> None:
        needed = NEEDS.get(event, 0)
        if needed and not self.intents & needed:
            return
        self.sequence += 1
        frame = {"op": DISPATCH, "t": event, "s": self.sequence, "d": data}
        self.sent.append(frame)
        if self.socket is not None and not self.socket.closed:
            await self.socket.send_json(frame)


class Gateway:
    """All sessions of the bot. The switches and counters are for tests."""

    def __init__(self, token: str, bot: User, guilds: Callable[[], list[Guild]]) -> None:
        self.token = token
        self.bot = bot
        self.guilds = guilds
        self.url = ""
        self.heartbeat_seconds = 41.25
        self.identify_seconds = 0.0  # Discord: one IDENTIFY in 5 s; tests do not wait, but may set it
        self.sends = (120, 60.0)  # frames a client may send, in how many seconds
        self.resumable = True
        self.answers_heartbeats = True
        self.privileged = False
        self.shards = 1
        self.identifies = 0
        self.resumes = 0
        self.sessions: dict[str, Session] = {}
        self._changed = asyncio.Condition()

    @property
    def connected(self) -> list[Session]:
        return [session for session in self.sessions.values() if session.socket is not None]

    async def ready(self, sessions: int = 1, seconds: float = 20.0) -> None:
        """Wait until the bot has that many live sessions."""
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(lambda: len(self.connected) >= sessions)

    async def gone(self, seconds: float = 20.0) -> None:
        """Wait until the bot has no live session."""
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(lambda: not self.connected)

    async def resumed(self, count: int = 1, seconds: float = 20.0) -> None:
        """Wait until the bot has resumed that often."""
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(lambda: self.resumes >= count)

    async def dispatch(self, event: str, data: Any, guild_id: int | None = None) -> None:
        """Send an event to the sessions concerned; those without a connection get it when they resume."""
        for session in list(self.sessions.values()):
            if session.serves(guild_id):
                await session.dispatch(event, data)

    async def close(self, code: int = 4000) -> None:
        """Close every connection. The sessions can be resumed unless the code says otherwise."""
        sockets = [session.socket for session in self.connected]
        if code in (1000, 1001, 4004, 4007, 4009) or code >= 4010:
            self.sessions.clear()
        for socket in sockets:
            if socket is not None:
                await socket.close(code=code)

    async def reconnect(self) -> None:
        """Ask every connection to reconnect (op 7)."""
        await self._all({"op": RECONNECT, "d": None})

    async def invalidate(self, *, resumable: bool = False) -> None:
        """Call every session invalid (op 9)."""
        sessions = self.connected
        if not resumable:
            self.sessions.clear()
        for session in sessions:
            if session.socket is not None:
                await session.socket.send_json({"op": INVALID, "d": resumable})

    async def _all(self, frame: Json) -> None:
        for session in self.connected:
            if session.socket is not None:
                await session.socket.send_json(frame)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection, from HELLO to its close."""
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": int(self.heartbeat_seconds * 1000)}})
        try:
            await self._listen(socket)
        finally:
            await self._forget(socket)
        return socket

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        received: deque[float] = deque(maxlen=self.sends[0] + 1)
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            received.append(time.monotonic())
            if len(message.data.encode()) > 4096:
                await socket.close(code=4002)
            elif len(received) > self.sends[0] and received[-1] - received[0] < self.sends[1]:
                await socket.close(code=4008)
            else:
                await self._take(socket, json.loads(message.data))

    async def _take(self, socket: web.WebSocketResponse, frame: Json) -> None:
        op, data = frame.get("op"), frame.get("d")
        known = any(session.socket is socket for session in self.sessions.values())
        if op == HEARTBEAT:
            if self.answers_heartbeats:
                await socket.send_json({"op": ACK})
        elif op in (IDENTIFY, RESUME) and known:
            await socket.close(code=4005)
        elif op == IDENTIFY:
            await self._identify(socket, data or {})
        elif op == RESUME:
            await self._resume(socket, data or {})
        elif not known:
            await socket.close(code=4003)
        elif op not in (PRESENCE, VOICE, CHUNK):
            await socket.close(code=4001)

    def _refusal(self, data: Json, shard: tuple[int, int]) -> int | None:
        """The close code with which an IDENTIFY is refused."""
        if data.get("token", "").removeprefix("Bot ") != self.token:
            return 4004
        if not 0 <= shard[0] < shard[1]:
            return 4010
        if shard[1] < self.shards:
            return 4011
        if not isinstance(data.get("intents"), int) or data["intents"] >> 27:
            return 4013
        return 4014 if data["intents"] & PRIVILEGED and not self.privileged else None

    async def _identify(self, socket: web.WebSocketResponse, data: Json) -> None:
        number, count = data.get("shard") or (0, 1)
        refusal = self._refusal(data, (number, count))
        if refusal is not None:
            await socket.close(code=refusal)
            return
        recent = [session.identified for session in self.sessions.values()]
        self.identifies += 1
        if recent and time.monotonic() - max(recent) < self.identify_seconds:
            await socket.send_json({"op": INVALID, "d": False})
            return
        session = Session(secrets.token_hex(16), data["intents"], (number, count), socket)
        self.sessions[session.id] = session
        await self._welcome(session)
        await self._tell()

    async def _welcome(self, session: Session) -> None:
        guilds = [guild for guild in self.guilds() if session.serves(guild.id)]
        ready = {
            "v": 10, "user": self.bot.json() | {"verified": True, "mfa_enabled": True}, "session_id": session.id,
            "resume_gateway_url": self.url, "shard": list(session.shard),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "application": {"id": str(self.bot.id), "flags": 0}, "session_type": "normal", "private_channels": [],
        }  # fmt: skip
        await session.dispatch("READY", ready)
        if session.intents & GUILDS:
            for guild in guilds:
                await session.dispatch("GUILD_CREATE", guild.json())

    async def _resume(self, socket: web.WebSocketResponse, data: Json) -> None:
        session = self.sessions.get(data.get("session_id", ""))
        if session is None or not self.resumable or data.get("token", "").removeprefix("Bot ") != self.token:
            await socket.send_json({"op": INVALID, "d": False})
            return
        session.socket = socket
        for frame in [frame for frame in session.sent if frame["s"] > int(data.get("seq") or 0)]:
            await socket.send_json(frame)
        await session.dispatch("RESUMED", {})
        self.resumes += 1
        await self._tell()

    async def _forget(self, socket: web.WebSocketResponse) -> None:
        for session in self.sessions.values():
            if session.socket is socket:
                session.socket = None
        await self._tell()

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()
