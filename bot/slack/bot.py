"""One workspace: who we are there, the connection of Socket Mode, and everything put together."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

import structlog
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.commands import Product
from bot.slack.app import Desk
from bot.slack.clients import bolt_app, socket_handler, web_client
from bot.slack.outcomes import DOWN, TRANSPORT, code_of
from bot.slack.people import People
from bot.slack.sender import Draw, Render, SlackSender, no_chart
from watchers.errors import TollwatchError

T = TypeVar("T")
AGAIN_S, MOST_S = 1.0, 60.0
log = structlog.get_logger()


class SlackTokenError(TollwatchError):
    """Slack does not accept a token."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is, and in which workspace."""

    team: str
    team_name: str
    user: str
    bot: str
    scopes: frozenset[str]


async def identify(client: AsyncWebClient) -> Identity:
    """Ask Slack who the token is. Raises SlackTokenError when it is none, and what slack_sdk raises."""
    try:
        answer = await client.auth_test()
    except TRANSPORT as error:
        if code_of(error) in DOWN:
            raise SlackTokenError(
                f"Slack does not accept TOLLWATCH_SLACK_BOT_TOKEN ({code_of(error)})",
                hint="Copy the xoxb- token from “OAuth & Permissions” of the app.",
            ) from error
        raise
    headers = {key.lower(): str(value) for key, value in dict(answer.headers).items()}
    scopes = frozenset(scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",") if scope.strip())
    team, name, user, bot = (str(answer.get(key) or "") for key in ("team_id", "team", "user_id", "bot_id"))
    return Identity(team, name, user, bot, scopes)


class SlackBot:
    """The adapter. `sender` can be used at once; `run` answers people until `stop`."""

    def __init__(
        self, bot_token: str, app_token: str, address: str, product: Product, render: Render, chart: Draw = no_chart
    ) -> None:
        self.client = web_client(bot_token, address)
        self.sender = SlackSender(web_client(bot_token, address), render, chart)
        self._app_token = app_token
        self._address = address
        self._bot_token = bot_token
        self._product = product
        self._stopped = asyncio.Event()

    async def run(self) -> None:
        """Connect, however long Slack is away, and answer until `stop`. Raises SlackTokenError."""
        identity = await self._until_done(lambda: identify(self.client))
        opener = web_client("", self._address)
        opened = await self._until_done(lambda: opener.apps_connections_open(app_token=self._app_token))
        if identity is None or opened is None:
            return
        app = bolt_app(self._authorized(identity), self._address)
        Desk(self._product, self.client, People(self.client, identity.team)).register(app)
        handler = socket_handler(app, self._app_token, opener)
        handler.client.wss_uri = str(opened["url"])
        await self._connected(handler, identity)

    async def _connected(self, handler: AsyncSocketModeHandler, identity: Identity) -> None:
        """Keep the connection until `stop`; the client finds its way back by itself."""
        connecting = asyncio.create_task(handler.connect_async())  # type: ignore[no-untyped-call]  # bolt's is untyped
        connecting.add_done_callback(lambda _: log.info("slack connected", team=identity.team_name))
        try:
            await self._stopped.wait()
        finally:
            connecting.cancel()
            await handler.close_async()  # type: ignore[no-untyped-call]

    async def stop(self) -> None:
        """End `run`."""
        self._stopped.set()

    async def _until_done(self, doing: Callable[[], Awaitable[T]]) -> T | None:
        """What `doing` gives once it works, None when we are stopped first; waits ever longer between tries."""
        wait = AGAIN_S
        while not self._stopped.is_set():
            try:
                return await doing()
            except TRANSPORT as error:
                if code_of(error) in DOWN:
                    raise _app_token_refused(error) from error
                log.warning("slack is away", error=code_of(error) or type(error).__name__, again_in=wait)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), wait)
            wait = min(2 * wait, MOST_S)
        return None

    def _authorized(self, identity: Identity) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=identity.team,
            bot_user_id=identity.user,
            bot_id=identity.bot,
            bot_token=self._bot_token,
        )


def _app_token_refused(error: Exception) -> SlackTokenError:
    return SlackTokenError(
        f"Slack does not accept TOLLWATCH_SLACK_APP_TOKEN ({code_of(error)})",
        hint="Make an app-level token (xapp-) with the scope connections:write under “Basic Information”.",
    )
