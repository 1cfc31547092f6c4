"""What `tollwatch check` finds out about Slack: tokens, scopes, channels, each with what to do."""

from collections.abc import Iterable

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.bot import Identity, SlackTokenError, identify
from bot.slack.clients import web_client
from bot.slack.outcomes import TRANSPORT, code_of
from bot.verdicts import Verdict

SCOPES = {
    "commands": "slash commands and the shortcut",
    "chat:write": "posting alerts and answers",
    "files:write": "charts and exports",
    "users:read": "telling who administers the workspace",
    "im:write": "direct messages to those who follow",
    "channels:read": "checking which channels the app is in",
    "groups:read": "the same for private channels",
    "channels:history": "finding an alert again after a lost answer",
    "groups:history": "the same in private channels",
    "im:history": "the same in direct messages",
}


async def check_slack(bot_token: str, app_token: str, address: str, channels: Iterable[str]) -> list[Verdict]:
    """Look at everything that Slack needs; `channels` are the addresses that get alerts."""
    client = web_client(bot_token, address)
    try:
        identity = await identify(client)
    except SlackTokenError as error:
        return [Verdict("Slack bot token", well=False, hint=error.hint)]
    except TRANSPORT as error:
        return [Verdict("Slack", well=False, hint=f"Slack cannot be reached: {code_of(error) or type(error).__name__}")]
    verdicts = [Verdict(f"Slack bot token for {identity.team_name}", well=True)]
    verdicts.append(await _app_token(web_client("", address), app_token))
    verdicts += _scopes(identity)
    return verdicts + [await _channel(client, channel) for channel in channels]


async def _app_token(client: AsyncWebClient, token: str) -> Verdict:
    try:
        await client.apps_connections_open(app_token=token)
    except TRANSPORT as error:
        hint = f"{code_of(error)}: make an app-level token (xapp-) with the scope connections:write"
        return Verdict("Slack app token", well=False, hint=hint)
    return Verdict("Slack app token", well=True)


def _scopes(identity: Identity) -> list[Verdict]:
    if not identity.scopes:
        return [Verdict("Slack scopes", well=True, hint="Slack does not say which there are")]
    lacking = [scope for scope in SCOPES if scope not in identity.scopes]
    if not lacking:
        return [Verdict("Slack scopes", well=True)]
    return [
        Verdict(
            f"Slack scope {scope}", well=False, hint=f"Needed for {SCOPES[scope]}: add it and install the app again"
        )
        for scope in lacking
    ]


async def _channel(client: AsyncWebClient, address: str) -> Verdict:
    if address.startswith("user:"):
        return Verdict(f"Slack person {address.removeprefix('user:')}", well=True)
    try:
        found = (await client.conversations_info(channel=address))["channel"]
    except TRANSPORT as error:
        hint = f"{code_of(error) or 'no answer'}: choose another channel with /alerts here"
        return Verdict(f"Slack channel {address}", well=False, hint=hint)
    name = f"Slack channel #{found.get('name') or address}"
    if found.get("is_archived"):
        return Verdict(name, well=False, hint="It is archived: choose another channel with /alerts here")
    if not found.get("is_member"):
        return Verdict(name, well=False, hint="The app is not in it: write /invite @Tollwatch there")
    return Verdict(name, well=True)
