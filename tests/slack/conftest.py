"""A local Slack and the real clients that talk to it."""

import logging
from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.wire.slack import Conversation, Slack

QUIET = logging.getLogger("tests.slack")
QUIET.setLevel(logging.CRITICAL)


PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")


@pytest.fixture(autouse=True)
def without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """slack_sdk would ask a proxy of the environment for servers on loopback."""
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack() as far_end:
        yield far_end


@pytest.fixture
def channel(slack: Slack) -> Conversation:
    return slack.conversation()


@pytest.fixture
async def web(slack: Slack) -> AsyncWebClient:
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api, retry_handlers=[], logger=QUIET)
