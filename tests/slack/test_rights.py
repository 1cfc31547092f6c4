"""Who may change settings: Slack's own word, and no where it gives none."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.people import People
from bot.slack.rights import BARRED, RightsUnknownError, administers
from tests.wire.faults import Break
from tests.wire.slack import Slack
from tests.wire.slack_world import TEAM

ADMIN = {"id": "U1", "team_id": TEAM, "is_admin": True}


@pytest.mark.parametrize("flag", ["is_admin", "is_owner", "is_primary_owner"])
def test_admins_and_owners_may(flag: str) -> None:
    assert administers({"id": "U1", "team_id": TEAM, flag: True}, TEAM)


@pytest.mark.parametrize(
    "record",
    [
        {"id": "U1", "team_id": TEAM},
        {"id": "U1", "is_admin": True},
        ADMIN | {"team_id": "T0STRANGER"},
        ADMIN | {"is_admin": "yes"},
        *(ADMIN | {flag: True} for flag in BARRED),
        None,
        [],
    ],
    ids=str,
)
def test_nobody_else_may(record: object) -> None:
    assert not administers(record, TEAM)


def test_without_a_workspace_nobody_administers_it() -> None:
    assert not administers({"is_admin": True, "team_id": ""}, "")


@pytest.mark.parametrize("kind", [Break.REFUSE, Break.DROP_BEFORE])
async def test_when_slack_cannot_say_nobody_may(kind: Break, slack: Slack, web: AsyncWebClient) -> None:
    slack.fail(kind, "users.info", times=2)  # aiohttp asks again by itself when a GET is cut off
    with pytest.raises(RightsUnknownError, match="cannot say"):
        await People(web, TEAM).asker(slack.person(admin=True).id, "C1", admin=True)


async def test_without_the_scope_nobody_may_and_everybody_may_ask(slack: Slack, web: AsyncWebClient) -> None:
    slack.state.scopes.discard("users:read")
    people, person = People(web, TEAM), slack.person(admin=True)
    with pytest.raises(RightsUnknownError, match="cannot say"):
        await people.asker(person.id, "C1", admin=True)
    assert not (await people.asker(person.id, "C1")).admin


async def test_a_language_is_remembered_for_ten_minutes(slack: Slack, web: AsyncWebClient) -> None:
    now = [0.0]
    people, person = People(web, TEAM, lambda: now[0]), slack.person(locale="ru-RU")
    for seconds in (0, 599, 2):
        now[0] += seconds
        assert (await people.asker(person.id, "C1")).locale == "ru"
    assert slack.requests.count("users.info") == 2
