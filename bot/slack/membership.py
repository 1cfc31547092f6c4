"""Whether the app can post in a conversation, before somebody relies on it."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.i18n import mark
from bot.mistakes import MistakeError
from bot.slack.outcomes import STOPPED, TRANSPORT, code_of


class NotInChannelError(MistakeError):
    """The app is not in the channel, or may not post there."""

    def __init__(self) -> None:
        super().__init__(
            mark("The app is not in this channel, so nothing could be posted here."),
            hint=mark("Write /invite @Tollwatch here, then try again."),
        )


async def require_member(client: AsyncWebClient, address: str) -> None:
    """Raise NotInChannelError when Slack says that the app cannot post at `address`.

    Where it cannot say, nothing stands in the way: a channel that takes nothing is told to the admins anyway.
    """
    if address.startswith("user:"):
        return
    try:
        found = (await client.conversations_info(channel=address)).get("channel")
    except TRANSPORT as error:
        if code_of(error) in STOPPED:
            raise NotInChannelError from error
        return
    if isinstance(found, dict) and (found.get("is_member") is False or found.get("is_archived") is True):
        raise NotInChannelError
