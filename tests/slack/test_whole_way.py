"""From a change in the ledger to a message in Slack, its buttons, and what becomes of it."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.outbox import Outbox
from bot.rendering import Renderer
from bot.slack.bot import SlackBot
from tests.cards.alerts import TOPIC
from tests.product.conftest import NOW, Stage, stage
from tests.wire.faults import Break
from tests.wire.slack import Conversation, Person, Slack
from watchers.store.lease import Lease

__all__ = ["stage"]


@pytest.fixture
def admin(slack: Slack) -> Person:
    return slack.person("admin", admin=True)


@pytest.fixture(autouse=True)
async def outbox(
    slack: Slack, stage: Stage, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Outbox]:
    """The bot answering and its outbox sending, both in one loop, on the clock of the stage."""
    caplog.set_level(logging.CRITICAL)
    monkeypatch.setattr("watchers.store.delivery.EDIT_DELAY", timedelta(0))
    bot = SlackBot(slack.bot_token, slack.app_token, slack.api, stage.product, Renderer(TOPIC).card_of)
    lease = Lease(stage.database)
    await lease.acquire(5, print)
    sending = Outbox(stage.database, bot.sender, lease, lambda: NOW)
    works = [asyncio.create_task(bot.run()), asyncio.create_task(sending.run())]
    await slack.socket.connected()
    yield sending
    await bot.stop()
    await sending.stop()
    await asyncio.gather(*works)


async def test_a_change_is_told_to_the_channel_and_to_who_follows(
    slack: Slack, stage: Stage, outbox: Outbox, admin: Person, channel: Conversation
) -> None:
    reader = slack.person("reader")
    await slack.command("/alerts", "here", person=admin, where=channel)
    await slack.command("/follow", "killed nis 100", person=reader, where=channel)
    await stage.report(1000, outlet="one.example")
    outbox.wake()
    [post] = await slack.posted(channel)
    [direct] = await slack.posted(slack.direct(reader))
    assert post.shown.startswith("NIS: killed, up to 300 → about 1,000 (+700)")
    assert direct.shown == post.shown


async def test_an_alert_is_dismissed_with_a_reason_and_edited_to_say_so(
    slack: Slack, stage: Stage, outbox: Outbox, admin: Person, channel: Conversation
) -> None:
    await slack.command("/alerts", "here", person=admin, where=channel)
    await stage.report(2000, outlet="one.example")
    outbox.wake()
    [post] = await slack.posted(channel)
    assert "about 2,000" in (await slack.click(post, "Evidence", person=slack.person())).text
    assert "Only people who may manage" in (await slack.click(post, "Dismiss", person=slack.person())).text
    form = (await slack.click(post, "Dismiss", person=admin)).view
    assert form is not None
    await slack.submit(form, {"reason": "a slip of the tongue"}, waits=True)
    outbox.wake()
    await slack.edited(post)
    assert post.shown.startswith("Dismissed · NIS: killed")
    assert len(slack.posts(channel)) == 1


async def test_a_shortcut_answers_in_the_conversation_with_the_app(slack: Slack) -> None:
    reader = slack.person("reader")
    await slack.shortcut("casualties", person=reader)
    [post] = await slack.posted(slack.direct(reader))
    assert "NIS" in post.shown


async def test_one_slow_answer_holds_up_nobody_else(slack: Slack, channel: Conversation) -> None:
    slow, quick = slack.person("slow"), slack.person("quick")
    fault = slack.fail(Break.HOLD_BEFORE, "files.getUploadURLExternal")
    waiting = asyncio.create_task(slack.command("/casualties", "killed", person=slow, where=channel))
    await fault.reached.wait()
    assert "NIS" in (await slack.command("/history", "killed", person=quick, where=channel)).text
    assert not waiting.done()
    fault.release()
    assert "NIS" in (await waiting).text
