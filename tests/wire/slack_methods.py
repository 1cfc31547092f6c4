"""Slack's Web API methods that a bot of this kind calls, with the scope that each needs."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from tests.wire.slack_rules import Wrong
from tests.wire.slack_state import State, TooMany, read_arguments
from tests.wire.slack_world import APP, BOT, BOT_USER, TEAM, File, Json, Post
from tests.wire.specification import known_arguments

Method = Callable[[Json], Awaitable[Json]]
READ = {"channels:read", "groups:read", "im:read", "mpim:read"}
HISTORY = {"channels:history", "groups:history", "im:history", "mpim:history"}
# Arguments that the published file is too old to know.
NEWER = {
    "chat.postMessage": {"metadata", "markdown_text", "client_msg_id", "container_id"},
    "chat.update": {"metadata", "file_ids", "reply_broadcast", "markdown_text", "unfurl_links", "unfurl_media"},
    "chat.postEphemeral": {"markdown_text"},
    "conversations.history": {"include_all_metadata"},
    "conversations.replies": {"include_all_metadata"},
    "conversations.open": {"prevent_creation"},
}


class Methods:
    """The methods by name; `scopes` is any one of those that a method needs."""

    def __init__(self, state: State, bot_token: str, app_token: str) -> None:
        self.state = state
        self.bot_token = bot_token
        self.app_token = app_token
        self.methods: dict[str, tuple[set[str], Method]] = {
            "auth.test": (set(), self.auth_test),
            "apps.connections.open": (set(), self.connections_open),
            "chat.postMessage": ({"chat:write"}, self.post),
            "chat.postEphemeral": ({"chat:write"}, self.post_ephemeral),
            "chat.update": ({"chat:write"}, self.update),
            "chat.delete": ({"chat:write"}, self.delete),
            "conversations.history": (HISTORY, self.history),
            "conversations.replies": (HISTORY, self.replies),
            "conversations.info": (READ, self.info),
            "conversations.list": (READ, self.list),
            "conversations.members": (READ, self.members),
            "conversations.open": ({"im:write"}, self.open),
            "users.info": ({"users:read"}, self.user),
            "views.open": (set(), self.view_open),
            "views.push": (set(), self.view_push),
            "views.update": (set(), self.view_update),
            "views.publish": (set(), self.view_publish),
            "files.getUploadURLExternal": ({"files:write"}, self.upload_address),
            "files.completeUploadExternal": ({"files:write"}, self.upload_done),
        }

    async def serve(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        try:
            body = await self._call(name, request)
        except Wrong as wrong:
            body = wrong.body
        except TooMany as wait:
            headers = {"Retry-After": str(max(1, round(wait.seconds + 0.5)))}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        return web.json_response(body, headers={"x-oauth-scopes": ",".join(sorted(self.state.scopes))})

    async def _call(self, name: str, request: web.Request) -> Json:
        if name not in self.methods:
            raise Wrong("unknown_method", req_method=name)
        needed, method = self.methods[name]
        args = await read_arguments(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or args.get("token")
        args.pop("token", None)
        self._allowed(name, str(token), needed)
        self._known(name, args)
        if not name.startswith("chat.post"):
            self.state.pace("", name)
        return {"ok": True} | await method(args)

    def _allowed(self, name: str, token: str, needed: set[str]) -> None:
        wanted = self.app_token if name == "apps.connections.open" else self.bot_token
        if token != wanted:
            raise Wrong("not_allowed_token_type" if token in (self.app_token, self.bot_token) else "invalid_auth")
        if needed and not needed & self.state.scopes:
            lists = {"needed": ",".join(sorted(needed)), "provided": ",".join(sorted(self.state.scopes))}
            raise Wrong("missing_scope", **lists)

    def _known(self, name: str, args: Json) -> None:
        known = known_arguments(name)
        unknown = (
            set() if known is None else set(args) - known - NEWER.get(name, set()) - {"team_id"}
        )  # bolt gives it to every call
        if unknown:
            raise Wrong("invalid_arguments", f"unknown arguments {sorted(unknown)}")

    async def auth_test(self, _: Json) -> Json:
        url = f"{self.state.base}/"
        return {"url": url, "team": "Watchers", "user": "tollwatch", "team_id": TEAM, "user_id": BOT_USER,
                "bot_id": BOT, "app_id": APP, "is_enterprise_install": False}  # fmt: skip

    async def connections_open(self, _: Json) -> Json:
        return {"url": self.state.socket.ticket()}

    async def post(self, args: Json) -> Json:
        post = await self.state.post(args)
        return {"channel": post.conversation.id, "ts": post.ts, "message": post.json(metadata=True)}

    async def post_ephemeral(self, args: Json) -> Json:
        person = self.state.person(args.get("user"))
        if person.id not in self.state.conversation(args.get("channel")).members:
            raise Wrong("user_not_in_channel")
        return {"message_ts": (await self.state.post(args, seen_by=person.id)).ts}

    async def update(self, args: Json) -> Json:
        post = await self.state.update(args)
        return {"channel": post.conversation.id, "ts": post.ts, "text": post.text, "message": post.json(metadata=True)}

    async def delete(self, args: Json) -> Json:
        post = self.state.conversation(args.get("channel")).find(str(args.get("ts")))
        if post is None:
            raise Wrong("message_not_found")
        post.deleted = True
        return {"channel": post.conversation.id, "ts": post.ts}

    async def history(self, args: Json) -> Json:
        conversation = self.state.conversation(args.get("channel"), member=True)
        posts = [post for post in conversation.posts if not post.thread]
        return _page(posts[::-1], args)

    async def replies(self, args: Json) -> Json:
        conversation = self.state.conversation(args.get("channel"), member=True)
        first = conversation.find(str(args.get("ts")))
        if first is None:
            raise Wrong("thread_not_found")
        return _page([first, *(post for post in conversation.posts if post.thread == first.ts)], args)

    async def info(self, args: Json) -> Json:
        return {"channel": self.state.conversation(args.get("channel")).json()}

    async def list(self, args: Json) -> Json:
        kinds = str(args.get("types", "public_channel")).split(",")
        there = [
            one
            for one in self.state.conversations.values()
            if one.person is None and ("private_channel" if one.private else "public_channel") in kinds
            and (not one.private or BOT_USER in one.members)
        ]  # fmt: skip
        return {"channels": [one.json() for one in there], "response_metadata": {"next_cursor": ""}}

    async def members(self, args: Json) -> Json:
        members = sorted(self.state.conversation(args.get("channel")).members)
        return {"members": members, "response_metadata": {"next_cursor": ""}}

    async def open(self, args: Json) -> Json:
        conversation = self.state.direct(self.state.person(args.get("users")))
        return {"channel": conversation.json()}

    async def user(self, args: Json) -> Json:
        return {"user": self.state.person(args.get("user")).json()}

    async def view_open(self, args: Json) -> Json:
        return {"view": (await self.state.open_view(args)).json()}

    async def view_push(self, args: Json) -> Json:
        return {"view": (await self.state.open_view(args, push=True)).json()}

    async def view_update(self, args: Json) -> Json:
        return {"view": (await self.state.update_view(args)).json()}

    async def view_publish(self, args: Json) -> Json:
        return {"view": (await self.state.publish(args)).json()}

    async def upload_address(self, args: Json) -> Json:
        file = File(self.state.ids.next("F"), str(args["filename"]), int(args["length"]), alt=str(args.get("alt_txt")))
        self.state.files[file.id] = file
        return {"upload_url": f"{self.state.base}/upload/{file.id}", "file_id": file.id}

    async def upload_done(self, args: Json) -> Json:
        files = [self._finish(one) for one in args["files"]]
        channel = args.get("channel_id")
        if channel:
            conversation = self.state.conversation(channel, member=True)
            post = self.state.make(
                conversation, {"text": args.get("initial_comment"), "thread_ts": args.get("thread_ts")}
            )
            post.files = files
            await self.state.add(post)
        return {"files": [file.json() for file in files]}

    def _finish(self, given: Json) -> File:
        file = self.state.files.get(given["id"])
        if file is None or len(file.data) != file.size:
            raise Wrong("file_not_found")
        file.title, file.done = given.get("title") or file.name, True
        return file


def _page(posts: list[Post], args: Json) -> Json:
    """One page of `posts` within `oldest` and `latest`; metadata only where it was asked for."""
    limit = int(args.get("limit") or 100)
    if not 1 <= limit <= 999:
        raise Wrong("invalid_limit")
    start = int(args.get("cursor") or 0)
    oldest, latest, inclusive = args.get("oldest"), args.get("latest"), bool(args.get("inclusive"))

    def within(post: Post) -> bool:
        ts = float(post.ts)
        low = oldest is None or ts > float(oldest) or (inclusive and ts == float(oldest))
        high = latest is None or ts < float(latest) or (inclusive and ts == float(latest))
        return low and high and not post.deleted

    found = [post for post in posts if within(post)]
    rest: Any = len(found) > start + limit
    shown = [post.json(metadata=bool(args.get("include_all_metadata"))) for post in found[start : start + limit]]
    return {
        "messages": shown,
        "has_more": rest,
        "response_metadata": {"next_cursor": str(start + limit) if rest else ""},
    }
