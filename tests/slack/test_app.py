"""What people in Slack do and see, with the real clients over the wire."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards import Card
from bot.platforms import Post
from bot.slack.bot import SlackBot, SlackTokenError
from bot.slack.text import Block
from tests.slack.product import PNG, SmallProduct
from tests.wire.faults import Break
from tests.wire.slack import Conversation, Person, Slack
from tests.wire.slack_world import TEAM

BUTTON: Block = {"type": "button", "action_id": "evidence:7", "value": "evidence:7"}
ROW: Block = {"type": "actions", "elements": [BUTTON | {"text": {"type": "plain_text", "text": "Evidence"}}]}


def render(_: Post) -> Card:
    return Card(title="alert", summary="alert")


@pytest.fixture
def product() -> SmallProduct:
    return SmallProduct()


@pytest.fixture
def member(slack: Slack) -> Person:
    return slack.person("member")


@pytest.fixture
def admin(slack: Slack) -> Person:
    return slack.person("admin", admin=True)


@pytest.fixture(autouse=True)
async def bot(slack: Slack, product: SmallProduct, caplog: pytest.LogCaptureFixture) -> AsyncIterator[SlackBot]:
    caplog.set_level(logging.CRITICAL)
    one = SlackBot(slack.bot_token, slack.app_token, slack.api, product, render)
    running = asyncio.create_task(one.run())
    await slack.socket.connected()
    yield one
    await one.stop()
    await running


async def test_a_command_is_answered_to_who_asked_with_its_chart(
    slack: Slack, product: SmallProduct, member: Person, channel: Conversation
) -> None:
    reply = await slack.command("/history", "dead since 2025-01", person=member, where=channel)
    [post] = reply.posts
    assert post.shown.splitlines() == ["History", "killed", "*NIS*", "about 2,000", "rising"]
    assert (post.seen_by, post.text, post.files[0].data) == (member.id, "History. killed.", PNG)
    [(_, asker, values)] = product.asked
    assert values == {"metric": "killed", "since": "2025-01"}
    assert (asker.account, asker.layer, asker.address) == (f"slack:{TEAM}:{member.id}", f"slack:{TEAM}", channel.id)
    assert (asker.locale, asker.admin) == ("en", False)


async def test_a_command_in_the_direct_conversation_has_the_persons_address(
    slack: Slack, product: SmallProduct, member: Person
) -> None:
    await slack.command("/tollwatch", "history killed", person=member)
    assert product.asked[0][1].address == f"user:{member.id}"


async def test_a_public_answer_is_for_the_channel(slack: Slack, member: Person, channel: Conversation) -> None:
    reply = await slack.command("/tollwatch", "say", person=member, where=channel)
    assert [post.seen_by for post in reply.posts] == [None]


async def test_a_mistake_is_answered_with_help(slack: Slack, product: SmallProduct, member: Person) -> None:
    reply = await slack.command("/history", "kiled", person=member)
    assert "Did you mean “killed”?" in reply.text
    assert "Write /history metric [since]" in reply.text
    assert product.asked == []


async def test_people_are_spoken_to_in_their_language(slack: Slack, product: SmallProduct) -> None:
    reader = slack.person("reader", locale="ko-KR")
    assert "처리하지 못했습니다" in (await slack.command("/history", "kiled", person=reader)).text
    view = (await slack.command("/history", "", person=reader)).view
    assert view is not None
    assert view.body["close"]["text"] == "취소"
    await slack.command("/history", "killed", person=reader)
    assert product.asked[0][1].locale == "ko"


async def test_help_lists_what_members_and_admins_can_do(slack: Slack, member: Person) -> None:
    reply = await slack.command("/tollwatch", "help", person=member)
    assert "/history metric [since]" in reply.text
    assert reply.text.index("Admins") < reply.text.index("/feeds add feed")
    assert "/tollwatch export" in reply.text


async def test_a_group_of_commands_shows_its_own_help(slack: Slack, member: Person) -> None:
    assert "/feeds add feed" in (await slack.command("/feeds", "", person=member)).text


async def test_a_missing_option_opens_a_form_whose_answer_comes_back(
    slack: Slack, product: SmallProduct, member: Person, channel: Conversation
) -> None:
    view = (await slack.command("/history", "since 2025", person=member, where=channel)).view
    assert view is not None
    assert view.shown.startswith("History")
    sent = await slack.submit(view, {"metric": "wounded", "since": "yesterday"})
    assert sent.payload == {
        "response_action": "errors",
        "errors": {"since": "Write a date as 2025-06-01, 2025-06 or 2025"},
    }
    await slack.submit(view, {"metric": "wounded"}, waits=True)
    assert product.asked[0][2] == {"metric": "wounded", "since": "2025"}


async def test_where_slack_shows_no_form_what_is_missing_is_said(
    slack: Slack, product: SmallProduct, member: Person, channel: Conversation
) -> None:
    slack.state.trigger_seconds = -1.0
    told = await slack.command("/history", "since 2025", person=member, where=channel)
    assert "Still missing: metric.\nWrite /history metric [since]" in told.text
    assert product.asked == []


async def test_only_admins_change_anything(slack: Slack, product: SmallProduct, member: Person, admin: Person) -> None:
    refused = await slack.command("/feeds", "add https://a.example/rss", person=member)
    assert "Only people who may manage" in refused.text
    assert product.asked == []
    added = await slack.command("/feeds", "add <https://a.example/rss>", person=admin)
    assert "Added" in added.text
    assert product.asked[0][2] == {"feed": "https://a.example/rss"}


async def test_rights_are_asked_anew_for_each_act(slack: Slack, product: SmallProduct, admin: Person) -> None:
    await slack.command("/feeds", "add https://a.example/1", person=admin)
    admin.admin = False
    refused = await slack.command("/feeds", "add https://a.example/2", person=admin)
    assert "Only people who may manage" in refused.text
    assert len(product.asked) == 1


@pytest.mark.parametrize("more", [{"guest": True}, {"bot": True}, {"team": "T0STRANGER"}], ids=str)
async def test_guests_bots_and_strangers_change_nothing(
    more: dict[str, object], slack: Slack, product: SmallProduct
) -> None:
    person = slack.person("other", admin=True, **more)
    assert "Only people who may manage" in (await slack.command("/feeds", "add https://a.example", person=person)).text
    assert product.asked == []


async def test_when_slack_cannot_say_who_somebody_is_nothing_changes(
    slack: Slack, product: SmallProduct, admin: Person
) -> None:
    slack.fail(Break.REFUSE, "users.info", times=9)
    assert "cannot say" in (await slack.command("/feeds", "add https://a.example", person=admin)).text
    assert product.asked == []


async def test_a_stranger_in_a_shared_channel_never_reaches_a_layer_of_their_own(
    slack: Slack, product: SmallProduct, channel: Conversation
) -> None:
    stranger = slack.person("stranger", team="T0STRANGER")
    await slack.command("/history", "killed", person=stranger, where=channel)
    assert product.asked[0][1].layer == f"slack:{TEAM}"


async def test_what_happens_in_another_workspace_goes_no_further(slack: Slack, product: SmallProduct) -> None:
    elsewhere = Person("U0ELSEWHERE", "elsewhere", team="T0ELSEWHERE", admin=True)
    with pytest.raises(TimeoutError):
        await slack.command("/history", "killed", person=elsewhere, seconds=0.3)
    assert [slack.posts(), product.asked] == [[], []]


async def test_what_the_product_refuses_is_said_with_its_hint(slack: Slack, admin: Person) -> None:
    assert "Begin with https://" in (await slack.command("/feeds", "add ftp:x", person=admin)).text


async def test_an_answer_that_comes_too_late_for_its_address_is_given_directly(
    slack: Slack, member: Person, channel: Conversation
) -> None:
    slack.state.answer_seconds = -1.0
    await slack.command("/history", "killed", person=member, where=channel)
    [post] = await slack.posted(slack.direct(member))
    assert post.text == "History. killed."


async def test_a_bug_is_owned_up_to(slack: Slack, member: Person) -> None:
    assert "Something broke on our side" in (await slack.command("/tollwatch", "break", person=member)).text


async def test_an_alerts_button_is_answered_to_who_pressed_it_after_a_restart_too(
    slack: Slack, web: AsyncWebClient, product: SmallProduct, member: Person, channel: Conversation
) -> None:
    await web.chat_postMessage(channel=channel.id, text="alert", blocks=[ROW])
    [post] = slack.posts()
    reply = await slack.click(post, "Evidence", person=member)
    assert [(one.shown, one.seen_by) for one in reply.posts] == [("Evidence\n7", member.id)]
    assert (product.asked[0][2]["subject"], post.edits) == ("7", 0)


async def test_a_button_of_another_version_is_said_to_be_one(
    slack: Slack, web: AsyncWebClient, member: Person, channel: Conversation
) -> None:
    old = {"type": "button", "action_id": "gone:1", "value": "gone:1", "text": {"type": "plain_text", "text": "Gone"}}
    await web.chat_postMessage(channel=channel.id, text="x", blocks=[{"type": "actions", "elements": [old]}])
    assert "older version" in (await slack.click(slack.posts()[0], "Gone", person=member)).text


async def test_the_home_tab_shows_figures_and_its_buttons_open_forms(
    slack: Slack, product: SmallProduct, admin: Person
) -> None:
    home = await slack.open_home(admin)
    assert f"Figures\nfor slack:{TEAM}" in home.shown
    assert "/feeds add" in home.shown
    form = (await slack.click(home, "Add a feed", person=admin)).view
    assert form is not None
    told = await slack.submit(form, {"feed": "https://a.example/rss"}, waits=True)
    assert "Added" in told.text
    await slack.refreshed(admin, home)
    assert [one[0] for one in product.asked] == ["home", "feeds add", "home"]


async def test_an_act_with_a_reason_asks_for_it_from_admins_only(
    slack: Slack, web: AsyncWebClient, product: SmallProduct, member: Person, admin: Person, channel: Conversation
) -> None:
    text = {"type": "plain_text", "text": "Dismiss"}
    button = {"type": "button", "action_id": "dismiss:9", "value": "dismiss:9", "text": text}
    await web.chat_postMessage(channel=channel.id, text="x", blocks=[{"type": "actions", "elements": [button]}])
    [post] = slack.posts()
    assert "Only people who may manage" in (await slack.click(post, "Dismiss", person=member)).text
    form = (await slack.click(post, "Dismiss", person=admin)).view
    assert form is not None
    await slack.submit(form, {"reason": "misread"}, waits=True)
    assert product.asked[-1][2] == {"subject": "9", "reason": "misread"}


async def test_a_form_whose_sender_lost_the_right_meanwhile_changes_nothing(
    slack: Slack, product: SmallProduct, admin: Person
) -> None:
    form = (await slack.click(await slack.open_home(admin), "Add a feed", person=admin)).view
    assert form is not None
    admin.admin = False
    told = await slack.submit(form, {"feed": "https://a.example/rss"}, waits=True)
    assert "Only people who may manage" in told.text
    assert [one[0] for one in product.asked] == ["home"]


async def test_a_field_of_a_form_offers_what_the_product_suggests(
    slack: Slack, product: SmallProduct, admin: Person
) -> None:
    form = (await slack.command("/feeds", "remove", person=admin)).view
    assert form is not None
    assert len(await slack.options(form, "feed")) == 100
    [offered] = await slack.options(form, "feed", " 117")
    await slack.submit(form, {"feed": offered["value"]}, waits=True)
    assert product.asked[0][2] == {"feed": f"slack:{TEAM} 117"}


async def test_alerts_are_not_promised_where_the_app_cannot_post(
    slack: Slack, product: SmallProduct, admin: Person, channel: Conversation
) -> None:
    outside = slack.conversation("outside", member=False)
    assert "/invite @Tollwatch" in (await slack.command("/alerts", "here", person=admin, where=outside)).text
    assert product.asked == []
    await slack.command("/alerts", "here", person=admin, where=channel)
    assert product.asked[0][1].address == channel.id


async def test_what_slack_cannot_say_of_a_channel_stands_in_nobodys_way(
    slack: Slack, product: SmallProduct, admin: Person, channel: Conversation
) -> None:
    slack.fail(Break.REFUSE, "conversations.info", status=503)
    await slack.command("/alerts", "here", person=admin, where=channel)
    assert product.asked[0][1].address == channel.id


async def test_a_shortcut_runs_its_command(slack: Slack, member: Person) -> None:
    view = (await slack.shortcut("history", person=member)).view
    assert view is not None
    assert view.shown.startswith("History")


async def test_an_envelope_that_comes_twice_is_done_once(slack: Slack, product: SmallProduct, admin: Person) -> None:
    slack.socket.copies = 2
    await slack.command("/feeds", "add https://a.example/rss", person=admin)
    slack.socket.copies = 1
    await slack.command("/history", "killed", person=admin)
    assert [one[0] for one in product.asked] == ["feeds add", "history"]


async def test_an_export_is_given_directly(slack: Slack, member: Person, channel: Conversation) -> None:
    await slack.command("/tollwatch", "export", person=member, where=channel)
    [given] = await slack.posted(slack.direct(member))
    assert [file.data for file in given.files] == [b"a,b"]


async def test_commands_work_again_after_a_warning_and_a_refresh(
    slack: Slack, product: SmallProduct, member: Person
) -> None:
    await slack.socket.warn()
    await slack.socket.refresh()
    await slack.socket.reconnected(2)
    await slack.command("/history", "killed", person=member)
    assert len(product.asked) == 1


async def test_answers_are_acknowledged_before_anything_slow(slack: Slack, member: Person) -> None:
    fault = slack.fail(Break.HOLD_BEFORE, "users.info")
    asking = asyncio.create_task(slack.command("/history", "killed", person=member))
    await fault.reached.wait()
    await slack.socket.acknowledged()
    fault.release()
    assert (await asking).seconds < 1


async def test_a_revoked_token_ends_with_what_to_do(slack: Slack, product: SmallProduct) -> None:
    wrong = SlackBot("xoxb-wrong", slack.app_token, slack.api, product, render)
    with pytest.raises(SlackTokenError, match="TOLLWATCH_SLACK_BOT_TOKEN"):
        await wrong.run()
    wrong = SlackBot(slack.bot_token, "xapp-wrong", slack.api, product, render)
    with pytest.raises(SlackTokenError, match="TOLLWATCH_SLACK_APP_TOKEN"):
        await wrong.run()


async def test_a_slack_that_is_away_at_the_start_is_waited_for(slack: Slack, product: SmallProduct) -> None:
    slack.fail(Break.REFUSE, "auth.test", status=503)
    opened = slack.socket.opened
    late = SlackBot(slack.bot_token, slack.app_token, slack.api, product, render)
    running = asyncio.create_task(late.run())
    await slack.socket.reconnected(opened + 1)
    await late.stop()
    await running
