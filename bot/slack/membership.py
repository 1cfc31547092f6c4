"""Whether the app can post in a conversation, before somebody relies on it."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.outcomes import TRANSPORT
from watchers.errors import TollwatchError


class NotInChannelError(TollwatchError):
    """The app is not in the channel, or may not post there."""


async def require_member(client: AsyncWebClient, address: str) -> None:
    """Raise NotInChannelError unless the app can post at `address`; with a person it always can."""
    if address.startswith("user:"):
        return
    invite = NotInChannelError(
        "The app is not in this channel, so nothing could be posted here",
        hint="Write /invite @Tollwatch here, then try again.",
    )
    try:
        found = (await client.conversations_info(channel=address)).get("channel")
    except TRANSPORT as error:
        raise invite from error
    if not isinstance(found, dict) or not found.get("is_member") or found.get("is_archived"):
        raise invite
