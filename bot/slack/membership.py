"""Whether the app can post in a conversation, before somebody relies on it."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.i18n import mark
from bot.mistakes import MistakeError
from bot.slack.outcomes import TRANSPORT


class NotInChannelError(MistakeError):
    """The app is not in the channel, or may not post there."""

    def __init__(self) -> None:
        super().__init__(
            mark("The app is not in this channel, so nothing could be posted here."),
            hint=mark("Write /invite @Tollwatch here, then try again."),
        )


async def require_member(client: AsyncWebClient, address: str) -> None:
    """Raise NotInChannelError unless the app can post at `address`; with a person it always can."""
    if address.startswith("user:"):
        return
    try:
        found = (await client.conversations_info(channel=address)).get("channel")
    except TRANSPORT as error:
        raise NotInChannelError from error
    if not isinstance(found, dict) or not found.get("is_member") or found.get("is_archived"):
        raise NotInChannelError
