"""What `tollwatch check` says about Slack, and whether proxies are taken as the environment says."""

import pytest

from bot.slack.check import check_slack
from bot.slack.clients import base_of, web_client, webhook_client
from bot.verdicts import Verdict
from tests.wire.slack import Slack


async def check(slack: Slack, *channels: str, bot_token: str = "", app_token: str = "") -> list[Verdict]:
    tokens = bot_token or slack.bot_token, app_token or slack.app_token
    return await check_slack(*tokens, slack.api, channels)


async def test_all_is_well(slack: Slack) -> None:
    channel, person = slack.conversation("alerts"), slack.person()
    verdicts = await check(slack, channel.id, f"user:{person.id}")
    assert [one.subject for one in verdicts if not one.well] == []
    assert "Slack channel #alerts" in [one.subject for one in verdicts]


async def test_each_missing_scope_is_named_with_its_use(slack: Slack) -> None:
    slack.state.scopes -= {"files:write", "users:read"}
    wrong = [one for one in await check(slack) if not one.well]
    assert [one.subject for one in wrong] == ["Slack scope files:write", "Slack scope users:read"]
    assert "charts and exports" in wrong[0].hint


@pytest.mark.parametrize("trouble", ["outside", "archived", "unknown"])
async def test_a_channel_that_takes_nothing_is_named_with_what_to_do(trouble: str, slack: Slack) -> None:
    channel = slack.conversation(trouble, member=trouble != "outside")
    channel.archived = trouble == "archived"
    [verdict] = (await check(slack, "C0NOWHERE" if trouble == "unknown" else channel.id))[-1:]
    assert not verdict.well
    assert {"outside": "/invite", "archived": "/alerts here", "unknown": "channel_not_found"}[trouble] in verdict.hint


async def test_wrong_tokens_are_told_apart(slack: Slack) -> None:
    assert [one.subject for one in await check(slack, bot_token="xoxb-no")] == ["Slack bot token"]
    wrong = [one.subject for one in await check(slack, app_token="xapp-no") if not one.well]
    assert wrong == ["Slack app token"]


async def test_a_slack_that_cannot_be_reached_is_said_so() -> None:
    [verdict] = await check_slack("xoxb-1", "xapp-1", "http://127.0.0.1:9", [])
    assert not verdict.well
    assert "cannot be reached" in verdict.hint


def test_no_proxy_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "slack.internal")
    assert web_client("x", "http://slack.internal/api").proxy is None
    assert webhook_client("http://slack.internal/response/1").proxy is None
    assert web_client("x", "http://127.0.0.1:1234/api").proxy is None
    assert web_client("x").proxy == "http://127.0.0.1:9"


@pytest.mark.parametrize(
    ("address", "base"),
    [
        ("", "https://slack.com/api/"),
        ("http://a/api", "http://a/api/"),
        ("http://a/api/", "http://a/api/"),
        ("http://a:1", "http://a:1/api/"),
        ("http://a:1/slack", "http://a:1/slack/"),
    ],
)
def test_the_base_address_ends_in_one_slash(address: str, base: str) -> None:
    assert base_of(address) == base
