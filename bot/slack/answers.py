"""Answers to what people do: to the response_url where there is one, directly otherwise; visible to them alone."""

import json
from dataclasses import dataclass

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards import Attachment, Card
from bot.slack.charts import Uploads
from bot.slack.clients import webhook_client
from bot.slack.markup import to_message
from bot.slack.messages import QUIETLY
from bot.slack.outcomes import TRANSPORT, code_of

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Back:
    """Where an answer goes. A form keeps it in its private metadata, so that it survives a restart."""

    user: str
    conversation: str = ""
    response_url: str = ""

    def text(self, **more: str) -> str:
        """As private metadata of a view, at most 3,000 characters."""
        return json.dumps({"user": self.user, "conversation": self.conversation, "url": self.response_url, **more})

    @classmethod
    def of(cls, values: dict[str, str]) -> "Back":
        return cls(values.get("user", ""), values.get("conversation", ""), values.get("url", ""))


async def answer(client: AsyncWebClient, uploads: Uploads, back: Back, card: Card, *, public: bool = False) -> None:
    """Show `card` to whoever asked, or to the channel. What Slack refuses is logged; nobody could be told of it."""
    message = to_message(card)
    shown = message.arguments(await uploads.file_of(message.chart))
    try:
        if not back.response_url or not await _respond(back.response_url, shown, public=public):
            await client.api_call("chat.postMessage", json={"channel": back.user, **QUIETLY, **shown})
        for file in card.files:
            await _give(client, back, file)
    except TRANSPORT as error:
        log.warning("slack took no answer", error=code_of(error) or type(error).__name__)


async def _respond(url: str, shown: dict[str, object], *, public: bool) -> bool:
    """Answer there; False when the address is used up or too old."""
    kind = "in_channel" if public else "ephemeral"
    body = {**shown, "response_type": kind, "replace_original": False, "unfurl_links": False, "unfurl_media": False}
    response = await webhook_client(url).send_dict(body)
    return response.status_code == 200


async def _give(client: AsyncWebClient, back: Back, file: Attachment) -> None:
    """A file is given directly: an answer that only one person sees cannot carry one."""
    opened = await client.conversations_open(users=back.user)
    await client.files_upload_v2(filename=file.name, content=file.data, channel=str(opened["channel"]["id"]))
