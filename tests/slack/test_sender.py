"""What the outbox is told about posts to Slack, over the wire."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards import Button, Card, Paragraph, Picture
from bot.platforms import (
    Absent,
    Down,
    Gone,
    Limited,
    Place,
    Post,
    PostKind,
    Refused,
    Sender,
    Sent,
    Stopped,
    Unknown,
    Unreadable,
)
from bot.slack.sender import SlackSender
from tests.wire.faults import Break, Limit
from tests.wire.slack import Conversation, Slack

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
SINCE = datetime.now(UTC) - timedelta(minutes=1)
CARD = Card(
    title="NIS: killed, about 2,000",
    summary="NIS: killed, about 2,000",
    parts=(Paragraph("1,400 more than in April"),),
    buttons=(Button("evidence:1", "Evidence"),),
    chart=Picture(PNG, "killed since January"),
)


def render(_: Post) -> Card:
    return CARD


def post_to(address: str, marker: str = "m-1", **more: Any) -> Post:
    chosen = {key: more.pop(key) for key in ("mention_role", "thread") if key in more}
    place = Place(channel=1, platform="slack", address=address, **chosen)
    return Post(place=place, kind=PostKind.CHANGE, items=(), marker=marker, nonce=uuid.uuid4().hex[:24], **more)


@pytest.fixture
def sender(web: AsyncWebClient) -> SlackSender:
    return SlackSender(web, render)


async def test_a_post_carries_its_card_its_chart_and_its_marker(
    slack: Slack, channel: Conversation, sender: SlackSender
) -> None:
    outcome = await sender.send(post_to(channel.id))
    [post] = slack.posts(channel)
    assert outcome == Sent(f"{channel.id}:{post.ts}")
    assert [block["type"] for block in post.blocks] == ["header", "section", "image", "actions"]
    assert (post.files[0].data, post.text) == (PNG, "NIS: killed, about 2,000.")
    assert post.metadata == {"event_type": "tollwatch_delivery", "event_payload": {"marker": "m-1"}}


async def test_a_client_that_retries_by_itself_is_not_accepted(slack: Slack) -> None:
    with pytest.raises(ValueError, match="twice"):
        SlackSender(AsyncWebClient(token=slack.bot_token, base_url=slack.api), render)


async def test_a_lost_answer_is_unknown_and_found(slack: Slack, channel: Conversation, sender: SlackSender) -> None:
    slack.fail(Break.DROP_AFTER, "chat.postMessage")
    assert isinstance(await sender.send(post_to(channel.id)), Unknown)
    [post] = slack.posts(channel)
    assert await sender.find(channel.id, "m-1", SINCE) == Sent(f"{channel.id}:{post.ts}")
    assert await sender.find(channel.id, "m-2", SINCE) == Absent()


async def test_a_connection_dropped_before_posting_is_unknown_and_not_found(
    slack: Slack, channel: Conversation, sender: SlackSender
) -> None:
    slack.fail(Break.DROP_BEFORE, "chat.postMessage")
    assert isinstance(await sender.send(post_to(channel.id)), Unknown)
    assert await sender.find(channel.id, "m-1", SINCE) == Absent()


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, '{"ok": false, "error": "internal_error"}', Unknown("Slack answered internal_error")),
        (200, '{"ok": false, "error": "fatal_error"}', Unknown("Slack answered fatal_error")),
        (200, '{"ok": false, "error": "token_revoked"}', Down("Slack answered token_revoked")),
        (200, '{"ok": false, "error": "is_archived"}', Stopped("the channel is archived")),
        (200, '{"ok": false, "error": "msg_too_long"}', Refused("Slack answered msg_too_long")),
        (200, '{"ok": false, "error": "something_new"}', Refused("Slack answered something_new")),
        (503, "{}", Unknown("Slack answered 503")),
    ],
)
async def test_every_answer_of_slack_has_one_meaning(
    status: int, body: str, outcome: object, slack: Slack, channel: Conversation, sender: SlackSender
) -> None:
    slack.fail(Break.REFUSE, "chat.postMessage", status=status, body=body)
    assert await sender.send(post_to(channel.id)) == outcome


async def test_an_error_page_is_an_unknown_outcome(slack: Slack, channel: Conversation, sender: SlackSender) -> None:
    html = {"Content-Type": "text/html"}
    slack.fail(Break.REFUSE, "chat.postMessage", status=502, body="<html>", headers=html)
    assert isinstance(await sender.send(post_to(channel.id)), Unknown)


async def test_retry_after_is_passed_on(slack: Slack, channel: Conversation, sender: SlackSender) -> None:
    body = '{"ok": false, "error": "ratelimited"}'
    slack.fail(Break.REFUSE, "chat.postMessage", status=429, body=body, headers={"Retry-After": "12"})
    assert await sender.send(post_to(channel.id)) == Limited(12.0)


async def test_one_conversation_gets_one_message_a_second_and_others_do_not_wait(
    slack: Slack, channel: Conversation, web: AsyncWebClient
) -> None:
    now = [100.0]
    sender, other = SlackSender(web, render, clock=lambda: now[0]), slack.conversation("other")
    await sender.send(post_to(channel.id))
    now[0] += 0.25
    assert await sender.send(post_to(channel.id)) == Limited(0.75)
    assert isinstance(await sender.send(post_to(other.id)), Sent)
    now[0] += 0.75
    slack.state.post_limit = Limit(9, 1.0)
    assert isinstance(await sender.send(post_to(channel.id)), Sent)


async def test_nobody_there_means_not_now(channel: Conversation) -> None:
    closed = AsyncWebClient(token="xoxb-1", base_url="http://127.0.0.1:9/api/", retry_handlers=[])
    outcome = await SlackSender(closed, render).send(post_to(channel.id, plain=True))
    assert outcome == Limited(15.0, everywhere=True)


async def test_a_channel_without_the_app_stops(slack: Slack, sender: SlackSender) -> None:
    outside = slack.conversation("outside", member=False)
    assert isinstance(await sender.send(post_to(outside.id)), Stopped)
    assert isinstance(await sender.find(outside.id, "m-1", SINCE), Unreadable)


async def test_a_history_that_may_not_be_read_tells_nothing(
    slack: Slack, channel: Conversation, sender: SlackSender
) -> None:
    slack.state.scopes -= {"channels:history", "groups:history", "im:history"}
    assert await sender.find(channel.id, "m-1", SINCE) == Unreadable("Slack answered missing_scope")


async def test_an_old_post_is_found_over_several_pages(
    slack: Slack, channel: Conversation, sender: SlackSender
) -> None:
    await sender.send(post_to(channel.id))
    reader = slack.person()
    for number in range(250):
        slack.say(channel, reader, str(number))
    assert isinstance(await sender.find(channel.id, "m-1", SINCE), Sent)
    assert slack.requests.count("conversations.history") == 2


async def test_a_search_that_is_cut_off_goes_on_where_it_was(
    slack: Slack, channel: Conversation, sender: SlackSender
) -> None:
    await sender.send(post_to(channel.id))
    reader = slack.person()
    for number in range(250):
        slack.say(channel, reader, str(number))
    slack.state.method_limits["conversations.history"] = Limit(1, 0.05)
    assert isinstance(await sender.find(channel.id, "m-1", SINCE), Limited)
    slack.state.method_limits["conversations.history"] = Limit(9, 1.0)
    assert isinstance(await sender.find(channel.id, "m-1", SINCE), Sent)
    assert slack.requests.count("conversations.history") == 3


async def test_an_alert_is_edited_in_place(slack: Slack, channel: Conversation, sender: SlackSender) -> None:
    sent = await sender.send(post_to(channel.id))
    assert isinstance(sent, Sent)
    assert await sender.edit(post_to(channel.id), sent.message) == sent
    [post] = slack.posts()
    assert (post.edits, [block["type"] for block in post.blocks]) == (1, ["header", "section", "image", "actions"])
    post.deleted = True
    assert await sender.edit(post_to(channel.id), sent.message) == Gone()


async def test_a_chart_that_cannot_be_uploaded_holds_nothing_up(
    slack: Slack, channel: Conversation, sender: SlackSender
) -> None:
    slack.fail(Break.REFUSE, "files.getUploadURLExternal", status=500)
    assert isinstance(await sender.send(post_to(channel.id)), Sent)
    assert [block["type"] for block in slack.posts()[0].blocks] == ["header", "section", "actions"]


async def test_one_chart_is_uploaded_once_for_many_channels(
    slack: Slack, channel: Conversation, sender: SlackSender
) -> None:
    for one in (channel, slack.conversation("b"), slack.conversation("c")):
        await sender.send(post_to(one.id))
    assert slack.requests.count("files.getUploadURLExternal") == 1
    assert [post.files[0].data for post in slack.posts()] == [PNG] * 3


async def test_a_chart_that_was_deleted_is_uploaded_anew_for_the_next(
    slack: Slack, channel: Conversation, sender: SlackSender
) -> None:
    slack.state.post_limit = Limit(99, 1.0)
    await sender.send(post_to(channel.id))
    slack.state.files.clear()
    await sender.send(post_to(slack.conversation("b").id))
    await sender.send(post_to(slack.conversation("c").id))
    assert [len(post.files) for post in slack.posts()][1:] == [0, 1]


async def test_a_chart_drawn_for_the_post_is_shown_and_a_broken_one_left_out(
    slack: Slack, channel: Conversation, web: AsyncWebClient
) -> None:
    bare = replace(CARD, chart=None)

    async def draw(post: Post) -> Picture | None:
        if post.marker == "broken":
            raise ValueError(post.marker)
        return Picture(PNG, "rising")

    sender = SlackSender(web, lambda _: bare, draw)
    await sender.send(post_to(channel.id))
    assert isinstance(await sender.send(post_to(slack.conversation("b").id, "broken")), Sent)
    assert [[file.data for file in post.files] for post in slack.posts()] == [[PNG], []]


async def test_a_chart_that_is_not_ready_yet_is_left_out(
    slack: Slack, channel: Conversation, sender: SlackSender
) -> None:
    slack.fail(Break.REFUSE, "chat.postMessage", status=200, body='{"ok": false, "error": "invalid_blocks"}')
    assert isinstance(await sender.send(post_to(channel.id)), Sent)
    assert [block["type"] for block in slack.posts()[0].blocks] == ["header", "section", "actions"]


async def test_a_person_is_told_directly_and_the_message_can_be_edited(slack: Slack, sender: SlackSender) -> None:
    reader = slack.person("reader")
    sent = await sender.send(post_to(f"user:{reader.id}"))
    assert isinstance(sent, Sent)
    assert await sender.edit(post_to(f"user:{reader.id}"), sent.message) == sent
    assert await sender.find(f"user:{reader.id}", "m-1", SINCE) == sent
    assert [post.edits for post in slack.posts(slack.direct(reader))] == [1]


async def test_nothing_unfolds_and_nobody_is_mentioned(
    slack: Slack, channel: Conversation, web: AsyncWebClient
) -> None:
    hostile = Card(title="@here <!channel>", summary="https://a.example/x", parts=(Paragraph("<@U1> @channel"),))
    await SlackSender(web, lambda _: hostile).send(post_to(channel.id))
    [post] = slack.posts()
    assert (post.pings, post.unfurls) == ([], [])


async def test_the_group_that_the_admins_chose_is_mentioned(
    slack: Slack, channel: Conversation, sender: SlackSender
) -> None:
    await sender.send(post_to(channel.id, mention_role="S0123ABC"))
    assert [post.pings for post in slack.posts()] == [["!subteam^S0123ABC"]]


async def test_what_is_no_group_is_not_mentioned(slack: Slack, channel: Conversation, sender: SlackSender) -> None:
    await sender.send(post_to(channel.id, mention_role="channel> <!here"))
    assert [post.pings for post in slack.posts()] == [[]]


async def test_a_refused_card_is_told_in_text_alone(slack: Slack, channel: Conversation, sender: SlackSender) -> None:
    await sender.send(post_to(channel.id, plain=True))
    assert [(post.blocks, post.shown) for post in slack.posts()] == [([], "NIS: killed, about 2,000.")]


async def test_what_becomes_of_an_alert_is_said_once_in_its_thread(
    slack: Slack, channel: Conversation, sender: SlackSender
) -> None:
    sent = await sender.send(post_to(channel.id, thread=True))
    assert isinstance(sent, Sent)
    slack.state.post_limit = Limit(9, 1.0)
    slack.fail(Break.DROP_AFTER, "chat.postMessage")
    assert isinstance(await sender.edit(post_to(channel.id, thread=True), sent.message), Unknown)
    assert await sender.edit(post_to(channel.id, thread=True), sent.message) == sent
    [alert, reply] = slack.posts()
    assert (reply.thread, reply.text) == (alert.ts, "NIS: killed, about 2,000.")


def test_it_is_a_sender_for_the_outbox(sender: SlackSender) -> None:
    anyone: Sender = sender
    assert (anyone.platform, anyone.nonce_lasts) == ("slack", timedelta(0))
