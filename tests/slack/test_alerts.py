"""Real alerts in Slack, as the product renders them: in every language, with text from hostile feeds in them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms import Item, Place, Post, PostKind, Sent
from bot.rendering import Renderer
from bot.slack.sender import SlackSender
from tests.cards.alerts import AT, TOPIC, alert, source
from tests.wire.faults import Limit
from tests.wire.slack import Conversation, Slack
from watchers.alerts import Alert, to_json
from watchers.ledger.values import State

HOSTILE = "<!channel> about 2,000 <@U1> dead <https://evil.example|Reuters> *now* `x` \u202e@here"


@pytest.fixture
def sender(web: AsyncWebClient, slack: Slack) -> SlackSender:
    slack.state.post_limit = Limit(99, 1.0)
    return SlackSender(web, Renderer(TOPIC).card_of)


def post_of(channel: Conversation, *items: Item, kind: PostKind = PostKind.CHANGE, locale: str = "en") -> Post:
    place = Place(channel=1, platform="slack", address=channel.id, locale=locale)
    return Post(place=place, kind=kind, items=items, marker="m", nonce="n" * 24)


def item(told: Alert, **more: Any) -> Item:
    return Item(alert=1, at=AT, content=to_json(told), **more)


async def test_an_alert_says_what_changed_who_says_so_and_from_which_sentence(
    slack: Slack, channel: Conversation, sender: SlackSender
) -> None:
    assert isinstance(await sender.send(post_of(channel, item(alert()))), Sent)
    [post] = slack.posts()
    assert post.text.startswith("NIS: killed, about 600 → about 2,000 (+1,400).")
    assert post.shown.startswith("NIS: killed, about 600 → about 2,000 (+1,400)\n")
    assert "The agency now puts the dead at \nabout 2,000\n." in post.shown
    assert "wire.example" in post.shown
    assert [post.pings, post.unfurls] == [[], []]


@pytest.mark.parametrize("locale", ["en", "ko", "uk", "ru"])
async def test_nothing_from_a_feed_is_live_in_any_language(
    locale: str, slack: Slack, channel: Conversation, sender: SlackSender
) -> None:
    hostile = source(sentence=HOSTILE, title=HOSTILE, outlet=HOSTILE, url="javascript:alert(1)", start=0, end=10)
    told = item(alert(sources=(hostile,) * 12, explanation=HOSTILE))
    assert isinstance(await sender.send(post_of(channel, told, locale=locale)), Sent)
    [post] = slack.posts()
    assert [post.pings, post.unfurls] == [[], []]
    assert "evil.example|" not in post.text


async def test_a_retracted_alert_is_edited_to_say_so(slack: Slack, channel: Conversation, sender: SlackSender) -> None:
    sent = await sender.send(post_of(channel, item(alert())))
    assert isinstance(sent, Sent)
    await sender.edit(post_of(channel, item(alert(state=State.RETRACTED))), sent.message)
    assert slack.posts()[0].shown.startswith("Retracted · NIS: killed")


async def test_a_digest_of_many_alerts_fits_in_one_message(
    slack: Slack, channel: Conversation, sender: SlackSender
) -> None:
    items = [item(alert(change=f"c{number}"), late=True) for number in range(30)]
    assert isinstance(await sender.send(post_of(channel, *items, kind=PostKind.DIGEST)), Sent)
    assert slack.posts()[0].shown.count("*NIS: killed, about 600 → about 2,000 (+1,400)*") == 30


async def test_word_to_admins_names_the_channel_and_the_reason(
    slack: Slack, channel: Conversation, sender: SlackSender
) -> None:
    content: dict[str, object] = {"notice": "stopped", "address": "C1", "reason": "<!here> archived"}
    notice = Item(alert=0, at=datetime.now(UTC) - timedelta(minutes=1), content=content)
    assert isinstance(await sender.send(post_of(channel, notice, kind=PostKind.NOTICE)), Sent)
    [post] = slack.posts()
    assert "archived" in post.shown
    assert post.pings == []
