"""A local Slack for the real slack_bolt and slack_sdk: Web API, Socket Mode, response URLs, with what Slack enforces.

Tests build one with `async with Slack() as slack`, point the client at `slack.api`, and act as people do: `command`,
`click`, `submit`, `shortcut`, `open_home`, and wait with `posted` for what arrives in conversations. It also runs as a
process of its own (`python -m tests.wire.slack`), see `slack_process`.
"""

import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.wire.faults import Fault, Handler
from tests.wire.record import Record
from tests.wire.slack_methods import Methods
from tests.wire.slack_payloads import container_of, fill, find_element
from tests.wire.slack_rules import Finder, Wrong, check_option
from tests.wire.slack_socket import NotAcknowledgedError
from tests.wire.slack_state import Reply, State
from tests.wire.slack_world import APP, TEAM, Conversation, File, Json, Person, Post, View

BOT_TOKEN, APP_TOKEN = "xoxb-stand-in", "xapp-1-stand-in"
TEAM_JSON = {"id": TEAM, "domain": "watchers"}
__all__ = ["APP_TOKEN", "BOT_TOKEN", "Conversation", "File", "NotAcknowledgedError", "Person", "Post", "Reply", "Slack"]


class Slack:
    """The far end. `state`, `socket` and `faults` hold the switches."""

    def __init__(self, *, file: Path | None = None, port: int = 0) -> None:
        self.record: Record[Post] = Record(file)
        self.state = State(self.record)
        self.socket = self.state.socket
        self.faults = self.state.faults
        self.bot_token, self.app_token = BOT_TOKEN, APP_TOKEN
        self.requests: list[str] = []
        self.api = ""
        self._port = port
        self._runner = web.AppRunner(self.application(), access_log=None, shutdown_timeout=0.2)

    def application(self) -> web.Application:
        app = web.Application(middlewares=[self._meet], client_max_size=30 << 20)
        methods = Methods(self.state, self.bot_token, self.app_token)
        for verb in ("GET", "POST"):
            app.router.add_route(verb, "/api/{method}", methods.serve)
        app.router.add_get("/link/", self.socket.serve)
        app.router.add_post("/response/{trigger}", self._respond)
        app.router.add_post("/upload/{file}", self._upload)
        return app

    @property
    def app(self) -> web.Application:
        return self._runner.app

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        host, port = self._runner.addresses[0][:2]
        self.state.base = self.socket.base = f"http://{host}:{port}"
        self.api = f"{self.state.base}/api/"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.faults.clear()
        await self.socket.drop()
        await self._runner.cleanup()

    @web.middleware
    async def _meet(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith(("/link/", "/stand-in/")):
            return await handler(request)
        self.requests.append(request.path.removeprefix("/api/"))
        return await self.faults.around(request, handler)

    async def _respond(self, request: web.Request) -> web.Response:
        reply = self.state.replies.get(request.match_info["trigger"])
        if reply is None:
            return web.json_response({"ok": False, "error": "invalid_url"}, status=404)
        try:
            await self.state.respond(reply, await request.json())
        except Wrong as wrong:
            return web.json_response(wrong.body, status=404 if "url" in wrong.body["error"] else 400)
        return web.Response(text="ok")

    async def _upload(self, request: web.Request) -> web.Response:
        file = self.state.files.get(request.match_info["file"])
        if file is None:
            return web.Response(status=404)
        file.data = await request.read()
        return web.Response(text=f"OK - {len(file.data)}")

    # The world

    def person(self, name: str = "somebody", **more: Any) -> Person:
        """A member; `admin`, `owner`, `guest`, `bot`, `deleted` or `team` as wanted."""
        person = Person(self.state.ids.next("U"), name, **more)
        self.state.people[person.id] = person
        return person

    def conversation(self, name: str = "alerts", *, member: bool = True, private: bool = False) -> Conversation:
        """A channel; the bot is in it unless `member` is False."""
        conversation = Conversation(self.state.ids.next("C"), name, private)
        if not member:
            conversation.members.clear()
        return self.state.keep(conversation)

    def direct(self, person: Person) -> Conversation:
        return self.state.direct(person)

    def say(self, conversation: Conversation, person: Person, text: str) -> Post:
        """A person writes."""
        post = Post(self.state.ids.ts(), conversation, person.id, {"text": text})
        conversation.posts.append(post)
        return post

    # What arrives

    def posts(self, conversation: Conversation | None = None) -> list[Post]:
        """Every message that the bot has posted; answers to what people did are not posts."""
        return [post for post in self.record.items if conversation is None or post.conversation is conversation]

    async def posted(
        self, conversation: Conversation | None = None, count: int = 1, seconds: float = 15.0
    ) -> list[Post]:
        """The bot's posts once there are `count`."""
        return await self.record.wait(
            lambda post: conversation is None or post.conversation is conversation, count, seconds
        )

    async def edited(self, post: Post, edits: int = 1, seconds: float = 15.0) -> Post:
        """`post` once it has been edited that often."""
        await self.record.until(lambda: post.edits >= edits, seconds)
        return post

    def fail(self, kind: Any, pattern: str, **more: Any) -> Fault:
        """Plan a fault, see `faults`."""
        return self.faults.plan(kind, pattern, **more)

    # What people do

    def _acting(self, person: Person, reply: Reply, view: View | None = None) -> Json:
        """The part that every payload of something done has."""
        reply.conversation = reply.conversation or self.state.direct(person)
        reply.conversation.members.add(person.id)
        trigger = self.state.trigger(person, reply, view)
        return {
            "user": person.brief(), "team": TEAM_JSON | {"id": person.team}, "api_app_id": APP, "token": "none",
            "trigger_id": trigger, "response_url": f"{self.state.base}/response/{trigger}",
            "is_enterprise_install": False, "enterprise": None,
        }  # fmt: skip

    async def _send(self, kind: str, payload: Json, reply: Reply, *, waits: bool, seconds: float) -> Reply:
        """Send, wait for the acknowledgement and, where `waits`, for something that the person sees."""
        envelope = await self.socket.send(kind, payload, answerable=True)
        reply.seconds, reply.payload = envelope.seconds or 0.0, envelope.payload
        if isinstance(reply.payload, dict) and (reply.payload.get("text") or reply.payload.get("blocks")):
            await self.state.respond(reply, reply.payload)
        if waits:
            await self.answered(reply, seconds=seconds)
        return reply

    async def answered(self, reply: Reply, count: int = 1, seconds: float = 10.0) -> Reply:
        """`reply` once the person has been shown that many messages or a view."""
        await self.record.until(lambda: len(reply.posts) >= count or reply.view is not None, seconds)
        return reply

    async def command(
        self, command: str, text: str = "", *, person: Person, where: Conversation | None = None, seconds: float = 10.0
    ) -> Reply:
        """`/command text` by `person`, with what they are shown. Without `where`, in the conversation with the bot."""
        reply = Reply(person, where)
        acting = self._acting(person, reply)
        assert reply.conversation is not None
        payload = {key: acting[key] for key in ("token", "trigger_id", "response_url", "api_app_id")} | {
            "command": command, "text": text, "user_id": person.id, "user_name": person.name, "team_id": person.team,
            "team_domain": "watchers", "channel_id": reply.conversation.id, "channel_name": reply.conversation.name,
            "is_enterprise_install": "false",
        }  # fmt: skip
        return await self._send("slash_commands", payload, reply, waits=True, seconds=seconds)

    async def click(
        self,
        shown: Post | View,
        button: str,
        *,
        person: Person,
        value: str | None = None,
        waits: bool = True,
        seconds: float = 10.0,
    ) -> Reply:
        """Press the element with this action_id or label, or choose `value` in it, in a message or a view."""
        (block_id, action_id), element = find_element(shown, button)
        action = {
            "type": element["type"],
            "action_id": action_id,
            "block_id": block_id,
            "action_ts": self.state.ids.ts(),
        }
        if element["type"] == "button":
            action |= {"value": element.get("value", ""), "text": element["text"]}
        else:
            action |= {"selected_option": {"value": value, "text": {"type": "plain_text", "text": str(value)}}}
        post = shown if isinstance(shown, Post) else None
        reply = Reply(person, post.conversation if post else None, post)
        acting = self._acting(person, reply, None if isinstance(shown, Post) else shown)
        if isinstance(shown, View):
            acting.pop("response_url")  # only a message has one
        payload = acting | container_of(shown) | {"type": "block_actions", "actions": [action]}
        return await self._send("interactive", payload, reply, waits=waits, seconds=seconds)

    async def submit(self, view: View, values: dict[str, Any], *, waits: bool = False, seconds: float = 10.0) -> Reply:
        """Fill in a modal, by action_id, block_id or label, and send it. `waits` for something shown afterwards."""
        reply = Reply(view.person, None)
        acting = self._acting(view.person, reply, view)
        acting.pop("response_url")
        filled = fill(view, values)
        payload = acting | {"type": "view_submission", "view": view.json(filled), "response_urls": []}
        await self._send("interactive", payload, reply, waits=False, seconds=seconds)
        view.open = bool(isinstance(reply.payload, dict) and reply.payload.get("response_action"))
        if view.open and isinstance(reply.payload, dict) and "view" in reply.payload:
            reply.view = View(view.id, view.person, reply.payload["view"], view.hash)
        return await self.answered(reply, seconds=seconds) if waits else reply

    async def options(self, view: View, name: str, typed: str = "") -> list[Json]:
        """Type into an external select of a view: the options that are offered."""
        element = next(block["element"] for block in view.body["blocks"] if block["element"]["action_id"] == name)
        if element["type"] != "external_select" or len(typed) < element.get("min_query_length", 3):
            raise LookupError(f"{name!r} asks for nothing yet")
        reply = Reply(view.person, None)
        acting = self._acting(view.person, reply, view)
        payload = acting | container_of(view) | {"type": "block_suggestion", "action_id": name, "value": typed}
        await self._send("interactive", payload | {"block_id": name}, reply, waits=False, seconds=5)
        offered = list((reply.payload or {}).get("options") or [])
        find = Finder()
        for number, option in enumerate(offered[:101]):
            check_option(find, f"/options/{number}", option)
        if find.wrong or len(offered) > 100:
            raise AssertionError(find.wrong or f"{len(offered)} options")
        return offered

    async def shortcut(self, callback_id: str, *, person: Person, seconds: float = 10.0) -> Reply:
        """A global shortcut."""
        reply = Reply(person, None)
        acting = self._acting(person, reply)
        acting.pop("response_url")
        payload = acting | {"type": "shortcut", "callback_id": callback_id, "action_ts": self.state.ids.ts()}
        return await self._send("interactive", payload, reply, waits=True, seconds=seconds)

    async def event(self, event: Json) -> None:
        """An event of the Events API."""
        payload = {
            "token": "none", "team_id": TEAM, "api_app_id": APP, "type": "event_callback", "event": event,
            "event_id": self.state.ids.next("Ev"), "event_time": int(time.time()),
            "authorizations": [{"team_id": TEAM, "user_id": "U0WATCHBOT", "is_bot": True, "enterprise_id": None}],
        }  # fmt: skip
        await self.socket.send("events_api", payload, answerable=False)

    async def open_home(self, person: Person, seconds: float = 10.0) -> View:
        """`person` opens the app's Home tab; what is then published for them."""
        before = self.state.homes.get(person.id)
        channel = self.direct(person).id
        ts = self.state.ids.ts()
        await self.event(
            {"type": "app_home_opened", "user": person.id, "tab": "home", "channel": channel, "event_ts": ts}
        )
        return await self.refreshed(person, before, seconds)

    async def refreshed(self, person: Person, before: View | None, seconds: float = 10.0) -> View:
        """The Home tab of `person` once it is another one than `before`."""
        await self.record.until(lambda: self.state.homes.get(person.id) not in (None, before), seconds)
        return self.state.homes[person.id]


if __name__ == "__main__":
    from tests.wire.slack_process import main

    main()
