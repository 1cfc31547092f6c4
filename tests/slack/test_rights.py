"""Who may change settings: Slack's own word, and no where it gives none."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.rights import NotAllowedError, require_admin
from tests.wire.faults import Break
from tests.wire.slack import Slack
from tests.wire.slack_world import TEAM


@pytest.mark.parametrize("more", [{"admin": True}, {"owner": True}])
async def test_admins_and_owners_may(more: dict[str, Any], slack: Slack, web: AsyncWebClient) -> None:
    await require_admin(web, slack.person(**more).id, TEAM)


@pytest.mark.parametrize(
    "more",
    [{}, {"admin": True, "guest": True}, {"admin": True, "bot": True}, {"admin": True, "deleted": True},
     {"admin": True, "team": "T0STRANGER"}],
    ids=["member", "guest", "bot", "deleted", "stranger"],
)  # fmt: skip
async def test_nobody_else_may(more: dict[str, Any], slack: Slack, web: AsyncWebClient) -> None:
    with pytest.raises(NotAllowedError, match="Only admins"):
        await require_admin(web, slack.person(**more).id, TEAM)


async def test_a_stranger_cannot_pass_for_an_admin_by_naming_their_own_workspace(
    slack: Slack, web: AsyncWebClient
) -> None:
    stranger = slack.person(admin=True, team="T0STRANGER")
    with pytest.raises(NotAllowedError):
        await require_admin(web, stranger.id, TEAM)


@pytest.mark.parametrize("kind", [Break.REFUSE, Break.DROP_BEFORE])
async def test_when_slack_cannot_say_nobody_may(kind: Break, slack: Slack, web: AsyncWebClient) -> None:
    slack.fail(kind, "users.info", times=2)  # aiohttp asks again by itself when a GET is cut off
    with pytest.raises(NotAllowedError, match="cannot say"):
        await require_admin(web, slack.person(admin=True).id, TEAM)


async def test_without_the_scope_nobody_may(slack: Slack, web: AsyncWebClient) -> None:
    slack.state.scopes.discard("users:read")
    with pytest.raises(NotAllowedError, match="cannot say"):
        await require_admin(web, slack.person(admin=True).id, TEAM)
