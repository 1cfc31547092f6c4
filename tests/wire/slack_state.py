"""What the Slack stand-in remembers, and how it takes posts, updates, answers, views and files."""

import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.wire.faults import Faults, Limit, Windows
from tests.wire.record import Record
from tests.wire.slack_rules import TEXT, Wrong, check_message, check_view
from tests.wire.slack_socket import Socket
from tests.wire.slack_text import pings, strings, unfurls
from tests.wire.slack_world import BOT_USER, Conversation, File, Ids, Json, Person, Post, View

SCOPES = (
    "commands", "chat:write", "channels:read", "groups:read", "im:write", "channels:history", "groups:history",
    "im:history", "users:read", "files:write",
)  # fmt: skip
ANSWER_KEYS = {
    "text", "blocks", "attachments", "response_type", "replace_original", "delete_original", "unfurl_links", "headers",
    "unfurl_media", "thread_ts", "metadata", "mrkdwn",
}  # fmt: skip


@dataclass(slots=True)
class Trigger:
    """A short-lived right to open a view."""

    person: Person
    view: View | None = None
    since: float = field(default_factory=time.monotonic)
    used: bool = False


@dataclass(slots=True)
class Reply:
    """All that came back for what a person did.

    `payload` is that of the acknowledgement, `seconds` how long it took, `posts` what the person was then shown, `view`
    the modal that opened.
    """

    person: Person
    conversation: Conversation | None
    source: Post | None = None
    seconds: float = 0.0
    payload: Any = None
    posts: list[Post] = field(default_factory=list)
    view: View | None = None
    since: float = field(default_factory=time.monotonic)
    uses: int = 0

    @property
    def text(self) -> str:
        return "\n".join(post.shown for post in self.posts)

    @property
    def answered(self) -> bool:
        return bool(self.posts or self.view)


class State:
    """The workspace behind the stand-in. Its plain attributes are the settings that tests change."""

    def __init__(self, record: Record[Post]) -> None:
        self.record = record
        self.ids = Ids()
        self.people: dict[str, Person] = {BOT_USER: Person(BOT_USER, "tollwatch", bot=True)}
        self.conversations: dict[str, Conversation] = {}
        self.views: dict[str, View] = {}
        self.homes: dict[str, View] = {}
        self.files: dict[str, File] = {}
        self.triggers: dict[str, Trigger] = {}
        self.replies: dict[str, Reply] = {}
        self.scopes: set[str] = set(SCOPES)
        self.socket = Socket()
        self.faults = Faults()
        self.windows = Windows()
        self.post_limit = Limit(1, 1.0)  # for each conversation
        self.method_limits: dict[str, Limit] = {"conversations.history": Limit(50, 60.0)}
        self.trigger_seconds = 3.0
        self.answer_seconds = 1800.0
        self.base = ""

    def conversation(self, given: Any, *, member: bool = False) -> Conversation:
        conversation = self.conversations.get(str(given))
        if conversation is None or (conversation.private and BOT_USER not in conversation.members):
            raise Wrong("channel_not_found")
        if member and BOT_USER not in conversation.members:
            raise Wrong("not_in_channel")
        return conversation

    def person(self, given: Any) -> Person:
        if str(given) not in self.people:
            raise Wrong("user_not_found")
        return self.people[str(given)]

    def direct(self, person: Person) -> Conversation:
        """The direct conversation with `person`."""
        found = next((one for one in self.conversations.values() if one.person is person), None)
        return found or self.keep(Conversation(self.ids.next("D"), person.name, person=person))

    def keep(self, conversation: Conversation) -> Conversation:
        self.conversations[conversation.id] = conversation
        return conversation

    def pace(self, conversation: str, method: str) -> None:
        """Raise TooMany when a limit is reached: one message a second a conversation, so many calls a method."""
        if method in ("chat.postMessage", "chat.postEphemeral"):
            self._take(f"{method} {conversation}", self.post_limit)
        if method in self.method_limits:
            self._take(method, self.method_limits[method])

    def _take(self, key: str, limit: Limit) -> None:
        left, wait = self.windows.take(key, limit)
        if left < 0:
            raise TooMany(wait)

    async def post(self, args: Json, *, seen_by: str | None = None) -> Post:
        """Take a message of the bot."""
        where = args.get("channel")
        direct = self.people.get(str(where))
        conversation = self.direct(direct) if direct is not None else self.conversation(where)
        self.pace(conversation.id, "chat.postEphemeral" if seen_by else "chat.postMessage")
        if BOT_USER not in conversation.members and "chat:write.public" not in self.scopes:
            raise Wrong("not_in_channel")
        if conversation.archived:
            raise Wrong("is_archived")
        if args.get("thread_ts") and conversation.find(args["thread_ts"]) is None:
            raise Wrong("thread_not_found")
        self._check(args)
        return await self.add(self.make(conversation, args, seen_by=seen_by))

    def _check(self, body: Json) -> None:
        check_message(body)
        for block in body.get("blocks") or []:
            file = (block.get("slack_file") or {}).get("id")
            if file is not None and not self._shows(file):
                raise Wrong("invalid_blocks", "invalid slack file [json-pointer:/blocks/slack_file]")

    def _shows(self, file_id: str) -> bool:
        return file_id in self.files and self.files[file_id].done

    def make(self, conversation: Conversation, body: Json, *, seen_by: str | None = None, answer: bool = False) -> Post:
        kept = {key: body[key] for key in ("text", "blocks", "attachments", "thread_ts", "metadata") if body.get(key)}
        if "text" in kept:
            kept["text"] = kept["text"][:TEXT]
        post = Post(self.ids.ts(), conversation, BOT_USER, kept, seen_by=seen_by, answer=answer)
        post.pings, post.unfurls = pings(body), unfurls(body)
        shown = {text for block in kept.get("blocks", []) for text in strings(block.get("slack_file"))}
        post.files = [self.files[one] for one in shown if one in self.files]
        return post

    async def add(self, post: Post) -> Post:
        if post.seen_by is None:
            post.conversation.posts.append(post)
        self._show(post)
        if not post.answer and post.seen_by is None:
            line = {"event": "posted", "channel": post.conversation.id, "message": post.json(metadata=True)}
            self.record.write(line)
            await self.record.add(post)
        await self.record.tell()
        return post

    def _show(self, post: Post) -> None:
        """Count what only one person sees as an answer to the last thing that they did."""
        person = post.conversation.person
        seen_by = post.seen_by or (person.id if person else None)
        acts = [reply for reply in self.replies.values() if reply.person.id == seen_by]
        if acts and post not in acts[-1].posts:
            acts[-1].posts.append(post)

    async def update(self, args: Json) -> Post:
        """Change a message of the bot; what is not given stays, so text alone keeps the old blocks."""
        post = self.conversation(args.get("channel")).find(str(args.get("ts")))
        if post is None:
            raise Wrong("message_not_found")
        if post.user != BOT_USER:
            raise Wrong("cant_update_message")
        self._check({"text": post.text} | args)
        await self.change(post, args)
        return post

    async def change(self, post: Post, body: Json) -> None:
        post.body |= {key: body[key] for key in ("text", "blocks", "attachments", "metadata") if key in body}
        post.pings += pings(body)
        post.edits += 1
        self.record.write({"event": "edited", "channel": post.conversation.id, "message": post.json(metadata=True)})
        await self.record.tell()

    async def respond(self, reply: Reply, body: Json) -> None:
        """Take an answer that was sent to a response_url."""
        reply.uses += 1
        if reply.uses > 5:
            raise Wrong("used_url")
        if time.monotonic() - reply.since > self.answer_seconds:
            raise Wrong("expired_url")
        unknown = set(body) - ANSWER_KEYS
        if unknown:
            raise Wrong("invalid_arguments", f"unknown fields {sorted(unknown)}")
        if body.get("delete_original") and reply.source is not None:
            reply.source.deleted = True
            await self.record.tell()
            return
        self._check(body)
        if body.get("replace_original") and reply.source is not None:
            reply.posts.append(reply.source)
            await self.change(reply.source, body)
            return
        assert reply.conversation is not None
        seen_by = None if body.get("response_type") == "in_channel" else reply.person.id
        post = self.make(reply.conversation, body, seen_by=seen_by, answer=True)
        reply.posts.append(post)
        await self.add(post)

    def trigger(self, person: Person, reply: Reply, view: View | None = None) -> str:
        trigger_id = f"{self.ids.next('')}.{secrets.token_hex(8)}"
        self.triggers[trigger_id] = Trigger(person, view)
        self.replies[trigger_id] = reply
        return trigger_id

    async def open_view(self, args: Json, *, push: bool = False) -> View:
        trigger = self.triggers.get(str(args.get("trigger_id")))
        if trigger is None:
            raise Wrong("invalid_trigger_id")
        if time.monotonic() - trigger.since > self.trigger_seconds:
            raise Wrong("expired_trigger_id")
        if trigger.used:
            raise Wrong("exchanged_trigger_id")
        if push and trigger.view is None:
            raise Wrong("push_limit_reached")
        check_view(args["view"], home=False)
        trigger.used = True
        view = View(self.ids.next("V"), trigger.person, args["view"], secrets.token_hex(6))
        self.views[view.id] = view
        self.replies[str(args["trigger_id"])].view = view
        await self.record.tell()
        return view

    async def update_view(self, args: Json) -> View:
        wanted = args.get("view_id")
        view = self.views.get(str(wanted)) or next(
            (one for one in self.views.values() if args.get("external_id", "-") == one.body.get("external_id")), None
        )
        if view is None or not view.open:
            raise Wrong("not_found")
        if args.get("hash") not in (None, view.hash):
            raise Wrong("hash_conflict")
        check_view(args["view"], home=view.body.get("type") == "home")
        view.body, view.hash = args["view"], secrets.token_hex(6)
        await self.record.tell()
        return view

    async def publish(self, args: Json) -> View:
        person = self.person(args.get("user_id"))
        check_view(args["view"], home=True)
        known = self.homes.get(person.id)
        if known is not None and args.get("hash") not in (None, known.hash):
            raise Wrong("hash_conflict")
        view_id = self.ids.next("V") if known is None else known.id
        view = View(view_id, person, args["view"], secrets.token_hex(6))
        self.homes[person.id] = self.views[view_id] = view
        await self.record.tell()
        return view


class TooMany(Exception):  # noqa: N818  an answer, not an error of ours
    """HTTP 429, with the seconds to wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


async def read_arguments(request: web.Request) -> Json:
    """The arguments of a method call, however they came: query, form or JSON."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        text = await request.text()
        args |= json.loads(text) if text else {}
    elif request.method == "POST":
        args |= {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
    return {key: _value(key, value) for key, value in args.items()}


def _value(key: str, value: Any) -> Any:
    if isinstance(value, str) and key in ("blocks", "attachments", "metadata", "view", "files"):
        try:
            return json.loads(value)
        except ValueError:
            raise Wrong("invalid_json" if key != "blocks" else "invalid_blocks_format") from None
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    return value
