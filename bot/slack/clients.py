"""Slack's own clients, set up as this bot needs them: no retries of their own, proxies obeyed and NO_PROXY too."""

import re
from urllib.parse import urlsplit
from urllib.request import proxy_bypass

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

API = "https://slack.com/api/"
TIMEOUT_SECONDS = 20
LOOPBACK = re.compile(r"localhost|127\.[\d.]+|::1")
PING_SECONDS = 5.0  # how soon a silently dropped socket is noticed


def base_of(address: str) -> str:
    """The base address of the Web API as slack_sdk wants it: Slack's own for an empty one, /api/ where no path is."""
    if not address:
        return API
    return address.rstrip("/") + ("/" if urlsplit(address).path.strip("/") else "/api/")


def web_client(token: str, address: str = "") -> AsyncWebClient:
    """A client of the Web API that never sends anything twice by itself."""
    client = AsyncWebClient(token=token, base_url=base_of(address), timeout=TIMEOUT_SECONDS, retry_handlers=[])
    client.proxy = _proxy(client.proxy, client.base_url)
    return client


def webhook_client(url: str) -> AsyncWebhookClient:
    """A client of one response_url."""
    client = AsyncWebhookClient(url, timeout=TIMEOUT_SECONDS, retry_handlers=[])
    client.proxy = _proxy(client.proxy, url)
    return client


def bolt_app(identity: AuthorizeResult, address: str = "") -> AsyncApp:
    """An app for what Socket Mode delivers. `identity` is known already, so nothing is asked for each act."""

    async def authorize() -> AuthorizeResult:
        return identity

    return AsyncApp(client=AsyncWebClient(base_url=base_of(address)), authorize=authorize)


def socket_handler(app: AsyncApp, app_token: str, web: AsyncWebClient) -> AsyncSocketModeHandler:
    """The connection of Socket Mode; `web` opens it."""
    handler = AsyncSocketModeHandler(app, app_token, web_client=web, ping_interval=PING_SECONDS)
    handler.client.proxy = web.proxy
    return handler


def _proxy(proxy: str | None, url: str) -> str | None:
    """slack_sdk takes the proxy from the environment, knows no NO_PROXY, and asks it for this machine's own servers."""
    host = urlsplit(url).hostname or ""
    return None if proxy and (LOOPBACK.fullmatch(host) or proxy_bypass(host)) else proxy
