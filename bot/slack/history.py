"""Reads back a conversation for a post that carries a marker in its metadata."""

from datetime import datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms import Absent, Finding, Sent, Unreadable

PAGE, PAGES = 200, 25


async def find_marker(client: AsyncWebClient, conversation: str, marker: str, oldest: datetime) -> Finding:
    """The post with `marker` since `oldest`. Raises what slack_sdk raises."""
    cursor, since = "", f"{oldest.timestamp():.6f}"
    for _ in range(PAGES):
        answer = await client.conversations_history(
            channel=conversation,
            oldest=since,
            limit=PAGE,
            include_all_metadata=True,
            cursor=cursor,
        )
        for message in answer.get("messages") or []:
            if _marker(message) == marker:
                return Sent(f"{conversation}:{message['ts']}")
        cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            return Absent()
    return Unreadable(f"more than {PAGE * PAGES} messages since then")


def _marker(message: dict[str, Any]) -> str:
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    return str(payload.get("marker") or "")
