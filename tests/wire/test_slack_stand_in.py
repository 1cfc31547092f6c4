"""The Slack stand-in, driven by the real slack_bolt and slack_sdk."""

import asyncio
import json
import logging
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.wire.faults import Break, Limit
from tests.wire.slack import Conversation, NotAcknowledgedError, Person, Slack
from tests.wire.slack_state import Reply
from tests.wire.specification import load

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
QUIET = logging.getLogger("tests.slack")
QUIET.setLevel(logging.CRITICAL)


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


BUTTON = {"type": "button", "text": plain("Evidence"), "action_id": "evidence", "value": "1"}
BUTTONS = [section("alert"), {"type": "actions", "elements": [BUTTON]}]
WORDS = {"type": "input", "block_id": "words", "label": plain("Words"), "element": {
    "type": "plain_text_input", "action_id": "words"}}  # fmt: skip
MODAL = {"type": "modal", "title": plain("Keywords"), "submit": plain("Save"), "callback_id": "save", "blocks": [WORDS]}


def register(app: AsyncApp, seen: list[str]) -> None:
    @app.command("/casualties")
    async def casualties(ack: Any, respond: Any, command: dict[str, Any]) -> None:
        await ack()
        seen.append(command["text"])
        await respond(f"figures for {command['text']}")

    @app.command("/keywords")
    async def keywords(ack: Any, client: AsyncWebClient, body: dict[str, Any]) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @app.view("save")
    async def save(ack: Any, client: AsyncWebClient, body: dict[str, Any]) -> None:
        words = body["view"]["state"]["values"]["words"]["words"]["value"]
        if words == "bad":
            await ack(response_action="errors", errors={"words": "not this"})
            return
        await ack()
        await client.chat_postMessage(channel=body["user"]["id"], text=f"kept {words}")

    @app.action("evidence")
    async def evidence(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="the sentence", replace_original=False, response_type="ephemeral")

    @app.shortcut("figures")
    async def figures(ack: Any, client: AsyncWebClient, body: dict[str, Any]) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @app.event("app_home_opened")
    async def home(client: AsyncWebClient, event: dict[str, Any]) -> None:
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [section("figures")]})


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack() as far_end:
        yield far_end


@pytest.fixture
def channel(slack: Slack) -> Conversation:
    return slack.conversation()


@pytest.fixture
def person(slack: Slack) -> Person:
    return slack.person("reader")


@pytest.fixture
async def web(slack: Slack) -> AsyncWebClient:
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api, retry_handlers=[], logger=QUIET)


@pytest.fixture
async def seen(slack: Slack, web: AsyncWebClient) -> AsyncIterator[list[str]]:
    """A running app, and the texts of the commands that it has seen."""
    texts: list[str] = []
    app = AsyncApp(client=web, logger=QUIET)
    register(app, texts)
    handler = AsyncSocketModeHandler(app, slack.app_token, logger=QUIET, ping_interval=1)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # bolt leaves it untyped
    await slack.socket.connected()
    yield texts
    await handler.close_async()  # type: ignore[no-untyped-call]


async def test_a_command_is_acknowledged_and_answered(slack: Slack, seen: list[str], person: Person) -> None:
    reply = await slack.command("/casualties", "killed nis", person=person)
    assert (reply.text, seen, reply.seconds < 3, slack.posts()) == ("figures for killed nis", ["killed nis"], True, [])


async def test_an_unknown_command_is_not_acknowledged(slack: Slack, seen: list[str], person: Person) -> None:
    slack.socket.acknowledge_seconds = 0.2
    with pytest.raises(NotAcknowledgedError):
        await slack.command("/other", person=person)
    assert seen == []


async def test_a_modal_opens_is_filled_in_and_refused_or_taken(slack: Slack, seen: list[str], person: Person) -> None:
    view = (await slack.command("/keywords", person=person)).view
    assert view is not None
    refused = await slack.submit(view, {"Words": "bad"})
    assert refused.payload == {"response_action": "errors", "errors": {"words": "not this"}}
    taken = await slack.submit(view, {"words": "north"}, waits=True)
    assert (taken.text, seen) == ("kept north", [])


async def test_a_trigger_dies(slack: Slack, web: AsyncWebClient, person: Person) -> None:
    slack.state.trigger_seconds = 0.0
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await web.views_open(trigger_id=slack.state.trigger(person, Reply(person, None)), view=MODAL)


@pytest.mark.usefixtures("seen")
async def test_a_button_of_a_post_is_answered_to_who_pressed_it(
    slack: Slack, web: AsyncWebClient, channel: Conversation, person: Person
) -> None:
    await web.chat_postMessage(channel=channel.id, text="alert", blocks=BUTTONS)
    [post] = await slack.posted(channel)
    reply = await slack.click(post, "Evidence", person=person)
    assert [(one.text, one.seen_by) for one in reply.posts] == [("the sentence", person.id)]


@pytest.mark.usefixtures("seen")
async def test_shortcuts_and_the_home_tab_open(slack: Slack, person: Person) -> None:
    view = (await slack.shortcut("figures", person=person)).view
    assert view is not None
    assert view.shown.startswith("Keywords")
    assert (await slack.open_home(person)).shown == "figures"


async def test_an_envelope_can_come_twice(slack: Slack, seen: list[str], person: Person) -> None:
    slack.socket.copies = 2
    reply = await slack.command("/casualties", "killed", person=person)
    await slack.answered(reply, 2)
    assert seen == ["killed", "killed"]


async def test_the_app_comes_back_after_a_refresh(slack: Slack, seen: list[str], person: Person) -> None:
    await slack.socket.refresh()
    await slack.socket.reconnected(2)
    await slack.command("/casualties", "killed", person=person)
    assert seen == ["killed"]


async def test_posts_faster_than_one_a_second_are_429(web: AsyncWebClient, channel: Conversation) -> None:
    await web.chat_postMessage(channel=channel.id, text="one")
    with pytest.raises(SlackApiError) as refused:
        await web.chat_postMessage(channel=channel.id, text="two")
    assert (refused.value.response.status_code, refused.value.response.headers["Retry-After"]) == (429, "1")


async def test_a_lost_answer_leaves_the_post_to_be_found(
    slack: Slack, web: AsyncWebClient, channel: Conversation
) -> None:
    slack.fail(Break.DROP_AFTER, "chat.postMessage")
    metadata = {"event_type": "alert", "event_payload": {"delivery": "7"}}
    with pytest.raises(Exception, match="disconnected"):
        await web.chat_postMessage(channel=channel.id, text="one", metadata=metadata)
    found = await web.conversations_history(channel=channel.id, oldest="0", include_all_metadata=True)
    assert [one["metadata"]["event_payload"] for one in found["messages"]] == [{"delivery": "7"}]
    assert "metadata" not in (await web.conversations_history(channel=channel.id))["messages"][0]


async def test_the_default_client_doubles_a_post_whose_answer_is_lost(slack: Slack, channel: Conversation) -> None:
    slack.state.post_limit = Limit(10, 1.0)
    slack.fail(Break.DROP_AFTER, "chat.postMessage")
    await AsyncWebClient(token=slack.bot_token, base_url=slack.api).chat_postMessage(channel=channel.id, text="one")
    assert len(slack.posts(channel)) == 2


async def test_internal_error_may_have_posted(slack: Slack, web: AsyncWebClient, channel: Conversation) -> None:
    slack.fail(Break.REFUSE_AFTER, "chat.postMessage", status=200, body='{"ok": false, "error": "internal_error"}')
    with pytest.raises(SlackApiError, match="internal_error"):
        await web.chat_postMessage(channel=channel.id, text="one")
    assert len(slack.posts(channel)) == 1


@pytest.mark.parametrize(
    ("blocks", "error"),
    [
        ([section("x" * 3001)], "invalid_blocks"),
        ([{"type": "header", "text": plain("x" * 151)}], "invalid_blocks"),
        ([{"type": "section", "text": plain("x"), "color": "red"}], "invalid_blocks"),
        ([{"type": "divider"}] * 51, "invalid_blocks"),
        ([section("x" * 2500)] * 5, "msg_blocks_too_long"),
        ([{"type": "actions", "elements": [BUTTON, BUTTON]}], "invalid_blocks"),
        ([{"type": "image", "alt_text": "chart", "slack_file": {"id": "F1"}}], "invalid_blocks"),
    ],
)
async def test_blocks_over_a_limit_are_refused(
    blocks: list[dict[str, Any]], error: str, slack: Slack, web: AsyncWebClient, channel: Conversation
) -> None:
    with pytest.raises(SlackApiError, match=error):
        await web.chat_postMessage(channel=channel.id, text="x", blocks=blocks)
    assert slack.posts() == []


async def test_an_unknown_argument_is_refused(web: AsyncWebClient, channel: Conversation) -> None:
    if load("slack-web-openapi.json") is None:
        pytest.skip("the published specification does not lie beside the repository")
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await web.chat_postMessage(channel=channel.id, text="x", bold=True)


async def test_an_update_with_text_alone_keeps_the_blocks(
    slack: Slack, web: AsyncWebClient, channel: Conversation
) -> None:
    ts = (await web.chat_postMessage(channel=channel.id, text="one", blocks=BUTTONS))["ts"]
    await web.chat_update(channel=channel.id, ts=ts, text="two")
    [post] = slack.posts()
    assert (post.text, post.shown.splitlines()[0], post.edits) == ("two", "alert", 1)


async def test_a_file_is_shown_in_a_post(slack: Slack, web: AsyncWebClient, channel: Conversation) -> None:
    uploaded = await web.files_upload_v2(filename="chart.png", content=PNG, title="Chart")
    image = {"type": "image", "alt_text": "chart", "slack_file": {"id": uploaded["file"]["id"]}}
    await web.chat_postMessage(channel=channel.id, text="x", blocks=[image])
    assert slack.posts()[0].files[0].data == PNG


@pytest.mark.parametrize(
    ("text", "more", "live"),
    [
        ("<!channel> <@U1>", {}, ["!channel", "@U1"]),
        ("&lt;!channel&gt; @here", {"parse": "none"}, []),
        ("@here", {"parse": "full"}, ["!here"]),
    ],
)
async def test_live_mentions_are_noticed(
    text: str, more: dict[str, Any], live: list[str], slack: Slack, web: AsyncWebClient, channel: Conversation
) -> None:
    await web.chat_postMessage(channel=channel.id, text=text, **more)
    assert slack.posts()[0].pings == live


async def test_links_unfold_unless_they_are_told_not_to(
    slack: Slack, web: AsyncWebClient, channel: Conversation
) -> None:
    slack.state.post_limit = Limit(10, 1.0)
    await web.chat_postMessage(channel=channel.id, text="<https://a.example/1|one>")
    await web.chat_postMessage(channel=channel.id, text="<https://a.example/1>", unfurl_links=False, unfurl_media=False)
    assert [post.unfurls for post in slack.posts()] == [["https://a.example/1"], []]


async def test_a_missing_scope_and_a_foreign_channel_are_named(slack: Slack, web: AsyncWebClient) -> None:
    outside = slack.conversation("outside", member=False)
    with pytest.raises(SlackApiError, match="not_in_channel"):
        await web.chat_postMessage(channel=outside.id, text="x")
    slack.state.scopes.discard("chat:write")
    with pytest.raises(SlackApiError) as refused:
        await web.chat_postMessage(channel=outside.id, text="x")
    assert (refused.value.response["error"], refused.value.response["needed"]) == ("missing_scope", "chat:write")


async def test_it_counts_in_a_process_of_its_own(tmp_path: Path) -> None:
    record = tmp_path / "posts.jsonl"
    command = [sys.executable, "-m", "tests.wire.slack", "--record", str(record)]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    hello = json.loads(await process.stdout.readline())
    web = AsyncWebClient(token=hello["bot_token"], base_url=hello["api"])
    desk = hello["api"].replace("/api/", "/stand-in")
    async with aiohttp.ClientSession() as http:
        await http.post(f"{desk}/fault", json={"kind": "refuse", "pattern": "chat.postMessage", "status": 503})
        with pytest.raises(SlackApiError):
            await web.chat_postMessage(channel=hello["channels"]["alerts"], text="none")
        await web.chat_postMessage(channel=hello["channels"]["alerts"], text="one")
        async with http.get(f"{desk}/posts", params={"count": "1"}) as posts:
            assert [post["text"] for post in await posts.json()] == ["one"]
    process.terminate()
    assert await process.wait() == 0
    [line] = record.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["message"]["text"] == "one"
